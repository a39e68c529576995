//! One proof by a method: the try is counted, the method decides, the flow moves on. Every branch makes the same reads
//! and writes for a person who exists, one who does not, and one who has not set this method up.

use super::begun::{Begun, BegunFlow, Step};
use super::step::Form;
use super::two_phase::{Answered, Claimed, TwoPhase, in_two_phases};
use crate::app_state::AppState;
use crate::methods::tries::{self, Admitted, Attempt, Who};
use crate::methods::{self, FlowSecrets, Method, ProofContext, RemoteAnswer, RemoteRequest, Verdict};
use latchkey_app::ports::{Caller, ProofInput};
use latchkey_contract::MethodKind;
use latchkey_domain::audit::{Actor, AuditKind};
use latchkey_domain::independence::Authenticator;
use latchkey_domain::limits::address_key;
use latchkey_domain::{Reason, Timestamp};
use latchkey_store::methods::{self as rows, MethodRow};
use latchkey_store::{AuditEvent, StoreResult};
use serde_json::Value;
use std::sync::Arc;

/// A flow in which somebody proves who they are.
pub trait ProvedFlow: BegunFlow {
    /// The method whose page is open.
    fn awaited_method(&self) -> Option<MethodKind>;

    /// Proofs that were right before this one: later ones are counted apart.
    fn proofs_before(&self) -> usize;

    /// Which of a person's rows may be used for it.
    fn open_rows(&self, all: Vec<MethodRow>, kind: MethodKind) -> Vec<MethodRow>;

    /// The method could not be opened: back to where it was chosen.
    fn not_opened(&mut self, why: Reason);

    /// The method was tried too often: another can be chosen.
    fn close_method(&mut self, why: Reason);

    /// The network tried too much, whatever the method: the flow ends.
    fn close(&mut self, why: Reason);

    /// `false`: it is right, and does not count here. The page says so.
    fn take_right(&mut self, authenticator: Authenticator, now: Timestamp) -> bool;

    fn take_wrong(&mut self, why: Reason);

    /// Under which heading a proof is on record.
    fn audited(counts: bool) -> (AuditKind, Actor<'static>);
}

/// One form of a method's page.
pub async fn prove<S: ProvedFlow>(
    app: &Arc<AppState>,
    caller: &Caller,
    form: Form,
    given: ProofInput,
) -> Answered<S, ()> {
    let proof = Proof { app: app.clone(), given, address: address_key(caller.address) };
    in_two_phases(app, caller, form, proof).await
}

/// Opens the page of the awaited method, or sends its message again.
pub fn open<S: ProvedFlow>(app: &Arc<AppState>, step: &mut Step<'_, '_, S>, again: bool) -> StoreResult<()> {
    let Some(method) = step.state.awaited_method().and_then(methods::of) else { return Ok(()) };
    if let Err(problem) = with_method(app, step, method.kind(), |at| method.ask(at, again))? {
        step.state.not_opened(problem);
    }
    Ok(())
}

/// Nothing at all was given: no try. A method that asks for nothing (to wait) gives a state.
pub fn is_empty(given: &ProofInput) -> bool {
    given.text.trim().is_empty()
        && given.credential.is_empty()
        && given.state.is_empty()
        && given.answers.iter().all(|answer| answer.trim().is_empty())
}

/// Whether something is awaited from another site for this method, and this may be it.
pub fn awaits_return(secrets: &FlowSecrets, kind: MethodKind, given: &ProofInput) -> bool {
    !given.state.is_empty() && secrets.awaits(kind)
}

pub struct Proof {
    app: Arc<AppState>,
    given: ProofInput,
    /// The network that it came from.
    address: String,
}

/// Counted, and to be asked.
pub struct Asking {
    method: &'static dyn Method,
    request: RemoteRequest,
    attempt: Attempt,
}

/// A counted try, and what another server says of it.
pub struct Tried {
    method: &'static dyn Method,
    answer: RemoteAnswer,
    attempt: Attempt,
}

impl<S: ProvedFlow> TwoPhase<S> for Proof {
    type Claim = Asking;
    type Answer = Tried;
    type Outcome = ();

    fn is_remote(state: &S) -> bool {
        state.awaited_method().and_then(methods::of).is_some_and(|method| method.needs_remote_check())
    }

    fn is_awaited(&self, begun: &Begun<S>) -> bool {
        let secrets = FlowSecrets::of(&begun.flow).unwrap_or_default();
        let awaits = |kind| awaits_return(&secrets, kind, &self.given);
        Self::is_remote(&begun.state) && begun.state.awaited_method().is_some_and(awaits)
    }

