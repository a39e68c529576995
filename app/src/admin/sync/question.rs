//! Whether people who were not found are gone: as a note that leads to the report, and there with both answers.

use super::super::proof::ActionWithCode;
use super::super::words::language;
use super::addresses::{behind, report};
use crate::admin::api::Got;
use crate::admin::parts::open;
use crate::ui::{Glyph, Icon, More};
use latchkey_contract::sync::{EmptiedUnit, SyncKind, SyncName, SyncQuestion};
use latchkey_text::console_sync as text;
use leptos::html;
use leptos::prelude::*;

/// Where the answer is not given.
#[component]
pub fn QuestionNote(directory: String, name: String, question: SyncQuestion) -> AnyView {
    let SyncQuestion { at, missing, present, people, .. } = question;
    let to = report(&directory);
    view! {
        <div class="note bad" role="alert">
            <Icon glyph=Glyph::Alert/>
            <div class="stack">
                <b>{text::question_heading(language(), missing)}</b>
                <p>{text::question_text(language(), at, missing, present, &name)}</p>
                <More summary=text::names(language(), missing)><Names people missing/></More>
                <p><a class="button" href=to>{text::answer(language())}</a></p>
            </div>
        </div>
    }
    .into_any()
}

#[component]
fn Names(people: Vec<SyncName>, missing: u32) -> AnyView {
    let shown = u32::try_from(people.len()).unwrap_or(u32::MAX);
    view! {
        <ul class="rules">
            {people.into_iter().map(|person| view! {
                <li><Icon glyph=Glyph::User/><span><b>{person.name}</b>" "<span class="soft mono">{person.login}</span></span></li>
            }).collect_view()}
        </ul>
        {(shown < missing).then(|| view! { <p class="hint">{text::names_first(language(), shown, missing)}</p> })}
    }
    .into_any()
}

/// On the report. `on_answer`: whether they are gone, and the code.
#[component]
pub fn QuestionCard(
    directory: String,
    name: String,
    question: SyncQuestion,
    #[prop(into)] outcome: Signal<Option<Got<()>>>,
    #[prop(into)] busy: Signal<bool>,
    /// It is asked anew: what was said about the last answer is over.
    #[prop(into)]
    on_ask: Callback<()>,
    #[prop(into)] on_answer: Callback<(bool, String)>,
) -> AnyView {
    let SyncQuestion { run, at, missing, present, seats, emptied, people } = question;
    let dialog = NodeRef::<html::Dialog>::new();
    let all = behind(&directory, run, SyncKind::Held);
    view! {
        <section class="card firing stack" id="question" aria-labelledby="asks">
            <header><h2 id="asks">{text::question_heading(language(), missing)}</h2><span class="badge bad">{text::question_since(language(), at)}</span></header>
            <p>{text::question_text(language(), at, missing, present, &name)}</p>
            {(!emptied.is_empty()).then(|| view! { <Emptied units=emptied/> })}
            <More summary=text::names(language(), missing)>
                <Names people missing/>
                <p><a class="small" href=all>{text::see_all(language(), missing)}</a></p>
            </More>
            <div class="two even">
                <section class="card" aria-labelledby="keep"><h3 id="keep">{text::keep_heading(language())}</h3>
                    <ul class="rules">
                        <li class="ok"><Icon glyph=Glyph::Check/><span>{text::keep_recover(language())}</span></li>
                        <li><Icon glyph=Glyph::Clock/><span>{text::keep_again(language())}</span></li>
                    </ul>
                    <p class="row"><button type="button" class="button primary" aria-busy=move || busy.get().to_string()
                        on:click=move |_| if !busy.get_untracked() { on_answer.run((false, String::new())) }>{text::keep(language())}</button></p>
                </section>
                <section class="card" aria-labelledby="gone"><h3 id="gone">{text::gone_heading(language())}</h3>
                    <ul class="rules">
                        <li class="no"><Icon glyph=Glyph::Cross/><span>{text::gone_recover(language(), missing)}</span></li>
                        <li><Icon glyph=Glyph::Users/><span>{text::gone_seats(language(), seats)}</span></li>
                        <li><Icon glyph=Glyph::Refresh/><span>{text::gone_back(language())}</span></li>
                    </ul>
                    <p class="row"><button type="button" class="button"
                        on:click=move |_| { on_ask.run(()); open(dialog); }>{text::gone(language())}</button>
                        <span class="hint">{text::gone_hint(language())}</span></p>
                </section>
            </div>
            <p class="hint">{text::question_until(language())}</p>
            <ActionWithCode dialog outcome busy danger=true
                title=text::gone_confirm(language(), missing)
                text=text::gone_confirm_text(language()).to_owned()
                action=text::gone(language()).to_owned()
                on_yes=move |code: String| on_answer.run((true, code))/>
        </section>
    }
    .into_any()
}

#[component]
fn Emptied(units: Vec<EmptiedUnit>) -> AnyView {
    /// More than these are counted.
    const SHOWN: usize = 5;
    let rest = u32::try_from(units.len().saturating_sub(SHOWN)).unwrap_or(u32::MAX);
    view! {
        <ul class="checks">
            {units.into_iter().take(SHOWN).map(|unit| view! {
                <li>
                    <Icon glyph=Glyph::Alert class="is-bad" label=text::suspicious(language())/>
                    <div><b>{text::emptied(language(), &unit.dn)}</b><p>{text::emptied_text(language(), unit.people)}</p></div>
                </li>
            }).collect_view()}
            {(rest > 0).then(|| view! { <li><Icon glyph=Glyph::More/><div>{latchkey_text::console::and_more(language(), rest)}</div></li> })}
        </ul>
    }
    .into_any()
}
