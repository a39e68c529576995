//! The table of people with its boxes.

use super::super::words;
use super::super::words::language;
use super::choice::Choice;
use super::picked::{Picked, choosable};
use crate::ui::{Glyph, Icon, marked};
use latchkey_contract::admin::PersonRow;
use latchkey_contract::joining::OtherAccount;
use latchkey_text::console;
use latchkey_text::console_joining as joining;
use latchkey_text::console_people as text;
use leptos::prelude::*;

#[component]
pub fn PeopleTable(
    rows: Vec<PersonRow>,
    choice: Choice,
    /// Id and name of somebody whose stop is to be lifted.
    #[prop(into)]
    on_lift: Callback<(String, String)>,
    /// The name of a person, and another account of theirs that is to be parted.
    #[prop(into)]
    on_part: Callback<(String, OtherAccount)>,
) -> AnyView {
    let offered: Vec<(String, Picked)> =
        rows.iter().filter(|row| choosable(row)).map(|row| (row.id.clone(), Picked::of(row))).collect();
    let Choice { ticked: chosen, whole } = choice;
    let none_offered = offered.is_empty();
    let offered = StoredValue::new(offered);
    let all = Memo::new(move |_| {
        let chosen = chosen.read();
        let ticked = |offered: &Vec<(String, Picked)>| offered.iter().all(|(id, _)| chosen.contains_key(id));
        !none_offered && (whole.get() || offered.with_value(ticked))
    });
    let pick_all = move |on: bool| {
        chosen.update(|chosen| {
            for (id, picked) in offered.get_value() {
                if on {
                    chosen.insert(id, picked);
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
                <tbody>{rows.into_iter().map(|row| view! { <Person row choice on_lift on_part/> }).collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}

#[component]
fn Person(
    row: PersonRow,
    choice: Choice,
    on_lift: Callback<(String, String)>,
    on_part: Callback<(String, OtherAccount)>,
) -> AnyView {
    let Choice { ticked: chosen, whole } = choice;
    let (free, as_picked) = (choosable(&row), StoredValue::new(Picked::of(&row)));
    let PersonRow { id, name, login, mail, status, hindrance, frozen, others } = row;
    let others = others.into_iter().map(|account| view! { <Other name=name.clone() account on_part/> }).collect_view();
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
                            if on { chosen.insert(own.get_value(), as_picked.get_value()); } else { chosen.remove(&own.get_value()); }
                        });
                    }/>
                <span class="sr">{text::choose(language(), &name)}</span>
            </label></td>
            <th scope="row">{name}<small>{login}</small>{others}</th>
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

/// What else is theirs; opened, the way to part it. What that does is said before it is done.
#[component]
fn Other(name: String, account: OtherAccount, on_part: Callback<(String, OtherAccount)>) -> AnyView {
    let label = joining::part_whose(language(), &account.login, &account.directory, &name);
    let also = joining::also(language(), &account.login, &account.directory);
    view! {
        <details class="other">
            <summary><small>{also}</small><Icon glyph=Glyph::Down/></summary>
            <button type="button" class="button" aria-label=label on:click=move |_| on_part.run((name.clone(), account.clone()))>{joining::part(language())}</button>
        </details>
    }
    .into_any()
}

/// What parting it would do.
pub fn part_text(name: &str, account: &OtherAccount) -> String {
    joining::part_text(language(), &account.login, &account.directory, name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_parting_does_is_said_of_the_account() {
        let account = OtherAccount { id: "1".into(), directory: "Cloud".into(), login: "a.lindqvist".into() };
        let said = part_text("Anna", &account);
        assert!(said.starts_with("a.lindqvist in Cloud gets a person of its own"), "{said}");
        assert!(said.contains("Anna keeps the methods"), "{said}");
    }
}
