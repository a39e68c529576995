//! The words for everything that can go wrong: what happened, whether anything was changed, and
//! what to do next. These are for people; administrators read other ones (`admin::words`), and what a
//! method says of itself stands with the method (`methods`).

use latchkey_contract::problem::Perhaps;
use latchkey_contract::recover::Shares;
use latchkey_contract::{MethodKind, Problem, Site};
use latchkey_text::format::time;

/// A problem as a page of its own or as a note: a heading that is the news, and the rest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sentence {
    pub heading: String,
    pub text: String,
}

fn say(heading: impl Into<String>, text: impl Into<String>) -> Sentence {
    Sentence { heading: heading.into(), text: text.into() }
}

/// "call ext. 4477", or without a number "ask your help desk".
pub fn call(site: &Site) -> String {
    match site.help_desk.as_str() {
        "" => "ask your help desk".into(),
        number => format!("call {number}"),
    }
}

/// The same at the start of a sentence.
pub fn call_first(site: &Site) -> String {
    match site.help_desk.as_str() {
        "" => "Ask your help desk".into(),
        number => format!("Call {number}"),
    }
}

/// "tell the help desk on ext. 4477".
pub fn tell(site: &Site) -> String {
    match site.help_desk.as_str() {
        "" => "tell your help desk".into(),
        number => format!("tell the help desk on {number}"),
    }
}

/// "Northwind", or "your organisation" while it has no name.
pub fn organisation(site: &Site) -> &str {
    if site.organisation.is_empty() { "your organisation" } else { &site.organisation }
}

/// The same at the start of a sentence.
pub fn organisation_first(site: &Site) -> &str {
    if site.organisation.is_empty() { "Your organisation" } else { &site.organisation }
}

/// The problem in full.
pub fn sentence(problem: &Problem, site: &Site) -> Sentence {
    match problem {
        Problem::Empty
        | Problem::TooLongInput
        | Problem::OutOfDate
        | Problem::PickAnother
        | Problem::NameTaken
        | Problem::NotTheSame
        | Problem::BadAddress => of_forms(problem),
        Problem::WrongCode
        | Problem::ClockOff { .. }
        | Problem::CodeUsed
        | Problem::CodeExpired
        | Problem::TooManyWrong
        | Problem::TryLater { .. }
        | Problem::MethodLater { .. }
        | Problem::MethodAway
        | Problem::NoAnswer
        | Problem::NotYetVouched
        | Problem::NotVouched
        | Problem::NotConfirmed
        | Problem::SendLimit { .. } => of_proofs(problem, site),
        Problem::TooShort { .. }
        | Problem::TooLong { .. }
        | Problem::TooSimple
        | Problem::ContainsName { .. }
        | Problem::InHistory { .. }
        | Problem::TooYoung { .. }
        | Problem::BadCharacters
        | Problem::Leaked
        | Problem::KeysInARow
        | Problem::RepeatsItself
        | Problem::WouldLock { .. }
        | Problem::RefusedByDirectory { .. } => of_passwords(problem, site),
        Problem::LinkSpent
        | Problem::LinkUnknown
        | Problem::WrongPassword
        | Problem::AccountLocked
        | Problem::AccountDisabled
        | Problem::SameMailbox { .. }
        | Problem::BadNumber
        | Problem::NotEnoughChosen { .. }
        | Problem::NotIndependent { .. }
        | Problem::AlreadyThere
        | Problem::NotAccepted
        | Problem::TooEasy { .. }
        | Problem::TwiceTheSame
        | Problem::QuestionLength { .. }
        | Problem::TooFewLeft { .. }
        | Problem::WrongSignIn => of_enrolment(problem, site),
        Problem::Expired
        | Problem::NotLocked
        | Problem::UnlockNotEnough
        | Problem::TooManyPasswords
        | Problem::NotPossible
        | Problem::Protected
        | Problem::Frozen
        | Problem::NotSetUp
        | Problem::DirectoryAway
        | Problem::Unknown
        | Problem::SetupFault { .. }
        | Problem::ServerFault { .. } => of_flows(problem, site),
    }
}

