//! The cookies: how they are named, written and read. The four of the audiences are session cookies, and how long they
//! mean anything is decided by the rows behind them; the one of the language says nothing about anybody.

use http::HeaderMap;
use http::header::COOKIE;
use latchkey_app::ports::{Audience, Cookies};
use latchkey_contract::Locale;

/// With https the `__Host-` prefix (RFC 6265bis 4.1.3.2) keeps sub-domains from planting one;
/// plain http on this machine cannot have it.
#[derive(Clone, Copy, Debug)]
pub struct CookieJar {
    pub https: bool,
}

impl CookieJar {
    pub const fn name(self, audience: Audience) -> &'static str {
        match (audience, self.https) {
            (Audience::Recover, true) => "__Host-lk-recover",
            (Audience::Enrol, true) => "__Host-lk-enrol",
            (Audience::Account, true) => "__Host-lk-account",
            (Audience::Admin, true) => "__Host-lk-admin",
            (Audience::Recover, false) => "lk-recover",
            (Audience::Enrol, false) => "lk-enrol",
            (Audience::Account, false) => "lk-account",
            (Audience::Admin, false) => "lk-admin",
        }
    }

    /// Values by audience: recover, enrol, account, admin. A name that comes twice with different values is
    /// a planted one and counts as none.
    pub fn read(self, headers: &HeaderMap) -> [Option<String>; 4] {
        let mut found = [None, None, None, None];
        let names = [Audience::Recover, Audience::Enrol, Audience::Account, Audience::Admin]
            .map(|audience| self.name(audience));
        let mut planted = [false; 4];
        for line in headers.get_all(COOKIE) {
            let Ok(line) = line.to_str() else { continue };
            for (name, value) in line.split(';').filter_map(|pair| pair.trim_start().split_once('=')) {
                for ((slot, planted), wanted) in found.iter_mut().zip(&mut planted).zip(names) {
                    if name == wanted && is_token(value) {
                        *planted |= slot.as_deref().is_some_and(|earlier| earlier != value);
                        *slot = Some(value.to_owned());
                    }
                }
            }
        }
        for (slot, planted) in found.iter_mut().zip(planted) {
            if planted {
                *slot = None;
            }
        }
        found
    }
}

/// Ours are letters and digits; anything else is not ours, and never reaches the database.
fn is_token(value: &str) -> bool {
    (1..=128).contains(&value.len())
        && value.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'))
}

impl CookieJar {
    const fn language(self) -> &'static str {
        if self.https { "__Host-lk-language" } else { "lk-language" }
    }

    /// What somebody chose once. Nothing secret: the first that is a language of ours counts.
    pub fn read_language(self, headers: &HeaderMap) -> Option<Locale> {
        let lines = headers.get_all(COOKIE).into_iter().filter_map(|line| line.to_str().ok());
        let pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim_start().split_once('='));
        pairs.filter(|(name, _)| *name == self.language()).find_map(|(_, value)| Locale::from_code(value))
    }
}

impl Cookies for CookieJar {
    fn set_language(&self, locale: Locale) -> String {
        let secure = if self.https { "; Secure" } else { "" };
        // Lax: also whoever comes by a link from a message reads the language that they chose
        format!("{}={}; Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax{secure}", self.language(), locale.code())
    }

    fn set(&self, audience: Audience, value: &str) -> String {
        // Enrolment begins in a message: whoever comes back to it by a link from there brings the
        // cookie along. No GET changes anything, and each POST is checked for its origin.
        let same_site = if audience == Audience::Enrol { "Lax" } else { "Strict" };
        let secure = if self.https { "; Secure" } else { "" };
        let gone = if value.is_empty() { "; Max-Age=0" } else { "" };
        format!("{}={value}; Path=/; HttpOnly; SameSite={same_site}{secure}{gone}", self.name(audience))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn read(lines: &[&str]) -> [Option<String>; 4] {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(COOKIE, line.parse().unwrap());
        }
        CookieJar { https: true }.read(&headers)
    }

    #[test]
    fn written() {
        let https = CookieJar { https: true };
        assert_eq!(
            https.set(Audience::Recover, "ab12"),
            "__Host-lk-recover=ab12; Path=/; HttpOnly; SameSite=Strict; Secure"
        );
        assert_eq!(
            https.set(Audience::Enrol, ""),
            "__Host-lk-enrol=; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=0"
        );
        assert_eq!(
            CookieJar { https: false }.set(Audience::Admin, "x"),
            "lk-admin=x; Path=/; HttpOnly; SameSite=Strict"
        );
    }

    #[test]
    fn the_language_is_kept_and_read() {
        let jar = CookieJar { https: true };
        assert_eq!(
            jar.set_language(Locale::De),
            "__Host-lk-language=de; Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax; Secure"
        );
        let read = |line: &str| {
            let mut headers = HeaderMap::new();
            headers.append(COOKIE, line.parse().unwrap());
            jar.read_language(&headers)
        };
        assert_eq!(read("a=b; __Host-lk-language=de"), Some(Locale::De));
        for other in ["__Host-lk-language=", "__Host-lk-language=xx", "lk-language=de", "__Host-lk-language=de<b>"] {
            assert_eq!(read(other), None, "{other}");
        }
    }

    #[test]
    fn read_back() {
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(read(&["a=b; __Host-lk-recover=ab12; __Host-lk-admin=cd"]), [some("ab12"), None, None, some("cd")]);
        assert_eq!(
            read(&["__Host-lk-enrol=1", "__Host-lk-enrol=1"]),
            [None, some("1"), None, None],
            "HTTP/2 may split the line"
        );
        assert_eq!(read(&["__Host-lk-enrol=1; __Host-lk-enrol=2"]), [None, None, None, None]);
        assert_eq!(
            read(&["lk-recover=ab12"]),
            [None, None, None, None],
            "without the prefix anybody could have set it"
        );
        assert_eq!(
            read(&["__Host-lk-recover=a b", "__Host-lk-admin=\"x\"", "__Host-lk-enrol="]),
            [None, None, None, None]
        );
        assert_eq!(read(&["__host-lk-recover=ab"]), [None, None, None, None]);
    }
}
