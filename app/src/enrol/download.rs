//! The recovery codes as a file, while the flow still stands on their page. A POST, so that no
//! history, prefetcher or scanner fetches it, and no port of its own: the page has them.

use super::codes::FILE;
use crate::http::see_other;
use crate::ports::{Caller, Ports};
use crate::route_table::RouteTable;
use axum::extract::{Extension, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use latchkey_contract::enrol::EnrolPage;
use latchkey_text::enrol as text;

pub fn routes() -> RouteTable<Ports> {
    RouteTable::new().post(FILE, file).get(FILE, async || see_other("/enrol"))
}

async fn file(State(ports): State<Ports>, Extension(caller): Extension<Caller>) -> Response {
    let EnrolPage::Codes { who, codes, .. } = ports.enrol.page(&caller).await else {
        return see_other("/enrol");
    };
    let site = ports.sites.of(caller.locale);
    let (l, organisation) = (site.locale, &site.organisation);
    let (whose, how) = (text::codes_file(l, organisation, &who), text::codes_file_text(l));
    let text = format!("{whose}\r\n{how}\r\n\r\n{}\r\n", codes.join("\r\n"));
    let headers = [
        (CONTENT_TYPE, "text/plain; charset=utf-8"),
        (CONTENT_DISPOSITION, "attachment; filename=\"recovery-codes.txt\""),
        (CACHE_CONTROL, "no-store"),
    ];
    (headers, text).into_response()
}
