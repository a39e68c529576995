//! A colleague vouches. The person names nobody: the directory's manager attribute, or a list of the
//! administrator's, decides who may. The person reads a short number out on the phone; the colleague
//! signs in at their own account page, sees who asks and from where, and types it. Good for one
//! recovery, ten minutes, and few wrong numbers.

use super::method::Method;
use super::offer::OfferContext;
use super::proof::{ProofContext, Verdict};
use super::remote::RemoteAnswer;
use super::secrets::{keep, kept};
use super::setup::{SetupContext, SetupOutcome, SetupView};
use crate::app_state::AppState;
use latchkey_app::ports::ProofInput;
use latchkey_contract::MethodKind;
use latchkey_contract::account::VouchRequest;
use latchkey_contract::enrol::SetUp;
use latchkey_contract::recover::Ask;
use latchkey_domain::Reason;
use latchkey_domain::audit::{Actor, AuditKind};
use latchkey_domain::ids::PersonId;
use latchkey_domain::independence::{Authenticator, Dependency, FactorKind};
use latchkey_domain::{Timestamp, entropy, limits};
use latchkey_store::accounts::Account;
use latchkey_store::{AuditEvent, StoreResult, Tx, limits as count, persons, vouches};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeSet;

pub struct Vouch;

const GOOD_SECS: i64 = 10 * 60;
const DIGITS: u32 = 4;
/// Wrong numbers for one request; then it is over.
const MOST_TRIES: i64 = 3;

#[derive(Serialize, Deserialize)]
struct Waiting {
    number: String,
    until: Timestamp,
}

/// Who may vouch, as far as it is the same for everybody who asks.
struct Referees {
    managers: bool,
    listed: BTreeSet<PersonId>,
}

impl Referees {
    fn read(tx: &mut Tx) -> StoreResult<Self> {
        Ok(Self { managers: super::settings::method_settings(tx)?.vouch.managers, listed: listed_and_able(tx)? })
    }

    /// For this person: whom a directory names as the manager of a usable account of theirs, and those listed. Never
    /// themselves, whichever account it is. The same reads for [`super::nobody::nobody`].
    fn of(&self, tx: &mut Tx, person: &PersonId) -> StoreResult<BTreeSet<PersonId>> {
        let mut found = self.listed.clone();
        if self.managers {
            let managers = vouches::managers_of(tx, person)?;
            found.extend(managers.into_iter().filter(is_able).map(|account| account.person.id));
        }
        found.remove(person);
        Ok(found)
    }
}

/// Whether somebody may vouch for others through this account: only who is there, can prove themselves, and is not
/// stopped.
pub fn is_able(referee: &Account) -> bool {
    referee.person.onboarded_at.is_some()
        && referee.person.enrolled_at.is_some()
        && !referee.gone
        && !referee.disabled
        && referee.person.frozen_at.is_none()
}

/// Those whom an administrator lets vouch for anybody, and who are able to through any of their accounts.
pub fn listed_and_able(tx: &mut Tx) -> StoreResult<BTreeSet<PersonId>> {
    let accounts = vouches::accounts_of_listed(tx)?;
    Ok(accounts.into_iter().filter(is_able).map(|account| account.person.id).collect())
}

pub(super) fn authenticator() -> Authenticator {
    Authenticator { kind: MethodKind::Vouch, on: vec![Dependency::new(FactorKind::Colleague, "vouch")] }
}

impl Method for Vouch {
    fn kind(&self) -> MethodKind {
        MethodKind::Vouch
    }

    fn authenticators(&self, context: &mut OfferContext<'_, '_>) -> StoreResult<Vec<Authenticator>> {
        let referees = Referees::read(context.tx)?.of(context.tx, context.person)?;
        // whom an administrator lets vouch for anybody vouches for nobody who does not exist
        let able = context.account.is_some() && !referees.is_empty();
        Ok(if able { vec![authenticator()] } else { Vec::new() })
    }

    fn ask(&self, at: &mut ProofContext<'_, '_>, again: bool) -> StoreResult<Result<(), Reason>> {
        let now = at.tx.now();
        let fresh = kept::<Waiting>(&at.secrets).is_some_and(|waiting| waiting.until > now);
        if fresh && !again {
            return Ok(Ok(()));
        }
        let key = format!("name:{}:{}", at.flow.name_key, at.flow.address);
        let hit = count::hit(at.tx, &limits::VOUCH_PER_NAME, &key)?;
        if !hit.allowed {
            return Ok(Err(Reason::MethodLater { from: hit.retry_at }));
        }
        let number = entropy::new_code(DIGITS, at.tx.entropy());
        let until = now.plus_secs(GOOD_SECS);
        // for a name that nobody has there is a number, and nobody who could type it
        if let Some(person) = at.flow.person.clone() {
            vouches::open(at.tx, &at.flow.id, &person, &number, &at.flow.address, until)?;
        }
        at.secrets = keep(&Waiting { number: number.expose().to_owned(), until })?;
        Ok(Ok(()))
    }

    fn page(&self, app: &AppState, secrets: &Value) -> Ask {
        match kept::<Waiting>(secrets) {
            Some(Waiting { number, until }) => {
                let (left, right) = number.split_at_checked(2).unwrap_or((&number, ""));
                Ask::Wait { number: format!("{left} {right}"), good_until: app.moment(until) }
            }
            None => Ask::Wait { number: String::new(), good_until: app.moment(app.now()) },
        }
    }

