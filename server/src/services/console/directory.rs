//! Steps 1 and 2 of the wizard behind the connection: what to import, importing, activation.

use super::connection::another_domain;
use super::{Actor, ConsoleService, did, n, words};
use crate::app_state::AppState;
use crate::jobs::work::{IMPORT, Import};
use latchkey_contract::admin::*;
use latchkey_store::directories::DirectoryRow;
use latchkey_store::{accounts, directories, imports, jobs};

const SAMPLE: u32 = 6;

/// What the page shows of an import.
pub fn import_state(app: &AppState, row: Option<imports::ImportRow>) -> ImportState {
    let Some(row) = row else { return ImportState::NotStarted };
    let (done, expected) = (n(row.done), n(row.expected));
    match row.phase {
        imports::Phase::Running => ImportState::Running { done, expected },
        imports::Phase::Stopped => ImportState::Stopped { done, expected },
        imports::Phase::Failed => ImportState::Failed { done, text: row.error.unwrap_or_default() },
        imports::Phase::Finished => ImportState::Finished { people: done, at: app.say_time(row.updated_at) },
    }
}

impl ConsoleService {
    pub(super) async fn subtrees_of(&self, id: &str) -> AdminResult<Vec<SubtreeRow>> {
        let (row, directory) = self.opened(id).await?;
        let subtrees = self.asked("units could not be read", directory.subtrees().await)?;
        Ok(subtrees
            .into_iter()
            .map(|s| SubtreeRow {
                chosen: row.subtrees.contains(&s.dn),
                dn: s.dn,
                name: s.name,
                depth: s.depth,
                people: s.people,
            })
            .collect())
    }

    pub(super) async fn sample_of(&self, id: &str, subtrees: Vec<String>) -> AdminResult<Sample> {
        let (_, directory) = self.opened(id).await?;
        let page = self.asked("a sample could not be read", directory.list(&subtrees, None, SAMPLE).await)?;
        let people = page.entries.into_iter().take(SAMPLE as usize).map(|entry| PersonRow {
            id: String::new(),
            name: entry.display_name,
            login: entry.login,
            mail: entry.mail.unwrap_or_default(),
            status: PersonStatus::Imported,
            frozen: false,
            hindrance: super::people::hindrance(entry.disabled, entry.protected, false),
        });
        Ok(Sample { people: people.collect() })
    }

    pub(super) async fn start_import(&self, actor: Actor, id: &str, subtrees: Vec<String>) -> AdminResult<ImportState> {
        let (row, directory) = self.opened(id).await?;
        let expected = self.asked("people could not be counted", directory.count(&subtrees).await)?;
        let wanted = row.id.clone();
        let started = self
            .app
            .store
            .write(move |tx| {
                let before = imports::get(tx, &wanted)?;
                if let Some(running) = before.filter(|i| i.phase == imports::Phase::Running) {
                    return Ok(Some(running));
                }
                let same = row.subtrees == subtrees;
                let resumed = if same { imports::resume(tx, &wanted)? } else { None };
                let import = match resumed {
                    Some(import) => import,
                    None => {
                        directories::set_subtrees(tx, &wanted, &subtrees)?;
                        imports::start(tx, &wanted, i64::from(expected))?
                    }
                };
                let job = Import { directory: wanted.0.clone(), run: import.run };
                let key = format!("import:{wanted}:{}:{}", import.run, import.updated_at.millis());
                jobs::enqueue(tx, IMPORT, &job, tx.now(), Some(&key))?;
                did(tx, &actor, "import.started", Some(&wanted), serde_json::json!({ "subtrees": subtrees }))?;
                imports::get(tx, &wanted)
            })
            .await;
        let state = self.stored("an import could not be started", started)?;
        Ok(import_state(&self.app, state))
    }

    pub(super) async fn switch(&self, actor: Actor, id: &str, on: bool) -> AdminResult<()> {
        let (row, directory) = self.opened(id).await?;
        if on {
            let wanted = row.id.clone();
            let read = self.app.store.read(move |tx| Ok((accounts::count(tx, &wanted)?, imports::get(tx, &wanted)?)));
            let (people, import) = self.stored("an import could not be read", read.await)?;
            let mut reasons = Vec::new();
            if people == 0 || !import.is_some_and(|i| i.phase == imports::Phase::Finished) {
                reasons.push("Nobody is imported yet: finish the import first.".to_owned());
            }
            reasons.extend(words::hindrances(&directory.check(&row.subtrees).await));
            // what does not answer stands among the checks already
            if let Ok(found) = directory.domain_id().await {
                reasons.extend(another_domain(&row, found.as_deref()).map(str::to_owned));
            }
            if !reasons.is_empty() {
                return Err(AdminError::Refused(Refused::NotReady { reasons }));
            }
        }
        let switched = self.app.store.write(move |tx| {
            if on {
                // only as it was checked: a connection that was changed meanwhile is checked first
                if !directories::update(tx, &DirectoryRow { active: true, ..row.clone() })? {
                    return Ok(false);
                }
            } else {
                directories::set_active(tx, &row.id, false)?;
            }
            let kind = if on { "directory.activated" } else { "directory.deactivated" };
            did(tx, &actor, kind, Some(&row.id), serde_json::json!({}))?;
            Ok(true)
        });
        let switched = self.stored("a directory could not be switched", switched.await)?;
        if switched { Ok(()) } else { Err(AdminError::Refused(Refused::Stale)) }
    }
}
