//! Which kinds of directories there are. A kind says how its form is read, how a form is shown again, and how a
//! directory is opened with what was stored; nobody else asks of which kind one is.

use crate::practice::PracticeDirectory;
use crate::practice_cloud::PracticeCloud;
use crate::{active_directory, practice, practice_cloud};
use latchkey_contract::admin::{Connection, DirectoryKind, FieldFault};
use latchkey_domain::directory::{Directory, DirectoryError, DirectoryResult, SharedState};
use latchkey_domain::{Clock, Secret};
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

/// What adapters live in.
#[derive(Clone)]
pub struct World {
    pub clock: Arc<dyn Clock>,
    /// What all servers know of this directory. Practice directories live in one process and need none of it.
    pub shared: Arc<dyn SharedState>,
    /// In practice mode.
    pub practice: Option<Arc<PracticeDirectory>>,
    pub practice_cloud: Option<Arc<PracticeCloud>>,
}

pub trait Kind: Send + Sync {
    fn kind(&self) -> DirectoryKind;

    /// Whether a password, a key or the like goes with it. An empty one in the form keeps the stored one, but only
    /// while the connection goes to the same place.
    fn has_secret(&self) -> bool;

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

/// Every kind.
pub const ALL: [&dyn Kind; 3] = [&active_directory::Domains, &practice::BuiltIn, &practice_cloud::BuiltInCloud];

/// The kind by its code, as it stands in a row.
///
/// # Errors
/// `Misconfigured`: a newer version knew it.
pub fn by_code(code: &str) -> DirectoryResult<&'static dyn Kind> {
    ALL.into_iter().find(|kind| kind.kind().code() == code).ok_or_else(|| DirectoryError::Misconfigured {
        detail: format!("this version knows no directories of the kind “{code}”"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_has_one_entry_and_is_found_by_its_code() {
        assert_eq!(ALL.len(), DirectoryKind::ALL.len());
        for kind in DirectoryKind::ALL {
            assert!(by_code(kind.code()).is_ok_and(|found| found.kind() == kind), "{kind:?}");
            assert_eq!(serde_json::to_value(kind).ok(), Some(kind.code().into()), "stored as it is sent");
        }
        assert!(by_code("elsewhere").is_err());
    }
}
