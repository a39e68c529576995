//! What does something on the page wakes up.

use super::page_elements::elements;
use crate::ui::island::{self, Awake, Island};
use crate::ui::{CopyText, PasswordInput, PrintPage};
use leptos::prelude::*;
use leptos::web_sys::Element;

/// All that is awake on the page that is shown.
pub(super) struct AwakePage {
    _islands: Vec<Awake>,
    _owner: Owner,
}

/// What stands on the page now.
pub(super) fn wake() -> AwakePage {
    let owner = Owner::new();
    let islands = owner.with(|| elements("[data-island]").iter().filter_map(woken).collect());
    AwakePage { _islands: islands, _owner: owner }
}

fn woken(element: &Element) -> Option<Awake> {
    match element.get_attribute("data-island")?.as_str() {
        CopyText::NAME => island::wake::<CopyText>(element),
        PasswordInput::NAME => island::wake::<PasswordInput>(element),
        PrintPage::NAME => island::wake::<PrintPage>(element),
        _ => None,
    }
}
