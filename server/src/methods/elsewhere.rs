//! What Duo and another identity provider have in common: the person is led to another site and sent
//! back. First a button here (the other site is asked for a way in), then the link there, then back by
//! an address that brings no cookie, from which a button posts what was brought.

use super::remote::RemoteAnswer;
use super::secrets::{keep, kept};
use crate::app_state::AppState;
use latchkey_contract::enrol::SetUp;
use latchkey_contract::recover::Ask;
use latchkey_domain::Reason;
use latchkey_store::StoreResult;
use latchkey_store::flows::FlowKind;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use url::Url;

/// The way there, and what only we may know of it; sealed with the flow.
#[derive(Serialize, Deserialize)]
pub(super) struct Away<S> {
    pub url: String,
    pub name: String,
    pub started: S,
}

/// What came of asking the other site, between two transactions.
#[derive(Serialize, Deserialize)]
pub(super) enum Step<S, F> {
    Begun(Away<S>),
    Finished(F),
    /// It says that it is not them, or what came back does not fit.
    Refused,
}

pub(super) fn said<S: Serialize, F: Serialize>(step: &Step<S, F>) -> RemoteAnswer {
    keep(step).map_err(|_| Reason::MethodAway)
}

/// Where the other site sends people back to; each is to be registered there.
pub(crate) fn redirect(app: &AppState, kind: FlowKind) -> Option<Url> {
    app.way_back(kind).parse().ok()
}

pub(super) fn page<S: DeserializeOwned>(secrets: &Value, name: &str) -> Ask {
    let (url, name) = way(kept::<Away<S>>(secrets), name);
    Ask::Elsewhere { url, name }
}

pub(super) fn set_up_page<S: DeserializeOwned>(secrets: &Value, name: &str) -> SetUp {
    let (url, name) = way(kept::<Away<S>>(secrets), name);
    SetUp::Elsewhere { url, name }
}

fn way<S>(away: Option<Away<S>>, name: &str) -> (String, String) {
    away.map_or_else(|| (String::new(), name.to_owned()), |away| (away.url, away.name))
}

/// Keeps the way there.
pub(super) fn set_out<S: Serialize>(secrets: &mut Value, away: &Away<S>) -> StoreResult<()> {
    *secrets = keep(away)?;
    Ok(())
}
