//! The address that people type and that every link is built from: `https://reset.example.com`.
//! Never taken from a request.

use latchkey_domain::names::is_dns_name;
use std::net::IpAddr;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    pub https: bool,
    /// Lower case, without port; an IPv6 address keeps its brackets.
    pub host: String,
    /// Only when it is not the scheme's own.
    pub port: Option<u16>,
}

impl Origin {
    /// RFC 6454 serialisation, as browsers send it in `Origin`.
    pub fn url(&self) -> String {
        format!("{}://{}", if self.https { "https" } else { "http" }, self.authority())
    }
    /// As browsers send it in `Host`.
    pub fn authority(&self) -> String {
        match self.port {
            Some(port) => format!("{}:{port}", self.host),
            None => self.host.clone(),
        }
    }
    pub fn is_loopback(&self) -> bool {
        self.host == "localhost"
            || self.host.ends_with(".localhost")
            || self.host.trim_matches(['[', ']']).parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
    }
    pub fn http(host: &str, port: u16) -> Self {
        Self { https: false, host: host.to_owned(), port: (port != 80).then_some(port) }
    }

    pub fn parse(text: &str) -> Result<Self, String> {
        let wrong = |why: &str| Err(format!("`origin` is `{text}`: {why}. Write it as https://reset.example.com"));
        let lower = text.to_ascii_lowercase();
        let (https, rest) = match lower.split_once("://") {
            Some(("https", rest)) => (true, rest),
            Some(("http", rest)) => (false, rest),
            _ => return wrong("it must begin with https://"),
        };
        let rest = rest.strip_suffix('/').unwrap_or(rest);
        if rest.contains(['/', '?', '#', '@', '\\']) || rest.contains(char::is_whitespace) {
            return wrong("only scheme, host and port belong here");
        }
        let (host, port) = match rest.rsplit_once(':') {
            Some((host, port)) if !port.ends_with(']') => match port.parse::<u16>() {
                Ok(port) if port > 0 => (host, Some(port)),
                _ => return wrong("the port is not a number from 1 to 65535"),
            },
            _ => (rest, None),
        };
        let bracketed = host.strip_prefix('[').and_then(|inner| inner.strip_suffix(']'));
        let good = match bracketed {
            Some(inner) => inner.parse::<std::net::Ipv6Addr>().is_ok(),
            None => is_dns_name(host),
        };
        if !good {
            return wrong("the host is not a name or an address (international names in their xn-- form)");
        }
        let own = if https { 443 } else { 80 };
        Ok(Self { https, host: host.to_owned(), port: port.filter(|port| *port != own) })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::Origin;

    #[test]
    fn reads_and_writes() {
        for (text, url, authority) in [
            ("https://Reset.Example.com/", "https://reset.example.com", "reset.example.com"),
            ("https://reset.example.com:443", "https://reset.example.com", "reset.example.com"),
            ("https://reset.example.com:8443", "https://reset.example.com:8443", "reset.example.com:8443"),
            ("http://[::1]:8080", "http://[::1]:8080", "[::1]:8080"),
            ("http://[::1]", "http://[::1]", "[::1]"),
        ] {
            let origin = Origin::parse(text).unwrap();
            assert_eq!((origin.url().as_str(), origin.authority().as_str()), (url, authority));
        }
        assert!(Origin::parse("http://localhost:8080").unwrap().is_loopback());
        assert!(Origin::parse("http://127.0.0.1").unwrap().is_loopback());
        assert!(!Origin::parse("https://localhost.example.com").unwrap().is_loopback());
    }

    #[test]
    fn refuses() {
        for bad in [
            "reset.example.com",
            "ftp://x",
            "https://",
            "https://a/b",
            "https://a?b",
            "https://u@h",
            "https://h:0",
            "https://h:99999",
            "https://a b",
            "https://[::1",
            "https://-a.b",
        ] {
            assert!(Origin::parse(bad).is_err(), "{bad}");
        }
    }
}
