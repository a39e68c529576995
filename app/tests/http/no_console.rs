//! The console has its own tests; nothing here may reach it but its sign-in page.

use async_trait::async_trait;
use latchkey_app::ports::*;
use latchkey_contract::admin::*;
use latchkey_contract::joining::{JoinDecision, JoinReviews};
use latchkey_contract::policy::{
    Affected, AffectedQuery, Draft, Forecast, MethodSettingsPage, MethodsPage, PolicyForm, RuleForm,
};
use latchkey_contract::providers::{ProviderCard, ProviderForm};
use latchkey_contract::settings::MethodSettings;
use latchkey_contract::sync::{SyncEvery, SyncPeople, SyncPeopleQuery, SyncReport};
use std::sync::Arc;

struct NoConsole;

pub fn admin_ports() -> AdminPorts {
    AdminPorts {
        setup: Arc::new(NoConsole),
        sign_in: Arc::new(NoConsole),
        overview: Arc::new(NoConsole),
        connections: Arc::new(NoConsole),
        directories: Arc::new(NoConsole),
        sync: Arc::new(NoConsole),
        people: Arc::new(NoConsole),
        joining: Arc::new(NoConsole),
        policies: Arc::new(NoConsole),
        rules: Arc::new(NoConsole),
        forecasts: Arc::new(NoConsole),
        method_settings: Arc::new(NoConsole),
        providers: Arc::new(NoConsole),
        invitations: Arc::new(NoConsole),
    }
}

#[async_trait]
impl AdminSetupApi for NoConsole {
    async fn open_setup(&self, _caller: &Caller, _token: &str) -> AdminGo {
        unreachable!()
    }
    async fn first_admin(&self, _caller: &Caller, _name: &str, _password: String) -> AdminGo {
        unreachable!()
    }
    async fn confirm_totp(&self, _caller: &Caller, _code: &str) -> AdminGo {
        unreachable!()
    }
}

#[async_trait]
impl AdminSignInApi for NoConsole {
    async fn sign_in_page(&self, _caller: &Caller) -> AdminSignIn {
        AdminSignIn::SignIn
    }
    async fn sign_in(&self, _caller: &Caller, _name: &str, _password: String) -> AdminGo {
        unreachable!()
    }
    async fn sign_in_totp(&self, _caller: &Caller, _code: &str) -> AdminGo {
        unreachable!()
    }
    async fn sign_out(&self, _caller: &Caller) -> AdminGo {
        unreachable!()
    }
}

#[async_trait]
impl OverviewAdmin for NoConsole {
    async fn overview(&self, _caller: &Caller) -> AdminResult<Overview> {
        unreachable!()
    }
}

#[async_trait]
impl ConnectionAdmin for NoConsole {
    async fn connection(&self, _caller: &Caller, _id: &str) -> AdminResult<Connection> {
        unreachable!()
    }
    async fn check_connection(&self, _caller: &Caller, _form: Connection) -> AdminResult<ConnectionReport> {
        unreachable!()
    }
    async fn save_connection(&self, _caller: &Caller, _form: Connection) -> AdminResult<String> {
        unreachable!()
    }
}

#[async_trait]
impl DirectoryAdmin for NoConsole {
    async fn set_reach(&self, _caller: &Caller, _id: &str, _sets: bool, _code: &str) -> AdminResult<()> {
        unreachable!()
    }
    async fn remove_directory(&self, _caller: &Caller, _id: &str, _code: &str) -> AdminResult<()> {
        unreachable!()
    }
    async fn subtrees(&self, _caller: &Caller, _id: &str) -> AdminResult<Vec<SubtreeRow>> {
        unreachable!()
    }
    async fn sample(&self, _caller: &Caller, _id: &str, _subtrees: Vec<String>) -> AdminResult<Sample> {
        unreachable!()
    }
    async fn import_start(
        &self,
        _caller: &Caller,
        _id: &str,
        _subtrees: Vec<String>,
        _code: &str,
    ) -> AdminResult<ImportState> {
        unreachable!()
    }
    async fn import_stop(&self, _caller: &Caller, _id: &str) -> AdminResult<ImportState> {
        unreachable!()
    }
    async fn import_state(&self, _caller: &Caller, _id: &str) -> AdminResult<ImportState> {
        unreachable!()
    }
    async fn doctor(&self, _caller: &Caller, _id: &str) -> AdminResult<Vec<CheckRow>> {
        unreachable!()
    }
    async fn activate(&self, _caller: &Caller, _id: &str, _on: bool, _code: &str) -> AdminResult<()> {
        unreachable!()
    }
}

#[async_trait]
impl SyncAdmin for NoConsole {
    async fn sync_report(&self, _: &Caller, _: &str) -> AdminResult<SyncReport> {
        unreachable!()
    }
    async fn sync_people(&self, _: &Caller, _: SyncPeopleQuery) -> AdminResult<SyncPeople> {
        unreachable!()
    }
    async fn sync_now(&self, _: &Caller, _: &str) -> AdminResult<ImportState> {
        unreachable!()
    }
    async fn sync_every(&self, _: &Caller, _: &str, _: SyncEvery) -> AdminResult<()> {
        unreachable!()
    }
    async fn sync_decide(&self, _: &Caller, _: &str, _: i64, _: bool, _: &str) -> AdminResult<()> {
        unreachable!()
    }
}

