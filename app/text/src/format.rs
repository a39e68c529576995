//! Times, numbers and lists as a language writes them. The patterns and names stand in `time.ftl`, `number.ftl` and
//! `list.ftl`.

use crate::{Count, list, number as numbers, time as times};
use latchkey_contract::moment::Civil;
use latchkey_contract::{Locale, Moment};

/// From here on a date says its year.
const DAYS_WITHOUT_YEAR: u32 = 300;

/// `TIME`: by itself or after "from", "until": "14:20", "14:20 tomorrow", "14:20 on Tuesday", "14:20 on 3 March".
pub fn time(locale: Locale, at: Moment) -> String {
    let civil = at.civil();
    let clock = clock_of(civil);
    match at.days {
        0 => times::time_today(locale, &clock),
        1 => times::time_tomorrow(locale, &clock),
        -1 => times::time_yesterday(locale, &clock),
        -6..=6 => times::time_weekday(locale, &clock, times::weekday(locale, civil.weekday).as_str()),
        _ => times::time_date(locale, &clock, &date_of(locale, at, civil)),
    }
}

/// `WHEN`: when something happened or will: "at 14:20", "at 14:20 tomorrow", "at 14:20 on 3 March".
pub fn when(locale: Locale, at: Moment) -> String {
    let civil = at.civil();
    let clock = clock_of(civil);
    match at.days {
        0 => times::when_today(locale, &clock),
        1 => times::when_tomorrow(locale, &clock),
        -1 => times::when_yesterday(locale, &clock),
        -6..=6 => times::when_weekday(locale, &clock, times::weekday(locale, civil.weekday).as_str()),
        _ => times::when_date(locale, &clock, &date_of(locale, at, civil)),
    }
}

/// `CLOCK`: "14:07", and nothing else.
pub fn clock(_: Locale, at: Moment) -> String {
    clock_of(at.civil())
}

/// `DATE`: "8 December"; with its year when it is far away.
pub fn date(locale: Locale, at: Moment) -> String {
    date_of(locale, at, at.civil())
}

/// `DATETIME`: "Tuesday, 3 March, 14:20", for what is read later than it was written.
pub fn datetime(locale: Locale, at: Moment) -> String {
    let civil = at.civil();
    let weekday = times::weekday(locale, civil.weekday);
    times::datetime(locale, &weekday, &date_of(locale, at, civil), &clock_of(civil))
}

/// "1,234", "1.234".
pub fn number(locale: Locale, number: Count) -> String {
    let digits = number.size().to_string();
    let mut text = String::new();
    if number.get() < 0 {
        text.push('\u{2212}');
    }
    for (place, digit) in (0..digits.len()).rev().zip(digits.chars()) {
        text.push(digit);
        if place > 0 && place % 3 == 0 {
            text.push_str(numbers::thousands(locale));
        }
    }
    text
}

/// "a, b and c".
pub fn list_and(locale: Locale, items: &[impl AsRef<str>]) -> String {
    listed(locale, items, list::and)
}

/// "a, b or c".
pub fn list_or(locale: Locale, items: &[impl AsRef<str>]) -> String {
    listed(locale, items, list::or)
}

fn listed(locale: Locale, items: &[impl AsRef<str>], last_two: fn(Locale, &str, &str) -> String) -> String {
    let mut items = items.iter().map(AsRef::as_ref);
    let last = items.next_back();
    let before = items.map(str::to_owned).reduce(|before, next| list::more(locale, &before, &next));
    match (before, last) {
        (Some(before), Some(last)) => last_two(locale, &before, last),
        (_, last) => last.unwrap_or_default().to_owned(),
    }
}

fn clock_of(civil: Civil) -> String {
    format!("{:02}:{:02}", civil.hour, civil.minute)
}

fn date_of(locale: Locale, at: Moment, civil: Civil) -> String {
    let month = times::month(locale, civil.month);
    let day = civil.day.to_string();
    if at.days.unsigned_abs() > DAYS_WITHOUT_YEAR {
        times::date_with_year(locale, &day, &month, &civil.year.to_string())
    } else {
        times::date(locale, &day, &month)
    }
}
