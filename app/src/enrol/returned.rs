//! What is answered without the application: to the directory's own sign-in page, and back from there or from another
//! site where a method is set up.

use super::pages::PAGE;
use crate::http::{locale_of, read, refuse, see_other};
use crate::onward;
use crate::ports::{Audience, Caller, Ports};
use crate::returned::{answer, brought};
use axum::Router;
use axum::extract::{Extension, Request, State};
use axum::response::Response;
use axum::routing::post;

pub fn router(ports: Ports) -> Router {
    Router::new()
        .route("/enrol/return", post(returned).get(async || see_other(PAGE)))
        .route("/enrol/sign-in", post(redirect).get(async || see_other(PAGE)))
        .with_state(ports)
}

async fn returned(State(ports): State<Ports>, Extension(caller): Extension<Caller>, request: Request) -> Response {
    match brought(&ports, request).await {
        Ok(given) => {
            let go = ports.enrol.returned(&caller, given).await;
            answer(&ports, PAGE, Audience::Enrol, go.cookie)
        }
        Err(refused) => refused,
    }
}

async fn redirect(State(ports): State<Ports>, Extension(caller): Extension<Caller>, request: Request) -> Response {
    let site = ports.sites.of(locale_of(&request));
    match read(request).await {
        Ok(form) => {
            let onward = ports.enrol.redirect(&caller, form.version()).await;
            let here = |go: latchkey_contract::enrol::EnrolGo| answer(&ports, &go.path, Audience::Enrol, go.cookie);
            onward::answer(&ports, site, (PAGE, Audience::Enrol), onward, here)
        }
        Err(why) => refuse(site, why),
    }
}
