//! Choosing people one by one.

use super::super::api::joining::{join_people, part_account};
use super::super::api::people::{bulk_runs, find_people, offboard, onboard, unfreeze};
use super::super::api::{Got, Trouble, got};
use super::super::parts::{Confirm, Failed, Failure, Foot, Waiting, open};
use super::super::proof::{ActionWithCode, CodeGate, beside_code, beside_gate};
use super::super::shell::OverviewContext;
use super::super::words::language;
use super::super::{steps, words};
use super::by_hand::{ByHand, ByHandDialogs, ByHandNotes, Questions};
use super::choice::{Choice, ChoiceBar};
use super::parts::{GROUPS, MANY, PeopleHead, SeatCard, Ways};
use super::runs::{BegunNote, OnboardingNote, RunsCard, watched_runs};
use super::table::PeopleTable;
use crate::ui::{Glyph, Icon};
use crate::wire::page_data;
use latchkey_contract::admin::{
    AdminError, BulkAnswer, BulkRunRow, Onboarded, People, PeopleQuery, Refused, Seats, Selection,
};
use latchkey_contract::joining::OtherAccount;
use latchkey_text::console;
use latchkey_text::console_people as text;
use leptos::html;
use leptos::prelude::*;
use leptos_meta::Title;
use std::time::Duration;

#[component]
pub fn PeoplePage() -> AnyView {
    let start = page_data(
        || (),
        |()| async { (got(find_people(PeopleQuery::default()).await), got(bulk_runs().await).unwrap_or_default()) },
    );
    view! {
        <Title text=text::page(language())/>
        <Suspense fallback=|| view! { <Waiting what=text::waiting(language()) rows=8/> }>
            {move || Suspend::new(async move { let (first, runs) = start.await; view! { <Choosing first runs/> } })}
        </Suspense>
    }
    .into_any()
}

/// The first page is in the document; what is asked later comes by itself.
#[component]
fn Choosing(first: Got<People>, runs: Vec<BulkRunRow>) -> AnyView {
    let desk = expect_context::<OverviewContext>();
    let query = RwSignal::new(PeopleQuery::default());
    let seats = RwSignal::new(first.as_ref().map(|people| people.seats).unwrap_or_default());
    let found = RwSignal::new((PeopleQuery::default(), first));
    let choice = Choice::new(query);

    let asking = Action::new(move |asked: &PeopleQuery| {
        let asked = asked.clone();
        async move {
            let answer = got(find_people(asked.clone()).await);
            // an older answer that comes late is not shown for a newer question
            if query.get_untracked() == asked {
                if let Ok(people) = &answer {
                    seats.set(people.seats);
                }
                found.set((asked, answer));
            }
        }
    });
    Effect::new(move |before: Option<()>| {
        let asked = query.get();
        if before.is_some() {
            asking.dispatch(asked);
        }
    });
    let again = move || {
        asking.dispatch(query.get_untracked());
        desk.reload();
    };
    let (runs, look) = watched_runs(runs, again);
    let after = move || {
        choice.clear();
        look();
        again();
    };
    // what the administrator saw is no longer so: they see what is, and decide anew
    let refused = move |trouble: &Trouble| {
        if matches!(trouble, Trouble::Told(AdminError::Refused(Refused::SelectionChanged { .. }))) {
            asking.dispatch(query.get_untracked());
        }
    };
    let adding = Action::new(move |(whom, code): &(Got<Selection>, String)| {
        let (whom, code) = (whom.clone(), code.clone());
        async move { got(onboard(whom?, code).await).inspect(|_| after()).inspect_err(refused) }
    });
    let removing = Action::new(move |(whom, code): &(Got<Selection>, String)| {
        let (whom, code) = (whom.clone(), code.clone());
        async move { got(offboard(whom?, code).await).inspect(|_| after()).inspect_err(refused) }
    });
    let lifting = Action::new(move |(id, code): &(String, String)| {
        let (id, code) = (id.clone(), code.clone());
        async move { got(unfreeze(id, code).await).inspect(|()| drop(asking.dispatch(query.get_untracked()))) }
    });
    let again = move || {
        choice.clear();
        asking.dispatch(query.get_untracked());
        desk.reload();
    };
    let joining = Action::new(move |(stays, other, code): &(String, String, String)| {
        let (stays, other, code) = (stays.clone(), other.clone(), code.clone());
        async move { got(join_people(stays, other, code).await).inspect(|()| again()) }
    });
    let parting = Action::new(move |(account, code): &(String, String)| {
        let (account, code) = (account.clone(), code.clone());
        async move { got(part_account(account, code).await).inspect(|()| again()) }
    });
    let by_hand = ByHand {
        joined: joining.value().into(),
        joining: joining.pending().into(),
        on_join: Callback::new(move |action: (String, String, String)| {
            joining.dispatch(action);
        }),
        parted: parting.value().into(),
        parting: parting.pending().into(),
        on_part: Callback::new(move |action: (String, String)| {
            parting.dispatch(action);
        }),
        on_ask: Callback::new(move |()| {
            joining.clear();
            parting.clear();
        }),
    };
    view! {
        <PeopleView query choice found seats runs asking=asking.pending()
            done=Signal::derive(move || adding.value().get().and_then(Result::ok))
            begun=Signal::derive(move || begun(removing.value().get()))
            trouble=Signal::derive(move || adding.value().get().and_then(Result::err).or_else(|| removing.value().get().and_then(Result::err)))
            lifted=lifting.value() lifting=lifting.pending() by_hand
            busy=Signal::derive(move || adding.pending().get() || removing.pending().get())
            on_ask_lift=move |()| lifting.clear()
            on_lift=move |action: (String, String)| { lifting.dispatch(action); }
            on_onboard=move |code: String| { removing.clear(); adding.dispatch((choice.whom(false, &found.read_untracked()), code)); }
            on_offboard=move |code: String| { adding.clear(); removing.dispatch((choice.whom(true, &found.read_untracked()), code)); }/>
    }
    .into_any()
}

