//! A person's own language, kept with their account. Only for whoever has proved to be that person: a name that was typed,
//! a link that was opened and a recovery that is under way choose nothing for its owner, whose mails would tell them of
//! an attack in a language that they cannot read.

use crate::app_state::AppState;
use crate::flows::stored;
use async_trait::async_trait;
use latchkey_app::ports::{Caller, LanguageApi};
use latchkey_contract::Locale;
use latchkey_domain::enrolment::Enrolment;
use latchkey_domain::ids::AccountId;
use latchkey_domain::visit::Visit;
use latchkey_store::accounts::Account;
use latchkey_store::{StoreResult, Tx, accounts, flows, persons};
use std::sync::Arc;

pub struct LanguageService {
    app: Arc<AppState>,
}

impl LanguageService {
    pub fn new(app: Arc<AppState>) -> Self {
        Self { app }
    }
}

#[async_trait]
impl LanguageApi for LanguageService {
    async fn chosen(&self, caller: &Caller, locale: Locale) {
        let (visit, enrolment) = (caller.account_cookie.clone(), caller.enrol_cookie.clone());
        if visit.is_none() && enrolment.is_none() {
            return;
        }
        let kept = self.app.store.write(move |tx| {
            let who = match visiting(tx, visit.as_deref())? {
                Some(account) => Some(account),
                None => enrolling(tx, enrolment.as_deref())?,
            };
            who.map_or(Ok(()), |account| keep(tx, &account, |_| Some(locale)))
        });
        if let Err(error) = kept.await {
            // the browser has its cookie all the same
            tracing::warn!(error = %error, "a language that somebody chose was not kept with their account");
        }
    }
}

/// At the moments when somebody has proved themselves: what they read these pages in, unless they chose before, or their
/// directory says it. A browser that asks for no language of ours reads the organisation's, and chose nothing by it.
pub fn read_in(tx: &mut Tx, account: &Account, locale: Locale) -> StoreResult<()> {
    keep(tx, &account.id, |account| {
        let said = account.preferred_language.as_deref().and_then(Locale::from_accept_language);
        (account.person.language.is_none() && said.is_none()).then_some(locale)
    })
}

fn keep(tx: &mut Tx, id: &AccountId, choose: impl FnOnce(&Account) -> Option<Locale>) -> StoreResult<()> {
    let Some(account) =
        accounts::by_id(tx, id)?.filter(|account| account.person.onboarded_at.is_some() && !account.gone)
    else {
        return Ok(());
    };
    match choose(&account) {
        Some(locale) if account.person.language != Some(locale) => {
            persons::set_language(tx, &account.person.id, Some(locale))
        }
        _ => Ok(()),
    }
}

fn visiting(tx: &mut Tx, token: Option<&str>) -> StoreResult<Option<AccountId>> {
    let Some(live) = live(tx, flows::FlowKind::Account, token)? else { return Ok(None) };
    let visit: Visit = stored::state(&live)?;
    Ok(live.account.filter(|_| visit.is_in()))
}

fn enrolling(tx: &mut Tx, token: Option<&str>) -> StoreResult<Option<AccountId>> {
    let Some(live) = live(tx, flows::FlowKind::Enrol, token)? else { return Ok(None) };
    let enrolment: Enrolment = stored::state(&live)?;
    Ok(live.account.filter(|_| enrolment.is_signed_in()))
}

fn live(tx: &mut Tx, kind: flows::FlowKind, token: Option<&str>) -> StoreResult<Option<flows::Flow>> {
    let Some(token) = token else { return Ok(None) };
    Ok(match flows::by_token(tx, kind, token)? {
        flows::Found::Live(live) => Some(live),
        flows::Found::Expired | flows::Found::None => None,
    })
}

#[cfg(test)]
mod tests;
