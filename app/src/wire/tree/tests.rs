//! Whatever `serde_json` writes of our types is read as `serde_json` would.
#![allow(clippy::unwrap_used, reason = "tests")]

use super::*;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Kind {
    Bare,
    Of(u32),
    Both(String, Option<Box<Kind>>),
    Named {
        at: i64,
        #[serde(default)]
        more: Vec<Kind>,
    },
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Id(String);

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Nothing;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Everything {
    yes: bool,
    small: u8,
    large: u64,
    below: i32,
    letter: char,
    id: Id,
    pair: (u16, String),
    nothing: Nothing,
    unit: (),
    missing: Option<u32>,
    there: Option<Id>,
    kinds: Vec<Kind>,
    by_name: BTreeMap<String, String>,
    result: Result<Result<u32, Kind>, String>,
}

fn everything() -> Everything {
    Everything {
        yes: true,
        small: 255,
        large: u64::MAX,
        below: -7,
        letter: 'ß',
        id: Id("0190".into()),
        pair: (9, "\"\\ \u{1f511}\n".into()),
        nothing: Nothing,
        unit: (),
        missing: None,
        there: Some(Id(String::new())),
        kinds: vec![
            Kind::Bare,
            Kind::Of(1),
            Kind::Both("a".into(), Some(Box::new(Kind::Of(2)))),
            Kind::Named { at: i64::MIN, more: vec![Kind::Bare] },
        ],
        by_name: [("host".to_owned(), "id.example".to_owned())].into(),
        result: Ok(Err(Kind::Bare)),
    }
}

#[test]
fn what_is_written_is_read() {
    let json = serde_json::to_vec(&everything()).unwrap();
    assert_eq!(read::<Everything>(&json), Ok(everything()));
}

#[test]
fn fields_may_be_left_out_or_new_as_the_type_says() {
    let kind = |json: &str| read::<Kind>(json.as_bytes());
    assert_eq!(kind(r#"{"named":{"at":3,"new":{"x":[1.5]}}}"#), Ok(Kind::Named { at: 3, more: Vec::new() }));
    assert_eq!(kind(r#"{"both":["a",null]}"#), Ok(Kind::Both("a".into(), None)));
}

#[test]
fn what_is_something_else_is_refused() {
    for json in [
        "",
        "{",
        "null",
        "7",
        "\"other\"",
        "{\"of\":\"1\"}",
        "{\"of\":-1}",
        "{\"of\":1.5}",
        "{\"of\":4294967296}",
        "{\"of\":1,\"bare\":null}",
        "{\"bare\":1}",
        "\"of\"",
        "{\"named\":{}}",
        "{\"named\":[]}",
        "{\"both\":[\"a\"]}",
        "{}",
        "[]",
    ] {
        assert_eq!(read::<Kind>(json.as_bytes()), Err(Unreadable), "{json}");
        assert!(serde_json::from_str::<Kind>(json).is_err(), "{json}");
    }
}
