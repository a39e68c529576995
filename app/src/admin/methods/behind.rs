//! The people behind a forecast: who they are, and what they lack.

use super::super::api::Got;
use super::super::parts::Failed;
use super::super::words as common;
use super::super::words::language;
use super::ask::{Find, ForecastSignals};
use super::words;
use crate::ui::{Glyph, Icon};
use latchkey_contract::policy::{Affected, AffectedRow, Whose};
use latchkey_text::console;
use latchkey_text::console_methods as text;
use leptos::prelude::*;

/// Below the form while it is open. As in `server`: so many on a page.
const PAGE: u32 = 50;

#[component]
pub fn BehindCard(outlook: ForecastSignals) -> impl IntoView {
    let ForecastSignals { whose, find, found, seeking, .. } = outlook;
    let shown = Memo::new(move |_| whose.get().is_some());
    view! {
        <div id="behind">
            {move || shown.get().then(|| view! {
                <section class="card" aria-labelledby="who" aria-busy=move || seeking.get().to_string()>
                    <header>
                        <h2 id="who">{move || heading(whose.get())}</h2>
                        <button type="button" class="button plain" on:click=move |_| outlook.show(None)>{text::close_list(language())}</button>
                    </header>
                    <Choice outlook/>
                    <Search find/>
                    {move || view! { <List found=found.get() find=find.get() outlook/> }}
                </section>
            })}
        </div>
    }
}

const fn heading(whose: Option<Whose>) -> &'static str {
    match whose {
        Some(Whose::NotReady) => text::who_not_ready(language()),
        _ => text::who_loses(language()),
    }
}

#[component]
fn Choice(outlook: ForecastSignals) -> AnyView {
    let option = move |whose: Whose, id: &'static str, name: &'static str| {
        let here = move || outlook.whose.get() == Some(whose);
        view! {
            <label for=id>
                <input type="radio" name="whose" id=id checked=outlook.whose.get_untracked() == Some(whose) prop:checked=here
                    on:change=move |_| outlook.show(Some(whose))/>
                {name}
            </label>
        }
    };
    view! {
        <div class="segments" role="radiogroup" aria-label=text::whom_to_show(language())>
            {option(Whose::Lost, "whose-lost", text::show_lost(language()))}
            {option(Whose::NotReady, "whose-all", text::show_not_ready(language()))}
        </div>
    }
    .into_any()
}

#[component]
fn Search(find: RwSignal<Find>) -> AnyView {
    view! {
        <form class="filters" role="search" aria-label=text::people_behind(language()) on:submit=move |event| event.prevent_default()>
            <span class="affix lead">
                <Icon glyph=Glyph::Search/>
                <label class="sr" for="find-behind">{console::find_people(language())}</label>
                <input class="input" id="find-behind" type="search" placeholder=console::find_people(language()) maxlength="100" spellcheck="false" autocomplete="off"
                    on:input=move |event| find.set(Find { text: event_target_value(&event), from: 0 })/>
            </span>
        </form>
    }
    .into_any()
}

#[component]
fn List(found: Option<Got<Affected>>, find: Find, outlook: ForecastSignals) -> AnyView {
    let Affected { rows, total, next } = match found {
        None => return view! { <p class="soft small" role="status">{text::looking(language())}</p> }.into_any(),
        Some(Err(trouble)) => return view! { <Failed trouble/> }.into_any(),
        Some(Ok(found)) => found,
    };
    if rows.is_empty() {
        let news = if find.text.trim().is_empty() { text::nobody(language()) } else { text::nobody_called(language()) };
        return view! { <p class="soft" role="status">{news}</p> }.into_any();
    }
    let turn = move |from: u32| outlook.find.update(|find| find.from = from);
    let before = (find.from > 0).then(|| find.from.saturating_sub(PAGE));
    view! {
        <div class="scroll sheet-table" tabindex="0" role="region" aria-label=text::people_behind(language())>
            <table class="table">
                <thead><tr><th scope="col">{console::name(language())}</th><th scope="col">{text::lack(language())}</th></tr></thead>
                <tbody>{rows.into_iter().map(|row| view! { <Person row/> }).collect_view()}</tbody>
            </table>
        </div>
        <nav class="pages" aria-label=console::pages(language())>
            <span class="num" role="status">{common::people(total)}</span>
            <span class="row tight">
                {before.map(|from| view! { <button type="button" class="button" on:click=move |_| turn(from)><Icon glyph=Glyph::Back class="flip"/>{console::page_before(language())}</button> })}
                {next.map(|from| view! { <button type="button" class="button" on:click=move |_| turn(from)>{console::next_page(language())}<Icon glyph=Glyph::Next class="flip"/></button> })}
            </span>
        </nav>
    }
    .into_any()
}

#[component]
fn Person(row: AffectedRow) -> impl IntoView {
    let AffectedRow { name, login, lack, .. } = row;
    view! { <tr><th scope="row">{name}<small>{login}</small></th><td>{words::lack(&lack)}</td></tr> }
}
