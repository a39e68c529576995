//! What came of the last action, in the card that it belongs to, and brought into sight: the button that
//! was pressed may be gone, and the field at fault may be far above it.

use super::super::super::api::Trouble;
use super::super::super::parts::{Failure, Note};
use super::super::super::proof::asks_code;
use super::super::super::words::{Say, fault as faults, language};
use super::super::parts::{SERVERS, refused_part};
use super::action::ServerAction;
use super::words;
use latchkey_contract::policy::DraftFault;
use latchkey_contract::providers::ProviderCard;
use latchkey_text::console_servers as text;
use leptos::html;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::HtmlElement;
use leptos_router::hooks::use_location;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    Saved,
    Removed,
    Refused(DraftFault),
    Failed(Trouble),
}

impl Outcome {
    /// `None`: there is none yet, or only the question for a code.
    pub fn of(action: &ServerAction, done: bool, trouble: Option<Trouble>) -> Option<Self> {
        match trouble {
            Some(trouble) if asks_code(Some(&trouble)) => None,
            Some(trouble) => Some(match refused_part(Some(&trouble)) {
                Some(fault) => Self::Refused(fault),
                None => Self::Failed(trouble),
            }),
            None => done.then_some(if action.takes_away() { Self::Removed } else { Self::Saved }),
        }
    }

    pub fn fault(self) -> Option<DraftFault> {
        if let Self::Refused(fault) = self { Some(fault) } else { None }
    }
}

#[component]
pub fn News(of: Signal<Option<Outcome>>, card: Memo<ProviderCard>) -> AnyView {
    let l = language();
    let place = NodeRef::<html::Div>::new();
    Effect::new(move |_| {
        let Some(outcome) = of.get() else { return };
        let field = outcome.fault().map(|fault| format!("{}-{}", card.read_untracked().form, fault.about));
        // after the dialog has given the focus back, and the fields are drawn
        request_animation_frame(move || {
            let field = field.and_then(|id| document().get_element_by_id(&id));
            let there = field.and_then(|node| node.dyn_into::<HtmlElement>().ok());
            if let Some(node) = there.or_else(|| Some(place.get_untracked()?.into())) {
                // scrolls as far as is needed; refused only where the page is not shown
                let _focused = node.focus();
            }
        });
    });
    let said = move || {
        of.get().map(|outcome| match outcome {
            Outcome::Saved => {
                let held = if card.read().asked { text::saved_answered(l) } else { text::saved_text(l) };
                view! { <Note kind="good" say=Say::new(text::saved(l), held)/> }.into_any()
            }
            Outcome::Removed => {
                view! { <Note kind="good" say=Say::new(text::removed(l), text::removed_text(l))/> }.into_any()
            }
            Outcome::Refused(fault) => {
                // the field may be out of sight
                let wrong = labelled(&card.read(), &fault);
                view! { <Note kind="bad" say=Say::new(text::not_saved(l), wrong)/> }.into_any()
            }
            Outcome::Failed(trouble) => view! { <Failure of=Signal::stored(Some(trouble))/> }.into_any(),
        })
    };
    view! { <div class="news" tabindex="-1" node_ref=place>{said}</div> }.into_any()
}

pub fn labelled(card: &ProviderCard, fault: &DraftFault) -> String {
    let wrong = faults::field(&fault.fault);
    match card.fields.iter().find(|field| field.name == fault.about) {
        Some(field) => text::labelled(language(), &words::field(&card.form, &field.name).0, &wrong),
        None => wrong,
    }
}

/// Opens and shows what the address names. A browser does that alone for a page that it loads, but not
/// for one that is drawn after a link was followed.
pub fn land_on() {
    let location = use_location();
    Effect::new(move |_| {
        let (path, id) = (location.pathname.get(), location.hash.get());
        let id = id.trim_start_matches('#').to_owned();
        if path != SERVERS || id.is_empty() {
            return;
        }
        request_animation_frame(move || {
            let Some(target) = document().get_element_by_id(&id) else { return };
            let card = target.closest("details").ok().flatten();
            let shown = match &card {
                Some(card) => {
                    // fails for no such name
                    let _opened = card.set_attribute("open", "");
                    card.query_selector("summary").ok().flatten()
                }
                None => Some(target),
            };
            if let Some(node) = shown.and_then(|node| node.dyn_into::<HtmlElement>().ok()) {
                node.scroll_into_view();
                let _focused = node.focus();
            }
        });
    });
}
