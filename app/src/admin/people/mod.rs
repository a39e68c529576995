//! Step 3: who may use self-service. People one by one, or whole groups.

mod groups;
mod table;
mod view;

pub use groups::{GroupsPage, GroupsView};
pub use view::{PeoplePage, PeopleView};

use super::parts::{Head, SeatMeter};
use super::steps::PEOPLE;
use latchkey_contract::admin::Seats;
use leptos::prelude::*;

pub(super) const GROUPS: &str = "/admin/people/groups";

/// Why a code is asked for here.
const MANY: &str = "That is more people than a session alone may change in an hour. Show that it is you and not only your browser; the next five minutes need no other code.";
const WHOLE: &str =
    "A whole group at once. Show that it is you and not only your browser; the next five minutes need no other code.";

/// What both ways of choosing begin with.
#[component]
fn PeopleHead() -> impl IntoView {
    view! { <Head step=3 title="Onboard people" lede=|| "Whoever you choose here may use self-service and holds one seat. Groups are followed to the last nested member."/> }
}

#[component]
fn Ways(groups: bool) -> AnyView {
    view! {
        <nav class="tabs" aria-label="Choose by">
            <a href=PEOPLE aria-current=(!groups).then_some("page")>"People"</a>
            <a href=GROUPS aria-current=groups.then_some("page")>"Groups"</a>
        </nav>
    }
    .into_any()
}

#[component]
fn SeatCard(#[prop(into)] seats: Signal<Seats>, #[prop(into)] chosen: Signal<u32>) -> AnyView {
    view! {
        <section class="card" aria-labelledby="seats">
            <h2 id="seats">"Seats"</h2>
            <SeatMeter seats chosen/>
        </section>
    }
    .into_any()
}
