//! `latchkey admin …`: who can sign in to this machine's shell owns the installation anyway, so
//! this is the way in for the first administrator and the way back for one who lost everything.

use super::say;
use crate::compose;
use crate::config::Config;
use crate::services::forget_tries;
use crate::stop::Stop;
use crate::system::Sources;
use latchkey_domain::Secret;
use latchkey_domain::audit::{Actor, AuditKind};
use latchkey_domain::entropy::new_token;
use latchkey_domain::roles::Role;
use latchkey_store::{AuditEvent, Store, StoreError, StoreResult, Tx, admins};

/// `name`: the link is for a new administrator of this name and nobody else.
pub async fn link(config: &Config, name: Option<String>, role: Role) -> Result<(), Stop> {
    let name = name.map(|name| named(&name)).transpose()?;
    let (store, sources) = open(config).await?;
    let token = new_token(&*sources.entropy);
    let (kept, wanted) = (token.clone(), name.clone());
    let taken = store
        .write(move |tx| {
            if let Some(name) = &wanted
                && admins::by_name(tx, name)?.is_some()
            {
                return Ok(true);
            }
            admins::put_setup_link(tx, &kept, wanted.as_deref(), role, compose::SETUP_LINK_SECS)?;
            tx.audit(AuditKind::AdminSetupLink, Actor::CommandLine, about(wanted.as_deref()));
            Ok(false)
        })
        .await
        .map_err(failed)?;
    if taken {
        let name = name.unwrap_or_default();
        return Err(Stop(format!(
            "there is an administrator called {name} already. If they lost their way in: latchkey admin reset {name}"
        )));
    }
    print_link(config, &token, name.as_deref());
    Ok(())
}

pub async fn reset(config: &Config, name: String) -> Result<(), Stop> {
    let (store, sources) = open(config).await?;
    let token = new_token(&*sources.entropy);
    let (kept, wanted) = (token.clone(), name.clone());
    let found = store
        .write(move |tx| {
            let Some(admin) = admins::by_name(tx, &wanted)? else { return Ok(None) };
            shut_out(tx, &admin)?;
            admins::put_setup_link(tx, &kept, Some(&admin.name), admin.role, compose::SETUP_LINK_SECS)?;
            tx.audit(AuditKind::AdminReset, Actor::CommandLine, about(Some(&admin.name)));
            Ok(Some(admin.name))
        })
        .await
        .map_err(failed)?;
    let Some(name) = found else {
        return Err(Stop(format!("there is no administrator called {name}")));
    };
    say::line(format_args!(
        "{name} is signed out everywhere, their second factor is gone, and the tries that were counted against them are forgotten."
    ));
    print_link(config, &token, Some(&name));
    Ok(())
}

/// Nothing that they had opens anything any more; only the new link does.
fn shut_out(tx: &mut Tx, admin: &admins::Admin) -> StoreResult<()> {
    admins::set_totp(tx, &admin.id, None, 0)?;
    admins::end_all(tx, &admin.id)?;
    forget_tries(tx, admin)
}

/// A name as the set-up page would take it.
fn named(typed: &str) -> Result<String, Stop> {
    let name: String = typed.chars().filter(|c| !c.is_control()).collect();
    let name: String = name.trim().chars().take(64).collect();
    if name.is_empty() { Err(Stop("an administrator needs a name".to_owned())) } else { Ok(name) }
}

async fn open(config: &Config) -> Result<(Store, Sources), Stop> {
    let sources = Sources::default();
    let store = compose::open_store(config, &sources).await?;
    compose::migrate(config, &store).await?;
    compose::claim_mode(config, &store).await?;
    Ok((store, sources))
}

fn about(name: Option<&str>) -> AuditEvent {
    AuditEvent::default().detail(serde_json::json!({ "administrator": name }))
}

fn failed(e: StoreError) -> Stop {
    Stop(format!("the database cannot be used: {e}"))
}

fn print_link(config: &Config, token: &Secret, name: Option<&str>) {
    let origin = compose::origin_of(config, config.site.listen).url();
    let whom = name.map_or_else(|| "an administrator".to_owned(), |name| format!("{name}, and nobody else,"));
    say::line(format_args!(
        "Open this link to set up {whom} (good once, for an hour):\n  {}",
        compose::setup_address(&origin, token)
    ));
}
