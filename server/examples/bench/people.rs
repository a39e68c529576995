//! The directory and the people that the benches put into the database.

use latchkey_domain::Secret;
use latchkey_domain::directory::Entry;
use latchkey_domain::ids::{DirectoryId, ObjectId};
use latchkey_store::directories::{self, DirectoryRow};
use latchkey_store::{StoreResult, Tx, imports};

/// Active, with an import begun.
pub fn directory(tx: &mut Tx, kind: &str) -> StoreResult<DirectoryId> {
    let row = DirectoryRow {
        id: DirectoryId(tx.new_id()),
        kind: kind.into(),
        name: "corp.example.com".into(),
        label: String::new(),
        config: serde_json::Value::Null,
        secret: Secret::new("-"),
        subtrees: Vec::new(),
        domains: Vec::new(),
        active: true,
        version: 1,
    };
    directories::insert(tx, &row)?;
    imports::start(tx, &row.id, 0)?;
    Ok(row.id)
}

/// From the place `from` on, as one page of that import.
pub fn import(tx: &mut Tx, directory: &DirectoryId, from: usize, entries: &[Entry]) -> StoreResult<()> {
    let until = from + entries.len();
    imports::page(tx, directory, 1, cursor(from).as_deref(), entries, cursor(until).as_deref()).map(drop)
}

fn cursor(at: usize) -> Option<String> {
    (at > 0).then(|| at.to_string())
}

pub fn object(nth: usize) -> ObjectId {
    ObjectId(format!("00000000-0000-4000-8000-{nth:012}"))
}

pub fn entry(nth: usize) -> Entry {
    Entry {
        object_id: object(nth),
        dn: format!("CN=Person {nth},OU=Staff,DC=corp,DC=example,DC=com"),
        upn: Some(format!("p{nth}@corp.example.com")),
        display_name: format!("Person {nth}"),
        mail: Some(format!("p{nth}@example.com")),
        ..latchkey_testkit::entry(&format!("p{nth}"))
    }
}
