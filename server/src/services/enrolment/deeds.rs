//! Setting up each method, with its proof, in the caller's transaction.

use super::state::{Enrolment, Hidden, Stage};
use crate::house::House;
use crate::jobs::work::{CONFIRM_ADDRESS, ConfirmAddress, NOTICE, Notice, NoticeKind};
use latchkey_contract::{MethodKind, Problem};
use latchkey_domain::{Secret, limits};
use latchkey_methods::{email_code, recovery_codes, totp as totp_method};
use latchkey_store::{
    StoreError, StoreResult, Tx, accounts, audit, codes, directories, flows, invitations, jobs, methods,
};

const CONFIRM: &str = "confirm-address";
const CODE_SECS: i64 = 10 * 60;

/// Makes what the page of this stage needs: a seed, or the recovery codes.
pub fn prepare(_house: &House, tx: &mut Tx, live: &mut flows::Flow, state: &Enrolment) -> StoreResult<()> {
    let mut hidden = Hidden::of(live)?;
    match state.stage {
        Stage::Totp if hidden.seed.is_empty() => {
            hidden.seed = totp_method::new_seed(tx.entropy()).expose().to_owned();
        }
        Stage::Codes if hidden.codes.is_empty() => {
            let fresh = recovery_codes::generate(tx.entropy());
            let Some(account) = &live.account else { return Ok(()) };
            let plain: Vec<Secret> =
                fresh.iter().map(|code| Secret::new(recovery_codes::normalise(code.expose()))).collect();
            methods::put_recovery_codes(tx, account, &plain)?;
            hidden.codes = fresh.iter().map(|code| code.expose().to_owned()).collect();
        }
        _ => return Ok(()),
    }
    hidden.put(live)
}

/// Wrong codes per flow are few: the limit of the person counts them.
fn allowed(house: &House, tx: &mut Tx, live: &flows::Flow, state: &mut Enrolment) -> StoreResult<bool> {
    let key = format!("enrol:{}", live.id);
    let hit = latchkey_store::limits::hit(tx, &limits::WRONG_PROOFS_PER_PERSON, &key)?;
    if !hit.allowed {
        state.problem = Some(Problem::TryLater { from: house.say_time(hit.retry_at) });
    }
    Ok(hit.allowed)
}

fn added(tx: &mut Tx, live: &flows::Flow, kind: MethodKind) -> StoreResult<()> {
    audit::append(
        tx,
        audit::Event {
            kind: "method.added",
            actor: "self-service",
            account: live.account.as_ref(),
            directory: None,
            address: Some(&live.address),
            detail: serde_json::json!({ "method": kind.code() }),
        },
    )?;
    Ok(())
}

pub fn totp(house: &House, tx: &mut Tx, live: &mut flows::Flow, state: &mut Enrolment, code: &str) -> StoreResult<()> {
    let Some(account) = live.account.clone().filter(|_| state.stage == Stage::Totp) else { return Ok(()) };
    if code.trim().is_empty() {
        state.problem = Some(Problem::Empty);
        return Ok(());
    }
    if !allowed(house, tx, live, state)? {
        return Ok(());
    }
    let mut hidden = Hidden::of(live)?;
    let seed = Secret::new(hidden.seed.clone());
    match totp_method::check(&seed, code, tx.now(), 0) {
        totp_method::Check::Right { step } => {
            // the code that proved the set-up is used: it does not open a recovery too
            methods::put(tx, &account, MethodKind::Totp, "Authenticator app", &seed, step)?;
            hidden.seed.clear();
            hidden.put(live)?;
            added(tx, live, MethodKind::Totp)?;
            state.finished(MethodKind::Totp);
            prepare(house, tx, live, state)?;
        }
        totp_method::Check::ClockOff { minutes } => state.problem = Some(Problem::ClockOff { minutes }),
        totp_method::Check::Wrong | totp_method::Check::Replayed => state.problem = Some(Problem::WrongCode),
    }
    Ok(())
}

