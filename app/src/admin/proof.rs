//! The current code of the administrator's own authenticator app, before an action that a session alone
//! does not allow: somebody else may sit at an open browser, or hold its cookie.

use super::api::{Got, Trouble};
use super::parts::open;
use super::words;
use super::words::language;
use crate::ui::Wrong;
use latchkey_contract::Problem;
use latchkey_contract::admin::{AdminError, Refused};
use latchkey_text::console;
use leptos::html;
use leptos::prelude::*;

/// The field for it. A code is good once, so a refused one is cleared away.
#[component]
pub fn OwnCode(
    code: RwSignal<String>,
    fault: Signal<Option<String>>,
    /// Where a page has more than one.
    #[prop(default = "own-code")]
    id: &'static str,
) -> AnyView {
    Effect::new(move |_| {
        if fault.get().is_some() {
            code.set(String::new());
        }
    });
    let by = move || if fault.get().is_some() { format!("{id}-hint {id}-wrong") } else { format!("{id}-hint") };
    view! {
        <div class="field">
            <label for=id>{console::own_code(language())}</label>
            <p class="hint" id=format!("{id}-hint")>{console::own_code_hint(language())}</p>
            <input class="input mono" id=id name="own-code" inputmode="numeric" autocomplete="one-time-code" maxlength="16" spellcheck="false"
                prop:value=code
                aria-describedby=by aria-invalid=move || fault.get().map(|_| "true")
                on:input=move |event| code.set(event_target_value(&event))/>
            {move || fault.get().map(|text| view! { <Wrong id=format!("{id}-wrong") text/> })}
        </div>
    }
    .into_any()
}

/// Asks once more, and for a code. Stays open until the action is done, so that a wrong code can be
/// typed again.
#[component]
pub fn ConfirmWithCode(
    dialog: NodeRef<html::Dialog>,
    #[prop(into)] title: Signal<String>,
    #[prop(into)] text: Signal<String>,
    #[prop(into)] action: Signal<String>,
    /// Red, for what takes something away.
    #[prop(into)]
    danger: Signal<bool>,
    /// What was wrong with the code.
    #[prop(into)]
    fault: Signal<Option<String>>,
    #[prop(into)] busy: Signal<bool>,
    #[prop(default = "own-code")] id: &'static str,
    /// The code.
    #[prop(into)]
    on_yes: Callback<String>,
    /// What else is asked.
    #[prop(optional)]
    children: Option<Children>,
) -> AnyView {
    let code = RwSignal::new(String::new());
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if !busy.get_untracked() {
            on_yes.run(code.get_untracked());
        }
    };
    let class = move || if danger.get() { "button danger" } else { "button primary" };
    let (titled, by) = (format!("{id}-title"), format!("{id}-title"));
    view! {
        <dialog node_ref=dialog aria-labelledby=by>
            <form class="form" on:submit=submit>
                <div><h2 id=titled>{title}</h2><p>{text}</p></div>
                {children.map(|children| children())}
                <OwnCode code fault id/>
                <div class="row">
                    <button type="button" class="button" on:click=move |_| shut(dialog)>{console::leave(language())}</button>
                    <button type="submit" class=class aria-busy=move || busy.get().to_string()>{action}</button>
                </div>
            </form>
        </dialog>
    }
    .into_any()
}

/// [`ConfirmWithCode`] for an action that always asks: it says what was wrong with the code, and shuts when
/// the action is done or refused for another reason, which is for the page under it to say.
#[component]
pub fn ActionWithCode(
    dialog: NodeRef<html::Dialog>,
    #[prop(into)] title: Signal<String>,
    #[prop(into)] text: Signal<String>,
    #[prop(into)] action: Signal<String>,
    #[prop(into)] danger: Signal<bool>,
    /// What became of it, since it was last asked about.
    #[prop(into)]
    outcome: Signal<Option<Got<()>>>,
    #[prop(into)] busy: Signal<bool>,
    #[prop(default = "own-code")] id: &'static str,
    /// The code.
    #[prop(into)]
    on_yes: Callback<String>,
    /// What else is asked.
    #[prop(optional)]
    children: Option<Children>,
) -> AnyView {
    let about_code = |outcome: &Got<()>| outcome.as_ref().err().is_some_and(words::is_field_fault);
    Effect::new(move |_| {
        if outcome.read().as_ref().is_some_and(|outcome| !about_code(outcome)) {
            shut(dialog);
        }
    });
    let fault = Signal::derive(move || words::field_fault(outcome.get().and_then(Result::err).as_ref(), "code"));
    view! {
        <ConfirmWithCode dialog title text action danger fault busy id on_yes>{children.map(|children| children())}</ConfirmWithCode>
    }
    .into_any()
}

/// What the page says of such an action.
pub fn beside_code(outcome: Option<Got<()>>) -> Option<Trouble> {
    outcome.and_then(Result::err).filter(|trouble| !words::is_field_fault(trouble))
}

pub fn asks_code(trouble: Option<&Trouble>) -> bool {
    matches!(trouble, Some(Trouble::Told(AdminError::Refused(Refused::Code(_)))))
}

/// What the page says of an action with a [`CodeGate`]: all but what the gate says.
pub fn beside_gate(trouble: Option<Trouble>) -> Option<Trouble> {
    trouble.filter(|trouble| !asks_code(Some(trouble)))
}

const EASIER: &str = console::easier(language());

/// Opens when an action was refused for want of the administrator's code, and does it again with one.
#[component]
pub fn CodeGate(
    #[prop(into)] trouble: Signal<Option<Trouble>>,
    #[prop(into)] busy: Signal<bool>,
    #[prop(into)] title: Signal<String>,
    #[prop(default = Signal::stored(EASIER.to_owned()), into)] text: Signal<String>,
    #[prop(into)] action: Signal<String>,
    /// The action takes something away.
    #[prop(default = Signal::stored(false), into)]
    danger: Signal<bool>,
    #[prop(default = "own-code")] id: &'static str,
    #[prop(into)] on_code: Callback<String>,
) -> AnyView {
    let dialog = NodeRef::<html::Dialog>::new();
    let empty = RwSignal::new(false);
    Effect::new(move |_| if asks_code(trouble.get().as_ref()) { open(dialog) } else { shut(dialog) });
    let fault = Signal::derive(move || match trouble.get() {
        _ if empty.get() => Some(words::problem(&Problem::Empty)),
        // that is the question, not yet an answer
        Some(Trouble::Told(AdminError::Refused(Refused::Code(Problem::Empty)))) => None,
        trouble => words::field_fault(trouble.as_ref(), "code"),
    });
    let typed = move |code: String| {
        empty.set(code.trim().is_empty());
        if !code.trim().is_empty() {
            on_code.run(code);
        }
    };
    view! {
        <ConfirmWithCode dialog title text action danger fault busy id on_yes=typed/>
    }
    .into_any()
}

pub fn shut(dialog: NodeRef<html::Dialog>) {
    if let Some(dialog) = dialog.get_untracked() {
        dialog.close();
    }
}
