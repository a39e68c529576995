//! Which units, whom that brings, and the import itself.

use super::super::api::directories::{import_start, import_stop, read_import, subtrees, take_sample};
use super::super::api::{Got, Trouble, got};
use super::super::parts::{Failed, Failure, Foot, Head, Waiting};
use super::super::proof::{CodeGate, beside_gate};
use super::super::shell::OverviewContext;
use super::super::words::language;
use super::super::{steps, words};
use super::progress::ImportCard;
use super::tree::{UnitTree, people, topmost};
use crate::ui::{Glyph, Icon};
use crate::wire::page_data;
use latchkey_contract::admin::{ImportState, Sample, SubtreeRow};
use latchkey_text::console_import as text;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;
use std::collections::BTreeSet;
use std::time::Duration;

/// `/admin/import/:id/units`.
#[component]
pub fn UnitsPage() -> AnyView {
    let params = use_params_map();
    let id = move || params.read().get("id").unwrap_or_default();
    let start = page_data(id, |id| async move {
        let rows = got(subtrees(id.clone()).await)?;
        let state = got(read_import(id.clone()).await)?;
        Ok::<_, Trouble>((id, rows, state))
    });
    view! {
        <Title text=text::units_page(language())/>
        <Suspense fallback=|| view! { <Waiting what=text::units_waiting(language())/> }>
            {move || Suspend::new(async move {
                match start.await {
                    Ok((id, rows, state)) => view! { <Importing id rows state/> }.into_any(),
                    Err(trouble) => view! {
                        <Head step=1 title=text::units_heading(language()) lede=|| text::units_failed(language())/>
                        <Failed trouble/>
                        <p><a class="button" href=format!("{}/{}", steps::IMPORT, params.read_untracked().get("id").unwrap_or_default())>{text::to_connection(language())}</a></p>
                    }
                    .into_any(),
                }
            })}
        </Suspense>
    }
    .into_any()
}

#[component]
fn Importing(id: String, rows: Vec<SubtreeRow>, state: ImportState) -> AnyView {
    let desk = expect_context::<OverviewContext>();
    let id = StoredValue::new(id);
    let all = StoredValue::new(rows.clone());
    let chosen = RwSignal::new(rows.iter().filter(|row| row.chosen).map(|row| row.id.clone()).collect::<BTreeSet<_>>());
    let units = Memo::new(move |_| all.with_value(|rows| topmost(rows, &chosen.read())));
    let state = RwSignal::new(state);
    let trouble = RwSignal::new(None::<Trouble>);

    let sampling = Action::new(move |units: &Vec<String>| {
        let units = units.clone();
        async move { (units.clone(), got(take_sample(id.get_value(), units).await)) }
    });
    Effect::new(move |_| {
        let units = units.get();
        if !units.is_empty() {
            sampling.dispatch(units);
        }
    });
    // an older answer that comes late is not shown for a newer choice
    let sample = Signal::derive(move || {
        sampling.value().get().filter(|(asked, _)| *asked == units.get()).map(|(_, sample)| sample)
    });

    let took = move |answer: Got<ImportState>| match answer {
        Ok(now) => {
            trouble.set(None);
            if matches!(now, ImportState::Finished { .. }) {
                desk.reload();
            }
            state.set(now);
        }
        Err(error) => trouble.set(Some(error)),
    };
    let starting = Action::new(move |code: &String| {
        let code = code.clone();
        async move { took(got(import_start(id.get_value(), units.get_untracked(), code).await)) }
    });
    let stopping = Action::new(move |(): &()| async move { took(got(import_stop(id.get_value()).await)) });
    let poll = Action::new_unsync(move |(): &()| async move { took(got(read_import(id.get_value()).await)) });
    Effect::new(move |_| {
        let lost = trouble.get().is_some();
        if matches!(state.get(), ImportState::Running { .. }) {
            let wait = Duration::from_secs(if lost { 5 } else { 1 });
            if let Ok(timer) = set_timeout_with_handle(
                move || {
                    poll.dispatch(());
                },
                wait,
            ) {
                on_cleanup(move || timer.clear());
            }
        }
    });
    view! {
        <UnitsView rows chosen state sample trouble starting=starting.pending()
            on_start=move |code: String| { starting.dispatch(code); } on_stop=move |()| { stopping.dispatch(()); }/>
    }
    .into_any()
}

