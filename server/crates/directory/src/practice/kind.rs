//! The practice directory as a kind: there is nothing to type, and one of it in each process.

use super::PracticeDirectory;
use crate::kind::{FormFault, Kind, Settings, Stored, World};
use latchkey_contract::admin::{Connection, DirectoryKind};
use latchkey_domain::directory::{Directory, DirectoryError, DirectoryResult};
use serde_json::json;
use std::sync::Arc;

pub struct BuiltIn;

impl Kind for BuiltIn {
    fn kind(&self) -> DirectoryKind {
        DirectoryKind::Practice
    }

    fn has_secret(&self) -> bool {
        false
    }

    fn parse(&self, _form: &Connection) -> Result<Settings, FormFault> {
        let name = PracticeDirectory::DOMAIN.to_owned();
        Ok(Settings { name, rest: json!({}), label: "Practice account".to_owned() })
    }

    fn form(&self, stored: Stored<'_>) -> Connection {
        Connection { kind: self.kind(), domain: stored.name.to_owned(), ..Connection::default() }
    }

    fn open(&self, _stored: Stored<'_>, world: &World) -> DirectoryResult<Arc<dyn Directory>> {
        world.practice.clone().ok_or_else(only_in_practice_mode)
    }
}

pub(crate) fn only_in_practice_mode() -> DirectoryError {
    DirectoryError::Misconfigured { detail: "practice directories exist in practice mode only".to_owned() }
}
