//! The number that text messages go to: whole, mobile, of a country that is served. The plans of all
//! countries are the `phonenumber` crate's (Google's metadata); what is accepted of them is decided here,
//! and stricter: only what can get a text message, and nothing that costs more than one (ITU-T E.164).

use crate::typed::ascii_digit;
use latchkey_domain::Reason;
use phonenumber::Metadata;
use phonenumber::metadata::{DATABASE, Descriptor};
use regex::{Regex, RegexBuilder};
use std::collections::HashMap;
use std::sync::{Arc, LazyLock, RwLock};

/// Longer input is no number; the rest is not looked at.
const MOST_TYPED: usize = 64;
/// E.164 has fifteen; people put the domestic zero in, too.
const MOST_DIGITS: usize = 17;

/// A number that can get text messages.
#[derive(Clone, PartialEq, Eq)]
pub struct Number {
    /// `+4915123456789`.
    pub e164: String,
    /// ISO 3166-1: `DE`.
    pub country: String,
}

impl std::fmt::Debug for Number {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Number({} …)", self.country)
    }
}

/// With its country in front, as `+49 151 23456789` or `0049 (0)151/234567-89`: without it, the same
/// digits are different numbers in different countries, and a text to the wrong one is a stranger's.
/// `served`: ISO codes; empty: all. `Empty`, `TooLongInput` or `BadNumber`.
pub fn parse(typed: &str, served: &[String]) -> Result<Number, Reason> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Err(Reason::Empty);
    }
    if typed.chars().count() > MOST_TYPED {
        return Err(Reason::TooLongInput);
    }
    let number = international(typed).and_then(|digits| known(&digits)).ok_or(Reason::BadNumber)?;
    let is_served = served.is_empty() || served.iter().any(|code| code.trim().eq_ignore_ascii_case(&number.country));
    if is_served { Ok(number) } else { Err(Reason::BadNumber) }
}

/// The digits after the `+`. Letters, extensions, a second number: not ours to interpret.
fn international(typed: &str) -> Option<String> {
    let mut digits = String::new();
    let mut plus = false;
    for c in typed.chars() {
        match c {
            '+' | '＋' if digits.is_empty() && !plus => plus = true,
            _ if is_between(c) => {}
            _ => digits.push(ascii_digit(c)?),
        }
    }
    if !plus {
        digits = digits.strip_prefix("00")?.to_owned();
    }
    // no country begins with a zero, and the crate below needs three digits to look at
    (!digits.starts_with('0') && (7..=MOST_DIGITS).contains(&digits.len())).then_some(digits)
}

/// What people put between digits, and the marks that address books put around a copied number.
fn is_between(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, '-' | '.' | '/' | '(' | ')' | '\u{ad}' | '\u{2010}'..='\u{2015}' | '\u{200b}'..='\u{200f}')
        || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// As it is dialled from abroad, or with what people put in besides (a domestic zero, an older prefix),
/// which the crate knows how to leave out.
fn known(digits: &str) -> Option<Number> {
    let code = (1..=3).find_map(|length| digits.get(..length)?.parse::<u16>().ok().filter(is_code))?;
    let plain = digits.strip_prefix(&code.to_string())?;
    mobile(code, plain).or_else(|| {
        let parsed = phonenumber::parse(None, format!("+{digits}")).ok()?;
        mobile(parsed.code().value(), &parsed.national().to_string())
    })
}

fn is_code(code: &u16) -> bool {
    DATABASE.by_code(code).is_some()
}

fn mobile(code: u16, national: &str) -> Option<Number> {
    let country = DATABASE.by_code(&code)?.into_iter().find(|plan| plan_of(plan).is_mobile(national))?.id();
    let e164 = format!("+{code}{national}");
    // 001: satellites and others that belong to no country, and cost as if they were far away
    let of_a_country = country.len() == 2 && country.bytes().all(|byte| byte.is_ascii_uppercase());
    (of_a_country && e164.len() <= 16).then(|| Number { e164, country: country.to_owned() })
}

/// One country's plan, made ready when its first number comes: for the forecast, there may be a hundred
/// thousand of them.
struct Plan {
    begins: Option<Regex>,
    mobile: Option<Range>,
    /// What gets no text, or costs more.
    others: Vec<Range>,
}

struct Range {
    lengths: Vec<u16>,
    whole: Regex,
}

static PLANS: LazyLock<RwLock<HashMap<String, Arc<Plan>>>> = LazyLock::new(RwLock::default);

