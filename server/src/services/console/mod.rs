//! The console: the port of the administrator's wizard. Every action is authorised on its first
//! line and leaves an audit row in the transaction that does it.

mod code;
mod connection;
mod directory;
mod freeze;
pub mod guarded;
mod health;
mod invite;
mod people;
mod policy;
mod providers;
mod sync;
mod words;

use super::admin_auth::{self, Actor, authorise};
use super::fault::Fault;
use crate::app_state::{AppState, PRACTICE};
use async_trait::async_trait;
use latchkey_app::ports::{AdminApi, AdminGo, Caller};
use latchkey_contract::admin::*;
use latchkey_contract::policy::{
    Affected, AffectedQuery, Draft, Forecast, MethodSettingsPage, MethodsPage, PolicyForm, RuleForm,
};
use latchkey_contract::providers::{ProviderCard, ProviderForm};
use latchkey_contract::settings::MethodSettings;
use latchkey_contract::sync::{SyncEvery, SyncPeople, SyncPeopleQuery, SyncReport};
use latchkey_domain::directory::DirectoryError;
use latchkey_domain::ids::DirectoryId;
use latchkey_domain::roles::Permission;
use latchkey_store::{StoreResult, Tx, accounts, audit, directories, imports, invitations, jobs};
use std::sync::Arc;

pub struct ConsoleService {
    app: Arc<AppState>,
    group_members: policy::GroupMembers,
}

