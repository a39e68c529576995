//! Fields with their label, hint and fault tied together for whoever cannot see them.

use super::feedback::Wrong;
use super::icon::{Glyph, Icon};
use super::island::{Island, island};
use crate::site::site;
use latchkey_text::page;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// `aria-describedby` of a field: its hint, its fault, what else explains it.
fn described(ids: &[(bool, String)]) -> Option<String> {
    let ids: Vec<&str> = ids.iter().filter(|(there, _)| *there).map(|(_, id)| id.as_str()).collect();
    (!ids.is_empty()).then(|| ids.join(" "))
}

/// One line of text. The id is the name.
#[component]
pub fn TextField(
    name: &'static str,
    #[prop(into)] label: String,
    #[prop(optional, into)] hint: Option<String>,
    #[prop(optional, into)] value: String,
    #[prop(default = None)] wrong: Option<String>,
    #[prop(optional, into)] kind: Option<&'static str>,
    #[prop(optional, into)] autocomplete: Option<&'static str>,
    #[prop(optional, into)] inputmode: Option<&'static str>,
    #[prop(default = 256)] maxlength: u32,
    #[prop(optional)] mono: bool,
    #[prop(optional)] optional: bool,
) -> impl IntoView {
    let (hint_id, wrong_id) = (format!("{name}-hint"), format!("{name}-wrong"));
    let by = described(&[(hint.is_some(), hint_id.clone()), (wrong.is_some(), wrong_id.clone())]);
    view! {
        <div class="field">
            <label for=name>{label}</label>
            {hint.map(|hint| view! { <p class="hint" id=hint_id>{hint}</p> })}
            <input
                class=if mono { "input mono" } else { "input" }
                id=name
                name=name
                type=kind.unwrap_or("text")
                value=value
                autocomplete=autocomplete.unwrap_or("off")
                inputmode=inputmode
                maxlength=maxlength.to_string()
                autocapitalize="none"
                spellcheck="false"
                aria-describedby=by
                aria-invalid=wrong.is_some().then_some("true")
                autofocus=wrong.is_some()
                required=!optional
            />
            {wrong.map(|wrong| view! { <Wrong id=wrong_id text=wrong/> })}
        </div>
    }
}

/// A code of six digits: one input, six marks drawn. A pasted blank in the middle is welcome.
#[component]
pub fn CodeField(#[prop(into)] label: String, #[prop(default = None)] wrong: Option<String>) -> impl IntoView {
    let by = wrong.is_some().then_some("code-wrong");
    view! {
        <div class="field">
            <label for="code">{label}</label>
            <span class="code">
                <input
                    id="code"
                    name="code"
                    inputmode="numeric"
                    autocomplete="one-time-code"
                    pattern="[0-9]{3} ?[0-9]{3}"
                    title=page::six_digits(site().locale)
                    maxlength="7"
                    aria-describedby=by
                    aria-invalid=wrong.is_some().then_some("true")
                    autofocus=wrong.is_some()
                    required
                />
            </span>
            {wrong.map(|wrong| view! { <Wrong id="code-wrong" text=wrong/> })}
        </div>
    }
}

/// A password, with a button that shows it.
#[component]
pub fn PasswordField(
    name: &'static str,
    #[prop(into)] label: String,
    #[prop(optional, into)] hint: Option<String>,
    #[prop(default = None)] wrong: Option<String>,
    /// `current-password` or `new-password`.
    autocomplete: &'static str,
    /// Ids of what else explains it: the list of rules.
    #[prop(optional, into)]
    also_by: Option<&'static str>,
) -> impl IntoView {
    let (hint_id, wrong_id) = (format!("{name}-hint"), format!("{name}-wrong"));
    let input = PasswordInput {
        name: name.to_owned(),
        autocomplete: autocomplete.to_owned(),
        described_by: described(&[
            (hint.is_some(), hint_id.clone()),
            (wrong.is_some(), wrong_id.clone()),
            (also_by.is_some(), also_by.unwrap_or_default().to_owned()),
        ]),
        is_wrong: wrong.is_some(),
        show: page::show_password(site().locale).to_owned(),
    };
    view! {
        <div class="field">
            <label for=name>{label}</label>
            {hint.map(|hint| view! { <p class="hint" id=hint_id>{hint}</p> })}
            {island(input)}
            {wrong.map(|wrong| view! { <Wrong id=wrong_id text=wrong/> })}
        </div>
    }
}

/// The input and its button, which does its work through `password.js` where no program is (recover tier).
#[derive(Serialize, Deserialize)]
pub(crate) struct PasswordInput {
    name: String,
    autocomplete: String,
    described_by: Option<String>,
    is_wrong: bool,
    /// What the button is called.
    show: String,
}

impl Island for PasswordInput {
    const NAME: &'static str = "password";

    fn view(self) -> AnyView {
        let Self { name, autocomplete, described_by, is_wrong, show } = self;
        let shown = RwSignal::new(false);
        view! {
            <span class="affix">
                <input
                    class="input"
                    id=name.clone()
                    name=name.clone()
                    type=move || if shown.get() { "text" } else { "password" }
                    autocomplete=autocomplete
                    autocapitalize="none"
                    spellcheck="false"
                    aria-describedby=described_by
                    aria-invalid=is_wrong.then_some("true")
                    autofocus=is_wrong
                    required
                />
                <button
                    class="button square scripted"
                    type="button"
                    data-shows=name
                    aria-pressed=move || shown.get().to_string()
                    aria-label=show
                    on:click=move |_| shown.update(|on| *on = !*on)
                >
                    <Icon glyph=Glyph::Eye/>
                </button>
            </span>
        }
        .into_any()
    }
}