fn of_forms(problem: &Problem) -> Sentence {
    match problem {
        Problem::TooLongInput => {
            say("That is longer than it can be", "Nothing was changed. Check what you typed and try again.")
        }
        Problem::OutOfDate => say(
            "You had gone on from there",
            "That form came from an older page, perhaps of another tab. It changed nothing; this is where you are now.",
        ),
        Problem::PickAnother => say(
            "Pick another one",
            "That one cannot be used here, or you have used it already. The others on this list can.",
        ),
        Problem::NameTaken => say("There is an administrator with this name already", "Choose another name."),
        Problem::NotTheSame => {
            say("The two are different", "Type the same password in both fields. Nothing was changed.")
        }
        Problem::BadAddress => {
            say("That is not a whole e-mail address", "It looks like name@example.com. Check it and type it again.")
        }
        _ => say("Something is still empty", "Type it, then continue. Nothing was changed."),
    }
}

fn of_proofs(problem: &Problem, site: &Site) -> Sentence {
    let call = call(site);
    match problem {
        Problem::ClockOff { minutes } => {
            say(clock_off(*minutes), "Set your phone’s clock to automatic and type the next code.")
        }
        Problem::CodeUsed => {
            say("That code was used already", "Each code works once. Wait for the next one and type it.")
        }
        Problem::CodeExpired => {
            say("That code was good for ten minutes", "They have passed. Ask for a new code and type that one.")
        }
        Problem::TooManyWrong => say(
            "That was the last try",
            format!(
                "Too many codes did not match, so this attempt is closed. Nothing was changed. Start again when you have your codes at hand, or {call}."
            ),
        ),
        Problem::TryLater { from } => say(
            format!("You can try again from {}", time(site.locale, *from)),
            format!(
                "There have been too many attempts. Nothing was changed, and trying earlier does not make it longer. If you cannot wait, {call}."
            ),
        ),
        Problem::MethodLater { from } => say(
            format!("That method can be used again from {}", time(site.locale, *from)),
            format!("It was tried too often. The others on this list still work; if you have none, {call}."),
        ),
        Problem::MethodAway => say(
            "That method does not answer right now",
            format!(
                "Nothing was changed. Use another method, or try this one again in a minute. If you have no other, {call}."
            ),
        ),
        Problem::NoAnswer => {
            say("Your device did not answer", "Nothing was changed. Try again, or use another method.")
        }
        Problem::NotYetVouched => say(
            "Nobody has confirmed yet",
            "Read the number out on the phone, and look again when your colleague has typed it.",
        ),
        Problem::NotVouched => {
            say("Your colleague did not confirm", format!("Nothing was changed. Use another method, or {call}."))
        }
        Problem::NotConfirmed => say(
            "The other site did not confirm it",
            "Nothing was changed. Try once more with your account there, or use another method.",
        ),
        Problem::SendLimit { from } => say(
            format!("The next message can be sent from {}", time(site.locale, *from)),
            format!("Enough messages went out for now. Use the last one you received, use another method, or {call}."),
        ),
        _ => say(
            "That code does not match",
            "Nothing was changed. Check the code and type it once more, or use another method.",
        ),
    }
}

fn clock_off(minutes: i32) -> String {
    let count = minutes.unsigned_abs();
    let unit = if count == 1 { "minute" } else { "minutes" };
    match minutes {
        0 => "This code was right a moment ago".into(),
        1.. => format!("This code is not right for another {count} {unit}"),
        _ => format!("This code was right {count} {unit} ago"),
    }
}