    fn claim(&self, step: &mut Step<'_, '_, S>) -> StoreResult<Claimed<Asking, ()>> {
        let Some(method) = step.state.awaited_method().and_then(methods::of) else { return Ok(Claimed::Done(())) };
        if is_empty(&self.given) {
            *step.state.note() = Some(Reason::Empty);
            return Ok(Claimed::Done(()));
        }
        let Some(attempt) = count(step, method.kind(), &self.address)? else { return Ok(Claimed::Done(())) };
        if method.needs_remote_check() {
            let request = request(step, method.kind(), &self.given)?;
            return Ok(Claimed::Ask(Asking { method, request, attempt }));
        }
        let tried = Tried { method, answer: Ok(Value::Null), attempt };
        decide(&self.app, step, &self.given, tried, &self.address).map(Claimed::Done)
    }

    async fn ask(&self, app: &Arc<AppState>, Asking { method, request, attempt }: Asking) -> Tried {
        Tried { method, answer: method.ask_remote(app, request, &self.given).await, attempt }
    }

    fn decide(&self, step: &mut Step<'_, '_, S>, tried: Tried) -> StoreResult<()> {
        decide(&self.app, step, &self.given, tried, &self.address)
    }
}

/// Counts the try before anything is looked at. `None`: the page says why not.
fn count<S: ProvedFlow>(step: &mut Step<'_, '_, S>, kind: MethodKind, address: &str) -> StoreResult<Option<Attempt>> {
    let Step { tx, flow, state, .. } = step;
    let who = Who { name_key: &flow.name_key, person: flow.person.as_ref(), address, stage: state.proofs_before() };
    Ok(match tries::admit(tx, kind, &who)? {
        Admitted::Yes => Some(Attempt::Real),
        Admitted::Silently => Some(Attempt::Decoy),
        Admitted::No(until) => {
            state.close_method(Reason::MethodLater { from: until });
            None
        }
        Admitted::Network(until) => {
            state.close(Reason::TryLater { from: until });
            None
        }
    })
}

/// What another server is asked with; the flow keeps what is left.
fn request<S: ProvedFlow>(
    step: &mut Step<'_, '_, S>,
    kind: MethodKind,
    given: &ProofInput,
) -> StoreResult<RemoteRequest> {
    let Step { tx, flow, state, .. } = step;
    let mut secrets = FlowSecrets::of(flow)?;
    let request = RemoteRequest::of(tx, flow, &mut secrets, kind, given, |all| state.open_rows(all, kind))?;
    secrets.put_into(flow)?;
    Ok(request)
}

/// Runs `action` with the things of one method, and keeps with the flow what it leaves.
fn with_method<S: ProvedFlow, T>(
    app: &Arc<AppState>,
    step: &mut Step<'_, '_, S>,
    kind: MethodKind,
    action: impl FnOnce(&mut ProofContext<'_, '_>) -> StoreResult<T>,
) -> StoreResult<T> {
    let Step { tx, flow, state, .. } = step;
    let mut all = FlowSecrets::of(flow)?;
    let person = flow.person.clone().unwrap_or_else(methods::nobody);
    let rows = state.open_rows(rows::of(tx, &person)?, kind);
    let (secrets, looks_like) = (all.get(kind), all.looks_like(&person));
    let stage = state.proofs_before();
    let mut at = ProofContext { app, tx, flow, person, looks_like, rows, stage, secrets };
    let done = action(&mut at)?;
    let left = at.secrets;
    all.put(kind, left);
    all.put_into(flow)?;
    Ok(done)
}

/// The method decides, and the flow moves on.
fn decide<S: ProvedFlow>(
    app: &Arc<AppState>,
    step: &mut Step<'_, '_, S>,
    given: &ProofInput,
    Tried { method, answer, attempt }: Tried,
    address: &str,
) -> StoreResult<()> {
    let (kind, stage) = (method.kind(), step.state.proofs_before());
    if step.state.awaited_method() != Some(kind) {
        return Ok(());
    }
    let verdict = match answer {
        _ if attempt == Attempt::Decoy => Verdict::Wrong(Reason::WrongCode),
        Ok(said) => with_method(app, step, kind, |at| method.check(at, given, said))?,
        Err(problem) => Verdict::NotCounted(problem),
    };
    let Step { tx, flow, state, .. } = step;
    let who = Who { name_key: &flow.name_key, person: flow.person.as_ref(), address, stage };
    let counts = match verdict {
        Verdict::Right(authenticator) => {
            tries::give_back(tx, kind, &who)?;
            let now = tx.now();
            state.take_right(authenticator, now)
        }
        Verdict::Wrong(problem) => {
            state.take_wrong(problem);
            false
        }
        Verdict::NotCounted(problem) => {
            tries::give_back(tx, kind, &who)?;
            *state.note() = Some(problem);
            return Ok(());
        }
        Verdict::Redirected => {
            tries::give_back(tx, kind, &who)?;
            *state.note() = None;
            return Ok(());
        }
        Verdict::NextChallenge => {
            *state.note() = None;
            return Ok(());
        }
    };
    let (audited, actor) = S::audited(counts);
    let event = AuditEvent::at(address).account(flow.account.as_ref());
    tx.audit(audited, actor, event.detail(serde_json::json!({ "method": kind.code() })));
    Ok(())
}
