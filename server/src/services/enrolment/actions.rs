//! Setting methods up, each with its proof, in the caller's transaction; and the end, where what was
//! proved is kept.

use super::state::{Enrolment, Hidden, Purpose, Stage, authenticators};
use crate::app_state::AppState;
use crate::methods::{self, RemoteAnswer, RemoteRequest, SetupContext, SetupOutcome};
use crate::services::policy;
use crate::work::{NOTICE, Notice, NoticeKind};
use latchkey_app::ports::ProofInput;
use latchkey_contract::MethodKind;
use latchkey_domain::Reason;
use latchkey_domain::audit::{Actor, AuditKind};
use latchkey_domain::ids::PersonId;
use latchkey_domain::{Secret, limits};
use latchkey_methods::recovery_codes;
use latchkey_store::methods::{MethodRow, NewMethod};
use latchkey_store::{AuditEvent, StoreError, StoreResult, Tx, accounts, flows, invitations, jobs, persons};
use std::sync::Arc;

/// Runs `action` with the method's own things, and keeps what it leaves.
fn with_method<T>(
    app: &Arc<AppState>,
    tx: &mut Tx,
    live: &mut flows::Flow,
    kind: MethodKind,
    action: impl FnOnce(&mut SetupContext<'_, '_>) -> StoreResult<T>,
) -> StoreResult<T> {
    let id = live.account.clone().ok_or_else(|| StoreError::Corrupt("enrolment without account".into()))?;
    let account = accounts::by_id(tx, &id)?.ok_or_else(|| StoreError::Corrupt("enrolment without account".into()))?;
    let mut secrets = Hidden::of(live)?;
    let rows = latchkey_store::methods::of(tx, &account.person.id)?;
    let settings = methods::settings_and_questions(tx, app.language)?;
    let mut at = SetupContext {
        app,
        tx,
        flow: live,
        account,
        have: secrets.had(&rows),
        settings,
        secrets: secrets.secrets.get(kind),
    };
    let done = action(&mut at)?;
    let left = at.secrets;
    secrets.secrets.put(kind, left);
    secrets.put(live)?;
    Ok(done)
}

/// Makes what the page of this stage needs: what the method begins with, or the recovery codes.
pub fn prepare(app: &Arc<AppState>, tx: &mut Tx, live: &mut flows::Flow, state: &mut Enrolment) -> StoreResult<()> {
    match state.stage {
        Stage::SetUp { kind } => {
            let Some(method) = methods::of(kind) else { return Ok(()) };
            if let Err(problem) = with_method(app, tx, live, kind, |at| method.begin(at))? {
                state.stage = Stage::Choose;
                state.chosen.retain(|chosen| *chosen != kind);
                state.problem = Some(problem);
            }
        }
        Stage::Codes => {
            let mut secrets = Hidden::of(live)?;
            if secrets.codes.is_empty() {
                let fresh = recovery_codes::generate(tx.entropy());
                secrets.codes = fresh.iter().map(|code| code.expose().to_owned()).collect();
                secrets.put(live)?;
            }
        }
        _ => {}
    }
    Ok(())
}

/// Wrong codes per flow are few: counted before anything is looked at.
pub fn allowed(tx: &mut Tx, live: &flows::Flow, state: &mut Enrolment) -> StoreResult<bool> {
    let key = format!("enrol:{}", live.id);
    let hit = latchkey_store::limits::hit(tx, &limits::SET_UP_TRIES_PER_FLOW, &key)?;
    if !hit.allowed {
        state.problem = Some(Reason::TryLater { from: hit.retry_at });
    }
    Ok(hit.allowed)
}

/// What another server is asked with; the flow keeps what is left.
pub fn outer(tx: &mut Tx, live: &mut flows::Flow, kind: MethodKind, given: &ProofInput) -> StoreResult<RemoteRequest> {
    let mut secrets = Hidden::of(live)?;
    let own = |rows: Vec<MethodRow>| rows.into_iter().filter(|row| row.kind == kind).collect();
    let outer = RemoteRequest::of(tx, live, &mut secrets.secrets, kind, given, own)?;
    secrets.put(live)?;
    Ok(outer)
}

/// One form of the method that is being set up.
pub fn take(
    app: &Arc<AppState>,
    tx: &mut Tx,
    live: &mut flows::Flow,
    state: &mut Enrolment,
    given: &ProofInput,
    outside: RemoteAnswer,
) -> StoreResult<()> {
    let Stage::SetUp { kind } = state.stage else { return Ok(()) };
    let Some(method) = methods::of(kind) else { return Ok(()) };
    match with_method(app, tx, live, kind, |at| method.take(at, given, outside))? {
        SetupOutcome::Refused(problem) => state.problem = Some(problem),
        SetupOutcome::More => state.problem = None,
        SetupOutcome::Done(new) => done(app, tx, live, state, new)?,
    }
    Ok(())
}