fn plan_of(metadata: &Metadata) -> Arc<Plan> {
    let ready = PLANS.read().ok().and_then(|plans| plans.get(metadata.id()).cloned());
    ready.unwrap_or_else(|| {
        let plan = Arc::new(Plan::new(metadata));
        // countries without one have codes of their own beside the others called 001
        if let Ok(mut plans) = PLANS.write()
            && metadata.id() != "001"
        {
            plans.insert(metadata.id().to_owned(), plan.clone());
        }
        plan
    })
}

impl Plan {
    fn new(metadata: &Metadata) -> Self {
        let kinds = metadata.descriptors();
        let others = [
            kinds.premium_rate(),
            kinds.shared_cost(),
            kinds.toll_free(),
            kinds.personal_number(),
            kinds.voip(),
            kinds.pager(),
            kinds.uan(),
            kinds.voicemail(),
        ];
        Self {
            begins: metadata.leading_digits().and_then(|start| regex(&format!("^(?:{}\n)", start.as_str()))),
            mobile: kinds.mobile().and_then(Range::new),
            others: others.into_iter().flatten().filter_map(Range::new).collect(),
        }
    }

    /// Of this plan, and not of a range in it that belongs to something else. Where a plan does not tell
    /// mobile from fixed (North America), both are mobile.
    fn is_mobile(&self, national: &str) -> bool {
        self.begins.as_ref().is_none_or(|start| start.is_match(national))
            && self.mobile.as_ref().is_some_and(|range| range.has(national))
            && !self.others.iter().any(|range| range.has(national))
    }
}

impl Range {
    /// From a number's first digit to its last; the crate's own matching is content with a beginning.
    fn new(kind: &Descriptor) -> Option<Self> {
        let whole = regex(&format!("^(?:{}\n)$", kind.national_number().as_str()))?;
        Some(Self { lengths: kind.possible_length().to_vec(), whole })
    }

    fn has(&self, national: &str) -> bool {
        let fits = |length| self.lengths.is_empty() || self.lengths.contains(&length);
        u16::try_from(national.len()).is_ok_and(fits) && self.whole.is_match(national)
    }
}

