//! What the hydrated one-address pages (enrolment, account) have in common.

use crate::ui::{Glyph, PageLayout, Seal};
use latchkey_contract::Site;
use latchkey_text::page;
use leptos::prelude::*;
use leptos_meta::Title;

pub(crate) fn no_answer(site: Site, address: &'static str) -> AnyView {
    view! { <Title text=page::no_answer_heading(site.locale)/>{unanswered(site, address)} }.into_any()
}

pub(crate) fn unanswered(site: Site, address: &'static str) -> AnyView {
    let l = site.locale;
    let text = page::no_answer_lede(l, &site.help_desk);
    view! {
        <PageLayout site=site at=address>
            <Seal glyph=Glyph::Alert class="brass"/>
            <h1>{page::no_answer_heading(l)}</h1>
            <p class="lede">{text}</p>
            <div class="body"><a class="button primary tall wide" href=address rel="external">{page::no_answer_again(l)}</a></div>
        </PageLayout>
    }
    .into_any()
}

/// After a step in the browser, whoever types or listens goes on at the fault, or at the top.
pub(crate) fn look_at_new_page<T>(page: Resource<Result<T, ServerFnError>>)
where
    T: Clone + PartialEq + Send + Sync + 'static,
{
    Effect::new(move |before: Option<Option<T>>| {
        let now = page.get().and_then(Result::ok);
        if let Some(Some(before)) = before
            && now.is_some()
            && now.as_ref() != Some(&before)
        {
            request_animation_frame(focus);
        }
        // while the page loads again, the one before is what the next one is compared with
        now.or_else(|| page.get_untracked().and_then(Result::ok))
    });
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
