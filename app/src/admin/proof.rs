//! The current code of the administrator's own authenticator app, before an action that a session alone
//! does not allow: somebody else may sit at an open browser, or hold its cookie.

use super::api::{Got, Trouble};
use super::words;
use crate::ui::Wrong;
use leptos::html;
use leptos::prelude::*;

/// The field for it. A code is good once, so a refused one is cleared away.
#[component]
pub fn OwnCode(code: RwSignal<String>, fault: Signal<Option<String>>) -> AnyView {
    Effect::new(move |_| {
        if fault.get().is_some() {
            code.set(String::new());
        }
    });
    let by = move || if fault.get().is_some() { "own-code-hint own-code-wrong" } else { "own-code-hint" };
    view! {
        <div class="field">
            <label for="own-code">"Code from your authenticator app"</label>
            <p class="hint" id="own-code-hint">"The one you sign in here with. A code that you used already does not count: wait for the next one."</p>
            <input class="input mono" id="own-code" name="own-code" inputmode="numeric" autocomplete="one-time-code" maxlength="16" spellcheck="false"
                prop:value=code
                aria-describedby=by aria-invalid=move || fault.get().map(|_| "true")
                on:input=move |event| code.set(event_target_value(&event))/>
            {move || fault.get().map(|text| view! { <Wrong id="own-code-wrong" text/> })}
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
    /// The code.
    #[prop(into)]
    on_yes: Callback<String>,
) -> AnyView {
    let code = RwSignal::new(String::new());
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if !busy.get_untracked() {
            on_yes.run(code.get_untracked());
        }
    };
    let class = move || if danger.get() { "button danger" } else { "button primary" };
    view! {
        <dialog node_ref=dialog aria-labelledby="prove-title">
            <form class="form" on:submit=submit>
                <div><h2 id="prove-title">{title}</h2><p>{text}</p></div>
                <OwnCode code fault/>
                <div class="row">
                    <button type="button" class="button" on:click=move |_| shut(dialog)>"Leave it as it is"</button>
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
    /// The code.
    #[prop(into)]
    on_yes: Callback<String>,
) -> AnyView {
    let about_code = |outcome: &Got<()>| outcome.as_ref().err().is_some_and(words::is_field_fault);
    Effect::new(move |_| {
        if outcome.read().as_ref().is_some_and(|outcome| !about_code(outcome)) {
            shut(dialog);
        }
    });
    let fault = Signal::derive(move || words::field_fault(outcome.get().and_then(Result::err).as_ref(), "code"));
    view! { <ConfirmWithCode dialog title text action danger fault busy on_yes/> }.into_any()
}

/// What the page says of such an action.
pub fn beside_code(outcome: Option<Got<()>>) -> Option<Trouble> {
    outcome.and_then(Result::err).filter(|trouble| !words::is_field_fault(trouble))
}

pub fn shut(dialog: NodeRef<html::Dialog>) {
    if let Some(dialog) = dialog.get_untracked() {
        dialog.close();
    }
}