fn begun<T>(answer: Option<Got<BulkAnswer<T>>>) -> Option<u32> {
    match answer {
        Some(Ok(BulkAnswer::Begun { people })) => Some(people),
        _ => None,
    }
}

#[component]
pub fn PeopleView(
    query: RwSignal<PeopleQuery>,
    choice: Choice,
    /// What was asked, and the answer.
    #[prop(into)]
    found: Signal<(PeopleQuery, Got<People>)>,
    #[prop(into)] seats: Signal<Seats>,
    /// A newer answer is on its way.
    #[prop(into)]
    asking: Signal<bool>,
    #[prop(into)] runs: Signal<Vec<BulkRunRow>>,
    #[prop(into)] done: Signal<Option<BulkAnswer<Onboarded>>>,
    /// So many people are being removed.
    #[prop(into)]
    begun: Signal<Option<u32>>,
    #[prop(into)] trouble: Signal<Option<Trouble>>,
    #[prop(into)] busy: Signal<bool>,
    /// What became of lifting a stop.
    #[prop(into)]
    lifted: Signal<Option<Got<()>>>,
    #[prop(into)] lifting: Signal<bool>,
    /// Joining and parting.
    by_hand: ByHand,
    /// The question is put anew: what was said about the last one is over.
    #[prop(into)]
    on_ask_lift: Callback<()>,
    /// The id of somebody whose stop is lifted, and the administrator's code.
    #[prop(into)]
    on_lift: Callback<(String, String)>,
    /// The administrator's code, or nothing.
    #[prop(into)]
    on_onboard: Callback<String>,
    /// The same.
    #[prop(into)]
    on_offboard: Callback<String>,
) -> AnyView {
    let new = Memo::new(move |_| choice.count(false, &found.read()));
    let in_use = Memo::new(move |_| choice.count(true, &found.read()));
    let dialog = NodeRef::<html::Dialog>::new();
    // which of the two the code is asked for
    let taking = RwSignal::new(true);
    let (lift, stopped) = (NodeRef::<html::Dialog>::new(), RwSignal::new((String::new(), String::new())));
    let on_stopped = Callback::new(move |whom: (String, String)| {
        on_ask_lift.run(());
        stopped.set(whom);
        open(lift);
    });
    let questions = Questions::new(by_hand.on_ask);
    let on_part = Callback::new(move |(name, account): (String, OtherAccount)| questions.ask_part(name, account));
    view! {
        <PeopleHead/>
        <Failure of=Signal::derive(move || beside_gate(trouble.get()))/>
        <Failure of=Signal::derive(move || beside_code(lifted.get()))/>
        <ByHandNotes by_hand/>
        {move || done.get().map(|done| view! { <OnboardingNote done/> })}
        {move || begun.get().map(|people| view! { <BegunNote news=text::removing_begun(language(), people)/> })}
        <SeatCard seats chosen=new/>
        <div class="card" aria-busy=move || asking.get().to_string()>
            <Ways here=steps::PEOPLE/>
            <Filters query/>
            <ChoiceBar choice found new in_use on_remove=move |()| open(dialog) on_join=move |()| questions.ask_join()/>
            {move || { let (asked, found) = found.get(); view! { <PeopleList found query asked choice on_lift=on_stopped on_part/> } }}
        </div>
        <RunsCard runs/>
        <Confirm dialog danger=true
            title=Signal::derive(move || text::confirm_remove(language(), in_use.get()))
            text=text::remove_text(language())
            action=Signal::derive(move || text::remove(language(), in_use.get()))
            on_yes=move |()| { taking.set(false); on_offboard.run(String::new()) }/>
        <CodeGate trouble busy id="many-code" danger=Signal::derive(move || !taking.get()) text=MANY.to_owned()
            title=Signal::derive(move || if taking.get() { text::confirm_onboard(language(), new.get()) } else { text::confirm_remove(language(), in_use.get()) })
            action=Signal::derive(move || if taking.get() { text::onboard_them(language()).to_owned() } else { text::remove_them(language()).to_owned() })
            on_code=move |code: String| if taking.get_untracked() { on_onboard.run(code) } else { on_offboard.run(code) }/>
        <ActionWithCode dialog=lift outcome=lifted busy=lifting danger=false
            title=Signal::derive(move || text::confirm_lift(language(), &stopped.get().1))
            text=text::lift_text(language())
            action=text::lift_action(language()).to_owned()
            on_yes=move |code: String| on_lift.run((stopped.get_untracked().0, code))/>
        <ByHandDialogs by_hand questions chosen=choice.ticked/>
        <Foot back=steps::ACTIVATE soft=console::nobody_written(language())>
            {move || if new.get() == 0 && seats.get().used > 0 {
                view! { <a class="button primary" href=steps::METHODS>{console::go_to_methods(language())}</a> }.into_any()
            } else {
                view! {
                    <button type="button" class="button primary" disabled=move || new.get() == 0 aria-busy=move || busy.get().to_string()
                        on:click=move |_| if !busy.get_untracked() { taking.set(true); on_onboard.run(String::new()) }>
                        {move || if new.get() == 0 { text::onboard(language()).to_owned() } else { text::onboard_people(language(), new.get()) }}
                    </button>
                }.into_any()
            }}
        </Foot>
    }
    .into_any()
}

