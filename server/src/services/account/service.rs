//! The service, and where a browser is sent after a form.

use crate::app_state::AppState;
use crate::fault::Fault;
use crate::flows::{self, Form, Moved, Step};
use crate::services::minimum_latency::MinimumLatency;
use crate::system::Pauses;
use latchkey_app::ports::Caller;
use latchkey_contract::account::AccountGo;
use latchkey_domain::visit::Visit;
use latchkey_store::StoreResult;
use std::sync::Arc;
use std::time::Duration;

const PAGE: &str = "/account";
/// A refusal comes no sooner than this after the form: a directory is asked about people who exist and
/// not about others, and that must not be seen.
pub(super) const REFUSALS: Duration = Duration::from_millis(700);

pub struct AccountService {
    pub(super) app: Arc<AppState>,
    pub(super) refusals: MinimumLatency,
}

pub(super) fn here() -> AccountGo {
    AccountGo { path: PAGE.into(), ..AccountGo::default() }
}

/// To the sign-in, which says why.
pub(super) fn again(word: &str) -> AccountGo {
    AccountGo { path: format!("{PAGE}?again={word}"), ..AccountGo::default() }
}

impl AccountService {
    pub fn new(app: Arc<AppState>, pauses: Pauses) -> Self {
        Self { app, refusals: MinimumLatency::new(REFUSALS, pauses) }
    }

    /// A form that nothing outside has a say in, and after which only the page follows.
    pub(super) async fn step<F>(&self, caller: &Caller, version: i64, action: F) -> AccountGo
    where
        F: FnOnce(&mut Step<'_, '_, Visit>) -> StoreResult<()> + Send + 'static,
    {
        self.after(flows::step(&self.app, caller, Form::Page(version), action).await).1
    }

    /// What came of a form, if it counted, and where the browser goes if nothing else follows.
    pub(super) fn after<T>(&self, moved: StoreResult<Moved<Visit, T>>) -> (Option<T>, AccountGo) {
        match moved {
            Ok(Moved::Done(_, done)) => (Some(done), here()),
            Ok(Moved::NoCookie | Moved::Gone | Moved::Stands(_) | Moved::Overtaken) => (None, here()),
            Err(error) => (None, self.broken("a step at the account page was not stored", &error.into())),
        }
    }

    pub(super) fn broken(&self, what: &str, fault: &Fault) -> AccountGo {
        let faulty = self.app.report(what, fault);
        again(&format!("fault&reference={}", faulty.reference))
    }
}
