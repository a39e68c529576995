//! Who is chosen: some by their boxes, or all who match the search. All who match are never named by the browser: it
//! says what was searched for, and how many that were.

use super::super::api::{Got, Trouble};
use super::super::words::language;
use super::picked::{Chosen, choosable};
use crate::ui::{Glyph, Icon};
use latchkey_contract::admin::{AdminError, MOST_CHOSEN, People, PeopleQuery, Refused, Selection};
use latchkey_text::console_people as text;
use leptos::prelude::*;
use std::collections::BTreeMap;

/// What was asked, and the answer.
pub type Found = (PeopleQuery, Got<People>);

#[derive(Clone, Copy)]
pub struct Choice {
    pub ticked: Chosen,
    /// All who match instead.
    pub whole: RwSignal<bool>,
}

impl Choice {
    /// Another search is another choice.
    pub fn new(query: RwSignal<PeopleQuery>) -> Self {
        let choice = Self { ticked: RwSignal::default(), whole: RwSignal::new(false) };
        let filter = Memo::new(move |_| (query.read().text.clone(), query.read().onboarded_only));
        Effect::new(move |before: Option<()>| {
            filter.track();
            if before.is_some() {
                choice.whole.set(false);
            }
        });
        choice
    }

    pub fn clear(self) {
        self.ticked.set(BTreeMap::new());
        self.whole.set(false);
    }

    fn ids(self, in_use: bool) -> Vec<String> {
        let ticked = self.ticked.read_untracked();
        ticked.iter().filter(|(_, is)| is.in_use == in_use).map(|(id, _)| id.clone()).collect()
    }

    /// How many of them are onboarded, or could be.
    pub fn count(self, in_use: bool, found: &Found) -> u32 {
        match &found.1 {
            Ok(people) if self.whole.get() => matching(people, in_use),
            _ => number(self.ticked.read().values().filter(|is| is.in_use == in_use).count()),
        }
    }

    /// As the server is told.
    pub fn whom(self, in_use: bool, (asked, found): &Found) -> Got<Selection> {
        if let (true, Ok(people)) = (self.whole.get_untracked(), found) {
            let (text, onboarded_only) = (asked.text.clone(), asked.onboarded_only);
            return Ok(Selection::Matching { text, onboarded_only, shown: matching(people, in_use) });
        }
        let ids = self.ids(in_use);
        if ids.len() > MOST_CHOSEN {
            let most = number(MOST_CHOSEN);
            return Err(Trouble::Told(AdminError::Refused(Refused::TooMany { most })));
        }
        Ok(Selection::People(ids))
    }

    /// Everybody on the page is ticked, and there are more of them.
    fn offers_all(self, found: &Found) -> bool {
        let Ok(people) = &found.1 else { return false };
        let ticked = self.ticked.read();
        let mut offered = people.rows.iter().filter(|row| choosable(row)).peekable();
        people.total > number(people.rows.len())
            && offered.peek().is_some()
            && offered.all(|row| ticked.contains_key(&row.id))
    }
}

const fn matching(people: &People, in_use: bool) -> u32 {
    if in_use { people.onboarded } else { people.able }
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// What can be done with those who are chosen. Its parts stay while numbers change: whoever stands on one by keyboard
/// stays there.
#[component]
pub fn ChoiceBar(
    choice: Choice,
    #[prop(into)] found: Signal<Found>,
    #[prop(into)] new: Signal<u32>,
    #[prop(into)] in_use: Signal<u32>,
    #[prop(into)] on_remove: Callback<()>,
    /// Two are chosen, and said to be one.
    #[prop(into)]
    on_join: Callback<()>,
) -> impl IntoView {
    let whole = choice.whole;
    let shown = Memo::new(move |_| whole.get() || new.get() + in_use.get() > 0);
    let offers_all = Memo::new(move |_| whole.get() || choice.offers_all(&found.read()));
    let are_two = Memo::new(move |_| !whole.get() && new.get() + in_use.get() == 2);
    let has_in_use = Memo::new(move |_| in_use.get() > 0);
    let total = Memo::new(move |_| found.read().1.as_ref().map_or(0, |people| people.total));
    let are_chosen = move || match whole.get() {
        true => text::all_are_chosen(language(), total.get()),
        false => text::are_chosen(language(), new.get() + in_use.get()),
    };
    let change = move || match whole.get() {
        true => text::only_ticked(language()).to_owned(),
        false => text::choose_matching(language(), total.get()),
    };
    move || {
        shown.get().then(|| {
            view! {
                <div class="bulk" role="region" aria-label=text::chosen(language())>
                    <b role="status">{are_chosen}</b>
                    {move || offers_all.get().then(|| view! {
                        <button type="button" class="button plain all" on:click=move |_| whole.update(|whole| *whole = !*whole)>{change}</button>
                    })}
                    {move || are_two.get().then(|| view! {
                        <button type="button" class="button plain as-one" on:click=move |_| on_join.run(())>{latchkey_text::console_joining::join_two(language())}</button>
                    })}
                    {move || has_in_use.get().then(|| view! {
                        <button type="button" class="button plain is-bad" on:click=move |_| on_remove.run(())>{move || text::remove_chosen(language(), in_use.get())}</button>
                    })}
                    <button type="button" class="button plain square" aria-label=text::clear(language()) on:click=move |_| choice.clear()><Icon glyph=Glyph::Cross/></button>
                </div>
            }
        })
    }
}
