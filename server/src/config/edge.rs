//! Who stands between us and the browser: our own TLS, or a proxy; and how we write our log.

use super::keys::{LOG_FORMAT, LOG_LEVEL, PROXY_TRUSTED, TLS_CERTIFICATE, TLS_KEY};
use super::values::Values;
use ipnet::IpNet;
use std::net::IpAddr;
use std::path::PathBuf;

#[derive(Clone, Debug)]
pub struct TlsConfig {
    /// PEM, the server's certificate first, then the intermediates.
    pub certificate: PathBuf,
    pub key: PathBuf,
}

impl TlsConfig {
    pub fn read(values: &mut Values) -> Option<Self> {
        values.first_of(TLS_KEY.section())?;
        match (values.path(TLS_CERTIFICATE), values.path(TLS_KEY)) {
            (Some(certificate), Some(key)) => Some(Self { certificate, key }),
            (None, _) => {
                values.fault_at(TLS_KEY, "`tls.key` is set, but `tls.certificate` is missing.");
                None
            }
            (_, None) => {
                values.fault_at(TLS_CERTIFICATE, "`tls.certificate` is set, but `tls.key` is missing.");
                None
            }
        }
    }
}

/// The networks whose word in `X-Forwarded-For` is believed. Empty: nobody's.
pub fn trusted_proxies(values: &mut Values) -> Vec<IpNet> {
    let mut nets = Vec::new();
    for text in values.list(PROXY_TRUSTED) {
        match text.parse::<IpNet>().or_else(|_| text.parse::<IpAddr>().map(IpNet::from)) {
            Ok(net) if net.prefix_len() == 0 => {
                values.fault_at(
                    PROXY_TRUSTED,
                    format!("`{text}` would trust the whole internet: anybody could then invent their address."),
                );
            }
            Ok(net) => nets.push(net),
            Err(_) => {
                values.fault_at(PROXY_TRUSTED, format!("`{text}` is not a network, such as 10.0.0.0/8, or an address."))
            }
        }
    }
    if nets.is_empty() && values.source(PROXY_TRUSTED).is_some() {
        values.fault_at(PROXY_TRUSTED, "`proxy.trusted` names no network.");
    }
    nets
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LogFormat {
    #[default]
    Text,
    Json,
}

#[derive(Clone, Debug)]
pub struct LogConfig {
    pub format: LogFormat,
    /// `error`, `warn`, `info` or `debug`, for our own crates; all others stay at `warn`, because
    /// mail and directory clients write what they send at the finer levels.
    pub level: String,
}

impl LogConfig {
    pub fn read(values: &mut Values) -> Self {
        Self {
            format: values.parsed(LOG_FORMAT, format).unwrap_or_default(),
            level: values.parsed(LOG_LEVEL, level).unwrap_or_else(|| "info".to_owned()),
        }
    }
    /// What checks passkeys calls each oddity in what a stranger sent an error, and prints it: anybody
    /// could fill the log with that. The outcome stands in the audit log.
    pub fn filter(&self) -> String {
        format!("warn,webauthn=off,crypto_glue=off,latchkey={}", self.level)
    }
}

fn format(text: &str) -> Result<LogFormat, String> {
    match text {
        "text" => Ok(LogFormat::Text),
        "json" => Ok(LogFormat::Json),
        other => Err(format!("`log.format` is `{other}`, and must be \"text\" or \"json\".")),
    }
}

fn level(text: &str) -> Result<String, String> {
    match text {
        "error" | "warn" | "info" | "debug" => Ok(text.to_owned()),
        other => Err(format!("`log.level` is `{other}`, and must be \"error\", \"warn\", \"info\" or \"debug\".")),
    }
}
