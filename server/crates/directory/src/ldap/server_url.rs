//! Where a directory server listens, as an administrator writes it. There is no way to write
//! plain LDAP: `ldap://` means StartTLS before anything else is said.

use latchkey_domain::directory::DirectoryError;
use std::net::IpAddr;

/// One server: host, port, and whether TLS comes at once (LDAPS) or by StartTLS (RFC 4511 4.14).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ServerUrl {
    host: String,
    port: u16,
    start_tls: bool,
    /// Which of the host's addresses is meant. The certificate is held to the host all the same.
    at: Option<IpAddr>,
}

const LDAPS: u16 = 636;
const LDAP: u16 = 389;

impl ServerUrl {
    /// `dc1.corp.example`, `dc1.corp.example:636`, `ldaps://host[:port]`, `ldap://host[:port]`
    /// (StartTLS). IPv6 addresses stand in brackets when a port follows.
    ///
    /// # Errors
    /// `Misconfigured`, saying what is wrong with the text.
    pub fn parse(text: &str) -> Result<Self, DirectoryError> {
        let text = text.trim();
        let bad = |why: &str| DirectoryError::Misconfigured { detail: format!("server “{text}”: {why}") };
        let (scheme, rest) = match text.split_once("://") {
            Some((scheme, rest)) => (Some(scheme.to_ascii_lowercase()), rest),
            None => (None, text),
        };
        let rest = rest.strip_suffix('/').unwrap_or(rest);
        let (host, port) = host_and_port(rest).ok_or_else(|| bad("the port is not a number from 1 to 65535"))?;
        let start_tls = match scheme.as_deref() {
            Some("ldaps") => false,
            Some("ldap") => true,
            // A bare name with the port of plain LDAP can only mean StartTLS.
            None => port == Some(LDAP),
            Some(_) => return Err(bad("only ldaps:// and ldap:// (StartTLS) are spoken")),
        };
        let host = host.to_ascii_lowercase();
        let is_name = !host.is_empty()
            && host.len() <= 253
            && host.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_'));
        if !is_name && host.parse::<IpAddr>().is_err() {
            return Err(bad("that is not a host name or an address"));
        }
        let port = port.unwrap_or(if start_tls { LDAP } else { LDAPS });
        Ok(Self { host, port, start_tls, at: None })
    }

    /// The host, but at this address and no other.
    pub(crate) fn at(self, address: IpAddr) -> Self {
        Self { at: Some(address), ..self }
    }
    pub fn host(&self) -> &str {
        &self.host
    }
    pub fn port(&self) -> u16 {
        self.port
    }
    pub fn start_tls(&self) -> bool {
        self.start_tls
    }
    /// Where to connect to, if that needs no asking.
    pub(crate) fn address(&self) -> Option<IpAddr> {
        self.at.or_else(|| self.host.parse().ok())
    }
    /// As ldap3 wants it. An IPv6 address cannot pass through its URL to rustls, so a stand-in
    /// goes there: the socket is opened by us and the name is checked by our own verifier.
    pub(crate) fn for_ldap3(&self) -> String {
        let scheme = if self.start_tls { "ldap" } else { "ldaps" };
        let host = if self.host.contains(':') { "address.invalid" } else { &self.host };
        format!("{scheme}://{host}:{}", self.port)
    }
}

fn host_and_port(text: &str) -> Option<(&str, Option<u16>)> {
    let number = |port: &str| port.parse::<u16>().ok().filter(|port| *port != 0);
    if let Some(rest) = text.strip_prefix('[') {
        let (host, after) = rest.split_once(']')?;
        return match after.strip_prefix(':') {
            Some(port) => Some((host, Some(number(port)?))),
            None if after.is_empty() => Some((host, None)),
            None => None,
        };
    }
    match text.split_once(':') {
        Some((_, rest)) if rest.contains(':') => Some((text, None)),
        Some((host, port)) => Some((host, Some(number(port)?))),
        None => Some((text, None)),
    }
}

impl std::fmt::Display for ServerUrl {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (scheme, usual) = if self.start_tls { ("ldap", LDAP) } else { ("ldaps", LDAPS) };
        let (open, close) = if self.host.contains(':') { ("[", "]") } else { ("", "") };
        write!(f, "{scheme}://{open}{}{close}", self.host)?;
        if self.port != usual {
            write!(f, ":{}", self.port)?;
        }
        self.at.map_or(Ok(()), |address| write!(f, " at {address}"))
    }
}

/// Several servers, separated by commas, semicolons, spaces or lines; each once, in their order.
///
/// # Errors
/// As `ServerUrl::parse`. No server at all is no error: the domain is then looked up.
pub fn parse_servers(text: &str) -> Result<Vec<ServerUrl>, DirectoryError> {
    let mut servers: Vec<ServerUrl> = Vec::new();
    for word in text.split([',', ';', ' ', '\t', '\r', '\n']).filter(|word| !word.is_empty()) {
        let server = ServerUrl::parse(word)?;
        if !servers.contains(&server) {
            servers.push(server);
        }
    }
    Ok(servers)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn the_ways_to_write_a_server() {
        for (text, shown, start_tls, port) in [
            ("dc1.corp", "ldaps://dc1.corp", false, 636),
            ("LDAPS://DC1.Corp/", "ldaps://dc1.corp", false, 636),
            ("ldap://dc1.corp", "ldap://dc1.corp", true, 389),
            ("dc1.corp:389", "ldap://dc1.corp", true, 389),
            ("ldaps://dc1:1636", "ldaps://dc1:1636", false, 1636),
            ("ldaps://[::1]:1636", "ldaps://[::1]:1636", false, 1636),
            ("fd00::1", "ldaps://[fd00::1]", false, 636),
            ("10.0.0.1", "ldaps://10.0.0.1", false, 636),
        ] {
            let url = ServerUrl::parse(text).unwrap();
            assert_eq!((url.to_string().as_str(), url.start_tls(), url.port()), (shown, start_tls, port));
            assert_eq!(ServerUrl::parse(&url.to_string()).unwrap(), url, "reads back what it shows");
        }
    }

    #[test]
    fn what_is_not_a_server() {
        for text in [
            "",
            "http://dc1",
            "ldaps://",
            "dc1:0",
            "dc1:70000",
            "dc1:x",
            "a b",
            "user@dc1",
            "dc1/path",
            "[::1",
            "[::1]x",
        ] {
            assert!(ServerUrl::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn several() {
        let urls = parse_servers("dc1.corp, ldap://dc2.corp\n dc1.corp;10.0.0.9 ").unwrap();
        assert_eq!(
            urls.iter().map(ToString::to_string).collect::<Vec<_>>(),
            ["ldaps://dc1.corp", "ldap://dc2.corp", "ldaps://10.0.0.9"]
        );
        assert_eq!(parse_servers(" \n").unwrap(), []);
        assert!(parse_servers("dc1.corp,ftp://x").is_err());
    }
}
