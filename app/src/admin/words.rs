//! What the administrator reads when an action was refused or went wrong. Kept apart from the words
//! for locked-out people: an administrator is told evidence, they are told the way on.

use super::trouble::Trouble;
use crate::ui::Glyph;
use latchkey_contract::admin::{
    AdminError, DirectoryCard, DirectoryKind, Gone, ImportState, PersonStatus, Refused, Unasked, WorkFault,
};
use latchkey_contract::joining::JoinFault;
use latchkey_contract::{MethodKind, Problem};
use latchkey_text::{console, console_problem, console_refused as text};

mod basics;
pub mod check;
pub mod fault;
pub mod work;

pub use basics::{capital, grouped, language, method_within, number_word};

/// News, and what follows from it; `reasons` one sentence each.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Say {
    pub news: String,
    pub text: String,
    pub reasons: Vec<String>,
}

impl Say {
    pub fn new(news: impl Into<String>, text: impl Into<String>) -> Self {
        Self { news: news.into(), text: text.into(), reasons: Vec::new() }
    }
}

pub fn trouble(trouble: &Trouble) -> Say {
    let l = language();
    match trouble {
        Trouble::Away => Say::new(text::away(l), text::away_text(l)),
        Trouble::Told(AdminError::NotAllowed) => Say::new(text::not_allowed(l), text::not_allowed_text(l)),
        Trouble::Told(AdminError::SignedOut) => Say::new(text::signed_out(l), text::signed_out_text(l)),
        Trouble::Told(AdminError::Fault { reference }) => {
            Say::new(text::server_fault(l), text::server_fault_text(l, reference))
        }
        Trouble::Told(AdminError::Refused(refused)) => refusal(refused),
    }
}

pub fn refusal(refused: &Refused) -> Say {
    let l = language();
    let news = |news: &str| Say::new(news, "");
    match refused {
        Refused::Problem(what) | Refused::Code(what) => Say::new(problem(what), ""),
        Refused::Field { fault, .. } => Say::new(fault::field(fault), ""),
        Refused::Seats { wanted, free } => Say::new(text::seats(l), text::seats_text(l, *free, *wanted)),
        Refused::NotReady { reasons } => Say {
            reasons: reasons.iter().map(check::not_ready).collect(),
            ..Say::new(text::not_ready(l), text::not_ready_text(l))
        },
        Refused::Stale => Say::new(text::stale(l), text::stale_text(l)),
        Refused::Gone(thing) => news(gone(*thing)),
        Refused::Directory(fault) => Say::new(check::directory(fault), ""),
        Refused::NotConnected => news(text::not_connected(l)),
        Refused::TooManyTries { from } => Say::new(text::too_many_tries(l, *from), ""),
        Refused::NoPractice => news(text::no_practice(l)),
        Refused::OnlyPractice => news(text::only_practice(l)),
        Refused::TooMany { most } => Say::new(text::too_many(l, *most), ""),
        Refused::SelectionChanged { shown, now } => {
            Say::new(text::selection_changed(l), text::selection_changed_text(l, *shown, *now))
        }
        Refused::UnderWay => Say::new(text::under_way(l), text::under_way_text(l)),
        Refused::NoGroup => news(text::no_group(l)),
        Refused::EmptyGroup => news(text::empty_group(l)),
        Refused::TooManyRules { most } => Say::new(text::too_many_rules(l, *most), ""),
        Refused::Join(fault) => join(*fault),
        Refused::NoMail => news(text::no_mail(l)),
        Refused::TooManyTestMails { from } => Say::new(text::too_many_test_mails(l, *from), ""),
        Refused::ProviderAway { said } => Say::new(text::provider_away(l, said), ""),
        Refused::ProviderSetup { said } => Say::new(text::provider_setup(l, said), ""),
        Refused::Unwritable => news(text::unwritable(l)),
    }
}

const fn gone(thing: Gone) -> &'static str {
    let l = language();
    match thing {
        Gone::Directory => text::gone_directory(l),
        Gone::Person => text::gone_person(l),
        Gone::Rule => text::gone_rule(l),
        Gone::Form => text::gone_form(l),
        Gone::Other => text::gone_other(l),
    }
}

fn join(fault: JoinFault) -> Say {
    use latchkey_text::console_joining as text;
    let l = language();
    match fault {
        JoinFault::Decided => Say::new(text::fault_decided(l), text::fault_decided_text(l)),
        JoinFault::OneAlready => Say::new(text::fault_one_already(l), text::fault_one_already_text(l)),
        JoinFault::AccountGone => Say::new(text::fault_account_gone(l), text::fault_account_gone_text(l)),
        JoinFault::SamePerson => Say::new(text::fault_same_person(l), text::fault_same_person_text(l)),
        JoinFault::OnlyAccount => Say::new(text::fault_only_account(l), text::fault_only_account_text(l)),
    }
}

/// A directory whose groups are missing from a list.
pub fn unasked(silent: &Unasked) -> Say {
    let Say { news, text, .. } = trouble(&Trouble::Told(silent.why.clone()));
    let end = if news.ends_with('.') { "" } else { "." };
    Say::new(text::unasked(language(), &silent.directory), format!("{news}{end} {text}").trim_end())
}

