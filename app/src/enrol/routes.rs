//! The page over HTTP, and what is answered beside it.

use super::pages::{document, invited};
use super::{download, returned};
use crate::flash;
use crate::people::page::answer;
use crate::ports::{Caller, Ports};
use crate::route_table::RouteTable;
use axum::extract::{Extension, Path, RawQuery, State};
use axum::response::Response;
use latchkey_contract::Problem;
use latchkey_contract::enrol::EnrolPage;

/// The pages, the sheet of codes as a file, and what is handed on to and comes back from other sites.
pub fn routes() -> RouteTable<Ports> {
    RouteTable::new()
        .get("/enrol", page)
        .get("/enrol/invitation/{token}", invitation)
        .merge(download::routes())
        .merge(returned::routes())
}

/// Changes nothing.
async fn page(State(ports): State<Ports>, Extension(caller): Extension<Caller>, RawQuery(query): RawQuery) -> Response {
    let page = ports.enrol.page(&caller).await;
    let page = with_flash(page, flash::read(&query.unwrap_or_default()));
    answer(document(ports.sites.of(caller.locale), page))
}

/// Only where no flow stands does the address say what went wrong, but for a fault of ours, which the flow could not
/// keep.
fn with_flash(page: EnrolPage, flash: Option<Problem>) -> EnrolPage {
    match (page, flash) {
        (EnrolPage::Start { problem: None }, problem) => EnrolPage::Start { problem },
        (page, Some(fault @ Problem::ServerFault { .. })) => page.with_problem(fault),
        (page, _) => page,
    }
}

/// The link from the message. Opening it spends nothing, so that a mail scanner cannot; the button does.
async fn invitation(
    State(ports): State<Ports>,
    Extension(caller): Extension<Caller>,
    token: Option<Path<String>>,
) -> Response {
    let token = token.map(|Path(token)| token).unwrap_or_default();
    answer(invited(ports.sites.of(caller.locale), token))
}
