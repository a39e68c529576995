//! The server functions of enrolment. Each finds the caller, asks the port once, sets the cookie
//! and redirects; mistakes stay in the flow and are said by the page that follows. All arguments
//! are text that may be missing: a form that lacks one is a mistake of the flow, not an error.

use latchkey_contract::Problem;
use latchkey_contract::enrol::EnrolPage;
use leptos::prelude::*;
use leptos_router::params::ParamsMap;

#[cfg(feature = "ssr")]
use crate::{
    context::{asker, set_cookie},
    ports::{Audience, Ports},
};
#[cfg(feature = "ssr")]
use latchkey_contract::{MethodKind, enrol::EnrolGo};

/// Where this flow stands. Changes nothing.
#[server(prefix = "/api/enrol", endpoint = "page")]
pub async fn read_page() -> Result<EnrolPage, ServerFnError> {
    let (ports, caller) = asker().await?;
    Ok(ports.enrol.page(&caller).await)
}

/// The button under the link of an invitation.
#[server(prefix = "/api/enrol", endpoint = "open-link")]
pub async fn open_link(#[server(default)] token: String) -> Result<(), ServerFnError> {
    let (ports, caller) = asker().await?;
    go(&ports, ports.enrol.open_link(&caller, &token).await);
    Ok(())
}

/// The typed fallback: user name and the short code of the message.
#[server(prefix = "/api/enrol", endpoint = "open-code")]
pub async fn open_code(#[server(default)] name: String, #[server(default)] code: String) -> Result<(), ServerFnError> {
    let (ports, caller) = asker().await?;
    match ports.enrol.open_code(&caller, &name, &code).await {
        Ok(gone) => go(&ports, gone),
        Err(problem) => leptos_axum::redirect(&Again::path(&problem)),
    }
    Ok(())
}

#[server(prefix = "/api/enrol", endpoint = "sign-in")]
pub async fn sign_in(
    #[server(default)] version: String,
    #[server(default)] password: String,
) -> Result<(), ServerFnError> {
    let (ports, caller) = asker().await?;
    go(&ports, ports.enrol.sign_in(&caller, number(&version), password).await);
    Ok(())
}

#[server(prefix = "/api/enrol", endpoint = "choose")]
pub async fn choose(
    #[server(default)] version: String,
    #[server(default)] methods: Vec<String>,
) -> Result<(), ServerFnError> {
    let (ports, caller) = asker().await?;
    let methods = methods.iter().filter_map(|code| MethodKind::from_code(code)).collect();
    go(&ports, ports.enrol.choose(&caller, number(&version), methods).await);
    Ok(())
}

#[server(prefix = "/api/enrol", endpoint = "totp")]
pub async fn totp(#[server(default)] version: String, #[server(default)] code: String) -> Result<(), ServerFnError> {
    let (ports, caller) = asker().await?;
    go(&ports, ports.enrol.totp(&caller, number(&version), &without_blanks(&code)).await);
    Ok(())
}

#[server(prefix = "/api/enrol", endpoint = "email-address")]
pub async fn email_address(
    #[server(default)] version: String,
    #[server(default)] address: String,
) -> Result<(), ServerFnError> {
    let (ports, caller) = asker().await?;
    go(&ports, ports.enrol.email_address(&caller, number(&version), address.trim()).await);
    Ok(())
}

#[server(prefix = "/api/enrol", endpoint = "email-code")]
pub async fn email_code(
    #[server(default)] version: String,
    #[server(default)] code: String,
) -> Result<(), ServerFnError> {
    let (ports, caller) = asker().await?;
    go(&ports, ports.enrol.email_code(&caller, number(&version), &without_blanks(&code)).await);
    Ok(())
}

/// One page back: another address, another choice.
#[server(prefix = "/api/enrol", endpoint = "back")]
pub async fn back(#[server(default)] version: String) -> Result<(), ServerFnError> {
    let (ports, caller) = asker().await?;
    go(&ports, ports.enrol.back(&caller, number(&version)).await);
    Ok(())
}

#[server(prefix = "/api/enrol", endpoint = "codes-kept")]
pub async fn codes_kept(#[server(default)] version: String) -> Result<(), ServerFnError> {
    let (ports, caller) = asker().await?;
    go(&ports, ports.enrol.codes_kept(&caller, number(&version)).await);
    Ok(())
}

#[server(prefix = "/api/enrol", endpoint = "leave")]
pub async fn leave() -> Result<(), ServerFnError> {
    let (ports, caller) = asker().await?;
    go(&ports, ports.enrol.leave(&caller).await);
    Ok(())
}

#[cfg(feature = "ssr")]
fn go(ports: &Ports, go: EnrolGo) {
    if let Some(value) = go.cookie {
        set_cookie(ports, Audience::Enrol, &value);
    }
    leptos_axum::redirect(&go.path);
}

/// -1, which no page has, when it cannot be read.
#[cfg(feature = "ssr")]
fn number(version: &str) -> i64 {
    version.parse().ok().filter(|version| *version >= 0).unwrap_or(-1)
}

#[cfg(feature = "ssr")]
fn without_blanks(code: &str) -> String {
    code.split_whitespace().collect()
}

/// What went wrong before there was a flow to keep it: a word in the address. Anybody can write
/// such an address, so only these words are known, and of a time only a time is believed.
pub(crate) struct Again;

impl Again {
    #[cfg(feature = "ssr")]
    fn path(problem: &Problem) -> String {
        match problem {
            Problem::TryLater { from } => format!("/enrol?again=later&from={}", from.replace(' ', "+")),
            Problem::Empty => "/enrol?again=empty".into(),
            Problem::LinkSpent => "/enrol?again=spent".into(),
            Problem::LinkUnknown => "/enrol?again=unknown".into(),
            Problem::DirectoryAway => "/enrol?again=away".into(),
            _ => "/enrol?again=wrong".into(),
        }
    }

    pub(crate) fn read(query: &ParamsMap) -> Option<Problem> {
        Some(match query.get_str("again")? {
            "empty" => Problem::Empty,
            "spent" => Problem::LinkSpent,
            "unknown" => Problem::LinkUnknown,
            "away" => Problem::DirectoryAway,
            "wrong" => Problem::WrongSignIn,
            "later" => Problem::TryLater { from: query.get_str("from").filter(|from| is_time(from))?.to_owned() },
            _ => return None,
        })
    }
}

/// "14:20", "14:20 on Tuesday", "14:20 on 3 May": words of times only.
fn is_time(text: &str) -> bool {
    const WORDS: &[&str] = &[
        "on",
        "at",
        "of",
        "today",
        "tomorrow",
        "Monday",
        "Tuesday",
        "Wednesday",
        "Thursday",
        "Friday",
        "Saturday",
        "Sunday",
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let number = |word: &str| word.len() <= 5 && word.chars().all(|c| c.is_ascii_digit() || c == ':');
    text.len() <= 40 && text.split(' ').all(|word| WORDS.contains(&word) || number(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_times_are_believed() {
        for time in ["14:20", "14:20 on Tuesday", "09:05 on 3 May"] {
            assert!(is_time(time), "{time}");
        }
        for other in ["call 555 1234567", "<b>14:20</b>", "14:20 at evil.example", "now!", "tomorrow or pay"] {
            assert!(!is_time(other), "{other}");
        }
    }
}
