//! Step 2: the activation doctor, and the one switch.

use super::api::directories::{activate, doctor, set_reach};
use super::api::{Got, got};
use super::parts::{CheckList, Confirm, Failed, Failure, Foot, Head, Note, Waiting, open};
use super::proof::{ActionWithCode, beside_code};
use super::shell::OverviewContext;
use super::steps;
use super::words::language;
use super::words::{self, Say};
use crate::ui::{Glyph, Icon};
use latchkey_contract::admin::{CheckRow, DirectoryCard, ImportState, Verdict};
use latchkey_text::console_activate as text;
use leptos::html;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::NavigateOptions;
use leptos_router::components::Redirect;
use leptos_router::hooks::use_params_map;

/// `/admin/activate/:id`; without an id on to the first directory that still waits.
///
/// The checks run in the browser's time, not while the page is made: they can take seconds. They
/// stand out here, so that their rows stay while the view is made anew after an action.
#[component]
pub fn ActivatePage() -> AnyView {
    let desk = expect_context::<OverviewContext>();
    let params = use_params_map();
    let id = Memo::new(move |_| params.read().get("id").unwrap_or_default());
    let examine = Action::new(|id: &String| {
        let id = id.clone();
        async move { (id.clone(), got(doctor(id).await)) }
    });
    Effect::new(move |_| {
        let id = id.get();
        if !id.is_empty() {
            examine.dispatch(id);
        }
    });
    let rows = Signal::derive(move || examine.value().get().filter(|(of, _)| *of == id.get()).map(|(_, rows)| rows));
    let switching = Action::new(move |Switch { id, on, code }: &Switch| {
        let (id, on, code) = (id.clone(), *on, code.clone());
        async move {
            let done = got(activate(id, on, code).await);
            if done.is_ok() {
                desk.reload();
            }
            done
        }
    });
    view! {
        <Title text=text::page(language())/>
        <Transition fallback=|| view! { <Waiting what=text::waiting(language())/> }>
            {move || {
                let id = id.get();
                Suspend::new(async move {
                    let cards = match desk.overview.await {
                        Ok(overview) => overview.directories,
                        Err(trouble) => return view! { <Failed trouble/> }.into_any(),
                    };
                    match pick(&cards, &id) {
                        Some(card) if id.is_empty() => view! { <Redirect path=format!("{}/{}", steps::ACTIVATE, card.id) options=in_place()/> }.into_any(),
                        Some(card) => view! {
                            <DoctorView card cards rows running=examine.pending() switching=switching.pending()
                                switched=switching.value()
                                on_run=move |id: String| { examine.dispatch(id); }
                                on_ask=move |()| switching.clear()
                                on_switch=move |action: Switch| { switching.dispatch(action); }/>
                        }
                        .into_any(),
                        None => view! { <Nothing/> }.into_any(),
                    }
                })
            }}
        </Transition>
    }
    .into_any()
}

/// A directory that is switched on or off.
#[derive(Clone, Debug)]
pub struct Switch {
    pub id: String,
    pub on: bool,
    /// The administrator's own, to switch it on.
    pub code: String,
}

/// The address without an id is not worth a step back.
fn in_place() -> NavigateOptions {
    NavigateOptions { replace: true, ..NavigateOptions::default() }
}

fn pick(cards: &[DirectoryCard], id: &str) -> Option<DirectoryCard> {
    let waiting = || cards.iter().find(|card| !card.active && !matches!(card.import, ImportState::NotStarted));
    let found =
        if id.is_empty() { waiting().or_else(|| cards.first()) } else { cards.iter().find(|card| card.id == id) };
    found.cloned()
}

#[component]
pub fn Nothing() -> AnyView {
    view! {
        <Head step=2 title=text::heading(language()) lede=|| text::lede_nothing(language())/>
        <div class="empty card">
            <Icon glyph=Glyph::Building/>
            <h2>{text::nothing(language())}</h2>
            <p>{text::nothing_text(language())}</p>
            <a class="button primary" href=steps::IMPORT>{text::import(language())}</a>
        </div>
    }
    .into_any()
}

