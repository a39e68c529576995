//! The languages that the pages speak, and which of them somebody gets.

use serde::{Deserialize, Serialize};

/// A new language is a variant with its row in each function here, a folder in `app/text/locales`, and a row in
/// `app/text/build/languages.rs`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Locale {
    #[default]
    #[serde(rename = "en")]
    En,
    #[serde(rename = "de")]
    De,
    /// For tests: the English made longer, from right to left.
    #[cfg(feature = "pseudo")]
    #[serde(rename = "ar-XB")]
    Pseudo,
}

/// Nobody means more languages than this, and whoever sends more wants us busy.
const MOST_RANGES: usize = 20;

impl Locale {
    /// In the order in which they are offered.
    pub const ALL: &[Self] = &[
        Self::En,
        Self::De,
        #[cfg(feature = "pseudo")]
        Self::Pseudo,
    ];

    /// BCP 47, for `lang`, cookies and the database. Never changed once released.
    pub const fn code(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::De => "de",
            #[cfg(feature = "pseudo")]
            Self::Pseudo => "ar-XB",
        }
    }

    /// In its own language.
    pub const fn name(self) -> &'static str {
        match self {
            Self::En => "English",
            Self::De => "Deutsch",
            #[cfg(feature = "pseudo")]
            Self::Pseudo => "[Pšéúdö]",
        }
    }

    /// For `dir`.
    pub const fn dir(self) -> &'static str {
        match self {
            Self::En | Self::De => "ltr",
            #[cfg(feature = "pseudo")]
            Self::Pseudo => "rtl",
        }
    }

    /// Upper and lower case do not matter (RFC 5646, 2.1.1).
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|locale| locale.code().eq_ignore_ascii_case(code))
    }

    /// Whoever's word counts most: the person's own choice, kept with them or in the browser's cookie, then what the
    /// browser asks for (`Accept-Language`), then the directory's `preferredLanguage`, then the organisation's.
    pub fn choose(
        person: Option<Self>,
        cookie: Option<Self>,
        header: Option<&str>,
        directory: Option<&str>,
        organisation: Self,
    ) -> Self {
        person
            .or(cookie)
            .or_else(|| header.and_then(Self::from_accept_language))
            .or_else(|| directory.and_then(Self::from_accept_language))
            .unwrap_or(organisation)
    }

    /// The best of ours for `Accept-Language` (RFC 9110, 12.5.4), by the lookup of RFC 4647, 3.4: "de-AT" is served by
    /// "de". `*` asks for nothing in particular. `preferredLanguage` of a directory is written alike (RFC 2798, 2.7).
    pub fn from_accept_language(header: &str) -> Option<Self> {
        let mut best = None;
        for range in header.split(',').take(MOST_RANGES) {
            let (tag, parameters) = range.split_once(';').map_or((range, None), |(tag, rest)| (tag, Some(rest)));
            let weight = parameters.map_or(Some(WHOLE), weight).unwrap_or(0);
            // of two that weigh the same the first counts
            if weight > best.map_or(0, |(_, weight)| weight)
                && let Some(locale) = Self::lookup(tag.trim())
            {
                best = Some((locale, weight));
            }
        }
        best.map(|(locale, _)| locale)
    }

    /// The tag itself, or what is left of it when subtags are taken from its end.
    fn lookup(tag: &str) -> Option<Self> {
        let mut rest = tag;
        loop {
            if let Some(locale) = Self::from_code(rest) {
                return Some(locale);
            }
            rest = rest.rsplit_once('-')?.0;
        }
    }
}

/// In thousandths.
const WHOLE: u32 = 1000;

/// `q=0.8` as 800; `None` if it is none (RFC 9110, 12.4.2).
fn weight(parameters: &str) -> Option<u32> {
    let value = parameters.trim().strip_prefix(['q', 'Q'])?.trim_start().strip_prefix('=')?.trim();
    let (whole, rest) = value.split_once('.').unwrap_or((value, ""));
    if rest.len() > 3 || !rest.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let thousandths = format!("{rest:0<3}").parse::<u32>().ok()?;
    match whole {
        "0" => Some(thousandths),
        "1" if thousandths == 0 => Some(WHOLE),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_stay_and_are_found_again() {
        for locale in Locale::ALL {
            assert_eq!(Locale::from_code(locale.code()), Some(*locale));
            assert!(["ltr", "rtl"].contains(&locale.dir()) && !locale.name().is_empty());
        }
        assert_eq!(Locale::from_code("DE"), Some(Locale::De));
        assert_eq!(Locale::from_code("de-AT"), None);
        assert_eq!(Locale::default(), Locale::En);
    }

    #[test]
    fn the_browser_is_asked_first_for_what_it_likes_best() {
        for (header, best) in [
            ("de", Some(Locale::De)),
            ("de-AT", Some(Locale::De)),
            ("DE-de", Some(Locale::De)),
            ("de-Latn-DE-1996", Some(Locale::De)),
            ("fr, de-CH;q=0.8, en;q=0.9", Some(Locale::En)),
            ("fr-FR,fr;q=0.9", None),
            ("en;q=0.5, de;q=0.5", Some(Locale::En)),
            ("de;q=0.5, en;q=0.5", Some(Locale::De)),
            ("de;q=0, en;q=0.001", Some(Locale::En)),
            ("de;q=0", None),
            ("*", None),
            ("*;q=0.5, de;q=0.1", Some(Locale::De)),
            (" de ; q = 0.7 ", Some(Locale::De)),
            ("de;q=1.000", Some(Locale::De)),
            ("de;q=1.1", None),
            ("de;q=2", None),
            ("de;q=0.1234", None),
            ("de;q=-1", None),
            ("de;q", None),
            ("de;level=1", None),
            ("den", None),
            ("d-e", None),
            ("", None),
            (",;,=;q=", None),
            ("-", None),
            ("ä\u{0}ö;q=ü", None),
        ] {
            assert_eq!(Locale::from_accept_language(header), best, "{header}");
        }
    }

    #[test]
    fn a_header_without_end_is_not_read_to_its_end() {
        assert_eq!(Locale::from_accept_language(&format!("{}de", "xx,".repeat(19))), Some(Locale::De));
        assert_eq!(Locale::from_accept_language(&format!("{}de", "xx,".repeat(20))), None);
        assert_eq!(Locale::from_accept_language(&"-".repeat(100_000)), None);
    }

    #[test]
    fn ones_own_choice_counts_most() {
        let (en, de) = (Some(Locale::En), Some(Locale::De));
        let choose = Locale::choose;
        assert_eq!(choose(en, de, Some("de"), Some("de"), Locale::De), Locale::En);
        assert_eq!(choose(None, en, Some("de"), Some("de"), Locale::De), Locale::En);
        assert_eq!(choose(None, None, Some("en-GB"), Some("de"), Locale::De), Locale::En);
        assert_eq!(choose(None, None, Some("fr"), Some("en"), Locale::De), Locale::En);
        assert_eq!(choose(None, None, None, Some("de-DE"), Locale::En), Locale::De);
        assert_eq!(choose(None, None, Some("fr"), Some("fr"), Locale::De), Locale::De);
    }
}
