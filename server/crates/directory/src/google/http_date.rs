//! The time in an answer's head (RFC 9110 5.6.7), by which the other side's clock is known.

use latchkey_domain::Timestamp;

/// `Tue, 01 Dec 2026 12:15:46 GMT`, the one form in which it is sent.
pub(super) fn read(text: &str) -> Option<Timestamp> {
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let (_, rest) = text.split_once(", ")?;
    let mut words = rest.split(' ');
    let (day, month, year) = (words.next()?, words.next()?, words.next()?);
    let (time, zone) = (words.next()?, words.next()?);
    let month = MONTHS.iter().position(|name| *name == month)?;
    let (day, year): (i64, i64) = (day.parse().ok()?, year.parse().ok()?);
    let mut parts = time.split(':').map(|part| part.parse::<i64>().ok());
    let (hour, minute, second) = (parts.next()??, parts.next()??, parts.next()??);
    let is_one = zone == "GMT" && (1..=31).contains(&day) && (1970..=9999).contains(&year);
    is_one.then(|| {
        let days = days(year, i64::try_from(month).unwrap_or(0) + 1, day);
        Timestamp::from_secs(days * 86_400 + hour * 3600 + minute * 60 + second)
    })
}

/// Since 1970-01-01, in the Gregorian calendar: years that begin in March end with the leap day.
const fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let (era, in_era) = (year.div_euclid(400), year.rem_euclid(400));
    let in_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + in_era * 365 + in_era / 4 - in_era / 100 + in_year - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_it_is_sent() {
        let secs = |text| read(text).map(Timestamp::secs);
        assert_eq!(secs("Thu, 01 Jan 1970 00:00:00 GMT"), Some(0));
        assert_eq!(secs("Sun, 06 Nov 1994 08:49:37 GMT"), Some(784_111_777));
        assert_eq!(secs("Thu, 29 Feb 2024 23:59:59 GMT"), Some(1_709_251_199));
        assert_eq!(secs("Fri, 01 Mar 2024 00:00:00 GMT"), Some(1_709_251_200));
        for odd in ["", "now", "Sun, 06 Nov 1994 08:49:37 CET", "Sun, 06 Nul 1994 08:49:37 GMT", "Sun, 06 Nov 1994"] {
            assert_eq!(secs(odd), None, "{odd}");
        }
    }
}
