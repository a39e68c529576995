//! Microsoft Entra ID as a kind: what the form holds, and one opened with what was stored.

use crate::kind::{FormFault, Kind, Settings, Stored, World};
use latchkey_contract::admin::{Connection, DirectoryKind, FieldFault};
use latchkey_domain::directory::{Directory, DirectoryError, DirectoryResult};
use std::sync::Arc;

pub struct Tenants;

impl Kind for Tenants {
    fn kind(&self) -> DirectoryKind {
        DirectoryKind::EntraId
    }

    fn has_secret(&self) -> bool {
        true
    }

    fn parse(&self, _form: &Connection) -> Result<Settings, FormFault> {
        Err(("domain", FieldFault::NoDomain))
    }

    fn form(&self, stored: Stored<'_>) -> Connection {
        Connection { kind: self.kind(), domain: stored.name.to_owned(), ..Connection::default() }
    }

    fn open(&self, _stored: Stored<'_>, _world: &World) -> DirectoryResult<Arc<dyn Directory>> {
        Err(DirectoryError::Unsupported)
    }
}