#[component]
pub fn UnitsView(
    rows: Vec<SubtreeRow>,
    chosen: RwSignal<BTreeSet<String>>,
    #[prop(into)] state: Signal<ImportState>,
    #[prop(into)] sample: Signal<Option<Got<Sample>>>,
    #[prop(into)] trouble: Signal<Option<Trouble>>,
    #[prop(into)] starting: Signal<bool>,
    /// The administrator's code, or nothing.
    #[prop(into)]
    on_start: Callback<String>,
    #[prop(into)] on_stop: Callback<()>,
) -> AnyView {
    let nothing_there = rows.is_empty();
    let running = Memo::new(move |_| matches!(state.get(), ImportState::Running { .. }));
    let finished = Memo::new(move |_| matches!(state.get(), ImportState::Finished { .. } | ImportState::Asking { .. }));
    let none = Memo::new(move |_| chosen.read().is_empty());
    let known = StoredValue::new(rows.clone());
    let count = Memo::new(move |_| known.with_value(|rows| people(rows, &chosen.read())));
    let soft = Signal::derive(move || match () {
        () if running.get() => text::units_soft_running(language()).to_owned(),
        () if none.get() => text::units_soft_none(language()).into(),
        () => text::units_soft(language()).into(),
    });
    let start_words = move || match state.get() {
        ImportState::Stopped { .. } => text::go_on(language()).to_owned(),
        ImportState::Failed { .. } => text::try_again(language()).into(),
        _ if none.get() => text::import(language()).into(),
        _ => text::import_people(language(), count.get()),
    };
    view! {
        <Head step=1 title=text::units_heading(language()) lede=|| text::units_lede(language())/>
        <Failure of=Signal::derive(move || beside_gate(trouble.get()))/>
        <CodeGate trouble busy=starting danger=true title=text::leave_out(language()).to_owned()
            text=text::leave_out_text(language()).to_owned()
            action=text::leave_out_action(language()).to_owned() on_code=move |code| on_start.run(code)/>
        <ImportCard state on_stop/>
        <div class="main-aside">
            <section class="card" aria-labelledby="units">
                <h2 id="units">{text::units(language())}</h2>
                {if nothing_there {
                    view! { <p class="soft">{text::no_units(language())}</p> }.into_any()
                } else {
                    view! { <UnitTree rows chosen/> }.into_any()
                }}
            </section>
            <section class="card" aria-labelledby="whom" aria-live="polite">
                <h2 id="whom">{text::whom(language())}</h2>
                {move || sampled(none.get(), count.get(), sample.get())}
            </section>
        </div>
        <Foot back=steps::IMPORT soft>
            {move || finished.get().then(|| view! {
                <button type="button" class="button" disabled=none aria-busy=move || starting.get().to_string() on:click=move |_| on_start.run(String::new())>{text::import_again(language())}</button>
            })}
            {move || if finished.get() || running.get() {
                view! { <a class="button primary" href=steps::ACTIVATE>{latchkey_text::console::go_to_activation(language())}</a> }.into_any()
            } else {
                view! {
                    <button type="button" class="button primary" disabled=none aria-busy=move || starting.get().to_string()
                        on:click=move |_| if !starting.get_untracked() { on_start.run(String::new()) }>{start_words}</button>
                }.into_any()
            }}
        </Foot>
    }
    .into_any()
}

fn sampled(none: bool, count: u32, sample: Option<Got<Sample>>) -> AnyView {
    match sample {
        _ if none => view! { <p class="soft">{text::whom_none(language())}</p> }.into_any(),
        _ if count == 0 => view! { <p class="soft">{text::whom_nobody(language())}</p> }.into_any(),
        None => view! {
            <div aria-busy="true" class="stack"><p class="sr" role="status">{text::whom_waiting(language())}</p><span class="skeleton" aria-hidden="true"></span><span class="skeleton" aria-hidden="true"></span></div>
        }
        .into_any(),
        Some(Err(trouble)) => view! { <Failed trouble/> }.into_any(),
        Some(Ok(Sample { people })) => {
            let rest = count.saturating_sub(u32::try_from(people.len()).unwrap_or(u32::MAX));
            view! {
                <p><span class="when num">{words::people(count)}</span></p>
                <ul class="rules">
                    {people.into_iter().map(|person| view! {
                        <li><Icon glyph=Glyph::User/><span><b>{person.name}</b>" "<span class="soft mono">{person.login}</span></span></li>
                    }).collect_view()}
                    {(rest > 0).then(|| view! { <li><Icon glyph=Glyph::More/><span>{latchkey_text::console::and_more(language(), rest)}</span></li> })}
                </ul>
            }
            .into_any()
        }
    }
}
