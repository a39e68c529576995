//! How messages leave the organisation.

use super::database::read_secret;
use super::error::Source;
use super::keys::{
    Key, MAIL_CA_FILE, MAIL_FROM, MAIL_HOST, MAIL_PASSWORD, MAIL_PASSWORD_FILE, MAIL_PORT, MAIL_SECURITY, MAIL_USERNAME,
};
use super::values::Values;
use latchkey_domain::Secret;
use std::path::PathBuf;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MailSecurity {
    StartTls,
    Tls,
    /// Only to this very machine.
    PlainLoopback,
}

#[derive(Clone, Debug)]
pub struct MailConfig {
    pub host: String,
    pub port: u16,
    pub security: MailSecurity,
    pub username: String,
    pub password: Option<Secret>,
    /// `Latchkey <reset@example.com>` or the address alone.
    pub from: String,
    pub ca_file: Option<PathBuf>,
}

impl MailConfig {
    /// `None`: no [mail] section; invitations and e-mail codes are then not offered.
    pub fn read(values: &mut Values) -> Option<Self> {
        let (first, source) =
            values.first_of(MAIL_HOST.section()).map(|(key, source)| (key.to_owned(), source.clone()))?;
        let needed = |values: &mut Values, key: Key<String>| {
            let text = values.text(key).unwrap_or_default();
            if text.is_empty() {
                values.fault(source.clone(), format!("`{first}` is set, but `{}` is missing.", key.name));
            }
            text
        };
        let host = needed(values, MAIL_HOST);
        let from = needed(values, MAIL_FROM);
        if !from.is_empty() && !looks_like_mailbox(&from) {
            values.fault_at(MAIL_FROM, "`mail.from` must be an address, such as Latchkey <reset@example.com>");
        }
        let security = values.parsed(MAIL_SECURITY, security).unwrap_or(MailSecurity::StartTls);
        if security == MailSecurity::PlainLoopback && !super::is_loopback_host(&host) {
            values.fault_at(MAIL_SECURITY, format!("`plain-loopback` sends without encryption, and `{host}` is not this machine. Use \"starttls\" or \"tls\"."));
        }
        let usual = match security {
            MailSecurity::StartTls => 587,
            MailSecurity::Tls => 465,
            MailSecurity::PlainLoopback => 25,
        };
        let port = u16::try_from(values.number_in(MAIL_PORT, usual, 1, 65_535)).unwrap_or(587);
        let username = values.text(MAIL_USERNAME).unwrap_or_default();
        let password = values.get(MAIL_PASSWORD).or_else(|| read_secret(values, MAIL_PASSWORD_FILE));
        match (username.is_empty(), &password) {
            (false, None) => values.fault(
                values.source(MAIL_USERNAME).unwrap_or(Source::Missing),
                "`mail.username` is set, but neither `mail.password_file` nor LATCHKEY_MAIL__PASSWORD.",
            ),
            (true, Some(_)) => values.fault(source.clone(), "a mail password is set, but `mail.username` is missing."),
            _ => {}
        }
        let ca_file = values.path(MAIL_CA_FILE);
        Some(Self { host, port, security, username, password, from, ca_file })
    }
}

fn security(text: &str) -> Result<MailSecurity, String> {
    match text {
        "starttls" => Ok(MailSecurity::StartTls),
        "tls" => Ok(MailSecurity::Tls),
        "plain-loopback" => Ok(MailSecurity::PlainLoopback),
        other => Err(format!("`mail.security` is `{other}`, and must be \"starttls\", \"tls\" or \"plain-loopback\".")),
    }
}

fn looks_like_mailbox(text: &str) -> bool {
    let address = match text.split_once('<') {
        Some((_, rest)) => rest.strip_suffix('>').unwrap_or(""),
        None => text,
    };
    address
        .split_once('@')
        .is_some_and(|(local, domain)| !local.is_empty() && domain.contains('.') || domain == "localhost")
        && !address.contains(char::is_whitespace)
}
