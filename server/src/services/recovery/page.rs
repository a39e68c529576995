//! Which page a flow shows, and what stands on it.

use super::late_answer::settle_if_due;
use super::look_up::look_up;
use super::service::{RecoveryService, at};
use crate::flows::Begun;
use crate::methods;
use crate::services::{new_password, view};
use latchkey_contract::MethodKind;
use latchkey_contract::recover::{Ask, RecoverAt, RecoverPage, RecoveryAction, Target, Unavailable};
use latchkey_domain::independence::Shared;
use latchkey_domain::recovery::{PlannedAccount, Recovery, Stage};
use latchkey_store::flows;

impl RecoveryService {
    pub(super) async fn page_of(&self, begun: Begun<Recovery>, wanted: RecoverAt) -> Result<RecoverPage, RecoverAt> {
        let Begun { flow: live, state: kept } = self.caught_up(begun).await;
        let problem = view::told(&self.app, kept.problem.as_ref());
        let stage = kept.stage.clone();
        let (proved, required) = (kept.proved_kinds(), kept.proofs_needed());
        let here = at(kept.step());
        // the list of methods may be looked at again while a code is awaited
        let list = wanted == RecoverAt::Methods && matches!(stage, Stage::Proving { .. });
        if wanted != here && !list {
            return Err(here);
        }
        let (version, who) = (live.version, live.who.clone());
        let nth = u32::try_from(proved.len()).unwrap_or(0) + 1;
        Ok(match stage {
            Stage::Proving { chosen: Some(method) } if !list => {
                let ask = self.ask(&live, method);
                RecoverPage::Verify { version, who, nth, required, method, proved, problem, ask }
            }
            Stage::Proving { .. } => RecoverPage::Methods {
                version,
                who,
                nth,
                required,
                methods: kept.open_kinds(),
                unavailable: unavailable(&kept.unavailable_kinds()),
                proved,
                problem,
            },
            Stage::ChoosingAction => {
                // the first that an unlock opens: the one that the person named, if it is locked
                let locked = kept.plan.waiting().find(|planned| planned.unlock_is_enough());
                let state = locked.and_then(|planned| planned.facts.as_ref()).map(|facts| &facts.state);
                let moment = |at: Option<_>| at.map(|at| self.app.moment(at));
                RecoverPage::Action {
                    version,
                    who,
                    directory: locked.map_or_else(String::new, |planned| planned.directory.clone()),
                    locked_at: moment(state.and_then(|s| s.locked_at)),
                    locked_until: moment(state.and_then(|s| s.locked_until)),
                    problem,
                }
            }
            Stage::NewPassword | Stage::Applying { .. } => RecoverPage::Password {
                version,
                who,
                accounts: kept.plan.waiting().map(target).collect(),
                required,
                rules: new_password::rules_of_all(&self.app, kept.plan.waiting()),
                problem,
                busy: match stage {
                    Stage::Applying { action, .. } => Some(action),
                    _ => None,
                },
            },
            Stage::Done { action } => RecoverPage::Done {
                version,
                who,
                action,
                accounts: view::results(&self.app, &kept.plan, action),
                unfinished: !kept.plan.is_writing() && kept.plan.is_unfinished() && action == RecoveryAction::Reset,
            },
            Stage::Stopped { why } => RecoverPage::Stopped { why: view::problem(&self.app, &why) },
        })
    }

    /// Finishes what an interruption left open: proofs whose account was not looked up yet, and
    /// a write whose answer we never heard.
    async fn caught_up(&self, begun: Begun<Recovery>) -> Begun<Recovery> {
        let lost = matches!(begun.state.stage, Stage::NewPassword) && begun.state.plan.is_unread();
        let result = if begun.state.awaits_look_up() || lost {
            look_up(&self.app, begun.clone()).await
        } else if begun.state.is_open() {
            settle_if_due(&self.app, begun.clone()).await
        } else {
            return begun;
        };
        result.unwrap_or_else(|fault| {
            self.app.report("a recovery could not be brought up to date", &fault);
            begun
        })
    }

    fn ask(&self, live: &flows::Flow, kind: MethodKind) -> Ask {
        let secrets = methods::FlowSecrets::of(live).map(|secrets| secrets.get(kind)).unwrap_or_default();
        methods::of(kind).map_or(Ask::TextField { prompt: None }, |method| method.page(&self.app, &secrets))
    }
}

fn target(planned: &PlannedAccount) -> Target {
    Target { directory: planned.directory.clone(), login: planned.login.clone(), locked: planned.is_locked() }
}

fn unavailable(kinds: &[(MethodKind, Shared)]) -> Vec<Unavailable> {
    kinds.iter().map(|(method, shared)| Unavailable { method: *method, shares: view::shares(*shared) }).collect()
}
