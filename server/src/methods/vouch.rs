//! A colleague vouches. The person names nobody: the directory's manager attribute, or a list of the
//! administrator's, decides who may. The person reads a short number out on the phone; the colleague
//! signs in at their own account page, sees who asks and from where, and types it. Good for one
//! recovery, ten minutes, and few wrong numbers.

use super::{
    Method, OfferContext, ProofContext, RemoteAnswer, SetupContext, SetupOutcome, SetupView, Verdict, keep, kept,
    no_account,
};
use crate::app_state::AppState;
use latchkey_app::ports::ProofInput;
use latchkey_contract::MethodKind;
use latchkey_contract::account::VouchRequest;
use latchkey_contract::enrol::SetUp;
use latchkey_contract::recover::Ask;
use latchkey_domain::Reason;
use latchkey_domain::audit::{Actor, AuditKind};
use latchkey_domain::independence::{Authenticator, Dependency, FactorKind};
use latchkey_domain::{Timestamp, entropy, limits};
use latchkey_store::accounts::{self, Account};
use latchkey_store::{AuditEvent, StoreResult, Tx, limits as count, persons, vouches};
use serde::{Deserialize, Serialize};
use serde_json::Value;

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

/// Who may vouch for this account: never themselves, and only who is here, can prove themselves, and
/// is not stopped.
fn referees(tx: &mut Tx, account: &Account) -> StoreResult<Vec<Account>> {
    let settings = super::method_settings(tx)?.vouch;
    let mut found = Vec::new();
    if settings.managers
        && let Some(dn) = &account.manager_dn
    {
        found.extend(accounts::by_dn(tx, &account.directory, dn)?);
    }
    found.extend(vouches::listed(tx)?);
    found.retain(|referee| referee.person.id != account.person.id && is_able(referee));
    Ok(found)
}

/// Whether this person may vouch for others at all.
pub fn is_able(referee: &Account) -> bool {
    referee.person.onboarded_at.is_some()
        && referee.person.enrolled_at.is_some()
        && !referee.gone
        && !referee.disabled
        && referee.person.frozen_at.is_none()
}

pub(super) fn authenticator() -> Authenticator {
    Authenticator { kind: MethodKind::Vouch, on: vec![Dependency::new(FactorKind::Colleague, "vouch")] }
}

impl Method for Vouch {
    fn kind(&self) -> MethodKind {
        MethodKind::Vouch
    }

    fn authenticators(&self, context: &mut OfferContext<'_, '_>) -> StoreResult<Vec<Authenticator>> {
        let id = context.account.map_or_else(no_account, |account| account.id.clone());
        // read for everybody alike
        let Some(account) = accounts::by_id(context.tx, &id)? else {
            let _same_read = vouches::listed(context.tx)?;
            return Ok(Vec::new());
        };
        Ok(if referees(context.tx, &account)?.is_empty() { Vec::new() } else { vec![authenticator()] })
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

/// The requests that this person may answer now, newest first.
pub fn asked_to_vouch(app: &AppState, tx: &mut Tx, referee: &Account) -> StoreResult<Vec<VouchRequest>> {
    // asked for by whom it concerns: a flood of requests to others hides none of theirs
    let open = if vouches::is_listed(tx, &referee.person.id)? {
        vouches::open_ones(tx, vouches::Whose::Everybodys)?
    } else {
        let mut reports = Vec::new();
        for own in persons::accounts(tx, &referee.person.id)? {
            let whose = vouches::Whose::Reports { directory: &own.directory, manager_dn: &own.dn };
            reports.extend(vouches::open_ones(tx, whose)?);
        }
        reports
    };
    let mut asked: Vec<VouchRequest> = Vec::new();
    for open in open {
        let Some(account) = persons::primary_account(tx, &open.person)? else { continue };
        let seen = asked.iter().any(|request| request.id == open.id);
        if !seen && referees(tx, &account)?.iter().any(|able| able.person.id == referee.person.id) {
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
    let may = referees(tx, &account)?.iter().any(|able| able.person.id == referee.person.id);
    Ok(may.then_some((open, account)))
}

fn about(account: &Account, referee: &Account, address: &str) -> AuditEvent {
    AuditEvent::at(address).account(&account.id).detail(serde_json::json!({ "by": referee.id.as_str() }))
}
