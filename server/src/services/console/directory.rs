//! Steps 1 and 2 of the wizard behind the connection: what to import, importing, activation.

use super::code::{proved, short, used_up};
use super::connection::{is_another_domain, place};
use super::guarded::Guarded;
use super::{Actor, ConsoleService, count, words};
use crate::app_state::AppState;
use crate::services::admin_auth::authorise;
use crate::services::policy::profiles_changed;
use crate::work::{JobFault, enqueue_run};
use async_trait::async_trait;
use latchkey_app::ports::{Caller, DirectoryAdmin};
use latchkey_contract::Problem;
use latchkey_contract::admin::*;
use latchkey_domain::audit::AuditKind;
use latchkey_domain::directory::Directory;
use latchkey_domain::ids::DirectoryId;
use latchkey_domain::roles::Permission;
use latchkey_store::directories::DirectoryRow;
use latchkey_store::{AuditEvent, StoreResult, Tx, accounts, directories, imports};

const SAMPLE: u32 = 6;

/// What the page shows of an import.
pub(super) fn import_view(app: &AppState, row: Option<imports::ImportRow>) -> ImportState {
    let Some(row) = row else { return ImportState::NotStarted };
    let (done, expected) = (count(row.done), count(row.expected));
    match row.phase {
        imports::Phase::Running => ImportState::Running { done, expected },
        imports::Phase::Stopped => ImportState::Stopped { done, expected },
        imports::Phase::Failed => ImportState::Failed { done, fault: JobFault::stored(row.error.as_deref()).view() },
        imports::Phase::Asking => ImportState::Asking { people: done, at: app.moment(row.updated_at) },
        imports::Phase::Finished => ImportState::Finished { people: done, at: app.moment(row.updated_at) },
    }
}

#[async_trait]
impl DirectoryAdmin for ConsoleService {
    async fn subtrees(&self, caller: &Caller, id: &str) -> AdminResult<Vec<SubtreeRow>> {
        authorise(&self.app, caller, Permission::ReadSetup).await?;
        let (row, directory) = self.opened(id).await?;
        let subtrees = self.asked("units could not be read", directory.people().subtrees().await)?;
        Ok(subtrees
            .into_iter()
            .map(|s| SubtreeRow {
                chosen: row.subtrees.contains(&s.id),
                id: s.id,
                dn: s.dn,
                name: s.name,
                depth: s.depth,
                people: s.people,
            })
            .collect())
    }

    async fn sample(&self, caller: &Caller, id: &str, subtrees: Vec<String>) -> AdminResult<Sample> {
        authorise(&self.app, caller, Permission::ManageDirectories).await?;
        let (_, directory) = self.opened(id).await?;
        let page = self.asked("a sample could not be read", directory.people().list(&subtrees, None, SAMPLE).await)?;
        let people = page.entries.into_iter().take(SAMPLE as usize).map(|entry| PersonRow {
            id: String::new(),
            name: entry.display_name,
            login: entry.login,
            mail: entry.mail.unwrap_or_default(),
            status: PersonStatus::Imported,
            frozen: false,
            hindrance: super::people::hindrance(
                entry.disabled,
                entry.protected,
                false,
                entry.set_elsewhere.map(Hindrance::SetElsewhere),
            ),
            others: Vec::new(),
        });
        Ok(Sample { people: people.collect() })
    }

    async fn import_start(
        &self,
        caller: &Caller,
        id: &str,
        subtrees: Vec<String>,
        code: &str,
    ) -> AdminResult<ImportState> {
        let actor = authorise(&self.app, caller, Permission::ManageDirectories).await?;
        let (row, directory) = self.opened(id).await?;
        let expected = self.asked("people could not be counted", directory.people().count(&subtrees).await)?;
        // people who are imported and in none of the units leave their names to a newer directory
        let leaves_out = !directory.people().covers(&subtrees, &row.subtrees);
        let (app, code, expected) = (self.app.clone(), short(code), i64::from(expected));
        let wanted = Wanted { subtrees, leaves_out, expected };
        let started = self.app.store.write(move |tx| start(&app, tx, &actor, &row, &wanted, &code));
        let state = self.stored("an import could not be started", started.await)?.map_err(AdminError::Refused)?;
        Ok(import_view(&self.app, state))
    }

    async fn import_stop(&self, caller: &Caller, id: &str) -> AdminResult<ImportState> {
        let actor = authorise(&self.app, caller, Permission::ManageDirectories).await?;
        let wanted = DirectoryId(id.to_owned());
        let stopped = self.app.store.write(move |tx| {
            imports::stop(tx, &wanted)?;
            tx.audit(AuditKind::ImportStopped, &actor, AuditEvent::at(&actor.address).directory(&wanted));
            imports::get(tx, &wanted)
        });
        let row = self.stored("an import could not be stopped", stopped.await)?;
        Ok(import_view(&self.app, row))
    }

    async fn import_state(&self, caller: &Caller, id: &str) -> AdminResult<ImportState> {
        authorise(&self.app, caller, Permission::ReadOverview).await?;
        let wanted = DirectoryId(id.to_owned());
        let row = self.app.store.read(move |tx| imports::get(tx, &wanted)).await;
        Ok(import_view(&self.app, self.stored("an import could not be read", row)?))
    }

