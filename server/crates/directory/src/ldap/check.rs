//! The checks of one server: found, reached, believed, signed in to; and the certificates that it presents.

use super::connection::{self, LdapConnection, Use};
use super::server::Server;
use super::servers::Servers;
use super::sign_in::{NotSignedIn, SignInReason};
use super::tls::Capture;
use latchkey_domain::Timestamp;
use latchkey_domain::directory::{
    CertificateFault, CheckKind, CheckRow, DirectoryError, DirectoryResult, Evidence, PresentedCertificate, Repair,
    Verdict,
};
use ldap3::Ldap;
use std::net::IpAddr;
use std::sync::Arc;
use tokio::time::timeout;
use x509_parser::prelude::{FromDer as _, X509Certificate};

/// A certificate that ends within this time deserves a warning.
const SOON_SECS: i64 = 30 * 24 * 3600;

/// Makes rows; `since` is when the step began.
pub(crate) struct Rows<'a> {
    servers: &'a Servers,
    pub(crate) rows: Vec<CheckRow>,
}

impl<'a> Rows<'a> {
    pub(crate) fn of(servers: &'a Servers) -> Self {
        Self { servers, rows: Vec::new() }
    }
    pub(crate) fn now(&self) -> Timestamp {
        self.servers.clock.now()
    }
    pub(crate) fn add(
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
    pub(crate) fn not_tried(&mut self, kinds: &[CheckKind], server: &str) {
        let now = self.now();
        for kind in kinds {
            self.add(*kind, server, Verdict::NotTried, Evidence::NotTried, now);
        }
    }

    /// All rows of one server, and a connection to it if everything worked. `more`: what is tried on each server
    /// once we are signed in.
    pub(crate) async fn server(&mut self, server: &Arc<Server>, more: &[CheckKind]) -> Option<LdapConnection> {
        use CheckKind::{Bind, Connect, Resolve, Tls};
        let name = server.url.to_string();
        let limit = self.servers.config.connect_timeout;
        let late =
            move || DirectoryError::Unreachable { detail: format!("no answer within {} s", limit.as_secs_f32()) };

        let since = self.now();
        if server.url.address().is_none() {
            match timeout(limit, self.servers.resolver.addresses(server.url.host())).await {
                Ok(Ok(found)) => {
                    let found = found.iter().map(IpAddr::to_string).collect();
                    self.add(Resolve, &name, Verdict::Good, Evidence::Addresses { found }, since);
                }
                _ => {
                    let row = self.add(Resolve, &name, Verdict::Bad, Evidence::NoAddress, since);
                    row.repair = Some(Repair::Commands(format!("nslookup {}", server.url.host())));
                    self.not_tried(&[Connect, Tls, Bind], &name);
                    self.not_tried(more, &name);
                    return None;
                }
            }
        }

        let since = self.now();
        let stream = match timeout(limit, self.servers.connect(&server.url)).await.unwrap_or_else(|_| Err(late())) {
            Ok(stream) => stream,
            Err(error) => {
                self.add(Connect, &name, Verdict::Bad, Evidence::Failed((&error).into()), since);
                self.not_tried(&[Tls, Bind], &name);
                self.not_tried(more, &name);
                return None;
            }
        };
        self.add(Connect, &name, Verdict::Good, Evidence::Answers { port: server.url.port() }, since);

        let since = self.now();
        let encrypting = connection::encrypt(stream, &server.url, server.tls());
        let mut ldap = match timeout(limit, encrypting).await.unwrap_or_else(|_| Err(late())) {
            Ok(ldap) => ldap,
            Err(error) => {
                let unknown =
                    matches!(error, DirectoryError::Certificate { reason: CertificateFault::UnknownAuthority, .. });
                let row = self.add(Tls, &name, Verdict::Bad, Evidence::Failed((&error).into()), since);
                row.repair = unknown.then_some(Repair::TrustAuthority);
                self.not_tried(&[Bind], &name);
                self.not_tried(more, &name);
                return None;
            }
        };
        self.certificate(&name, &mut ldap, since).await;

        let since = self.now();
        let servers = self.servers;
        let turn = servers.sign_in_guard.turn().await;
        let bind = servers.bind(ldap, late);
        let signed_in = servers.sign_in_guard.sign_in(turn, SignInReason::Check, bind).await;
        if let Err(error) = signed_in.map(drop).map_err(NotSignedIn::error) {
            let evidence = match &error {
                DirectoryError::BindRefused { data } => Evidence::SignInRefused { data: data.clone() },
                error => Evidence::Failed(error.into()),
            };
            self.add(Bind, &name, Verdict::Bad, evidence, since);
            self.not_tried(more, &name);
            return None;
        }
        let connection = match self.servers.connection(server, Use::Service, true).await {
            Ok(connection) => connection,
            Err(error) => {
                self.add(Bind, &name, Verdict::Bad, Evidence::Failed((&error).into()), since);
                self.not_tried(more, &name);
                return None;
            }
        };
        if connection.root.read_only {
            self.add(Bind, &name, Verdict::Warn, Evidence::ReadOnly, since);
        } else {
            let account = self.servers.config.account.clone();
            self.add(Bind, &name, Verdict::Good, Evidence::SignedIn { account }, since);
        }

        Some(connection)
    }

    async fn certificate(&mut self, name: &str, ldap: &mut Ldap, since: Timestamp) {
        let der = ldap.get_peer_certificate().await.ok().flatten().unwrap_or_default();
        let Ok((_, parsed)) = X509Certificate::from_der(&der) else {
            self.add(CheckKind::Tls, name, Verdict::Good, Evidence::Encrypted, since);
            return;
        };
        let ends = parsed.validity().not_after;
        let left = ends.timestamp().saturating_sub(self.now().secs());
        let verdict = if left < SOON_SECS { Verdict::Warn } else { Verdict::Good };
        let evidence = Evidence::Certificate {
            subject: parsed.subject().to_string(),
            issuer: parsed.issuer().to_string(),
            days: u32::try_from(left / 86_400).unwrap_or(0),
        };
        self.add(CheckKind::Tls, name, verdict, evidence, since);
    }
}

/// The certificates that the first reachable server presents.
pub(crate) async fn presented_certificates(servers: &Servers) -> DirectoryResult<Vec<PresentedCertificate>> {
    let mut last = DirectoryError::Unreachable { detail: "no server is configured".to_owned() };
    for server in servers.servers().await? {
        let capture = Arc::new(Capture::default());
        let config = capture.config(&server.url)?;
        let shaking_hands = async {
            let stream = servers.connect(&server.url).await?;
            connection::encrypt(stream, &server.url, config).await
        };
        let shaken = timeout(servers.config.connect_timeout, shaking_hands).await;
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
