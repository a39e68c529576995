//! Checking proofs: the try is counted, the method decides, the flow moves on. Every branch makes the
//! same reads and writes for a person who exists, one who does not, and one who has not set this
//! method up.

use super::Recovery;
use crate::app_state::AppState;
use crate::methods::tries::{self, Admitted, Attempt, Who};
use crate::methods::{self, FlowSecrets, Method, ProofContext, RemoteAnswer, RemoteRequest, Verdict};
use latchkey_app::ports::ProofInput;
use latchkey_contract::MethodKind;
use latchkey_domain::Reason;
use latchkey_domain::audit::{Actor, AuditKind};
use latchkey_store::{AuditEvent, StoreResult, Tx, flows};
use std::sync::Arc;

/// Runs `action` with the method's own things, and keeps what it leaves.
fn with_method<T>(
    app: &Arc<AppState>,
    tx: &mut Tx,
    live: &mut flows::Flow,
    kept: &Recovery,
    kind: MethodKind,
    action: impl FnOnce(&mut ProofContext<'_, '_>) -> StoreResult<T>,
) -> StoreResult<T> {
    let (policy, proved) = (&kept.policy, &kept.proved);
    methods::with_proof_context(
        app,
        tx,
        live,
        kind,
        proved.len(),
        |all| methods::open_rows(all, kind, policy, proved),
        action,
    )
}

/// The person chose a method, or wants another message.
pub fn open(
    app: &Arc<AppState>,
    tx: &mut Tx,
    live: &mut flows::Flow,
    kept: &mut Recovery,
    kind: MethodKind,
    again: bool,
) -> StoreResult<()> {
    let Some(method) = methods::of(kind) else { return Ok(()) };
    if let Err(problem) = with_method(app, tx, live, kept, kind, |at| method.ask(at, again))? {
        kept.back_to_methods();
        kept.problem = Some(problem);
    }
    Ok(())
}

const fn who<'a>(live: &'a flows::Flow, kept: &Recovery, address: &'a str) -> Who<'a> {
    Who { name_key: live.name_key.as_str(), person: live.person.as_ref(), address, stage: kept.proved.len() }
}

/// How a try that was counted stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counted {
    Look(Attempt),
    /// The page says why not.
    Closed,
}

/// Counts the try before anything is looked at.
pub fn count(
    tx: &mut Tx,
    live: &flows::Flow,
    kept: &mut Recovery,
    kind: MethodKind,
    address: &str,
) -> StoreResult<Counted> {
    Ok(match tries::admit(tx, kind, &who(live, kept, address))? {
        Admitted::Yes => Counted::Look(Attempt::Real),
        Admitted::Silently => Counted::Look(Attempt::Decoy),
        Admitted::No(until) => {
            kept.back_to_methods();
            kept.problem = Some(Reason::MethodLater { from: until });
            Counted::Closed
        }
        Admitted::Network(until) => {
            kept.stop(Reason::TryLater { from: until });
            Counted::Closed
        }
    })
}

/// One typed proof that needs no other server, from its count to what follows.
pub fn prove(
    app: &Arc<AppState>,
    tx: &mut Tx,
    live: &mut flows::Flow,
    kept: &mut Recovery,
    given: &ProofInput,
    address: &str,
) -> StoreResult<()> {
    let Some(method) = kept.awaited().and_then(methods::of) else { return Ok(()) };
    if is_empty(given) {
        kept.problem = Some(Reason::Empty);
        return Ok(());
    }
    let Counted::Look(attempt) = count(tx, live, kept, method.kind(), address)? else { return Ok(()) };
    decide(app, tx, live, kept, method, given, Ok(serde_json::Value::Null), attempt, address)
}

/// Nothing at all was given: no try. A method that asks for nothing (to wait) gives a state.
pub fn is_empty(given: &ProofInput) -> bool {
    given.text.trim().is_empty()
        && given.credential.is_empty()
        && given.state.is_empty()
        && given.answers.iter().all(|answer| answer.trim().is_empty())
}

/// What another server is asked with; the flow keeps what is left.
pub fn outer(
    tx: &mut Tx,
    live: &mut flows::Flow,
    kept: &Recovery,
    kind: MethodKind,
    given: &ProofInput,
) -> StoreResult<RemoteRequest> {
    let mut secrets = FlowSecrets::of(live)?;
    let (policy, proved) = (&kept.policy, &kept.proved);
    let outer =
        RemoteRequest::of(tx, live, &mut secrets, kind, given, |all| methods::open_rows(all, kind, policy, proved))?;
    secrets.put_into(live)?;
    Ok(outer)
}

/// The method decides, and the flow moves on.
#[expect(clippy::too_many_arguments, reason = "one place decides, and it needs all of it")]
pub fn decide(
    app: &Arc<AppState>,
    tx: &mut Tx,
    live: &mut flows::Flow,
    kept: &mut Recovery,
    method: &dyn Method,
    given: &ProofInput,
    outside: RemoteAnswer,
    attempt: Attempt,
    address: &str,
) -> StoreResult<()> {
    let kind = method.kind();
    let stage = kept.proved.len();
    let verdict = match outside {
        _ if attempt == Attempt::Decoy => Verdict::Wrong(Reason::WrongCode),
        Ok(said) => with_method(app, tx, live, kept, kind, |at| method.check(at, given, said))?,
        Err(problem) => Verdict::NotCounted(problem),
    };
    let counted = Who { stage, ..who(live, kept, address) };
    let right = match verdict {
        Verdict::Right(authenticator) => {
            tries::give_back(tx, kind, &counted)?;
            kept.right_proof(authenticator);
            kept.awaited().is_none()
        }
        Verdict::Wrong(problem) => {
            kept.wrong_proof(problem);
            false
        }
        Verdict::NotCounted(problem) => {
            tries::give_back(tx, kind, &counted)?;
            kept.problem = Some(problem);
            return Ok(());
        }
        Verdict::Redirected => {
            tries::give_back(tx, kind, &counted)?;
            kept.problem = None;
            return Ok(());
        }
        Verdict::NextChallenge => {
            kept.problem = None;
            return Ok(());
        }
    };
    if !right && kept.problem.is_none() && !kept.is_over() {
        // right, but depends on what was proved already
        kept.back_to_methods();
        kept.problem = Some(Reason::PickAnother);
    }
    let event = AuditEvent::at(address).account(live.account.as_ref());
    tx.audit(
        if right { AuditKind::RecoveryProofRight } else { AuditKind::RecoveryProofWrong },
        Actor::Anyone,
        event.detail(serde_json::json!({ "method": kind.code() })),
    );
    Ok(())
}