pub fn email_address(
    house: &House,
    tx: &mut Tx,
    live: &mut flows::Flow,
    state: &mut Enrolment,
    typed: &str,
) -> StoreResult<()> {
    let Some(account) = live.account.clone().filter(|_| state.stage == Stage::EmailAddress) else { return Ok(()) };
    state.typed = typed.trim().to_owned();
    let address = match email_code::address(typed) {
        Ok(address) => address,
        Err(problem) => {
            state.problem = Some(problem);
            return Ok(());
        }
    };
    let row = accounts::by_id(tx, &account)?.ok_or_else(|| StoreError::Corrupt("flow without account".into()))?;
    let domains: Vec<String> = directories::list(tx)?.into_iter().map(|d| d.name).collect();
    if let Some(domain) = email_code::same_mailbox(&address, &domains, row.mail.as_deref()) {
        state.problem = Some(Problem::SameMailbox { domain });
        return Ok(());
    }
    let destination = tx.digest("destination", &[&address]);
    for (limit, key) in
        [(&limits::SEND_PER_PERSON, format!("account:{account}")), (&limits::SEND_PER_DESTINATION, destination.clone())]
    {
        let hit = latchkey_store::limits::hit(tx, limit, &key)?;
        if !hit.allowed {
            state.problem = Some(Problem::SendLimit { from: house.say_time(hit.retry_at) });
            return Ok(());
        }
    }
    let now = tx.now();
    let until = now.plus_secs(CODE_SECS);
    let code = email_code::new_code(tx.entropy());
    codes::issue(tx, &live.id, CONFIRM, &destination, &code, CODE_SECS)?;
    let job = ConfirmAddress { address: address.clone(), code: code.expose().to_owned(), until };
    jobs::enqueue(tx, CONFIRM_ADDRESS, &job, now, None)?;
    let mut hidden = Hidden::of(live)?;
    hidden.address = address;
    hidden.put(live)?;
    state.typed.clear();
    state.problem = None;
    state.stage = Stage::EmailCode { until };
    Ok(())
}

pub fn email_code(
    house: &House,
    tx: &mut Tx,
    live: &mut flows::Flow,
    state: &mut Enrolment,
    code: &str,
) -> StoreResult<()> {
    let waiting = matches!(state.stage, Stage::EmailCode { .. });
    let Some(account) = live.account.clone().filter(|_| waiting) else { return Ok(()) };
    if code.trim().is_empty() {
        state.problem = Some(Problem::Empty);
        return Ok(());
    }
    if !allowed(house, tx, live, state)? {
        return Ok(());
    }
    let typed = email_code::normalise_typed(code);
    state.problem = match codes::redeem(tx, &live.id, CONFIRM, &typed)? {
        codes::Redeemed::Right => {
            let mut hidden = Hidden::of(live)?;
            let address = Secret::new(std::mem::take(&mut hidden.address));
            hidden.put(live)?;
            methods::put(tx, &account, MethodKind::Email, "Private e-mail", &address, 0)?;
            added(tx, live, MethodKind::Email)?;
            state.finished(MethodKind::Email);
            return prepare(house, tx, live, state);
        }
        codes::Redeemed::Wrong | codes::Redeemed::Missing => Some(Problem::WrongCode),
        codes::Redeemed::Used => Some(Problem::CodeUsed),
        codes::Redeemed::Expired => Some(Problem::CodeExpired),
    };
    Ok(())
}

/// The end: from here on the person can recover. The link is spent with it.
pub fn codes_kept(tx: &mut Tx, live: &mut flows::Flow, state: &mut Enrolment) -> StoreResult<()> {
    let Some(account) = live.account.clone().filter(|_| state.stage == Stage::Codes) else { return Ok(()) };
    let policy = crate::house::policy(tx)?;
    if !policy.is_enrolled(&state.done) {
        // the policy became stricter in the meantime
        state.stage = Stage::Choose;
        state.problem = Some(Problem::NotEnoughChosen { needed: policy.required });
        return Ok(());
    }
    if !invitations::mark_used(tx, &state.invitation)? {
        state.stop(Problem::LinkSpent);
        return Ok(());
    }
    let now = tx.now();
    accounts::set_enrolled(tx, &account, Some(now))?;
    Hidden::default().put(live)?;
    audit::append(
        tx,
        audit::Event {
            kind: "enrolment.finished",
            actor: "self-service",
            account: Some(&account),
            directory: None,
            address: Some(&live.address),
            detail: serde_json::json!({ "methods": state.done.iter().map(|kind| kind.code()).collect::<Vec<_>>() }),
        },
    )?;
    jobs::enqueue(tx, NOTICE, &Notice { account: account.0, kind: NoticeKind::Enrolled, at: now }, now, None)?;
    state.problem = None;
    state.stage = Stage::Done;
    Ok(())
}