#[component]
pub fn DoctorView(
    card: DirectoryCard,
    cards: Vec<DirectoryCard>,
    #[prop(into)] rows: Signal<Option<Got<Vec<CheckRow>>>>,
    #[prop(into)] running: Signal<bool>,
    #[prop(into)] switching: Signal<bool>,
    /// What became of it, since it was last asked about.
    #[prop(into)]
    switched: Signal<Option<Got<()>>>,
    /// The id of the directory.
    #[prop(into)]
    on_run: Callback<String>,
    /// The question is put anew: what was said about the last one is over.
    #[prop(into)]
    on_ask: Callback<()>,
    #[prop(into)] on_switch: Callback<Switch>,
) -> AnyView {
    let reach = card.clone();
    let DirectoryCard { id, name, active, import, .. } = card;
    let imported = !matches!(import, ImportState::NotStarted);
    let found = move || rows.get().and_then(Result::ok);
    let bad = Memo::new(move |_| found().map(|rows| rows.iter().filter(|row| row.verdict == Verdict::Bad).count()));
    let soft = Signal::derive(move || match (active, bad.get()) {
        (true, _) => text::soft_on(language()).to_owned(),
        (false, None) => text::soft_wait(language()).into(),
        (false, Some(0)) => text::soft_ready(language()).into(),
        (false, Some(_)) => text::soft_commands(language()).into(),
    });
    let (dialog, on_dialog) = (NodeRef::<html::Dialog>::new(), NodeRef::<html::Dialog>::new());
    let title = name.clone();
    let own = StoredValue::new(id.clone());
    view! {
        <Head step=2 title=text::heading(language()) lede=|| text::lede(language())>
            <button type="button" class="button" aria-busy=move || running.get().to_string() on:click=move |_| if !running.get_untracked() { on_run.run(own.get_value()) }>
                {move || (!running.get()).then(|| view! { <Icon glyph=Glyph::Refresh/> })}{text::again(language())}
            </button>
        </Head>
        <Others cards id/>
        <Failure of=Signal::derive(move || beside_code(switched.get()))/>
        {(!imported).then(|| view! { <Note kind="warn" say=Say::new(text::nobody(language()), text::nobody_text(language()))/> })}
        {move || found().map(|rows| view! { <Summary rows/> })}
        <section class="card" aria-labelledby="examined" aria-busy=move || running.get().to_string()>
            <header><h2 id="examined">{name.clone()}</h2>
                <span class=if active { "badge good" } else { "badge" }>{words::active(active)}</span></header>
            {move || match rows.get() {
                Some(Ok(rows)) => view! { <CheckList rows/> }.into_any(),
                Some(Err(trouble)) => view! { <Failed trouble/> }.into_any(),
                None => view! {
                    <p class="soft" role="status">{text::trying(language())}</p>
                    <span class="skeleton" aria-hidden="true"></span><span class="skeleton" aria-hidden="true"></span><span class="skeleton" aria-hidden="true"></span>
                }.into_any(),
            }}
        </section>
        <Reach card=reach/>
        {active.then(|| view! {
            <div class="card"><ul class="settings"><li>
                <Icon glyph=Glyph::Key/>
                <div><label for="active">{text::on(language(), &title)}</label><span class="hint" id="active-hint">{text::on_hint(language())}</span></div>
                <span class="hit"><input class="switch" type="checkbox" role="switch" id="active" aria-describedby="active-hint" checked=true prop:checked=true
                    on:click=move |event| { event.prevent_default(); open(dialog); }/></span>
            </li></ul></div>
        })}
        <Confirm dialog danger=true title=text::off(language(), &name)
            text=text::off_text(language())
            action=text::off_action(language()) on_yes=move |()| on_switch.run(Switch { id: own.get_value(), on: false, code: String::new() })/>
        <ActionWithCode dialog=on_dialog outcome=switched busy=switching danger=false title=text::switch(language(), &name)
            text=text::switch_text(language())
            action=text::switch_action(language()) on_yes=move |code: String| on_switch.run(Switch { id: own.get_value(), on: true, code })/>
        <Foot back=steps::IMPORT soft>
            {if active {
                view! { <a class="button primary" href=steps::PEOPLE>{text::go_on(language())}</a> }.into_any()
            } else {
                view! {
                    <button type="button" class="button primary" aria-busy=move || switching.get().to_string()
                        disabled=move || !imported || found().is_none()
                        on:click=move |_| if !switching.get_untracked() { on_ask.run(()); open(on_dialog); }>{text::activate(language())}</button>
                }.into_any()
            }}
        </Foot>
    }
    .into_any()
}

