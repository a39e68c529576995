//! Back from another site, by a form that a page of ours posts: what the account page and enrolment
//! do alike. Recovery has its own in `recover::routes`.

use crate::form::{Fields, Malformed};
use crate::http::{locale_of, read, refuse, see_other, set_cookie};
use crate::ports::{Audience, Ports, ProofInput};
use axum::extract::Request;
use axum::response::Response;

/// What was brought, or the page that says that it could not be read.
pub async fn brought(ports: &Ports, request: Request) -> Result<ProofInput, Response> {
    let locale = locale_of(&request);
    let read: Result<Fields, Malformed> = read(request).await;
    read.map(|mut fields| fields.given()).map_err(|why| refuse(ports.sites.of(locale), why))
}

/// To the page that shows what came of it. `path`: of ours, with nothing in it that somebody typed.
pub fn answer(ports: &Ports, path: &str, audience: Audience, cookie: Option<String>) -> Response {
    let mut answer = see_other(path);
    if let Some(value) = cookie {
        set_cookie(answer.headers_mut(), &ports.cookies.set(audience, &value));
    }
    answer
}
