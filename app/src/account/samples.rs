//! One of each page of the account as a document, for the tests and for `examples/preview.rs`.

use super::pages::document;
use crate::recover::samples::moment;
use latchkey_contract::account::{
    AccountPage, Activity, ActivityKind, Home, MyMethod, News, SignInRedirect, VouchRequest,
};
use latchkey_contract::recover::{Ask, Rule};
use latchkey_contract::{MethodKind, Problem, Site};

fn method(kind: MethodKind, label: &str, needed: bool) -> MyMethod {
    MyMethod {
        id: format!("id-{}", kind.code()),
        kind,
        label: label.into(),
        added: moment(-8, 9, 12),
        used: needed.then(|| moment(0, 14, 6)),
        needed,
    }
}

fn home() -> Home {
    let event = |what, method, from: &str| Activity { what, method, at: moment(-2, 23, 41), from: from.into() };
    Home {
        version: 7,
        who: "anna.lindqvist".into(),
        name: "Anna Lindqvist".into(),
        directory: "Northwind account".into(),
        ready: true,
        required: 2,
        methods: vec![
            method(MethodKind::Passkey, "Passkey on my laptop", true),
            method(MethodKind::Totp, "Authenticator app", false),
        ],
        codes_left: Some(8),
        addable: vec![MethodKind::Passkey, MethodKind::Email],
        password_set: Some(moment(0, 14, 7)),
        password_expires: Some(moment(92, 9, 0)),
        can_change: true,
        activity: vec![
            event(ActivityKind::PasswordReset, None, "203.0.113.7"),
            event(ActivityKind::RecoveryBegun, None, "203.0.113.7"),
            event(ActivityKind::ProofWrong, Some(MethodKind::Totp), "203.0.113.7"),
            event(ActivityKind::MethodAdded, Some(MethodKind::Passkey), ""),
        ],
        asked: Vec::new(),
        news: None,
        problem: None,
    }
}

/// Every page, named for its file.
pub fn pages() -> Vec<(&'static str, AccountPage)> {
    let who = || "anna.lindqvist".to_owned();
    let sign_in = |problem| AccountPage::SignIn { typed: String::new(), redirects: Vec::new(), problem };
    let redirects = |problem| AccountPage::SignIn {
        typed: String::new(),
        redirects: vec![SignInRedirect { id: "d1".into(), directory: "Northwind account".into() }],
        problem,
    };
    let prove = |anew, problem| AccountPage::Prove {
        version: 2,
        who: who(),
        anew,
        methods: vec![MethodKind::Passkey, MethodKind::Totp, MethodKind::RecoveryCode],
        problem,
    };
    let ask = |trial, method, ask, problem| AccountPage::Ask { version: 3, who: who(), trial, method, ask, problem };
    let password = |problem| AccountPage::Password {
        version: 4,
        who: who(),
        directory: "Northwind account".into(),
        rules: vec![Rule::MinLength { min: 14 }, Rule::ThreeKinds, Rule::NotInHistory { remembered: 24 }],
        problem,
    };
    let page = |home| AccountPage::Home(Box::new(home));
    let colleague = VouchRequest {
        id: "v1".into(),
        name: "Ben Okafor".into(),
        at: moment(0, 14, 2),
        from: "203.0.113.9".into(),
        good_until: moment(0, 14, 12),
    };
    vec![
        ("sign-in", sign_in(None)),
        ("sign-in-wrong", sign_in(Some(Problem::WrongPassword))),
        ("sign-in-expired", sign_in(Some(Problem::Expired))),
        ("sign-in-redirects", redirects(None)),
        ("sign-in-redirects-unfinished", redirects(Some(Problem::SignInUnfinished))),
        ("sign-in-redirects-not-known", redirects(Some(Problem::SignInNotKnown))),
        ("prove", prove(false, None)),
        ("prove-anew", prove(true, Some(Problem::MethodAway))),
        ("ask-totp", ask(false, MethodKind::Totp, Ask::Digits { good_until: None }, Some(Problem::WrongCode))),
        ("ask-email", ask(true, MethodKind::Email, Ask::Digits { good_until: Some(moment(0, 14, 20)) }, None)),
        ("ask-passkey", ask(false, MethodKind::Passkey, Ask::Passkey { options: "{}".into() }, None)),
        ("home", page(home())),
        (
            "home-news",
            page(Home { news: Some(News::Removed { label: "Old phone".into() }), asked: vec![colleague], ..home() }),
        ),
        (
            "home-short",
            page(Home {
                ready: false,
                codes_left: Some(1),
                methods: Vec::new(),
                problem: Some(Problem::TooFewLeft { needed: 2 }),
                ..home()
            }),
        ),
        ("password", password(None)),
        ("password-old-wrong", password(Some(Problem::WrongPassword))),
        ("password-history", password(Some(Problem::InHistory { remembered: 24 }))),
        ("not-me", AccountPage::NotMe { version: 5, who: who() }),
        ("stopped", AccountPage::Stopped { why: Problem::Frozen }),
        ("stopped-not-set-up", AccountPage::Stopped { why: Problem::NotSetUp }),
    ]
}

/// The same as documents.
pub fn documents(site: &Site) -> Vec<(&'static str, String)> {
    let mut all: Vec<_> = pages().into_iter().map(|(name, page)| (name, document(site, page))).collect();
    let onward = crate::onward::render_onward(site, "/account", "/practice/cloud/sign-in", "Northwind account");
    all.push(("onward", onward));
    all
}
