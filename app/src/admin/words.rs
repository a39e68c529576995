//! What the administrator reads when an action was refused or went wrong. Kept apart from the words
//! for locked-out people: an administrator is told evidence, they are told the way on.

use super::api::Trouble;
use crate::ui::Glyph;
use latchkey_contract::admin::{AdminError, DirectoryKind, ImportState, PersonStatus, Refused, Unasked};
use latchkey_contract::{MethodKind, Problem};

/// News, and what follows from it; `reasons` one sentence each.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Say {
    pub news: String,
    pub text: String,
    pub reasons: Vec<String>,
}

impl Say {
    fn new(news: impl Into<String>, text: impl Into<String>) -> Self {
        Self { news: news.into(), text: text.into(), reasons: Vec::new() }
    }
}

pub fn trouble(trouble: &Trouble) -> Say {
    match trouble {
        Trouble::Away => Say::new(
            "The server did not answer",
            "Look whether you are still connected, then try again. What you typed is still here.",
        ),
        Trouble::Told(AdminError::NotAllowed) => Say::new(
            "Your role does not allow this",
            "Nothing was changed. An owner can do it, or give you another role.",
        ),
        Trouble::Told(AdminError::SignedOut) => Say::new("You are signed out", "Sign in again; nothing was changed."),
        Trouble::Told(AdminError::Fault { reference }) => Say::new(
            "Something on the server failed",
            format!("Nothing was changed as far as we know. The server’s log says more under {reference}."),
        ),
        Trouble::Told(AdminError::Refused(refused)) => refusal(refused),
    }
}

pub fn refusal(refused: &Refused) -> Say {
    match refused {
        Refused::Problem(what) | Refused::Code(what) => Say::new(problem(what), ""),
        Refused::Field { text, .. } => Say::new(text.clone(), ""),
        Refused::Text(text) => Say::new(text.clone(), ""),
        Refused::Seats { wanted, free } => Say::new(
            "Not enough seats",
            format!(
                "{} free and {}. Nobody was onboarded. Choose fewer, or raise the licence.",
                counted(*free, "seat is", "seats are"),
                counted(*wanted, "is needed", "are needed"),
            ),
        ),
        Refused::NotReady { reasons } => Say {
            news: "Not yet".into(),
            text: "It can be switched on as soon as these are mended:".into(),
            reasons: reasons.clone(),
        },
        Refused::Stale => Say::new(
            "Somebody else changed this in the meantime",
            "Reload the page to see it as it is now, then make your change again.",
        ),
    }
}

/// A directory whose groups are missing from a list.
pub fn unasked(silent: &Unasked) -> Say {
    let Say { news, text, .. } = trouble(&Trouble::Told(silent.why.clone()));
    let end = if news.ends_with('.') { "" } else { "." };
    Say::new(
        format!("{} could not be asked; its groups are missing here", silent.directory),
        format!("{news}{end} {text}").trim_end(),
    )
}

/// A fault of one field, if it is about `field`.
pub fn field_fault(found: Option<&Trouble>, field: &str) -> Option<String> {
    match found {
        Some(Trouble::Told(AdminError::Refused(Refused::Field { field: named, text }))) if named == field => {
            Some(text.clone())
        }
        Some(Trouble::Told(AdminError::Refused(Refused::Code(what)))) if field == "code" => Some(problem(what)),
        Some(Trouble::Told(AdminError::Refused(Refused::Problem(what @ Problem::BadAddress))))
            if field == "address" =>
        {
            Some(problem(what))
        }
        _ => None,
    }
}
pub fn is_field_fault(trouble: &Trouble) -> bool {
    matches!(
        trouble,
        Trouble::Told(AdminError::Refused(
            Refused::Field { .. } | Refused::Code(_) | Refused::Problem(Problem::BadAddress)
        ))
    )
}

/// The problems that an administrator can meet, in the sign-in page and in forms.
pub fn problem(problem: &Problem) -> String {
    match problem {
        Problem::Empty => "Fill this in first.".into(),
        Problem::NameTaken => "There is an administrator with this name already. Choose another.".into(),
        Problem::TooLongInput => "That is longer than anything we can use here.".into(),
        Problem::BadAddress => "This is not an e-mail address. One looks like name@example.org.".into(),
        Problem::WrongCode => "That code does not match. Wait for the next one and type it within 30 seconds.".into(),
        Problem::ClockOff { minutes } => format!(
            "This code was right {} {}. Set your phone’s clock to automatic and type the next one.",
            counted(minutes.unsigned_abs(), "minute", "minutes"),
            if *minutes < 0 { "ago" } else { "ahead of its time" },
        ),
        Problem::CodeUsed => "This code was used already. Wait for the next one; it comes within 30 seconds.".into(),
        Problem::CodeExpired => "This code is too old. Type the newest one.".into(),
        Problem::TooManyWrong => "Those were too many wrong codes. Sign in again with name and password.".into(),
        Problem::TryLater { from } | Problem::SendLimit { from } => {
            format!(
                "Those were too many tries. You can try again from {}.",
                latchkey_text::format::time(latchkey_contract::Locale::En, *from)
            )
        }
        Problem::Expired | Problem::OutOfDate => "This page was open for too long. Start again; it is quick.".into(),
        Problem::TooShort { min } => {
            format!("Too short: use at least {min} characters. Four unrelated words are easy to remember.")
        }
        Problem::TooLong { max } => format!("Too long: at most {max} characters fit."),
        Problem::TooSimple => "Too easy to guess. Four unrelated words are easy to remember and hard to guess.".into(),
        Problem::ContainsName { part } => {
            format!("Your name is in it: “{part}”. Choose words that have nothing to do with you.")
        }
        Problem::Leaked => "This password is on a public list of leaked ones. Any other will do.".into(),
        Problem::KeysInARow => {
            "These are keys or letters in a row, which are tried first. Four unrelated words are hard to guess.".into()
        }
        Problem::RepeatsItself => {
            "One short piece again and again is tried first. Four unrelated words are hard to guess.".into()
        }
        Problem::BadCharacters => "There is a character in it that cannot be used here.".into(),
        Problem::WrongPassword | Problem::WrongSignIn => "That name and password do not go together.".into(),
        Problem::LinkSpent | Problem::LinkUnknown => "This link was used already or is too old.".into(),
        Problem::NotEnoughChosen { needed } => format!("Choose at least {needed}."),
        Problem::DirectoryAway => "We cannot reach the directory right now. Nothing was changed.".into(),
        Problem::SetupFault { reference }
        | Problem::ServerFault { reference }
        | Problem::RefusedByDirectory { reference, .. } => {
            format!("This failed on our side and nothing was changed. The server’s log says more under {reference}.")
        }
        _ => "This was refused. Nothing was changed.".into(),
    }
}

