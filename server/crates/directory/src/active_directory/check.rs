//! What the activation doctor shows: every step and every right that self-service needs, tried
//! one by one without changing anything, each with its evidence and the command that mends it.

mod delegation;
mod servers;

use super::ActiveDirectory;
use crate::ldap::tls::Capture;
use crate::ldap::{LdapConnection, connection};
use latchkey_domain::Timestamp;
use latchkey_domain::directory::{
    CheckKind, CheckRow, DirectoryError, DirectoryResult, Evidence, PresentedCertificate, Repair, Verdict,
};
use std::sync::Arc;
use tokio::time::timeout;

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

/// Makes rows; `since` is when the step began.
pub(super) struct Rows<'a> {
    ad: &'a ActiveDirectory,
    rows: Vec<CheckRow>,
}

impl Rows<'_> {
    fn now(&self) -> Timestamp {
        self.ad.controllers.clock.now()
    }
    fn add(
        &mut self,
        kind: CheckKind,
        server: &str,
        verdict: Verdict,
        evidence: Evidence,
        since: Timestamp,
    ) -> &mut CheckRow {
        let millis = u32::try_from(self.now().since(since)).unwrap_or(0);
        let row = CheckRow { kind, server: server.to_owned(), verdict, evidence, repair: None, millis };
        self.rows.push(row);
        // Just pushed: the last one is there, and pushing again would be the only other way to say so.
        let last = self.rows.len() - 1;
        #[expect(clippy::indexing_slicing, reason = "pushed two lines above")]
        &mut self.rows[last]
    }
    fn not_tried(&mut self, kinds: &[CheckKind], server: &str) {
        let now = self.now();
        for kind in kinds {
            self.add(*kind, server, Verdict::NotTried, Evidence::NotTried, now);
        }
    }
}

impl ActiveDirectory {
    pub(crate) async fn run_checks(&self, subtrees: &[String]) -> Vec<CheckRow> {
        let mut rows = Rows { ad: self, rows: Vec::new() };
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
                rows.not_tried(&[ReadPeople, ReadPolicy, ResetRight, UnlockRight, PwdLastSetRight], "");
            }
        }
        rows.rows
    }

    pub(crate) async fn read_certificates(&self) -> DirectoryResult<Vec<PresentedCertificate>> {
        let mut last = DirectoryError::Unreachable { detail: "no server is configured".to_owned() };
        for server in self.controllers.servers().await? {
            let capture = Arc::new(Capture::default());
            let config = capture.config(&server.url)?;
            let shaking_hands = async {
                let stream = self.controllers.connect(&server.url).await?;
                connection::encrypt(stream, &server.url, config).await
            };
            let shaken = timeout(self.controllers.config.connect_timeout, shaking_hands).await;
            let presented = capture.presented();
            if !presented.is_empty() {
                return Ok(presented);
            }
            last = match shaken {
                Ok(Err(error)) => error,
                Ok(Ok(_)) => DirectoryError::Other { detail: format!("{}: no certificate was presented", server.url) },
                Err(_) => DirectoryError::Unreachable { detail: format!("{}: no answer", server.url) },
            };
        }
        Err(last)
    }
}
