//! Which page a flow shows, and what stands on it.

use super::{Facts, Found, Kept, RecoveryService, at};
use crate::services::fault::Fault;
use crate::services::flow;
use crate::services::recovery::proofs::PROOF;
use crate::services::refusal;
use latchkey_app::ports::{Caller, RecoverGo};
use latchkey_contract::recover::{RecoverAt, RecoverPage, Rule, SentCode};
use latchkey_contract::{MethodKind, Problem};
use latchkey_domain::directory::{DirectoryError, PolicySource};
use latchkey_domain::recovery::{Recovery, Stage, Step};
use latchkey_store::{accounts, codes, flows};

impl RecoveryService {
    pub(super) async fn page_of(
        &self,
        live: flows::Flow,
        kept: Kept,
        wanted: RecoverAt,
    ) -> Result<RecoverPage, RecoverAt> {
        let (live, kept) = self.caught_up(live, kept).await;
        let Recovery { stage, proved, problem, required, .. } = kept.recovery.clone();
        let here = at(kept.recovery.step());
        // the list of methods may be looked at again while a code is awaited
        let list = wanted == RecoverAt::Prove && matches!(stage, Stage::Proving { .. });
        if wanted != here && !list {
            return Err(here);
        }
        let (version, who) = (live.version, live.who.clone());
        let nth = u32::try_from(proved.len()).unwrap_or(0) + 1;
        let directory = kept.facts.as_ref().map_or_else(String::new, |facts| facts.directory.clone());
        Ok(match stage {
            Stage::Proving { chosen: Some(method) } if !list => {
                let sent = if method == MethodKind::Email { self.sent(&live).await } else { None };
                RecoverPage::Code { version, who, nth, required, method, proved, problem, sent }
            }
            Stage::Proving { .. } => RecoverPage::Prove {
                version,
                who,
                nth,
                required,
                methods: kept.policy.allowed.clone(),
                proved,
                problem,
            },
            Stage::Choosing => {
                let state = kept.facts.as_ref().map(|facts| &facts.state);
                let say = |at: Option<_>| at.map(|at| self.house.say_time(at));
                RecoverPage::Choose {
                    version,
                    who,
                    directory,
                    locked_at: say(state.and_then(|s| s.locked_at)),
                    locked_until: say(state.and_then(|s| s.locked_until)),
                    problem,
                }
            }
            Stage::NewPassword | Stage::Applying { .. } => RecoverPage::Password {
                version,
                who,
                directory,
                required,
                locked: kept.facts.as_ref().is_some_and(|facts| facts.state.locked),
                rules: kept.facts.as_ref().map_or_else(Vec::new, |facts| self.rules(facts)),
                problem,
                busy: matches!(stage, Stage::Applying { .. }),
            },
            Stage::Done { outcome } => RecoverPage::Done { who, outcome },
            Stage::Stopped { why } => RecoverPage::Stopped { why },
        })
    }

    /// Finishes what an interruption left open: proofs whose account was not looked up yet, and
    /// a write whose answer we never heard.
    async fn caught_up(&self, live: flows::Flow, kept: Kept) -> (flows::Flow, Kept) {
        let proved = matches!(kept.recovery.stage, Stage::Proving { .. }) && kept.recovery.has_proved_enough();
        let lost = matches!(kept.recovery.stage, Stage::NewPassword) && kept.facts.is_none();
        let result = if proved || lost {
            self.look_up_account(live.clone(), kept.clone()).await
        } else if let Stage::Applying { since, .. } = kept.recovery.stage {
            super::apply::settle_if_due(&self.house, live.clone(), kept.clone(), since).await
        } else {
            return (live, kept);
        };
        result.unwrap_or_else(|fault| {
            self.house.report("a recovery could not be brought up to date", &fault);
            (live, kept)
        })
    }

