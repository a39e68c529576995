//! Back from another site while a method is set up there.

use crate::ports::{Audience, Caller, Ports};
use crate::recover::routes::see_other;
use crate::returned::{answer, brought};
use axum::Router;
use axum::extract::{Extension, Request, State};
use axum::response::Response;
use axum::routing::post;

pub fn router(ports: Ports) -> Router {
    Router::new().route("/enrol/return", post(returned).get(async || see_other("/enrol"))).with_state(ports)
}

async fn returned(State(ports): State<Ports>, Extension(caller): Extension<Caller>, request: Request) -> Response {
    match brought(&ports, request).await {
        Ok(given) => {
            let go = ports.enrol.returned(&caller, given).await;
            answer(&ports, "/enrol", Audience::Enrol, go.cookie)
        }
        Err(refused) => refused,
    }
}
