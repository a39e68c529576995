//! Buttons that do something in the browser by themselves. Not there without script.

use super::icon::{Glyph, Icon};
use super::island::{Island, island};
use crate::site::site;
use latchkey_text::page;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// Puts `text` on the clipboard. `words`: the label is shown, not only read out.
#[component]
pub fn CopyButton(
    #[prop(into)] text: String,
    #[prop(into)] label: String,
    #[prop(optional)] words: bool,
) -> impl IntoView {
    let done = page::copied(site().locale).to_owned();
    island(CopyText { text, label, done, words })
}

#[derive(Serialize, Deserialize)]
pub(crate) struct CopyText {
    text: String,
    label: String,
    /// Said when it is there.
    done: String,
    words: bool,
}

impl Island for CopyText {
    const NAME: &'static str = "copy";

    fn view(self) -> AnyView {
        let Self { text, label, done, words } = self;
        let copied = RwSignal::new(false);
        let shown = words.then(|| label.clone());
        let class = if words { "button scripted" } else { "button plain square scripted" };
        view! {
            <button
                type="button"
                class=class
                aria-label=(!words).then_some(label)
                on:click=move |_| copy(&text, copied)
            >
                {copy_mark(copied)}
                {shown}
                <span class="sr" role="status">{move || copied.get().then(|| done.clone())}</span>
            </button>
        }
        .into_any()
    }
}

/// Puts it on the clipboard, and says so in `copied` for two seconds.
fn copy(text: &str, copied: RwSignal<bool>) {
    to_clipboard(text);
    copied.set(true);
    // gone, where the page is another one by then
    let mark = move || {
        copied.try_set(false);
    };
    set_timeout(mark, Duration::from_secs(2));
}

fn copy_mark(copied: RwSignal<bool>) -> impl IntoView {
    move || {
        if copied.get() {
            view! { <Icon glyph=Glyph::Check/> }
        } else {
            view! { <Icon glyph=Glyph::Copy/> }
        }
    }
}

#[cfg(feature = "hydrate")]
fn to_clipboard(text: &str) {
    // the promise is not awaited: where the browser refuses, the text can still be selected
    let _promise = window().navigator().clipboard().write_text(text);
}
#[cfg(not(feature = "hydrate"))]
fn to_clipboard(_text: &str) {}

/// Opens the browser's printing of this page.
#[component]
pub fn PrintButton(label: &'static str) -> impl IntoView {
    island(PrintPage { label: label.to_owned() })
}

#[derive(Serialize, Deserialize)]
pub(crate) struct PrintPage {
    label: String,
}

impl Island for PrintPage {
    const NAME: &'static str = "print";

    fn view(self) -> AnyView {
        view! {
            <button type="button" class="button scripted" on:click=move |_| print()><Icon glyph=Glyph::Print/>{self.label}</button>
        }
        .into_any()
    }
}

#[cfg(feature = "hydrate")]
fn print() {
    // refused only where the browser has no printing; there are other ways beside it
    let _printed = window().print();
}
#[cfg(not(feature = "hydrate"))]
fn print() {}
