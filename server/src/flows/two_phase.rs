//! A form that something outside has a say in: a RADIUS server, a directory, a slow hash. No transaction waits for that,
//! so there are two. In the first the form is counted and claimed, so that of many posts of it only one asks; in the
//! second the answer decides, if the flow is as the first one left it.

use super::begun::{Begun, BegunFlow, Step};
use super::step::{Form, Loaded, Moved, load, step, turn, unless_overtaken};
use crate::app_state::AppState;
use latchkey_app::ports::Caller;
use latchkey_domain::Reason;
use latchkey_store::StoreResult;
use std::sync::Arc;

pub trait TwoPhase<S: BegunFlow>: Send + Sync + Sized + 'static {
    /// What is asked with.
    type Claim: Send + 'static;
    type Answer: Send + 'static;
    /// What follows when all of it is kept.
    type Outcome: Send + 'static;

    /// Whether the page of this flow has a form that is answered outside. Told by the page alone, before anything is
    /// looked at: the least time that an answer takes goes by it, and must be the same for every name.
    fn is_remote(_state: &S) -> bool {
        false
    }

    /// Whether it is what this flow waits for; asked of what another site sent back ([`Form::Return`]).
    fn is_awaited(&self, _begun: &Begun<S>) -> bool {
        false
    }

    /// Counts first, then looks. Decides, where nobody need be asked.
    fn claim(&self, step: &mut Step<'_, '_, S>) -> StoreResult<Claimed<Self::Claim, Self::Outcome>>;

    /// In no transaction.
    fn ask(&self, app: &Arc<AppState>, claim: Self::Claim) -> impl Future<Output = Self::Answer> + Send;

    fn decide(&self, step: &mut Step<'_, '_, S>, answer: Self::Answer) -> StoreResult<Self::Outcome>;
}

/// What came of the first transaction.
pub enum Claimed<C, O> {
    Ask(C),
    Done(O),
}

pub struct Answered<S, O> {
    pub moved: StoreResult<Moved<S, O>>,
    /// As [`TwoPhase::is_remote`] said when the form came in.
    pub remote: bool,
}

pub async fn in_two_phases<S: BegunFlow, P: TwoPhase<S>>(
    app: &Arc<AppState>,
    caller: &Caller,
    form: Form,
    phases: P,
) -> Answered<S, P::Outcome> {
    let phases = Arc::new(phases);
    let (claimed, remote) = match claim(app, caller, form, phases.clone()).await {
        Ok((claimed, remote)) => (claimed, remote),
        Err(error) => return Answered { moved: unless_overtaken(Err(error)), remote: false },
    };
    let (begun, ask) = match claimed {
        Moved::Done(begun, Claimed::Ask(ask)) => (begun, ask),
        Moved::Done(begun, Claimed::Done(outcome)) => {
            return Answered { moved: Ok(Moved::Done(begun, outcome)), remote };
        }
        Moved::Stands(begun) => return Answered { moved: Ok(Moved::Stands(begun)), remote },
        Moved::NoCookie => return Answered { moved: Ok(Moved::NoCookie), remote },
        Moved::Gone => return Answered { moved: Ok(Moved::Gone), remote },
        Moved::Overtaken => return Answered { moved: Ok(Moved::Overtaken), remote },
    };
    let answer = phases.ask(app, ask).await;
    let moved = step(app, caller, Form::Page(begun.flow.version), move |step: &mut Step<'_, '_, S>| {
        *step.state.note() = None;
        phases.decide(step, answer)
    });
    Answered { moved: moved.await, remote }
}

type FirstPhase<S, P> = (Moved<S, Claimed<<P as TwoPhase<S>>::Claim, <P as TwoPhase<S>>::Outcome>>, bool);

async fn claim<S: BegunFlow, P: TwoPhase<S>>(
    app: &AppState,
    caller: &Caller,
    form: Form,
    phases: Arc<P>,
) -> StoreResult<FirstPhase<S, P>> {
    let Some(token) = S::cookie(caller).map(str::to_owned) else { return Ok((Moved::NoCookie, false)) };
    let locale = caller.locale;
    let claimed = app.store.write(move |tx| {
        let (begun, whose) = match load::<S>(tx, &token)? {
            Loaded::Live(begun, whose) => (begun, whose),
            Loaded::Nobodys(begun) => return Ok((Moved::Stands(begun), false)),
            Loaded::Gone => return Ok((Moved::Gone, false)),
        };
        let remote = P::is_remote(&begun.state);
        let fit = form.fit(&begun, |begun| phases.is_awaited(begun));
        let moved = turn(tx, begun, &whose, fit, locale, |step| {
            let claimed = phases.claim(step)?;
            if let Claimed::Ask(_) = claimed {
                // What a second click on this form would say. It finds it said, and moves nothing on
                // meanwhile: the answer must find the flow as it left it.
                *step.state.note() = Some(Reason::OutOfDate);
            }
            Ok(claimed)
        });
        Ok((moved?, remote))
    });
    claimed.await
}
