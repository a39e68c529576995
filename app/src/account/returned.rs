//! Back from another site while somebody proves at the account page who they are.

use crate::ports::{Audience, Caller, Ports};
use crate::recover::routes::see_other;
use crate::returned::{answer, brought};
use axum::Router;
use axum::extract::{Extension, Request, State};
use axum::response::Response;
use axum::routing::post;

pub fn router(ports: Ports) -> Router {
    Router::new().route("/account/return", post(returned).get(async || see_other("/account"))).with_state(ports)
}

async fn returned(State(ports): State<Ports>, Extension(caller): Extension<Caller>, request: Request) -> Response {
    match brought(&ports, request).await {
        Ok(given) => {
            let go = ports.account.returned(&caller, given).await;
            answer(&ports, "/account", Audience::Account, go.account_cookie)
        }
        Err(refused) => refused,
    }
}
