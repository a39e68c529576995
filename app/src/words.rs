//! Which sentence of the catalogue says what went wrong: what happened, whether anything was changed, and what to do next.

use crate::methods;
use latchkey_contract::problem::Perhaps;
use latchkey_contract::recover::Shares;
use latchkey_contract::{Elsewhere, Locale, MethodKind, Problem, Site};
use latchkey_text::problem as text;

/// A problem as a page of its own or as a note: a heading that is the news, and the rest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sentence {
    pub heading: String,
    pub text: String,
    /// Under a field, where that is not simply both of them.
    beside: Option<String>,
}

pub(crate) fn say(heading: impl Into<String>, text: impl Into<String>) -> Sentence {
    Sentence { heading: heading.into(), text: text.into(), beside: None }
}

impl Sentence {
    fn beside(self, beside: impl Into<String>) -> Self {
        Self { beside: Some(beside.into()), ..self }
    }
}

/// The problem in full.
pub fn sentence(problem: &Problem, site: &Site) -> Sentence {
    let Site { locale, organisation, help_desk, .. } = site;
    let (l, organisation, call) = (*locale, organisation.as_str(), help_desk.as_str());
    match problem {
        Problem::Empty => say(text::empty(l), text::empty_text(l)),
        Problem::TooLongInput => say(text::too_long_input(l), text::too_long_input_text(l)),
        Problem::OutOfDate => say(text::out_of_date(l), text::out_of_date_text(l)),
        Problem::PickAnother => say(text::pick_another(l), text::pick_another_text(l)),
        Problem::NameTaken => say(text::name_taken(l), text::name_taken_text(l)),
        Problem::NotTheSame => {
            say(text::not_the_same(l), text::not_the_same_text(l)).beside(text::not_the_same_beside(l))
        }
        Problem::BadAddress => say(text::bad_address(l), text::bad_address_text(l)),
        Problem::WrongCode => say(text::wrong_code(l), text::wrong_code_text(l)).beside(text::wrong_code_beside(l)),
        Problem::ClockOff { minutes } => say(clock_off(*minutes, l), text::clock_off_text(l)),
        Problem::CodeUsed => say(text::code_used(l), text::code_used_text(l)),
        Problem::CodeExpired => say(text::code_expired(l), text::code_expired_text(l)),
        Problem::TooManyWrong => say(text::too_many_wrong(l), text::too_many_wrong_text(l, call)),
        Problem::TryLater { from } => say(text::try_later(l, *from), text::try_later_text(l, call)),
        Problem::MethodLater { from } => say(text::method_later(l, *from), text::method_later_text(l, call)),
        Problem::MethodAway => say(text::method_away(l), text::method_away_text(l, call)),
        Problem::NoAnswer => say(text::no_answer(l), text::no_answer_text(l)),
        Problem::NotYetVouched => say(text::not_yet_vouched(l), text::not_yet_vouched_text(l)),
        Problem::NotVouched => say(text::not_vouched(l), text::not_vouched_text(l, call)),
        Problem::NotConfirmed => say(text::not_confirmed(l), text::not_confirmed_text(l)),
        Problem::SendLimit { from } => say(text::send_limit(l, *from), text::send_limit_text(l, call)),
        Problem::Expired => say(text::expired(l), text::expired_text(l)),
        Problem::NotLocked => say(text::not_locked(l), text::not_locked_text(l)),
        Problem::UnlockNotEnough => say(text::unlock_not_enough(l), text::unlock_not_enough_text(l)),
        Problem::TooManyPasswords => say(text::too_many_passwords(l), text::too_many_passwords_text(l, call)),
        Problem::NotPossible => say(text::not_possible(l), text::not_possible_text(l, call)),
        Problem::NotSetHere => say(text::not_set_here(l), text::not_set_here_text(l, call)),
        Problem::SetElsewhere { by: Elsewhere::OnPremises } => {
            say(text::set_on_premises(l), text::set_on_premises_text(l, call))
        }
        Problem::SetElsewhere { by: Elsewhere::IdentityProvider } => {
            say(text::set_by_provider(l), text::set_by_provider_text(l, call))
        }
        Problem::Protected => say(text::protected(l), text::protected_text(l, call)),
        Problem::NotSetUp => say(text::not_set_up(l), text::not_set_up_text(l, call)),
        Problem::Frozen => say(text::frozen(l), text::frozen_text(l, call)),
        Problem::TooShort { min } => say(text::too_short(l), text::too_short_text(l, organisation, *min))
            .beside(text::too_short_beside(l, organisation, *min)),
        Problem::TooLong { max } => {
            say(text::too_long(l), text::too_long_text(l, *max)).beside(text::too_long_beside(l, *max))
        }
        Problem::TooSimple => say(text::too_simple(l), text::too_simple_text(l)).beside(text::too_simple_beside(l)),
        Problem::ContainsName { part } => {
            say(text::contains_name(l, part), text::contains_name_text(l)).beside(text::contains_name_beside(l, part))
        }
        Problem::InHistory { remembered } => {
            say(text::in_history(l), text::in_history_text(l, *remembered, organisation))
                .beside(text::in_history_beside(l, *remembered, organisation))
        }
        Problem::TooYoung { set_at, until } => {
            say(text::too_young(l, *until), text::too_young_text(l, *set_at, organisation))
        }
        Problem::BadCharacters => {
            say(text::bad_characters(l), text::bad_characters_text(l)).beside(text::bad_characters_beside(l))
        }
        Problem::Leaked => say(text::leaked(l), text::leaked_text(l)).beside(text::leaked_beside(l)),
        Problem::KeysInARow => say(text::keys_in_a_row(l), text::keys_in_a_row_text(l)),
        Problem::RepeatsItself => say(text::repeats_itself(l), text::repeats_itself_text(l)),
        Problem::WouldLock { from: Some(from) } => say(text::would_lock(l, *from), text::would_lock_text(l, call)),
        Problem::WouldLock { from: None } => say(text::would_lock_now(l), text::would_lock_text(l, call)),
        Problem::RefusedByDirectory { reference, perhaps } => say(
            text::refused_by_directory(l),
            text::refused_by_directory_text(l, &maybe(perhaps, site), call, reference),
        ),
        Problem::DirectoryAway => say(text::directory_away(l), text::directory_away_text(l, call)),
        Problem::Unknown => say(text::unknown(l), text::unknown_text(l)),
        Problem::SetupFault { reference } => say(text::setup_fault(l), text::setup_fault_text(l, call, reference)),
        Problem::ServerFault { reference } => say(text::server_fault(l), text::server_fault_text(l, call, reference)),
        Problem::LinkSpent => say(text::link_spent(l), text::link_spent_text(l, call)),
        Problem::LinkUnknown => say(text::link_unknown(l), text::link_unknown_text(l, call)),
        Problem::WrongSignIn => say(text::wrong_sign_in(l), text::wrong_sign_in_text(l, call)),
        Problem::WrongPassword => {
            say(text::wrong_password(l), text::wrong_password_text(l)).beside(text::wrong_password_beside(l))
        }
        Problem::AccountLocked => say(text::account_locked(l), text::account_locked_text(l, call)),
        Problem::AccountDisabled => say(text::account_disabled(l), text::account_disabled_text(l, call)),
        Problem::SameMailbox { domain } => say(text::same_mailbox(l, domain), text::same_mailbox_text(l, organisation)),
        Problem::BadNumber => say(text::bad_number(l), text::bad_number_text(l)),
        Problem::NotEnoughChosen { needed } => {
            say(text::not_enough_chosen(l, *needed), text::not_enough_chosen_text(l))
        }
        Problem::NotIndependent { first, second } => {
            let (first, second) = (methods::words(*first, site).name, latchkey_text::method_within(l, *second));
            say(text::not_independent(l), text::not_independent_text(l, first, second))
        }
        Problem::AlreadyThere => say(text::already_there(l), text::already_there_text(l)),
        Problem::NotAccepted => say(text::not_accepted(l, organisation), text::not_accepted_text(l, organisation)),
        Problem::TooEasy { which } => say(text::too_easy(l, *which), text::too_easy_text(l)),
        Problem::TwiceTheSame => say(text::twice_the_same(l), text::twice_the_same_text(l)),
        Problem::QuestionLength { min, max } => {
            say(text::question_length(l, *min, *max), text::question_length_text(l))
        }
        Problem::TooFewLeft { needed } => say(text::too_few_left(l), text::too_few_left_text(l, *needed, organisation)),
        Problem::SignedInAsOther { who } => say(text::signed_in_as_other(l), text::signed_in_as_other_text(l, who)),
        Problem::SignInUnfinished => say(text::sign_in_unfinished(l), text::sign_in_unfinished_text(l)),
        Problem::SignInNotKnown => say(text::sign_in_not_known(l), text::sign_in_not_known_text(l, call)),
    }
}

