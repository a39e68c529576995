//! A begun flow as the store has it, found by a cookie and moved on by compare-and-swap (docs/decisions/0005).

use latchkey_store::{StoreError, StoreResult, Tx, flows};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

pub fn state<T: DeserializeOwned>(flow: &flows::Flow) -> StoreResult<T> {
    T::deserialize(&flow.state).map_err(|_| corrupt())
}

pub fn value<T: Serialize>(state: &T) -> StoreResult<Value> {
    serde_json::to_value(state).map_err(|_| corrupt())
}

/// Saves the new state if nobody moved the flow on in the meantime; otherwise the whole
/// transaction is undone (a code that was redeemed in it is unspent again).
pub fn save<T: Serialize>(tx: &mut Tx, flow: &mut flows::Flow, state: &T) -> StoreResult<()> {
    flow.state = value(state)?;
    if flows::save(tx, flow)? { Ok(()) } else { Err(StoreError::Conflict("flow moved on")) }
}

fn corrupt() -> StoreError {
    StoreError::Corrupt("flow state".into())
}
