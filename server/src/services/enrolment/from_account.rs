//! An enrolment that begins at the account page.

use super::begun::ENROLMENT_SECS;
use super::prepare::prepare;
use crate::app_state::AppState;
use crate::flows::stored;
use latchkey_contract::MethodKind;
use latchkey_domain::Secret;
use latchkey_domain::enrolment::{Enrolment, Purpose, Stage};
use latchkey_store::accounts::Account;
use latchkey_store::{StoreResult, Tx, flows};
use serde_json::Value;
use std::sync::Arc;

/// Opens the way to one more method, to what the policy asks for, or to new codes, for somebody who
/// proved on the account page who they are.
pub fn open_from_account(
    app: &Arc<AppState>,
    tx: &mut Tx,
    account: &Account,
    purpose: Purpose,
    kind: Option<MethodKind>,
    address: &str,
    token: &Secret,
) -> StoreResult<()> {
    let rows = latchkey_store::methods::of(tx, &account.person.id)?;
    let mut done: Vec<MethodKind> = rows.iter().map(|row| row.kind).collect();
    done.dedup();
    let stage = match (&purpose, kind) {
        (Purpose::NewCodes, _) => Stage::Codes,
        (_, Some(kind)) => Stage::SetUp { kind },
        _ => Stage::Choose,
    };
    let mut state = Enrolment::new(purpose, stage, if kind.is_some() { Vec::new() } else { done });
    state.chosen = kind.into_iter().collect();
    flows::end_for_person(tx, &account.person.id, flows::FlowKind::Enrol, None)?;
    let new = flows::NewFlow {
        kind: flows::FlowKind::Enrol,
        person: Some(account.person.id.clone()),
        account: Some(account.id.clone()),
        who: account.login.clone(),
        name_key: latchkey_domain::names::comparable(&account.login),
        address: address.to_owned(),
        state: Value::Null,
        sealed: Secret::default(),
        ttl_secs: ENROLMENT_SECS,
    };
    let mut live = flows::create(tx, new, token)?;
    prepare(app, tx, &mut live, &mut state)?;
    stored::save(tx, &mut live, &state)
}
