//! A time as a page needs it. The browser has no table of time zones, so the server says what the zone makes of a time,
//! and how far it is from today; the words are made where the language is known.

use serde::{Deserialize, Serialize};

const MINUTE: i64 = 60_000;
const DAY: i64 = 24 * 60 * MINUTE;

/// A time in the organisation's zone, seen from when the page was made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moment {
    /// Milliseconds since 1970, UTC.
    pub at: i64,
    /// Minutes east of UTC, in that zone at that time.
    pub offset: i32,
    /// Calendar days from today, in that zone; negative: before.
    pub days: i32,
}

/// What calendar and clock of the zone show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Civil {
    pub year: i64,
    /// 1 to 12.
    pub month: u32,
    pub day: u32,
    pub hour: u32,
    pub minute: u32,
    /// 1 is Monday (ISO 8601).
    pub weekday: u32,
}

impl Moment {
    /// `at` seen from `now`, each in milliseconds with the zone's minutes east of UTC at that time.
    #[must_use]
    pub fn seen_from((now, now_offset): (i64, i32), (at, offset): (i64, i32)) -> Self {
        let days = day_of(at, offset).saturating_sub(day_of(now, now_offset));
        Self { at, offset, days: i32::try_from(days).unwrap_or(if days < 0 { i32::MIN } else { i32::MAX }) }
    }

    /// As a word of an address, where no flow can keep it: three numbers and nothing that could be a sentence.
    #[must_use]
    pub fn to_address(self) -> String {
        format!("{}.{}.{}", self.at, self.offset, self.days)
    }

    /// `None`: that is no time as [`Moment::to_address`] writes it. Anybody can write one that is wrong.
    #[must_use]
    pub fn from_address(text: &str) -> Option<Self> {
        let mut parts = text.split('.');
        let (at, offset, days) = (parts.next()?, parts.next()?, parts.next()?);
        let moment = Self { at: at.parse().ok()?, offset: offset.parse().ok()?, days: days.parse().ok()? };
        (parts.next().is_none() && moment.offset.abs() <= 24 * 60).then_some(moment)
    }

    #[must_use]
    pub fn civil(self) -> Civil {
        let day = day_of(self.at, self.offset);
        let minutes = local(self.at, self.offset).rem_euclid(DAY) / MINUTE;
        let (year, month, of_month) = date(day);
        Civil {
            year,
            month,
            day: of_month,
            hour: small(minutes / 60),
            minute: small(minutes % 60),
            // day 0 was a Thursday
            weekday: small((day + 3).rem_euclid(7) + 1),
        }
    }
}

fn local(at: i64, offset: i32) -> i64 {
    at.saturating_add(i64::from(offset) * MINUTE)
}

/// Days since 1970 in the zone.
fn day_of(at: i64, offset: i32) -> i64 {
    local(at, offset).div_euclid(DAY)
}

/// Year, month and day of the proleptic Gregorian calendar, counted in years that begin in March and eras of 400
/// years, so that the leap day is the last of both (Howard Hinnant, "chrono-compatible low-level date algorithms",
/// `civil_from_days`).
fn date(days: i64) -> (i64, u32, u32) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let from_march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * from_march + 2) / 5 + 1;
    let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
    (year_of_era + era * 400 + i64::from(month <= 2), small(month), small(day))
}

/// A number that the arithmetic above keeps between 0 and 60.
fn small(number: i64) -> u32 {
    u32::try_from(number).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn civil(at: i64, offset: i32) -> (i64, u32, u32, u32, u32, u32) {
        let c = Moment { at, offset, days: 0 }.civil();
        (c.year, c.month, c.day, c.hour, c.minute, c.weekday)
    }

    #[test]
    fn calendar_and_clock() {
        assert_eq!(civil(0, 0), (1970, 1, 1, 0, 0, 4));
        assert_eq!(civil(-1, 0), (1969, 12, 31, 23, 59, 3));
        assert_eq!(civil(1_772_534_400_000, 60), (2026, 3, 3, 11, 40, 2));
        assert_eq!(civil(951_782_400_000, 0), (2000, 2, 29, 0, 0, 2));
        assert_eq!(civil(951_868_800_000, -1), (2000, 2, 29, 23, 59, 2));
        assert_eq!(civil(4_107_542_400_000, 0), (2100, 3, 1, 0, 0, 1), "2100 has no leap day");
        assert_eq!(civil(1_772_534_400_000, 345), (2026, 3, 3, 16, 25, 2), "Nepal");
    }

    #[test]
    fn every_day_follows_the_one_before() {
        let mut before = date(-800_000);
        for day in -799_999..800_000 {
            let next = date(day);
            let (year, month, of_month) = before;
            let follows = next == (year, month, of_month + 1)
                || (of_month >= 28 && next == (year, month + 1, 1))
                || ((month, of_month) == (12, 31) && next == (year + 1, 1, 1));
            assert!(follows, "{before:?} {next:?}");
            before = next;
        }
    }

    #[test]
    fn days_are_those_of_the_calendar() {
        let noon = 1_772_534_400_000; // 11:40 at +01
        let days = |hours: i64| Moment::seen_from((noon, 60), (noon + hours * 3_600_000, 60)).days;
        assert_eq!([0, 12, 13, -11, -12, 24 * 7].map(days), [0, 0, 1, 0, -1, 7]);
        // the clock goes forward in the night between
        assert_eq!(Moment::seen_from((1_774_738_800_000, 60), (1_774_821_600_000, 120)).days, 1);
    }

    #[test]
    fn no_number_is_too_large() {
        for at in [i64::MIN, i64::MAX] {
            for offset in [i32::MIN, i32::MAX] {
                let moment = Moment::seen_from((0, 0), (at, offset));
                assert!((1..=12).contains(&moment.civil().month), "{moment:?}");
            }
        }
    }

    #[test]
    fn in_an_address_only_numbers_are_believed() {
        let moment = Moment { at: 1_772_534_400_000, offset: -60, days: 3 };
        assert_eq!(Moment::from_address(&moment.to_address()), Some(moment));
        for other in ["", "14:20", "1.2", "1.2.3.4", "1.2.call 555", "9999999999999999999999.0.0", "1.100000.0"] {
            assert_eq!(Moment::from_address(other), None, "{other}");
        }
    }
}
