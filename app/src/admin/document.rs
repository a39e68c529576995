//! The document around [`App`].

use super::app::App;
use super::routes::is_before_sign_in;
use super::words::language;
use crate::document::{Half, wake_up};
use crate::ui::island::Islands;
use http::HeaderValue;
use http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY};
use latchkey_contract::Site;
use leptos::nonce::use_nonce;
use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use leptos_meta::MetaTags;

/// The policy of these pages. `nonce` is new for each page: leptos writes what the page was made of into scripts.
fn policy(nonce: &str) -> String {
    format!(
        "default-src 'none'; script-src 'self' 'nonce-{nonce}' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self'; \
         connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
}

/// Nobody needs the console's program before they are signed in: those pages are plain forms, and what does something on
/// them by itself wakes up as on the pages of people.
/// Sets the content security policy, because only here the nonce is known, and forbids keeping the page.
pub fn page_shell(site: &Site) -> impl IntoView + use<> {
    set_headers();
    let half = if path().is_some_and(|path| is_before_sign_in(&path)) { Half::People } else { Half::Console };
    if half == Half::People {
        provide_context(Islands);
    }
    let locale = language();
    view! {
        <!DOCTYPE html>
        <html lang=locale.code() dir=locale.dir()>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="color-scheme" content="light dark"/>
                <link rel="stylesheet" href=site.assets.console_css.clone()/>
                <link rel="icon" href=site.assets.icon.clone() type="image/svg+xml"/>
                <MetaTags/>
                {wake_up(&site.assets, half)}
            </head>
            <body>
                <App/>
            </body>
        </html>
    }
}

/// Of the page that was asked for.
fn path() -> Option<String> {
    use_context::<http::request::Parts>().map(|parts| parts.uri.path().to_owned())
}

fn set_headers() {
    let (Some(answer), Some(nonce)) = (use_context::<ResponseOptions>(), use_nonce()) else { return };
    if let Ok(policy) = HeaderValue::from_str(&policy(&nonce.to_string())) {
        answer.insert_header(CONTENT_SECURITY_POLICY, policy);
    }
    answer.insert_header(CACHE_CONTROL, HeaderValue::from_static("no-store"));
}
