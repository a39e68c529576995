//! What a proof asks for, within a form that somebody else draws: for a recovery and for the account
//! page alike.

use super::{with_organisation, words};
use crate::ui::{CodeField, Glyph, Icon, Seal, TextField};
use latchkey_contract::recover::Ask;
use latchkey_contract::{MethodKind, Site};
use leptos::prelude::*;

/// The fields of the answers; a form has each name once.
pub const ANSWERS: [&str; 8] =
    ["answer_1", "answer_2", "answer_3", "answer_4", "answer_5", "answer_6", "answer_7", "answer_8"];

/// The fields and the button. `wrong`: said beside the (first) field.
pub fn fields(site: &Site, kind: MethodKind, ask: Ask, wrong: Option<String>) -> AnyView {
    match ask {
        Ask::Digits { .. } => view! { <CodeField label=words(kind).field wrong=wrong/>{go_on("Continue")} }.into_any(),
        Ask::TextField { prompt } => line(site, kind, prompt, wrong),
        Ask::Questions { questions } => answers(questions, wrong),
        Ask::Passkey { options } => passkey("get", "Use passkey", options, wrong),
        Ask::Elsewhere { url, name } => elsewhere(url, &name),
        Ask::Wait { number, good_until } => wait(number, &latchkey_text::format::time(site.locale, good_until), wrong),
    }
}

pub(crate) fn go_on(label: &'static str) -> AnyView {
    view! { <button class="button primary tall wide">{label}</button> }.into_any()
}

/// One line to type, or that a key types.
pub(crate) fn line(site: &Site, kind: MethodKind, prompt: Option<String>, wrong: Option<String>) -> AnyView {
    let w = words(kind);
    let hint = prompt.or_else(|| (!w.field_hint.is_empty()).then(|| with_organisation(w.field_hint, site)));
    let field = move |hint: Option<String>| match hint {
        Some(hint) => {
            view! { <TextField name="code" label=w.field hint=hint wrong=wrong.clone() maxlength=128 mono=true/> }
                .into_any()
        }
        None => view! { <TextField name="code" label=w.field wrong=wrong.clone() maxlength=128 mono=true/> }.into_any(),
    };
    // a field of its own for each question: what was typed at the one before must not stand in it
    view! { <For each=move || [hint.clone()] key=Clone::clone children=field/>{go_on("Continue")} }.into_any()
}

fn answers(questions: Vec<String>, wrong: Option<String>) -> AnyView {
    let rows = questions
        .into_iter()
        .zip(ANSWERS)
        .enumerate()
        .map(|(n, (question, name))| {
            let wrong = if n == 0 { wrong.clone() } else { None };
            view! { <TextField name=name label=question wrong=wrong maxlength=200/> }
        })
        .collect_view();
    view! { {rows}{go_on("Continue")} }.into_any()
}

/// The button that asks the browser's authenticator, and what is said when it does not answer.
pub(crate) fn passkey(action: &'static str, label: &'static str, options: String, wrong: Option<String>) -> AnyView {
    view! {
        <Seal glyph=Glyph::Passkey class=""/>
        <input type="hidden" name="credential" value=""/>
        {wrong.map(|wrong| view! { <p class="wrong" role="alert"><Icon glyph=Glyph::Alert/><span>{wrong}</span></p> })}
        <p class="wrong" role="alert" data-passkey-fault="" hidden><Icon glyph=Glyph::Alert/><span>"Your device did not answer. Try again, or use another method."</span></p>
        <p class="wrong" role="alert" data-passkey-twice="" hidden><Icon glyph=Glyph::Alert/><span>"This device has a key for you already. Use another one for a further key."</span></p>
        <p class="wrong" role="alert" data-passkey-place="" hidden><Icon glyph=Glyph::Alert/><span>"Browsers keep passkeys for names, and this page was opened by an address. Open it by its name (in practice mode “localhost” instead of “127.0.0.1”) and begin again there."</span></p>
        <button type="button" class="button primary tall wide scripted" data-passkey=action data-options=options>{label}</button>
        <p class="unscripted small">"Passkeys need a browser that runs scripts. This one does not: use another method."</p>
    }
    .into_any()
}

/// First the button, which has the other site asked for a way in; then the link there.
pub(crate) fn elsewhere(url: String, name: &str) -> AnyView {
    if url.is_empty() {
        let label = format!("Go on with {name}");
        return view! {
            <input type="hidden" name="code" value="go"/>
            <button class="button primary tall wide">{label}</button>
        }
        .into_any();
    }
    view! {
        <p class="hint" role="status">{format!("{name} is ready for you. It opens in this window and sends you back here.")}</p>
        <a class="button primary tall wide" href=url rel="external noreferrer">{format!("Continue to {name}")}</a>
    }
    .into_any()
}

/// Nothing to type: the number is read out, and the page asked again. Without a number it is
/// over, and the button (`recover::pages::code` says where it leads) has another one made.
fn wait(number: String, good_until: &str, news: Option<String>) -> AnyView {
    if number.is_empty() {
        return view! { {news.map(|news| view! { <p class="hint" role="status">{news}</p> })}{go_on("Get a new number")} }
            .into_any();
    }
    view! {
        <p class="readout"><span class="sr">"The number to read out: "</span><strong class="mono">{number}</strong></p>
        <p class="hint">{format!("Good until {good_until}. Nobody else can use it.")}</p>
        {news.map(|news| view! { <p class="hint" role="status">{news}</p> })}
        <input type="hidden" name="state" value="look"/>
        {go_on("My colleague has typed it")}
    }
    .into_any()
}
