//! Signing in: name and directory password. A failure tells nothing but that it was one, and takes
//! the same time whoever it was.

use super::begun::IDLE_SECS;
use super::proofs;
use super::service::{AccountService, again, here};
use crate::flows::stored;
use crate::services::bind::{self, Tried};
use latchkey_app::ports::Caller;
use latchkey_contract::account::AccountGo;
use latchkey_domain::audit::{Actor, AuditKind};
use latchkey_domain::ids::DirectoryId;
use latchkey_domain::limits::address_key;
use latchkey_domain::visit::{Stage, Visit};
use latchkey_domain::{Reason, Secret, entropy, limits, names};
use latchkey_store::accounts::{self, Account};
use latchkey_store::limits as count;
use latchkey_store::{AuditEvent, flows};

impl AccountService {
    pub(super) async fn enter(&self, caller: &Caller, name: &str, password: Secret) -> AccountGo {
        let pause = self.refusals.begin();
        let gone = self.entered(caller, name, password).await;
        if gone.account_cookie.is_none() {
            pause.passed().await;
        }
        gone
    }

    async fn entered(&self, caller: &Caller, name: &str, password: Secret) -> AccountGo {
        let typed = names::comparable(&name.chars().take(256).collect::<String>());
        if typed.is_empty() || password.is_empty() {
            return again("empty");
        }
        let address = address_key(caller.address);
        let network = address.clone();
        let looked = self.app.store.write(move |tx| {
            let key = format!("{}:{network}", names::local_part(&typed));
            let by_name = count::hit(tx, &limits::SIGN_IN_PER_NAME, &key)?;
            let by_address = count::hit(tx, &limits::SIGN_IN_PER_ADDRESS, &network)?;
            let until = [by_name, by_address].into_iter().filter(|hit| !hit.allowed).map(|hit| hit.retry_at).max();
            let mut found = accounts::by_name(tx, &typed)?;
            let only = found.pop().filter(|_| found.is_empty());
            Ok((until, only.filter(|a| a.person.onboarded_at.is_some() && !a.gone && !a.disabled), key))
        });
        let (until, account, key) = match looked.await {
            Ok(looked) => looked,
            Err(error) => return self.broken("a sign-in could not be counted", &error.into()),
        };
        if let Some(until) = until {
            let from = self.app.moment(until).to_address();
            return again(&format!("later&from={from}"));
        }
        let Some(account) = account else { return again("password") };
        match bind::try_password(&self.app, &account, &password, &address).await {
            Ok(Tried::Right) => self.admitted(account, address, Some(key)).await,
            // whatever it was: a name that nobody has hears the same
            Ok(Tried::No(_) | Tried::Budget(_)) => {
                self.note_refusal(Some(&account), None, address).await;
                again("password")
            }
            Err(fault) => {
                self.app.report("a directory password could not be tried", &fault);
                again("password")
            }
        }
    }

    pub(super) async fn note_refusal(
        &self,
        account: Option<&Account>,
        directory: Option<DirectoryId>,
        address: String,
    ) {
        let event = AuditEvent::at(&address).account(account.map(|account| &account.id));
        let event = event.directory(directory.as_ref());
        let noted = self.app.store.write(move |tx| {
            tx.audit(AuditKind::AccountSignInRefused, Actor::SelfService, event);
            Ok(())
        });
        if let Err(error) = noted.await {
            tracing::warn!(error = %error, "a refused sign-in was not noted");
        }
    }

    /// On to the first method, under a cookie of its own. `key`: the name that was counted.
    pub(super) async fn admitted(&self, account: Account, address: String, key: Option<String>) -> AccountGo {
        let token = entropy::new_token(self.app.entropy.as_ref());
        let cookie = token.expose().to_owned();
        let app = self.app.clone();
        let opened = self.app.store.write(move |tx| {
            if let Some(key) = key {
                count::give_back(tx, &limits::SIGN_IN_PER_NAME, &key)?;
            }
            let nothing = proofs::kinds(&app, tx, &account)?.is_empty();
            let stage = if account.person.frozen_at.is_some() {
                Stage::Stopped { why: Reason::Frozen }
            } else if nothing {
                Stage::Stopped { why: Reason::NotSetUp }
            } else {
                Stage::Prove { chosen: None }
            };
            let state = stored::value(&Visit::new(stage))?;
            let new = flows::NewFlow {
                kind: flows::FlowKind::Account,
                who: account.login.clone(),
                name_key: names::local_part(&names::comparable(&account.login)).to_owned(),
                person: Some(account.person.id),
                account: Some(account.id),
                address,
                state,
                sealed: Secret::default(),
                ttl_secs: IDLE_SECS,
            };
            flows::create(tx, new, &token).map(drop)
        });
        match opened.await {
            Ok(()) => AccountGo { account_cookie: Some(cookie), ..here() },
            Err(error) => self.broken("a visit could not be begun", &error.into()),
        }
    }
}
