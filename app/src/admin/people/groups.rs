//! Choosing whole groups, to the last nested member.

use super::super::api::people::{groups, onboard_group};
use super::super::api::{Got, Trouble, got, read_overview};
use super::super::parts::{Confirm, Failed, Failure, Foot, OnboardedNote, UnaskedNotes, Waiting, open};
use super::super::proof::{CodeGate, beside_gate};
use super::super::shell::OverviewContext;
use super::super::{steps, words};
use super::{PeopleHead, SeatCard, WHOLE, Ways};
use crate::ui::{Glyph, Icon};
use latchkey_contract::admin::{FoundGroups, GroupRow, Onboarded, Seats};
use leptos::html;
use leptos::prelude::*;
use leptos_meta::Title;

#[component]
pub fn GroupsPage() -> AnyView {
    let start = Resource::new_blocking(
        || (),
        |()| async {
            let seats = got(read_overview().await).map(|overview| overview.seats).unwrap_or_default();
            (got(groups(String::new()).await), seats)
        },
    );
    view! {
        <Title text="Onboard groups · Set up · Latchkey"/>
        <Suspense fallback=|| view! { <Waiting what="Looking in the directory" rows=6/> }>
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
            got(onboard_group(group.directory, group.id, code).await).inspect(|done| {
                seats.set(done.seats);
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
    #[prop(into)] done: Signal<Option<Onboarded>>,
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
    let typed = NodeRef::<html::Input>::new();
    view! {
        <PeopleHead/>
        <Failure of=Signal::derive(move || beside_gate(trouble.get()))/>
        {move || busy.get().then(|| view! { <p class="soft" role="status">"Following the group to its last member"</p> })}
        {move || done.get().map(|done| view! { <OnboardedNote done/> })}
        <SeatCard seats chosen=Signal::stored(0)/>
        <div class="card" aria-busy=move || (busy.get() || asking.get()).to_string()>
            <Ways groups=true/>
            <form class="filters" role="search" aria-label="Groups" on:submit=move |event| {
                event.prevent_default();
                on_find.run(typed.get_untracked().map(|input| input.value()).unwrap_or_default());
            }>
                <span class="affix lead">
                    <Icon glyph=Glyph::Search/>
                    <label class="sr" for="find">"Find a group"</label>
                    <input class="input" id="find" type="search" placeholder="Find a group" maxlength="256" spellcheck="false" autocomplete="off" node_ref=typed/>
                </span>
                <button class="button">"Find"</button>
            </form>
            {move || { let (asked, found) = found.get(); view! { <GroupList found asked on_ask/> } }}
        </div>
        <Confirm dialog
            title=Signal::derive(move || format!("Onboard everybody in “{}”?", name()))
            text="Members of the groups inside it count too. Disabled and protected accounts are left out and named. If the seats do not suffice, nobody is onboarded."
            action="Onboard the group"
            on_yes=move |()| onboard(String::new())/>
        <CodeGate trouble busy title=Signal::derive(move || format!("Onboard everybody in “{}”?", name())) text=WHOLE.to_owned()
            action="Onboard the group".to_owned() on_code=onboard/>
        <Foot back=steps::ACTIVATE soft="Nobody is written to yet; invitations are step 5.">
            {move || if seats.get().used > 0 {
                view! { <a class="button primary" href=steps::METHODS>"Go on to methods"</a> }.into_any()
            } else {
                ().into_any()
            }}
        </Foot>
    }
    .into_any()
}

#[component]
pub fn GroupList(found: Got<FoundGroups>, asked: String, #[prop(into)] on_ask: Callback<GroupRow>) -> impl IntoView {
    let FoundGroups { rows, answered, unasked } = match found {
        Ok(found) => found,
        Err(trouble) => return view! { <Failed trouble/> }.into_any(),
    };
    let silence = answered == 0 && !unasked.is_empty();
    let list = match () {
        () if silence => ().into_any(),
        () if rows.is_empty() => view! { <NoGroup asked/> }.into_any(),
        () => view! { <GroupRows rows on_ask/> }.into_any(),
    };
    view! {
        <UnaskedNotes unasked/>
        {list}
    }
    .into_any()
}

#[component]
fn NoGroup(asked: String) -> AnyView {
    let asked = asked.trim();
    let (news, text) = if asked.is_empty() {
        ("Which group?".to_owned(), "Type how its name begins; the directory is asked afresh.")
    } else {
        (
            format!("No group’s name begins with “{asked}”"),
            "The directory is asked for the beginning of the name, as it is written there.",
        )
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
                let label = format!("Onboard {}", group.name);
                let members = words::counted(group.direct_members, "direct member", "direct members");
                let name = group.name.clone();
                view! {
                    <li>
                        <Icon glyph=Glyph::Users/>
                        <div><b>{name}</b><span class="hint">{members}</span></div>
                        <button type="button" class="button" aria-label=label on:click=move |_| on_ask.run(group.clone())>"Onboard all"</button>
                    </li>
                }
            }).collect_view()}
        </ul>
    }
    .into_any()
}
