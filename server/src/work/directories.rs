//! Reading a directory: a run, and when the next one is due. The time stands with the import: a job of another time, or a
//! second server's, begins nothing.

use super::kind::Kind;
use super::payload::{Payload, enqueue};
use latchkey_domain::Timestamp;
use latchkey_domain::ids::DirectoryId;
use latchkey_store::imports::{self, ImportRow};
use latchkey_store::{StoreResult, Tx};
use serde::{Deserialize, Serialize};

pub const IMPORT: &str = Kind::Import.code();
pub const SYNC: &str = Kind::Sync.code();

#[derive(Serialize, Deserialize)]
pub struct Import {
    pub directory: String,
    pub run: i64,
}

#[derive(Serialize, Deserialize)]
pub struct SyncDue {
    pub directory: String,
    pub at: Timestamp,
}

impl Payload for Import {
    const KIND: Kind = Kind::Import;
}

impl Payload for SyncDue {
    const KIND: Kind = Kind::Sync;
}

/// The run that was begun or goes on.
pub fn enqueue_run(tx: &mut Tx, import: &ImportRow) -> StoreResult<()> {
    let ImportRow { directory, run, updated_at, .. } = import;
    let key = format!("{IMPORT}:{directory}:{run}:{}", updated_at.millis());
    let (now, job) = (tx.now(), Import { directory: directory.0.clone(), run: *run });
    enqueue(tx, &job, now, Some(&key))
}

/// At most one is open for each time.
pub fn enqueue_next(tx: &mut Tx, id: &DirectoryId) -> StoreResult<()> {
    let Some(at) = imports::get(tx, id)?.and_then(|import| import.next_at) else { return Ok(()) };
    let key = format!("{SYNC}:{id}:{}", at.millis());
    enqueue(tx, &SyncDue { directory: id.0.clone(), at }, at, Some(&key))
}

/// Of every directory: puts in again what was lost.
pub fn enqueue_all_due(tx: &mut Tx) -> StoreResult<()> {
    for import in imports::scheduled(tx)? {
        enqueue_next(tx, &import.directory)?;
    }
    Ok(())
}
