//! Ways to prove who you are, one file each, as functions of what was typed, what is stored, the
//! time and the randomness handed in. Counting, storing, sealing and sending are other rooms'.

pub mod common_passwords;
pub mod email_code;
pub mod passkey;
pub mod password_hash;
pub mod phone_number;
pub mod questions;
pub mod recovery_codes;
pub mod totp;
mod typed;
