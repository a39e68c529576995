//! Step 4: which methods, how many, for whom. Whoever makes a recovery easier proves that they are
//! the administrator and not only holds their session.

mod draft;
mod forecast;
mod members;
mod rules;
mod settings;

pub use draft::form;

use super::ConsoleService;
use super::code::{proved, short};
use super::guarded::Guarded;
use crate::services::admin_auth::authorise;
use crate::services::policy as stored;
use async_trait::async_trait;
use draft::{as_field, judge, noted, policy, starts, states, weakens};
use latchkey_app::ports::{Caller, PolicyAdmin};
use latchkey_contract::admin::*;
use latchkey_contract::policy::*;
use latchkey_domain::audit::AuditKind;
use latchkey_domain::roles::Permission;
use latchkey_store::{AuditEvent, policies};

#[async_trait]
impl PolicyAdmin for ConsoleService {
    async fn methods_page(&self, caller: &Caller) -> AdminResult<MethodsPage> {
        authorise(&self.app, caller, Permission::ReadPolicies).await?;
        let app = self.app.clone();
        let read = self.app.store.read(move |tx| {
            let counts = policies::member_counts(tx)?;
            let rules = policies::list(tx)?.into_iter().map(|rule| rules::row(&app, &counts, rule));
            Ok(MethodsPage {
                rules: rules.collect(),
                policy: form(&stored::for_everybody(tx)?),
                methods: states(&app, tx)?,
                starts: starts(),
            })
        });
        self.stored("the methods could not be read", read.await)
    }

    async fn save_policy(&self, caller: &Caller, form: PolicyForm, code: &str) -> AdminResult<()> {
        let actor = authorise(&self.app, caller, Permission::ManagePolicies).await?;
        let (app, code) = (self.app.clone(), short(code));
        let saved = self.app.store.write(move |tx| {
            let policy = policy(form);
            if let Err(fault) = judge(&policy, false, &states(&app, tx)?) {
                return Ok(Err(as_field(fault)));
            }
            let before = stored::for_everybody(tx)?;
            if weakens(&policy, &before)
                && let Err(refused) = proved(&app, tx, &actor, Guarded::SavePolicy, &code)?
            {
                return Ok(Err(refused));
            }
            stored::save_for_everybody(tx, &policy)?;
            let detail = serde_json::json!({ "policy": noted(&policy), "before": noted(&before) });
            tx.audit(AuditKind::PolicySaved, &actor, AuditEvent::at(&actor.address).detail(detail));
            Ok(Ok(()))
        });
        self.stored("the policy could not be saved", saved.await)?.map_err(AdminError::Refused)
    }
}
