//! What stands on the desk, and that it can be used without seeing or pointing.
#![allow(clippy::unwrap_used, reason = "tests")]

use super::*;
use latchkey_contract::practice::{CloudSignInPage, PracticeCloudPerson, PracticePersonView};

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

#[test]
fn the_cloud_has_a_switch_and_people_of_its_own() {
    let person = |disabled| PracticeCloudPerson {
        login: "a.lindqvist".into(),
        name: "Anna Lindqvist".into(),
        password: Some("A-cloud-2024".into()),
        disabled,
    };
    let view = |cloud_away| PracticeView { cloud: vec![person(cloud_away)], cloud_away, ..PracticeView::default() };
    let here = page(&view(false));
    assert!(here.contains("action=\"/practice/cloud\"") && here.contains("A-cloud-2024"), "{here}");
    assert!(!here.contains("aria-checked=\"true\"") && !here.contains("disabled</span>"), "{here}");
    let away = page(&view(true));
    assert_eq!(away.matches("aria-checked=\"true\"").count(), 1, "the other directory answers: {away}");
    assert!(away.contains("disabled</span>"), "{away}");
}

#[test]
fn the_clouds_own_page_says_whose_it_is() {
    let page = |page: CloudSignInPage| render_sign_in(&Site { practice: true, ..Site::default() }, &page);
    let open = |wrong| page(CloudSignInPage::Open { state: "s1".into(), typed: "a<b".into(), wrong });
    let html = open(false);
    assert!(html.contains("name=\"state\" value=\"s1\"") && html.contains("value=\"a&lt;b\""), "{html}");
    assert!(html.contains("This page plays the directory’s own") && !html.contains("role=\"alert\""), "{html}");
    assert!(open(true).contains("do not go together"));
    for (said, words) in [(CloudSignInPage::Over, "No sign-in is waiting"), (CloudSignInPage::Away, "is away")] {
        let html = page(said);
        assert!(html.contains(words) && !html.contains("type=\"password\""), "{html}");
    }
}

#[test]
fn the_practice_pages_hold_the_rules() {
    let site = Site { practice: true, ..crate::recover::samples::site("/a/") };
    let open = |wrong| CloudSignInPage::Open { state: "s1".into(), typed: String::new(), wrong };
    let pages = [
        ("open", open(false)),
        ("wrong", open(true)),
        ("over", CloudSignInPage::Over),
        ("away", CloudSignInPage::Away),
    ];
    let pages: Vec<_> = pages.into_iter().map(|(name, page)| (name, render_sign_in(&site, &page))).collect();
    crate::page_rules::hold(&pages);
}