/// Whether recoveries set passwords there: of one that is on, and of one that was switched so before.
#[component]
fn Reach(card: DirectoryCard) -> AnyView {
    let desk = use_context::<OverviewContext>();
    let DirectoryCard { id, name, active, sets_passwords: sets, .. } = card;
    if !active && sets {
        return ().into_any();
    }
    let own = StoredValue::new(id);
    let setting = Action::new(move |code: &String| {
        let (id, code) = (own.get_value(), code.clone());
        async move {
            let done = got(set_reach(id, !sets, code).await);
            if let (Ok(()), Some(desk)) = (&done, desk) {
                desk.reload();
            }
            done
        }
    });
    let dialog = NodeRef::<html::Dialog>::new();
    let l = language();
    let (title, said, action) = match sets {
        true => (text::reach_off(l, &name), text::reach_off_text(l), text::reach_off_action(l)),
        false => (text::reach_on(l, &name), text::reach_on_text(l), text::reach_on_action(l)),
    };
    let outcome = setting.value();
    view! {
        <Failure of=Signal::derive(move || beside_code(outcome.get()))/>
        <div class="card"><ul class="settings"><li>
            <Icon glyph=Glyph::Lock/>
            <div><label for="reach">{text::reach(l, &name)}</label><span class="hint" id="reach-hint">{text::reach_hint(l)}</span></div>
            <span class="hit"><input class="switch" type="checkbox" role="switch" id="reach" aria-describedby="reach-hint" checked=sets prop:checked=sets
                on:click=move |event| { event.prevent_default(); setting.clear(); open(dialog); }/></span>
        </li></ul></div>
        <ActionWithCode dialog outcome busy=setting.pending() danger=sets title text=said action id="reach-code"
            on_yes=move |code: String| { setting.dispatch(code); }/>
    }
    .into_any()
}

/// The way to the other directories, where there are any.
#[component]
fn Others(cards: Vec<DirectoryCard>, id: String) -> impl IntoView {
    (cards.len() > 1).then(|| {
        let tabs = cards
            .into_iter()
            .map(|card| {
                let current = (card.id == id).then_some("page");
                view! { <a href=format!("{}/{}", steps::ACTIVATE, card.id) aria-current=current>{card.name}</a> }
            })
            .collect_view();
        view! { <nav class="tabs" aria-label=text::directories(language())>{tabs}</nav> }
    })
}

#[component]
fn Summary(rows: Vec<CheckRow>) -> impl IntoView {
    let count = |verdict| u32::try_from(rows.iter().filter(|row| row.verdict == verdict).count()).unwrap_or(u32::MAX);
    let (bad, warn, untried) = (count(Verdict::Bad), count(Verdict::Warn), count(Verdict::NotTried));
    let repairable = rows.iter().any(|row| row.verdict == Verdict::Bad && row.repair.is_some());
    let missing = || text::missing(language(), bad, &words::capital(&words::number_word(bad)));
    let (kind, news, text): (_, _, String) = match (bad, warn, untried) {
        (0, 0, 0) => ("good", text::all_works(language()).into(), String::new()),
        (0, 0, _) => ("good", text::tried_works(language()).into(), text::tried_works_text(language()).into()),
        (0, warn, _) => (
            "warn",
            text::all_works(language()).into(),
            text::to_know(language(), warn, &words::capital(&words::number_word(warn))),
        ),
        _ if repairable => ("warn", missing(), text::missing_commands(language()).into()),
        _ => ("warn", missing(), text::missing_text(language()).into()),
    };
    view! { <Note kind=kind say=Say::new(news, text)/> }
}
