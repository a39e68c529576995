//! Back from another site: from the directory's own sign-in page, or from that of a method that is being set up. Where
//! the flow stands says which; what it does not wait for moves nothing.

use super::redirect::SignInAnswer;
use super::set_up::{Asking, SetUpForm};
use crate::app_state::AppState;
use crate::flows::{Begun, Claimed, Step, TwoPhase};
use crate::methods::RemoteAnswer;
use latchkey_domain::Reason;
use latchkey_domain::enrolment::{Enrolment, Stage};
use latchkey_domain::ids::{DirectoryId, ObjectId};
use latchkey_store::StoreResult;
use std::sync::Arc;

pub(super) struct Returned {
    pub sign_in: SignInAnswer,
    pub set_up: SetUpForm,
}

#[expect(clippy::large_enum_variant, reason = "one at a time, taken apart at once")]
pub(super) enum Claim {
    SignIn(DirectoryId),
    SetUp(Asking),
}

pub(super) enum Answer {
    SignIn(Result<ObjectId, Reason>),
    SetUp(RemoteAnswer),
}

impl TwoPhase<Enrolment> for Returned {
    type Claim = Claim;
    type Answer = Answer;
    type Outcome = ();

    fn is_awaited(&self, begun: &Begun<Enrolment>) -> bool {
        self.sign_in.is_awaited(begun) || self.set_up.is_awaited(begun)
    }

    fn claim(&self, step: &mut Step<'_, '_, Enrolment>) -> StoreResult<Claimed<Claim, ()>> {
        Ok(if step.state.stage == Stage::SignIn {
            match self.sign_in.claim(step)? {
                Claimed::Ask(directory) => Claimed::Ask(Claim::SignIn(directory)),
                Claimed::Done(()) => Claimed::Done(()),
            }
        } else {
            match self.set_up.claim(step)? {
                Claimed::Ask(asking) => Claimed::Ask(Claim::SetUp(asking)),
                Claimed::Done(()) => Claimed::Done(()),
            }
        })
    }

    async fn ask(&self, app: &Arc<AppState>, claim: Claim) -> Answer {
        match claim {
            Claim::SignIn(directory) => Answer::SignIn(self.sign_in.ask(app, directory).await),
            Claim::SetUp(asking) => Answer::SetUp(self.set_up.ask(app, asking).await),
        }
    }

    fn decide(&self, step: &mut Step<'_, '_, Enrolment>, answer: Answer) -> StoreResult<()> {
        match answer {
            Answer::SignIn(who) => self.sign_in.decide(step, who),
            Answer::SetUp(answer) => self.set_up.decide(step, answer),
        }
    }
}