fn of_flows(problem: &Problem, site: &Site) -> Sentence {
    let (call, call_first) = (call(site), call_first(site));
    match problem {
        Problem::Expired => say(
            "This took too long",
            "For your safety we closed it. Nothing was changed. Start again; it takes about a minute.",
        ),
        Problem::NotLocked => say(
            "Your account is not locked",
            "So there is nothing to unlock. If you cannot sign in, set a new password here.",
        ),
        Problem::UnlockNotEnough => say(
            "Unlocking is not enough",
            "Your account is locked, and its password has expired or must be changed. A new password does both.",
        ),
        Problem::TooManyPasswords => say(
            "That was the last try",
            format!(
                "None of these passwords was accepted, so this attempt is closed. Your old password is unchanged. Start again, or {call}."
            ),
        ),
        Problem::NotPossible => say(
            "We cannot finish this here",
            format!(
                "This account cannot be recovered on this page. Nothing was changed. {call_first}: they can see why and help you in."
            ),
        ),
        Problem::Protected => say(
            "This account is too powerful for self-service",
            format!("Passwords of administrators are not set here. Nothing was changed. {call_first}."),
        ),
        Problem::NotSetUp => say(
            "Nothing is set up for you yet",
            format!("Open the invitation that you received and set up your methods first. If you have none, {call}."),
        ),
        Problem::Frozen => say(
            "Recovery is stopped for this account",
            format!(
                "Somebody said that an earlier one was not them. Nothing was changed. {call_first}: they check that it is you and lift it."
            ),
        ),
        Problem::DirectoryAway => say(
            "We cannot reach the directory right now",
            format!("Nothing was changed. Your proofs are kept for a while: try again in a minute, or {call}."),
        ),
        Problem::Unknown => say(
            "The line broke while your password was being saved",
            "We do not know yet whether it was saved, and are finding out. Load this page again in a minute; it will say what happened.",
        ),
        Problem::SetupFault { reference } => say(
            "This is not your fault",
            format!(
                "A setting is missing on our side. Nothing was changed; your administrator has been told. {call_first} to get in now. Reference {reference}."
            ),
        ),
        Problem::ServerFault { reference } => say(
            "Something broke on our side",
            format!("Your administrator has been told. Try again in a minute, or {call}. Reference {reference}."),
        ),
        _ => say("That did not work", format!("Nothing was changed. Try again, or {call}.")),
    }
}

fn of_passwords(problem: &Problem, site: &Site) -> Sentence {
    let (organisation, organisation_first, call) = (organisation(site), organisation_first(site), call(site));
    match problem {
        Problem::TooShort { min } => say(
            "A little longer",
            format!("{organisation_first} asks for at least {min} characters. Add a word or two. Nothing was changed."),
        ),
        Problem::TooLong { max } => {
            say("A little shorter", format!("At most {max} characters fit. Nothing was changed."))
        }
        Problem::TooSimple => say(
            "One more kind of character",
            "Use three of these: small letter, capital, digit, sign. Nothing was changed.",
        ),
        Problem::ContainsName { part } => say(
            format!("Your name is in it: “{part}”"),
            "Choose words that have nothing to do with you. Nothing was changed.",
        ),
        Problem::InHistory { remembered: 0 } => {
            say("You have used this one before", "Choose one that is new. Nothing was changed.")
        }
        Problem::InHistory { remembered } => say(
            "You have used this one before",
            format!(
                "{organisation_first} remembers the last {remembered}. Choose one that is new. Nothing was changed."
            ),
        ),
        Problem::TooYoung { set_at, until } => say(
            format!("You can change it again from {}", time(site.locale, *until)),
            format!(
                "You set your password at {}, and {organisation} asks for some time between two changes. That is the only reason; your new password was fine.",
                time(site.locale, *set_at)
            ),
        ),
        Problem::WouldLock { from } => say(
            match from {
                Some(from) => format!("Your password can be checked again from {}", time(site.locale, *from)),
                None => "Your password cannot be checked just now".to_owned(),
            },
            format!(
                "One more wrong try could lock your account, so none was made. Sign in at your computer first, or {call}."
            ),
        ),
        Problem::BadCharacters => say(
            "A character in it cannot be saved",
            "Use letters, digits, spaces and signs from your keyboard. Nothing was changed.",
        ),
        Problem::Leaked => {
            say("This password is on a public list of leaked ones", "Any other will do. Nothing was changed.")
        }
        Problem::KeysInARow => say(
            "These are keys or letters in a row",
            "Such rows are tried first, also with digits or signs around them. Take words that do not belong together. Nothing was changed.",
        ),
        Problem::RepeatsItself => say(
            "This is one short piece again and again",
            "Repeats are tried first. Put different words side by side. Nothing was changed.",
        ),
        Problem::RefusedByDirectory { reference, perhaps } => say(
            "The directory refused it and did not say why",
            format!(
                "Nothing was changed; your administrator has been told.{} Try a different password, or {call}. Reference {reference}.",
                maybe(perhaps, organisation)
            ),
        ),
        _ => say("That password was not accepted", "Nothing was changed. Choose another one."),
    }
}

