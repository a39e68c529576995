//! Step 3: who may use self-service. People one by one, or whole groups.

mod choice;
mod groups;
mod runs;
mod table;
mod view;

pub use choice::Choice;
pub use groups::{GroupsPage, GroupsView};
pub use view::{PeoplePage, PeopleView};

use super::parts::{Head, SeatMeter};
use super::steps::PEOPLE;
use super::words::language;
use latchkey_contract::admin::Seats;
use latchkey_text::console_people as text;
use leptos::prelude::*;

pub(super) const GROUPS: &str = "/admin/people/groups";

/// Why a code is asked for here.
const MANY: &str = text::many(language());
const WHOLE: &str = text::whole(language());

/// What both ways of choosing begin with.
#[component]
fn PeopleHead() -> impl IntoView {
    view! { <Head step=3 title=text::heading(language()) lede=|| text::lede(language())/> }
}

#[component]
fn Ways(groups: bool) -> AnyView {
    view! {
        <nav class="tabs" aria-label=text::choose_by(language())>
            <a href=PEOPLE aria-current=(!groups).then_some("page")>{latchkey_text::console::people_word(language())}</a>
            <a href=GROUPS aria-current=groups.then_some("page")>{latchkey_text::console::groups(language())}</a>
        </nav>
    }
    .into_any()
}

#[component]
fn SeatCard(#[prop(into)] seats: Signal<Seats>, #[prop(into)] chosen: Signal<u32>) -> AnyView {
    view! {
        <section class="card" aria-labelledby="seats">
            <h2 id="seats">{latchkey_text::console::seats(language())}</h2>
            <SeatMeter seats chosen/>
        </section>
    }
    .into_any()
}
