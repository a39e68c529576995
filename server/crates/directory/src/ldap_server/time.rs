//! Generalized time (RFC 4517 3.3.13) as password policies keep it.

use crate::ldap::Row;
use latchkey_domain::Timestamp;

/// An administrator's lock, without end (draft-behera 5.3.3).
const FOR_GOOD: &str = "000001010000";

pub(super) fn is_for_good(row: &Row, attribute: &str) -> bool {
    row.text(attribute).is_some_and(|text| text.starts_with(FOR_GOOD))
}

pub(super) fn first(row: &Row, attribute: &str) -> Option<Timestamp> {
    row.text(attribute).and_then(read)
}

pub(super) fn all(row: &Row, attribute: &str) -> Vec<Timestamp> {
    row.texts(attribute).filter_map(read).collect()
}

/// `20260131235959Z`, with or without a fraction of a second. Servers keep UTC; anything else is not read.
fn read(text: &str) -> Option<Timestamp> {
    let digits = text.strip_suffix('Z')?;
    let (whole, fraction) = digits.split_once(['.', ',']).unwrap_or((digits, ""));
    if whole.len() != 14 || !whole.bytes().chain(fraction.bytes()).all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let number = |from: usize, to: usize| whole.get(from..to)?.parse::<i64>().ok();
    let (year, month, day) = (number(0, 4)?, number(4, 6)?, number(6, 8)?);
    let (hour, minute, second) = (number(8, 10)?, number(10, 12)?, number(12, 14)?);
    if !(1..=12).contains(&month) || !(1..=31).contains(&day) || hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    let thousandths: String = fraction.chars().chain("000".chars()).take(3).collect();
    let secs = days(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second;
    Some(Timestamp::from_secs(secs).plus_millis(thousandths.parse().ok()?))
}

/// Days since 1970-01-01 of the Gregorian calendar, years beginning in March.
fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let month = (month + 9) % 12;
    let of_years = year * 365 + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    of_years + (month * 153 + 2) / 5 + day - 1 - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times() {
        for (text, secs) in [
            ("19700101000000Z", 0),
            ("20000229235959Z", 951_868_799),
            ("20261201121947Z", 1_796_127_587),
            ("16010101000000Z", -11_644_473_600),
        ] {
            assert_eq!(read(text), Some(Timestamp::from_secs(secs)), "{text}");
        }
        assert_eq!(read("19700101000001.143405Z"), Some(Timestamp::from_secs(1).plus_millis(143)));
        assert_eq!(read("19700101000001.5Z"), Some(Timestamp::from_secs(1).plus_millis(500)));
    }

    #[test]
    fn what_is_none() {
        let odd =
            ["", "Z", "20261301000000Z", "20260100000000Z", "202601010000Z", "20260101000000+0100", "2026010100000ßZ"];
        for text in odd {
            assert_eq!(read(text), None, "{text}");
        }
        assert!(is_for_good(
            &Row::made_of("cn=a", &[("pwdAccountLockedTime", "000001010000Z")]),
            "pwdAccountLockedTime"
        ));
    }
}
