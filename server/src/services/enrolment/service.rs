//! The service, and where a browser is sent after a form.

use crate::app_state::AppState;
use crate::flows::{self, Form, Moved, Step};
use latchkey_app::ports::Caller;
use latchkey_contract::enrol::EnrolGo;
use latchkey_domain::enrolment::Enrolment;
use latchkey_store::StoreResult;
use std::sync::Arc;

pub(super) const PAGE: &str = "/enrol";

pub struct EnrolmentService {
    pub(super) app: Arc<AppState>,
}

pub(super) fn here() -> EnrolGo {
    EnrolGo { path: PAGE.into(), cookie: None }
}

impl EnrolmentService {
    pub const fn new(app: Arc<AppState>) -> Self {
        Self { app }
    }

    /// A form that nothing outside has a say in, and after which only the page follows.
    pub(super) async fn step<F>(&self, caller: &Caller, version: i64, action: F) -> EnrolGo
    where
        F: FnOnce(&mut Step<'_, '_, Enrolment>) -> StoreResult<()> + Send + 'static,
    {
        self.after(flows::step(&self.app, caller, Form::Page(version), action).await).1
    }

    /// What came of a form, if it counted, and where the browser goes if nothing else follows.
    pub(super) fn after<T>(&self, moved: StoreResult<Moved<Enrolment, T>>) -> (Option<T>, EnrolGo) {
        match moved {
            Ok(Moved::Done(_, done)) => (Some(done), here()),
            Ok(Moved::NoCookie | Moved::Gone | Moved::Stands(_) | Moved::Overtaken) => (None, here()),
            Err(error) => {
                let faulty = self.app.report("an enrolment step was not stored", &error.into());
                let path = format!("{PAGE}?again=fault&reference={}", faulty.reference);
                (None, EnrolGo { path, cookie: None })
            }
        }
    }
}