/// What cannot be excluded, in one sentence; nothing while there is nothing.
fn maybe(perhaps: &[Perhaps], organisation: &str) -> String {
    let causes: Vec<String> = perhaps
        .iter()
        .map(|one| match one {
            Perhaps::TooShort { min } => format!("it may need at least {min} characters"),
            Perhaps::TooSimple => "it may need one more kind of character".into(),
            Perhaps::ContainsName { part } => format!("it may be that “{part}” is in it"),
            Perhaps::TooYoung { until } => {
                format!("it may be too early before {}", time(latchkey_contract::Locale::En, *until))
            }
            Perhaps::OwnRules => "stricter rules may hold for you".into(),
            Perhaps::UsedBefore => "you may have used it before".into(),
            Perhaps::Listed => format!("it may be on a list that {organisation} does not allow"),
        })
        .collect();
    let mut text = causes.join(", or ");
    if let Some(first) = text.get(..1).map(str::to_uppercase) {
        text.replace_range(..1, &first);
        text = format!(" {text}.");
    }
    text
}

fn of_enrolment(problem: &Problem, site: &Site) -> Sentence {
    let (organisation, call, call_first) = (organisation(site), call(site), call_first(site));
    match problem {
        Problem::LinkSpent => say(
            "This link was for one use",
            format!(
                "It was opened already. Type your user name and the code from the same message, or {call} for a new invitation."
            ),
        ),
        Problem::LinkUnknown => say(
            "This invitation is not known here",
            format!(
                "It may have ended, or a part of the link is missing. Type your user name and the code from the message, or {call} for a new one."
            ),
        ),
        Problem::WrongPassword => say(
            "That is not the password of this account",
            "Type the one you use at your computer today. Nothing was changed.",
        ),
        Problem::AccountLocked => say(
            "Your account is locked at the moment",
            format!("So we cannot check your password. {call_first} to have it unlocked, then come back to this page."),
        ),
        Problem::AccountDisabled => {
            say("This account is switched off", format!("Nothing was set up. {call_first}: they can tell you why."))
        }
        Problem::SameMailbox { domain } => say(
            format!("An address at {domain} would lock you out too"),
            format!(
                "It opens with the very password you would have lost. Use one outside {organisation}, such as your private one."
            ),
        ),
        Problem::BadNumber => say(
            "That number cannot get text messages from here",
            "Type a mobile number with its country, such as +49 151 23456789.",
        ),
        Problem::NotIndependent { first, second } => say(
            "These two hang on one thing",
            format!(
                "{} and {}: if it is lost, both are. Choose one that is somewhere else.",
                method(*first),
                second.name()
            ),
        ),
        Problem::AlreadyThere => {
            say("You have set this one up already", "Use another device, key or account for a further method.")
        }
        Problem::NotAccepted => say(
            format!("{} does not accept this kind of key", organisation_first(site)),
            format!("Nothing was set up. Use one that {organisation} gave you, or another method."),
        ),
        Problem::TooEasy { which } => say(
            format!("Answer {which} is too easy"),
            "It is too short, repeats itself, stands in the question or your name, or is what many people answer. Choose one that nobody would try. Nothing was set up.",
        ),
        Problem::TwiceTheSame => {
            say("Two of them are the same", "Choose different questions, and a different answer for each.")
        }
        Problem::QuestionLength { min, max } => say(
            format!("A question of your own has {min} to {max} characters"),
            "Write it so that you will know later what was meant. Nothing was set up.",
        ),
        Problem::TooFewLeft { needed } => say(
            "This one has to stay",
            format!(
                "Without it you would have fewer than the {} that {organisation} asks for. Add another one first.",
                count(*needed)
            ),
        ),
        Problem::NotEnoughChosen { needed } => {
            say(format!("Choose {}", count(*needed)), "That many must work before you can recover by yourself.")
        }
        _ => say(
            "Name and code do not go together",
            format!(
                "Check both against your invitation. Upper and lower case do not matter. If it ended, {call} for a new one."
            ),
        ),
    }
}

