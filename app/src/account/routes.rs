//! The page over HTTP, and what is answered beside it.

use super::pages::document;
use super::returned;
use crate::flash;
use crate::people::page::answer;
use crate::ports::{Caller, Ports};
use crate::route_table::RouteTable;
use axum::extract::{Extension, RawQuery, State};
use axum::response::Response;
use latchkey_contract::Problem;
use latchkey_contract::account::AccountPage;

/// The page, and what it hands on to and gets back from other sites.
pub fn routes() -> RouteTable<Ports> {
    RouteTable::new().get("/account", page).merge(returned::routes())
}

/// Changes nothing.
async fn page(State(ports): State<Ports>, Extension(caller): Extension<Caller>, RawQuery(query): RawQuery) -> Response {
    let page = ports.account.page(&caller).await;
    let page = with_flash(page, flash::read(&query.unwrap_or_default()));
    answer(document(ports.sites.of(caller.locale), page))
}

/// Only where no visit stands does the address say what went wrong, but for a fault of ours, which the visit could
/// not keep.
fn with_flash(page: AccountPage, flash: Option<Problem>) -> AccountPage {
    match (page, flash) {
        (AccountPage::SignIn { typed, redirects, problem: None }, problem) => {
            AccountPage::SignIn { typed, redirects, problem }
        }
        (page, Some(fault @ Problem::ServerFault { .. })) => page.with_problem(fault),
        (page, _) => page,
    }
}
