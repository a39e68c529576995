//! Finding somebody or something in the directories: what is typed, and what came back.

use super::api::Got;
use super::parts::{Failed, UnaskedNotes};
use super::words::language;
use crate::ui::{Glyph, Icon};
use latchkey_contract::admin::{FoundGroups, GroupRow};
use latchkey_text::console;
use leptos::html;
use leptos::prelude::*;

/// Asks when it is sent, not while one types: an answer takes a directory's time.
#[component]
pub fn FindForm(
    id: &'static str,
    /// What the form is for.
    about: &'static str,
    label: &'static str,
    #[prop(optional)] placeholder: Option<&'static str>,
    #[prop(default = 100)] most: u32,
    /// Shown at the button, where nothing around it shows it.
    #[prop(optional, into)]
    busy: Option<Signal<bool>>,
    #[prop(into)] on_find: Callback<String>,
) -> AnyView {
    let typed = NodeRef::<html::Input>::new();
    view! {
        <form class="filters" role="search" aria-label=about on:submit=move |event| {
            event.prevent_default();
            on_find.run(typed.get_untracked().map(|input| input.value()).unwrap_or_default());
        }>
            <span class="affix lead">
                <Icon glyph=Glyph::Search/>
                <label class="sr" for=id>{label}</label>
                <input class="input" id=id type="search" placeholder=placeholder.unwrap_or(label) maxlength=most.to_string() spellcheck="false" autocomplete="off" node_ref=typed/>
            </span>
            <button class="button" aria-busy=busy.map(|busy| move || busy.get().to_string())>{console::find(language())}</button>
        </form>
    }
    .into_any()
}

/// The groups that were found, below what kept a directory from answering. That there is none is said only where one
/// answered.
pub fn found_groups(found: Got<FoundGroups>, rows: impl FnOnce(Vec<GroupRow>) -> AnyView) -> AnyView {
    let found = match found {
        Ok(found) => found,
        Err(trouble) => return view! { <Failed trouble/> }.into_any(),
    };
    let silence = found.answered == 0 && !found.unasked.is_empty();
    let list = (!silence).then(|| rows(found.rows));
    view! {
        <UnaskedNotes unasked=found.unasked/>
        {list}
    }
    .into_any()
}
