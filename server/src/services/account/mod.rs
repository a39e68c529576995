//! The account page: the port of people who know their password and have one method at hand. What
//! they set up is set up in an enrolment of its own; what is dangerous asks for a fresh proof, and
//! whatever changes is told by another channel.

mod actions;
mod change;
mod entry;
mod home;
mod proofs;
mod redirect;
#[cfg(test)]
mod redirect_tests;
mod state;

use crate::app_state::AppState;
use crate::fault::Fault;
use crate::methods;
use crate::services::language::choice;
use crate::services::minimum_latency::MinimumLatency;
use crate::services::view;
use crate::services::{flow, new_password};
use crate::system::Pauses;
use async_trait::async_trait;
use latchkey_app::ports::{AccountAction, AccountApi, Caller, Onward, ProofInput};
use latchkey_contract::MethodKind;
use latchkey_contract::Problem;
use latchkey_contract::account::{AccountGo, AccountPage};
use latchkey_domain::Reason;
use latchkey_domain::password::OwnNames;
use latchkey_store::accounts::{self, Account};
use latchkey_store::{StoreError, StoreResult, Tx, flows};
use state::Stage;
use std::sync::Arc;

const PAGE: &str = "/account";
pub use change::{caught_up, end_visits};
#[cfg(test)]
pub use state::Stage as VisitStage;
pub use state::Visit;

/// Without a form from the page.
const IDLE_SECS: i64 = 15 * 60;

pub struct AccountService {
    app: Arc<AppState>,
    refusals: MinimumLatency,
}

fn here() -> AccountGo {
    AccountGo { path: PAGE.into(), ..AccountGo::default() }
}

impl AccountService {
    pub fn new(app: Arc<AppState>, pauses: Pauses) -> Self {
        Self { app, refusals: MinimumLatency::new(entry::REFUSALS, pauses) }
    }

    async fn find(&self, caller: &Caller) -> Result<Option<(flows::Flow, Visit)>, Fault> {
        let Some(token) = caller.account_cookie.clone() else { return Ok(None) };
        let found = self.app.store.read(move |tx| flows::by_token(tx, flows::FlowKind::Account, &token)).await?;
        Ok(match found {
            flows::Found::Live(live) => {
                let visit = flow::state(&live)?;
                Some((live, visit))
            }
            flows::Found::Expired | flows::Found::None => None,
        })
    }

    /// One transaction, one compare-and-swap, as everywhere. `action` gets the account as it is now.
    async fn step<T, F>(&self, caller: &Caller, version: i64, action: F) -> Result<Option<T>, AccountGo>
    where
        T: Send + 'static,
        F: FnOnce(&mut Tx, &mut flows::Flow, &mut Visit, &Account) -> StoreResult<T> + Send + 'static,
    {
        let Some(token) = caller.account_cookie.clone() else { return Err(here()) };
        let locale = caller.locale;
        let moved = self
            .app
            .store
            .write(move |tx| {
                let flows::Found::Live(mut live) = flows::by_token(tx, flows::FlowKind::Account, &token)? else {
                    return Ok(None);
                };
                let mut visit: Visit = flow::state(&live)?;
                let account = match &live.account {
                    Some(id) => accounts::by_id(tx, id)?,
                    None => None,
                };
                let Some(account) = account.filter(|a| a.person.onboarded_at.is_some() && !a.gone) else {
                    flows::end(tx, &live.id)?;
                    return Ok(None);
                };
                if visit.is_open() {
                    // only the answer to the write moves it on from there
                    return Ok(None);
                }
                let mut done = None;
                if live.version == version {
                    done = Some(action(tx, &mut live, &mut visit, &account)?);
                    if visit.is_in() && account.person.language.is_none() {
                        choice::read_in(tx, &account, locale)?;
                    }
                    flows::extend(tx, &live.id, IDLE_SECS)?;
                } else if visit.problem.is_none() {
                    visit.problem = Some(Reason::OutOfDate);
                } else {
                    return Ok(None);
                }
                // it may have been ended by the action itself
                if flows::by_id(tx, &live.id)?.is_some() {
                    flow::save(tx, &mut live, &visit)?;
                }
                Ok(done)
            })
            .await;
        match moved {
            Ok(done) => Ok(done),
            Err(StoreError::Conflict(_)) => Ok(None),
            Err(error) => Err(self.broken("a step at the account page was not stored", &error.into())),
        }
    }

    fn broken(&self, what: &str, fault: &Fault) -> AccountGo {
        let faulty = self.app.report(what, fault);
        AccountGo { path: format!("{PAGE}?again=fault&reference={}", faulty.reference), ..AccountGo::default() }
    }

    async fn page_of(&self, live: flows::Flow, visit: Visit) -> Result<AccountPage, Fault> {
        let id = live.account.clone().ok_or(Fault::Gone("account"))?;
        let read = self.app.store.read(move |tx| accounts::by_id(tx, &id)).await?;
        let Some(account) = read.filter(|a| a.person.onboarded_at.is_some() && !a.gone) else {
            return Ok(AccountPage::Stopped { why: Problem::NotPossible });
        };
        let (version, who) = (live.version, live.who.clone());
        let problem = view::told(&self.app, visit.problem.as_ref());
        let anew = visit.proved_at.is_some();
        Ok(match &visit.stage {
            // has no account, so it does not get here
            Stage::Redirected { .. } => self.sign_in_page(None).await?,
            Stage::Prove { chosen: None } => {
                let app = self.app.clone();
                let methods = self.app.store.read(move |tx| proofs::kinds(&app, tx, &account)).await?;
                AccountPage::Prove { version, who, anew, methods, problem }
            }
            Stage::Prove { chosen: Some(kind) } | Stage::Try { kind } => {
                let secrets = methods::FlowSecrets::of(&live)?.get(*kind);
                let method = methods::of(*kind).ok_or_else(|| Fault::Other("a method that is not there".into()))?;
                let ask = method.page(&self.app, &secrets);
                let trial = matches!(visit.stage, Stage::Try { .. });
                AccountPage::Ask { version, who, trial, method: *kind, ask, problem }
            }
            Stage::Home => AccountPage::Home(Box::new(self.home(version, &account, &visit).await?)),
            Stage::Password => self.password_page(version, who, &account, problem).await?,
            Stage::Changing { .. } => AccountPage::Stopped { why: Problem::Unknown },
            Stage::NotMe => AccountPage::NotMe { version, who },
            Stage::Stopped { why } => AccountPage::Stopped { why: view::problem(&self.app, why) },
        })
    }

