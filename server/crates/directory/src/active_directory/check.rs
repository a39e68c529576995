//! What the activation doctor shows: every step and every right that self-service needs, tried
//! one by one without changing anything, each with its evidence and the command that mends it.

mod delegation;

use super::{ActiveDirectory, root};
use crate::ldap::{LdapConnection, Server, check};
use latchkey_domain::Timestamp;
use latchkey_domain::directory::{
    CheckKind, CheckRow, DirectoryResult, Evidence, PresentedCertificate, Repair, Verdict,
};
use std::sync::Arc;

/// What must have worked before a password is written here; policy hints are a matter of how good it gets.
pub(super) const REQUIRED: [CheckKind; 8] = [
    CheckKind::Connect,
    CheckKind::Tls,
    CheckKind::Bind,
    CheckKind::ReadPeople,
    CheckKind::ReadPolicy,
    CheckKind::ResetRight,
    CheckKind::UnlockRight,
    CheckKind::PwdLastSetRight,
];

/// The rows so far.
pub(super) struct Rows<'a> {
    ad: &'a ActiveDirectory,
    all: check::Rows<'a>,
}

impl Rows<'_> {
    fn now(&self) -> Timestamp {
        self.all.now()
    }
    fn add(
        &mut self,
        kind: CheckKind,
        server: &str,
        verdict: Verdict,
        evidence: Evidence,
        since: Timestamp,
    ) -> &mut CheckRow {
        self.all.add(kind, server, verdict, evidence, since)
    }

    /// All rows of one server, and a connection to it if everything worked.
    async fn server(&mut self, server: &Arc<Server>) -> Option<LdapConnection> {
        let connection = self.all.server(server, &[CheckKind::PolicyHints]).await?;
        let (since, name) = (self.now(), server.url.to_string());
        match root::hints(&connection.root) {
            Some(oid) => {
                self.add(CheckKind::PolicyHints, &name, Verdict::Good, Evidence::Hints { oid: oid.to_string() }, since)
            }
            None => self.add(CheckKind::PolicyHints, &name, Verdict::Warn, Evidence::NoHints, since),
        };
        (!connection.root.read_only).then_some(connection)
    }
}

impl ActiveDirectory {
    pub(crate) async fn run_checks(&self, subtrees: &[String]) -> Vec<CheckRow> {
        let mut rows = Rows { ad: self, all: check::Rows::of(&self.controllers) };
        let mut best: Option<LdapConnection> = None;
        let since = rows.now();
        match self.controllers.servers().await {
            Ok(servers) => {
                if self.controllers.config.servers.is_empty() {
                    let hosts = servers.iter().map(|server| server.url.host().to_owned()).collect();
                    let evidence = Evidence::Leads { domain: self.domain.clone(), hosts };
                    rows.add(CheckKind::Resolve, "", Verdict::Good, evidence, since);
                }
                for server in servers {
                    let connection = rows.server(&server).await;
                    best = best.or(connection);
                    // A wrong password is not tried on the next server too: that would lock the account.
                    if self.controllers.not_refused().await.is_err() {
                        break;
                    }
                }
            }
            Err(error) => {
                let row = rows.add(CheckKind::Resolve, "", Verdict::Bad, Evidence::Failed((&error).into()), since);
                let lookup = format!("nslookup -type=SRV _ldap._tcp.dc._msdcs.{}", self.domain);
                row.repair = Some(Repair::Commands(lookup));
            }
        }
        match best {
            Some(connection) => rows.domain(connection, subtrees).await,
            None => {
                use CheckKind::{PwdLastSetRight, ReadPeople, ReadPolicy, ResetRight, UnlockRight};
                rows.all.not_tried(&[ReadPeople, ReadPolicy, ResetRight, UnlockRight, PwdLastSetRight], "");
            }
        }
        rows.all.rows
    }

    pub(crate) async fn read_certificates(&self) -> DirectoryResult<Vec<PresentedCertificate>> {
        check::presented_certificates(&self.controllers).await
    }
}
