//! One form of the method that is being set up.

use super::finish::done;
use super::hidden::Hidden;
use super::prepare::with_method;
use crate::app_state::AppState;
use crate::flows::{Begun, Claimed, Step, TwoPhase, awaits_return, is_empty};
use crate::methods::{self, Method, RemoteAnswer, RemoteRequest, SetupOutcome};
use latchkey_app::ports::ProofInput;
use latchkey_contract::MethodKind;
use latchkey_domain::enrolment::{Enrolment, Stage};
use latchkey_domain::{Reason, limits};
use latchkey_store::StoreResult;
use latchkey_store::methods::MethodRow;
use serde_json::Value;
use std::sync::Arc;

pub(super) struct SetUpForm {
    pub app: Arc<AppState>,
    pub given: ProofInput,
}

/// Counted, and to be asked.
pub(super) struct Asking {
    method: &'static dyn Method,
    request: RemoteRequest,
}

impl TwoPhase<Enrolment> for SetUpForm {
    type Claim = Asking;
    type Answer = RemoteAnswer;
    type Outcome = ();

    fn is_awaited(&self, begun: &Begun<Enrolment>) -> bool {
        let Stage::SetUp { kind } = begun.state.stage else { return false };
        let secrets = Hidden::of(&begun.flow).unwrap_or_default().secrets;
        methods::of(kind).is_some_and(|method| method.needs_remote_set_up())
            && awaits_return(&secrets, kind, &self.given)
    }

    fn claim(&self, step: &mut Step<'_, '_, Enrolment>) -> StoreResult<Claimed<Asking, ()>> {
        let Stage::SetUp { kind } = step.state.stage else { return Ok(Claimed::Done(())) };
        let Some(method) = methods::of(kind) else { return Ok(Claimed::Done(())) };
        if is_empty(&self.given) {
            step.state.problem = Some(Reason::Empty);
            return Ok(Claimed::Done(()));
        }
        if !count(step)? {
            return Ok(Claimed::Done(()));
        }
        if method.needs_remote_set_up() {
            let request = request(step, kind, &self.given)?;
            return Ok(Claimed::Ask(Asking { method, request }));
        }
        take(&self.app, step, &self.given, Ok(Value::Null)).map(Claimed::Done)
    }

    async fn ask(&self, app: &Arc<AppState>, Asking { method, request }: Asking) -> RemoteAnswer {
        method.ask_remote_at_set_up(app, request, &self.given).await
    }

    fn decide(&self, step: &mut Step<'_, '_, Enrolment>, answer: RemoteAnswer) -> StoreResult<()> {
        take(&self.app, step, &self.given, answer)
    }
}

/// Wrong codes per flow are few: counted before anything is looked at.
fn count(step: &mut Step<'_, '_, Enrolment>) -> StoreResult<bool> {
    let key = format!("enrol:{}", step.flow.id);
    let hit = latchkey_store::limits::hit(step.tx, &limits::SET_UP_TRIES_PER_FLOW, &key)?;
    if !hit.allowed {
        step.state.problem = Some(Reason::TryLater { from: hit.retry_at });
    }
    Ok(hit.allowed)
}

/// What another server is asked with; the flow keeps what is left.
fn request(step: &mut Step<'_, '_, Enrolment>, kind: MethodKind, given: &ProofInput) -> StoreResult<RemoteRequest> {
    let mut hidden = Hidden::of(step.flow)?;
    let own = |rows: Vec<MethodRow>| rows.into_iter().filter(|row| row.kind == kind).collect();
    let request = RemoteRequest::of(step.tx, step.flow, &mut hidden.secrets, kind, given, own)?;
    hidden.put(step.flow)?;
    Ok(request)
}

fn take(
    app: &Arc<AppState>,
    step: &mut Step<'_, '_, Enrolment>,
    given: &ProofInput,
    answer: RemoteAnswer,
) -> StoreResult<()> {
    let Stage::SetUp { kind } = step.state.stage else { return Ok(()) };
    let Some(method) = methods::of(kind) else { return Ok(()) };
    match with_method(app, step.tx, step.flow, kind, |at| method.take(at, given, answer))? {
        SetupOutcome::Refused(problem) => step.state.problem = Some(problem),
        SetupOutcome::More => step.state.problem = None,
        SetupOutcome::Done(new) => done(app, step.tx, step.flow, step.state, new)?,
    }
    Ok(())
}
