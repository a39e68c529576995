//! The hydrated application: its routes, and the document around them.

use crate::account::AccountRoute;
use crate::admin::AdminRoutes;
use crate::enrol::{EnrolRoute, InvitationRoute};
use crate::ui::{Glyph, PageLayout, Seal};
use latchkey_contract::Site;
use latchkey_text::{page, recover};
use leptos::prelude::*;
use leptos_meta::{Title, provide_meta_context};
use leptos_router::components::{Route, Router, Routes};
use leptos_router::{ParamSegment, SsrMode, StaticSegment};

/// Everything under `/enrol`, `/account` and `/admin`. Runs on the server for each page, and once in the
/// browser, where it takes the `Site` that the server wrote into the document.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    provide_context(SharedValue::new(here).into_inner());
    view! {
        <Router>
            <Routes fallback=NotFound>
                <Route path=StaticSegment("enrol") view=EnrolRoute ssr=SsrMode::Async/>
                <Route
                    path=(StaticSegment("enrol"), StaticSegment("invitation"), ParamSegment("token"))
                    view=InvitationRoute
                    ssr=SsrMode::Async
                />
                <Route path=StaticSegment("account") view=AccountRoute ssr=SsrMode::Async/>
                <AdminRoutes/>
            </Routes>
        </Router>
    }
}

#[cfg(feature = "ssr")]
fn here() -> Site {
    let mut site = Site::clone(&crate::context::site());
    if document::is_console() {
        site.locale = document::CONSOLE;
    }
    site
}
#[cfg(not(feature = "ssr"))]
fn here() -> Site {
    Site::default()
}

/// The organisation whose page this is, and how to reach its help desk.
pub(crate) fn site() -> Site {
    use_context::<Site>().unwrap_or_default()
}

#[component]
fn NotFound() -> impl IntoView {
    let site = site();
    view! { <Title text=recover::not_found_heading(site.locale)/>{not_found(site)} }
}

pub(crate) fn not_found(site: Site) -> AnyView {
    let l = site.locale;
    let text = page::not_found_lede(l, &site.help_desk);
    view! {
        <PageLayout site=site at="/recover">
            <Seal glyph=Glyph::Search class="brass"/>
            <h1>{recover::not_found_heading(l)}</h1>
            <p class="lede">{text}</p>
            <div class="body"><a class="button primary tall wide" href="/recover" rel="external">{recover::name_heading(l)}</a></div>
        </PageLayout>
    }
    .into_any()
}

#[cfg(feature = "ssr")]
pub use document::{csp_for_hydrated, shell};

#[cfg(feature = "ssr")]
mod document {
    use super::App;
    use http::HeaderValue;
    use http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY};
    use latchkey_contract::{Locale, Site};
    use leptos::nonce::use_nonce;
    use leptos::prelude::*;
    use leptos_axum::ResponseOptions;
    use leptos_meta::MetaTags;

    /// The one language of the console.
    pub(super) const CONSOLE: Locale = Locale::En;

    fn path() -> String {
        use_context::<http::request::Parts>().map(|parts| parts.uri.path().to_owned()).unwrap_or_default()
    }

    pub(super) fn is_console() -> bool {
        path().starts_with("/admin")
    }

    /// The policy of the hydrated pages. `nonce` is new for each page.
    pub fn csp_for_hydrated(nonce: &str) -> String {
        format!(
            "default-src 'none'; script-src 'self' 'nonce-{nonce}' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self'; \
             connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
        )
    }

    /// The document around [`App`]. Sets the content security policy, because only here the nonce
    /// is known, and forbids keeping the page.
    pub fn shell(site: &Site) -> impl IntoView + use<> {
        set_headers();
        let console = is_console();
        let locale = if console { CONSOLE } else { site.locale };
        let (css, class) = match (console, path().starts_with("/account")) {
            (true, _) => (&site.assets.console_css, None),
            (_, true) => (&site.assets.enrol_css, Some("page-layout roomy")),
            _ => (&site.assets.enrol_css, Some("page-layout")),
        };
        view! {
            <!DOCTYPE html>
            <html lang=locale.code() dir=locale.dir()>
                <head>
                    <meta charset="utf-8"/>
                    <meta name="viewport" content="width=device-width, initial-scale=1"/>
                    <meta name="color-scheme" content="light dark"/>
                    <link rel="stylesheet" href=css.clone()/>
                    <link rel="icon" href=site.assets.icon.clone() type="image/svg+xml"/>
                    <MetaTags/>
                    {(!console).then(|| view! { <script type="module" src=site.assets.passkey_js.clone()></script> })}
                    {wake_up(site)}
                </head>
                <body class=class>
                    <App/>
                </body>
            </html>
        }
    }

    /// Loads the browser's half. Our own instead of leptos' component, which puts the nonce into
    /// `crossorigin` of its preload links. Left out where no browser half was built: every form
    /// works without it.
    fn wake_up(site: &Site) -> Option<impl IntoView + use<>> {
        let (js, wasm) = (site.assets.app_js.clone(), site.assets.app_wasm.clone());
        (!js.is_empty() && !wasm.is_empty()).then(|| {
            let script =
                format!("import init,{{hydrate}} from {js:?};init({{module_or_path:{wasm:?}}}).then(()=>hydrate())");
            view! {
                <link rel="modulepreload" href=js/>
                <link rel="preload" href=wasm r#as="fetch" r#type="application/wasm" crossorigin="anonymous"/>
                <script type="module" nonce=use_nonce() inner_html=script></script>
            }
        })
    }

    fn set_headers() {
        let (Some(answer), Some(nonce)) = (use_context::<ResponseOptions>(), use_nonce()) else { return };
        if let Ok(policy) = HeaderValue::from_str(&csp_for_hydrated(&nonce.to_string())) {
            answer.insert_header(CONTENT_SECURITY_POLICY, policy);
        }
        answer.insert_header(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
}
