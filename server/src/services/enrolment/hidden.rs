//! What an enrolment keeps beside its state and must not lie in clear.

use crate::methods::{ExistingMethod, FlowSecrets};
use crate::services::redirect::BegunSignIn;
use latchkey_domain::Secret;
use latchkey_domain::independence::{Authenticator, Dependency, FactorKind};
use latchkey_store::methods::{MethodRow, NewMethod};
use latchkey_store::{StoreError, StoreResult, flows};
use serde::{Deserialize, Serialize};

/// Sealed with the flow.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct Hidden {
    /// Of the method that is being set up.
    #[serde(default)]
    pub secrets: FlowSecrets,
    /// Proved to work, and kept when the enrolment is finished.
    #[serde(default)]
    pub ready: Vec<NewMethod>,
    #[serde(default)]
    pub codes: Vec<String>,
    /// On a page of the directory's own, from which nobody has come back yet.
    #[serde(default)]
    pub sign_in: Option<BegunSignIn>,
}

impl Hidden {
    pub fn of(flow: &flows::Flow) -> StoreResult<Self> {
        if flow.sealed.is_empty() {
            return Ok(Self::default());
        }
        serde_json::from_str(flow.sealed.expose()).map_err(|_| StoreError::Corrupt("sealed flow".into()))
    }
    pub fn put(&self, flow: &mut flows::Flow) -> StoreResult<()> {
        let text = serde_json::to_string(self).map_err(|_| StoreError::Corrupt("sealed flow".into()))?;
        flow.sealed = Secret::new(text);
        Ok(())
    }

    /// What there is when `rows` are there before.
    pub fn had(&self, rows: &[MethodRow]) -> Vec<ExistingMethod> {
        let before = rows.iter().map(|row| ExistingMethod {
            kind: row.kind,
            secret: row.secret.clone(),
            depends_on: row.depends_on.clone(),
        });
        let now = self.ready.iter().map(|new| ExistingMethod {
            kind: new.kind,
            secret: new.secret.clone(),
            depends_on: new.depends_on.clone(),
        });
        before.chain(now).collect()
    }
}

/// What somebody with these can prove themselves with. A method of its own device depends on itself.
pub fn authenticators(had: &[ExistingMethod]) -> Vec<Authenticator> {
    had.iter()
        .enumerate()
        .map(|(n, had)| Authenticator {
            kind: had.kind,
            on: if had.depends_on.is_empty() {
                vec![Dependency::new(FactorKind::Device, format!("own:{n}"))]
            } else {
                had.depends_on.clone()
            },
        })
        .collect()
}
