//! What is answered without the application: to the directory's own sign-in page, and back from there or from another
//! site where a method is set up.

use super::pages::PAGE;
use crate::http::{locale_of, read, refuse, see_other};
use crate::onward;
use crate::ports::{Audience, Caller, Ports};
use crate::returned::{answer, brought};
use crate::route_table::RouteTable;
use axum::extract::{Extension, Request, State};
use axum::response::Response;

pub fn routes() -> RouteTable<Ports> {
    RouteTable::new()
        .post("/enrol/return", returned)
        .get("/enrol/return", async || see_other(PAGE))
        .post("/enrol/sign-in", redirect)
        .get("/enrol/sign-in", async || see_other(PAGE))
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
