//! Every problem has a sentence, and its facts are in it.
#![allow(clippy::unwrap_used, reason = "tests")]
use super::*;
use latchkey_contract::MethodKind;

fn every_problem() -> Vec<Problem> {
    let t = latchkey_contract::Moment::default;
    let reference = || "LK-7F3Q".to_owned();
    vec![
        Problem::Empty,
        Problem::TooLongInput,
        Problem::OutOfDate,
        Problem::PickAnother,
        Problem::NotTheSame,
        Problem::BadAddress,
        Problem::WrongCode,
        Problem::ClockOff { minutes: -2 },
        Problem::ClockOff { minutes: 1 },
        Problem::CodeUsed,
        Problem::CodeExpired,
        Problem::TooManyWrong,
        Problem::TryLater { from: t() },
        Problem::SendLimit { from: t() },
        Problem::Expired,
        Problem::NotLocked,
        Problem::UnlockNotEnough,
        Problem::TooManyPasswords,
        Problem::NotPossible,
        Problem::Protected,
        Problem::TooShort { min: 14 },
        Problem::TooLong { max: 127 },
        Problem::TooSimple,
        Problem::ContainsName { part: "lindqvist".into() },
        Problem::InHistory { remembered: 24 },
        Problem::TooYoung { set_at: t(), until: t() },
        Problem::BadCharacters,
        Problem::Leaked,
        Problem::RefusedByDirectory { reference: reference(), perhaps: vec![Perhaps::UsedBefore, Perhaps::Listed] },
        Problem::RefusedByDirectory { reference: reference(), perhaps: Vec::new() },
        Problem::WouldLock { from: Some(t()) },
        Problem::WouldLock { from: None },
        Problem::DirectoryAway,
        Problem::Unknown,
        Problem::SetupFault { reference: reference() },
        Problem::ServerFault { reference: reference() },
        Problem::LinkSpent,
        Problem::LinkUnknown,
        Problem::WrongPassword,
        Problem::AccountLocked,
        Problem::AccountDisabled,
        Problem::SameMailbox { domain: "northwind.example".into() },
        Problem::NotEnoughChosen { needed: 2 },
        Problem::MethodLater { from: t() },
        Problem::MethodAway,
        Problem::NoAnswer,
        Problem::NotYetVouched,
        Problem::NotVouched,
        Problem::NotConfirmed,
        Problem::BadNumber,
        Problem::QuestionLength { min: 8, max: 120 },
        Problem::NotIndependent { first: MethodKind::Sms, second: MethodKind::Radius },
        Problem::AlreadyThere,
        Problem::NotAccepted,
        Problem::TooEasy { which: 2 },
        Problem::TwiceTheSame,
        Problem::TooFewLeft { needed: 2 },
        Problem::Frozen,
        Problem::NotSetUp,
        Problem::WrongSignIn,
    ]
}

#[test]
fn every_problem_has_its_own_sentence() {
    for locale in [Locale::En, Locale::De] {
        let site = Site { organisation: "Northwind".into(), help_desk: "ext. 4477".into(), locale, ..Site::default() };
        let mut seen = std::collections::BTreeSet::new();
        for problem in every_problem() {
            let Sentence { heading, text, .. } = sentence(&problem, &site);
            assert!(!heading.is_empty() && text.ends_with('.'), "{problem:?}: {text}");
            assert!(!heading.ends_with('.'), "{problem:?}");
            assert!(seen.insert((heading, text)), "{problem:?} says the same as another");
            let beside = beside(&problem, Typed::Code, &site);
            assert!(beside.ends_with('.') && !beside.contains(".."), "{problem:?}: {beside}");
        }
    }
}

#[test]
fn what_cannot_be_excluded_is_one_sentence() {
    let perhaps = vec![Perhaps::TooShort { min: 9 }, Perhaps::UsedBefore, Perhaps::Listed];
    let refused = Problem::RefusedByDirectory { reference: "LK-1".into(), perhaps };
    let said = "It may need at least 9 characters, or you may have used it before, or it may be on a list that your organisation does not allow. Try";
    assert!(sentence(&refused, &Site::default()).text.contains(said));
}

fn moment(days: i32, hour: i64, minute: i64) -> latchkey_contract::Moment {
    latchkey_contract::Moment { at: (hour * 60 + minute) * 60_000, offset: 0, days }
}

#[test]
fn the_facts_are_said() {
    let site = Site { organisation: "Northwind".into(), help_desk: "4477".into(), ..Site::default() };
    let young = sentence(&Problem::TooYoung { set_at: moment(-1, 14, 20), until: moment(0, 14, 20) }, &site);
    assert!(young.heading.contains("14:20") && young.text.contains("Northwind"));
    assert!(sentence(&Problem::TryLater { from: moment(0, 9, 12) }, &site).text.contains("4477"));
    assert!(beside(&Problem::InHistory { remembered: 24 }, Typed::NewPassword, &site).contains("24"));
}
