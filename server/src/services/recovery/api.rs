//! The port. Each form is one call of the engine, under the least time that its answer takes.

use super::service::{RecoveryService, go};
use crate::flows::{self, Form, Found, Moved, Step};
use async_trait::async_trait;
use latchkey_app::ports::{Begun, Caller, ProofInput, RecoverApi, RecoverGo};
use latchkey_contract::recover::{RecoverAt, RecoverPage, RecoveryAction};
use latchkey_contract::{MethodKind, Problem};
use latchkey_domain::Reason;
use latchkey_domain::recovery::Recovery;

#[async_trait]
impl RecoverApi for RecoveryService {
    async fn page(&self, caller: &Caller, wanted: RecoverAt) -> Result<RecoverPage, RecoverAt> {
        match flows::find(&self.app, caller).await {
            Ok(Found::Live(begun)) => self.page_of(begun, wanted).await,
            // a cookie without a flow: it was cleared away after its time
            Ok(Found::Gone) => Ok(RecoverPage::Stopped { why: Problem::Expired }),
            Ok(Found::NoCookie) => Err(RecoverAt::Name),
            Err(error) => {
                let faulty = self.app.report("a recovery page could not be made", &error.into());
                Ok(RecoverPage::Stopped { why: faulty.into() })
            }
        }
    }

    async fn begin(&self, caller: &Caller, name: &str, unlock: bool) -> Begun {
        self.begun(caller, name, unlock).await
    }

    async fn choose_method(&self, caller: &Caller, version: i64, method: Option<MethodKind>) -> RecoverGo {
        let app = self.app.clone();
        let chosen = move |step: &mut Step<'_, '_, Recovery>| {
            let Some(kind) = method else {
                step.state.back_to_methods();
                step.state.problem = None;
                return Ok(());
            };
            if step.state.choose_method(kind) { flows::open(&app, step, false) } else { Ok(()) }
        };
        self.step(caller, version, chosen).await
    }

    async fn send_again(&self, caller: &Caller, version: i64) -> RecoverGo {
        let app = self.app.clone();
        self.step(caller, version, move |step| flows::open(&app, step, true)).await
    }

    async fn verify(&self, caller: &Caller, version: i64, given: ProofInput) -> RecoverGo {
        // which of the two it is, the flow says once it is loaded; both begin with the form
        let (quick, remote) = (self.quick.begin(), self.remote.begin());
        let proved = flows::prove(&self.app, caller, Form::Page(version), given).await;
        let least = if proved.remote { remote } else { quick };
        least.passed().await;
        self.after_proof(proved.moved).await
    }

    async fn returned(&self, caller: &Caller, given: ProofInput) -> RecoverGo {
        let proved = self.remote.under(flows::prove(&self.app, caller, Form::Return, given)).await;
        match proved.moved {
            // whoever comes back without a flow began nothing here
            Ok(Moved::NoCookie) => go(RecoverAt::Stopped),
            moved => self.after_proof(moved).await,
        }
    }

    async fn choose_action(&self, caller: &Caller, version: i64, action: RecoveryAction) -> RecoverGo {
        if action == RecoveryAction::Unlock {
            return self.quick.under(self.unlock(caller, version)).await;
        }
        let chosen = |step: &mut Step<'_, '_, Recovery>| {
            step.state.choose_action(RecoveryAction::Reset);
            Ok(())
        };
        self.step(caller, version, chosen).await
    }

    async fn finish_rest(&self, caller: &Caller, version: i64) -> RecoverGo {
        let again = |step: &mut Step<'_, '_, Recovery>| {
            step.state.finish_rest();
            Ok(())
        };
        self.step(caller, version, again).await
    }

    async fn set_password(&self, caller: &Caller, version: i64, new: String) -> RecoverGo {
        self.quick.under(self.reset(caller, version, new.into())).await
    }

    async fn leave(&self, caller: &Caller) -> RecoverGo {
        let ended = flows::step(&self.app, caller, Form::Any, |step: &mut Step<'_, '_, Recovery>| {
            // a write that is kept for later is not abandoned: its end must be stored
            if !step.state.plan.is_kept() {
                step.state.stop(Reason::Expired);
            }
            Ok(())
        });
        if let Err(error) = self.quick.under(ended).await {
            tracing::warn!(error = %error, "a recovery could not be ended; it ends by its time");
        }
        RecoverGo { at: RecoverAt::Name, cookie: Some(String::new()) }
    }
}