#[async_trait]
impl PeopleAdmin for NoConsole {
    async fn people(&self, _caller: &Caller, _query: PeopleQuery) -> AdminResult<People> {
        unreachable!()
    }
    async fn groups(&self, _caller: &Caller, _text: &str) -> AdminResult<FoundGroups> {
        unreachable!()
    }
    async fn onboard(&self, _caller: &Caller, _whom: Selection, _code: &str) -> AdminResult<BulkAnswer<Onboarded>> {
        unreachable!()
    }
    async fn onboard_group(
        &self,
        _caller: &Caller,
        _directory: &str,
        _group: &str,
        _code: &str,
    ) -> AdminResult<BulkAnswer<Onboarded>> {
        unreachable!()
    }
    async fn offboard(&self, _caller: &Caller, _whom: Selection, _code: &str) -> AdminResult<BulkAnswer<Seats>> {
        unreachable!()
    }
    async fn bulk_runs(&self, _caller: &Caller) -> AdminResult<Vec<BulkRunRow>> {
        unreachable!()
    }
    async fn unfreeze(&self, _caller: &Caller, _id: &str, _code: &str) -> AdminResult<()> {
        unreachable!()
    }
}

#[async_trait]
impl JoiningAdmin for NoConsole {
    async fn reviews(&self, _caller: &Caller) -> AdminResult<JoinReviews> {
        unreachable!()
    }
    async fn decide(&self, _caller: &Caller, _id: &str, _decision: JoinDecision, _code: &str) -> AdminResult<()> {
        unreachable!()
    }
    async fn join(&self, _caller: &Caller, _person: &str, _other: &str, _code: &str) -> AdminResult<()> {
        unreachable!()
    }
    async fn part(&self, _caller: &Caller, _account: &str, _code: &str) -> AdminResult<()> {
        unreachable!()
    }
}

#[async_trait]
impl PolicyAdmin for NoConsole {
    async fn methods_page(&self, _caller: &Caller) -> AdminResult<MethodsPage> {
        unreachable!()
    }
    async fn save_policy(&self, _caller: &Caller, _form: PolicyForm, _code: &str) -> AdminResult<()> {
        unreachable!()
    }
}

#[async_trait]
impl RuleAdmin for NoConsole {
    async fn save_rule(&self, _caller: &Caller, _form: RuleForm, _code: &str) -> AdminResult<()> {
        unreachable!()
    }
    async fn move_rule(&self, _caller: &Caller, _id: &str, _up: bool, _code: &str) -> AdminResult<()> {
        unreachable!()
    }
    async fn remove_rule(&self, _caller: &Caller, _id: &str, _code: &str) -> AdminResult<()> {
        unreachable!()
    }
}

#[async_trait]
impl ForecastAdmin for NoConsole {
    async fn forecast(&self, _caller: &Caller, _draft: Draft) -> AdminResult<Forecast> {
        unreachable!()
    }
    async fn affected(&self, _caller: &Caller, _query: AffectedQuery) -> AdminResult<Affected> {
        unreachable!()
    }
}

#[async_trait]
impl MethodSettingsAdmin for NoConsole {
    async fn method_settings(&self, _caller: &Caller) -> AdminResult<MethodSettingsPage> {
        unreachable!()
    }
    async fn save_method_settings(
        &self,
        _caller: &Caller,
        _settings: MethodSettings,
        _referees: Vec<String>,
        _code: &str,
    ) -> AdminResult<()> {
        unreachable!()
    }
}

#[async_trait]
impl ProviderAdmin for NoConsole {
    async fn providers(&self, _caller: &Caller) -> AdminResult<Vec<ProviderCard>> {
        unreachable!()
    }
    async fn save_provider(&self, _caller: &Caller, _form: ProviderForm, _code: &str) -> AdminResult<()> {
        unreachable!()
    }
    async fn remove_provider(&self, _caller: &Caller, _form: &str, _was: i64, _code: &str) -> AdminResult<()> {
        unreachable!()
    }
}

#[async_trait]
impl InvitationAdmin for NoConsole {
    async fn invitations(&self, _caller: &Caller) -> AdminResult<InvitationStatus> {
        unreachable!()
    }
    async fn preview_invitation(&self, _caller: &Caller, _form: InvitationForm) -> AdminResult<InvitationPreview> {
        unreachable!()
    }
    async fn save_invitation(&self, _caller: &Caller, _form: InvitationForm, _code: &str) -> AdminResult<()> {
        unreachable!()
    }
    async fn test_invitation(&self, _caller: &Caller, _address: &str) -> AdminResult<()> {
        unreachable!()
    }
    async fn send_invitations(&self, _caller: &Caller) -> AdminResult<InvitationStatus> {
        unreachable!()
    }
}
