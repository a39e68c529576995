//! One of each page, with plausible contents: for the tests, which hold each to the same rules,
//! and for `examples/preview.rs`, which writes them to files to be looked at.

use super::{render, render_return};
use crate::notice::{notice, render_bad_request, render_not_found};
use latchkey_contract::recover::{
    AccountOutcome, AccountResult, Ask, Outcome, RecoverPage, RecoveryAction, Rule, Shares, Target, Unavailable,
};
use latchkey_contract::site::Assets;
use latchkey_contract::{Elsewhere, MethodKind, Moment, Problem, Site};

/// An organisation with everything configured; the addresses are those of `root`.
pub fn site(root: &str) -> Site {
    let at = |file: &str| format!("{root}{file}");
    Site {
        organisation: "Northwind Hospital".into(),
        help_desk: "ext. 4477".into(),
        help_desk_tel: "+4655504477".into(),
        practice: false,
        locale: latchkey_contract::Locale::En,
        assets: Assets {
            recover_css: at("recover.css"),
            enrol_css: at("enrol.css"),
            console_css: at("console.css"),
            icon: at("icon.svg"),
            password_js: at("password.js"),
            passkey_js: at("passkey.js"),
            wake_js: at("wake.js"),
            people_js: at("people.js"),
            people_wasm: at("people_bg.wasm"),
            console_js: at("console.js"),
            console_wasm: at("console_bg.wasm"),
        },
    }
}

/// A time of a page that was made on Sunday, 22 November 2026, where the clock is an hour before UTC.
pub fn moment(days: i32, hour: i64, minute: i64) -> Moment {
    const SUNDAY: i64 = 20779;
    let minutes = (SUNDAY + i64::from(days)) * 1440 + hour * 60 + minute - 60;
    Moment { at: minutes * 60_000, offset: 60, days }
}

fn who() -> String {
    "anna.lindqvist".into()
}

fn prove(nth: u32, problem: Option<Problem>) -> RecoverPage {
    let proved = if nth > 1 { vec![MethodKind::Totp] } else { Vec::new() };
    let methods = MethodKind::ALL.iter().copied().filter(|kind| !proved.contains(kind)).collect();
    let unavailable =
        if nth > 1 { vec![Unavailable { method: MethodKind::Sms, shares: Shares::Phone }] } else { Vec::new() };
    RecoverPage::Methods { version: 3, who: who(), nth, required: 2, methods, unavailable, proved, problem }
}

