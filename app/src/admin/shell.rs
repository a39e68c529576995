//! The room in which all pages of a signed-in administrator stand: rail on the side, one sheet of
//! work beside it.

use super::api::sign_in::SignOut;
use super::api::{Got, got, read_overview};
use super::steps::{OVERVIEW, Step, steps};
use super::words::language;
use crate::site::site;
use crate::ui::{Glyph, Icon, PracticeBanner};
use crate::wire::{PageData, page_data};
use latchkey_contract::admin::Overview;
use latchkey_text::console;
use latchkey_text::console_overview as text;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_router::components::Outlet;
use leptos_router::hooks::use_location;

/// The overview, shared by the rail and the pages. An action that changes it calls `reload`.
#[derive(Clone, Copy)]
pub struct OverviewContext {
    pub overview: PageData<Got<Overview>>,
}

impl OverviewContext {
    pub fn reload(self) {
        self.overview.refetch();
    }
}

/// The layout of the signed-in pages.
#[component]
pub fn Console() -> AnyView {
    let desk = OverviewContext { overview: page_data(|| (), |()| async { got(read_overview().await) }) };
    provide_context(desk);
    let path = use_location().pathname;
    focus_on_new_page(path);
    let rail = move || {
        Suspend::new(async move {
            let overview = desk.overview.await.ok();
            view! { <Rail overview path/> }
        })
    };
    view! {
        <div class="console narrow">
            <a class="skip" href="#main" rel="external">{console::skip(language())}</a>
            {site().practice.then(|| view! { <PracticeBanner/> })}
            <Transition fallback=move || view! { <Rail overview=None path/> }>{rail}</Transition>
            <main class="pane" id="main" tabindex="-1"><Outlet/></main>
        </div>
    }
    .into_any()
}

/// Who moves by keyboard or listens starts at the top of each new page.
fn focus_on_new_page(path: Memo<String>) {
    Effect::new(move |before: Option<String>| {
        let now = path.get();
        if before.is_some_and(|before| before != now) {
            use leptos::wasm_bindgen::JsCast;
            if let Some(main) = document()
                .get_element_by_id("main")
                .and_then(|node| node.dyn_into::<leptos::web_sys::HtmlElement>().ok())
            {
                // refused only where the page is not shown
                let _focused = main.focus();
            }
        }
        now
    });
}

#[component]
pub fn Rail(overview: Option<Overview>, #[prop(into)] path: Signal<String>) -> AnyView {
    let admin = overview.as_ref().map(|overview| overview.admin.clone());
    let rows = steps(overview.as_ref()).into_iter().map(|step| view! { <RailStep step path/> }).collect_view();
    view! {
        <header class="rail">
            <a class="mark" href=OVERVIEW><Icon glyph=Glyph::Latchkey/>"Latchkey"</a>
            <nav class="steps" aria-label=text::steps(language())>
                <ul><li>
                    <a href=OVERVIEW aria-current=move || (path.get() == OVERVIEW).then_some("page")><Icon glyph=Glyph::Chart/><span>{text::overview(language())}</span></a>
                </li></ul>
                <h2>{text::set_up(language())}</h2>
                <ol>{rows}</ol>
            </nav>
            <form class="rail-foot" method="post" action=SignOut::PATH>
                <button type="submit"><Icon glyph=Glyph::Leave/><span>{console::sign_out(language())}<small>{admin}</small></span></button>
            </form>
        </header>
    }
    .into_any()
}

#[component]
fn RailStep(step: Step, path: Signal<String>) -> AnyView {
    let Step { number, href, title, small, done } = step;
    let current = move || {
        (path.get() == href || path.get().strip_prefix(href).is_some_and(|rest| rest.starts_with('/')))
            .then_some("step")
    };
    let dot = if done { view! { <Icon glyph=Glyph::Check/> }.into_any() } else { number.into_any() };
    view! {
        <li class=done.then_some("done")>
            <a href=href aria-current=current>
                <span class="dot">{dot}</span>
                <span>
                    {done.then(|| view! { <span class="sr">{text::done(language())}" "</span> })}
                    {title}
                    {(!small.is_empty()).then(|| view! { <small>{small}</small> })}
                </span>
            </a>
        </li>
    }
    .into_any()
}
