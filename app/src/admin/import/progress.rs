//! An import under way, stopped, failed or finished.

use super::super::parts::Note;
use super::super::words::{self, Say};
use crate::ui::{Glyph, Icon};
use latchkey_contract::admin::ImportState;
use leptos::prelude::*;

/// The card is made anew when the kind of state changes, not with each number: whoever stands on
/// its button stays there.
#[component]
pub fn ImportCard(#[prop(into)] state: Signal<ImportState>, #[prop(into)] on_stop: Callback<()>) -> impl IntoView {
    let kind = Memo::new(move |_| std::mem::discriminant(&state.get()));
    let counts = Memo::new(move |_| match state.get() {
        ImportState::Running { done, expected } | ImportState::Stopped { done, expected } => (done, expected),
        _ => (0, 0),
    });
    move || {
        // read and not only tracked: a memo that nobody reads never looks at its sources
        let _kind = kind.get();
        match state.get_untracked() {
            ImportState::NotStarted => ().into_any(),
            ImportState::Running { .. } => view! { <Running counts on_stop/> }.into_any(),
            ImportState::Stopped { .. } => view! {
                <section class="card" aria-labelledby="stopped">
                    <h2 id="stopped">"The import is stopped"</h2>
                    <Bar counts/>
                    <p class="small">{move || { let (done, expected) = counts.get(); format!("{} of {} are in and stay in. Going on begins again with the unit that it stood in; nobody is counted twice.", words::grouped(done), words::grouped(expected)) }}</p>
                </section>
            }
            .into_any(),
            ImportState::Failed { done, fault } => {
                let text = format!("{} {} are in and stay in.", words::work::import_fault(&fault), words::grouped(done));
                view! { <Note kind="bad" say=Say { news: "The import broke off".into(), text, reasons: Vec::new() }/> }.into_any()
            }
            ImportState::Finished { people, at } => {
                let text = format!("Finished {}. Importing again brings in what changed.", latchkey_text::format::time(words::language(), at));
                view! { <Note kind="good" say=Say { news: format!("{} imported", words::people(people)), text, reasons: Vec::new() }/> }.into_any()
            }
        }
    }
}

#[component]
fn Running(counts: Memo<(u32, u32)>, on_stop: Callback<()>) -> AnyView {
    view! {
        <section class="card" aria-labelledby="importing">
            <header>
                <h2 id="importing">"Importing now"</h2>
                <button type="button" class="button" on:click=move |_| on_stop.run(())><Icon glyph=Glyph::Stop/>"Stop"</button>
            </header>
            <Bar counts/>
            <p class="row spread small">
                <span class="num"><b>{move || words::grouped(counts.get().0)}</b>" of "{move || words::grouped(counts.get().1)}</span>
                <span class="soft">"It goes on when you leave this page."</span>
            </p>
        </section>
    }
    .into_any()
}

#[component]
fn Bar(counts: Memo<(u32, u32)>) -> impl IntoView {
    // without a known end the bar runs to and fro
    let known = move |number: u32| (counts.get().1 > 0).then(|| number.to_string());
    view! { <progress max=move || known(counts.get().1.max(counts.get().0)) value=move || known(counts.get().0) aria-label="People imported"></progress> }
}