fn code(method: MethodKind, problem: Option<Problem>) -> RecoverPage {
    let ask = match method {
        MethodKind::Totp => Ask::Digits { good_until: None },
        MethodKind::Email | MethodKind::Sms => Ask::Digits { good_until: Some(moment(0, 14, 20)) },
        MethodKind::Passkey => Ask::Passkey { options: r#"{"publicKey":{"challenge":"AA"}}"#.into() },
        MethodKind::Duo => Ask::Elsewhere { url: "https://api.duo.example/x?a=1&b=2".into(), name: "Duo".into() },
        MethodKind::Oidc => Ask::Elsewhere { url: "https://id.example/x".into(), name: "Northwind ID".into() },
        MethodKind::Radius => Ask::TextField { prompt: Some("Enter the next code of your token".into()) },
        MethodKind::Vouch if matches!(problem, Some(Problem::CodeExpired | Problem::NotVouched)) => {
            Ask::Wait { number: String::new(), good_until: Moment::default() }
        }
        MethodKind::Vouch => Ask::Wait { number: "47 21".into(), good_until: moment(0, 14, 20) },
        MethodKind::Questions => Ask::Questions {
            questions: vec!["Which book did you read more than twice?".into(), "What did you build?".into()],
        },
        MethodKind::YubiKey | MethodKind::RecoveryCode => Ask::TextField { prompt: None },
    };
    let proved = if method == MethodKind::Email { vec![MethodKind::Totp] } else { Vec::new() };
    let nth = if proved.is_empty() { 1 } else { 2 };
    RecoverPage::Verify { version: 4, who: who(), nth, required: 2, method, proved, problem, ask }
}

fn choose(problem: Option<Problem>) -> RecoverPage {
    RecoverPage::Action {
        version: 5,
        who: who(),
        directory: "Northwind account".into(),
        locked_at: Some(moment(0, 7, 48)),
        locked_until: Some(moment(0, 8, 18)),
        problem,
    }
}

fn password(busy: Option<RecoveryAction>, problem: Option<Problem>) -> RecoverPage {
    let rules = vec![
        Rule::MinLength { min: 14 },
        Rule::MaxLength { max: 127 },
        Rule::ThreeKinds,
        Rule::WithoutName { parts: vec!["anna.lindqvist".into(), "anna".into(), "lindqvist".into()] },
        Rule::MinAge { from: moment(0, 14, 20), ok: !matches!(problem, Some(Problem::TooYoung { .. })) },
        Rule::NotInHistory { remembered: 24 },
        Rule::FinerPolicy,
    ];
    let accounts = vec![target("Northwind account", true)];
    RecoverPage::Password { version: 6, who: who(), accounts, required: 2, rules, problem, busy }
}

fn target(directory: &str, locked: bool) -> Target {
    Target { directory: directory.into(), login: who(), locked }
}

/// For somebody with three accounts.
fn password_for_all() -> RecoverPage {
    let accounts = vec![
        target("Hospital computers and network drives", true),
        target("Microsoft 365", false),
        target("Google Workspace", false),
    ];
    let rules =
        vec![Rule::MinLength { min: 14 }, Rule::MaxLength { max: 100 }, Rule::PlainCharacters, Rule::ThreeKinds];
    RecoverPage::Password { version: 6, who: who(), accounts, required: 2, rules, problem: None, busy: None }
}

fn done(outcome: Outcome) -> RecoverPage {
    let action = outcome.action;
    let accounts = vec![result("Northwind account", AccountOutcome::Done(Box::new(told(outcome))))];
    RecoverPage::Done { version: 7, who: who(), action, accounts, unfinished: false }
}

fn told(outcome: Outcome) -> Outcome {
    Outcome {
        directory: "Northwind account".into(),
        at: moment(0, 14, 7),
        server: "dc1.northwind.example".into(),
        notified: true,
        ..outcome
    }
}

fn result(directory: &str, what: AccountOutcome) -> AccountResult {
    AccountResult { directory: directory.into(), login: who(), what }
}

/// For somebody with several accounts, of which these did not get it.
fn done_in_some(others: Vec<AccountOutcome>) -> RecoverPage {
    let unfinished =
        others.iter().any(|other| !matches!(other, AccountOutcome::Done(_) | AccountOutcome::Follows { .. }));
    let first =
        Outcome { signed_in: true, was_locked: true, old_works_until: Some(moment(0, 15, 7)), ..Outcome::default() };
    let names = ["Microsoft 365", "Google Workspace", "Lab", "Archive"];
    let mut accounts =
        vec![result("Hospital computers and network drives", AccountOutcome::Done(Box::new(told(first))))];
    accounts.extend(names.into_iter().zip(others).map(|(name, what)| result(name, what)));
    RecoverPage::Done { version: 7, who: who(), action: RecoveryAction::Reset, accounts, unfinished }
}

/// Every page, named for its file.
pub fn pages() -> Vec<(&'static str, RecoverPage)> {
    let reset =
        Outcome { signed_in: true, was_locked: true, old_works_until: Some(moment(0, 15, 7)), ..Outcome::default() };
    let unlocked = Outcome { action: RecoveryAction::Unlock, was_locked: true, ..Outcome::default() };
    let name = |unlock, typed: &str, problem| RecoverPage::Name { unlock, typed: typed.into(), problem };
    let young = Problem::TooYoung { set_at: moment(-1, 14, 20), until: moment(0, 14, 20) };
    let reference = "LK-7F3Q".to_owned();
    vec![
        ("name", name(false, "", None)),
        ("name-unlock", name(true, "", None)),
        ("name-empty", name(false, "", Some(Problem::Empty))),
        ("name-later", name(false, "anna.lindqvist", Some(Problem::TryLater { from: moment(0, 14, 20) }))),
        ("prove-1", prove(1, None)),
        ("prove-2", prove(2, None)),
        ("prove-another", prove(2, Some(Problem::PickAnother))),
        ("code-totp", code(MethodKind::Totp, None)),
        ("code-totp-clock", code(MethodKind::Totp, Some(Problem::ClockOff { minutes: -2 }))),
        ("code-email", code(MethodKind::Email, None)),
        ("code-email-limit", code(MethodKind::Email, Some(Problem::SendLimit { from: moment(0, 14, 20) }))),
        ("code-passkey", code(MethodKind::Passkey, None)),
        ("code-yubikey", code(MethodKind::YubiKey, None)),
        ("code-duo", code(MethodKind::Duo, None)),
        ("code-oidc", code(MethodKind::Oidc, Some(Problem::NotConfirmed))),
        ("code-radius", code(MethodKind::Radius, Some(Problem::WrongCode))),
        ("code-sms", code(MethodKind::Sms, None)),
        ("code-vouch", code(MethodKind::Vouch, None)),
        ("code-vouch-waits", code(MethodKind::Vouch, Some(Problem::NotYetVouched))),
        ("code-vouch-refused", code(MethodKind::Vouch, Some(Problem::NotVouched))),
        ("code-vouch-over", code(MethodKind::Vouch, Some(Problem::CodeExpired))),
        ("code-questions", code(MethodKind::Questions, Some(Problem::WrongCode))),
        ("code-recovery", code(MethodKind::RecoveryCode, None)),
        ("code-recovery-wrong", code(MethodKind::RecoveryCode, Some(Problem::WrongCode))),
        ("choose", choose(None)),
        ("choose-away", choose(Some(Problem::DirectoryAway))),
        ("password", password(None, None)),
        ("password-short", password(None, Some(Problem::TooShort { min: 14 }))),
        ("password-name", password(None, Some(Problem::ContainsName { part: "lindqvist".into() }))),
        ("password-not-locked", password(None, Some(Problem::NotLocked))),
        ("password-fault", password(None, Some(Problem::SetupFault { reference }))),
        ("password-young", password(None, Some(young))),
        ("password-busy", password(Some(RecoveryAction::Reset), None)),
        ("password-busy-unlock", password(Some(RecoveryAction::Unlock), None)),
        ("password-accounts", password_for_all()),
        (
            "done-accounts",
            done_in_some(vec![AccountOutcome::Done(Box::new(told(Outcome { eventual: true, ..Outcome::default() })))]),
        ),
        (
            "done-some",
            done_in_some(vec![
                AccountOutcome::Away { retry_until: Some(moment(0, 14, 22)) },
                AccountOutcome::Refused { why: Problem::InHistory { remembered: 24 } },
                AccountOutcome::Open,
                AccountOutcome::LeftOut { why: Problem::Protected },
            ]),
        ),
        ("done-follows", done_in_some(vec![AccountOutcome::Follows { directory: "Northwind".into() }])),
        ("done-away", done_in_some(vec![AccountOutcome::Away { retry_until: None }])),
        ("done", done(reset.clone())),
        (
            "done-untested",
            done(Outcome { signed_in: false, found_out_later: true, must_change: true, ..reset.clone() }),
        ),
        ("done-still-locked", done(Outcome { still_locked: true, ..reset })),
        ("done-unlock", done(unlocked.clone())),
        ("done-unlock-not", done(Outcome { still_locked: true, ..unlocked })),
        ("stopped-expired", RecoverPage::Stopped { why: Problem::Expired }),
        ("stopped-wrong", RecoverPage::Stopped { why: Problem::TooManyWrong }),
        ("stopped-not-possible", RecoverPage::Stopped { why: Problem::NotPossible }),
        ("stopped-on-premises", RecoverPage::Stopped { why: Problem::SetElsewhere { by: Elsewhere::OnPremises } }),
        ("stopped-protected", RecoverPage::Stopped { why: Problem::Protected }),
    ]
}

/// The same as documents, and those that are no page of a recovery.
pub fn documents(site: &Site) -> Vec<(&'static str, String)> {
    let mut all: Vec<_> = pages().into_iter().map(|(name, page)| (name, render(site, &page))).collect();
    all.push(("404", render_not_found(site)));
    all.push(("400", render_bad_request(site)));
    all.push(("notice", notice(site, &Problem::TryLater { from: moment(0, 9, 12) })));
    all.push(("return", render_return(site, "/recover/return", ["code", "state", "iss"])));
    all
}