/// A method was proved to work.
fn done(
    app: &Arc<AppState>,
    tx: &mut Tx,
    live: &mut flows::Flow,
    state: &mut Enrolment,
    new: NewMethod,
) -> StoreResult<()> {
    let kind = new.kind;
    let mut secrets = Hidden::of(live)?;
    secrets.secrets.put(kind, serde_json::Value::Null);
    if !methods::of(kind).is_some_and(methods::Method::several) {
        secrets.ready.retain(|earlier| earlier.kind != kind);
    }
    secrets.ready.push(new);
    secrets.put(live)?;
    if state.purpose == Purpose::Add {
        if let Some(person) = live.person.clone() {
            keep_ready(tx, live, &person)?;
            notice(tx, &person, NoticeKind::MethodAdded { method: kind })?;
        }
        state.done = vec![kind];
        state.problem = None;
        state.stage = Stage::Done;
        return Ok(());
    }
    state.finished(kind);
    if state.stage == Stage::Codes && state.purpose == Purpose::Complete {
        return finish(tx, live, state);
    }
    prepare(app, tx, live, state)
}

/// Writes what was proved in this flow.
fn keep_ready(tx: &mut Tx, live: &mut flows::Flow, person: &PersonId) -> StoreResult<()> {
    let mut secrets = Hidden::of(live)?;
    for new in std::mem::take(&mut secrets.ready) {
        if methods::of(new.kind).is_some_and(methods::Method::several) {
            latchkey_store::methods::add(tx, person, &new)?;
        } else {
            latchkey_store::methods::replace(tx, person, &new)?;
        }
        let event = AuditEvent::at(&live.address).account(live.account.as_ref());
        let detail = serde_json::json!({ "method": new.kind.code() });
        tx.audit(AuditKind::MethodAdded, Actor::SelfService, event.detail(detail));
    }
    secrets.put(live)?;
    policy::profiles_changed(tx)
}

fn notice(tx: &mut Tx, person: &PersonId, kind: NoticeKind) -> StoreResult<()> {
    let now = tx.now();
    jobs::enqueue(tx, NOTICE, &Notice { person: person.0.clone(), kind, at: now }, now, None)
}

/// The sheet was kept: the end.
pub fn codes_kept(tx: &mut Tx, live: &mut flows::Flow, state: &mut Enrolment) -> StoreResult<()> {
    if state.stage != Stage::Codes {
        return Ok(());
    }
    finish(tx, live, state)
}

/// From here on the person can recover. The link is spent with it.
fn finish(tx: &mut Tx, live: &mut flows::Flow, state: &mut Enrolment) -> StoreResult<()> {
    let Some(person) = live.person.clone() else { return Ok(()) };
    let secrets = Hidden::of(live)?;
    if state.purpose == Purpose::NewCodes {
        put_codes(tx, &person, &secrets.codes)?;
        Hidden::default().put(live)?;
        let event = AuditEvent::at(&live.address).account(live.account.as_ref());
        tx.audit(AuditKind::RecoveryCodesRenewed, Actor::SelfService, event);
        notice(tx, &person, NoticeKind::RecoveryCodesRenewed)?;
        state.stage = Stage::Done;
        return Ok(());
    }
    let rows = latchkey_store::methods::of(tx, &person)?;
    let (policy, authenticators) = (policy::of(tx, &person)?, authenticators(&secrets.had(&rows)));
    if !policy.is_enrolled(&authenticators) {
        // two of them depend on one thing, or the policy became stricter in the meantime
        state.lacks(&authenticators, &policy);
        return Ok(());
    }
    if let Purpose::Invitation { id } = &state.purpose
        && !invitations::mark_used(tx, id)?
    {
        state.stop(Reason::LinkSpent);
        return Ok(());
    }
    if matches!(state.purpose, Purpose::Invitation { .. }) {
        // what an unfinished enrolment of an older program may have left
        latchkey_store::methods::remove_all(tx, &person)?;
    }
    keep_ready(tx, live, &person)?;
    if !secrets.codes.is_empty() {
        put_codes(tx, &person, &secrets.codes)?;
    }
    let now = tx.now();
    persons::set_enrolled(tx, &person, Some(now))?;
    Hidden::default().put(live)?;
    let kinds: Vec<_> = state.done.iter().map(|kind| kind.code()).collect();
    let event =
        AuditEvent::at(&live.address).account(live.account.as_ref()).detail(serde_json::json!({ "methods": kinds }));
    tx.audit(AuditKind::EnrolmentFinished, Actor::SelfService, event);
    notice(tx, &person, NoticeKind::Enrolled)?;
    state.problem = None;
    state.stage = Stage::Done;
    Ok(())
}

fn put_codes(tx: &mut Tx, person: &PersonId, codes: &[String]) -> StoreResult<()> {
    let plain: Vec<Secret> = codes.iter().map(|code| Secret::new(recovery_codes::normalise(code))).collect();
    latchkey_store::methods::put_recovery_codes(tx, person, &plain)
}
