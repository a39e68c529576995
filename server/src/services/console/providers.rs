//! The other servers that methods ask: each is asked once before its settings are kept. Whoever decides
//! where a proof is judged can become anybody, so every change proves the administrator anew, and a
//! kept secret goes to no other server than the one that it was given for.

mod forms;

use super::ConsoleService;
use super::code::{proved, short, used_up};
use super::guarded::Guarded;
use crate::app_state::AppState;
use crate::providers::secrets;
use crate::services::admin_auth::authorise;
use crate::services::policy::profiles_changed;
use async_trait::async_trait;
use forms::{FORMS, Filled, Form};
use latchkey_app::ports::{Caller, ProviderAdmin};
use latchkey_contract::admin::*;
use latchkey_contract::providers::{ProviderCard, ProviderForm};
use latchkey_domain::Secret;
use latchkey_domain::audit::AuditKind;
use latchkey_domain::roles::Permission;
use latchkey_store::AuditEvent;
use latchkey_store::providers::{self, ProviderRow};
use latchkey_web::ProviderError;

fn form_of(id: &str) -> AdminResult<&'static Form> {
    FORMS.iter().find(|form| form.id == id).ok_or(AdminError::Refused(Refused::Gone(Gone::Form)))
}

fn card(app: &AppState, form: &Form, row: Option<&ProviderRow>) -> ProviderCard {
    let own = row.filter(|row| (form.is)(row));
    let has = own.and_then(|row| secrets(row).ok()).unwrap_or_default();
    ProviderCard {
        form: form.id.into(),
        kind: form.kind,
        fields: (form.fields)(own, &has),
        there: own.is_some(),
        place: own.map(form.place).unwrap_or_default(),
        version: row.map(|row| row.version),
        asked: form.asked,
        register: (form.register)(app),
    }
}

/// The settings that the form makes, or what is wrong with them.
fn made(form: &Form, given: &ProviderForm, before: Option<&ProviderRow>) -> Result<ProviderRow, Refused> {
    let own = before.filter(|row| (form.is)(row));
    let kept = own.and_then(|row| secrets(row).ok()).unwrap_or_default();
    let was = own.map(form.place).unwrap_or_default();
    let (config, secrets) = (form.read)(&Filled { values: &given.values, kept: &kept, was: &was })?;
    let secret = serde_json::to_string(&secrets).map_err(|_| Refused::Unwritable)?;
    Ok(ProviderRow {
        name: form.row.into(),
        config,
        secret: Secret::from(secret),
        version: 0,
        updated_at: latchkey_domain::Timestamp(0),
    })
}

fn said(error: &ProviderError) -> Refused {
    match error {
        ProviderError::Away(said) => Refused::ProviderAway { said: said.clone() },
        ProviderError::Setup(said) => Refused::ProviderSetup { said: said.clone() },
    }
}

#[async_trait]
impl ProviderAdmin for ConsoleService {
    async fn providers(&self, caller: &Caller) -> AdminResult<Vec<ProviderCard>> {
        authorise(&self.app, caller, Permission::ReadSetup).await?;
        let rows = self.app.store.read(providers::list).await;
        let rows = self.stored("the settings of the servers could not be read", rows)?;
        let row = |name: &str| rows.iter().find(|row| row.name == name);
        Ok(FORMS.iter().map(|form| card(&self.app, form, row(form.row))).collect())
    }

    async fn save_provider(&self, caller: &Caller, given: ProviderForm, code: &str) -> AdminResult<()> {
        let actor = authorise(&self.app, caller, Permission::ManageProviders).await?;
        let form = form_of(&given.form)?;
        let before = self.app.store.read(|tx| providers::get(tx, form.row)).await;
        let before = self.stored("the settings of a server could not be read", before)?;
        let was = given.was;
        if before.as_ref().map(|row| row.version) != was {
            return Err(AdminError::Refused(Refused::Stale));
        }
        let row = made(form, &given, before.as_ref()).map_err(AdminError::Refused)?;
        // not before it is clear that this is the administrator: asking is an action, too
        let step = self.looked_at(&actor, code).await?;
        (form.check)(&self.app, &row).await.map_err(|error| AdminError::Refused(said(&error)))?;
        let noted = serde_json::json!({ "server": form.id, "place": (form.place)(&row) });
        let saved = self.app.store.write(move |tx| {
            if let Err(refused) = used_up(tx, &actor, step)? {
                return Ok(Err(refused));
            }
            if providers::put(tx, &row.name, &row.config, &row.secret, was)?.is_none() {
                return Ok(Err(Refused::Stale));
            }
            profiles_changed(tx)?;
            tx.audit(AuditKind::ProviderSaved, &actor, AuditEvent::at(&actor.address).detail(noted));
            Ok(Ok(()))
        });
        self.stored("the settings of a server could not be saved", saved.await)?.map_err(AdminError::Refused)
    }

    async fn remove_provider(&self, caller: &Caller, form: &str, was: i64, code: &str) -> AdminResult<()> {
        let actor = authorise(&self.app, caller, Permission::ManageProviders).await?;
        let form = form_of(form)?;
        let (app, typed) = (self.app.clone(), short(code));
        let removed = self.app.store.write(move |tx| {
            if let Err(refused) = proved(&app, tx, &actor, Guarded::RemoveProvider, &typed)? {
                return Ok(Err(refused));
            }
            if !providers::remove(tx, form.row, was)? {
                return Ok(Err(Refused::Stale));
            }
            profiles_changed(tx)?;
            let event = AuditEvent::at(&actor.address).detail(serde_json::json!({ "server": form.id }));
            tx.audit(AuditKind::ProviderRemoved, &actor, event);
            Ok(Ok(()))
        });
        self.stored("the settings of a server could not be removed", removed.await)?.map_err(AdminError::Refused)
    }
}

#[cfg(test)]
mod tests;
