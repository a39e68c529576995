//! SMTP submission (RFC 6409, 8314) through lettre's connection, with a small pool of our own:
//! lettre's gives a connection back when its future is dropped in mid-dialogue, and the next
//! message would read the answers meant for the last. Here only a connection whose last message
//! was taken is kept.

use crate::smtp_fault::{Phase, explain};
use crate::{Mail, SendError, message};
use latchkey_domain::Secret;
use lettre::address::Envelope;
use lettre::message::Mailbox;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{AsyncSmtpConnection, Certificate, CertificateStore, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// Connections kept open between messages.
const KEPT: usize = 4;

/// How the line is encrypted. There is no "if possible": whoever sits in between would say no.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Security {
    /// Plain until `STARTTLS`, which must be offered; usually port 587.
    StartTls,
    /// From the first byte; usually port 465.
    Tls,
    /// None, and only to a relay on this very machine.
    PlainLoopback,
}

#[derive(Clone)]
pub struct SmtpConfig {
    /// The name that the certificate must be made out to, or an address.
    pub host: String,
    pub port: u16,
    pub security: Security,
    pub username: Option<String>,
    pub password: Option<Secret>,
    /// `Northwind IT <it@northwind.example>` or the bare address.
    pub from: String,
    /// PEM of the authorities to trust instead of the machine's.
    pub ca_pem: Option<String>,
    /// For one message from connecting to the server's last word.
    pub timeout: Duration,
}

impl std::fmt::Debug for SmtpConfig {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SmtpConfig({}:{}, {:?})", self.host, self.port, self.security)
    }
}

#[derive(Clone)]
pub struct Smtp(Arc<Inner>);

struct Inner {
    host: String,
    port: u16,
    line: Connection,
    credentials: Option<Credentials>,
    from: Mailbox,
    hello: ClientId,
    timeout: Duration,
    kept: Mutex<Vec<AsyncSmtpConnection>>,
}

enum Connection {
    StartTls(TlsParameters),
    Tls(TlsParameters),
    Plain,
}

impl Smtp {
    pub(crate) fn new(config: SmtpConfig) -> Result<Self, SendError> {
        let setup = |text: &str| SendError::Setup(text.to_owned());
        let from = config
            .from
            .parse()
            .map_err(|_| setup("The sender of our mail is not an address: write it as name@example.com."))?;
        if config.host.is_empty() || config.port == 0 || config.timeout.is_zero() {
            return Err(setup("Mail server, port and time-out must be given."));
        }
        let credentials = match (config.username, config.password) {
            (Some(name), Some(password)) if !name.is_empty() => {
                Some(Credentials::new(name, password.expose().to_owned()))
            }
            (None, None) => None,
            _ => return Err(setup("For the mail server, give user name and password, or neither.")),
        };
        let line = match config.security {
            Security::PlainLoopback if is_loopback(&config.host) => Connection::Plain,
            Security::PlainLoopback => {
                return Err(setup("Mail without encryption is possible only to a server on this machine."));
            }
            Security::StartTls => Connection::StartTls(tls(&config.host, config.ca_pem.as_deref())?),
            Security::Tls => Connection::Tls(tls(&config.host, config.ca_pem.as_deref())?),
        };
        Ok(Self(Arc::new(Inner {
            host: config.host,
            port: config.port,
            line,
            credentials,
            from,
            hello: ClientId::default(),
            timeout: config.timeout,
            kept: Mutex::default(),
        })))
    }

    pub(crate) async fn send(&self, mail: &Mail) -> Result<(), SendError> {
        let (envelope, bytes) = message::compose(mail, &self.0.from)?;
        self.in_time(self.0.deliver(&envelope, &bytes)).await
    }

    /// Always over a new connection: what a kept one once was allowed proves nothing now.
    pub(crate) async fn check(&self) -> Result<(), SendError> {
        self.in_time(async {
            let connection = self.0.connect().await?;
            self.0.keep(connection);
            Ok(())
        })
        .await
    }

    async fn in_time(&self, work: impl Future<Output = Result<(), SendError>>) -> Result<(), SendError> {
        tokio::time::timeout(self.0.timeout, work).await.unwrap_or_else(|_| Err(self.0.too_slow()))
    }
}

impl Inner {
    async fn deliver(&self, envelope: &Envelope, bytes: &[u8]) -> Result<(), SendError> {
        let mut connection = match self.kept_alive().await {
            Some(connection) => connection,
            None => self.connect().await?,
        };
        match connection.send(envelope, bytes).await {
            Ok(_) => {
                self.keep(connection);
                Ok(())
            }
            // dropped, not kept: the next message starts on a clean line
            Err(error) => Err(explain(Phase::Message, &error, &self.place())),
        }
    }

