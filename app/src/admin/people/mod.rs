//! Step 3: who may use self-service. People one by one, or whole groups; and which accounts are one person’s.

mod by_hand;
mod choice;
mod groups;
mod joining;
mod pair;
mod runs;
mod table;
mod view;

pub use by_hand::ByHand;
pub use choice::Choice;
pub use groups::{GroupsPage, GroupsView};
pub use joining::{Decided, JoiningPage, JoiningView};
pub use table::Picked;
pub use view::{PeoplePage, PeopleView};

use super::parts::{Head, SeatMeter};
use super::steps::PEOPLE;
use super::words::language;
use latchkey_contract::admin::Seats;
use latchkey_text::console_people as text;
use leptos::prelude::*;

pub(super) const GROUPS: &str = "/admin/people/groups";
pub(super) const JOINING: &str = "/admin/people/joining";
const SETTINGS_OF_ACCOUNTS: &str = "/admin/methods/settings#accounts";

/// Why a code is asked for here.
const MANY: &str = text::many(language());
const WHOLE: &str = text::whole(language());

/// What both ways of choosing begin with.
#[component]
fn PeopleHead() -> impl IntoView {
    view! { <Head step=3 title=text::heading(language()) lede=|| text::lede(language())/> }
}

#[component]
fn Ways(here: &'static str) -> AnyView {
    let current = |page: &str| (here == page).then_some("page");
    view! {
        <nav class="tabs" aria-label=text::choose_by(language())>
            <a href=PEOPLE aria-current=current(PEOPLE)>{latchkey_text::console::people_word(language())}</a>
            <a href=GROUPS aria-current=current(GROUPS)>{latchkey_text::console::groups(language())}</a>
            <a href=JOINING aria-current=current(JOINING)>{latchkey_text::console_joining::tab(language())}</a>
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
