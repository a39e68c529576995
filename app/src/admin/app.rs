//! The console as one application: its routes, run on the server for each page, and once in the browser.

use super::routes::AdminRoutes;
use crate::site::site;
use crate::ui::{Glyph, PageLayout, Seal};
use latchkey_contract::Site;
use latchkey_text::{page, recover};
use leptos::prelude::*;
use leptos_meta::{Title, provide_meta_context};
use leptos_router::components::{Router, Routes};

/// Everything under `/admin`. In the browser it takes the `Site` that the server wrote into the document.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    provide_context(SharedValue::new(here).into_inner());
    view! {
        <Router>
            <Routes fallback=NotFound>
                <AdminRoutes/>
            </Routes>
        </Router>
    }
}

#[cfg(feature = "ssr")]
fn here() -> Site {
    Site { locale: super::words::language(), ..Site::clone(&crate::context::site()) }
}
#[cfg(not(feature = "ssr"))]
fn here() -> Site {
    Site::default()
}

#[component]
fn NotFound() -> impl IntoView {
    let site = site();
    view! { <Title text=recover::not_found_heading(site.locale)/>{not_found(site)} }
}

fn not_found(site: Site) -> AnyView {
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
