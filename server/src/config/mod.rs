//! Settings: a file, the environment, and defaults. A wrong key or value stops the start with the
//! line and the reason. Secrets come from files or the environment only.

pub mod database;
pub mod edge;
pub mod error;
pub mod keys;
pub mod kubernetes;
mod loopback;
pub mod mail;
pub mod origin;
pub mod practice;
pub mod site;
pub mod value;
pub mod values;

pub use database::{DatabaseConfig, DatabaseUrl, KeySource};
pub use edge::{LogConfig, LogFormat, TlsConfig};
pub use error::{Fault, Faults, Source};
pub(crate) use loopback::is_loopback_host;
pub use mail::{MailConfig, MailSecurity};
pub use origin::Origin;
pub use site::SiteConfig;

use ipnet::IpNet;
use keys::{LISTEN, ORGANISATION, ORIGIN, PRACTICE, SECRETS_OLDER_KEY_FILES};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use value::Value;
use values::Values;

#[derive(Clone, Debug)]
pub struct Config {
    pub practice: bool,
    pub site: SiteConfig,
    pub tls: Option<TlsConfig>,
    /// Networks whose `X-Forwarded-For` is believed.
    pub proxies: Vec<IpNet>,
    pub database: DatabaseConfig,
    pub key: KeySource,
    /// Files of earlier keys: what they sealed and hashed can still be read.
    pub older_keys: Vec<PathBuf>,
    pub mail: Option<MailConfig>,
    pub log: LogConfig,
}

/// What the command line adds.
#[derive(Clone, Debug, Default)]
pub struct Flags {
    pub config: Option<PathBuf>,
    pub practice: bool,
    pub listen: Option<String>,
}

/// Looked for in this order when `--config` is absent.
pub const FILES: [&str; 2] = ["latchkey.toml", "/etc/latchkey/latchkey.toml"];

impl Config {
    pub fn load(flags: &Flags, environment: &BTreeMap<String, String>) -> Result<Self, Faults> {
        let mut values = Values::default();
        let file = flags.config.clone().or_else(|| FILES.iter().map(PathBuf::from).find(|path| path.is_file()));
        if let Some(file) = &file {
            values.read_file(file)?;
        }
        values.read_environment(environment);
        if let Some(listen) = &flags.listen {
            values.set_flag(LISTEN.name, Value::Text(listen.clone()), "--listen");
        }
        if flags.practice {
            values.set_flag(PRACTICE.name, Value::Bool(true), "--practice");
        }
        Self::from_values(values, file.as_deref())
    }

    pub fn from_values(mut values: Values, file: Option<&Path>) -> Result<Self, Faults> {
        let practice = values.get(PRACTICE).unwrap_or(false);
        let mut site = SiteConfig::read(&mut values);
        if practice && values.source(ORGANISATION).is_none() {
            site.organisation = "Northwind".to_owned();
        }
        let (database_name, key_name) =
            if practice { ("practice.sqlite", "practice.key") } else { ("latchkey.sqlite", "secret.key") };
        let database = DatabaseConfig::read(&mut values, &site.data_dir.join(database_name));
        let key = KeySource::read(&mut values, &database.url, &site.data_dir.join(key_name));
        let config = Self {
            practice,
            tls: TlsConfig::read(&mut values),
            proxies: edge::trusted_proxies(&mut values),
            database,
            key,
            older_keys: values.list(SECRETS_OLDER_KEY_FILES).into_iter().map(PathBuf::from).collect(),
            mail: if practice { None } else { MailConfig::read(&mut values) },
            log: LogConfig::read(&mut values),
            site,
        };
        if practice {
            practice::refuse(&mut values, &config.site);
        } else {
            config.check_address(&mut values, file);
        }
        match values.into_faults() {
            None => Ok(config),
            Some(faults) => Err(faults),
        }
    }

    fn check_address(&self, values: &mut Values, file: Option<&Path>) {
        let Some(origin) = &self.site.origin else {
            if values.source(ORIGIN).is_none() {
                values.fault(Source::Missing, missing_origin(file));
            }
            return;
        };
        let loopback = self.site.listen.ip().is_loopback();
        if !origin.https {
            if !origin.is_loopback() {
                values.fault_at(ORIGIN, "passwords would cross the network in the clear. `origin` must begin with https://, with [tls] here or a proxy in front.");
            } else if !loopback {
                values.fault_at(ORIGIN, format!("`origin` is for this machine only, but `listen` is {}. Use an https origin, or listen on 127.0.0.1.", self.site.listen));
            }
            if self.tls.is_some() {
                values.fault_at(ORIGIN, "[tls] is set, so `origin` must begin with https://");
            }
        } else if self.tls.is_none() && self.proxies.is_empty() {
            values.fault_at(ORIGIN, "`origin` is https, but nobody speaks TLS: set [tls] certificate and key, or name the proxy in front with [proxy] trusted = [\"127.0.0.1/32\"].");
        }
    }
}

fn missing_origin(file: Option<&Path>) -> String {
    match file {
        None => "there is none yet. To try everything without a domain: latchkey serve --practice. For a real installation write latchkey.toml (here, or /etc/latchkey/latchkey.toml), beginning with the line origin = \"https://reset.example.com\".".to_owned(),
        Some(file) => format!("{} has no `origin`. It is the address that people type and that links in messages begin with: origin = \"https://reset.example.com\"", file.display()),
    }
}

#[cfg(test)]
mod tests;
