//! To a directory's own sign-in page, for enrolment and the account page alike. A form is answered with a page that
//! goes on by itself and has a link besides: a redirect to another site would be refused by the browser, which holds
//! every form here to `form-action 'self'`. No script, and nothing to press where the header is understood.

use crate::document::{Head, document, in_page_layout};
use crate::http::{html, set_cookie};
use crate::notice::notice;
use crate::ports::{Audience, Onward, Ports};
use crate::ui::{Glyph, Seal, title};
use axum::http::header::REFRESH;
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;
use latchkey_contract::{Problem, Site};
use latchkey_text::page as text;
use leptos::prelude::*;
use std::sync::Arc;

/// `at`: the page where the way began.
pub fn render_onward(site: &Site, at: &'static str, address: &str, directory: &str) -> String {
    let l = site.locale;
    let heading = text::onward_heading(l, directory);
    let head = Head {
        title: title(&heading, site, false),
        css: &site.assets.recover_css,
        class: "page-layout",
        module: None,
        half: None,
    };
    let address = address.to_owned();
    document(site, head, || {
        let content = view! {
            <Seal glyph=Glyph::Cloud class=""/>
            <h1>{heading}</h1>
            <p class="lede">{text::onward_lede(l)}</p>
            <div class="body">
                <a class="button primary tall wide" href=address rel="external noreferrer">{text::onward_go(l)}</a>
            </div>
        }
        .into_any();
        in_page_layout(site, at, content)
    })
}

/// Away, or what `here` makes of where they stay.
pub fn answer<G>(
    ports: &Ports,
    site: &Arc<Site>,
    (at, audience): (&'static str, Audience),
    onward: Onward<G>,
    here: impl FnOnce(G) -> Response,
) -> Response {
    let (address, directory, cookie) = match onward {
        Onward::Away { address, directory, cookie } => (address, directory, cookie),
        Onward::Here(go) => return here(go),
    };
    let refresh = Some(&address).filter(|address| leads_to_a_page(address));
    let refresh = refresh.and_then(|address| HeaderValue::from_str(&format!("0;url={address}")).ok());
    let Some(refresh) = refresh else {
        return html(StatusCode::BAD_GATEWAY, notice(site, &Problem::DirectoryAway));
    };
    let mut answer = html(StatusCode::OK, render_onward(site, at, &address, &directory));
    answer.headers_mut().insert(REFRESH, refresh);
    if let Some(value) = cookie {
        set_cookie(answer.headers_mut(), &ports.cookies.set(audience, &value));
    }
    answer
}

/// Nothing that a browser would run. A path of ours is the practice cloud's.
fn leads_to_a_page(address: &str) -> bool {
    let is_ours = address.starts_with('/') && !address.starts_with("//") && !address.starts_with("/\\");
    is_ours || address.starts_with("https://")
}

#[cfg(test)]
mod tests {
    use super::leads_to_a_page;

    #[test]
    fn only_pages_are_gone_to() {
        assert!(leads_to_a_page("https://sign-in.example/a?b=c") && leads_to_a_page("/practice/cloud/sign-in?state=x"));
        for other in
            ["javascript:alert(1)", "http://sign-in.example/", "//sign-in.example/", "/\\sign-in.example", "x", ""]
        {
            assert!(!leads_to_a_page(other), "{other}");
        }
    }
}
