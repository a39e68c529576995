//! The table of people with its boxes.

use super::super::words;
use super::super::words::language;
use super::choice::Choice;
use crate::ui::{Glyph, Icon, marked};
use latchkey_contract::admin::{PersonRow, PersonStatus};
use latchkey_text::console;
use latchkey_text::console_people as text;
use leptos::prelude::*;

/// Whether anything can be done with this person here.
pub const fn choosable(row: &PersonRow) -> bool {
    row.hindrance.is_none() || onboarded(row)
}
pub const fn onboarded(row: &PersonRow) -> bool {
    !matches!(row.status, PersonStatus::Imported)
}

#[component]
pub fn PeopleTable(
    rows: Vec<PersonRow>,
    choice: Choice,
    /// Id and name of somebody whose stop is to be lifted.
    #[prop(into)]
    on_lift: Callback<(String, String)>,
) -> AnyView {
    let offered: Vec<(String, bool)> =
        rows.iter().filter(|row| choosable(row)).map(|row| (row.id.clone(), onboarded(row))).collect();
    let Choice { ticked: chosen, whole } = choice;
    let none_offered = offered.is_empty();
    let offered = StoredValue::new(offered);
    let all = Memo::new(move |_| {
        let chosen = chosen.read();
        let ticked = |offered: &Vec<(String, bool)>| offered.iter().all(|(id, _)| chosen.contains_key(id));
        !none_offered && (whole.get() || offered.with_value(ticked))
    });
    let pick_all = move |on: bool| {
        chosen.update(|chosen| {
            for (id, in_use) in offered.get_value() {
                if on {
                    chosen.insert(id, in_use);
                } else {
                    chosen.remove(&id);
                }
            }
        });
    };
    view! {
        <div class="scroll sheet-table" tabindex="0" role="region" aria-label=console::people_word(language())>
            <table class="table">
                <thead>
                    <tr>
                        <td class="pick"><label>
                            <input type="checkbox" prop:checked=all disabled=move || none_offered || whole.get() on:change=move |event| pick_all(event_target_checked(&event))/>
                            <span class="sr">{text::all(language())}</span>
                        </label></td>
                        <th scope="col">{console::name(language())}</th>
                        <th scope="col">{text::state(language())}</th>
                        <th scope="col">{text::mail(language())}</th>
                    </tr>
                </thead>
                <tbody>{rows.into_iter().map(|row| view! { <Person row choice on_lift/> }).collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}

#[component]
fn Person(row: PersonRow, choice: Choice, on_lift: Callback<(String, String)>) -> AnyView {
    let Choice { ticked: chosen, whole } = choice;
    let (free, in_use) = (choosable(&row), onboarded(&row));
    let PersonRow { id, name, login, mail, status, hindrance, frozen } = row;
    let (word, class) = words::status(status);
    let whom = (id.clone(), name.clone());
    let lift = text::lift_parts(language(), &name);
    let own = StoredValue::new(id.clone());
    let picked = Memo::new(move |_| free && whole.get() || own.with_value(|id| chosen.read().contains_key(id)));
    let at_start = chosen.read_untracked().contains_key(&id);
    view! {
        <tr>
            <td class="pick"><label>
                <input type="checkbox" checked=at_start prop:checked=picked disabled=move || !free || whole.get()
                    on:change=move |event| {
                        let on = event_target_checked(&event);
                        chosen.update(|chosen| {
                            if on { chosen.insert(own.get_value(), in_use); } else { chosen.remove(&own.get_value()); }
                        });
                    }/>
                <span class="sr">{text::choose(language(), &name)}</span>
            </label></td>
            <th scope="row">{name}<small>{login}</small></th>
            <td>
                <span class=class>{word}</span>
                {frozen.then(|| view! {
                    <span class=text::stopped(language())>
                        <span class="badge bad">{text::stopped(language())}</span>
                        <button type="button" class="button plain" on:click=move |_| on_lift.run(whom.clone())>{marked(lift, |_, of| view! { <span class="sr">{of}</span> }.into_any())}</button>
                    </span>
                })}
                {hindrance.map(|why| view! { <small class="why"><Icon glyph=Glyph::Minus/>{words::fault::hindrance(why)}</small> })}
            </td>
            <td>{if mail.is_empty() { view! { <span class="soft">{text::no_mail(language())}</span> }.into_any() } else { mail.into_any() }}</td>
        </tr>
    }
    .into_any()
}
