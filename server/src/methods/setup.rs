//! The set-up of one method: what it is made with and seen from, and what comes of a form.

use crate::app_state::AppState;
use latchkey_contract::MethodKind;
use latchkey_contract::settings::MethodSettings;
use latchkey_domain::independence::Dependency;
use latchkey_domain::{Reason, Secret};
use latchkey_store::accounts::Account;
use latchkey_store::methods::NewMethod;
use latchkey_store::{Tx, flows};
use serde_json::Value;
use std::sync::Arc;

/// Where a method is set up. `have`: all that the account has, and in this flow got ready, already.
pub struct SetupContext<'a, 'c> {
    pub app: &'a Arc<AppState>,
    pub tx: &'a mut Tx<'c>,
    pub flow: &'a flows::Flow,
    pub account: Account,
    pub have: Vec<ExistingMethod>,
    pub settings: MethodSettings,
    pub secrets: Value,
}

/// A method that is there, with its secret.
#[derive(Clone)]
pub struct ExistingMethod {
    pub kind: MethodKind,
    pub secret: Secret,
    pub depends_on: Vec<Dependency>,
}

/// What the page of a set-up is made from.
pub struct SetupView<'a> {
    pub app: &'a AppState,
    pub who: &'a str,
    pub settings: &'a MethodSettings,
    pub secrets: &'a Value,
}

pub enum SetupOutcome {
    /// Set up, with a proof that it works.
    Done(NewMethod),
    /// On to its next page.
    More,
    Refused(Reason),
}

/// What the person calls it, or what it is called until they do.
pub(super) fn label_or(typed: &str, otherwise: impl FnOnce() -> String) -> String {
    let typed: String = typed.trim().chars().filter(|c| !c.is_control()).take(40).collect();
    if typed.is_empty() { otherwise() } else { typed }
}