fn regex(pattern: &str) -> Option<Regex> {
    RegexBuilder::new(pattern).ignore_whitespace(true).build().ok()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn accepted(typed: &str) -> Option<(String, String)> {
        parse(typed, &[]).ok().map(|number| (number.e164, number.country))
    }

    #[test]
    fn as_people_write_their_numbers() {
        for (typed, e164, country) in [
            ("+49 151 23456789", "+4915123456789", "DE"),
            ("0049 (0)151 / 234567-89", "+4915123456789", "DE"),
            ("+49 (0) 151 23456789", "+4915123456789", "DE"),
            ("\u{202a}+49\u{a0}151\u{a0}23456789\u{202c}", "+4915123456789", "DE"),
            ("＋４９ １５１ ２３４５６７８９", "+4915123456789", "DE"),
            ("+٤٩ ١٥١ ٢٣٤٥٦٧٨٩", "+4915123456789", "DE"),
            (" +46.70.123.45.67\r\n", "+46701234567", "SE"),
            ("+44 7400 123456", "+447400123456", "GB"),
            ("+44 7797 712345", "+447797712345", "JE"),
            ("+1 (201) 555-0123", "+12015550123", "US"),
            ("+1 506-234-5678", "+15062345678", "CA"),
            ("+1 876-210-1234", "+18762101234", "JM"),
            ("+7 912 345-67-89", "+79123456789", "RU"),
            ("+7 771 000 9998", "+77710009998", "KZ"),
            ("+39 312 345 6789", "+393123456789", "IT"),
            ("+225 01 23 45 67 89", "+2250123456789", "CI"),
            ("+54 9 11 2345-6789", "+5491123456789", "AR"),
            ("+52 222 123 4567", "+522221234567", "MX"),
            ("+55 (11) 96123-4567", "+5511961234567", "BR"),
            ("+91 81234 56789", "+918123456789", "IN"),
        ] {
            assert_eq!(accepted(typed), Some((e164.into(), country.into())), "{typed:?}");
            assert_eq!(accepted(e164), accepted(typed), "{e164} is the same number again");
        }
    }

    #[test]
    fn what_is_refused() {
        assert_eq!(parse(" \t\u{a0}", &[]), Err(Reason::Empty));
        assert_eq!(parse(&"+4".repeat(40), &[]), Err(Reason::TooLongInput));
        for typed in [
            // without its country
            "0151 23456789",
            "15123456789",
            "4915123456789",
            // emergencies, short codes, services
            "112",
            "+49 112",
            "+49112",
            "+1 911",
            "00911",
            "+44 999",
            "+49 22833",
            "+1 22000",
            "+49 180 1234567",
            "+49 900 1234567",
            "+49 800 1234567",
            "+49 137 8123456",
            "+49 700 12345678",
            "+49 32 123456789",
            "+44 70 1234 5678",
            "+44 871 234 5678",
            "+44 76 1234 5678",
            "+1 900 234 5678",
            "+1 800 234 5678",
            "+1 500 234 5678",
            "+88213123456789",
            "+870 301 234 567",
            "+979 123 456 789",
            "+808 1234 5678",
            // fixed
            "+49 30 123456",
            "+46 8 12 34 56",
            "+44 20 7946 0018",
            // not whole, or more than one
            "+",
            "+49",
            "+49 151 23",
            "+49 151 234567890123",
            "+49 151 23456789 ext. 12",
            "+49 151 23456789;ext=12",
            "+49 151 23456789 / +49 151 23456780",
            "+49 151 23456789, 0170 1234567",
            "+49 151 23456789#",
            "*100#",
            "+49 151 2345O789",
            "++49 151 23456789",
            "49+151 23456789",
            "0000 49 151 23456789",
            "+0049 151 23456789",
            "+999 151 23456789",
            "-49 151 23456789",
            "call +49 151 23456789",
            "tel:+4915123456789",
            "+1-800-FLOWERS",
            "+dwPAA;phone-context=AA",
            ".;phone-context=",
            "tel:0;phone-context=+\u{10000}",
            "+49151\u{0}23456789",
            "+49 151 23456789\r\nBcc: eve@example.com",
            "'+4915123456789'",
            "+49 151 ²³456789",
            "+49 151 2345678९\u{20e3}",
        ] {
            assert_eq!(parse(typed, &[]), Err(Reason::BadNumber), "{typed:?}");
        }
    }

    /// Islands and others whose mobile numbers are those of the country whose code they share.
    const SHARED: [&str; 9] = ["AX", "BL", "CC", "CX", "EH", "IM", "MF", "SJ", "VA"];

    /// Google's own example of each country's mobile numbers is accepted as that country's, and none of
    /// its examples of numbers that cost.
    #[test]
    fn the_examples_of_all_countries() {
        let (mut countries, mut odd) = (0, Vec::new());
        for plan in DATABASE.iter() {
            let kinds = plan.descriptors();
            let of = |example: &str| format!("+{}{example}", plan.country_code());
            if let Some(example) = kinds.mobile().and_then(Descriptor::example) {
                match accepted(&of(example)) {
                    Some((e164, _)) if e164 == of(example) && SHARED.contains(&plan.id()) => {}
                    Some((e164, country)) if country == plan.id() && e164 == of(example) => countries += 1,
                    other if plan.id() != "001" => odd.push(format!("{} {example}: {other:?}", plan.id())),
                    _ => {}
                }
            }
            let costly = [
                ("premium", kinds.premium_rate()),
                ("shared", kinds.shared_cost()),
                ("free", kinds.toll_free()),
                ("personal", kinds.personal_number()),
                ("pager", kinds.pager()),
                ("company", kinds.uan()),
            ];
            for (what, kind) in costly {
                if let Some(example) = kind.and_then(Descriptor::example)
                    && let Some(got) = accepted(&of(example))
                {
                    odd.push(format!("{} {what} {example}: {got:?}", plan.id()));
                }
            }
        }
        assert!(odd.is_empty(), "{odd:#?}");
        assert!(countries > 230, "{countries}");
    }

    #[test]
    fn only_where_it_is_served() {
        let served = ["de".to_owned(), " SE ".to_owned()];
        assert!(parse("+49 151 23456789", &served).is_ok() && parse("+46 70 123 45 67", &served).is_ok());
        assert_eq!(parse("+1 201 555 0123", &served), Err(Reason::BadNumber));
        assert_eq!(parse("+44 7400 123456", &["JE".into()]), Err(Reason::BadNumber), "one code, two countries");
    }

    #[test]
    fn debug_shows_no_number() {
        let shown = format!("{:?}", parse("+49 151 23456789", &[]));
        assert!(shown.contains("DE") && !shown.contains("151"), "{shown}");
    }

    /// Whatever is typed, there is an answer and no panic.
    #[test]
    fn nothing_typed_breaks_it() {
        let pieces = ["+", "00", "0", "49", "1", "7", "9", "999", "(", ")", "x", ";ext=", "é", "\u{10000}", " "];
        let mut number = 1_u64;
        for _ in 0..3000 {
            let mut typed = String::new();
            for _ in 0..12 {
                number = number.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                typed.push_str(pieces[(number >> 33) as usize % pieces.len()]);
            }
            if let Ok(number) = parse(&typed, &[]) {
                assert_eq!(parse(&number.e164, &[]), Ok(number), "{typed:?}");
            }
        }
    }
}