    async fn sent(&self, live: &flows::Flow) -> Option<SentCode> {
        let id = live.id.clone();
        let current = self.house.store.read(move |tx| codes::current(tx, &id, PROOF)).await.ok().flatten();
        current.map(|(_, expires)| SentCode { good_until: self.house.say_time(expires) })
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
        mut kept: Kept,
    ) -> Result<(flows::Flow, Kept), Fault> {
        let account = live.account.clone().ok_or(Fault::Gone("account"))?;
        let account = self.house.store.read(move |tx| accounts::by_id(tx, &account)).await?;
        let Some(account) = account.filter(|a| a.onboarded_at.is_some() && !a.gone) else {
            return self.saved(live, stopped(kept, Problem::NotPossible)).await;
        };
        let (row, directory) = match self.house.directory(&account.directory).await {
            Ok(both) => both,
            Err(Fault::Directory(error)) => return self.away(live, kept, &error).await,
            Err(fault) => return Err(fault),
        };
        if !row.active {
            return self.saved(live, stopped(kept, Problem::NotPossible)).await;
        }
        let read =
            futures::future::try_join(directory.state(&account.object_id), directory.policy_for(&account.object_id));
        let (state, policy) = match read.await {
            Ok(both) => both,
            Err(error) => return self.away(live, kept, &error).await,
        };
        if state.protected {
            return self.saved(live, stopped(kept, Problem::Protected)).await;
        }
        if state.disabled || state.account_expired {
            return self.saved(live, stopped(kept, Problem::NotPossible)).await;
        }
        let usable = !state.password_expired && !state.must_change;
        let can_unlock = directory.capabilities().unlock;
        if matches!(kept.recovery.stage, Stage::Proving { .. }) {
            kept.recovery.after_proofs(state.locked, usable, can_unlock);
        }
        if kept.recovery.problem == Some(Problem::DirectoryAway) {
            kept.recovery.problem = None;
        }
        kept.facts = Some(Facts {
            state,
            policy,
            login: account.login,
            display_name: account.display_name,
            directory: if row.label.is_empty() { row.name } else { row.label },
            history_on_reset: directory.capabilities().history_on_reset,
        });
        self.saved(live, kept).await
    }

    /// The directory does not answer: the proofs are kept, the page says so and asks again when
    /// it is opened again.
    async fn away(
        &self,
        live: flows::Flow,
        mut kept: Kept,
        error: &DirectoryError,
    ) -> Result<(flows::Flow, Kept), Fault> {
        let problem = refusal::problem(&self.house, error);
        if matches!(problem, Problem::NotPossible | Problem::Protected) {
            return self.saved(live, stopped(kept, problem)).await;
        }
        kept.recovery.after_proofs(false, true, false);
        kept.recovery.problem = Some(problem);
        self.saved(live, kept).await
    }

    async fn saved(&self, live: flows::Flow, kept: Kept) -> Result<(flows::Flow, Kept), Fault> {
        let saved = self
            .house
            .store
            .write(move |tx| {
                let mut live = live;
                flow::save(tx, &mut live, &kept)?;
                Ok((live, kept))
            })
            .await?;
        Ok(saved)
    }

    fn rules(&self, facts: &Facts) -> Vec<Rule> {
        let policy = &facts.policy;
        let mut rules = vec![Rule::MinLength { min: policy.min_length }];
        if policy.complexity {
            rules.push(Rule::ThreeKinds);
            let names = facts.names();
            let mut parts: Vec<String> = std::iter::once(names.login.to_lowercase())
                .chain(names.display_name.to_lowercase().split([' ', ',', '.', '-', '_', '#', '\t']).map(str::to_owned))
                .filter(|part| part.chars().count() >= 3)
                .collect();
            parts.sort();
            parts.dedup();
            rules.push(Rule::WithoutName { parts });
        }
        if let Some(set_at) = facts
            .state
            .password_set_at
            .filter(|_| policy.min_age_secs > 0 && !facts.state.password_expired && !facts.state.must_change)
        {
            let from = set_at.plus_secs(policy.min_age_secs);
            rules.push(Rule::MinAge { from: self.house.say_time(from), ok: from <= self.house.now() });
        }
        if policy.history > 0 {
            rules.push(Rule::NotInHistory { remembered: policy.history });
        }
        if matches!(policy.source, PolicySource::UnreadablePso(_)) {
            rules.push(Rule::FinerPolicy);
        }
        rules
    }
}

fn stopped(mut kept: Kept, why: Problem) -> Kept {
    kept.recovery.stop(why);
    kept
}

/// Whether a flow stands at a write whose answer is still open.
pub(super) fn is_open(kept: &Kept) -> bool {
    kept.recovery.step() == Step::Password && matches!(kept.recovery.stage, Stage::Applying { .. })
}