    /// Finds out first, if it can be found out by now.
    async fn page_while_open(&self, caller: &Caller, live: flows::Flow) -> Result<AccountPage, Fault> {
        change::caught_up(&self.app, live).await?;
        match self.find(caller).await? {
            Some((live, visit)) => self.page_of(live, visit).await,
            None => self.sign_in_page(None).await,
        }
    }

    async fn sign_in_page(&self, problem: Option<Problem>) -> Result<AccountPage, Fault> {
        let redirects = self.redirects().await?;
        Ok(AccountPage::SignIn { typed: String::new(), redirects, problem })
    }

    async fn password_page(
        &self,
        version: i64,
        who: String,
        account: &Account,
        problem: Option<Problem>,
    ) -> Result<AccountPage, Fault> {
        let (row, directory) = self.app.directory(&account.directory).await?;
        let names = OwnNames { login: account.login.clone(), display_name: account.display_name.clone() };
        let (rules, problem) = match directory.passwords().state_and_policy(&account.object_id).await {
            Ok((state, policy)) => (new_password::rules(&self.app, &policy, &state, &names), problem),
            Err(error) => (Vec::new(), Some(view::problem(&self.app, &super::refusal::reason(&self.app, &error)))),
        };
        let directory = if row.label.is_empty() { row.name } else { row.label };
        Ok(AccountPage::Password { version, who, directory, rules, problem })
    }
}

#[async_trait]
impl AccountApi for AccountService {
    async fn page(&self, caller: &Caller) -> AccountPage {
        let page = match self.find(caller).await {
            // back by themselves, and not by the answer
            Ok(Some((_, visit))) if visit.is_nobodys() => self.sign_in_page(None).await,
            Ok(Some((live, visit))) if visit.is_open() => self.page_while_open(caller, live).await,
            Ok(Some((live, visit))) => self.page_of(live, visit).await,
            Ok(None) => {
                let problem = caller.account_cookie.is_some().then_some(Problem::Expired);
                self.sign_in_page(problem).await
            }
            Err(fault) => Err(fault),
        };
        page.unwrap_or_else(|fault| {
            let faulty = self.app.report("an account page could not be made", &fault);
            AccountPage::Stopped { why: faulty.into() }
        })
    }

    async fn sign_in(&self, caller: &Caller, name: &str, password: String) -> AccountGo {
        self.enter(caller, name, password.into()).await
    }

    async fn redirect(&self, caller: &Caller, directory: &str) -> Onward<AccountGo> {
        self.begins_redirect(caller, directory).await
    }

    async fn choose(&self, caller: &Caller, version: i64, method: Option<MethodKind>) -> AccountGo {
        let app = self.app.clone();
        let done = self.step(caller, version, move |tx, live, visit, account| {
            proofs::choose(&app, tx, live, visit, account, method)
        });
        done.await.map_or_else(|gone| gone, |_| here())
    }

    async fn send_again(&self, caller: &Caller, version: i64) -> AccountGo {
        let app = self.app.clone();
        let done = self
            .step(caller, version, move |tx, live, visit, account| proofs::open(&app, tx, live, visit, account, true));
        done.await.map_or_else(|gone| gone, |_| here())
    }

    async fn prove(&self, caller: &Caller, version: i64, given: ProofInput) -> AccountGo {
        self.proves(caller, version, given).await
    }

    async fn returned(&self, caller: &Caller, given: ProofInput) -> AccountGo {
        if caller.account_cookie.is_none() {
            return entry::again("unfinished");
        }
        let Ok(Some((live, visit))) = self.find(caller).await else { return here() };
        if visit.is_nobodys() {
            return self.redirect_answered(caller, given).await;
        }
        let secrets = methods::FlowSecrets::of(&live).unwrap_or_default();
        let awaits = visit.awaited().is_some_and(|kind| secrets.awaits(kind));
        if given.state.is_empty() || !awaits { here() } else { self.proves(caller, live.version, given).await }
    }

    async fn act(&self, caller: &Caller, version: i64, action: AccountAction) -> AccountGo {
        self.acts(caller, version, action).await
    }

    async fn sign_out(&self, caller: &Caller) -> AccountGo {
        if let Some(token) = caller.account_cookie.clone() {
            let ended = self.app.store.write(move |tx| {
                let flows::Found::Live(mut live) = flows::by_token(tx, flows::FlowKind::Account, &token)? else {
                    return Ok(());
                };
                let mut visit: Visit = flow::state(&live)?;
                match &mut visit.stage {
                    // what became of the write must still be found out
                    Stage::Changing { leaving, .. } => *leaving = true,
                    _ => return flows::end(tx, &live.id),
                }
                flow::save(tx, &mut live, &visit)
            });
            if let Err(error) = ended.await {
                return self.broken("a visit could not be ended", &error.into());
            }
        }
        AccountGo { account_cookie: Some(String::new()), ..here() }
    }
}

#[cfg(test)]
mod tests;
