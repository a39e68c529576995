//! Where somebody stands after an action of the sign-in, and what the page says there.

use super::session::{FULL, SETUP, SETUP_TOTP, SessionSecrets, TOTP, session};
use crate::app_state::AppState;
use crate::fault::Fault;
use crate::services::view;
use latchkey_app::ports::{AdminGo, Caller};
use latchkey_contract::admin::{AdminSignIn, FlashMessage};
use latchkey_domain::Secret;
use latchkey_methods::totp;
use latchkey_store::{StoreResult, admins};
use std::sync::Arc;

/// How an action of the sign-in ended, when its transaction is kept.
pub(super) enum End {
    /// The caller's session was replaced; the new token goes into the cookie.
    Renewed,
    /// The caller stands where they stood, and is told this.
    Said(FlashMessage),
}

fn sign_in_page(kept: &SessionSecrets, stage: &str, name: Option<&str>, app: &AppState) -> AdminSignIn {
    let problem = view::told(app, kept.problem.as_ref());
    match (stage, name) {
        (SETUP, _) => AdminSignIn::FirstAdmin { name: kept.setup.bound.clone(), problem },
        (SETUP_TOTP, _) => {
            let account = format!("{} (administrator)", kept.setup.name);
            match totp::setup(&Secret::new(kept.setup.seed.clone()), &app.organisation, &account) {
                Some(setup) => AdminSignIn::SetUpTotp { name: kept.setup.name.clone(), setup, problem },
                None => AdminSignIn::SignIn,
            }
        }
        (TOTP, _) => AdminSignIn::Totp { problem },
        (FULL, Some(name)) => AdminSignIn::SignedIn { name: name.to_owned() },
        _ => AdminSignIn::SignIn,
    }
}

pub(super) async fn current(app: &Arc<AppState>, caller: &Caller) -> AdminSignIn {
    let (inner, caller) = (app.clone(), caller.clone());
    let found = app
        .store
        .read(move |tx| {
            let Some(session) = session(tx, &caller)? else { return Ok(AdminSignIn::SignIn) };
            let name = match &session.admin {
                Some(id) => admins::by_id(tx, id)?.map(|admin| admin.name),
                None => None,
            };
            Ok(sign_in_page(&SessionSecrets::of(&session), &session.stage, name.as_deref(), &inner))
        })
        .await;
    found.unwrap_or_else(|error| {
        let reference = app.report("the sign-in page could not be read", &error.into()).reference;
        AdminSignIn::Fault { reference }
    })
}

/// The page and cookie after an action. A fault leaves the person where they were, and is said as one:
/// never as their mistake.
pub(super) async fn after(
    app: &Arc<AppState>,
    caller: &Caller,
    stored: StoreResult<End>,
    token: Secret,
    what: &str,
) -> AdminGo {
    match stored {
        Ok(End::Renewed) => {
            let cookie = Some(token.expose().to_owned());
            let next = Caller { admin_cookie: cookie.clone(), ..caller.clone() };
            AdminGo { sign_in_page: current(app, &next).await, flash: None, cookie }
        }
        Ok(End::Said(flash)) => said(app, caller, flash).await,
        Err(error) => {
            let reference = app.report(what, &Fault::Store(error)).reference;
            said(app, caller, FlashMessage::Fault { reference }).await
        }
    }
}

pub(super) async fn said(app: &Arc<AppState>, caller: &Caller, flash: FlashMessage) -> AdminGo {
    AdminGo { sign_in_page: current(app, caller).await, flash: Some(flash), cookie: None }
}
