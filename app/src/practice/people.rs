//! The people of the practice directory, each with what can happen to an account; and the directory
//! itself, which can be away.

use crate::ui::{Glyph, Icon};
use latchkey_contract::practice::PracticePersonView;
use leptos::prelude::*;

pub(super) fn directory(away: bool) -> impl IntoView {
    let class = if away { "badge warn" } else { "badge good" };
    view! {
        <section class="section stack" aria-labelledby="directory">
            <header>
                <h2 id="directory"><Icon glyph=Glyph::Building/>"The directory"</h2>
                <span class=class>{if away { "away" } else { "answers" }}</span>
            </header>
            <p class="soft">"Take it away and recover: people are told so, and nothing is changed. Bring it back and it goes on."</p>
            {switch("/practice/directory", "The directory is away", away)}
        </section>
    }
}

/// A switch that works without script: a button that sends its other state.
pub(super) fn switch(action: &'static str, label: &'static str, away: bool) -> impl IntoView {
    let (state, next, word) = if away { ("true", "no", "on") } else { ("false", "yes", "off") };
    view! {
        <form method="post" action=action>
            <button class="button" role="switch" aria-checked=state name="away" value=next>
                <Icon glyph=Glyph::Cloud/>{label}<span class="badge flat" aria-hidden="true">{word}</span>
            </button>
        </form>
    }
}

pub(super) fn people(people: Vec<PracticePersonView>) -> impl IntoView {
    view! {
        <section class="section stack" aria-labelledby="people">
            <header><h2 id="people"><Icon glyph=Glyph::Users/>"People"</h2></header>
            <p class="soft">"Whoever is enrolled can be locked here, or run into an expired password, and then recover."</p>
            <ul class="rows">{people.into_iter().map(person).collect_view()}</ul>
        </section>
    }
}

fn person(person: PracticePersonView) -> impl IntoView {
    let badges = [(person.locked, "locked"), (person.expired, "expired"), (person.must_change, "must change")]
        .into_iter()
        .filter(|(there, _)| *there)
        .map(|(_, word)| view! { <span class="badge warn">{word}</span> })
        .collect_view();
    let password = first_password(person.password.clone());
    let note = (!person.note.is_empty()).then(|| view! { <span class="hint">{person.note.clone()}</span> });
    let (id, login, touched) = (format!("person-{}", person.login), person.login.clone(), person.touched);
    let summary = format!("Change the account of {}", person.name);
    view! {
        <li id=id>
            <div>
                <p class="row tight"><b>{person.name.clone()}</b>{badges}</p>
                {note}
                <p class="small">"User name "<span class="mono whole">{login}</span>", "{password}</p>
                <details class="more" open=touched>
                    <summary>{summary}<Icon glyph=Glyph::Down/></summary>
                    {actions(person)}
                </details>
            </div>
        </li>
    }
}

/// While it is still the one.
pub(super) fn first_password(password: Option<String>) -> AnyView {
    match password {
        Some(password) => view! { "first password "<span class="mono whole">{password}</span> }.into_any(),
        None => "the first password was changed".into_any(),
    }
}

/// Only what would change something.
fn actions(person: PracticePersonView) -> impl IntoView {
    let PracticePersonView { login, name, password, locked, expired, must_change, .. } = person;
    let buttons = [
        (!locked, "lock", "Lock"),
        (locked, "unlock", "Unlock"),
        (!expired, "expire", "Let the password expire"),
        (!must_change, "must-change", "Must change at next sign-in"),
        (password.is_none() || expired || must_change, "first-password", "Give the first password back"),
    ]
    .into_iter()
    .filter(|(useful, ..)| *useful)
    .map(|(_, code, words)| {
        let whose = format!(" ({name})");
        view! { <button class="button" name="action" value=code>{words}<span class="sr">{whose}</span></button> }
    })
    .collect_view();
    view! {
        <form class="inline" method="post" action="/practice/people">
            <input type="hidden" name="login" value=login/>
            <p class="row tight">{buttons}</p>
        </form>
    }
}
