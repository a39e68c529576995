//! The page that is shown, as it is changed for another.

use super::no_answer::IN_PAGE;
use super::page_elements::elements;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{Document, DomParser, HtmlElement, HtmlFormElement, HtmlInputElement, SupportedType};

/// An answer.
pub(super) enum Page {
    /// Like the one that is shown.
    Ours(Document),
    /// Of another kind, for which a page has to be loaded.
    Other,
}

impl Page {
    pub(super) fn read(html: &str) -> Option<Self> {
        let document = DomParser::new().ok()?.parse_from_string(html, SupportedType::TextHtml).ok()?;
        let is_ours = document.query_selector(&format!("[{IN_PAGE}]")).ok()?.is_some();
        Some(if is_ours { Self::Ours(document) } else { Self::Other })
    }
}

pub(super) fn replace(next: &Document) {
    let now = document();
    now.set_title(&next.title());
    if let (Some(now), Some(next)) = (now.document_element(), next.document_element()) {
        for name in ["lang", "dir"] {
            // refused for odd names only
            let _set = now.set_attribute(name, &next.get_attribute(name).unwrap_or_default());
        }
    }
    now.set_body(next.body().as_ref());
}

/// What was typed into a form.
pub(super) struct Typed {
    action: Option<String>,
    /// By the id of each field.
    values: Vec<(String, String)>,
}

pub(super) fn typed(form: &HtmlFormElement) -> Typed {
    let count = u32::try_from(form.length()).unwrap_or_default();
    let fields = (0..count).filter_map(|n| form.get_with_index(n)?.dyn_into::<HtmlInputElement>().ok());
    let typed = fields.filter(|field| !field.id().is_empty() && field.type_() != "checkbox");
    Typed { action: form.get_attribute("action"), values: typed.map(|field| (field.id(), field.value())).collect() }
}

/// Where the next page finds fault with it, so that it can be mended there; the next question has an empty field.
pub(super) fn put_back(typed: &Typed) {
    if elements("#main [aria-invalid=true], #main [role=alert]:not([hidden])").is_empty() {
        return;
    }
    for (id, value) in &typed.values {
        let field = document().get_element_by_id(id).and_then(|field| field.dyn_into::<HtmlInputElement>().ok());
        let is_there = |field: &HtmlInputElement| {
            field.value().is_empty() && field.form().and_then(|form| form.get_attribute("action")) == typed.action
        };
        if let Some(field) = field.filter(is_there) {
            field.set_value(value);
        }
    }
}

/// Whoever types or listens goes on at the fault, or at the top.
pub(super) fn focus() {
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
