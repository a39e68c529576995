//! What a proof asks for, within a form that somebody else draws: for a recovery and for the account
//! page alike.

use super::words;
use crate::ui::{CodeField, Glyph, Icon, Seal, TextField};
use latchkey_contract::recover::Ask;
use latchkey_contract::{MethodKind, Moment, Site};
use latchkey_text::{Locale, methods as text, recover};
use leptos::prelude::*;

/// The fields of the answers; a form has each name once.
pub const ANSWERS: [&str; 8] =
    ["answer_1", "answer_2", "answer_3", "answer_4", "answer_5", "answer_6", "answer_7", "answer_8"];

/// The fields and the button. `wrong`: said beside the (first) field.
pub fn fields(site: &Site, kind: MethodKind, ask: Ask, wrong: Option<String>) -> AnyView {
    let l = site.locale;
    match ask {
        Ask::Digits { .. } => {
            view! { <CodeField label=words(kind, site).field wrong=wrong/>{go_on(recover::go_on(l))} }.into_any()
        }
        Ask::TextField { prompt } => line(site, kind, prompt, wrong),
        Ask::Questions { questions } => answers(questions, wrong, l),
        Ask::Passkey { options } => passkey("get", text::passkey_use(l), options, wrong, l),
        Ask::Elsewhere { url, name } => elsewhere(url, &name, l),
        Ask::Wait { number, good_until } => wait(number, good_until, wrong, l),
    }
}

fn go_on(label: &'static str) -> AnyView {
    view! { <button class="button primary tall wide">{label}</button> }.into_any()
}

/// One line to type, or that a key types.
pub(crate) fn line(site: &Site, kind: MethodKind, prompt: Option<String>, wrong: Option<String>) -> AnyView {
    let w = words(kind, site);
    let hint = prompt.or_else(|| (!w.field_hint.is_empty()).then(|| w.field_hint.to_owned()));
    let field = match hint {
        Some(hint) => {
            view! { <TextField name="code" label=w.field hint=hint wrong=wrong maxlength=128 mono=true/> }.into_any()
        }
        None => view! { <TextField name="code" label=w.field wrong=wrong maxlength=128 mono=true/> }.into_any(),
    };
    view! { {field}{go_on(recover::go_on(site.locale))} }.into_any()
}

fn answers(questions: Vec<String>, wrong: Option<String>, l: Locale) -> AnyView {
    let rows = questions
        .into_iter()
        .zip(ANSWERS)
        .enumerate()
        .map(|(n, (question, name))| {
            let wrong = if n == 0 { wrong.clone() } else { None };
            view! { <TextField name=name label=question wrong=wrong maxlength=200/> }
        })
        .collect_view();
    view! { {rows}{go_on(recover::go_on(l))} }.into_any()
}

/// The button that asks the browser's authenticator, and what is said when it does not answer.
pub(crate) fn passkey(
    action: &'static str,
    label: &'static str,
    options: String,
    wrong: Option<String>,
    l: Locale,
) -> AnyView {
    view! {
        <Seal glyph=Glyph::Passkey class=""/>
        <input type="hidden" name="credential" value=""/>
        {wrong.map(|wrong| view! { <p class="wrong" role="alert"><Icon glyph=Glyph::Alert/><span>{wrong}</span></p> })}
        <p class="wrong" role="alert" data-passkey-fault="" hidden><Icon glyph=Glyph::Alert/><span>{text::passkey_silent(l)}</span></p>
        <p class="wrong" role="alert" data-passkey-twice="" hidden><Icon glyph=Glyph::Alert/><span>{text::passkey_twice(l)}</span></p>
        <p class="wrong" role="alert" data-passkey-place="" hidden><Icon glyph=Glyph::Alert/><span>{text::passkey_place(l)}</span></p>
        <button type="button" class="button primary tall wide scripted" data-passkey=action data-options=options>{label}</button>
        <p class="unscripted small">{text::passkey_script(l)}</p>
    }
    .into_any()
}

/// First the button, which has the other site asked for a way in; then the link there.
pub(crate) fn elsewhere(url: String, name: &str, l: Locale) -> AnyView {
    if url.is_empty() {
        return view! {
            <input type="hidden" name="code" value="go"/>
            <button class="button primary tall wide">{text::elsewhere_go(l, name)}</button>
        }
        .into_any();
    }
    view! {
        <p class="hint" role="status">{text::elsewhere_ready(l, name)}</p>
        <a class="button primary tall wide" href=url rel="external noreferrer">{text::elsewhere_continue(l, name)}</a>
    }
    .into_any()
}

/// Nothing to type: the number is read out, and the page asked again. Without a number it is
/// over, and the button (`recover::pages::code` says where it leads) has another one made.
fn wait(number: String, good_until: Moment, news: Option<String>, l: Locale) -> AnyView {
    let news = news.map(|news| view! { <p class="hint" role="status">{news}</p> });
    if number.is_empty() {
        return view! { {news}{go_on(text::vouch_new_number(l))} }.into_any();
    }
    view! {
        <p class="readout"><span class="sr">{text::vouch_number(l)}" "</span><strong class="mono" translate="no">{number}</strong></p>
        <p class="hint">{text::vouch_good_until(l, good_until)}</p>
        {news}
        <input type="hidden" name="state" value="look"/>
        {go_on(text::vouch_typed(l))}
    }
    .into_any()
}
