//! Elements of the page that is shown.

use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{Element, NodeList};

/// All that a selector finds, in the order of the page.
pub(super) fn elements(selector: &str) -> Vec<Element> {
    let found = document().query_selector_all(selector).ok();
    let count = found.as_ref().map_or(0, NodeList::length);
    (0..count).filter_map(|n| found.as_ref()?.get(n)?.dyn_into().ok()).collect()
}
