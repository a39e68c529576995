//! Step 4: which methods people may use, how many they need, and for whom it is another way. Before
//! anything is saved the page shows whom it would leave without a way back.

mod ask;
mod behind;
mod fields;
mod forecast;
mod page;
mod providers;
mod referees;
mod rule;
mod rules;
mod settings;
mod words;

pub use ask::{Find, ForecastSignals};
pub use page::{MethodsPage, MethodsView};
pub use providers::{ProvidersPage, ProvidersView, ServerAction};
pub use rule::{RulePage, RuleView};
pub use rules::{RuleAction, RulesPage, RulesView};
pub use settings::{SettingsPage, SettingsView};

use super::api::Trouble;
use super::parts::open;
use super::proof::{ConfirmWithCode, shut};
use super::steps::METHODS;
use latchkey_contract::Problem;
use latchkey_contract::admin::{AdminError, Refused};
use latchkey_contract::policy::DraftFault;
use leptos::html;
use leptos::prelude::*;

pub(super) const GROUPS: &str = "/admin/methods/groups";
pub(super) const NEW_GROUP: &str = "/admin/methods/groups/new";
pub(super) const SETTINGS: &str = "/admin/methods/settings";
pub(super) const SERVERS: &str = "/admin/methods/servers";

/// The pages of this step.
#[component]
fn Tabs(here: &'static str) -> AnyView {
    let tab = |href: &'static str, name: &'static str| {
        view! { <a href=href aria-current=(here == href).then_some("page")>{name}</a> }
    };
    view! {
        <nav class="tabs" aria-label="Methods">
            {tab(METHODS, "For everybody")}
            {tab(GROUPS, "For groups")}
            {tab(SETTINGS, "Settings")}
            {tab(SERVERS, "Servers")}
        </nav>
    }
    .into_any()
}

fn asks_code(trouble: Option<&Trouble>) -> bool {
    matches!(trouble, Some(Trouble::Told(AdminError::Refused(Refused::Code(_)))))
}

/// What was refused about one part of a draft.
fn refused_part(trouble: Option<&Trouble>) -> Option<DraftFault> {
    match trouble {
        Some(Trouble::Told(AdminError::Refused(Refused::Field { field, text }))) => {
            Some(DraftFault { about: field.clone(), text: text.clone() })
        }
        _ => None,
    }
}

/// What belongs to no part of the page.
fn loose(trouble: Option<Trouble>) -> Option<Trouble> {
    trouble.filter(|trouble| !asks_code(Some(trouble)) && refused_part(Some(trouble)).is_none())
}

const EASIER: &str =
    "With this somebody can get in who could not before. Show that it is you and not only your browser.";

/// Opens when an action was refused for want of the administrator's code, and does it again with one.
#[component]
fn CodeGate(
    #[prop(into)] trouble: Signal<Option<Trouble>>,
    #[prop(into)] busy: Signal<bool>,
    #[prop(into)] title: Signal<String>,
    #[prop(default = Signal::stored(EASIER.to_owned()), into)] text: Signal<String>,
    #[prop(into)] action: Signal<String>,
    /// The action takes something away.
    #[prop(default = Signal::stored(false), into)]
    danger: Signal<bool>,
    #[prop(into)] on_code: Callback<String>,
) -> AnyView {
    let dialog = NodeRef::<html::Dialog>::new();
    let empty = RwSignal::new(false);
    Effect::new(move |_| if asks_code(trouble.get().as_ref()) { open(dialog) } else { shut(dialog) });
    let fault = Signal::derive(move || match trouble.get() {
        _ if empty.get() => Some(super::words::problem(&Problem::Empty)),
        // that is the question, not yet an answer
        Some(Trouble::Told(AdminError::Refused(Refused::Code(Problem::Empty)))) => None,
        trouble => super::words::field_fault(trouble.as_ref(), "code"),
    });
    let typed = move |code: String| {
        empty.set(code.trim().is_empty());
        if !code.trim().is_empty() {
            on_code.run(code);
        }
    };
    view! {
        <ConfirmWithCode dialog title text action danger fault busy on_yes=typed/>
    }
    .into_any()
}
