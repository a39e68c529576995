//! Small pieces of several of its pages.

use super::super::parts::{Head, SeatMeter};
use super::super::steps::PEOPLE;
use super::super::words::language;
use latchkey_contract::admin::Seats;
use latchkey_text::console_people as text;
use leptos::prelude::*;

pub(super) const GROUPS: &str = "/admin/people/groups";
pub(crate) const JOINING: &str = "/admin/people/joining";
pub(super) const SETTINGS_OF_ACCOUNTS: &str = "/admin/methods/settings#accounts";

/// Why a code is asked for here.
pub(super) const MANY: &str = text::many(language());
pub(super) const WHOLE: &str = text::whole(language());

/// What both ways of choosing begin with.
#[component]
pub(super) fn PeopleHead() -> impl IntoView {
    view! { <Head step=3 title=text::heading(language()) lede=|| text::lede(language())/> }
}

#[component]
pub(super) fn Ways(here: &'static str) -> AnyView {
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
pub(super) fn SeatCard(#[prop(into)] seats: Signal<Seats>, #[prop(into)] chosen: Signal<u32>) -> AnyView {
    view! {
        <section class="card" aria-labelledby="seats">
            <h2 id="seats">{latchkey_text::console::seats(language())}</h2>
            <SeatMeter seats chosen/>
        </section>
    }
    .into_any()
}
