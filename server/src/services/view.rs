//! What is kept, as a page is handed it: times as the organisation's clock shows them now.

use crate::app_state::AppState;
use latchkey_contract::problem::Perhaps;
use latchkey_contract::recover::{AccountOutcome, AccountResult, RecoveryAction, Shares};
use latchkey_contract::{Outcome, Problem};
use latchkey_domain::Reason;
use latchkey_domain::independence::{FactorKind, Shared};
use latchkey_domain::recovery::{Plan, PlannedAccount, Progress, WriteOutcome};

pub fn problem(app: &AppState, reason: &Reason) -> Problem {
    use Reason as R;
    match reason {
        R::Empty => Problem::Empty,
        R::TooLongInput => Problem::TooLongInput,
        R::OutOfDate => Problem::OutOfDate,
        R::PickAnother => Problem::PickAnother,
        R::NameTaken => Problem::NameTaken,
        R::NotTheSame => Problem::NotTheSame,
        R::BadAddress => Problem::BadAddress,
        R::WrongCode => Problem::WrongCode,
        R::ClockOff { minutes } => Problem::ClockOff { minutes: *minutes },
        R::CodeUsed => Problem::CodeUsed,
        R::CodeExpired => Problem::CodeExpired,
        R::TooManyWrong => Problem::TooManyWrong,
        R::TryLater { from } => Problem::TryLater { from: app.moment(*from) },
        R::MethodLater { from } => Problem::MethodLater { from: app.moment(*from) },
        R::MethodAway => Problem::MethodAway,
        R::NoAnswer => Problem::NoAnswer,
        R::NotYetVouched => Problem::NotYetVouched,
        R::NotVouched => Problem::NotVouched,
        R::NotConfirmed => Problem::NotConfirmed,
        R::SendLimit { from } => Problem::SendLimit { from: app.moment(*from) },
        R::Expired => Problem::Expired,
        R::NotLocked => Problem::NotLocked,
        R::UnlockNotEnough => Problem::UnlockNotEnough,
        R::TooManyPasswords => Problem::TooManyPasswords,
        R::NotPossible => Problem::NotPossible,
        R::Protected => Problem::Protected,
        R::NotSetHere => Problem::NotSetHere,
        R::SetElsewhere { by } => Problem::SetElsewhere { by: *by },
        R::TooShort { min } => Problem::TooShort { min: *min },
        R::TooLong { max } => Problem::TooLong { max: *max },
        R::TooSimple => Problem::TooSimple,
        R::ContainsName { part } => Problem::ContainsName { part: part.clone() },
        R::InHistory { remembered } => Problem::InHistory { remembered: *remembered },
        R::TooYoung { set_at, until } => Problem::TooYoung { set_at: app.moment(*set_at), until: app.moment(*until) },
        R::BadCharacters => Problem::BadCharacters,
        R::Leaked => Problem::Leaked,
        R::KeysInARow => Problem::KeysInARow,
        R::RepeatsItself => Problem::RepeatsItself,
        R::RefusedByDirectory { reference, perhaps } => Problem::RefusedByDirectory {
            reference: reference.clone(),
            perhaps: perhaps.iter().map(|one| perhaps_of(app, one)).collect(),
        },
        R::WouldLock { from } => Problem::WouldLock { from: from.map(|at| app.moment(at)) },
        R::DirectoryAway => Problem::DirectoryAway,
        R::Unknown => Problem::Unknown,
        R::SetupFault { reference } => Problem::SetupFault { reference: reference.clone() },
        R::ServerFault { reference } => Problem::ServerFault { reference: reference.clone() },
        R::LinkSpent => Problem::LinkSpent,
        R::LinkUnknown => Problem::LinkUnknown,
        R::WrongPassword => Problem::WrongPassword,
        R::AccountLocked => Problem::AccountLocked,
        R::AccountDisabled => Problem::AccountDisabled,
        R::SameMailbox { domain } => Problem::SameMailbox { domain: domain.clone() },
        R::BadNumber => Problem::BadNumber,
        R::NotEnoughChosen { needed } => Problem::NotEnoughChosen { needed: *needed },
        R::NotIndependent { first, second } => Problem::NotIndependent { first: *first, second: *second },
        R::AlreadyThere => Problem::AlreadyThere,
        R::NotAccepted => Problem::NotAccepted,
        R::TooEasy { which } => Problem::TooEasy { which: *which },
        R::TwiceTheSame => Problem::TwiceTheSame,
        R::QuestionLength { min, max } => Problem::QuestionLength { min: *min, max: *max },
        R::TooFewLeft { needed } => Problem::TooFewLeft { needed: *needed },
        R::NotSetUp => Problem::NotSetUp,
        R::Frozen => Problem::Frozen,
        R::WrongSignIn => Problem::WrongSignIn,
        R::SignedInAsOther { who } => Problem::SignedInAsOther { who: who.clone() },
        R::SignInUnfinished => Problem::SignInUnfinished,
    }
}

