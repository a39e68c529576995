//! The people who may vouch for anybody: those chosen, and a way to find more.

use super::super::api::people::find_people;
use super::super::api::{Got, got};
use super::super::find::FindForm;
use super::super::parts::Failed;
use super::super::words;
use super::super::words::language;
use crate::ui::{Glyph, Icon, Wrong};
use latchkey_contract::admin::{People, PeopleQuery, PersonRow, PersonStatus};
use latchkey_contract::policy::{Referee, RefereeHindrance};
use latchkey_text::console;
use latchkey_text::console_methods as text;
use leptos::prelude::*;

/// More of those found are not shown: a longer name finds fewer.
const SHOWN: usize = 8;

#[component]
pub fn Referees(chosen: RwSignal<Vec<Referee>>, #[prop(into)] wrong: Signal<Option<String>>) -> AnyView {
    let asking = Action::new(|text: &String| {
        let query = PeopleQuery { text: text.clone(), onboarded_only: true, ..PeopleQuery::default() };
        async move { got(find_people(query).await) }
    });
    view! {
        <div class="stack" role="group" aria-labelledby="referees">
            <h3 id="referees">{text::referees(language())}</h3>
            {move || view! { <Chosen rows=chosen.get() chosen/> }}
            {move || wrong.get().map(|text| view! { <Wrong id="referees-wrong" text/> })}
            <FindForm id="find-referee" about=text::referees_find(language()) label=console::find_people(language())
                busy=asking.pending() on_find=move |typed| { asking.dispatch(typed); }/>
            {move || asking.value().get().map(|found| view! { <Found found chosen/> })}
        </div>
    }
    .into_any()
}

#[component]
fn Chosen(rows: Vec<Referee>, chosen: RwSignal<Vec<Referee>>) -> AnyView {
    if rows.is_empty() {
        return view! { <p class="soft small">{text::referees_none(language())}</p> }.into_any();
    }
    let rows = rows.into_iter().map(|Referee { id, name, login, hindrance }| {
        let label = text::remove_referee(language(), &name);
        view! {
            <li>
                <Icon glyph=Glyph::Vouch/>
                <div><b>{name}</b><span class="hint">{login}{hindrance.map(|why| format!(" · {}", words::fault::referee(why)))}</span></div>
                <button type="button" class="button plain is-bad" aria-label=label on:click=move |_| chosen.update(|rows| rows.retain(|row| row.id != id))>{console::remove(language())}</button>
            </li>
        }
    });
    view! { <ul class="rows">{rows.collect_view()}</ul> }.into_any()
}

#[component]
fn Found(found: Got<People>, chosen: RwSignal<Vec<Referee>>) -> AnyView {
    let rows = match found {
        Err(trouble) => return view! { <Failed trouble/> }.into_any(),
        Ok(People { rows, .. }) if rows.is_empty() => {
            return view! { <p class="soft small" role="status">{text::referees_not_found(language())}</p> }.into_any();
        }
        Ok(People { rows, .. }) => rows,
    };
    let rows = rows.into_iter().take(SHOWN).map(|row| view! { <Candidate row chosen/> }).collect_view();
    view! { <ul class="rows">{rows}</ul> }.into_any()
}

#[component]
fn Candidate(row: PersonRow, chosen: RwSignal<Vec<Referee>>) -> AnyView {
    let referee = referee(&row);
    let id = referee.id.clone();
    let there = Memo::new(move |_| chosen.read().iter().any(|row| row.id == id));
    let label = text::add_referee(language(), &row.name);
    let note =
        if row.status == PersonStatus::Enrolled { row.login } else { text::login_not_enrolled(language(), &row.login) };
    view! {
        <li>
            <Icon glyph=Glyph::User/>
            <div><b>{row.name}</b><span class="hint">{note}</span></div>
            <button type="button" class="button" aria-label=label disabled=there
                on:click=move |_| chosen.update(|rows| rows.push(referee.clone()))>{move || if there.get() { text::added(language()) } else { text::add(language()) }}</button>
        </li>
    }
    .into_any()
}

fn referee(row: &PersonRow) -> Referee {
    let hindrance = match row.status {
        _ if row.hindrance.is_some() => row.hindrance.map(RefereeHindrance::Person),
        _ if row.frozen => Some(RefereeHindrance::Reported),
        PersonStatus::Enrolled => None,
        _ => Some(RefereeHindrance::NotEnrolled),
    };
    Referee { id: row.id.clone(), name: row.name.clone(), login: row.login.clone(), hindrance }
}
