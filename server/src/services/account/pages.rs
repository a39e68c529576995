//! Which page a visit shows, and what stands on it; the account page itself is in `home.rs`.

use super::answer::caught_up;
use super::proofs;
use super::service::AccountService;
use crate::fault::Fault;
use crate::flows::{Begun, Found, account_here, find};
use crate::methods;
use crate::services::{new_password, redirect, refusal, view};
use latchkey_app::ports::Caller;
use latchkey_contract::Problem;
use latchkey_contract::account::AccountPage;
use latchkey_domain::password::OwnNames;
use latchkey_domain::visit::{Stage, Visit};
use latchkey_store::accounts::Account;
use latchkey_store::flows::Flow;

impl AccountService {
    pub(super) async fn page_of(&self, begun: Begun<Visit>) -> Result<AccountPage, Fault> {
        let (live, visit) = (begun.flow, begun.state);
        let flow = live.clone();
        let Some(account) = self.app.store.read(move |tx| account_here(tx, &flow)).await? else {
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
    pub(super) async fn page_while_open(&self, caller: &Caller, open: Flow) -> Result<AccountPage, Fault> {
        caught_up(&self.app, open).await?;
        match find(&self.app, caller).await? {
            Found::Live(begun) => self.page_of(begun).await,
            Found::NoCookie | Found::Gone => self.sign_in_page(None).await,
        }
    }

    pub(super) async fn sign_in_page(&self, problem: Option<Problem>) -> Result<AccountPage, Fault> {
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
            Err(error) => (Vec::new(), Some(view::problem(&self.app, &refusal::reason(&self.app, &error)))),
        };
        let directory = redirect::label(row);
        Ok(AccountPage::Password { version, who, directory, rules, problem })
    }
}