/// What a page says on top, if anything.
pub fn told(app: &AppState, reason: Option<&Reason>) -> Option<Problem> {
    reason.map(|reason| problem(app, reason))
}

fn perhaps_of(app: &AppState, hint: &latchkey_domain::directory::Perhaps) -> Perhaps {
    use latchkey_domain::directory::Perhaps as P;
    match hint {
        P::TooShort { min } => Perhaps::TooShort { min: *min },
        P::TooSimple => Perhaps::TooSimple,
        P::ContainsName { part } => Perhaps::ContainsName { part: part.clone() },
        P::TooYoung { until } => Perhaps::TooYoung { until: app.moment(*until) },
        P::OwnRules => Perhaps::OwnRules,
        P::UsedBefore => Perhaps::UsedBefore,
        P::Listed => Perhaps::Listed,
    }
}

/// In the words of the pages.
pub const fn shares(shared: Shared) -> Shares {
    match shared {
        Shared::FactorKind(FactorKind::Password) => Shares::Password,
        Shared::FactorKind(FactorKind::Mailbox) => Shares::Mailbox,
        Shared::FactorKind(FactorKind::Phone) => Shares::Phone,
        Shared::FactorKind(FactorKind::Device) => Shares::Device,
        Shared::FactorKind(FactorKind::Account) => Shares::Account,
        Shared::Kind | Shared::FactorKind(FactorKind::Memory | FactorKind::Paper | FactorKind::Colleague) => {
            Shares::Other
        }
    }
}

/// What became of each account that the recovery was for: one that an unlock did not concern is not among them.
pub fn results(app: &AppState, plan: &Plan, action: RecoveryAction) -> Vec<AccountResult> {
    let elsewhere =
        |planned: &PlannedAccount| matches!(planned.left_out(), Some(Reason::SetElsewhere { .. } | Reason::NotSetHere));
    let spared = |planned: &&PlannedAccount| planned.is_waiting() || elsewhere(planned);
    let shown = plan.0.iter().filter(|planned| !(action == RecoveryAction::Unlock && spared(planned)));
    shown
        .map(|planned| AccountResult {
            directory: planned.directory.clone(),
            login: planned.login.clone(),
            what: match &planned.progress {
                Progress::Written { outcome: written } => AccountOutcome::Done(Box::new(outcome(app, written))),
                Progress::Writing { .. } | Progress::Waiting => AccountOutcome::Open,
                Progress::Refused { why } => AccountOutcome::Refused { why: problem(app, why) },
                Progress::Away { retry_until, .. } => {
                    AccountOutcome::Away { retry_until: retry_until.map(|until| app.moment(until)) }
                }
                Progress::LeftOut { why } => match plan.source_of(planned) {
                    Some(source) => AccountOutcome::Follows { directory: source.directory.clone() },
                    None => AccountOutcome::LeftOut { why: problem(app, why) },
                },
            },
        })
        .collect()
}

fn outcome(app: &AppState, outcome: &WriteOutcome) -> Outcome {
    Outcome {
        action: outcome.action,
        directory: outcome.directory.clone(),
        at: app.moment(outcome.at),
        server: outcome.server.clone(),
        signed_in: outcome.signed_in,
        was_locked: outcome.was_locked,
        still_locked: outcome.still_locked,
        must_change: outcome.must_change,
        old_works_until: outcome.old_works_until.map(|until| app.moment(until)),
        notified: outcome.notified,
        found_out_later: outcome.found_out_later,
        eventual: outcome.eventual,
    }
}
