//! One of each page of enrolment as a document, for the tests and for `examples/preview.rs`.

use super::pages::{PAGE, document, invited};
use crate::document::in_page_layout;
use crate::people::NoAnswer;
use crate::people::page::{About, render};
use crate::recover::samples::moment;
use latchkey_contract::enrol::{Choice, EnrolPage, SetUp, SignInWay, TotpSetup};
use latchkey_contract::recover::Shares;
use latchkey_contract::{MethodKind, Problem, Site};

fn setup() -> TotpSetup {
    let mut qr_path = String::new();
    for y in 0..33_u32 {
        for x in (0..33_u32).filter(|x| (x * 7 + y * y * 3 + x * y) % 5 < 2) {
            qr_path.push_str(&format!("M{x} {y}h1v1h-1z"));
        }
    }
    let key = "K5QW 2Z7T NB4X GA6R JH3M VEDP YU2C LSQO".to_owned();
    TotpSetup {
        qr_path,
        qr_size: 33,
        key,
        uri: "otpauth://totp/Northwind:anna?secret=K5QW2Z7T&issuer=Northwind".into(),
    }
}

/// Every page, named for its file.
pub fn pages() -> Vec<(&'static str, EnrolPage)> {
    let who = || "anna.lindqvist".to_owned();
    let sign_in = |way, problem| EnrolPage::SignIn {
        version: 1,
        who: who(),
        directory: "Northwind account".into(),
        way,
        problem,
    };
    let choose = |problem| EnrolPage::Choose {
        version: 2,
        who: who(),
        required: 2,
        methods: MethodKind::ALL
            .iter()
            .map(|kind| Choice {
                kind: *kind,
                chosen: *kind == MethodKind::Email,
                done: *kind == MethodKind::Totp,
                mandatory: *kind == MethodKind::Passkey,
                unavailable: (*kind == MethodKind::Sms).then_some(Shares::Phone),
            })
            .collect(),
        problem,
    };
    let step =
        |method, step, problem| EnrolPage::SetUp { version: 3, who: who(), nth: 1, of: 2, method, step, problem };
    let totp = |problem| step(MethodKind::Totp, SetUp::Totp(setup()), problem);
    let address =
        |typed: &str, problem| step(MethodKind::Email, SetUp::Address { typed: typed.into(), known: None }, problem);
    let code = |problem| {
        let sent = SetUp::Sent { to: "anna@home.example".into(), good_until: moment(0, 14, 20) };
        step(MethodKind::Email, sent, problem)
    };
    let bank = || vec!["Which book did you read more than twice?".to_owned(), "What did you build?".to_owned()];
    let questions = |own, problem| {
        let asked = SetUp::Questions { bank: bank(), needed: 2, own, picked: Vec::new() };
        step(MethodKind::Questions, asked, problem)
    };
    let codes = [
        "7KQM-2XRA-H4WD-9PTE",
        "H4WD-9PTE-RV63-LJNC",
        "RV63-LJNC-2BYG-F8SK",
        "2BYG-F8SK-XN5T-QD7W",
        "XN5T-QD7W-M9CE-4RHV",
        "M9CE-4RHV-JT2L-W6PA",
        "JT2L-W6PA-6SGX-KB3Y",
        "6SGX-KB3Y-DQ8N-V5MF",
        "DQ8N-V5MF-P3HA-7ZCR",
        "P3HA-7ZCR-7KQM-2XRA",
    ];
    vec![
        ("start", EnrolPage::Start { problem: None }),
        ("start-wrong", EnrolPage::Start { problem: Some(Problem::WrongSignIn) }),
        ("sign-in", sign_in(SignInWay::Password, None)),
        ("sign-in-wrong", sign_in(SignInWay::Password, Some(Problem::WrongPassword))),
        ("sign-in-redirect", sign_in(SignInWay::Redirect, None)),
        ("sign-in-redirect-other", sign_in(SignInWay::Redirect, Some(Problem::SignedInAsOther { who: who() }))),
        ("choose", choose(None)),
        ("choose-few", choose(Some(Problem::NotEnoughChosen { needed: 2 }))),
        ("totp", totp(None)),
        ("totp-clock", totp(Some(Problem::ClockOff { minutes: -2 }))),
        ("address", address("", None)),
        (
            "address-same",
            address("anna@northwind.example", Some(Problem::SameMailbox { domain: "northwind.example".into() })),
        ),
        ("code", code(None)),
        ("code-wrong", code(Some(Problem::WrongCode))),
        ("number", step(MethodKind::Sms, SetUp::Address { typed: "12".into(), known: None }, Some(Problem::BadNumber))),
        (
            "number-code",
            step(MethodKind::Sms, SetUp::Sent { to: "+49 151 23456789".into(), good_until: moment(0, 14, 20) }, None),
        ),
        ("passkey", step(MethodKind::Passkey, SetUp::Passkey { options: r#"{"publicKey":{}}"#.into() }, None)),
        (
            "passkey-refused",
            step(MethodKind::Passkey, SetUp::Passkey { options: "{}".into() }, Some(Problem::NotAccepted)),
        ),
        ("questions", questions(false, None)),
        ("questions-own", questions(true, Some(Problem::TooEasy { which: 2 }))),
        ("yubikey", step(MethodKind::YubiKey, SetUp::TextField { prompt: None }, None)),
        (
            "radius",
            step(MethodKind::Radius, SetUp::TextField { prompt: Some("Next code".into()) }, Some(Problem::MethodAway)),
        ),
        (
            "oidc",
            step(
                MethodKind::Oidc,
                SetUp::Elsewhere { url: "https://id.example/x".into(), name: "Northwind ID".into() },
                None,
            ),
        ),
        ("codes", EnrolPage::Codes { version: 6, who: who(), codes: codes.map(str::to_owned).to_vec() }),
        (
            "done",
            EnrolPage::Done {
                who: who(),
                methods: vec![MethodKind::Totp, MethodKind::Email],
                has_codes: true,
                from_account: false,
            },
        ),
        (
            "added",
            EnrolPage::Done { who: who(), methods: vec![MethodKind::Passkey], has_codes: false, from_account: true },
        ),
        ("left", EnrolPage::Left { who: who() }),
        ("stopped", EnrolPage::Stopped { why: Problem::LinkSpent }),
    ]
}

/// The same as documents, the page under the invitation's link, and that of no answer.
pub fn documents(site: &Site) -> Vec<(&'static str, String)> {
    let mut all: Vec<_> = pages().into_iter().map(|(name, page)| (name, document(site, page))).collect();
    all.push(("invitation", invited(site, "a-token".into())));
    let words = NoAnswer::at(PAGE, site);
    let about = About { title: words.title.clone(), at: PAGE, class: "page-layout" };
    all.push(("no-answer", render(site, about, || in_page_layout(site, PAGE, words.view()))));
    all
}
