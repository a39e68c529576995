//! Every problem has a sentence, and its facts are in it.
#![allow(clippy::unwrap_used, reason = "tests")]
use super::*;
use latchkey_contract::MethodKind;

/// Each kind with examples of it. `is_listed` does not compile while one is missing.
macro_rules! problems {
    ($($kind:ident $({ $($fields:tt)* })+;)*) => {
        fn every_problem() -> Vec<Problem> {
            vec![$($(Problem::$kind { $($fields)* },)+)*]
        }
        const fn is_listed(problem: &Problem) -> bool {
            match problem { $(Problem::$kind { .. } => true,)* }
        }
    };
}

problems! {
    Empty {}; TooLongInput {}; OutOfDate {}; PickAnother {}; NameTaken {}; NotTheSame {}; BadAddress {};
    WrongCode {}; ClockOff { minutes: -2 } { minutes: 1 }; CodeUsed {}; CodeExpired {}; TooManyWrong {};
    TryLater { from: moment(2, 14, 20) }; SendLimit { from: moment(2, 14, 20) };
    Expired {}; NotLocked {}; UnlockNotEnough {}; TooManyPasswords {}; NotPossible {}; Protected {};
    NotSetHere {}; SetElsewhere { by: Elsewhere::OnPremises } { by: Elsewhere::IdentityProvider };
    TooShort { min: 14 }; TooLong { max: 127 }; TooSimple {}; ContainsName { part: "lindqvist".into() };
    InHistory { remembered: 24 };
    TooYoung { set_at: moment(2, 14, 20), until: moment(2, 14, 20) }; BadCharacters {};
    Leaked {}; KeysInARow {}; RepeatsItself {};
    RefusedByDirectory { reference: "LK-7F3Q".into(), perhaps: vec![Perhaps::UsedBefore, Perhaps::Listed] };
    WouldLock { from: Some(moment(2, 14, 20)) } { from: None }; DirectoryAway {}; Unknown {};
    SetupFault { reference: "LK-7F3Q".into() }; ServerFault { reference: "LK-7F3Q".into() }; LinkSpent {};
    LinkUnknown {}; WrongPassword {}; AccountLocked {}; AccountDisabled {};
    SameMailbox { domain: "northwind.example".into() }; NotEnoughChosen { needed: 2 };
    MethodLater { from: moment(2, 14, 20) }; MethodAway {}; NoAnswer {}; NotYetVouched {};
    NotVouched {}; NotConfirmed {}; BadNumber {}; QuestionLength { min: 8, max: 120 };
    NotIndependent { first: MethodKind::Sms, second: MethodKind::Radius }; AlreadyThere {};
    NotAccepted {}; TooEasy { which: 2 }; TwiceTheSame {}; TooFewLeft { needed: 2 }; Frozen {};
    NotSetUp {}; WrongSignIn {}; SignedInAsOther { who: "anna".into() }; SignInUnfinished {}; SignInNotKnown {};
}

#[test]
fn every_problem_has_its_own_sentence() {
    for locale in [Locale::En, Locale::De] {
        let site = Site { organisation: "Northwind".into(), help_desk: "ext. 4477".into(), locale, ..Site::default() };
        let mut seen = std::collections::BTreeSet::new();
        for problem in every_problem() {
            assert!(is_listed(&problem));
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
