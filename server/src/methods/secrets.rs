//! What the methods of one flow keep between two of its pages; sealed with the flow.

use latchkey_app::ports::ProofInput;
use latchkey_contract::MethodKind;
use latchkey_domain::Secret;
use latchkey_domain::ids::PersonId;
use latchkey_store::{StoreError, StoreResult, flows};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

/// What the methods of one flow keep between two of its pages, by method; sealed with the flow.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FlowSecrets(BTreeMap<String, Value>);

/// Beside the codes of the methods.
const LOOKS_LIKE: &str = "looks-like";

impl FlowSecrets {
    /// At the beginning of a recovery, the same for everybody.
    pub fn looking_like(whom: PersonId) -> Self {
        Self(BTreeMap::from([(LOOKS_LIKE.to_owned(), Value::String(whom.0))]))
    }
    /// Whose questions are shown: as it was said at the beginning, or else the person's own.
    pub fn looks_like(&self, person: &PersonId) -> PersonId {
        let whom = self.0.get(LOOKS_LIKE).and_then(Value::as_str);
        whom.map_or_else(|| person.clone(), |id| PersonId(id.to_owned()))
    }

    /// Of a flow that seals nothing else.
    pub fn of(flow: &flows::Flow) -> StoreResult<Self> {
        if flow.sealed.is_empty() {
            return Ok(Self::default());
        }
        serde_json::from_str(flow.sealed.expose()).map_err(|_| StoreError::Corrupt("sealed flow".into()))
    }
    pub fn put_into(&self, flow: &mut flows::Flow) -> StoreResult<()> {
        flow.sealed = self.sealed()?;
        Ok(())
    }
    pub fn sealed(&self) -> StoreResult<Secret> {
        let text = serde_json::to_string(self).map_err(|_| StoreError::Corrupt("sealed flow".into()))?;
        Ok(Secret::new(text))
    }

    pub fn get(&self, kind: MethodKind) -> Value {
        self.0.get(kind.code()).cloned().unwrap_or(Value::Null)
    }
    pub fn put(&mut self, kind: MethodKind, value: Value) {
        if value.is_null() {
            self.0.remove(kind.code());
        } else {
            self.0.insert(kind.code().to_owned(), value);
        }
    }

    /// What another site sent back uses the way there up as soon as somebody looks into it. So a second
    /// click on that form, which has no version, finds that nothing is awaited, and moves nothing on.
    pub(super) fn use_up(&mut self, kind: MethodKind, given: &ProofInput) {
        if !given.state.is_empty() {
            self.put(kind, Value::Null);
        }
    }
    /// Whether something is awaited from another site.
    pub fn awaits(&self, kind: MethodKind) -> bool {
        self.0.contains_key(kind.code())
    }
}

/// What a method kept; a value of an older shape reads as none.
pub fn kept<T: DeserializeOwned>(secrets: &Value) -> Option<T> {
    T::deserialize(secrets).ok()
}

pub fn keep<T: Serialize>(value: &T) -> StoreResult<Value> {
    serde_json::to_value(value).map_err(|_| StoreError::Corrupt("what a method keeps".into()))
}