    async fn connect(&self) -> Result<AsyncSmtpConnection, SendError> {
        let fault = |phase| move |error| explain(phase, &error, &self.place());
        let tls = match &self.line {
            Connection::Tls(parameters) => Some(parameters.clone()),
            Connection::StartTls(_) | Connection::Plain => None,
        };
        // a third, so that a dead first address leaves time for the second
        let server = (self.host.as_str(), self.port);
        let mut connection =
            AsyncSmtpConnection::connect_tokio1(server, Some(self.timeout / 3), &self.hello, tls, None)
                .await
                .map_err(fault(Phase::Connect))?;
        if let Connection::StartTls(parameters) = &self.line {
            if !connection.can_starttls() {
                return Err(SendError::Setup(format!(
                    "The mail server {} offers no encryption (STARTTLS).",
                    self.place()
                )));
            }
            connection.starttls(parameters.clone(), &self.hello).await.map_err(fault(Phase::Encrypt))?;
        }
        if let Some(credentials) = &self.credentials {
            connection.auth(&[Mechanism::Plain, Mechanism::Login], credentials).await.map_err(fault(Phase::SignIn))?;
        }
        Ok(connection)
    }

    async fn kept_alive(&self) -> Option<AsyncSmtpConnection> {
        loop {
            let mut connection = self.kept().pop()?;
            if connection.test_connected().await {
                return Some(connection);
            }
        }
    }

    fn keep(&self, connection: AsyncSmtpConnection) {
        let mut kept = self.kept();
        if kept.len() < KEPT {
            kept.push(connection);
        }
    }

    fn kept(&self) -> std::sync::MutexGuard<'_, Vec<AsyncSmtpConnection>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn place(&self) -> String {
        format!("{}:{}", self.host, self.port)
    }

    fn too_slow(&self) -> SendError {
        let hint = match (&self.line, self.port) {
            (Connection::StartTls(_), 465) => " Port 465 usually speaks TLS from the start.",
            _ => "",
        };
        SendError::Temporary(format!(
            "The mail server {} did not answer within {} s.{hint}",
            self.place(),
            self.timeout.as_secs_f32()
        ))
    }
}

fn tls(host: &str, ca_pem: Option<&str>) -> Result<TlsParameters, SendError> {
    let unfit = |_| SendError::Setup("The authority given for the mail server is not a PEM certificate.".to_owned());
    let mut builder = TlsParameters::builder(host.to_owned());
    if let Some(pem) = ca_pem {
        if !pem.contains("-----BEGIN CERTIFICATE-----") {
            return Err(SendError::Setup(
                "The authority given for the mail server is not a PEM certificate.".to_owned(),
            ));
        }
        let authority = Certificate::from_pem(pem.as_bytes()).map_err(unfit)?;
        builder = builder.certificate_store(CertificateStore::None).add_root_certificate(authority);
    }
    builder.build_rustls().map_err(unfit)
}

fn is_loopback(host: &str) -> bool {
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn config(security: Security) -> SmtpConfig {
        SmtpConfig {
            host: "mail.example.com".into(),
            port: 587,
            security,
            username: Some("mailer".into()),
            password: Some(Secret::new("hunter2")),
            from: "it@example.com".into(),
            ca_pem: None,
            timeout: Duration::from_secs(5),
        }
    }
    fn refused(config: SmtpConfig) -> String {
        match Smtp::new(config) {
            Err(SendError::Setup(text)) => text,
            Err(other) => format!("not a set-up fault: {other:?}"),
            Ok(_) => "accepted".into(),
        }
    }

    #[test]
    fn what_the_configuration_alone_tells() {
        assert!(Smtp::new(config(Security::StartTls)).is_ok());
        let with = |change: &dyn Fn(&mut SmtpConfig)| {
            let mut config = config(Security::StartTls);
            change(&mut config);
            refused(config)
        };
        assert!(with(&|c| c.from = "IT".into()).contains("sender"));
        assert!(with(&|c| c.from = "it@example.com\r\nBcc: x@example.com".into()).contains("sender"));
        assert!(with(&|c| c.password = None).contains("user name and password"));
        assert!(with(&|c| c.ca_pem = Some("no pem".into())).contains("PEM"));
        assert!(
            with(&|c| c.ca_pem = Some("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----".into()))
                .contains("PEM")
        );
        assert!(with(&|c| c.timeout = Duration::ZERO).contains("time-out"));
        assert!(with(&|c| c.host.clear()).contains("Mail server"));
    }

    #[test]
    fn plain_only_to_this_machine() {
        for host in ["mail.example.com", "10.0.0.1", "localhost.example.com", "0.0.0.0"] {
            let config = SmtpConfig { host: host.into(), ..config(Security::PlainLoopback) };
            assert!(refused(config).contains("without encryption"), "{host}");
        }
        for host in ["localhost", "127.0.0.1", "::1"] {
            assert!(Smtp::new(SmtpConfig { host: host.into(), ..config(Security::PlainLoopback) }).is_ok(), "{host}");
        }
    }

    #[test]
    fn debug_shows_no_secret() {
        let shown = format!("{:?}", config(Security::Tls));
        assert_eq!(shown, "SmtpConfig(mail.example.com:587, Tls)");
    }
}
