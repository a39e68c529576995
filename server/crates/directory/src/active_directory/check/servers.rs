//! The checks of one server: found, reached, believed, signed in to.

use super::Rows;
use crate::active_directory::connection::{self, LdapConnection, Use};
use crate::active_directory::domain_controllers::Server;
use latchkey_domain::directory::{CertificateFault, CheckKind, DirectoryError, Verdict};
use ldap3::Ldap;
use std::net::IpAddr;
use std::sync::Arc;
use tokio::time::timeout;
use x509_parser::prelude::{FromDer as _, X509Certificate};

/// A certificate that ends within this time deserves a warning.
const SOON_SECS: i64 = 30 * 24 * 3600;

impl Rows<'_> {
    /// All rows of one server, and a connection to it if everything worked.
    pub(super) async fn server(&mut self, server: &Arc<Server>) -> Option<LdapConnection> {
        use CheckKind::{Bind, Connect, PolicyHints, Resolve, Tls};
        let name = server.url.to_string();
        let limit = self.ad.controllers.config.connect_timeout;
        let late = || DirectoryError::Unreachable { detail: format!("no answer within {} s", limit.as_secs_f32()) };

        let since = self.now();
        if server.url.address().is_none() {
            match timeout(limit, self.ad.controllers.resolver.addresses(server.url.host())).await {
                Ok(Ok(found)) => {
                    let addresses = found.iter().map(IpAddr::to_string).collect::<Vec<_>>().join(", ");
                    self.add(Resolve, &name, Verdict::Good, addresses, since);
                }
                _ => {
                    let row = self.add(Resolve, &name, Verdict::Bad, "the name has no address here", since);
                    row.repair = Some(format!("nslookup {}", server.url.host()));
                    self.not_tried(&[Connect, Tls, Bind, PolicyHints], &name);
                    return None;
                }
            }
        }

        let since = self.now();
        let stream =
            match timeout(limit, self.ad.controllers.connect(&server.url)).await.unwrap_or_else(|_| Err(late())) {
                Ok(stream) => stream,
                Err(error) => {
                    self.add(Connect, &name, Verdict::Bad, error.to_string(), since);
                    self.not_tried(&[Tls, Bind, PolicyHints], &name);
                    return None;
                }
            };
        self.add(Connect, &name, Verdict::Good, format!("port {} answers", server.url.port()), since);

        let since = self.now();
        let encrypting = connection::encrypt(stream, &server.url, server.tls());
        let mut ldap = match timeout(limit, encrypting).await.unwrap_or_else(|_| Err(late())) {
            Ok(ldap) => ldap,
            Err(error) => {
                let unknown =
                    matches!(error, DirectoryError::Certificate { reason: CertificateFault::UnknownAuthority, .. });
                let row = self.add(Tls, &name, Verdict::Bad, error.to_string(), since);
                row.repair = unknown.then(|| {
                    "Look at the certificate chain, compare its fingerprint, and trust it for this domain.".to_owned()
                });
                self.not_tried(&[Bind, PolicyHints], &name);
                return None;
            }
        };
        self.certificate(&name, &mut ldap, since).await;

        let since = self.now();
        let config = &self.ad.controllers.config;
        // The administrator asked for it, so it is tried even after a refusal, but not beside others.
        let turn = self.ad.controllers.sign_in_guard.turn().await;
        let signing_in = connection::sign_in(&mut ldap, &config.account, &config.password);
        let signed_in = timeout(limit, signing_in).await.unwrap_or_else(|_| Err(late()));
        self.ad.controllers.sign_in_guard.note(&signed_in, self.now());
        drop(turn);
        if let Err(error) = signed_in {
            let evidence = match &error {
                DirectoryError::BindRefused { data } => format!("{error}: {}", meaning(data)),
                _ => error.to_string(),
            };
            self.add(Bind, &name, Verdict::Bad, evidence, since);
            self.not_tried(&[PolicyHints], &name);
            return None;
        }
        drop(ldap);
        let connection = match self.ad.controllers.connection(server, Use::Service, true).await {
            Ok(connection) => connection,
            Err(error) => {
                self.add(Bind, &name, Verdict::Bad, error.to_string(), since);
                self.not_tried(&[PolicyHints], &name);
                return None;
            }
        };
        if connection.root.read_only {
            self.add(Bind, &name, Verdict::Warn, "a read-only domain controller: it is left alone", since);
        } else {
            self.add(Bind, &name, Verdict::Good, format!("signed in as {}", config.account), since);
        }

        let since = self.now();
        match connection.root.hints {
            Some(oid) => self.add(PolicyHints, &name, Verdict::Good, format!("resets are held to the password history ({oid})"), since),
            None => self.add(
                PolicyHints,
                &name,
                Verdict::Warn,
                "this server does not compare a reset with the password history; passwords set here are remembered (hashed) instead",
                since,
            ),
        };
        (!connection.root.read_only).then_some(connection)
    }

    async fn certificate(&mut self, name: &str, ldap: &mut Ldap, since: latchkey_domain::Timestamp) {
        let der = ldap.get_peer_certificate().await.ok().flatten().unwrap_or_default();
        let Ok((_, parsed)) = X509Certificate::from_der(&der) else {
            self.add(CheckKind::Tls, name, Verdict::Good, "encrypted, and the certificate holds", since);
            return;
        };
        let ends = parsed.validity().not_after;
        let left = ends.timestamp().saturating_sub(self.now().secs());
        let verdict = if left < SOON_SECS { Verdict::Warn } else { Verdict::Good };
        let evidence =
            format!("{}, issued by {}, valid for {} more days", parsed.subject(), parsed.issuer(), left / 86_400);
        self.add(CheckKind::Tls, name, verdict, evidence, since);
    }
}

/// The sub-code of a refused bind in words, for the administrator.
fn meaning(data: &str) -> &'static str {
    match data {
        "52e" | "525" | "rc 49" => "wrong account or password",
        "530" => "the service account may not sign in at this hour",
        "531" => "the service account may not sign in from this machine",
        "532" => "the service account's password has expired",
        "533" => "the service account is disabled",
        "701" => "the service account has expired",
        "773" => "the service account must change its password first",
        "775" => "the service account is locked",
        _ => "no further reason given",
    }
}
