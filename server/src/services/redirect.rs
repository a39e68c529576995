//! Signing in on a page of a directory's own, for enrolment and the account page alike: what the flow keeps of one that
//! was begun, and what the directory is asked. Whose it is, what is counted and what it opens is the callers'.

use super::refusal;
use crate::app_state::AppState;
use crate::fault::Fault;
use latchkey_app::ports::ProofInput;
use latchkey_domain::directory::{Directory, SignIn, SignInAnswer};
use latchkey_domain::ids::{DirectoryId, ObjectId};
use latchkey_domain::{Reason, Secret, Timestamp, entropy};
use latchkey_store::directories::DirectoryRow;
use latchkey_store::flows::{self, FlowKind};
use latchkey_store::{StoreError, StoreResult};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// How long the answer may be on its way.
pub const TTL_SECS: i64 = 600;

/// A sign-in that was begun; sealed with the flow, which the browser's cookie names. Spent by the first answer that
/// brings its state: what does not is not the answer to it, and leaves it as it is.
#[derive(Clone, Serialize, Deserialize)]
pub struct BegunSignIn {
    state: String,
    until: Timestamp,
}

impl BegunSignIn {
    pub fn new(app: &AppState) -> Self {
        let state = entropy::new_token(app.entropy.as_ref());
        Self { state: state.expose().to_owned(), until: app.now().plus_secs(TTL_SECS) }
    }

    /// Of a flow that seals nothing else.
    pub fn of(flow: &flows::Flow) -> StoreResult<Self> {
        serde_json::from_str(flow.sealed.expose()).map_err(|_| StoreError::Corrupt("sealed flow".into()))
    }
    pub fn sealed(&self) -> StoreResult<Secret> {
        let text = serde_json::to_string(self).map_err(|_| StoreError::Corrupt("sealed flow".into()))?;
        Ok(Secret::new(text))
    }

    pub fn is_answered_by(&self, given: &ProofInput, now: Timestamp) -> bool {
        now < self.until && Secret::new(self.state.as_str()) == Secret::new(given.state.as_str())
    }

    /// The address of the directory's page.
    pub async fn begin(&self, app: &AppState, directory: &dyn Directory, flow: FlowKind) -> Result<String, Reason> {
        let SignIn::Redirect(there) = directory.sign_in() else { return Err(Reason::NotPossible) };
        let state = Secret::new(self.state.as_str());
        let begun = there.begin_sign_in(&state, &app.way_back(flow)).await;
        begun.map_err(|error| refusal::reason(app, &error))
    }
}

/// The directory, if it is in use and its people sign in on a page of its own.
pub async fn directory(app: &AppState, id: &DirectoryId) -> Result<Option<(DirectoryRow, Arc<dyn Directory>)>, Fault> {
    let (row, directory) = app.directory(id).await?;
    let is_one = row.active && matches!(directory.sign_in(), SignIn::Redirect(_));
    Ok(is_one.then_some((row, directory)))
}

/// The address of the page of this directory, and what people know the directory as.
pub async fn set_out(
    app: &AppState,
    id: &DirectoryId,
    begun: &BegunSignIn,
    flow: FlowKind,
) -> Result<(String, String), Reason> {
    match directory(app, id).await {
        Ok(Some((row, directory))) => Ok((begun.begin(app, &*directory, flow).await?, label(row))),
        Ok(None) => Err(Reason::NotPossible),
        Err(fault) => Err(app.report("a sign-in could not be begun", &fault).into()),
    }
}

/// As people know it.
pub fn label(row: DirectoryRow) -> String {
    if row.label.is_empty() { row.name } else { row.label }
}

/// Who signed in there; called once for each state. Nobody, where the directory says so or does not know this answer.
pub async fn finish(app: &AppState, id: &DirectoryId, given: &ProofInput) -> Result<ObjectId, Reason> {
    // somebody who turned back there brings no code
    if given.text.is_empty() {
        return Err(Reason::SignInUnfinished);
    }
    let directory = match directory(app, id).await {
        Ok(Some((_, directory))) => directory,
        Ok(None) => return Err(Reason::NotPossible),
        Err(fault) => return Err(app.report("a directory could not be asked who signed in", &fault).into()),
    };
    let SignIn::Redirect(there) = directory.sign_in() else { return Err(Reason::NotPossible) };
    let (state, code) = (Secret::new(given.state.as_str()), Secret::new(given.text.as_str()));
    match there.finish_sign_in(&SignInAnswer { state, code }).await {
        Ok(who) => who.ok_or(Reason::SignInUnfinished),
        Err(error) => Err(refusal::reason(app, &error)),
    }
}
