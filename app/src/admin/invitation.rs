//! The invitation's text and what becomes of it.

use super::api::{Got, Trouble};
use super::parts::Failed;
use super::words::{self, fault::invitation_slots, language};
use crate::ui::Wrong;
use latchkey_contract::admin::{InvitationForm, InvitationPreview};
use latchkey_text::console_invite as text;
use leptos::prelude::*;

#[component]
pub fn InvitationFormView(form: RwSignal<InvitationForm>, #[prop(into)] trouble: Signal<Option<Trouble>>) -> AnyView {
    let subject = Signal::derive(move || words::field_fault(trouble.get().as_ref(), "subject"));
    let body = Signal::derive(move || words::field_fault(trouble.get().as_ref(), "body"));
    let start = form.get_untracked();
    view! {
        <div class="form">
            <div class="field">
                <label for="subject">{text::subject(language())}</label>
                <input class="input" id="subject" maxlength="200" value=start.subject prop:value=move || form.get().subject
                    aria-describedby="subject-wrong" aria-invalid=move || subject.get().map(|_| "true")
                    on:input=move |event| form.update(|form| form.subject = event_target_value(&event))/>
                {move || subject.get().map(|text| view! { <Wrong id="subject-wrong" text/> })}
            </div>
            <div class="field">
                <label for="body">{text::message(language())}</label>
                <p class="hint" id="body-hint">{text::slots(language())}" "
                    {invitation_slots().into_iter().map(|slot| view! { <span class="slot">{slot}</span>" " }).collect_view()}
                </p>
                <textarea class="input" id="body" rows="13" maxlength="8000"
                    aria-describedby="body-hint body-wrong" aria-invalid=move || body.get().map(|_| "true")
                    prop:value=move || form.get().body
                    on:input=move |event| form.update(|form| form.body = event_target_value(&event))>{start.body}</textarea>
                {move || body.get().map(|text| view! { <Wrong id="body-wrong" text/> })}
            </div>
        </div>
    }
    .into_any()
}

/// The message as text, paragraph by paragraph. Its HTML twin is for mail programs and is not
/// put into our page.
#[component]
pub fn InvitationPreviewView(#[prop(into)] preview: Signal<Option<Got<InvitationPreview>>>) -> impl IntoView {
    move || {
        match preview.get() {
        None => view! {
            <div class="letter" aria-busy="true"><div class="stack"><span class="skeleton" aria-hidden="true"></span><span class="skeleton" aria-hidden="true"></span><span class="skeleton" aria-hidden="true"></span></div></div>
        }
        .into_any(),
        Some(Err(trouble)) if words::is_field_fault(&trouble) => view! { <p class="soft">{text::no_preview(language())}</p> }.into_any(),
        Some(Err(trouble)) => view! { <Failed trouble/> }.into_any(),
        Some(Ok(InvitationPreview { subject, text, .. })) => {
            let paragraphs: Vec<String> = text.split("\n\n").map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect();
            view! {
                <article class="letter">
                    <header><b>{subject}</b></header>
                    <div class="stack">{paragraphs.into_iter().map(|part| view! { <p class="lines">{part}</p> }).collect_view()}</div>
                </article>
            }
            .into_any()
        }
    }
    }
}
