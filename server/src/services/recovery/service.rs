//! The service, and where a browser is sent after a form.

use crate::app_state::AppState;
use crate::fault::Fault;
use crate::flows::{self, Begun, Form, Found, Moved};
use crate::services::minimum_latency::MinimumLatency;
use crate::system::Pauses;
use latchkey_app::ports::{Caller, RecoverGo};
use latchkey_contract::recover::RecoverAt;
use latchkey_domain::recovery::{Recovery, Step};
use latchkey_store::StoreResult;
use std::sync::Arc;
use std::time::Duration;

/// The answer to a form comes no sooner: more than a commit takes on a slow disk. Pages only read, and
/// between them no difference was found that a minimum would have taken away.
const QUICK: Duration = Duration::from_millis(25);
/// Nor that to a proof which takes longer to look at: three answers to questions are three argon2.
const REMOTE: Duration = Duration::from_millis(100);

pub struct RecoveryService {
    pub(super) app: Arc<AppState>,
    pub(super) quick: MinimumLatency,
    pub(super) remote: MinimumLatency,
}

pub(super) const fn at(step: Step) -> RecoverAt {
    match step {
        Step::Methods => RecoverAt::Methods,
        Step::Verify => RecoverAt::Verify,
        Step::Action => RecoverAt::Action,
        Step::Password => RecoverAt::Password,
        Step::Done => RecoverAt::Done,
        Step::Stopped => RecoverAt::Stopped,
    }
}

pub(super) const fn go(at: RecoverAt) -> RecoverGo {
    RecoverGo { at, cookie: None }
}

/// To the page where the flow stands.
pub(super) fn to(begun: &Begun<Recovery>) -> RecoverGo {
    go(at(begun.state.step()))
}

impl RecoveryService {
    pub fn new(app: Arc<AppState>, pauses: Pauses) -> Self {
        Self { app, quick: MinimumLatency::new(QUICK, pauses), remote: MinimumLatency::new(REMOTE, pauses) }
    }

    /// A form that nothing outside has a say in.
    pub(super) async fn step<F>(&self, caller: &Caller, version: i64, action: F) -> RecoverGo
    where
        F: FnOnce(&mut flows::Step<'_, '_, Recovery>) -> StoreResult<()> + Send + 'static,
    {
        let moved = flows::step(&self.app, caller, Form::Page(version), action);
        self.after(self.quick.under(moved).await)
    }

    /// Where the browser goes after a form.
    pub(super) fn after<T>(&self, moved: StoreResult<Moved<Recovery, T>>) -> RecoverGo {
        match moved {
            Ok(Moved::Done(begun, _) | Moved::Stands(begun)) => to(&begun),
            Ok(Moved::NoCookie) => go(RecoverAt::Name),
            // expired: the page says so
            Ok(Moved::Gone) => go(RecoverAt::Stopped),
            // another post was first; its result is what counts
            Ok(Moved::Overtaken) => go(RecoverAt::Methods),
            Err(error) => self.broken("a recovery step was not stored", &error.into()),
        }
    }

    /// Nothing was stored, not even what happened: the page says so by itself.
    pub(super) fn broken(&self, what: &str, fault: &Fault) -> RecoverGo {
        let faulty = self.app.report(what, fault);
        go(RecoverAt::Fault(faulty.reference))
    }

    pub(super) async fn redirect_to_current(&self, caller: &Caller) -> RecoverGo {
        match flows::find::<Recovery>(&self.app, caller).await {
            Ok(Found::Live(begun)) => to(&begun),
            Ok(Found::NoCookie | Found::Gone) => go(RecoverAt::Stopped),
            Err(error) => self.broken("a recovery could not be read", &error.into()),
        }
    }
}