/// A fault of one field, if it is about `field`.
pub fn field_fault(found: Option<&Trouble>, field: &str) -> Option<String> {
    match found {
        Some(Trouble::Told(AdminError::Refused(Refused::Field { field: named, fault }))) if named == field => {
            Some(fault::field(fault))
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
    use console_problem as text;
    let l = language();
    match problem {
        Problem::Empty => text::empty(l).into(),
        Problem::NameTaken => text::name_taken(l).into(),
        Problem::TooLongInput => text::too_long_input(l).into(),
        Problem::BadAddress => text::bad_address(l).into(),
        Problem::WrongCode => text::wrong_code(l).into(),
        Problem::ClockOff { minutes } if *minutes < 0 => text::clock_behind(l, minutes.unsigned_abs()),
        Problem::ClockOff { minutes } => text::clock_ahead(l, minutes.unsigned_abs()),
        Problem::CodeUsed => text::code_used(l).into(),
        Problem::CodeExpired => text::code_expired(l).into(),
        Problem::TooManyWrong => text::too_many_wrong(l).into(),
        Problem::TryLater { from } | Problem::SendLimit { from } => text::try_later(l, *from),
        Problem::Expired | Problem::OutOfDate => text::expired(l).into(),
        Problem::TooShort { min } => text::too_short(l, *min),
        Problem::TooLong { max } => text::too_long(l, *max),
        Problem::TooSimple => text::too_simple(l).into(),
        Problem::ContainsName { part } => text::contains_name(l, part),
        Problem::Leaked => text::leaked(l).into(),
        Problem::KeysInARow => text::keys_in_a_row(l).into(),
        Problem::RepeatsItself => text::repeats_itself(l).into(),
        Problem::BadCharacters => text::bad_characters(l).into(),
        Problem::WrongPassword | Problem::WrongSignIn => text::wrong_sign_in(l).into(),
        Problem::LinkSpent | Problem::LinkUnknown => text::link_spent(l).into(),
        Problem::NotEnoughChosen { needed } => text::not_enough_chosen(l, *needed),
        Problem::DirectoryAway => text::directory_away(l).into(),
        Problem::SetupFault { reference }
        | Problem::ServerFault { reference }
        | Problem::RefusedByDirectory { reference, .. } => text::server_fault(l, reference),
        _ => text::refused(l).into(),
    }
}

/// "1 person", "12 people".
pub fn people(count: u32) -> String {
    console::people(language(), count)
}

pub const fn kind(kind: DirectoryKind) -> &'static str {
    match kind {
        DirectoryKind::ActiveDirectory => console::active_directory(language()),
        DirectoryKind::EntraId => console::entra_id(language()),
        DirectoryKind::GoogleWorkspace => console::google_workspace(language()),
        DirectoryKind::LdapServer => console::ldap_server(language()),
        DirectoryKind::Practice => console::practice_directory(language()),
        DirectoryKind::PracticeCloud => console::practice_cloud(language()),
    }
}
/// Of a directory, beside its name.
pub const fn active(on: bool) -> &'static str {
    if on { console::active(language()) } else { console::not_active(language()) }
}

pub const fn kind_icon(kind: DirectoryKind) -> Glyph {
    match kind {
        DirectoryKind::ActiveDirectory
        | DirectoryKind::EntraId
        | DirectoryKind::GoogleWorkspace
        | DirectoryKind::LdapServer => Glyph::Building,
        DirectoryKind::Practice | DirectoryKind::PracticeCloud => Glyph::Practice,
    }
}

pub const fn method(kind: MethodKind) -> &'static str {
    crate::methods::choose(kind, language())
}

pub const fn method_hint(kind: MethodKind) -> &'static str {
    crate::methods::admin_hint(kind, language())
}

pub const fn method_icon(kind: MethodKind) -> Glyph {
    crate::methods::glyph(kind)
}

/// Words and colour of a person's badge.
pub const fn status(status: PersonStatus) -> (&'static str, &'static str) {
    let l = language();
    match status {
        PersonStatus::Imported => (console::status_imported(l), "badge"),
        PersonStatus::Onboarded => (console::status_onboarded(l), "badge brass"),
        PersonStatus::Invited => (console::status_invited(l), "badge warn"),
        PersonStatus::Enrolled => (console::status_enrolled(l), "badge good"),
    }
}

/// What a directory's card says of its import. One that is read again by itself is tried again by itself.
pub fn card(card: &DirectoryCard) -> String {
    match (&card.import, &card.sync) {
        (ImportState::Failed { fault, .. }, Some(_)) => sync_failed(fault),
        (state, _) => import(state),
    }
}

/// Why a run broke off that is tried again by itself, as sentences.
pub fn sync_failed(fault: &WorkFault) -> String {
    let why = work::fault(fault);
    latchkey_text::console_sync::why_failed(language(), &format!("{}.", why.trim_end_matches('.')))
}

pub fn import(state: &ImportState) -> String {
    let l = language();
    match state {
        ImportState::NotStarted => console::import_not_started(l).into(),
        ImportState::Running { done, expected } => console::import_running(l, *done, *expected),
        ImportState::Stopped { done, expected } => console::import_stopped(l, *done, *expected),
        ImportState::Failed { fault, .. } => console::import_failed(l, &work::import_fault(fault)),
        ImportState::Asking { people, at } => console::import_asking(l, *people, *at),
        ImportState::Finished { people, at } => console::import_finished(l, *people, *at),
    }
}

#[cfg(test)]
mod tests;