#[component]
fn Filters(query: RwSignal<PeopleQuery>) -> AnyView {
    let timer = StoredValue::new(None::<TimeoutHandle>);
    let stop = move || {
        if let Some(timer) = timer.get_value() {
            timer.clear();
        }
    };
    on_cleanup(stop);
    let ask = move |text: String| {
        query.update(|query| {
            query.text = text;
            query.after = String::new();
        })
    };
    // a question for each word, not for each letter
    let typed = move |text: String| {
        stop();
        timer.set_value(set_timeout_with_handle(move || ask(text), Duration::from_millis(300)).ok());
    };
    view! {
        <form class="filters" role="search" aria-label=console::people_word(language()) on:submit=move |event| event.prevent_default()>
            <span class="affix lead">
                <Icon glyph=Glyph::Search/>
                <label class="sr" for="find">{console::find_people(language())}</label>
                <input class="input" id="find" type="search" placeholder=console::find_people(language()) maxlength="256" spellcheck="false" autocomplete="off"
                    on:input=move |event| typed(event_target_value(&event))/>
            </span>
            <span class="select">
                <label class="sr" for="state">{text::state(language())}</label>
                <select id="state" on:change=move |event| {
                    let only = event_target_value(&event) == "onboarded";
                    query.update(|query| { query.onboarded_only = only; query.after = String::new(); });
                }>
                    <option value="all">{text::everybody(language())}</option>
                    <option value="onboarded">{text::onboarded_only(language())}</option>
                </select>
                <Icon glyph=Glyph::Down/>
            </span>
        </form>
    }
    .into_any()
}

/// One page of people, with the way to the next.
#[component]
pub fn PeopleList(
    found: Got<People>,
    query: RwSignal<PeopleQuery>,
    asked: PeopleQuery,
    choice: Choice,
    on_lift: Callback<(String, String)>,
    on_part: Callback<(String, OtherAccount)>,
) -> impl IntoView {
    let People { rows, total, next, .. } = match found {
        Ok(people) => people,
        Err(trouble) => return view! { <Failed trouble/> }.into_any(),
    };
    if rows.is_empty() {
        return view! { <Nobody asked/> }.into_any();
    }
    let first = asked.after.is_empty();
    let to_next = move |next: String| query.update(|query| query.after = next);
    view! {
        <PeopleTable rows choice on_lift on_part/>
        <nav class="pages" aria-label=console::pages(language())>
            <span class="num">{words::people(total)}</span>
            <span class="row tight">
                {(!first).then(|| view! {
                    <button type="button" class="button" on:click=move |_| query.update(|query| query.after = String::new())>{console::from_start(language())}</button>
                })}
                {next.map(|next| view! {
                    <button type="button" class="button" on:click=move |_| to_next(next.clone())>{console::next_page(language())}<Icon glyph=Glyph::Next class="flip"/></button>
                })}
            </span>
        </nav>
    }
    .into_any()
}

#[component]
fn Nobody(asked: PeopleQuery) -> AnyView {
    let (news, text, href, action) = if !asked.text.trim().is_empty() {
        (
            text::not_called(language(), asked.text.trim()),
            text::not_called_text(language()),
            GROUPS,
            text::in_groups(language()),
        )
    } else if asked.onboarded_only {
        (
            text::nobody_onboarded(language()).into(),
            text::nobody_onboarded_text(language()),
            GROUPS,
            text::in_groups(language()),
        )
    } else {
        (
            text::nobody_imported(language()).into(),
            text::nobody_imported_text(language()),
            steps::IMPORT,
            text::import(language()),
        )
    };
    view! {
        <div class="empty">
            <Icon glyph=Glyph::Users/>
            <h2>{news}</h2>
            <p>{text}</p>
            <a class="button" href=href>{action}</a>
        </div>
    }
    .into_any()
}
