//! Small pieces of several of its pages.

use super::super::api::Trouble;
use super::super::proof::asks_code;
use super::super::steps::METHODS;
use super::super::words::language;
use crate::ui::marked;
use latchkey_contract::admin::{AdminError, Refused};
use latchkey_contract::policy::DraftFault;
use latchkey_text::Part;
use latchkey_text::console_methods as text;
use leptos::prelude::*;

pub(super) const GROUPS: &str = "/admin/methods/groups";
pub(super) const NEW_GROUP: &str = "/admin/methods/groups/new";
pub(super) const SETTINGS: &str = "/admin/methods/settings";
pub(super) const SERVERS: &str = "/admin/methods/servers";

/// The pages of this step.
#[component]
pub(super) fn Tabs(here: &'static str) -> AnyView {
    let tab = |href: &'static str, name: &'static str| {
        view! { <a href=href aria-current=(here == href).then_some("page")>{name}</a> }
    };
    view! {
        <nav class="tabs" aria-label=text::tabs(language())>
            {tab(METHODS, text::tab_everybody(language()))}
            {tab(GROUPS, text::tab_groups(language()))}
            {tab(SETTINGS, latchkey_text::console::settings(language()))}
            {tab(SERVERS, text::tab_servers(language()))}
        </nav>
    }
    .into_any()
}

/// A sentence of which a part is for whoever cannot see beside what it stands.
pub(super) fn hidden(parts: Vec<Part>) -> AnyView {
    marked(parts, |_, more| view! { <span class="sr">{more}</span> }.into_any())
}

/// What was refused about one part of a draft.
pub(super) fn refused_part(trouble: Option<&Trouble>) -> Option<DraftFault> {
    match trouble {
        Some(Trouble::Told(AdminError::Refused(Refused::Field { field, fault }))) => {
            Some(DraftFault { about: field.clone(), fault: fault.clone() })
        }
        _ => None,
    }
}

/// What belongs to no part of the page.
pub(super) fn loose(trouble: Option<Trouble>) -> Option<Trouble> {
    trouble.filter(|trouble| !asks_code(Some(trouble)) && refused_part(Some(trouble)).is_none())
}
