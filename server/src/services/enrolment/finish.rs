//! A method is set up; and the end, where what was proved is kept.

use super::hidden::{Hidden, authenticators};
use super::prepare::prepare;
use crate::app_state::AppState;
use crate::methods;
use crate::services::policy;
use crate::work::{NOTICE, Notice, NoticeKind};
use latchkey_domain::audit::{Actor, AuditKind};
use latchkey_domain::enrolment::{Enrolment, Purpose, Stage};
use latchkey_domain::ids::PersonId;
use latchkey_domain::{Reason, Secret};
use latchkey_methods::recovery_codes;
use latchkey_store::methods::NewMethod;
use latchkey_store::{AuditEvent, StoreResult, Tx, flows, invitations, jobs, persons};
use std::sync::Arc;

/// A method was proved to work.
pub fn done(
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
