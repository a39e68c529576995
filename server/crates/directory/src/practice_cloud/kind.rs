//! The practice cloud as a kind: as the practice directory, with nothing to type.

use super::PracticeCloud;
use crate::kind::{FormFault, Kind, Settings, Stored, World};
use crate::practice::only_in_practice_mode;
use latchkey_contract::admin::{Connection, DirectoryKind};
use latchkey_domain::directory::{Directory, DirectoryResult};
use serde_json::json;
use std::sync::Arc;

pub struct BuiltInCloud;

impl Kind for BuiltInCloud {
    fn kind(&self) -> DirectoryKind {
        DirectoryKind::PracticeCloud
    }

    fn has_secret(&self) -> bool {
        false
    }

    fn parse(&self, _form: &Connection) -> Result<Settings, FormFault> {
        let name = PracticeCloud::DOMAIN.to_owned();
        Ok(Settings { name, rest: json!({}), label: "Practice cloud account".to_owned() })
    }

    fn form(&self, stored: Stored<'_>) -> Connection {
        Connection { kind: self.kind(), domain: stored.name.to_owned(), ..Connection::default() }
    }

    fn open(&self, _stored: Stored<'_>, world: &World) -> DirectoryResult<Arc<dyn Directory>> {
        world.practice_cloud.clone().ok_or_else(only_in_practice_mode)
    }
}
