//! A whole document around one page that is made on the server: no router, and nothing inline.

use crate::ui::PageLayout;
use latchkey_contract::Site;
use latchkey_contract::site::Assets;
use latchkey_text::recover as text;
use leptos::prelude::*;
use leptos::tachys::view::RenderHtml;

/// The header and footer that all of these pages share. `at`: as of [`PageLayout`].
pub(crate) fn in_page_layout(site: &Site, at: &'static str, content: AnyView) -> AnyView {
    view! { <PageLayout site=site.clone() at=at>{content}</PageLayout> }.into_any()
}

/// What differs between two documents around their content.
pub(crate) struct Head<'a> {
    pub(crate) title: String,
    pub(crate) css: &'a str,
    pub(crate) class: &'static str,
    /// The address of a script module, if the page has one.
    pub(crate) module: Option<&'a str>,
    /// What loads the browser's half, where a part of the page wakes up.
    pub(crate) half: Option<Half>,
}

/// Wraps the content of a page into a document. Hydration markers are taken out again, but for those of
/// `ui::island`: nothing else hydrates here.
pub(crate) fn document(site: &Site, head: Head<'_>, content: impl FnOnce() -> AnyView) -> String {
    let owner = Owner::new();
    let html = owner.with(|| {
        // for `site::site`
        provide_context(site.clone());
        let module = head.module.filter(|address| !address.is_empty()).map(str::to_owned);
        let half = head.half.and_then(|half| wake_up(&site.assets, half));
        let content = content();
        view! {
            <html lang=site.locale.code() dir=site.locale.dir()>
                <head>
                    <meta charset="utf-8"/>
                    <meta name="viewport" content="width=device-width, initial-scale=1"/>
                    <meta name="color-scheme" content="light dark"/>
                    <meta name="description" content=text::description(site.locale)/>
                    <title>{head.title}</title>
                    <link rel="stylesheet" href=head.css.to_owned()/>
                    <link rel="icon" href=site.assets.icon.clone() type="image/svg+xml"/>
                    {module.map(|src| view! { <script type="module" src=src></script> })}
                    {half}
                </head>
                <body class=head.class>
                    {content}
                </body>
            </html>
        }
        .to_html()
    });
    format!("<!doctype html>{}", html.replace("<!>", "").replace("<!--<() />-->", ""))
}

/// The two programs for browsers; no page loads both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Half {
    People,
    Console,
}

/// Has `wake.js` load one of them. Left out where it was not built: every form works without it.
pub(crate) fn wake_up(assets: &Assets, half: Half) -> Option<AnyView> {
    let (js, wasm, start) = match half {
        Half::People => (&assets.people_js, &assets.people_wasm, "wake_people"),
        Half::Console => (&assets.console_js, &assets.console_wasm, "wake_console"),
    };
    (!js.is_empty() && !wasm.is_empty()).then(|| {
        let (js, wasm, loader) = (js.clone(), wasm.clone(), assets.wake_js.clone());
        view! { <script type="module" src=loader data-js=js data-wasm=wasm data-start=start></script> }.into_any()
    })
}
