//! Choosing whole groups, to the last nested member.

use super::super::api::people::{groups, onboard_group};
use super::super::api::{Got, Trouble, got, read_overview};
use super::super::find::{FindForm, found_groups};
use super::super::parts::{Confirm, Failure, Foot, Waiting, open};
use super::super::proof::{CodeGate, beside_gate};
use super::super::shell::OverviewContext;
use super::super::steps;
use super::super::words::language;
use super::parts::{GROUPS, PeopleHead, SeatCard, WHOLE, Ways};
use super::runs::OnboardingNote;
use crate::ui::{Glyph, Icon};
use crate::wire::page_data;
use latchkey_contract::admin::{BulkAnswer, FoundGroups, GroupRow, Onboarded, Seats};
use latchkey_text::console;
use latchkey_text::console_people as text;
use leptos::html;
use leptos::prelude::*;
use leptos_meta::Title;

#[component]
pub fn GroupsPage() -> AnyView {
    let start = page_data(
        || (),
        |()| async {
            let seats = got(read_overview().await).map(|overview| overview.seats).unwrap_or_default();
            (got(groups(String::new()).await), seats)
        },
    );
    view! {
        <Title text=text::groups_page(language())/>
        <Suspense fallback=|| view! { <Waiting what=text::groups_waiting(language()) rows=6/> }>
            {move || Suspend::new(async move {
                let (first, seats) = start.await;
                view! { <Choosing first seats/> }
            })}
        </Suspense>
    }
    .into_any()
}

/// What was asked, and the answer.
pub type Answer = (String, Got<FoundGroups>);

#[component]
fn Choosing(first: Got<FoundGroups>, seats: Seats) -> AnyView {
    let desk = expect_context::<OverviewContext>();
    let found = RwSignal::new((String::new(), first));
    let seats = RwSignal::new(seats);
    let asking = Action::new(move |text: &String| {
        let text = text.clone();
        async move { found.set((text.clone(), got(groups(text).await))) }
    });
    let adding = Action::new(move |(group, code): &(GroupRow, String)| {
        let (group, code) = (group.clone(), code.clone());
        async move {
            got(onboard_group(group.directory, group.id, code).await).inspect(|answer| {
                if let BulkAnswer::Done(done) = answer {
                    seats.set(done.seats);
                }
                desk.reload();
            })
        }
    });
    view! {
        <GroupsView found seats asking=asking.pending() busy=adding.pending()
            done=Signal::derive(move || adding.value().get().and_then(Result::ok))
            trouble=Signal::derive(move || adding.value().get().and_then(Result::err))
            on_find=move |text: String| { asking.dispatch(text); }
            on_onboard=move |action: (GroupRow, String)| { adding.dispatch(action); }/>
    }
    .into_any()
}

#[component]
pub fn GroupsView(
    #[prop(into)] found: Signal<Answer>,
    #[prop(into)] asking: Signal<bool>,
    #[prop(into)] seats: Signal<Seats>,
    #[prop(into)] done: Signal<Option<BulkAnswer<Onboarded>>>,
    #[prop(into)] trouble: Signal<Option<Trouble>>,
    #[prop(into)] busy: Signal<bool>,
    #[prop(into)] on_find: Callback<String>,
    /// With the administrator's code, or nothing.
    #[prop(into)]
    on_onboard: Callback<(GroupRow, String)>,
) -> AnyView {
    let dialog = NodeRef::<html::Dialog>::new();
    let asked = RwSignal::new(None::<GroupRow>);
    let on_ask = Callback::new(move |group: GroupRow| {
        asked.set(Some(group));
        open(dialog);
    });
    let name = move || asked.get().map(|group| group.name).unwrap_or_default();
    let onboard = move |code: String| {
        if let Some(group) = asked.get_untracked() {
            on_onboard.run((group, code));
        }
    };
    view! {
        <PeopleHead/>
        <Failure of=Signal::derive(move || beside_gate(trouble.get()))/>
        {move || busy.get().then(|| view! { <p class="soft" role="status">{text::following(language())}</p> })}
        {move || done.get().map(|done| view! { <OnboardingNote done/> })}
        <SeatCard seats chosen=Signal::stored(0)/>
        <div class="card" aria-busy=move || (busy.get() || asking.get()).to_string()>
            <Ways here=GROUPS/>
            <FindForm id="find" about=console::groups(language()) label=console::find_group(language()) most=256 on_find/>
            {move || { let (asked, found) = found.get(); view! { <GroupList found asked on_ask/> } }}
        </div>
        <Confirm dialog
            title=Signal::derive(move || text::confirm_group(language(), &name()))
            text=text::group_text(language())
            action=text::group_action(language())
            on_yes=move |()| onboard(String::new())/>
        <CodeGate trouble busy title=Signal::derive(move || text::confirm_group(language(), &name())) text=WHOLE.to_owned()
            action=text::group_action(language()).to_owned() on_code=onboard/>
        <Foot back=steps::ACTIVATE soft=console::nobody_written(language())>
            {move || if seats.get().used > 0 {
                view! { <a class="button primary" href=steps::METHODS>{console::go_to_methods(language())}</a> }.into_any()
            } else {
                ().into_any()
            }}
        </Foot>
    }
    .into_any()
}

#[component]
pub fn GroupList(found: Got<FoundGroups>, asked: String, #[prop(into)] on_ask: Callback<GroupRow>) -> AnyView {
    found_groups(found, |rows| {
        if rows.is_empty() {
            view! { <NoGroup asked/> }.into_any()
        } else {
            view! { <GroupRows rows on_ask/> }.into_any()
        }
    })
}

#[component]
fn NoGroup(asked: String) -> AnyView {
    let asked = asked.trim();
    let (news, text) = if asked.is_empty() {
        (text::which_group(language()).to_owned(), text::which_group_text(language()))
    } else {
        (text::no_group(language(), asked), console::no_such_group_text(language()))
    };
    view! {
        <div class="empty">
            <Icon glyph=Glyph::Users/>
            <h2>{news}</h2>
            <p>{text}</p>
        </div>
    }
    .into_any()
}

#[component]
fn GroupRows(rows: Vec<GroupRow>, on_ask: Callback<GroupRow>) -> AnyView {
    view! {
        <ul class="rows">
            {rows.into_iter().map(|group| {
                let label = text::onboard_group(language(), &group.name);
                let members = console::direct_members(language(), group.direct_members);
                let name = group.name.clone();
                view! {
                    <li>
                        <Icon glyph=Glyph::Users/>
                        <div><b>{name}</b><span class="hint">{members}</span></div>
                        <button type="button" class="button" aria-label=label on:click=move |_| on_ask.run(group.clone())>{text::onboard_all(language())}</button>
                    </li>
                }
            }).collect_view()}
        </ul>
    }
    .into_any()
}