/// Beside a field: one or two short sentences. `what` names the field: "your user name".
pub fn beside(problem: &Problem, what: &str, site: &Site) -> String {
    match problem {
        Problem::Empty => format!("Type {what} first."),
        Problem::WrongCode => "That code does not match. Check it and type it once more.".into(),
        other => {
            let Sentence { heading, text } = sentence(other, site);
            format!("{heading}. {}", text.trim_end_matches(" Nothing was changed."))
        }
    }
}

/// Small numbers as words.
pub fn count(number: u32) -> String {
    match number {
        1 => "one".into(),
        2 => "two".into(),
        3 => "three".into(),
        4 => "four".into(),
        more => more.to_string(),
    }
}

/// "first", "second": which of the proofs.
pub fn nth(number: u32) -> String {
    match number {
        1 => "first".into(),
        2 => "second".into(),
        3 => "third".into(),
        more => format!("{more}th"),
    }
}

/// A method by name.
pub const fn method(kind: MethodKind) -> &'static str {
    crate::methods::words(kind).name
}

/// Why a method is of no use beside another, or at all.
pub const fn shares(shares: Shares) -> &'static str {
    match shares {
        Shares::Password => "Not possible: it opens with the password you would have lost.",
        Shares::Mailbox => "In the same mailbox as the one you used, so the two count as one.",
        Shares::Phone => "On the same phone as the one you used, so the two count as one.",
        Shares::Device => "On the same device as the one you used, so the two count as one.",
        Shares::Account => "The same account as the one you used, so the two count as one.",
        Shares::Other => "Hangs on the same thing as the one you used, so the two count as one.",
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

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
        NotSetUp {}; WrongSignIn {};
    }

    #[test]
    fn every_problem_has_its_own_sentence_and_no_shouting() {
        let site = Site { organisation: "Northwind".into(), help_desk: "ext. 4477".into(), ..Site::default() };
        let mut seen = std::collections::BTreeSet::new();
        for problem in every_problem() {
            assert!(is_listed(&problem));
            let Sentence { heading, text } = sentence(&problem, &site);
            assert!(!heading.is_empty() && text.ends_with('.'), "{problem:?}: {text}");
            assert!(!heading.ends_with('.'), "{problem:?}");
            assert_ne!(heading, "That did not work", "{problem:?} fell through");
            for bad in ["!", "oops", "please", "Please", "invalid", "Invalid"] {
                assert!(!heading.contains(bad) && !text.contains(bad), "{problem:?}: {bad}");
            }
            assert!(seen.insert((heading, text)), "{problem:?} says the same as another");
            assert!(!beside(&problem, "the code", &site).is_empty());
        }
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
        assert!(beside(&Problem::InHistory { remembered: 24 }, "", &site).contains("24"));
    }
}