    async fn doctor(&self, caller: &Caller, id: &str) -> AdminResult<Vec<CheckRow>> {
        authorise(&self.app, caller, Permission::ReadSetup).await?;
        let (row, directory) = self.opened(id).await?;
        Ok(directory.health().check(&row.subtrees).await)
    }

    async fn activate(&self, caller: &Caller, id: &str, on: bool, code: &str) -> AdminResult<()> {
        let actor = authorise(&self.app, caller, Permission::ManageDirectories).await?;
        if on { self.switch_on(actor, id, code).await } else { self.switch_off(actor, id).await }
    }

    /// Set twice is set once: the second needs no code, for it changes nothing.
    async fn set_reach(&self, caller: &Caller, id: &str, sets: bool, code: &str) -> AdminResult<()> {
        let actor = authorise(&self.app, caller, Permission::ManageDirectories).await?;
        let (app, id, code) = (self.app.clone(), DirectoryId(id.to_owned()), short(code));
        let set = self.app.store.write(move |tx| {
            if directories::get(tx, &id)?.is_none() {
                return Ok(Err(Refused::Gone(Gone::Directory)));
            }
            if directories::not_setting(tx)?.contains(&id) != sets {
                return Ok(Ok(()));
            }
            if let Err(refused) = proved(&app, tx, &actor, Guarded::SetReach, &code)? {
                return Ok(Err(refused));
            }
            directories::set_passwords_set(tx, &id, sets)?;
            // who can get back in are others now
            profiles_changed(tx)?;
            let event = AuditEvent::at(&actor.address).directory(&id);
            tx.audit(AuditKind::DirectoryReachChanged, &actor, event.detail(serde_json::json!({ "sets": sets })));
            Ok(Ok(()))
        });
        self.stored("what recoveries reach could not be set", set.await)?.map_err(AdminError::Refused)
    }

    async fn remove_directory(&self, caller: &Caller, id: &str, code: &str) -> AdminResult<()> {
        let actor = authorise(&self.app, caller, Permission::ManageDirectories).await?;
        let (id, code) = (DirectoryId(id.to_owned()), short(code));
        let app = self.app.clone();
        let removed = self.app.store.write(move |tx| {
            let Some(row) = directories::get(tx, &id)? else { return Ok(Ok(())) };
            if let Err(refused) = proved(&app, tx, &actor, Guarded::RemoveDirectory, &code)? {
                return Ok(Err(refused));
            }
            directories::delete(tx, &id)?;
            let event = AuditEvent::at(&actor.address).directory(&id).detail(place(&row));
            tx.audit(AuditKind::DirectoryRemoved, &actor, event);
            Ok(Ok(()))
        });
        self.stored("a directory could not be removed", removed.await)?.map_err(AdminError::Refused)
    }
}

impl ConsoleService {
    async fn switch_off(&self, actor: Actor, id: &str) -> AdminResult<()> {
        let (row, _) = self.opened(id).await?;
        let done = self.app.store.write(move |tx| {
            directories::set_active(tx, &row.id, false)?;
            tx.audit(AuditKind::DirectoryDeactivated, &actor, AuditEvent::at(&actor.address).directory(&row.id));
            Ok(())
        });
        self.stored("a directory could not be switched", done.await)
    }

    /// Without a code it says what is missing, like the doctor, and otherwise that a code is.
    async fn switch_on(&self, actor: Actor, id: &str, code: &str) -> AdminResult<()> {
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
            tx.audit(AuditKind::DirectoryActivated, &actor, AuditEvent::at(&actor.address).directory(&row.id));
            Ok(Ok(()))
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
        reasons
            .extend(words::hindrances(directory.health().required(), &directory.health().check(&row.subtrees).await));
        // what does not answer stands among the checks already
        if let Ok(found) = directory.health().domain_id().await
            && is_another_domain(row, found.as_deref())
        {
            reasons.push(NotReady::OtherDomain);
        }
        Ok(reasons)
    }
}

/// What an administrator wants imported.
struct Wanted {
    subtrees: Vec<String>,
    /// Somebody who is imported may be in none of them.
    leaves_out: bool,
    expected: i64,
}

fn start(
    app: &AppState,
    tx: &mut Tx,
    actor: &Actor,
    row: &DirectoryRow,
    import: &Wanted,
    code: &str,
) -> StoreResult<Result<Option<imports::ImportRow>, Refused>> {
    let (wanted, subtrees) = (&row.id, &import.subtrees);
    let before = imports::get(tx, wanted)?;
    if let Some(running) = before.filter(|i| i.phase == imports::Phase::Running) {
        return Ok(Ok(Some(running)));
    }
    let same = row.subtrees == *subtrees;
    if !same
        && import.leaves_out
        && accounts::count(tx, wanted)? > 0
        && let Err(refused) = proved(app, tx, actor, Guarded::ImportStart, code)?
    {
        return Ok(Err(refused));
    }
    let resumed = if same { imports::resume(tx, wanted)? } else { None };
    let begun = match resumed {
        Some(begun) => begun,
        None => {
            directories::set_subtrees(tx, wanted, subtrees)?;
            imports::start(tx, wanted, import.expected)?
        }
    };
    enqueue_run(tx, &begun)?;
    let event = AuditEvent::at(&actor.address).directory(wanted).detail(serde_json::json!({ "subtrees": subtrees }));
    tx.audit(AuditKind::ImportStarted, actor, event);
    imports::get(tx, wanted).map(Ok)
}
