//! What recovery and enrolment have in common: a flow in the database, found by a cookie, moved
//! on by compare-and-swap, so that of two posts of one form only one counts.

use latchkey_store::{StoreError, StoreResult, Tx, flows};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// How long a recovery may take from its beginning.
pub const RECOVERY_SECS: i64 = 15 * 60;
/// How long an enrolment may take after the link was opened.
pub const ENROLMENT_SECS: i64 = 45 * 60;

pub fn state<T: DeserializeOwned>(flow: &flows::Flow) -> StoreResult<T> {
    T::deserialize(&flow.state).map_err(|_| StoreError::Corrupt("flow state".into()))
}

/// Saves the new state if nobody moved the flow on in the meantime; otherwise the whole
/// transaction is undone (a code that was redeemed in it is unspent again).
pub fn save<T: Serialize>(tx: &mut Tx, flow: &mut flows::Flow, state: &T) -> StoreResult<()> {
    flow.state = serde_json::to_value(state).map_err(|_| StoreError::Corrupt("flow state".into()))?;
    if flows::save(tx, flow)? { Ok(()) } else { Err(StoreError::Conflict("flow moved on")) }
}

/// As limits count it: an address, or the /64 that one IPv6 subscriber has.
pub fn address_key(address: std::net::IpAddr) -> String {
    latchkey_domain::limits::network(address).to_string()
}
