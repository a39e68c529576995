//! The console: the ports of the administrator's wizard, each in the file of its subject. Every action is authorised on
//! its first line and leaves an audit row in the transaction that does it.

mod code;
mod connection;
mod directory;
mod group_members;
pub mod guarded;
mod health;
mod invite;
mod joining;
mod overview;
mod people;
mod policy;
mod providers;
mod sync;
mod words;

use super::admin_auth::Actor;
use crate::app_state::AppState;
use crate::fault::Fault;
use group_members::GroupMembers;
use latchkey_contract::admin::*;
use latchkey_domain::directory::DirectoryError;
use latchkey_domain::ids::DirectoryId;
use latchkey_store::{StoreResult, directories, persons};
use std::sync::Arc;

pub struct ConsoleService {
    app: Arc<AppState>,
    /// What background work is called that fails, by the code of its kind: those who do it know that, and stand above.
    work_told: fn(&str) -> WorkKind,
    group_members: GroupMembers,
}

/// Of one field of a form.
fn field_refused(field: &str, fault: FieldFault) -> Refused {
    Refused::Field { field: field.to_owned(), fault }
}

fn gone(thing: &str) -> Gone {
    match thing {
        "directory" => Gone::Directory,
        "person" => Gone::Person,
        "rule" => Gone::Rule,
        _ => Gone::Other,
    }
}

/// A number for the browser; what does not fit is a number that nobody reads exactly.
fn count(number: impl TryInto<i64>) -> u32 {
    number.try_into().map_or(u32::MAX, |number| u32::try_from(number.max(0)).unwrap_or(u32::MAX))
}

fn kind_of(row: &directories::DirectoryRow) -> DirectoryKind {
    // one of a newer version is shown all the same; opening it says what it is
    DirectoryKind::from_code(&row.kind).unwrap_or_default()
}

/// As people know it.
fn name_of(row: &directories::DirectoryRow) -> String {
    if row.label.is_empty() { row.name.clone() } else { row.label.clone() }
}

impl ConsoleService {
    pub fn new(app: Arc<AppState>, work_told: fn(&str) -> WorkKind) -> Self {
        Self { app, work_told, group_members: GroupMembers::default() }
    }

    /// Faults of ours get a reference; what a directory answers is told to the administrator.
    fn told<T>(&self, what: &str, result: Result<T, Fault>) -> AdminResult<T> {
        result.map_err(|fault| match fault {
            Fault::Directory(error) => AdminError::Refused(Refused::Directory((&error).into())),
            Fault::Gone(thing) => AdminError::Refused(Refused::Gone(gone(thing))),
            fault => self.app.report(what, &fault).into(),
        })
    }

    fn stored<T>(&self, what: &str, result: StoreResult<T>) -> AdminResult<T> {
        self.told(what, result.map_err(Fault::from))
    }

    async fn seats(&self) -> AdminResult<Seats> {
        let used = self.app.store.read(persons::seats_used).await;
        Ok(Seats { used: count(self.stored("seats could not be counted", used)?), total: count(self.app.seats) })
    }

    /// A directory by the id that the browser sent.
    async fn opened(
        &self,
        id: &str,
    ) -> AdminResult<(directories::DirectoryRow, Arc<dyn latchkey_domain::directory::Directory>)> {
        let found = self.app.directory(&DirectoryId(id.to_owned())).await;
        self.told("a directory could not be opened", found)
    }

    fn asked<T>(&self, what: &str, result: Result<T, DirectoryError>) -> AdminResult<T> {
        self.told(what, result.map_err(Fault::from))
    }
}