fn clock_off(minutes: i32, l: Locale) -> String {
    match minutes {
        0 => text::clock_off(l).into(),
        1.. => text::clock_off_ahead(l, minutes),
        _ => text::clock_off_behind(l, minutes.unsigned_abs()),
    }
}

/// What cannot be excluded, in one sentence; nothing while there is nothing.
fn maybe(perhaps: &[Perhaps], site: &Site) -> String {
    let [first, others @ ..] = perhaps else { return String::new() };
    others
        .iter()
        .fold(at_first(first, site), |before, next| text::perhaps_or(site.locale, &before, &in_turn(next, site)))
}

fn at_first(cause: &Perhaps, site: &Site) -> String {
    let l = site.locale;
    match cause {
        Perhaps::TooShort { min } => text::perhaps_too_short_first(l, *min),
        Perhaps::TooSimple => text::perhaps_too_simple_first(l).into(),
        Perhaps::ContainsName { part } => text::perhaps_contains_name_first(l, part),
        Perhaps::TooYoung { until } => text::perhaps_too_young_first(l, *until),
        Perhaps::OwnRules => text::perhaps_own_rules_first(l).into(),
        Perhaps::UsedBefore => text::perhaps_used_before_first(l).into(),
        Perhaps::Listed => text::perhaps_listed_first(l, &site.organisation),
    }
}

