//! What a kind of directory is to those above: how its form is read, how a form is shown again, and how a directory is
//! opened with what was stored.

use latchkey_contract::admin::{Connection, DirectoryKind, FieldFault};
use latchkey_domain::directory::{Directory, DirectoryResult, SharedState};
use latchkey_domain::{Clock, Entropy, Secret};
use serde_json::Value;
use std::sync::Arc;

/// What is the matter with a form, and in which field.
pub type FormFault = (&'static str, FieldFault);

/// What a kind keeps of a form. Its secret is kept beside it, sealed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// What there is one directory of: the domain, the tenant.
    pub name: String,
    /// Everything else that opening needs, as the kind likes it.
    pub rest: Value,
    /// What people call it if the administrator does not say.
    pub label: String,
}

/// A directory as it is stored.
#[derive(Clone, Copy)]
pub struct Stored<'a> {
    pub name: &'a str,
    pub rest: &'a Value,
    pub secret: &'a Secret,
}

/// What is kept from before.
#[derive(Clone, Copy)]
pub enum EarlierSecret<'a> {
    Nothing,
    /// Something, and it was given for another place.
    Elsewhere,
    This(&'a Secret),
}

impl EarlierSecret<'_> {
    /// # Errors
    /// Nothing was typed, and nothing can be kept.
    pub fn or(self, typed: &str) -> Result<Secret, FieldFault> {
        match (self, typed) {
            (Self::This(secret), "") => Ok(secret.clone()),
            (Self::Elsewhere, "") => Err(FieldFault::PasswordAgain),
            (Self::Nothing, "") => Err(FieldFault::NoPassword),
            (_, typed) => Ok(Secret::new(typed)),
        }
    }
}

/// What adapters live in.
#[derive(Clone)]
pub struct World {
    pub clock: Arc<dyn Clock>,
    /// What all servers know of this directory. Practice directories live in one process and need none of it.
    pub shared: Arc<dyn SharedState>,
    pub entropy: Arc<dyn Entropy>,
    /// The addresses to which a sign-in on a page of the directory's own comes back: each must be known there.
    pub ways_back: Vec<String>,
    /// In practice mode.
    pub practice: Option<Arc<dyn Directory>>,
    pub practice_cloud: Option<Arc<dyn Directory>>,
}

pub trait Kind: Send + Sync {
    fn kind(&self) -> DirectoryKind;

    /// Whether a password, a key or the like goes with it.
    fn has_secret(&self) -> bool;

    /// What is kept sealed of the form. An empty one keeps the stored one, but only while the connection goes to the
    /// same place: else a stolen session could have it sent anywhere.
    ///
    /// # Errors
    /// There is none, or it cannot be used.
    fn secret(&self, form: &Connection, kept: EarlierSecret<'_>) -> Result<Secret, FormFault> {
        kept.or(&form.password).map_err(|fault| ("password", fault))
    }

    /// Reads a form.
    ///
    /// # Errors
    /// The first field that cannot be used.
    fn parse(&self, form: &Connection) -> Result<Settings, FormFault>;

    /// The fields of the form that are the kind's own.
    fn form(&self, stored: Stored<'_>) -> Connection;

    /// Connects to nothing yet.
    ///
    /// # Errors
    /// `Misconfigured`: what was stored cannot be used here.
    fn open(&self, stored: Stored<'_>, world: &World) -> DirectoryResult<Arc<dyn Directory>>;
}
