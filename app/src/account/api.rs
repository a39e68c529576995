//! The server functions of the account page. Each finds the caller, asks the port once, sets the
//! cookies and redirects; mistakes stay in the visit and are said by the page that follows.
#![allow(clippy::too_many_arguments, reason = "one for each field of a form")]

use crate::context::{asker, redirect};
use crate::form;
use crate::ports::{AccountAction, Audience, Ports, ProofInput};
use latchkey_contract::MethodKind;
use latchkey_contract::account::AccountGo;
use leptos::prelude::*;

#[server(prefix = "/api/account", endpoint = "sign-in")]
pub async fn sign_in(
    #[server(default)] name: String,
    #[server(default)] password: String,
) -> Result<(), ServerFnError> {
    let (ports, caller) = asker().await?;
    go(&ports, ports.account.sign_in(&caller, &name, password).await);
    Ok(())
}

#[server(prefix = "/api/account", endpoint = "choose")]
pub async fn choose(
    #[server(default)] version: String,
    #[server(default)] method: String,
) -> Result<(), ServerFnError> {
    let (ports, caller) = asker().await?;
    go(&ports, ports.account.choose(&caller, form::version(&version), MethodKind::from_code(&method)).await);
    Ok(())
}

#[server(prefix = "/api/account", endpoint = "send-again")]
pub async fn send_again(#[server(default)] version: String) -> Result<(), ServerFnError> {
    let (ports, caller) = asker().await?;
    go(&ports, ports.account.send_again(&caller, form::version(&version)).await);
    Ok(())
}

/// The fields of `methods::ask`.
#[server(prefix = "/api/account", endpoint = "prove")]
pub async fn prove(
    #[server(default)] version: String,
    #[server(default)] code: String,
    #[server(default)] credential: String,
    #[server(default)] state: String,
    #[server(default)] answer_1: String,
    #[server(default)] answer_2: String,
    #[server(default)] answer_3: String,
    #[server(default)] answer_4: String,
    #[server(default)] answer_5: String,
    #[server(default)] answer_6: String,
    #[server(default)] answer_7: String,
    #[server(default)] answer_8: String,
) -> Result<(), ServerFnError> {
    let (ports, caller) = asker().await?;
    let answers = vec![answer_1, answer_2, answer_3, answer_4, answer_5, answer_6, answer_7, answer_8];
    let given = ProofInput { text: code, credential, state, answers, ..ProofInput::default() };
    go(&ports, ports.account.prove(&caller, form::version(&version), given).await);
    Ok(())
}

/// What the page offers. `action` names it; each has some of the other fields.
#[server(prefix = "/api/account", endpoint = "act")]
pub async fn act(
    #[server(default)] version: String,
    #[server(default)] action: String,
    #[server(default)] id: String,
    #[server(default)] label: String,
    #[server(default)] method: String,
    #[server(default)] number: String,
) -> Result<(), ServerFnError> {
    let (ports, caller) = asker().await?;
    let method = MethodKind::from_code(&method);
    let action = match (action.as_str(), method) {
        ("rename", _) => AccountAction::Rename { id, label },
        ("remove", _) => AccountAction::Remove { id },
        ("try", Some(method)) => AccountAction::Try { method },
        ("add", Some(method)) => AccountAction::Add { method },
        ("complete", _) => AccountAction::Complete,
        ("new-codes", _) => AccountAction::NewCodes,
        ("open-password", _) => AccountAction::OpenPassword,
        ("open-not-me", _) => AccountAction::OpenNotMe,
        ("not-me", _) => AccountAction::NotMe,
        ("vouch", _) => AccountAction::Vouch { id, number },
        ("refuse", _) => AccountAction::Refuse { id },
        _ => AccountAction::Home,
    };
    go(&ports, ports.account.act(&caller, form::version(&version), action).await);
    Ok(())
}

#[server(prefix = "/api/account", endpoint = "change-password")]
pub async fn change_password(
    #[server(default)] version: String,
    #[server(default)] old_password: String,
    #[server(default)] password: String,
) -> Result<(), ServerFnError> {
    let (ports, caller) = asker().await?;
    let action = AccountAction::ChangePassword { old: old_password, new: password };
    go(&ports, ports.account.act(&caller, form::version(&version), action).await);
    Ok(())
}

#[server(prefix = "/api/account", endpoint = "sign-out")]
pub async fn sign_out() -> Result<(), ServerFnError> {
    let (ports, caller) = asker().await?;
    go(&ports, ports.account.sign_out(&caller).await);
    Ok(())
}

fn go(ports: &Ports, go: AccountGo) {
    redirect(ports, &go.path, [(Audience::Account, go.account_cookie), (Audience::Enrol, go.enrol_cookie)]);
}
