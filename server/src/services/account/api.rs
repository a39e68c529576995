//! The port. Each form is one call of the engine.

use super::proofs;
use super::service::{AccountService, again, here};
use crate::flows::{self, Form, Found, stored};
use async_trait::async_trait;
use latchkey_app::ports::{AccountAction, AccountApi, Caller, Onward, ProofInput};
use latchkey_contract::account::{AccountGo, AccountPage};
use latchkey_contract::{MethodKind, Problem};
use latchkey_domain::visit::{Stage, Visit};
use latchkey_store::flows::{self as rows, FlowKind};

#[async_trait]
impl AccountApi for AccountService {
    async fn page(&self, caller: &Caller) -> AccountPage {
        let page = match flows::find::<Visit>(&self.app, caller).await {
            // back by themselves, and not by the answer
            Ok(Found::Live(begun)) if begun.state.is_nobodys() => self.sign_in_page(None).await,
            Ok(Found::Live(begun)) if begun.state.is_open() => self.page_while_open(caller, begun.flow).await,
            Ok(Found::Live(begun)) => self.page_of(begun).await,
            Ok(Found::Gone) => self.sign_in_page(Some(Problem::Expired)).await,
            Ok(Found::NoCookie) => self.sign_in_page(None).await,
            Err(error) => Err(error.into()),
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
        self.step(caller, version, move |step| proofs::choose(&app, step, method)).await
    }

    async fn send_again(&self, caller: &Caller, version: i64) -> AccountGo {
        let app = self.app.clone();
        self.step(caller, version, move |step| flows::open(&app, step, true)).await
    }

    async fn prove(&self, caller: &Caller, version: i64, given: ProofInput) -> AccountGo {
        let proved = flows::prove(&self.app, caller, Form::Page(version), given).await;
        self.after(proved.moved).1
    }

    async fn returned(&self, caller: &Caller, given: ProofInput) -> AccountGo {
        // back from a directory's own page, or from a method's: the first is nobody's, and no form of the engine
        match flows::find::<Visit>(&self.app, caller).await {
            Ok(Found::Live(begun)) if begun.state.is_nobodys() => self.redirect_answered(caller, given).await,
            Ok(Found::Live(_)) => {
                let proved = flows::prove(&self.app, caller, Form::Return, given).await;
                self.after(proved.moved).1
            }
            Ok(Found::NoCookie) => again("unfinished"),
            Ok(Found::Gone) | Err(_) => here(),
        }
    }

    async fn act(&self, caller: &Caller, version: i64, action: AccountAction) -> AccountGo {
        self.acts(caller, version, action).await
    }

    async fn sign_out(&self, caller: &Caller) -> AccountGo {
        if let Some(token) = caller.account_cookie.clone() {
            let ended = self.app.store.write(move |tx| {
                let rows::Found::Live(mut live) = rows::by_token(tx, FlowKind::Account, &token)? else {
                    return Ok(());
                };
                let mut visit: Visit = stored::state(&live)?;
                match &mut visit.stage {
                    // what became of the write must still be found out
                    Stage::Changing { leaving, .. } => *leaving = true,
                    _ => return rows::end(tx, &live.id),
                }
                stored::save(tx, &mut live, &visit)
            });
            if let Err(error) = ended.await {
                return self.broken("a visit could not be ended", &error.into());
            }
        }
        AccountGo { account_cookie: Some(String::new()), ..here() }
    }
}
