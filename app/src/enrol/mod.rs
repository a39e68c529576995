//! Enrolment: one address whose content follows the flow that the server keeps. Hydrated, and
//! every form works before and without hydration: each posts, and is answered by a redirect.

pub mod api;
mod codes;
#[cfg(feature = "ssr")]
mod download;
mod entry;
mod pages;
#[cfg(feature = "ssr")]
mod returned;
#[cfg(feature = "ssr")]
pub mod samples;
mod setup;

use crate::shell::site;
use crate::ui::{Glyph, PageLayout, Seal};
use crate::words::Sentence;
use api::{Back, Choose, CodesKept, Give, OpenCode, SignIn};
use latchkey_contract::enrol::EnrolPage;
use latchkey_contract::{Problem, Site};
use latchkey_text::enrol as text;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};

/// The actions of this flow. In the browser each one, once answered, makes the page ask again where
/// it stands; without script the redirect does the same.
#[derive(Clone, Copy)]
pub(crate) struct Actions {
    open: ServerAction<OpenCode>,
    sign_in: ServerAction<SignIn>,
    choose: ServerAction<Choose>,
    give: ServerAction<Give>,
    back: ServerAction<Back>,
    kept: ServerAction<CodesKept>,
}

impl Actions {
    fn new() -> Self {
        Self {
            open: ServerAction::new(),
            sign_in: ServerAction::new(),
            choose: ServerAction::new(),
            give: ServerAction::new(),
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
            self.give.version().get(),
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
            self.give.pending().get(),
            self.back.pending().get(),
            self.kept.pending().get(),
        ]
        .contains(&true)
    }
}

/// `/enrol`.
#[component]
pub fn EnrolRoute() -> impl IntoView {
    let actions = Actions::new();
    let site = StoredValue::new(site());
    let query = use_query_map();
    let page = Resource::new(
        move || (actions.answered(), crate::flash::read(&query.read())),
        |(_, again)| async move {
            let page = api::read_page().await;
            // only where no flow stands does the address say what went wrong, but for a fault of ours,
            // which the flow could not keep
            match (page, again) {
                (Ok(EnrolPage::Start { problem: None }), again) => Ok(EnrolPage::Start { problem: again }),
                (Ok(page), Some(fault @ Problem::ServerFault { .. })) => Ok(page.with_problem(fault)),
                (page, _) => page,
            }
        },
    );
    crate::hydrate::look_at_new_page(page);
    view! {
        <Transition>
            {move || Suspend::new(async move {
                let site = site.get_value();
                match page.await {
                    Ok(page) => view! { <Title text=pages::title(&page, &site)/>{pages::page(site, page, actions)} }.into_any(),
                    Err(_) => crate::hydrate::no_answer(site, "/enrol"),
                }
            })}
        </Transition>
    }
}

/// `/enrol/invitation/:token`: the link from the message. Opening it spends nothing, so that a
/// mail scanner cannot; the button does.
#[component]
pub fn InvitationRoute() -> impl IntoView {
    let site = site();
    let token = use_params_map().read_untracked().get("token").unwrap_or_default();
    let title = crate::ui::title(text::invitation_heading(site.locale), &site, false);
    view! { <Title text=title/>{entry::invitation(site, token)} }
}

/// A page of this flow that says one thing.
pub(crate) fn message(site: Site, sentence: Sentence, way_on: AnyView) -> AnyView {
    view! {
        <PageLayout site=site at="/enrol">
            <Seal glyph=Glyph::Alert class="brass"/>
            <h1>{sentence.heading}</h1>
            <p class="lede">{sentence.text}</p>
            <div class="body">{way_on}</div>
        </PageLayout>
    }
    .into_any()
}

/// What is answered without the application: the sheet as a file, and the way back from another site.
#[cfg(feature = "ssr")]
pub fn routes() -> crate::route_table::RouteTable<crate::ports::Ports> {
    download::routes().merge(returned::routes())
}

#[cfg(all(test, feature = "ssr"))]
mod tests;