/// After another one.
fn in_turn(cause: &Perhaps, site: &Site) -> String {
    let l = site.locale;
    match cause {
        Perhaps::TooShort { min } => text::perhaps_too_short(l, *min),
        Perhaps::TooSimple => text::perhaps_too_simple(l).into(),
        Perhaps::ContainsName { part } => text::perhaps_contains_name(l, part),
        Perhaps::TooYoung { until } => text::perhaps_too_young(l, *until),
        Perhaps::OwnRules => text::perhaps_own_rules(l).into(),
        Perhaps::UsedBefore => text::perhaps_used_before(l).into(),
        Perhaps::Listed => text::perhaps_listed(l, &site.organisation),
    }
}

/// What is to be typed where something is said beside a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Typed {
    UserName,
    Code,
    Password,
    NewPassword,
    Number,
    Address,
    Answers,
}

/// Beside a field: one or two short sentences.
pub fn beside(problem: &Problem, what: Typed, site: &Site) -> String {
    if *problem == Problem::Empty {
        return empty(what, site.locale).into();
    }
    let Sentence { heading, text, beside } = sentence(problem, site);
    beside.unwrap_or_else(|| format!("{heading}. {text}"))
}

/// Beside the field of a method, in the words of what was asked. `what` is to be typed there.
pub fn beside_method(problem: &Problem, kind: MethodKind, what: Typed, site: &Site) -> String {
    use latchkey_text::methods as text;
    let l = site.locale;
    match (problem, kind) {
        (Problem::WrongCode, MethodKind::Questions) => text::questions_wrong(l).into(),
        (Problem::WrongCode, MethodKind::Passkey) => text::passkey_wrong(l).into(),
        (Problem::WrongCode, MethodKind::YubiKey) => text::yubikey_wrong(l).into(),
        (Problem::CodeExpired, MethodKind::Vouch) => text::vouch_over(l).into(),
        (Problem::Empty, MethodKind::Questions) => beside(problem, Typed::Answers, site),
        _ => beside(problem, what, site),
    }
}

const fn empty(what: Typed, l: Locale) -> &'static str {
    match what {
        Typed::UserName => text::empty_user_name(l),
        Typed::Code => text::empty_code(l),
        Typed::Password => text::empty_password(l),
        Typed::NewPassword => text::empty_new_password(l),
        Typed::Number => text::empty_number(l),
        Typed::Address => text::empty_address(l),
        Typed::Answers => text::empty_answers(l),
    }
}

/// Why a method is of no use beside another, or at all.
pub const fn shares(shares: Shares, l: Locale) -> &'static str {
    match shares {
        Shares::Password => text::shares_password(l),
        Shares::Mailbox => text::shares_mailbox(l),
        Shares::Phone => text::shares_phone(l),
        Shares::Device => text::shares_device(l),
        Shares::Account => text::shares_account(l),
        Shares::Other => text::shares_other(l),
    }
}

#[cfg(test)]
mod tests;
