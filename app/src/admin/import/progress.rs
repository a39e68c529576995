//! An import under way, stopped, failed or finished.

use super::super::parts::Note;
use super::super::words::language;
use super::super::words::{self, Say};
use crate::ui::{Glyph, Icon, marked};
use latchkey_contract::admin::ImportState;
use latchkey_text::console_import as text;
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
                    <h2 id="stopped">{text::stopped(language())}</h2>
                    <Bar counts/>
                    <p class="small">{move || { let (done, expected) = counts.get(); text::stopped_text(language(), done, expected) }}</p>
                </section>
            }
            .into_any(),
            ImportState::Failed { done, fault } => {
                let why = text::broke_off_text(language(), &words::work::import_fault(&fault), done);
                view! { <Note kind="bad" say=Say::new(text::broke_off(language()), why)/> }.into_any()
            }
            ImportState::Asking { people, at } => {
                let news = text::read_and_asks(language(), people);
                view! { <Note kind="warn" say=Say::new(news, text::asks(language(), at))/> }.into_any()
            }
            ImportState::Finished { people, at } => {
                let news = text::imported(language(), people);
                view! { <Note kind="good" say=Say::new(news, text::finished(language(), at))/> }.into_any()
            }
        }
    }
}

#[component]
fn Running(counts: Memo<(u32, u32)>, on_stop: Callback<()>) -> AnyView {
    view! {
        <section class="card" aria-labelledby="importing">
            <header>
                <h2 id="importing">{text::importing(language())}</h2>
                <button type="button" class="button" on:click=move |_| on_stop.run(())><Icon glyph=Glyph::Stop/>{text::stop(language())}</button>
            </header>
            <Bar counts/>
            <p class="row spread small">
                <span class="num">{move || { let (done, expected) = counts.get(); marked(text::done_parts(language(), done, expected), |_, number| view! { <b>{number}</b> }.into_any()) }}</span>
                <span class="soft">{text::goes_on(language())}</span>
            </p>
        </section>
    }
    .into_any()
}

#[component]
fn Bar(counts: Memo<(u32, u32)>) -> impl IntoView {
    // without a known end the bar runs to and fro
    let known = move |number: u32| (counts.get().1 > 0).then(|| number.to_string());
    view! { <progress max=move || known(counts.get().1.max(counts.get().0)) value=move || known(counts.get().0) aria-label=text::progress(language())></progress> }
}
