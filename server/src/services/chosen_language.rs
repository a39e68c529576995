//! Somebody chose a language on a page of theirs: it is kept with their account, once they have proved who they are.

use super::language::choice::keep;
use crate::app_state::AppState;
use crate::flows::stored;
use async_trait::async_trait;
use latchkey_app::ports::{Caller, LanguageApi};
use latchkey_contract::Locale;
use latchkey_domain::enrolment::Enrolment;
use latchkey_domain::ids::AccountId;
use latchkey_domain::visit::Visit;
use latchkey_store::{StoreResult, Tx, flows};
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
