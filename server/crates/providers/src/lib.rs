//! Other servers that prove who somebody is, or carry a message: one file each, as a client with a
//! configuration, time-outs, and an answer that is never text to be parsed. What their answers mean
//! for a recovery is decided elsewhere; nothing here is stored, counted or logged.

pub mod duo;
pub mod radius;
pub mod sms;
pub mod yubikey;

use latchkey_web::{ProviderError, http};
