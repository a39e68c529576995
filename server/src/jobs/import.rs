//! Importing a directory, page by page. The cursor moves in the transaction that stores the page,
//! so that a stop, a crash or a second server goes on where the last page ended.

use super::End;
use super::work::Import;
use crate::house::House;
use crate::services::fault::Fault;
use latchkey_domain::directory::Cursor;
use latchkey_domain::ids::DirectoryId;
use latchkey_store::{audit, imports};
use std::sync::Arc;

const PAGE: u32 = 1000;

pub async fn run(house: &Arc<House>, payload: &str) -> End {
    let Ok(job) = serde_json::from_str::<Import>(payload) else {
        return End::GiveUp("unreadable payload".into());
    };
    let id = DirectoryId(job.directory);
    match pages(house, &id, job.run).await {
        Ok(()) => End::Done,
        Err(fault) => {
            tracing::warn!(fault = %fault, "an import stopped; it can be resumed where it ended");
            let text = match &fault {
                Fault::Directory(error) => error.to_string(),
                _ => "our own database could not be written".to_owned(),
            };
            let run = job.run;
            let failed = house.store.write(move |tx| imports::fail(tx, &id, run, &text)).await;
            if let Err(error) = failed {
                return End::Retry(error.to_string());
            }
            End::GiveUp(fault.to_string())
        }
    }
}

async fn pages(house: &Arc<House>, id: &DirectoryId, run: i64) -> Result<(), Fault> {
    let (row, directory) = house.directory(id).await?;
    loop {
        let wanted = id.clone();
        let state = house.store.read(move |tx| imports::get(tx, &wanted)).await?;
        let Some(state) = state.filter(|s| s.run == run && s.phase == imports::Phase::Running) else {
            return Ok(());
        };
        let cursor = state.cursor.map(Cursor);
        let page = directory.list(&row.subtrees, cursor.as_ref(), PAGE).await?;
        let (wanted, last) = (id.clone(), page.next.is_none());
        let goes_on = house
            .store
            .write(move |tx| {
                let next = page.next.as_ref().map(|cursor| cursor.0.as_str());
                if !imports::page(tx, &wanted, run, &page.entries, next)? {
                    return Ok(false);
                }
                if last {
                    imports::finish(tx, &wanted, run)?;
                    let detail = imports::get(tx, &wanted)?.map_or(0, |state| state.done);
                    audit::append(
                        tx,
                        audit::Event {
                            kind: "directory.imported",
                            actor: "import",
                            account: None,
                            directory: Some(&wanted),
                            address: None,
                            detail: serde_json::json!({ "people": detail }),
                        },
                    )?;
                }
                Ok(true)
            })
            .await?;
        if !goes_on || last {
            return Ok(());
        }
    }
}
