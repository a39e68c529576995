//! The directories that are connected, or the form for the first one.

use super::super::api::directories::remove_directory;
use super::super::api::{Got, got};
use super::super::parts::{Failed, Failure, Foot, Head, Waiting, open};
use super::super::proof::{ActionWithCode, beside_code};
use super::super::shell::OverviewContext;
use super::super::steps::ACTIVATE;
use super::super::sync::{QuestionNote, report};
use super::super::words;
use super::super::words::language;
use crate::ui::{Glyph, Icon};
use latchkey_contract::admin::DirectoryCard;
use latchkey_text::console_import as text;
use leptos::html;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::components::Redirect;

#[component]
pub fn ImportPage() -> AnyView {
    let desk = expect_context::<OverviewContext>();
    view! {
        <Title text=text::page(language())/>
        <Transition fallback=|| view! { <Waiting what=text::waiting(language())/> }>
            {move || Suspend::new(async move {
                match desk.overview.await {
                    Ok(overview) if overview.directories.is_empty() => view! { <Redirect path="/admin/import/new"/> }.into_any(),
                    Ok(overview) => view! { <Removable cards=overview.directories/> }.into_any(),
                    Err(trouble) => view! { <Failed trouble/> }.into_any(),
                }
            })}
        </Transition>
    }
    .into_any()
}

/// The list, with the action of removing.
#[component]
fn Removable(cards: Vec<DirectoryCard>) -> impl IntoView {
    let desk = expect_context::<OverviewContext>();
    let removing = Action::new(move |(id, code): &(String, String)| {
        let (id, code) = (id.clone(), code.clone());
        async move {
            let done = got(remove_directory(id, code).await);
            if done.is_ok() {
                desk.reload();
            }
            done
        }
    });
    view! {
        <DirectoriesView cards outcome=removing.value() removing=removing.pending()
            on_ask=move |()| removing.clear()
            on_remove=move |action: (String, String)| { removing.dispatch(action); }/>
    }
}

#[component]
pub fn DirectoriesView(
    cards: Vec<DirectoryCard>,
    #[prop(into)] outcome: Signal<Option<Got<()>>>,
    #[prop(into)] removing: Signal<bool>,
    /// The question is put anew: what was said about the last one is over.
    #[prop(into)]
    on_ask: Callback<()>,
    /// The id of the directory, and the code.
    #[prop(into)]
    on_remove: Callback<(String, String)>,
) -> AnyView {
    let dialog = NodeRef::<html::Dialog>::new();
    // id and name of the one that is asked about
    let asked = RwSignal::new((String::new(), String::new()));
    let questions = questions(&cards);
    let rows = cards
        .into_iter()
        .map(
            |card| view! { <DirectoryRow card on_ask=move |whom| { on_ask.run(()); asked.set(whom); open(dialog); }/> },
        )
        .collect_view();
    view! {
        <Head step=1 title=text::heading(language()) lede=|| text::list_lede(language())>
            <a class="button" href="/admin/import/new"><Icon glyph=Glyph::Plus/>{text::another(language())}</a>
        </Head>
        <Failure of=Signal::derive(move || beside_code(outcome.get()))/>
        {questions}
        <div class="card"><ul class="rows">{rows}</ul></div>
        <ActionWithCode dialog outcome busy=removing danger=true
            title=Signal::derive(move || text::confirm_remove(language(), &asked.get().1))
            text=text::remove_text(language())
            action=text::remove_action(language())
            on_yes=move |code: String| on_remove.run((asked.get_untracked().0, code))/>
        <Foot soft=text::list_soft(language())>
            <a class="button primary" href=ACTIVATE>{latchkey_text::console::go_to_activation(language())}</a>
        </Foot>
    }
    .into_any()
}

/// What the directories ask, each before everything else.
pub fn questions(cards: &[DirectoryCard]) -> AnyView {
    let asked = cards.iter().filter_map(|card| Some((card, card.sync.as_ref()?.question.clone()?)));
    asked
        .map(|(card, question)| view! { <QuestionNote directory=card.id.clone() name=card.name.clone() question/> })
        .collect_view()
        .into_any()
}

#[component]
fn DirectoryRow(card: DirectoryCard, #[prop(into)] on_ask: Callback<(String, String)>) -> AnyView {
    let state = words::card(&card);
    let DirectoryCard { id, kind, name, active, sync, .. } = card;
    let synced = sync.map(|_| report(&id));
    let (form, units) = (format!("/admin/import/{id}"), format!("/admin/import/{id}/units"));
    let label = text::remove(language(), &name);
    let asked = (id, name.clone());
    view! {
        <li>
            <Icon glyph=words::kind_icon(kind)/>
            <div><b>{name}</b><span class="hint">{words::kind(kind)}" · "{state}</span></div>
            {active.then(|| view! { <span class="badge good">{words::active(true)}</span> })}
            <span class="row tight">
                {synced.map(|synced| view! { <a class="button" href=synced>{latchkey_text::console_sync::to_report(language())}</a> })}
                <a class="button" href=units>{text::units(language())}</a>
                <a class="button" href=form>{text::connection(language())}</a>
                <button type="button" class="button plain is-bad" aria-label=label on:click=move |_| on_ask.run(asked.clone())>{latchkey_text::console::remove(language())}</button>
            </span>
        </li>
    }
    .into_any()
}
