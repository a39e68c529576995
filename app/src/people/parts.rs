//! Small pieces of both pages. Dumb: data in, markup out. What other audiences need too is in `ui`.

use crate::ui::{Note, Tone};
use crate::words::{self, Sentence};
use latchkey_contract::{Problem, Site};
use leptos::prelude::*;

/// A form whose answer is shown without a page being loaded (`step`); where no program is, the browser sends it.
#[component]
pub(crate) fn StepForm(action: &'static str, children: Children) -> impl IntoView {
    view! { <form method="post" action=action data-step="">{children()}</form> }
}

/// The page's action. In the browser it waits visibly.
#[component]
pub(crate) fn Submit(
    #[prop(default = "button primary tall wide")] class: &'static str,
    children: Children,
) -> impl IntoView {
    view! { <button class=class data-waits="">{children()}</button> }
}

/// Of the page that the form stands on.
#[component]
pub(crate) fn Version(version: i64) -> impl IntoView {
    view! { <input type="hidden" name="version" value=version.to_string()/> }
}

/// News about the page.
pub(crate) fn note(site: &Site, problem: &Problem) -> AnyView {
    let Sentence { heading, text, .. } = words::sentence(problem, site);
    let tone = match problem {
        Problem::OutOfDate | Problem::PickAnother | Problem::Expired => Tone::Plain,
        Problem::TryLater { .. }
        | Problem::MethodLater { .. }
        | Problem::SendLimit { .. }
        | Problem::DirectoryAway
        | Problem::MethodAway => Tone::Warn,
        _ => Tone::Bad,
    };
    view! { <Note tone=tone heading=heading text=text urgent=true/> }.into_any()
}
