//! One field of a server's form.

use super::super::super::words::{fault as faults, language};
use super::words;
use crate::ui::Wrong;
use latchkey_contract::policy::DraftFault;
use latchkey_contract::providers::{FieldShape, ProviderField};
use latchkey_text::console_servers as text;
use leptos::prelude::*;
use std::collections::BTreeMap;

/// What stands in the form, by the names of its fields.
pub type Values = RwSignal<BTreeMap<String, String>>;

#[component]
pub fn Field(of: String, field: ProviderField, values: Values, fault: Signal<Option<DraftFault>>) -> AnyView {
    let ProviderField { name, shape, value, kept } = field;
    let (label, hint) = words::field(&of, &name);
    let id = format!("{of}-{name}");
    let (hint_id, wrong_id) = (format!("{id}-hint"), format!("{id}-wrong"));
    let about = name.clone();
    let wrong =
        Memo::new(move |_| fault.get().filter(|fault| fault.about == about).map(|fault| faults::field(&fault.fault)));
    let set = move |text: String| {
        values.update(|values| {
            values.insert(name.clone(), text);
        })
    };
    if shape == FieldShape::Tick {
        return view! {
            <label class="check">
                <input type="checkbox" id=id checked=value == "yes"
                    on:change=move |event| set(if event_target_checked(&event) { "yes".into() } else { String::new() })/>
                <span>{label}<span class="hint">{hint}</span></span>
            </label>
        }
        .into_any();
    }
    let hint = if kept { text::kept(language(), &hint) } else { hint };
    let by = format!("{hint_id} {wrong_id}");
    let box_ = if shape == FieldShape::TextArea {
        view! {
            <textarea class="input" id=id.clone() rows="4" spellcheck="false" aria-describedby=by aria-invalid=move || wrong.get().map(|_| "true")
                on:input=move |event| set(event_target_value(&event))>{value}</textarea>
        }
        .into_any()
    } else {
        let kind = if shape == FieldShape::Secret { "password" } else { "text" };
        // "new-password": a browser must not fill in the administrator's own
        let fill = if shape == FieldShape::Secret { "new-password" } else { "off" };
        view! {
            <input class="input" id=id.clone() type=kind value=value autocomplete=fill autocapitalize="none" spellcheck="false" maxlength="1000"
                aria-describedby=by aria-invalid=move || wrong.get().map(|_| "true")
                on:input=move |event| set(event_target_value(&event))/>
        }
        .into_any()
    };
    view! {
        <div class="field">
            <label for=id>{label}</label>
            {(!hint.is_empty()).then(|| view! { <p class="hint" id=hint_id>{hint}</p> })}
            {box_}
            {move || wrong.get().map(|text| view! { <Wrong id=wrong_id.clone() text/> })}
        </div>
    }
    .into_any()
}
