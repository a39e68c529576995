//! The checks of one server: found, reached, believed, signed in to.

use super::Rows;
use crate::active_directory::root;
use crate::ldap::{LdapConnection, NotSignedIn, Server, SignInReason, Use, connection};
use latchkey_domain::directory::{CertificateFault, CheckKind, DirectoryError, Evidence, Repair, Verdict};
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
        let late =
            move || DirectoryError::Unreachable { detail: format!("no answer within {} s", limit.as_secs_f32()) };

        let since = self.now();
        if server.url.address().is_none() {
            match timeout(limit, self.ad.controllers.resolver.addresses(server.url.host())).await {
                Ok(Ok(found)) => {
                    let found = found.iter().map(IpAddr::to_string).collect();
                    self.add(Resolve, &name, Verdict::Good, Evidence::Addresses { found }, since);
                }
                _ => {
                    let row = self.add(Resolve, &name, Verdict::Bad, Evidence::NoAddress, since);
                    row.repair = Some(Repair::Commands(format!("nslookup {}", server.url.host())));
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
                    self.add(Connect, &name, Verdict::Bad, Evidence::Failed((&error).into()), since);
                    self.not_tried(&[Tls, Bind, PolicyHints], &name);
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
                self.not_tried(&[Bind, PolicyHints], &name);
                return None;
            }
        };
        self.certificate(&name, &mut ldap, since).await;

        let since = self.now();
        let controllers = &self.ad.controllers;
        let turn = controllers.sign_in_guard.turn().await;
        let bind = controllers.bind(ldap, late);
        let signed_in = controllers.sign_in_guard.sign_in(turn, SignInReason::Check, bind).await;
        if let Err(error) = signed_in.map(drop).map_err(NotSignedIn::error) {
            let evidence = match &error {
                DirectoryError::BindRefused { data } => Evidence::SignInRefused { data: data.clone() },
                error => Evidence::Failed(error.into()),
            };
            self.add(Bind, &name, Verdict::Bad, evidence, since);
            self.not_tried(&[PolicyHints], &name);
            return None;
        }
        let connection = match self.ad.controllers.connection(server, Use::Service, true).await {
            Ok(connection) => connection,
            Err(error) => {
                self.add(Bind, &name, Verdict::Bad, Evidence::Failed((&error).into()), since);
                self.not_tried(&[PolicyHints], &name);
                return None;
            }
        };
        if connection.root.read_only {
            self.add(Bind, &name, Verdict::Warn, Evidence::ReadOnly, since);
        } else {
            let account = self.ad.controllers.config.account.clone();
            self.add(Bind, &name, Verdict::Good, Evidence::SignedIn { account }, since);
        }

        let since = self.now();
        match root::hints(&connection.root) {
            Some(oid) => self.add(PolicyHints, &name, Verdict::Good, Evidence::Hints { oid: oid.to_string() }, since),
            None => self.add(PolicyHints, &name, Verdict::Warn, Evidence::NoHints, since),
        };
        (!connection.root.read_only).then_some(connection)
    }

    async fn certificate(&mut self, name: &str, ldap: &mut Ldap, since: latchkey_domain::Timestamp) {
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
