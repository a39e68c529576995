//! Mail and text messages out of the organisation: what a message is, and the ways it can go. What it says is made in
//! `latchkey-messages`; when it goes, how often and to whom is decided elsewhere. Here nothing is read from the database
//! and nothing is logged, because everything here is an address or a code.

mod error;
mod file;
mod latest;
mod mail;
mod memory;
mod message;
mod sms;
mod smtp;
mod smtp_fault;

pub use error::SendError;
pub use mail::Mail;
pub use memory::{MemoryBox, StoredMail};
pub use sms::{Sms, SmsBox, SmsOutbox, StoredSms};
pub use smtp::{Security, Smtp, SmtpConfig};

use std::path::PathBuf;

/// The way out. Cheap to clone; clones share connections and the memory box.
#[derive(Clone)]
pub enum Outbox {
    Smtp(Smtp),
    /// Each message as an `.eml` file in this folder, readable by the owner only.
    File(PathBuf),
    /// For practice mode and tests: nothing leaves the program.
    Memory(MemoryBox),
}

impl std::fmt::Debug for Outbox {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Smtp(_) => "Outbox::Smtp(…)",
            Self::File(_) => "Outbox::File(…)",
            Self::Memory(_) => "Outbox::Memory(…)",
        })
    }
}

impl Outbox {
    /// Looks at the configuration only; `check` looks at the server.
    pub fn smtp(config: SmtpConfig) -> Result<Self, SendError> {
        Smtp::new(config).map(Self::Smtp)
    }

    /// Returns when the next server has taken the responsibility for the message, or not.
    /// A `Temporary` that comes after a lost answer may mean that it went nevertheless.
    pub async fn send(&self, mail: &Mail) -> Result<(), SendError> {
        match self {
            Self::Smtp(smtp) => smtp.send(mail).await,
            Self::File(folder) => file::send(folder, mail).await,
            Self::Memory(memory) => memory.send(mail),
        }
    }

    /// Everything that sending needs but a message: connection, certificate, sign-in; the folder.
    pub async fn check(&self) -> Result<(), SendError> {
        match self {
            Self::Smtp(smtp) => smtp.check().await,
            Self::File(folder) => file::check(folder).await,
            Self::Memory(_) => Ok(()),
        }
    }
}
