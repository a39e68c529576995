//! Step 4: with which methods, and whom that leaves without a way back.

use super::ApiResult;
#[cfg(feature = "ssr")]
use super::hand_on;
#[cfg(feature = "ssr")]
use crate::context::asker;
use crate::wire::Json;
use latchkey_contract::policy::{
    Affected, AffectedQuery, Draft, Forecast, MethodSettingsPage, MethodsPage, PolicyForm, RuleForm,
};
use latchkey_contract::settings::MethodSettings;
use leptos::prelude::*;

#[server(prefix = "/api/admin", endpoint = "methods", input = Json, output = Json)]
pub async fn read_methods() -> ApiResult<MethodsPage> {
    let (ports, caller) = asker().await?;
    hand_on(ports.admin.policies.methods_page(&caller).await)
}

#[server(prefix = "/api/admin", endpoint = "forecast", input = Json, output = Json)]
pub async fn read_forecast(draft: Draft) -> ApiResult<Forecast> {
    let (ports, caller) = asker().await?;
    hand_on(ports.admin.forecasts.forecast(&caller, draft).await)
}

#[server(prefix = "/api/admin", endpoint = "affected", input = Json, output = Json)]
pub async fn find_affected(query: AffectedQuery) -> ApiResult<Affected> {
    let (ports, caller) = asker().await?;
    hand_on(ports.admin.forecasts.affected(&caller, query).await)
}

#[server(prefix = "/api/admin", endpoint = "save-policy", input = Json, output = Json)]
pub async fn save_policy(form: PolicyForm, code: String) -> ApiResult<()> {
    let (ports, caller) = asker().await?;
    hand_on(ports.admin.policies.save_policy(&caller, form, &code).await)
}

#[server(prefix = "/api/admin", endpoint = "save-rule", input = Json, output = Json)]
pub async fn save_rule(form: RuleForm, code: String) -> ApiResult<()> {
    let (ports, caller) = asker().await?;
    hand_on(ports.admin.rules.save_rule(&caller, form, &code).await)
}

#[server(prefix = "/api/admin", endpoint = "move-rule", input = Json, output = Json)]
pub async fn move_rule(id: String, up: bool, code: String) -> ApiResult<()> {
    let (ports, caller) = asker().await?;
    hand_on(ports.admin.rules.move_rule(&caller, &id, up, &code).await)
}

#[server(prefix = "/api/admin", endpoint = "remove-rule", input = Json, output = Json)]
pub async fn remove_rule(id: String, code: String) -> ApiResult<()> {
    let (ports, caller) = asker().await?;
    hand_on(ports.admin.rules.remove_rule(&caller, &id, &code).await)
}

#[server(prefix = "/api/admin", endpoint = "method-settings", input = Json, output = Json)]
pub async fn read_settings() -> ApiResult<MethodSettingsPage> {
    let (ports, caller) = asker().await?;
    hand_on(ports.admin.method_settings.method_settings(&caller).await)
}

#[server(prefix = "/api/admin", endpoint = "save-method-settings", input = Json, output = Json)]
pub async fn save_settings(settings: MethodSettings, referees: Vec<String>, code: String) -> ApiResult<()> {
    let (ports, caller) = asker().await?;
    hand_on(ports.admin.method_settings.save_method_settings(&caller, settings, referees, &code).await)
}
