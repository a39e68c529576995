//! The report of a directory: what it asks, how often it is read, and its runs.

use super::super::api::sync::{decide, read_report, set_every, sync_now};
use super::super::api::{Got, Trouble, got};
use super::super::parts::{Failed, Failure, Foot, Head, Waiting};
use super::super::proof::beside_code;
use super::super::shell::OverviewContext;
use super::super::steps;
use super::super::words::language;
use super::question::QuestionCard;
use super::runs::RunList;
use super::words;
use crate::ui::{Glyph, Icon};
use crate::wire::page_data;
use latchkey_contract::sync::{SyncEvery, SyncReport};
use latchkey_text::console_sync as text;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;
use std::time::Duration;

/// `/admin/import/:id/sync`.
#[component]
pub fn SyncPage() -> AnyView {
    let params = use_params_map();
    let id = move || params.read().get("id").unwrap_or_default();
    let start = page_data(id, |id| async move { got(read_report(id.clone()).await).map(|report| (id, report)) });
    view! {
        <Title text=text::page(language())/>
        <Suspense fallback=|| view! { <Waiting what=text::waiting(language())/> }>
            {move || Suspend::new(async move {
                match start.await {
                    Ok((id, report)) => view! { <Reporting id report/> }.into_any(),
                    Err(trouble) => view! { <Failed trouble/> }.into_any(),
                }
            })}
        </Suspense>
    }
    .into_any()
}

/// The report with its actions; looked at again while a run is under way.
#[component]
fn Reporting(id: String, report: SyncReport) -> AnyView {
    let desk = expect_context::<OverviewContext>();
    let id = StoredValue::new(id);
    let report = RwSignal::new(report);
    let trouble = RwSignal::new(None::<Trouble>);
    let look = move || async move {
        match got(read_report(id.get_value()).await) {
            Ok(now) => {
                if report.with_untracked(|before| before.running && !now.running) {
                    desk.reload();
                }
                trouble.set(None);
                report.set(now);
            }
            Err(error) => trouble.set(Some(error)),
        }
    };
    let told = move |done: Got<()>| async move {
        match done {
            Ok(()) => look().await,
            Err(error) => trouble.set(Some(error)),
        }
    };
    let starting = Action::new_unsync(move |(): &()| async move {
        told(got(sync_now(id.get_value()).await).map(drop)).await;
    });
    let setting = Action::new_unsync(move |every: &SyncEvery| {
        let every = *every;
        async move { told(got(set_every(id.get_value(), every).await)).await }
    });
    let answering = Action::new_unsync(move |(run, are_gone, code): &(i64, bool, String)| {
        let (run, are_gone, code) = (*run, *are_gone, code.clone());
        async move {
            let done = got(decide(id.get_value(), run, are_gone, code).await);
            if done.is_ok() {
                look().await;
                desk.reload();
            }
            done
        }
    });
    let poll = Action::new_unsync(move |(): &()| look());
    Effect::new(move |_| {
        let wait = Duration::from_secs(if trouble.get().is_some() { 5 } else { 1 });
        if report.get().running
            && let Ok(timer) = set_timeout_with_handle(
                move || {
                    poll.dispatch(());
                },
                wait,
            )
        {
            on_cleanup(move || timer.clear());
        }
    });
    let is_answered = Signal::derive(move || answering.value().get());
    view! {
        <SyncView id=id.get_value() report trouble
            starting=starting.pending() answering=answering.pending() outcome=is_answered
            on_now=move |()| { starting.dispatch(()); }
            on_every=move |every: SyncEvery| { setting.dispatch(every); }
            on_ask=move |()| answering.clear()
            on_answer=move |answer: (i64, bool, String)| { answering.dispatch(answer); }/>
    }
    .into_any()
}

#[component]
pub fn SyncView(
    id: String,
    #[prop(into)] report: Signal<SyncReport>,
    #[prop(into)] trouble: Signal<Option<Trouble>>,
    #[prop(into)] starting: Signal<bool>,
    #[prop(into)] answering: Signal<bool>,
    /// Of the answer.
    #[prop(into)]
    outcome: Signal<Option<Got<()>>>,
    #[prop(into)] on_now: Callback<()>,
    #[prop(into)] on_every: Callback<SyncEvery>,
    #[prop(into)] on_ask: Callback<()>,
    /// The run, whether they are gone, and the code.
    #[prop(into)]
    on_answer: Callback<(i64, bool, String)>,
) -> AnyView {
    let id = StoredValue::new(id);
    let name = report.with_untracked(|report| report.name.clone());
    let is_read = Memo::new(move |_| report.read().state.is_some());
    let running = Memo::new(move |_| report.read().running);
    let question = Memo::new(move |_| report.read().state.as_ref().and_then(|state| state.question.clone()));
    let runs = Memo::new(move |_| report.read().runs.clone());
    let lede = {
        let name = name.clone();
        move || match is_read.get() {
            true => text::lede(language(), &name),
            false => text::lede_first(language(), &name),
        }
    };
    let of = name.clone();
    view! {
        <Head step=1 title=text::heading(language()) lede>
            <button type="button" class="button primary" disabled=move || !is_read.get() || running.get()
                aria-busy=move || (starting.get() || running.get()).to_string()
                on:click=move |_| if !starting.get_untracked() { on_now.run(()) }>
                {move || if running.get() { text::busy(language()) } else { text::now(language()) }}
            </button>
        </Head>
        <Failure of=trouble/>
        <Failure of=Signal::derive(move || beside_code(outcome.get()))/>
        {move || question.get().map(|question| {
            let run = question.run;
            view! {
                <QuestionCard directory=id.get_value() name=of.clone() question outcome busy=answering on_ask
                    on_answer=move |(are_gone, code): (bool, String)| on_answer.run((run, are_gone, code))/>
            }
        })}
        <Times report on_every/>
        {move || view! { <RunList directory=id.get_value() runs=runs.get()/> }}
        <Foot back=steps::IMPORT soft="">
            <a class="button" href=format!("{}/{}/units", steps::IMPORT, id.get_value())>{text::to_units(language())}</a>
        </Foot>
    }
    .into_any()
}

/// How often, and when next.
#[component]
fn Times(report: Signal<SyncReport>, on_every: Callback<SyncEvery>) -> AnyView {
    let every = Memo::new(move |_| report.read().every);
    let next = move || match report.read().state.as_ref().and_then(|state| state.next_at) {
        Some(at) => text::next(language(), at),
        None => text::never(language()).to_owned(),
    };
    let choose = move |event| {
        if let Some(every) = SyncEvery::from_code(&event_target_value(&event)) {
            on_every.run(every);
        }
    };
    let at_start = every.get_untracked();
    view! {
        <div class="card"><ul class="settings"><li>
            <Icon glyph=Glyph::Clock/>
            <div><label for="every">{text::every(language())}</label><span class="hint" id="every-hint">{next}</span></div>
            <span class="select">
                <select id="every" aria-describedby="every-hint" prop:value=move || every.get().code() on:change=choose>
                    {SyncEvery::ALL.into_iter().map(|one| view! { <option value=one.code() selected=one == at_start>{words::every(one)}</option> }).collect_view()}
                </select>
                <Icon glyph=Glyph::Down/>
            </span>
        </li></ul></div>
    }
    .into_any()
}
