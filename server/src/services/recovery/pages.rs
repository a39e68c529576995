//! Which page a flow shows, and what stands on it.

use super::apply::facts_of;
use super::{Found, RecoveryService, at};
use crate::fault::Fault;
use crate::methods;
use crate::services::view;
use crate::services::{flow, new_password, policy, refusal};
use futures::future::join_all;
use latchkey_app::ports::{Caller, RecoverGo};
use latchkey_contract::recover::{Ask, RecoverAt, RecoverPage, RecoveryAction, Shares, Target, Unavailable};
use latchkey_domain::Reason;
use latchkey_domain::independence::{FactorKind, Shared};
use latchkey_domain::recovery::{PlannedAccount, Progress, Recovery, Stage};
use latchkey_store::accounts::Account;
use latchkey_store::{StoreError, flows, persons};

impl RecoveryService {
    pub(super) async fn page_of(
        &self,
        live: flows::Flow,
        kept: Recovery,
        wanted: RecoverAt,
    ) -> Result<RecoverPage, RecoverAt> {
        let (live, kept) = self.caught_up(live, kept).await;
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
    async fn caught_up(&self, live: flows::Flow, kept: Recovery) -> (flows::Flow, Recovery) {
        let proved = matches!(kept.stage, Stage::Proving { .. }) && kept.has_proved_enough();
        let lost = matches!(kept.stage, Stage::NewPassword) && kept.plan.is_unread();
        let result = if proved || lost {
            self.look_up_accounts(live.clone(), kept.clone()).await
        } else if kept.is_open() {
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

    /// After the last proof: reads the accounts and their rules, and decides where it goes on.
    pub(super) async fn look_up(&self, caller: &Caller, gone: RecoverGo) -> RecoverGo {
        let Ok(Found::Live(live, kept)) = self.find(caller).await else { return gone };
        if !(matches!(kept.stage, Stage::Proving { .. }) && kept.has_proved_enough()) {
            return RecoverGo { at: at(kept.step()), cookie: None };
        }
        match self.look_up_accounts(live, kept).await {
            Ok((_, kept)) => RecoverGo { at: at(kept.step()), cookie: None },
            Err(fault) => self.broken("the accounts could not be looked up", &fault),
        }
    }

    /// Reads all of the person's accounts, side by side, and makes the plan of them; of a plan that is there, what was not
    /// read before.
    pub(super) async fn look_up_accounts(
        &self,
        live: flows::Flow,
        mut kept: Recovery,
    ) -> Result<(flows::Flow, Recovery), Fault> {
        let named = live.account.clone().ok_or(Fault::Gone("account"))?;
        let person = live.person.clone().ok_or(Fault::Gone("person"))?;
        let read = self.app.store.read(move |tx| Ok((persons::accounts(tx, &person)?, policy::of(tx, &person)?)));
        let (mut accounts, policy) = read.await?;
        // the policy of this moment counts, not that of the beginning
        kept.policy = policy;
        if !kept.has_proved_enough() {
            kept.stage = Stage::Proving { chosen: None };
            return self.saved(live, kept).await;
        }
        accounts.retain(|account| account.person.onboarded_at.is_some() && !account.gone);
        // the one that they named stands first
        accounts.sort_by_key(|account| account.id != named);
        if accounts.iter().any(|account| account.person.frozen_at.is_some()) {
            return self.saved(live, stopped(kept, Reason::Frozen)).await;
        }
        let unread = kept.plan.is_unread() && !kept.plan.has_written();
        let known = std::mem::take(&mut kept.plan).0;
        let read = join_all(accounts.iter().map(|account| self.planned(account, &known))).await;
        let mut away = None;
        for one in read {
            let Some((planned, problem)) = one? else { continue };
            away = away.or(problem);
            kept.plan.0.push(planned);
        }
        if kept.plan.is_all_left_out() {
            let why = kept.plan.0.iter().find_map(PlannedAccount::left_out).cloned();
            return self.saved(live, stopped(kept, why.unwrap_or(Reason::NotPossible))).await;
        }
        if kept.plan.is_unread()
            && let Some(problem) = away
        {
            // none of them answers: the proofs are kept, the page says so and asks again when it is opened again
            kept.wait_for_account(problem);
        } else if unread {
            let (locked, openable) = kept.plan.lock();
            kept.after_proofs(locked, openable, openable);
        }
        self.saved(live, kept).await
    }

    /// `None`: its directory is switched off, and nobody is to know it from here. With what to say where it does not answer.
    async fn planned(
        &self,
        account: &Account,
        known: &[PlannedAccount],
    ) -> Result<Option<(PlannedAccount, Option<Reason>)>, Fault> {
        let before = known.iter().find(|planned| planned.account == account.id);
        if let Some(before) = before.filter(|before| before.facts.is_some() || !before.is_waiting()) {
            return Ok(Some((before.clone(), None)));
        }
        let (row, directory) = match self.app.directory(&account.directory).await {
            Ok((row, directory)) => (Some(row), Ok(directory)),
            Err(Fault::Directory(error)) => (None, Err(error)),
            Err(fault) => return Err(fault),
        };
        if row.as_ref().is_some_and(|row| !row.active) {
            return Ok(None);
        }
        let read = match directory {
            Ok(directory) => facts_of(directory.as_ref(), account).await,
            Err(error) => Err(error),
        };
        let mut planned = PlannedAccount {
            account: account.id.clone(),
            directory: row.map_or_else(String::new, |row| if row.label.is_empty() { row.name } else { row.label }),
            login: account.login.clone(),
            display_name: account.display_name.clone(),
            facts: None,
            progress: Progress::Waiting,
        };
        let mut problem = None;
        match read {
            Ok(Ok(facts)) => planned.facts = Some(facts),
            Ok(Err(why)) => planned.progress = Progress::LeftOut { why },
            Err(error) => match refusal::reason(&self.app, &error) {
                why @ (Reason::NotPossible | Reason::Protected) => planned.progress = Progress::LeftOut { why },
                why => problem = Some(why),
            },
        }
        Ok(Some((planned, problem)))
    }

    /// Stores it; where somebody else moved the flow on meanwhile (a reload, a second click), what
    /// they stored counts.
    async fn saved(&self, live: flows::Flow, kept: Recovery) -> Result<(flows::Flow, Recovery), Fault> {
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

fn target(planned: &PlannedAccount) -> Target {
    Target { directory: planned.directory.clone(), login: planned.login.clone(), locked: planned.is_locked() }
}

fn stopped(mut kept: Recovery, why: Reason) -> Recovery {
    kept.stop(why);
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
