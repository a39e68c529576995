//! Who may ask at all: requests for our own name, and changes that come from our own pages. Pure
//! functions over the head of a request; there are no CSRF tokens, because a browser tells where
//! a form was sent from and other programs have no cookies to abuse.

use http::header::{HOST, ORIGIN};
use http::request::Parts;
use http::{HeaderMap, Method};

/// The names we answer to; more than one only in practice mode (127.0.0.1, localhost, [::1]).
#[derive(Clone, Debug)]
pub struct Names {
    scheme: &'static str,
    authorities: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// 421: asked for a name that is not ours.
    NotOurName,
    /// 403: a change that another site asked for.
    OtherOrigin,
}

impl Names {
    pub fn new(https: bool, authorities: Vec<String>) -> Self {
        Self { scheme: if https { "https" } else { "http" }, authorities }
    }

    pub fn check(&self, parts: &Parts) -> Result<(), Refusal> {
        let authority = self.asked_for(parts).ok_or(Refusal::NotOurName)?;
        if matches!(parts.method, Method::GET | Method::HEAD | Method::OPTIONS)
            || self.comes_from_us(&parts.headers, authority)
        {
            Ok(())
        } else {
            Err(Refusal::OtherOrigin)
        }
    }

    /// `Host`, or `:authority` (HTTP/2), or an absolute URI: whatever there is must be ours, and
    /// something must be there, once.
    fn asked_for(&self, parts: &Parts) -> Option<&str> {
        let mut hosts = parts.headers.get_all(HOST).iter();
        let host = match (hosts.next(), hosts.next()) {
            (Some(host), None) => Some(host.to_str().ok()?),
            (None, _) => None,
            (Some(_), Some(_)) => return None,
        };
        let in_uri = parts.uri.authority().map(http::uri::Authority::as_str);
        let first = in_uri.or(host)?;
        if host.is_some_and(|host| !host.eq_ignore_ascii_case(first)) {
            return None;
        }
        self.authorities
            .iter()
            .map(String::as_str)
            .find(|ours| ours.eq_ignore_ascii_case(without_own_port(first, self.scheme)))
    }

    /// `Origin` must be exactly ours. Where a browser leaves it out, `Sec-Fetch-Site` must say so;
    /// a request with neither is not from a page of ours.
    fn comes_from_us(&self, headers: &HeaderMap, authority: &str) -> bool {
        let mut origins = headers.get_all(ORIGIN).iter();
        match (origins.next(), origins.next()) {
            (Some(origin), None) => {
                origin.to_str().ok().and_then(|origin| origin.strip_prefix(self.scheme)?.strip_prefix("://"))
                    == Some(authority)
            }
            (None, _) => headers.get("sec-fetch-site").is_some_and(|site| site == "same-origin"),
            (Some(_), Some(_)) => false,
        }
    }
}

fn without_own_port<'a>(authority: &'a str, scheme: &str) -> &'a str {
    authority.strip_suffix(if scheme == "https" { ":443" } else { ":80" }).unwrap_or(authority)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use http::Request;

    fn check(method: &str, uri: &str, headers: &[(&str, &str)]) -> Result<(), Refusal> {
        let mut request = Request::builder().method(method).uri(uri);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let names = Names::new(true, vec!["reset.example.com".to_owned()]);
        names.check(&request.body(()).unwrap().into_parts().0)
    }
    const HOST_OK: (&str, &str) = ("host", "reset.example.com");

    #[test]
    fn only_our_own_name() {
        assert_eq!(check("GET", "/recover", &[HOST_OK]), Ok(()));
        assert_eq!(check("GET", "/recover", &[("host", "RESET.example.com:443")]), Ok(()));
        assert_eq!(check("GET", "https://reset.example.com/recover", &[]), Ok(()), "HTTP/2");
        for headers in [
            &[][..],
            &[("host", "evil.example")],
            &[("host", "reset.example.com.evil.example")],
            &[("host", "reset.example.com:8080")],
            &[HOST_OK, HOST_OK],
            &[("host", "")],
        ] {
            assert_eq!(check("GET", "/recover", headers), Err(Refusal::NotOurName), "{headers:?}");
        }
        assert_eq!(check("GET", "https://evil.example/recover", &[HOST_OK]), Err(Refusal::NotOurName));
        assert_eq!(
            check("GET", "https://reset.example.com/recover", &[("host", "evil.example")]),
            Err(Refusal::NotOurName)
        );
        assert_eq!(
            check("GET", "/recover", &[HOST_OK, ("x-forwarded-host", "evil.example")]),
            Ok(()),
            "nobody reads it"
        );
    }

    #[test]
    fn changes_only_from_our_own_pages() {
        assert_eq!(check("POST", "/recover", &[HOST_OK, ("origin", "https://reset.example.com")]), Ok(()));
        assert_eq!(check("POST", "/recover", &[HOST_OK, ("sec-fetch-site", "same-origin")]), Ok(()));
        for header in [
            ("origin", "null"),
            ("origin", "https://evil.example"),
            ("origin", "http://reset.example.com"),
            ("origin", "https://reset.example.com.evil.example"),
            ("origin", "https://reset.example.com:8443"),
            ("origin", ""),
            ("sec-fetch-site", "same-site"),
            ("sec-fetch-site", "cross-site"),
            ("sec-fetch-site", "none"),
            ("referer", "https://reset.example.com/recover"),
        ] {
            assert_eq!(check("POST", "/recover", &[HOST_OK, header]), Err(Refusal::OtherOrigin), "{header:?}");
        }
        let two = [HOST_OK, ("origin", "https://reset.example.com"), ("origin", "https://evil.example")];
        assert_eq!(check("POST", "/recover", &two), Err(Refusal::OtherOrigin));
        assert_eq!(check("DELETE", "/recover", &[HOST_OK]), Err(Refusal::OtherOrigin));
    }
}
