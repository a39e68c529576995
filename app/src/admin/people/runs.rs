//! What is being done to many people at once, and what came of it.

use super::super::api::got;
use super::super::api::people::bulk_runs;
use super::super::parts::{Note, OnboardedNote};
use super::super::steps::PEOPLE;
use super::super::words::{self, Say, language};
use crate::ui::{Glyph, Icon, More};
use latchkey_contract::admin::{
    BulkAnswer, BulkKind, BulkRunRow, BulkSelection, BulkState, BulkStop, LeftOut, LeftOutCount, Onboarded,
};
use latchkey_text::{console, console_people as text};
use leptos::prelude::*;
use std::time::Duration;

fn is_running(runs: &[BulkRunRow]) -> bool {
    runs.iter().any(|run| run.state == BulkState::Running)
}

/// They are read again while one goes on, and `over` is told when none does any more. The second: look now.
pub fn watched_runs(
    first: Vec<BulkRunRow>,
    over: impl Fn() + Copy + Send + Sync + 'static,
) -> (RwSignal<Vec<BulkRunRow>>, impl Fn() + Copy + Send + Sync + 'static) {
    let (runs, lost) = (RwSignal::new(first), RwSignal::new(false));
    let looking = Action::new(move |(): &()| async move {
        let answer = got(bulk_runs().await);
        lost.set(answer.is_err());
        if let Ok(now) = answer {
            let ended = is_running(&runs.read_untracked()) && !is_running(&now);
            runs.set(now);
            if ended {
                over();
            }
        }
    });
    Effect::new(move |_| {
        let wait = Duration::from_secs(if lost.get() { 5 } else { 1 });
        if is_running(&runs.read())
            && let Ok(timer) = set_timeout_with_handle(move || drop(looking.dispatch(())), wait)
        {
            on_cleanup(move || timer.clear());
        }
    });
    (runs, move || drop(looking.dispatch(())))
}

/// What onboarding did, or that it has begun.
#[component]
pub fn OnboardingNote(done: BulkAnswer<Onboarded>) -> AnyView {
    match done {
        BulkAnswer::Done(done) => view! { <OnboardedNote done/> }.into_any(),
        BulkAnswer::Begun { people } => {
            view! { <BegunNote news=text::onboarding_begun(language(), people)/> }.into_any()
        }
    }
}

#[component]
pub fn BegunNote(news: String) -> AnyView {
    view! {
        <Note kind="" say=Say::new(news, text::begun_text(language()))/>
        <p><a href=format!("{PEOPLE}#runs")>{text::to_runs(language())}</a></p>
    }
    .into_any()
}

#[component]
pub fn RunsCard(#[prop(into)] runs: Signal<Vec<BulkRunRow>>) -> impl IntoView {
    let any = Memo::new(move |_| !runs.read().is_empty());
    move || {
        any.get().then(|| {
            view! {
                <section class="card" aria-labelledby="runs">
                    <h2 id="runs" tabindex="-1">{text::runs(language())}</h2>
                    <ul class="rows">
                        // one that is over stays as it is, with what is unfolded in it
                        <For each=move || runs.get() key=|run| (run.id.clone(), run.done, run.state == BulkState::Running) let:run>
                            <Run run/>
                        </For>
                    </ul>
                </section>
            }
        })
    }
}

#[component]
fn Run(run: BulkRunRow) -> AnyView {
    let (glyph, class) = match &run.state {
        BulkState::Running => (Glyph::Users, ""),
        BulkState::Finished { .. } => (Glyph::Check, "is-good"),
        BulkState::Stopped { .. } => (Glyph::Alert, "is-warn"),
    };
    let by = text::run_by(language(), &run.actor, run.started);
    let (title, came_of_it) = (title(run.kind, &run.selection), came_of_it(&run));
    let progress = (run.state == BulkState::Running).then(|| {
        view! { <progress max=run.total.max(1).to_string() value=run.done.to_string() aria-label=text::run_how_far(language())></progress> }
    });
    let left_out = (!run.left_out.is_empty()).then(|| view! { <LeftOutList counts=run.left_out names=run.names/> });
    view! {
        <li>
            <Icon glyph=glyph class=class/>
            <div>
                <b>{title}</b>
                <p class="hint">{by}</p>
                {progress}
                <p>{came_of_it}</p>
                {left_out}
            </div>
        </li>
    }
    .into_any()
}

fn title(kind: BulkKind, selection: &BulkSelection) -> String {
    let l = language();
    match (kind, selection) {
        (BulkKind::Onboard, BulkSelection::People) => text::run_onboard(l).into(),
        (BulkKind::Onboard, BulkSelection::Group { directory }) => text::run_onboard_group(l, directory),
        (BulkKind::Onboard, BulkSelection::Matching { text: asked, .. }) => text::run_onboard_matching(l, asked),
        (BulkKind::Offboard, BulkSelection::Matching { text: asked, .. }) => text::run_remove_matching(l, asked),
        (BulkKind::Offboard, _) => text::run_remove(l).into(),
    }
}

fn came_of_it(run: &BulkRunRow) -> String {
    let l = language();
    let done = match run.kind {
        BulkKind::Onboard => text::run_onboarded(l, run.done),
        BulkKind::Offboard => text::run_removed(l, run.done),
    };
    match &run.state {
        BulkState::Running => text::run_progress(l, run.done, run.total),
        BulkState::Finished { at } if run.already > 0 && run.kind == BulkKind::Onboard => {
            text::run_finished_already(l, *at, &done, run.already)
        }
        BulkState::Finished { at } => text::run_finished(l, *at, &done),
        BulkState::Stopped { at, why } => {
            let why = match why {
                BulkStop::NoSeats => text::run_no_seats(l).to_owned(),
                BulkStop::NotAllowed => text::run_not_allowed(l).to_owned(),
                BulkStop::Fault(fault) => format!("{}.", words::work::fault(fault).trim_end_matches('.')),
            };
            text::run_stopped(l, *at, &done, run.total.saturating_sub(run.done), &why)
        }
    }
}

#[component]
fn LeftOutList(counts: Vec<LeftOutCount>, names: Vec<LeftOut>) -> AnyView {
    let all = counts.iter().fold(0_u32, |all, row| all.saturating_add(row.people));
    let rest = all.saturating_sub(u32::try_from(names.len()).unwrap_or(u32::MAX));
    view! {
        <More summary=text::run_left_out(language(), all)>
            <ul class="rules">
                {counts.into_iter().map(|row| view! { <li><Icon glyph=Glyph::Minus/><span>{text::run_left_out_count(language(), words::fault::left_out(row.why), row.people)}</span></li> }).collect_view()}
            </ul>
            <p class="small">
                {names.into_iter().map(|row| row.name).collect::<Vec<_>>().join(", ")}
                {(rest > 0).then(|| format!(", {}", console::and_more(language(), rest)))}
            </p>
        </More>
    }
    .into_any()
}
