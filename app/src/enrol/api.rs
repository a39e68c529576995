//! The server functions of enrolment. Each finds the caller, asks the port once, sets the cookie
//! and redirects; mistakes stay in the flow and are said by the page that follows. All arguments
//! are text that may be missing: a form that lacks one is a mistake of the flow, not an error.

use crate::context::{asker, redirect};
use crate::form;
use crate::ports::{Audience, Ports, ProofInput};
use latchkey_contract::MethodKind;
use latchkey_contract::enrol::EnrolGo;
use leptos::prelude::*;

/// The button under the link of an invitation.
#[server(prefix = "/api/enrol", endpoint = "open-link")]
pub async fn open_link(#[server(default)] token: String) -> Result<(), ServerFnError> {
    let (ports, caller) = asker().await?;
    match ports.enrol.open_link(&caller, &token).await {
        Ok(gone) => go(&ports, gone),
        Err(problem) => leptos_axum::redirect(&crate::flash::path("/enrol", &problem)),
    }
    Ok(())
}

/// The typed fallback: user name and the short code of the message.
#[server(prefix = "/api/enrol", endpoint = "open-code")]
pub async fn open_code(#[server(default)] name: String, #[server(default)] code: String) -> Result<(), ServerFnError> {
    let (ports, caller) = asker().await?;
    match ports.enrol.open_code(&caller, &name, &code).await {
        Ok(gone) => go(&ports, gone),
        Err(problem) => leptos_axum::redirect(&crate::flash::path("/enrol", &problem)),
    }
    Ok(())
}

#[server(prefix = "/api/enrol", endpoint = "sign-in")]
pub async fn sign_in(
    #[server(default)] version: String,
    #[server(default)] password: String,
) -> Result<(), ServerFnError> {
    let (ports, caller) = asker().await?;
    go(&ports, ports.enrol.sign_in(&caller, form::version(&version), password).await);
    Ok(())
}

#[server(prefix = "/api/enrol", endpoint = "choose")]
pub async fn choose(
    #[server(default)] version: String,
    #[server(default)] methods: Vec<String>,
) -> Result<(), ServerFnError> {
    let (ports, caller) = asker().await?;
    let methods = methods.iter().filter_map(|code| MethodKind::from_code(code)).collect();
    go(&ports, ports.enrol.choose(&caller, form::version(&version), methods).await);
    Ok(())
}

/// A form of the method that is being set up. Each form has some of these fields.
#[server(prefix = "/api/enrol", endpoint = "give")]
pub async fn give(
    #[server(default)] version: String,
    #[server(default)] code: String,
    #[server(default)] address: String,
    #[server(default)] credential: String,
    #[server(default)] name: String,
    #[server(default)] questions: Vec<String>,
    #[server(default)] answers: Vec<String>,
) -> Result<(), ServerFnError> {
    let (ports, caller) = asker().await?;
    let text = if code.is_empty() { address } else { code };
    let given = ProofInput { text, credential, name, questions, answers, ..ProofInput::default() };
    go(&ports, ports.enrol.give(&caller, form::version(&version), given).await);
    Ok(())
}

/// One page back: another address, another choice.
#[server(prefix = "/api/enrol", endpoint = "back")]
pub async fn back(#[server(default)] version: String) -> Result<(), ServerFnError> {
    let (ports, caller) = asker().await?;
    go(&ports, ports.enrol.back(&caller, form::version(&version)).await);
    Ok(())
}

#[server(prefix = "/api/enrol", endpoint = "codes-kept")]
pub async fn codes_kept(#[server(default)] version: String) -> Result<(), ServerFnError> {
    let (ports, caller) = asker().await?;
    go(&ports, ports.enrol.codes_kept(&caller, form::version(&version)).await);
    Ok(())
}

#[server(prefix = "/api/enrol", endpoint = "leave")]
pub async fn leave() -> Result<(), ServerFnError> {
    let (ports, caller) = asker().await?;
    go(&ports, ports.enrol.leave(&caller).await);
    Ok(())
}

fn go(ports: &Ports, go: EnrolGo) {
    redirect(ports, &go.path, [(Audience::Enrol, go.cookie)]);
}