    fn check(&self, at: &mut ProofContext<'_, '_>, _given: &ProofInput, _said: Value) -> StoreResult<Verdict> {
        let answer = vouches::answer(at.tx, &at.flow.id)?;
        let over = kept::<Waiting>(&at.secrets).is_none_or(|waiting| waiting.until <= at.tx.now());
        Ok(match answer {
            // exactly once, in the caller's transaction
            Some(true) if vouches::spend(at.tx, &at.flow.id)? => {
                at.secrets = Value::Null;
                Verdict::Right(authenticator())
            }
            Some(true) => Verdict::Wrong(Reason::CodeUsed),
            // the number is worth nothing any more, and not shown
            Some(false) => {
                at.secrets = Value::Null;
                Verdict::Wrong(Reason::NotVouched)
            }
            None if over => {
                at.secrets = Value::Null;
                Verdict::NotCounted(Reason::CodeExpired)
            }
            None => Verdict::NotCounted(Reason::NotYetVouched),
        })
    }

    /// Nothing to set up: it comes with the directory.
    fn set_up_page(&self, _seen: &SetupView<'_>) -> Option<SetUp> {
        None
    }

    fn take(
        &self,
        _at: &mut SetupContext<'_, '_>,
        _given: &ProofInput,
        _outside: RemoteAnswer,
    ) -> StoreResult<SetupOutcome> {
        Ok(SetupOutcome::Refused(Reason::PickAnother))
    }
}

/// The requests that this person may answer now, newest first over all of their accounts.
pub fn asked_to_vouch(app: &AppState, tx: &mut Tx, referee: &Account) -> StoreResult<Vec<VouchRequest>> {
    let referees = Referees::read(tx)?;
    // asked for by whom it concerns: a flood of requests to others hides none of theirs
    let open = if vouches::is_listed(tx, &referee.person.id)? {
        vouches::open_ones(tx, vouches::Whose::Everybodys)?
    } else {
        reports_of(tx, &referee.person.id)?
    };
    let mut asked = Vec::new();
    for open in open {
        let Some(account) = persons::primary_account(tx, &open.person)? else { continue };
        if referees.of(tx, &open.person)?.contains(&referee.person.id) {
            asked.push(VouchRequest {
                id: open.id,
                name: account.display_name,
                at: app.moment(open.created_at),
                from: open.address,
                good_until: app.moment(open.expires_at),
            });
        }
    }
    Ok(asked)
}

/// Of those whose manager a directory says is one of this person's accounts; each once, however many say so.
fn reports_of(tx: &mut Tx, manager: &PersonId) -> StoreResult<Vec<vouches::Open>> {
    let mut open = Vec::new();
    for own in persons::accounts(tx, manager)?.into_iter().filter(is_able) {
        let whose = vouches::Whose::Reports { directory: &own.directory, manager_dn: &own.dn };
        open.extend(vouches::open_ones(tx, whose)?);
    }
    // ids are made of time
    open.sort_by(|one, next| next.id.cmp(&one.id));
    open.dedup_by(|one, next| one.id == next.id);
    open.truncate(usize::try_from(vouches::MOST_SHOWN).unwrap_or(usize::MAX));
    Ok(open)
}

/// `Ok(name)`: the number was right, and the person may go on.
pub fn vouch_for(
    tx: &mut Tx,
    referee: &Account,
    id: &str,
    number: &str,
    address: &str,
) -> StoreResult<Result<String, Reason>> {
    let Some((open, account)) = answerable(tx, referee, id)? else { return Ok(Err(Reason::CodeExpired)) };
    let typed: String = number.chars().filter(char::is_ascii_digit).take(16).collect();
    if typed.is_empty() {
        return Ok(Err(Reason::Empty));
    }
    if !vouches::give(tx, &open.id, &referee.person.id, &typed, MOST_TRIES)? {
        tx.audit(AuditKind::VouchWrong, Actor::Colleague, about(&account, referee, address));
        return Ok(Err(Reason::WrongCode));
    }
    tx.audit(AuditKind::VouchGiven, Actor::Colleague, about(&account, referee, address));
    Ok(Ok(account.display_name))
}

/// "That is not them": the name of whom it was about.
pub fn refuse_to_vouch(tx: &mut Tx, referee: &Account, id: &str, address: &str) -> StoreResult<Option<String>> {
    let Some((open, account)) = answerable(tx, referee, id)? else { return Ok(None) };
    vouches::refuse(tx, &open.id, &referee.person.id)?;
    tx.audit(AuditKind::VouchRefused, Actor::Colleague, about(&account, referee, address));
    Ok(Some(account.display_name))
}

fn answerable(tx: &mut Tx, referee: &Account, id: &str) -> StoreResult<Option<(vouches::Open, Account)>> {
    let Some(open) = vouches::open_one(tx, id)? else { return Ok(None) };
    let Some(account) = persons::primary_account(tx, &open.person)? else { return Ok(None) };
    let may = Referees::read(tx)?.of(tx, &open.person)?.contains(&referee.person.id);
    Ok(may.then_some((open, account)))
}

fn about(account: &Account, referee: &Account, address: &str) -> AuditEvent {
    AuditEvent::at(address).account(&account.id).detail(serde_json::json!({ "by": referee.id.as_str() }))
}

#[cfg(test)]
#[path = "vouch_tests.rs"]
mod tests;
