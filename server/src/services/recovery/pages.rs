//! Which page a flow shows, and what stands on it.

use super::{Facts, Found, RecoveryService, RecoveryState, at};
use crate::methods;
use crate::services::fault::Fault;
use crate::services::view;
use crate::services::{flow, new_password, policy, refusal};
use latchkey_app::ports::{Caller, RecoverGo};
use latchkey_contract::recover::{Ask, RecoverAt, RecoverPage, RecoveryAction, Shares, Unavailable};
use latchkey_domain::Reason;
use latchkey_domain::directory::DirectoryError;
use latchkey_domain::independence::{FactorKind, Shared};
use latchkey_domain::recovery::Stage;
use latchkey_store::{StoreError, accounts, flows};

impl RecoveryService {
    pub(super) async fn page_of(
        &self,
        live: flows::Flow,
        kept: RecoveryState,
        wanted: RecoverAt,
    ) -> Result<RecoverPage, RecoverAt> {
        let (live, kept) = self.caught_up(live, kept).await;
        let problem = view::told(&self.app, kept.recovery.problem.as_ref());
        let stage = kept.recovery.stage.clone();
        let (proved, required) = (kept.recovery.proved_kinds(), kept.recovery.proofs_needed());
        let here = at(kept.recovery.step());
        // the list of methods may be looked at again while a code is awaited
        let list = wanted == RecoverAt::Methods && matches!(stage, Stage::Proving { .. });
        if wanted != here && !list {
            return Err(here);
        }
        let (version, who) = (live.version, live.who.clone());
        let nth = u32::try_from(proved.len()).unwrap_or(0) + 1;
        let directory = kept.facts.as_ref().map_or_else(String::new, |facts| facts.directory.clone());
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
                methods: kept.recovery.open_kinds(),
                unavailable: unavailable(&kept.recovery.unavailable_kinds()),
                proved,
                problem,
            },
            Stage::ChoosingAction => {
                let state = kept.facts.as_ref().map(|facts| &facts.state);
                let moment = |at: Option<_>| at.map(|at| self.app.moment(at));
                RecoverPage::Action {
                    version,
                    who,
                    directory,
                    locked_at: moment(state.and_then(|s| s.locked_at)),
                    locked_until: moment(state.and_then(|s| s.locked_until)),
                    problem,
                }
            }
            Stage::NewPassword | Stage::Applying { .. } => RecoverPage::Password {
                version,
                who,
                directory,
                required,
                locked: kept.facts.as_ref().is_some_and(|facts| facts.state.locked),
                rules: kept.facts.as_ref().map_or_else(Vec::new, |facts| {
                    new_password::rules(&self.app, &facts.policy, &facts.state, &facts.names())
                }),
                problem,
                busy: match stage {
                    Stage::Applying { action: RecoveryAction::Unlock, .. } => Some(RecoveryAction::Unlock),
                    Stage::Applying { .. } => Some(RecoveryAction::Reset),
                    _ => None,
                },
            },
            Stage::Done { outcome } => RecoverPage::Done { who, outcome: view::outcome(&self.app, &outcome) },
            Stage::Stopped { why } => RecoverPage::Stopped { why: view::problem(&self.app, &why) },
        })
    }

    /// Finishes what an interruption left open: proofs whose account was not looked up yet, and
    /// a write whose answer we never heard.
    async fn caught_up(&self, live: flows::Flow, kept: RecoveryState) -> (flows::Flow, RecoveryState) {
        let proved = matches!(kept.recovery.stage, Stage::Proving { .. }) && kept.recovery.has_proved_enough();
        let lost = matches!(kept.recovery.stage, Stage::NewPassword) && kept.facts.is_none();
        let result = if proved || lost {
            self.look_up_account(live.clone(), kept.clone()).await
        } else if kept.recovery.is_open() {
            super::apply::settle_if_due(&self.app, live.clone(), kept.clone()).await
        } else {
            return (live, kept);
        };
        result.unwrap_or_else(|fault| {
            self.app.report("a recovery could not be brought up to date", &fault);
            (live, kept)
        })
    }

    fn ask(&self, live: &flows::Flow, kind: latchkey_contract::MethodKind) -> Ask {
        let secrets = methods::FlowSecrets::of(live).map(|secrets| secrets.get(kind)).unwrap_or_default();
        methods::of(kind).map_or(Ask::TextField { prompt: None }, |method| method.page(&self.app, &secrets))
    }

    /// After the last proof: reads the account and its rules, and decides where it goes on.
    pub(super) async fn look_up(&self, caller: &Caller, gone: RecoverGo) -> RecoverGo {
        let Ok(Found::Live(live, kept)) = self.find(caller).await else { return gone };
        if !(matches!(kept.recovery.stage, Stage::Proving { .. }) && kept.recovery.has_proved_enough()) {
            return RecoverGo { at: at(kept.recovery.step()), cookie: None };
        }
        match self.look_up_account(live, kept).await {
            Ok((_, kept)) => RecoverGo { at: at(kept.recovery.step()), cookie: None },
            Err(fault) => self.broken("the account could not be looked up", &fault),
        }
    }

    pub(super) async fn look_up_account(
        &self,
        live: flows::Flow,
        mut kept: RecoveryState,
    ) -> Result<(flows::Flow, RecoveryState), Fault> {
        let id = live.account.clone().ok_or(Fault::Gone("account"))?;
        let read = self.app.store.read(move |tx| Ok((accounts::by_id(tx, &id)?, policy::of(tx, &id)?)));
        let (account, policy) = read.await?;
        // the policy of this moment counts, not that of the beginning
        kept.recovery.policy = policy;
        if !kept.recovery.has_proved_enough() {
            kept.recovery.stage = Stage::Proving { chosen: None };
            return self.saved(live, kept).await;
        }
        let Some(account) = account.filter(|a| a.onboarded_at.is_some() && !a.gone) else {
            return self.saved(live, stopped(kept, Reason::NotPossible)).await;
        };
        if account.frozen_at.is_some() {
            return self.saved(live, stopped(kept, Reason::Frozen)).await;
        }
        let (row, directory) = match self.app.directory(&account.directory).await {
            Ok(both) => both,
            Err(Fault::Directory(error)) => return self.away(live, kept, &error).await,
            Err(fault) => return Err(fault),
        };
        if !row.active {
            return self.saved(live, stopped(kept, Reason::NotPossible)).await;
        }
        let (state, policy) = match directory.passwords().state_and_policy(&account.object_id).await {
            Ok(both) => both,
            Err(error) => return self.away(live, kept, &error).await,
        };
        if state.protected {
            return self.saved(live, stopped(kept, Reason::Protected)).await;
        }
        if state.disabled || state.account_expired {
            return self.saved(live, stopped(kept, Reason::NotPossible)).await;
        }
        let usable = !state.password_expired && !state.must_change;
        let can_unlock = directory.capabilities().unlock;
        // also when it waited at the new password because the directory was away
        if kept.facts.is_none() {
            kept.recovery.after_proofs(state.locked, usable, can_unlock);
        }
        kept.facts = Some(Facts {
            state,
            policy,
            login: account.login,
            display_name: account.display_name,
            directory: if row.label.is_empty() { row.name } else { row.label },
        });
        self.saved(live, kept).await
    }

    /// The directory does not answer: the proofs are kept, the page says so and asks again when
    /// it is opened again.
    async fn away(
        &self,
        live: flows::Flow,
        mut kept: RecoveryState,
        error: &DirectoryError,
    ) -> Result<(flows::Flow, RecoveryState), Fault> {
        let problem = refusal::reason(&self.app, error);
        if matches!(problem, Reason::NotPossible | Reason::Protected) {
            return self.saved(live, stopped(kept, problem)).await;
        }
        kept.recovery.wait_for_account(problem);
        self.saved(live, kept).await
    }

    /// Stores it; where somebody else moved the flow on meanwhile (a reload, a second click), what
    /// they stored counts.
    async fn saved(&self, live: flows::Flow, kept: RecoveryState) -> Result<(flows::Flow, RecoveryState), Fault> {
        let id = live.id.clone();
        let saved = self.app.store.write(move |tx| {
            let mut live = live;
            flow::save(tx, &mut live, &kept)?;
            Ok((live, kept))
        });
        match saved.await {
            Ok(saved) => Ok(saved),
            Err(StoreError::Conflict(_)) => {
                let now = self.app.store.read(move |tx| flows::by_id(tx, &id)).await?;
                let now = now.ok_or(Fault::Gone("recovery"))?;
                let kept = flow::state(&now)?;
                Ok((now, kept))
            }
            Err(error) => Err(error.into()),
        }
    }
}

fn stopped(mut kept: RecoveryState, why: Reason) -> RecoveryState {
    kept.recovery.stop(why);
    kept
}

fn unavailable(kinds: &[(latchkey_contract::MethodKind, Shared)]) -> Vec<Unavailable> {
    kinds.iter().map(|(method, shared)| Unavailable { method: *method, shares: shares(*shared) }).collect()
}

/// In the words of the pages.
pub(crate) const fn shares(shared: Shared) -> Shares {
    match shared {
        Shared::FactorKind(FactorKind::Password) => Shares::Password,
        Shared::FactorKind(FactorKind::Mailbox) => Shares::Mailbox,
        Shared::FactorKind(FactorKind::Phone) => Shares::Phone,
        Shared::FactorKind(FactorKind::Device) => Shares::Device,
        Shared::FactorKind(FactorKind::Account) => Shares::Account,
        Shared::Kind | Shared::FactorKind(FactorKind::Memory | FactorKind::Paper | FactorKind::Colleague) => {
            Shares::Other
        }
    }
}
