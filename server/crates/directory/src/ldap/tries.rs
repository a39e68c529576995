//! One question put to one server after the other, until one answers.

use super::answers;
use super::connection::{Fault, LdapConnection, Use};
use super::server::Server;
use super::servers::Servers;
use latchkey_domain::directory::{DirectoryError, DirectoryResult};
use std::collections::VecDeque;
use std::sync::Arc;

/// One round over the servers for one question.
pub(crate) struct Tries<'a> {
    servers: &'a Servers,
    /// With each: whether it must be a fresh connection.
    queue: VecDeque<(Arc<Server>, bool)>,
    last: Option<DirectoryError>,
}

impl<'a> Tries<'a> {
    pub(super) fn over(servers: &'a Servers, best_first: Vec<Arc<Server>>) -> Self {
        Self { servers, queue: best_first.into_iter().map(|server| (server, false)).collect(), last: None }
    }

    /// The next connection to ask on.
    ///
    /// # Errors
    /// When no server is left: what stood in the way.
    pub(crate) async fn connection(&mut self) -> DirectoryResult<LdapConnection> {
        while let Some((server, fresh)) = self.queue.pop_front() {
            match self.servers.connection(&server, Use::Service, fresh).await {
                Ok(connection) if connection.root.read_only => {
                    self.remember(DirectoryError::Misconfigured {
                        detail: format!("{}: a read-only server", server.url),
                    });
                }
                Ok(connection) => return Ok(connection),
                // The same account would be refused by the next one too, and be locked for it.
                Err(error @ DirectoryError::BindRefused { .. }) => return Err(error),
                Err(error) => self.remember(error),
            }
        }
        Err(self
            .last
            .take()
            .unwrap_or_else(|| DirectoryError::Unreachable { detail: "no server is configured".to_owned() }))
    }

    /// The next server by itself, for whoever opens connections of another kind.
    pub(crate) fn next_server(&mut self) -> Option<Arc<Server>> {
        self.queue.pop_front().map(|(server, _)| server)
    }

    /// Judges a fault: `Ok` to ask the next, `Err` to give up.
    pub(crate) fn failed(&mut self, connection: &LdapConnection, fault: Fault) -> DirectoryResult<()> {
        let server = connection.server.clone();
        match fault {
            Fault::Told(error) => return Err(error),
            Fault::Answer(result) if !matches!(result.rc, answers::BUSY | answers::UNAVAILABLE) => {
                return Err(answers::unexpected(&result));
            }
            // The pool held a connection that the server had closed: once more, on a new one.
            Fault::NotSent(_) | Fault::Broken(_) if !connection.fresh => self.queue.push_front((server, true)),
            Fault::NotSent(detail) | Fault::Broken(detail) | Fault::TimedOut(detail) => {
                server.mark_down();
                self.remember(DirectoryError::Unreachable { detail });
            }
            Fault::Answer(result) => {
                server.mark_down();
                self.remember(answers::unexpected(&result));
            }
        }
        Ok(())
    }

    /// Keeps what an administrator can act upon: a wrong certificate rather than a dead connection.
    fn remember(&mut self, error: DirectoryError) {
        let vague = |error: &DirectoryError| matches!(error, DirectoryError::Unreachable { .. });
        if self.last.as_ref().is_none_or(|last| vague(last) || !vague(&error)) {
            self.last = Some(error);
        }
    }
}

/// Asks one server after the other until one answers; gives the answer and the connection it came on.
macro_rules! reading {
    ($controllers:expr, $about:expr, $connection:ident => $ask:expr) => {{
        let mut tries = $controllers.tries($about).await?;
        loop {
            let mut $connection = tries.connection().await?;
            match $ask.await {
                Ok(found) => break (found, $connection),
                Err(fault) => tries.failed(&$connection, fault)?,
            }
        }
    }};
}
pub(crate) use reading;
