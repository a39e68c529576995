//! Steps 1 and 2 of the wizard behind the connection: what to import, importing, activation.

use super::code::{proved, short, used_up};
use super::connection::is_another_domain;
use super::guarded::Guarded;
use super::{Actor, ConsoleService, did, n, words};
use crate::app_state::AppState;
use crate::jobs::JobFault;
use crate::jobs::sync::enqueue_run;
use latchkey_contract::Problem;
use latchkey_contract::admin::*;
use latchkey_domain::directory::Directory;
use latchkey_domain::sync::is_within;
use latchkey_store::directories::DirectoryRow;
use latchkey_store::{StoreResult, Tx, accounts, directories, imports};

const SAMPLE: u32 = 6;

/// What the page shows of an import.
pub fn import_state(app: &AppState, row: Option<imports::ImportRow>) -> ImportState {
    let Some(row) = row else { return ImportState::NotStarted };
    let (done, expected) = (n(row.done), n(row.expected));
    match row.phase {
        imports::Phase::Running => ImportState::Running { done, expected },
        imports::Phase::Stopped => ImportState::Stopped { done, expected },
        imports::Phase::Failed => ImportState::Failed { done, fault: JobFault::stored(row.error.as_deref()).view() },
        imports::Phase::Asking => ImportState::Asking { people: done, at: app.moment(row.updated_at) },
        imports::Phase::Finished => ImportState::Finished { people: done, at: app.moment(row.updated_at) },
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

    pub(super) async fn start_import(
        &self,
        actor: Actor,
        id: &str,
        subtrees: Vec<String>,
        code: &str,
    ) -> AdminResult<ImportState> {
        let (row, directory) = self.opened(id).await?;
        let expected = self.asked("people could not be counted", directory.count(&subtrees).await)?;
        let (app, code) = (self.app.clone(), short(code));
        let started =
            self.app.store.write(move |tx| start(&app, tx, &actor, &row, &subtrees, i64::from(expected), &code));
        let state = self.stored("an import could not be started", started.await)?.map_err(AdminError::Refused)?;
        Ok(import_state(&self.app, state))
    }

    pub(super) async fn switch_off(&self, actor: Actor, id: &str) -> AdminResult<()> {
        let (row, _) = self.opened(id).await?;
        let done = self.app.store.write(move |tx| {
            directories::set_active(tx, &row.id, false)?;
            did(tx, &actor, "directory.deactivated", Some(&row.id), serde_json::json!({}))
        });
        self.stored("a directory could not be switched", done.await)
    }

    /// Without a code it says what is missing, like the doctor, and otherwise that a code is.
    pub(super) async fn switch_on(&self, actor: Actor, id: &str, code: &str) -> AdminResult<()> {
        let (row, directory) = self.opened(id).await?;
        let step = if code.trim().is_empty() { None } else { Some(self.looked_at(&actor, code).await?) };
        let reasons = self.not_ready(&row, directory.as_ref()).await?;
        if !reasons.is_empty() {
            return Err(AdminError::Refused(Refused::NotReady { reasons }));
        }
        let Some(step) = step else { return Err(AdminError::Refused(Refused::Code(Problem::Empty))) };
        let switched = self.app.store.write(move |tx| {
            if let Err(refused) = used_up(tx, &actor, step)? {
                return Ok(Err(refused));
            }
            // only as it was checked: a connection that was changed meanwhile is checked first
            if !directories::update(tx, &DirectoryRow { active: true, ..row.clone() })? {
                return Ok(Err(Refused::Stale));
            }
            did(tx, &actor, "directory.activated", Some(&row.id), serde_json::json!({})).map(Ok)
        });
        self.stored("a directory could not be switched", switched.await)?.map_err(AdminError::Refused)
    }

    async fn not_ready(&self, row: &DirectoryRow, directory: &dyn Directory) -> AdminResult<Vec<NotReady>> {
        let wanted = row.id.clone();
        let read = self.app.store.read(move |tx| Ok((accounts::count(tx, &wanted)?, imports::get(tx, &wanted)?)));
        let (people, import) = self.stored("an import could not be read", read.await)?;
        let mut reasons = Vec::new();
        if people == 0 || import.is_none_or(|i| i.finished_at.is_none()) {
            reasons.push(NotReady::NobodyImported);
        }
        reasons.extend(words::hindrances(&directory.check(&row.subtrees).await));
        // what does not answer stands among the checks already
        if let Ok(found) = directory.domain_id().await
            && is_another_domain(row, found.as_deref())
        {
            reasons.push(NotReady::OtherDomain);
        }
        Ok(reasons)
    }
}

/// Whether people who are imported are in none of these units, so that the import leaves their names to
/// a newer directory. No unit: the whole domain.
fn leaves_out(before: &[String], units: &[String]) -> bool {
    !units.is_empty() && (before.is_empty() || !before.iter().all(|unit| is_within(unit, units)))
}

fn start(
    app: &AppState,
    tx: &mut Tx,
    actor: &Actor,
    row: &DirectoryRow,
    subtrees: &[String],
    expected: i64,
    code: &str,
) -> StoreResult<Result<Option<imports::ImportRow>, Refused>> {
    let wanted = &row.id;
    let before = imports::get(tx, wanted)?;
    if let Some(running) = before.filter(|i| i.phase == imports::Phase::Running) {
        return Ok(Ok(Some(running)));
    }
    let same = row.subtrees == subtrees;
    if !same
        && leaves_out(&row.subtrees, subtrees)
        && accounts::count(tx, wanted)? > 0
        && let Err(refused) = proved(app, tx, actor, Guarded::ImportStart, code)?
    {
        return Ok(Err(refused));
    }
    let resumed = if same { imports::resume(tx, wanted)? } else { None };
    let import = match resumed {
        Some(import) => import,
        None => {
            directories::set_subtrees(tx, wanted, subtrees)?;
            imports::start(tx, wanted, expected)?
        }
    };
    enqueue_run(tx, &import)?;
    did(tx, actor, "import.started", Some(wanted), serde_json::json!({ "subtrees": subtrees }))?;
    imports::get(tx, wanted).map(Ok)
}

#[cfg(test)]
mod tests {
    use super::leaves_out;

    #[test]
    fn which_units_leave_somebody_out() {
        let units = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        let before = units(&["OU=Staff,DC=corp", "OU=Labs,OU=Other,DC=corp"]);
        for all in [
            units(&[]),
            before.clone(),
            units(&["dc=corp"]),
            units(&["ou=staff,dc=corp", "OU=Other,DC=corp", "OU=New,DC=corp"]),
        ] {
            assert!(!leaves_out(&before, &all), "{all:?}");
        }
        for fewer in
            [units(&["OU=Staff,DC=corp"]), units(&["OU=Nobody,DC=corp"]), units(&["OU=Inner,OU=Staff,DC=corp"])]
        {
            assert!(leaves_out(&before, &fewer), "{fewer:?}");
        }
        assert!(leaves_out(&[], &before), "the whole domain before");
        assert!(!leaves_out(&[], &[]));
    }
}