/// Of one field of a form.
pub(super) fn wrong(field: &str, fault: FieldFault) -> Refused {
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
pub(super) fn n(count: i64) -> u32 {
    u32::try_from(count.max(0)).unwrap_or(u32::MAX)
}

/// One audit row of an administrator.
pub(super) fn did(
    tx: &mut Tx,
    actor: &Actor,
    kind: &str,
    directory: Option<&DirectoryId>,
    detail: serde_json::Value,
) -> StoreResult<()> {
    let name = admin_auth::as_actor(&actor.name);
    let event = audit::Event { kind, actor: &name, account: None, directory, address: Some(&actor.address), detail };
    audit::append(tx, event)?;
    Ok(())
}

pub(super) fn kind_of(row: &directories::DirectoryRow) -> DirectoryKind {
    if row.kind == PRACTICE { DirectoryKind::Practice } else { DirectoryKind::ActiveDirectory }
}

/// As people know it.
pub(super) fn name_of(row: &directories::DirectoryRow) -> String {
    if row.label.is_empty() { row.name.clone() } else { row.label.clone() }
}

impl ConsoleService {
    pub fn new(app: Arc<AppState>) -> Self {
        Self { app, group_members: policy::GroupMembers::default() }
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
        let used = self.app.store.read(accounts::seats_used).await;
        Ok(Seats { used: n(self.stored("seats could not be counted", used)?), total: n(self.app.seats) })
    }
}

#[async_trait]
impl AdminApi for ConsoleService {
    async fn sign_in_page(&self, caller: &Caller) -> AdminSignIn {
        admin_auth::current(&self.app, caller).await
    }
    async fn open_setup(&self, caller: &Caller, token: &str) -> AdminGo {
        admin_auth::open_setup(&self.app, caller, token).await
    }
    async fn first_admin(&self, caller: &Caller, name: &str, password: String) -> AdminGo {
        admin_auth::first_admin(&self.app, caller, name, password).await
    }
    async fn confirm_totp(&self, caller: &Caller, code: &str) -> AdminGo {
        admin_auth::confirm_totp(&self.app, caller, code).await
    }
    async fn sign_in(&self, caller: &Caller, name: &str, password: String) -> AdminGo {
        admin_auth::sign_in(&self.app, caller, name, password).await
    }
    async fn sign_in_totp(&self, caller: &Caller, code: &str) -> AdminGo {
        admin_auth::sign_in_totp(&self.app, caller, code).await
    }
    async fn sign_out(&self, caller: &Caller) -> AdminGo {
        admin_auth::sign_out(&self.app, caller).await
    }

    async fn overview(&self, caller: &Caller) -> AdminResult<Overview> {
        let actor = authorise(&self.app, caller, Permission::ReadOverview).await?;
        let read = self
            .app
            .store
            .read(|tx| {
                let mut cards = Vec::new();
                for row in directories::list(tx)? {
                    let (imported, import) = (accounts::count(tx, &row.id)?, imports::get(tx, &row.id)?);
                    let asked = sync::asked(tx, &row, import.as_ref())?;
                    cards.push((row, imported, import, asked));
                }
                let invited = invitations::counts(tx)?.sent;
                let policy = crate::services::policy::for_everybody(tx)?;
                let enrolled = accounts::enrolled_count(tx)?;
                let (faults, failing) = (crate::faults::recent(tx)?, jobs::failing(tx)?);
                Ok((cards, accounts::seats_used(tx)?, policy, invited, enrolled, faults, failing))
            })
            .await;
        let (cards, used, policy, invited, enrolled, faults, failing) =
            self.stored("the overview could not be read", read)?;
        let directories = cards.into_iter().map(|(row, imported, import, asked)| DirectoryCard {
            kind: kind_of(&row),
            name: name_of(&row),
            imported: n(imported),
            sync: sync::state(&self.app, import.as_ref(), asked),
            import: directory::import_state(&self.app, import),
            active: row.active,
            id: row.id.0,
        });
        Ok(Overview {
            admin: actor.name,
            directories: directories.collect(),
            seats: Seats { used: n(used), total: n(self.app.seats) },
            policy: policy::form(&policy),
            invited: n(invited),
            enrolled: n(enrolled),
            mail_ready: self.app.outbox.is_some(),
            origin: self.app.origin.clone(),
            faults: health::faults(&self.app, faults),
            failing: health::failing(&self.app, failing),
        })
    }

    async fn connection(&self, caller: &Caller, id: &str) -> AdminResult<Connection> {
        authorise(&self.app, caller, Permission::ReadSetup).await?;
        self.connection_of(id).await
    }
    async fn check_connection(&self, caller: &Caller, form: Connection) -> AdminResult<ConnectionReport> {
        let actor = authorise(&self.app, caller, Permission::ManageDirectories).await?;
        self.try_connection(actor, form).await
    }
    async fn save_connection(&self, caller: &Caller, form: Connection) -> AdminResult<String> {
        let actor = authorise(&self.app, caller, Permission::ManageDirectories).await?;
        self.keep_connection(actor, form).await
    }
    async fn remove_directory(&self, caller: &Caller, id: &str, code: &str) -> AdminResult<()> {
        let actor = authorise(&self.app, caller, Permission::ManageDirectories).await?;
        self.remove(actor, id, code).await
    }
    async fn subtrees(&self, caller: &Caller, id: &str) -> AdminResult<Vec<SubtreeRow>> {
        authorise(&self.app, caller, Permission::ReadSetup).await?;
        self.subtrees_of(id).await
    }
    async fn sample(&self, caller: &Caller, id: &str, subtrees: Vec<String>) -> AdminResult<Sample> {
        authorise(&self.app, caller, Permission::ManageDirectories).await?;
        self.sample_of(id, subtrees).await
    }
    async fn import_start(
        &self,
        caller: &Caller,
        id: &str,
        subtrees: Vec<String>,
        code: &str,
    ) -> AdminResult<ImportState> {
        let actor = authorise(&self.app, caller, Permission::ManageDirectories).await?;
        self.start_import(actor, id, subtrees, code).await
    }
    async fn import_stop(&self, caller: &Caller, id: &str) -> AdminResult<ImportState> {
        let actor = authorise(&self.app, caller, Permission::ManageDirectories).await?;
        let wanted = DirectoryId(id.to_owned());
        let stopped = self.app.store.write(move |tx| {
            imports::stop(tx, &wanted)?;
            did(tx, &actor, "import.stopped", Some(&wanted), serde_json::json!({}))?;
            imports::get(tx, &wanted)
        });
        let row = self.stored("an import could not be stopped", stopped.await)?;
        Ok(directory::import_state(&self.app, row))
    }
    async fn import_state(&self, caller: &Caller, id: &str) -> AdminResult<ImportState> {
        authorise(&self.app, caller, Permission::ReadOverview).await?;
        let wanted = DirectoryId(id.to_owned());
        let row = self.app.store.read(move |tx| imports::get(tx, &wanted)).await;
        Ok(directory::import_state(&self.app, self.stored("an import could not be read", row)?))
    }
    async fn sync_report(&self, caller: &Caller, id: &str) -> AdminResult<SyncReport> {
        authorise(&self.app, caller, Permission::ReadPeople).await?;
        self.sync_report_of(id).await
    }
    async fn sync_people(&self, caller: &Caller, query: SyncPeopleQuery) -> AdminResult<SyncPeople> {
        authorise(&self.app, caller, Permission::ReadPeople).await?;
        self.sync_people_of(query).await
    }
    async fn sync_now(&self, caller: &Caller, id: &str) -> AdminResult<ImportState> {
        let actor = authorise(&self.app, caller, Permission::ManageDirectories).await?;
        self.sync_at_once(actor, id).await
    }
    async fn sync_every(&self, caller: &Caller, id: &str, every: SyncEvery) -> AdminResult<()> {
        let actor = authorise(&self.app, caller, Permission::ManageDirectories).await?;
        self.set_sync_every(actor, id, every).await
    }
    async fn sync_decide(&self, caller: &Caller, id: &str, run: i64, are_gone: bool, code: &str) -> AdminResult<()> {
        let actor = authorise(&self.app, caller, Permission::ManageDirectories).await?;
        self.decide_sync(actor, id, run, are_gone, code).await
    }
    async fn doctor(&self, caller: &Caller, id: &str) -> AdminResult<Vec<CheckRow>> {
        authorise(&self.app, caller, Permission::ReadSetup).await?;
        let (row, directory) = self.opened(id).await?;
        Ok(directory.check(&row.subtrees).await)
    }
    async fn activate(&self, caller: &Caller, id: &str, on: bool, code: &str) -> AdminResult<()> {
        let actor = authorise(&self.app, caller, Permission::ManageDirectories).await?;
        if on { self.switch_on(actor, id, code).await } else { self.switch_off(actor, id).await }
    }

    async fn people(&self, caller: &Caller, query: PeopleQuery) -> AdminResult<People> {
        authorise(&self.app, caller, Permission::ReadPeople).await?;
        self.people_of(query).await
    }
    async fn groups(&self, caller: &Caller, text: &str) -> AdminResult<FoundGroups> {
        authorise(&self.app, caller, Permission::ManagePeople).await?;
        self.groups_of(text).await
    }
    async fn onboard(&self, caller: &Caller, people: Vec<String>, code: &str) -> AdminResult<Onboarded> {
        let actor = authorise(&self.app, caller, Permission::ManagePeople).await?;
        self.onboard_people(actor, people, code).await
    }
    async fn onboard_group(&self, caller: &Caller, directory: &str, group: &str, code: &str) -> AdminResult<Onboarded> {
        let actor = authorise(&self.app, caller, Permission::ManagePeople).await?;
        self.onboard_members(actor, directory, group, code).await
    }
    async fn offboard(&self, caller: &Caller, people: Vec<String>, code: &str) -> AdminResult<Seats> {
        let actor = authorise(&self.app, caller, Permission::ManagePeople).await?;
        self.offboard_people(actor, people, code).await
    }

    async fn unfreeze(&self, caller: &Caller, id: &str, code: &str) -> AdminResult<()> {
        let actor = authorise(&self.app, caller, Permission::LiftStops).await?;
        self.lift(actor, id, code).await
    }

    async fn methods_page(&self, caller: &Caller) -> AdminResult<MethodsPage> {
        authorise(&self.app, caller, Permission::ReadPolicies).await?;
        self.method_desk_of().await
    }
    async fn forecast(&self, caller: &Caller, draft: Draft) -> AdminResult<Forecast> {
        authorise(&self.app, caller, Permission::ReadPolicies).await?;
        self.forecast_of(draft).await
    }
    async fn affected(&self, caller: &Caller, query: AffectedQuery) -> AdminResult<Affected> {
        authorise(&self.app, caller, Permission::ReadPolicies).await?;
        self.affected_of(query).await
    }
    async fn save_policy(&self, caller: &Caller, form: PolicyForm, code: &str) -> AdminResult<()> {
        let actor = authorise(&self.app, caller, Permission::ManagePolicies).await?;
        self.keep_policy(actor, form, code).await
    }
    async fn save_rule(&self, caller: &Caller, form: RuleForm, code: &str) -> AdminResult<()> {
        let actor = authorise(&self.app, caller, Permission::ManagePolicies).await?;
        self.keep_rule(actor, form, code).await
    }
    async fn move_rule(&self, caller: &Caller, id: &str, up: bool, code: &str) -> AdminResult<()> {
        let actor = authorise(&self.app, caller, Permission::ManagePolicies).await?;
        self.shift_rule(actor, id, up, code).await
    }
    async fn remove_rule(&self, caller: &Caller, id: &str, code: &str) -> AdminResult<()> {
        let actor = authorise(&self.app, caller, Permission::ManagePolicies).await?;
        self.drop_rule(actor, id, code).await
    }
    async fn providers(&self, caller: &Caller) -> AdminResult<Vec<ProviderCard>> {
        authorise(&self.app, caller, Permission::ReadSetup).await?;
        self.provider_cards().await
    }
    async fn save_provider(&self, caller: &Caller, form: ProviderForm, code: &str) -> AdminResult<()> {
        let actor = authorise(&self.app, caller, Permission::ManageProviders).await?;
        self.keep_provider(actor, form, code).await
    }
    async fn remove_provider(&self, caller: &Caller, form: &str, was: i64, code: &str) -> AdminResult<()> {
        let actor = authorise(&self.app, caller, Permission::ManageProviders).await?;
        self.drop_provider(actor, form, was, code).await
    }
    async fn method_settings(&self, caller: &Caller) -> AdminResult<MethodSettingsPage> {
        authorise(&self.app, caller, Permission::ReadPolicies).await?;
        self.settings_desk().await
    }
    async fn save_method_settings(
        &self,
        caller: &Caller,
        settings: MethodSettings,
        referees: Vec<String>,
        code: &str,
    ) -> AdminResult<()> {
        let actor = authorise(&self.app, caller, Permission::ManagePolicies).await?;
        self.keep_settings(actor, settings, referees, code).await
    }

    async fn invitations(&self, caller: &Caller) -> AdminResult<InvitationStatus> {
        authorise(&self.app, caller, Permission::ReadInvitations).await?;
        self.invitation_status().await
    }
    async fn preview_invitation(&self, caller: &Caller, form: InvitationForm) -> AdminResult<InvitationPreview> {
        let actor = authorise(&self.app, caller, Permission::ReadInvitations).await?;
        self.preview(&actor, &form)
    }
    async fn save_invitation(&self, caller: &Caller, form: InvitationForm, code: &str) -> AdminResult<()> {
        let actor = authorise(&self.app, caller, Permission::ManageInvitations).await?;
        self.keep_invitation(actor, form, code).await
    }
    async fn test_invitation(&self, caller: &Caller, address: &str) -> AdminResult<()> {
        let actor = authorise(&self.app, caller, Permission::ManageInvitations).await?;
        self.send_test(actor, address).await
    }
    async fn send_invitations(&self, caller: &Caller) -> AdminResult<InvitationStatus> {
        let actor = authorise(&self.app, caller, Permission::SendInvitations).await?;
        self.send_all(actor).await?;
        self.invitation_status().await
    }
}

impl ConsoleService {
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
