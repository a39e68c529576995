//! `latchkey serve`: from a configuration to a running server, and to a graceful end.

use super::say;
use crate::compose::{self, Composed};
use crate::config::Config;
use crate::http::health::Serving;
use crate::http::listen;
use crate::stop::Stop;
use crate::system::Sources;
use crate::{jobs, logging, router};
use axum_server::Handle;
use latchkey_domain::entropy::new_token;
use latchkey_store::{Store, admins};
use std::net::SocketAddr;
use std::sync::Arc;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::watch;

pub async fn run(config: &Config) -> Result<(), Stop> {
    logging::start(&config.log);
    let sources = Sources::default();
    let ends = Ends::new(config.tls.is_some())?;
    // First the socket: it is what most often goes wrong, and then nothing has been touched.
    let listener = listen::bind(config.site.listen).map_err(Stop)?;
    let address = listener.local_addr().map_err(|e| Stop(format!("the address cannot be read: {e}")))?;
    if let Some(files) = &config.tls {
        crate::http::tls::load(files).map_err(Stop)?;
    }
    let store = compose::open_store(config, &sources).await?;
    compose::migrate(config, &store).await?;
    compose::claim_mode(config, &store).await?;
    let composed = compose::compose(config, store.clone(), address, &sources)?;
    let begun = composed.app.begin_audit().await;
    begun.map_err(|error| Stop(format!("the audit log could not be read: {error}")))?;
    greet(config, &composed, &store, address, &sources).await?;

    let (stop, stopped) = watch::channel(false);
    let work = jobs::start(composed.app.clone(), stopped);
    let handle = Handle::new();
    let signals = tokio::spawn(ends.watch(handle.clone()));
    let ready = Serving { store, clock: sources.clock.clone(), heartbeat: work.heartbeat };
    let app = router::router(&composed, Arc::new(ready));
    let edge = listen::Edge { certificate: config.tls.clone(), proxies: config.proxies.clone() };
    let served = listen::serve(listener, app, edge, handle).await.map_err(Stop);
    signals.abort();
    let _ = stop.send(true);
    if tokio::time::timeout(listen::GRACE, work.task).await.is_err() {
        tracing::warn!("background work did not end in time; it is taken up again at the next start");
    }
    tracing::info!("stopped");
    served
}

/// The signals that end us, listened for from the very beginning.
struct Ends {
    terminate: Signal,
    interrupt: Signal,
    /// With certificates of our own it means "read them again" (see `http::tls`), else the
    /// terminal is gone.
    hangup: Option<Signal>,
}

impl Ends {
    fn new(certificates: bool) -> Result<Self, Stop> {
        let listen = |kind| signal(kind).map_err(|e| Stop(format!("signals cannot be received: {e}")));
        let hangup = listen(SignalKind::hangup())?;
        Ok(Self {
            terminate: listen(SignalKind::terminate())?,
            interrupt: listen(SignalKind::interrupt())?,
            hangup: (!certificates).then_some(hangup),
        })
    }

    async fn next(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
            () = async { match &mut self.hangup { Some(signal) => drop(signal.recv().await), None => std::future::pending().await } } => {}
        }
    }

    async fn watch(mut self, handle: Handle<SocketAddr>) {
        self.next().await;
        tracing::info!("stopping: open requests have {} seconds", listen::GRACE.as_secs());
        handle.graceful_shutdown(Some(listen::GRACE));
        // Whoever asks twice means now.
        self.next().await;
        handle.shutdown();
    }
}

async fn greet(
    config: &Config,
    composed: &Composed,
    store: &Store,
    address: SocketAddr,
    sources: &Sources,
) -> Result<(), Stop> {
    let origin = &composed.origin;
    say::line(format_args!("\nLatchkey {} is running.\n", env!("CARGO_PKG_VERSION")));
    say::line(format_args!("  address       {origin}"));
    say::line(format_args!("  listening on  {address}"));
    say::line(format_args!("  database      {}", compose::database_name(config)));
    if config.practice {
        say::line(format_args!(
            "\nPractice mode: everything is made up, nothing leaves this machine.\n  The people, their mail and their phone: {origin}/practice"
        ));
    } else if config.mail.is_none() {
        say::line("\nNo [mail] is configured: invitations and e-mail codes cannot be sent yet.");
    }
    let token = new_token(&*sources.entropy);
    let kept = token.clone();
    let first = store
        .write(move |tx| {
            let nobody = admins::count(tx)? == 0;
            if nobody {
                compose::put_setup_link(tx, &kept)?;
            }
            Ok(nobody)
        })
        .await
        .map_err(|e| Stop(format!("the database cannot be used: {e}")))?;
    if first {
        say::line(format_args!(
            "\nThere is no administrator yet. Open this link to become the first (good once, for an hour; later `latchkey admin link` makes another):\n  {}",
            compose::setup_address(origin, &token)
        ));
    }
    say::line(format_args!("\nStop with Ctrl-C.\n"));
    Ok(())
}
