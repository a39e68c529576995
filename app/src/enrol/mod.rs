//! Enrolment: one address whose content follows the flow that the server keeps. Hydrated, and
//! every form works before and without hydration: each posts, and is answered by a redirect.

pub mod api;
mod codes;
#[cfg(feature = "ssr")]
mod download;
mod entry;
mod pages;
#[cfg(feature = "ssr")]
pub mod samples;
mod setup;

use crate::shell::site;
use crate::ui::{Door, Glyph, Seal};
use crate::words::{self, Sentence};
use api::{Back, Choose, CodesKept, EmailAddress, EmailCode, OpenCode, SignIn, Totp};
#[cfg(feature = "ssr")]
pub use download::router;
use latchkey_contract::Site;
use latchkey_contract::enrol::EnrolPage;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};

/// The deeds of this flow. In the browser each one, once answered, makes the page ask again where
/// it stands; without script the redirect does the same.
#[derive(Clone, Copy)]
pub(crate) struct Deeds {
    open: ServerAction<OpenCode>,
    sign_in: ServerAction<SignIn>,
    choose: ServerAction<Choose>,
    totp: ServerAction<Totp>,
    address: ServerAction<EmailAddress>,
    code: ServerAction<EmailCode>,
    back: ServerAction<Back>,
    kept: ServerAction<CodesKept>,
}

impl Deeds {
    fn new() -> Self {
        Self {
            open: ServerAction::new(),
            sign_in: ServerAction::new(),
            choose: ServerAction::new(),
            totp: ServerAction::new(),
            address: ServerAction::new(),
            code: ServerAction::new(),
            back: ServerAction::new(),
            kept: ServerAction::new(),
        }
    }

    /// How many were answered; any change means that the page may be another one.
    fn answered(&self) -> usize {
        [
            self.open.version().get(),
            self.sign_in.version().get(),
            self.choose.version().get(),
            self.totp.version().get(),
            self.address.version().get(),
            self.code.version().get(),
            self.back.version().get(),
            self.kept.version().get(),
        ]
        .iter()
        .sum()
    }

    /// Whether one is on its way.
    pub(crate) fn busy(&self) -> bool {
        [
            self.open.pending().get(),
            self.sign_in.pending().get(),
            self.choose.pending().get(),
            self.totp.pending().get(),
            self.address.pending().get(),
            self.code.pending().get(),
            self.back.pending().get(),
            self.kept.pending().get(),
        ]
        .contains(&true)
    }
}

/// `/enrol`.
#[component]
pub fn EnrolRoute() -> impl IntoView {
    let deeds = Deeds::new();
    let site = StoredValue::new(site());
    let query = use_query_map();
    let page = Resource::new(
        move || (deeds.answered(), api::Again::read(&query.read())),
        |(_, again)| async move {
            let page = api::read_page().await;
            // only where no flow stands does the address say what went wrong
            match (page, again) {
                (Ok(EnrolPage::Start { problem: None }), again) => Ok(EnrolPage::Start { problem: again }),
                (page, _) => page,
            }
        },
    );
    look_at_new_page(page);
    view! {
        <Transition>
            {move || Suspend::new(async move {
                let site = site.get_value();
                match page.await {
                    Ok(page) => view! { <Title text=pages::title(&page, &site)/>{pages::page(site, page, deeds)} }.into_any(),
                    Err(_) => no_answer(site),
                }
            })}
        </Transition>
    }
}

fn no_answer(site: Site) -> AnyView {
    let text = format!("Nothing was lost. Load this page again in a minute, or {}.", words::call(&site));
    view! {
        <Title text="The server did not answer"/>
        <Door site=site>
            <Seal glyph=Glyph::Alert class="brass"/>
            <h1>"The server did not answer"</h1>
            <p class="lede">{text}</p>
            <div class="body"><a class="button primary tall wide" href="/enrol" rel="external">"Load it again"</a></div>
        </Door>
    }
    .into_any()
}

/// `/enrol/invitation/:token`: the link from the message. Opening it spends nothing, so that a
/// mail scanner cannot; the button does.
#[component]
pub fn InvitationRoute() -> impl IntoView {
    let site = site();
    let token = use_params_map().read_untracked().get("token").unwrap_or_default();
    view! { <Title text=crate::ui::title("Set up your way back in", &site, false)/>{entry::invitation(site, token)} }
}

/// After a step in the browser, whoever types or listens goes on at the fault, or at the top.
fn look_at_new_page(page: Resource<Result<EnrolPage, ServerFnError>>) {
    Effect::new(move |before: Option<Option<EnrolPage>>| {
        let now = page.get().and_then(Result::ok);
        if let Some(Some(before)) = before
            && now.is_some()
            && now.as_ref() != Some(&before)
        {
            request_animation_frame(focus);
        }
        now.or_else(|| before_or_none(page))
    });
}

/// While the page loads again, the one before is what the next one is compared with.
fn before_or_none(page: Resource<Result<EnrolPage, ServerFnError>>) -> Option<EnrolPage> {
    page.get_untracked().and_then(Result::ok)
}

#[cfg(feature = "hydrate")]
fn focus() {
    use leptos::wasm_bindgen::JsCast;
    use leptos::web_sys::{HtmlElement, HtmlInputElement};
    let found = |selector: &str| document().query_selector(selector).ok().flatten();
    if let Some(field) = found("[aria-invalid=true]").and_then(|node| node.dyn_into::<HtmlInputElement>().ok()) {
        // both are refused only where the page is not shown
        let _focused = field.focus();
        field.select();
    } else if let Some(main) = found("#main").and_then(|node| node.dyn_into::<HtmlElement>().ok()) {
        let _focused = main.focus();
        window().scroll_to_with_x_and_y(0.0, 0.0);
    }
}
#[cfg(not(feature = "hydrate"))]
fn focus() {}

/// A page of this flow that says one thing.
pub(crate) fn message(site: Site, sentence: Sentence, way_on: AnyView) -> AnyView {
    view! {
        <Door site=site>
            <Seal glyph=Glyph::Alert class="brass"/>
            <h1>{sentence.heading}</h1>
            <p class="lede">{sentence.text}</p>
            <div class="body">{way_on}</div>
        </Door>
    }
    .into_any()
}

#[cfg(all(test, feature = "ssr"))]
mod tests;
