//! Step 4 of the wizard: which methods, how many, for whom. `code`: the administrator's current authenticator code,
//! where a recovery becomes easier. Empty: `Refused::Code(Empty)` says that it is needed.

use super::caller::Caller;
use async_trait::async_trait;
use latchkey_contract::admin::AdminResult;
use latchkey_contract::policy::{
    Affected, AffectedQuery, Draft, Forecast, MethodSettingsPage, MethodsPage, PolicyForm, RuleForm,
};
use latchkey_contract::settings::MethodSettings;

#[async_trait]
pub trait PolicyAdmin: Send + Sync {
    async fn methods_page(&self, caller: &Caller) -> AdminResult<MethodsPage>;
    /// The one for everybody.
    async fn save_policy(&self, caller: &Caller, form: PolicyForm, code: &str) -> AdminResult<()>;
}

/// Policies for the members of a group.
#[async_trait]
pub trait RuleAdmin: Send + Sync {
    async fn save_rule(&self, caller: &Caller, form: RuleForm, code: &str) -> AdminResult<()>;
    async fn move_rule(&self, caller: &Caller, id: &str, up: bool, code: &str) -> AdminResult<()>;
    async fn remove_rule(&self, caller: &Caller, id: &str, code: &str) -> AdminResult<()>;
}

/// What a draft would do, before it is saved.
#[async_trait]
pub trait ForecastAdmin: Send + Sync {
    async fn forecast(&self, caller: &Caller, draft: Draft) -> AdminResult<Forecast>;
    async fn affected(&self, caller: &Caller, query: AffectedQuery) -> AdminResult<Affected>;
}

#[async_trait]
pub trait MethodSettingsAdmin: Send + Sync {
    async fn method_settings(&self, caller: &Caller) -> AdminResult<MethodSettingsPage>;
    /// `referees`: ids of those who may vouch for anybody.
    async fn save_method_settings(
        &self,
        caller: &Caller,
        settings: MethodSettings,
        referees: Vec<String>,
        code: &str,
    ) -> AdminResult<()>;
}