/// "1 person", "12 people": a number with its word.
pub fn counted(count: u32, one: &str, many: &str) -> String {
    format!("{} {}", grouped(count), if count == 1 { one } else { many })
}
pub fn people(count: u32) -> String {
    counted(count, "person", "people")
}

/// At the start of a sentence small numbers are words: "One thing is", "12 things are".
pub fn counted_first(count: u32, one: &str, many: &str) -> String {
    let number = if (1..=5).contains(&count) { capital(&number_word(count)) } else { grouped(count) };
    format!("{number} {}", if count == 1 { one } else { many })
}
pub fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// 1,248
pub fn grouped(number: u32) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

pub fn number_word(number: u32) -> String {
    match number {
        1 => "one".into(),
        2 => "two".into(),
        3 => "three".into(),
        4 => "four".into(),
        5 => "five".into(),
        _ => number.to_string(),
    }
}

pub const fn kind(kind: DirectoryKind) -> &'static str {
    match kind {
        DirectoryKind::ActiveDirectory => "Active Directory",
        DirectoryKind::Practice => "Practice directory",
    }
}
pub const fn kind_icon(kind: DirectoryKind) -> Glyph {
    match kind {
        DirectoryKind::ActiveDirectory => Glyph::Building,
        DirectoryKind::Practice => Glyph::Practice,
    }
}

pub fn method(kind: MethodKind) -> &'static str {
    crate::methods::words(kind, &latchkey_contract::Site::default()).choose
}

pub const fn method_hint(kind: MethodKind) -> &'static str {
    crate::methods::admin_hint(kind, latchkey_contract::Locale::En)
}

pub const fn method_icon(kind: MethodKind) -> Glyph {
    crate::methods::glyph(kind)
}

/// Words and colour of a person's badge.
pub const fn status(status: PersonStatus) -> (&'static str, &'static str) {
    match status {
        PersonStatus::Imported => ("not onboarded", "badge"),
        PersonStatus::Onboarded => ("onboarded", "badge brass"),
        PersonStatus::Invited => ("invited", "badge warn"),
        PersonStatus::Enrolled => ("enrolled", "badge good"),
    }
}

pub fn import(state: &ImportState) -> String {
    match state {
        ImportState::NotStarted => "Not imported yet".into(),
        ImportState::Running { done, expected } => format!("Importing: {} of {}", grouped(*done), grouped(*expected)),
        ImportState::Stopped { done, expected } => format!("Stopped at {} of {}", grouped(*done), grouped(*expected)),
        ImportState::Failed { text, .. } => format!("The import failed: {text}"),
        ImportState::Finished { people: count, at } => format!("{} imported, {at}", people(*count)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_well() {
        assert_eq!(grouped(7), "7");
        assert_eq!(grouped(812), "812");
        assert_eq!(grouped(1248), "1,248");
        assert_eq!(grouped(1_234_567), "1,234,567");
        assert_eq!(people(1), "1 person");
        assert_eq!(counted_first(1, "thing is", "things are"), "One thing is");
        assert_eq!(counted_first(0, "method is", "methods are"), "0 methods are");
    }

    #[test]
    fn seats_say_what_is_missing() {
        let say = refusal(&Refused::Seats { wanted: 64, free: 30 });
        assert_eq!(
            say.text,
            "30 seats are free and 64 are needed. Nobody was onboarded. Choose fewer, or raise the licence."
        );
    }

    #[test]
    fn a_directory_that_is_missing_is_named_with_the_reason() {
        let silent = |why| unasked(&Unasked { directory: "Northwind".into(), why });
        let refused = silent(AdminError::Refused(Refused::Text("No server answers. Try again.".into())));
        assert_eq!(refused.news, "Northwind could not be asked; its groups are missing here");
        assert_eq!(refused.text, "No server answers. Try again.");
        let fault = silent(AdminError::Fault { reference: "LK-7F3QX2".into() });
        assert!(fault.text.starts_with("Something on the server failed. Nothing was changed"), "{}", fault.text);
        assert!(fault.text.contains("LK-7F3QX2"));
    }

    #[test]
    fn a_field_fault_belongs_to_its_field() {
        let fault =
            Trouble::Told(AdminError::Refused(Refused::Field { field: "domain".into(), text: "No such name.".into() }));
        assert_eq!(field_fault(Some(&fault), "domain").as_deref(), Some("No such name."));
        assert_eq!(field_fault(Some(&fault), "account"), None);
        let code = Trouble::Told(AdminError::Refused(Refused::Code(Problem::CodeUsed)));
        assert!(field_fault(Some(&code), "code").is_some() && is_field_fault(&code));
        assert_eq!(field_fault(Some(&code), "domain"), None);
    }
}
