//! Back from another site while a method is set up there.

use crate::form::{Fields, MAX_BODY, Malformed};
use crate::ports::{Audience, Caller, Ports};
use crate::recover::routes::{is_form, refuse, see_other, set_cookie};
use axum::Router;
use axum::body::to_bytes;
use axum::extract::{Extension, Request, State};
use axum::response::Response;
use axum::routing::post;

pub fn router(ports: Ports) -> Router {
    Router::new().route("/enrol/return", post(returned).get(async || see_other("/enrol"))).with_state(ports)
}

async fn returned(State(ports): State<Ports>, Extension(caller): Extension<Caller>, request: Request) -> Response {
    if !is_form(request.headers()) {
        return refuse(&ports.site, Malformed::Odd);
    }
    let body = to_bytes(request.into_body(), MAX_BODY).await.map_err(|_| Malformed::TooLong);
    match body.and_then(|body| Fields::parse(&body, &[])) {
        Ok(mut fields) => {
            let go = ports.enrol.returned(&caller, fields.given()).await;
            let mut answer = see_other("/enrol");
            if let Some(value) = go.cookie {
                set_cookie(answer.headers_mut(), &ports.cookies.set(Audience::Enrol, &value));
            }
            answer
        }
        Err(why) => refuse(&ports.site, why),
    }
}
