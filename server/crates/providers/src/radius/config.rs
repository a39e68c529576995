//! What an administrator enters about RADIUS servers.

use crate::ProviderError;
use crate::http::setup;
use latchkey_domain::Secret;
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// RFC 2865 5: what one attribute can hold.
pub(super) const LONGEST_VALUE: usize = 253;

/// Secrets are left out when this is written down, and must be put back when it is read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RadiusConfig {
    /// Asked in this order.
    pub servers: Vec<RadiusServer>,
    /// How long one server may take, from the first packet to the last wait. Where somebody has to
    /// tap on a telephone before the server answers, 30 to 60 seconds.
    pub timeout: Duration,
    /// How often the request is sent to one server within that time.
    pub tries: u8,
    /// How this server calls itself (NAS-Identifier, RFC 2865 5.32).
    pub nas_identifier: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RadiusServer {
    /// A name or an address.
    pub host: String,
    /// Usually 1812.
    pub port: u16,
    #[serde(skip)]
    pub secret: Secret,
}

impl RadiusServer {
    /// `host:port`, for sentences and to find it again.
    pub fn place(&self) -> String {
        if self.host.contains(':') {
            format!("[{}]:{}", self.host, self.port)
        } else {
            format!("{}:{}", self.host, self.port)
        }
    }

    pub(super) fn key(&self) -> &[u8] {
        self.secret.expose().as_bytes()
    }
}

impl RadiusConfig {
    pub(super) fn validate(&self) -> Result<(), ProviderError> {
        if self.servers.is_empty() {
            return Err(setup("no RADIUS server is given"));
        }
        for (nth, server) in self.servers.iter().enumerate() {
            let place = server.place();
            if server.host.trim().is_empty() || server.port == 0 {
                return Err(setup("a RADIUS server needs a name or an address, and a port"));
            }
            if server.secret.is_empty() {
                return Err(ProviderError::Setup(format!("the shared secret of the RADIUS server {place} is missing")));
            }
            if self.servers.iter().take(nth).any(|earlier| earlier.place() == place) {
                return Err(ProviderError::Setup(format!("the RADIUS server {place} is given twice")));
            }
        }
        if !(Duration::from_millis(100)..=Duration::from_secs(120)).contains(&self.timeout) {
            return Err(setup("a RADIUS server may be given at most 120 s to answer, and not less than 0.1 s"));
        }
        if !(1..=10).contains(&self.tries) {
            return Err(setup("a RADIUS request can be sent 1 to 10 times"));
        }
        let name = &self.nas_identifier;
        if name.is_empty() || name.len() > LONGEST_VALUE || name.chars().any(char::is_control) {
            return Err(setup("the NAS identifier must have 1 to 253 characters"));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn server(host: &str) -> RadiusServer {
        RadiusServer { host: host.into(), port: 1812, secret: Secret::new("a shared secret") }
    }
    fn config() -> RadiusConfig {
        RadiusConfig {
            servers: vec![server("radius.example"), server("2001:db8::1")],
            timeout: Duration::from_secs(5),
            tries: 3,
            nas_identifier: "latchkey".into(),
        }
    }

    #[test]
    fn what_cannot_work_is_said() {
        assert_eq!(config().validate(), Ok(()));
        let said = |change: &dyn Fn(&mut RadiusConfig)| {
            let mut config = config();
            change(&mut config);
            config.validate().unwrap_err().to_string()
        };
        assert!(said(&|c| c.servers.clear()).contains("no RADIUS server"));
        assert!(said(&|c| c.servers = vec![server(" ")]).contains("name or an address"));
        assert!(said(&|c| c.servers = vec![server("a"), server("a")]).contains("a:1812 is given twice"));
        assert!(said(&|c| c.servers = vec![RadiusServer { port: 0, ..server("a") }]).contains("port"));
        assert!(
            said(&|c| c.servers = vec![RadiusServer { secret: Secret::default(), ..server("a") }]).contains("missing")
        );
        assert!(said(&|c| c.timeout = Duration::ZERO).contains("0.1 s"));
        assert!(said(&|c| c.timeout = Duration::from_secs(121)).contains("120 s"));
        assert!(said(&|c| c.tries = 0).contains("1 to 10"));
        assert!(said(&|c| c.nas_identifier.clear()).contains("NAS"));
        assert!(said(&|c| c.nas_identifier = "x".repeat(254)).contains("NAS"));
    }

    #[test]
    fn written_down_without_the_secret() {
        let written = serde_json::to_string(&config()).unwrap();
        assert!(
            !written.contains("shared secret") && !format!("{:?}", config()).contains("shared secret"),
            "{written}"
        );
        let read: RadiusConfig = serde_json::from_str(&written).unwrap();
        assert_eq!(
            read.servers.iter().map(RadiusServer::place).collect::<Vec<_>>(),
            ["radius.example:1812", "[2001:db8::1]:1812"]
        );
        assert!(read.validate().unwrap_err().to_string().contains("missing"), "no request without a secret");
    }
}
