//! What is answered without the application: to a directory's own sign-in page, and back from there or from another
//! site, while somebody proves at the account page who they are.

use super::pages::PAGE;
use crate::http::{locale_of, read, refuse, see_other};
use crate::onward;
use crate::ports::{Audience, Caller, Ports};
use crate::returned::{answer, brought};
use crate::route_table::RouteTable;
use axum::extract::{Extension, Request, State};
use axum::response::Response;
use latchkey_contract::account::AccountGo;

pub fn routes() -> RouteTable<Ports> {
    RouteTable::new()
        .post("/account/return", returned)
        .get("/account/return", async || see_other(PAGE))
        .post("/account/sign-in", redirect)
        .get("/account/sign-in", async || see_other(PAGE))
}

fn gone(ports: &Ports, go: AccountGo) -> Response {
    answer(ports, &go.path, Audience::Account, go.account_cookie)
}

async fn returned(State(ports): State<Ports>, Extension(caller): Extension<Caller>, request: Request) -> Response {
    match brought(&ports, request).await {
        Ok(given) => gone(&ports, ports.account.returned(&caller, given).await),
        Err(refused) => refused,
    }
}

async fn redirect(State(ports): State<Ports>, Extension(caller): Extension<Caller>, request: Request) -> Response {
    let site = ports.sites.of(locale_of(&request));
    match read(request).await {
        Ok(form) => {
            let onward = ports.account.redirect(&caller, form.text("directory")).await;
            onward::answer(&ports, site, (PAGE, Audience::Account), onward, |go| gone(&ports, go))
        }
        Err(why) => refuse(site, why),
    }
}
