//! The HTTP side of recovery: a form, a POST, one call into the port, a redirect. Mistakes are
//! kept in the flow and shown by the page that follows, so that reload, back and a second tab
//! always land on a page that says where one is.

use super::{render, render_return};
use crate::form::Fields;
use crate::http::{HTML, html, locale_of, read, refuse, see_other, set_cookie};
use crate::notice::{notice, render_bad_request, render_not_found};
use crate::ports::{Audience, Begun, Caller, Ports, RecoverGo};
use crate::route_table::RouteTable;
use axum::Router;
use axum::extract::{Extension, FromRequest, RawQuery, Request, State};
use axum::http::header::{ALLOW, CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use latchkey_contract::recover::{RecoverAt, RecoverPage, RecoveryAction};
use latchkey_contract::{MethodKind, Problem, Site};
use std::sync::Arc;

#[derive(Clone)]
pub struct Tier {
    ports: Ports,
}

/// All routes under `/recover`. The server puts `Caller` into each request's extensions, and adds
/// the security headers.
pub fn router(ports: Ports) -> Router {
    routes().router().method_not_allowed_fallback(wrong_method).with_state(Tier { ports })
}

pub fn routes() -> RouteTable<Tier> {
    use RecoverAt::{Action, Done, Methods, Password, Stopped, Verify};
    let forms = RouteTable::new()
        .get("/recover", first_page)
        .head("/recover", seen)
        .post("/recover", begin)
        .post("/recover/methods", choose_method)
        .post("/recover/verify", verify)
        .post("/recover/action", choose_action)
        .post("/recover/password", password)
        .post("/recover/send-again", send_again)
        .post("/recover/leave", leave)
        .post("/recover/return", returned);
    let pages = [Methods, Verify, Action, Password, Done, Stopped].into_iter().fold(forms, page);
    let whole = ["/recover/send-again", "/recover/leave", "/recover/return"].into_iter().fold(pages, only_posted);
    [("/return/recover", "/recover/return"), ("/return/enrol", "/enrol/return"), ("/return/account", "/account/return")]
        .into_iter()
        .fold(whole, back_to)
}

/// Where another site sends people back to. `action`: whose page goes on.
fn back_to(table: RouteTable<Tier>, (path, action): (&'static str, &'static str)) -> RouteTable<Tier> {
    let back =
        async move |State(tier): State<Tier>, Extension(caller): Extension<Caller>, RawQuery(query): RawQuery| {
            let Ok(fields) = Fields::parse(query.unwrap_or_default().as_bytes(), &[]) else {
                return html(StatusCode::BAD_REQUEST, render_bad_request(tier.site(&caller)));
            };
            // Duo calls the code duo_code. A refusal brings none: it goes on, and is said there.
            let code = if fields.text("code").is_empty() { fields.text("duo_code") } else { fields.text("code") };
            let brought = [code, fields.text("state"), fields.text("iss")];
            html(StatusCode::OK, render_return(tier.site(&caller), action, brought))
        };
    table.get(path, back).head(path, seen)
}

async fn returned(State(tier): State<Tier>, Extension(caller): Extension<Caller>, Form(mut form): Form) -> Response {
    let given = form.given();
    tier.go(&caller, tier.ports.recover.returned(&caller, given).await)
}

/// The same for everybody who reads the same language: the server keeps it.
async fn first_page(
    State(tier): State<Tier>,
    Extension(caller): Extension<Caller>,
    RawQuery(query): RawQuery,
) -> Response {
    let unlock = query.is_some_and(|query| query.split('&').any(|pair| pair == "unlock=1"));
    let page = render(tier.site(&caller), &RecoverPage::Name { unlock, typed: String::new(), problem: None });
    ([(CONTENT_TYPE, HTML), (CACHE_CONTROL, HeaderValue::from_static("private, no-cache"))], page).into_response()
}

/// HEAD asks nothing and does nothing.
async fn seen() -> Response {
    html(StatusCode::OK, String::new())
}

fn page(table: RouteTable<Tier>, at: RecoverAt) -> RouteTable<Tier> {
    let path = at.path();
    let handler = async |at: RecoverAt, tier: Tier, caller: Caller| match tier.ports.recover.page(&caller, at).await {
        Ok(page) => html(StatusCode::OK, render(tier.site(&caller), &page)),
        Err(elsewhere) => see_other(elsewhere.path()),
    };
    let shown = move |State(tier): State<Tier>, Extension(caller): Extension<Caller>| {
        let at = at.clone();
        async move { handler(at, tier, caller).await }
    };
    table.get(path, shown).head(path, seen)
}

/// A reload of such an address shows where one is.
fn only_posted(table: RouteTable<Tier>, path: &'static str) -> RouteTable<Tier> {
    table.get(path, async || see_other(RecoverAt::Methods.path())).head(path, seen)
}

async fn begin(State(tier): State<Tier>, Extension(caller): Extension<Caller>, Form(form): Form) -> Response {
    match tier.ports.recover.begin(&caller, form.text("name"), form.text("unlock") == "1").await {
        Begun::Go(go) => tier.go(&caller, go),
        Begun::Show(page) => html(status(&page), render(tier.site(&caller), &page)),
    }
}

async fn choose_method(State(tier): State<Tier>, Extension(caller): Extension<Caller>, Form(form): Form) -> Response {
    let method = MethodKind::from_code(form.text("method"));
    tier.go(&caller, tier.ports.recover.choose_method(&caller, form.version(), method).await)
}

async fn send_again(State(tier): State<Tier>, Extension(caller): Extension<Caller>, Form(form): Form) -> Response {
    tier.go(&caller, tier.ports.recover.send_again(&caller, form.version()).await)
}

async fn verify(State(tier): State<Tier>, Extension(caller): Extension<Caller>, Form(mut form): Form) -> Response {
    let given = form.given();
    tier.go(&caller, tier.ports.recover.verify(&caller, form.version(), given).await)
}

async fn choose_action(State(tier): State<Tier>, Extension(caller): Extension<Caller>, Form(form): Form) -> Response {
    match form.text("do") {
        "unlock" => {
            tier.go(&caller, tier.ports.recover.choose_action(&caller, form.version(), RecoveryAction::Unlock).await)
        }
        "reset" => {
            tier.go(&caller, tier.ports.recover.choose_action(&caller, form.version(), RecoveryAction::Reset).await)
        }
        "finish" => tier.go(&caller, tier.ports.recover.finish_rest(&caller, form.version()).await),
        _ => html(StatusCode::BAD_REQUEST, render_bad_request(tier.site(&caller))),
    }
}

async fn password(State(tier): State<Tier>, Extension(caller): Extension<Caller>, Form(mut form): Form) -> Response {
    let new = form.take("password");
    tier.go(&caller, tier.ports.recover.set_password(&caller, form.version(), new).await)
}

async fn leave(State(tier): State<Tier>, Extension(caller): Extension<Caller>, Form(_): Form) -> Response {
    tier.go(&caller, tier.ports.recover.leave(&caller).await)
}

async fn wrong_method(State(tier): State<Tier>, Extension(caller): Extension<Caller>) -> Response {
    let mut answer = html(StatusCode::METHOD_NOT_ALLOWED, render_not_found(tier.site(&caller)));
    answer.headers_mut().insert(ALLOW, HeaderValue::from_static("GET, HEAD, POST"));
    answer
}

impl Tier {
    fn site(&self, caller: &Caller) -> &Arc<Site> {
        self.ports.sites.of(caller.locale)
    }

    fn go(&self, caller: &Caller, go: RecoverGo) -> Response {
        if let RecoverAt::Fault(reference) = go.at {
            let page = notice(self.site(caller), &Problem::ServerFault { reference });
            return html(StatusCode::INTERNAL_SERVER_ERROR, page);
        }
        let mut answer = see_other(go.at.path());
        if let Some(value) = go.cookie {
            set_cookie(answer.headers_mut(), &self.ports.cookies.set(Audience::Recover, &value));
        }
        answer
    }
}

/// Limits answer 429 and mistakes 422: for every name alike, because neither looks at the account.
const fn status(page: &RecoverPage) -> StatusCode {
    match page {
        RecoverPage::Name { problem: Some(Problem::TryLater { .. }), .. }
        | RecoverPage::Stopped { why: Problem::TryLater { .. } } => StatusCode::TOO_MANY_REQUESTS,
        RecoverPage::Name { problem: Some(_), .. } => StatusCode::UNPROCESSABLE_ENTITY,
        _ => StatusCode::OK,
    }
}

/// A form that was read, or the page that says that it could not be.
struct Form(Fields);

impl FromRequest<Tier> for Form {
    type Rejection = Response;

    async fn from_request(request: Request, tier: &Tier) -> Result<Self, Response> {
        let locale = locale_of(&request);
        read(request).await.map(Self).map_err(|why| refuse(tier.ports.sites.of(locale), why))
    }
}
