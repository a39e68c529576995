//! The practice cloud's part of the page, and the sign-in page that plays the cloud's own. It asks the cloud alone, and
//! knows nothing of who is enrolling or visiting: all that comes back is in the address.

use super::page::{PracticePage, Sent, Switch};
use crate::http::pages;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Form, Query, State};
use axum::response::Response;
use http::StatusCode;
use latchkey_contract::practice::{CloudSignInPage, PracticeCloudPerson};
use latchkey_directory::{CloudPerson, PracticeCloud};
use latchkey_domain::Secret;
use serde::Deserialize;

pub(super) fn people(cloud: &PracticeCloud) -> Vec<PracticeCloudPerson> {
    let person = |person: CloudPerson| PracticeCloudPerson {
        login: person.login,
        name: person.display_name,
        password: person.password,
        disabled: person.disabled,
    };
    cloud.everyone().into_iter().map(person).collect()
}

pub(super) fn is_away(cloud: &PracticeCloud) -> bool {
    !cloud.faults().is_reachable()
}

pub(super) async fn switch(State(practice_page): State<PracticePage>, form: Sent<Switch>) -> Response {
    let Some(away) = form.ok().and_then(|Form(form)| form.away()) else { return practice_page.unreadable() };
    practice_page.0.parts.cloud.faults().set_reachable(!away);
    practice_page.back(if away {
        "The cloud is away. It stays so until you bring it back."
    } else {
        "The cloud answers again."
    })
}

#[derive(Deserialize)]
pub(super) struct Begun {
    #[serde(default)]
    state: String,
}

pub(super) async fn sign_in_page(
    State(practice_page): State<PracticePage>,
    begun: Result<Query<Begun>, QueryRejection>,
) -> Response {
    practice_page.cloud_page(begun.map(|Query(begun)| begun.state).unwrap_or_default(), None)
}

#[derive(Deserialize)]
pub(super) struct SignIn {
    #[serde(default)]
    state: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    password: String,
}

pub(super) async fn sign_in(State(practice_page): State<PracticePage>, form: Sent<SignIn>) -> Response {
    let Ok(Form(SignIn { state, name, password })) = form else { return practice_page.unreadable() };
    let cloud = &practice_page.0.parts.cloud;
    if !is_away(cloud)
        && let Some(back) = cloud.sign_in_as(&Secret::new(state.as_str()), &name, &Secret::new(password))
    {
        return pages::see_other(&back);
    }
    practice_page.cloud_page(state, Some(name))
}

impl PracticePage {
    /// `tried`: the name that did not go with the password.
    fn cloud_page(&self, state: String, tried: Option<String>) -> Response {
        let cloud = &self.0.parts.cloud;
        let (status, page) = if is_away(cloud) {
            (StatusCode::SERVICE_UNAVAILABLE, CloudSignInPage::Away)
        } else if !cloud.is_sign_in_open(&Secret::new(state.as_str())) {
            (StatusCode::GONE, CloudSignInPage::Over)
        } else {
            let (wrong, typed) = (tried.is_some(), tried.unwrap_or_default());
            let status = if wrong { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
            (status, CloudSignInPage::Open { state, typed, wrong })
        };
        pages::html(status, latchkey_app::practice::render_sign_in(&self.0.parts.site, &page))
    }
}
