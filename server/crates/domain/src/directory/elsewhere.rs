//! Accounts whose password is not their own directory’s to set: stored, and shown in the same words.

pub use latchkey_contract::Elsewhere;
