//! What stands on the desk, and that it can be used without seeing or pointing.
#![allow(clippy::unwrap_used, reason = "tests")]

use super::*;
use latchkey_contract::practice::PracticePersonView;

fn person(login: &str) -> PracticePersonView {
    PracticePersonView {
        login: login.into(),
        name: "Anna Lindqvist".into(),
        password: Some("A-practice-2024".into()),
        ..PracticePersonView::default()
    }
}
fn page(view: &PracticeView) -> String {
    render(&Site { practice: true, ..Site::default() }, view)
}
fn values(html: &str) -> Vec<&str> {
    html.split("name=\"action\" value=\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect()
}

#[test]
fn each_person_has_the_actions_that_change_something() {
    let html = page(&PracticeView { people: vec![person("anna")], ..PracticeView::default() });
    assert_eq!(values(&html), ["lock", "expire", "must-change"]);
    assert!(html.contains("action=\"/practice/people\"") && html.contains("name=\"login\" value=\"anna\""), "{html}");
    let changed = PracticePersonView { locked: true, expired: true, password: None, touched: true, ..person("anna") };
    let html = page(&PracticeView { people: vec![changed], ..PracticeView::default() });
    assert_eq!(values(&html), ["unlock", "must-change", "first-password"]);
    assert!(html.contains("<details open class=\"more\">"), "the account that was changed stays in sight: {html}");
    assert!(html.contains("the first password was changed") && !html.contains("A-practice-2024"), "{html}");
    let must = PracticePersonView { must_change: true, ..person("anna") };
    assert_eq!(
        values(&page(&PracticeView { people: vec![must], ..PracticeView::default() })),
        ["lock", "expire", "first-password"]
    );
    assert!(
        html.contains("Unlock<span class=\"sr\"> (Anna Lindqvist)</span>"),
        "whose button it is, for who cannot see: {html}"
    );
}

#[test]
fn the_switch_says_and_sends_its_state() {
    let here = page(&PracticeView::default());
    assert!(here.contains("role=\"switch\" aria-checked=\"false\" name=\"away\" value=\"yes\""), "{here}");
    let away = page(&PracticeView { away: true, ..PracticeView::default() });
    assert!(away.contains("role=\"switch\" aria-checked=\"true\" name=\"away\" value=\"no\""), "{away}");
}

#[test]
fn text_messages_or_that_there_is_none() {
    assert!(page(&PracticeView::default()).contains("No text message yet"));
    let text = PracticeText { to: "+1 202 555 0101".into(), at: "14:07".into(), text: "482 917 is your code".into() };
    let html = page(&PracticeView { texts: vec![text], ..PracticeView::default() });
    assert!(html.contains("482 917 is your code") && html.contains("to +1 202 555 0101, 14:07"), "{html}");
    assert!(!html.contains("No text message yet"));
}
