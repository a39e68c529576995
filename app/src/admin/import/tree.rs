//! The units of a domain as a tree. Choosing one takes everything below it, as a search of that
//! subtree does.

use crate::ui::{Glyph, Icon};
use latchkey_contract::admin::SubtreeRow;
use leptos::prelude::*;
use std::collections::BTreeSet;

/// One unit with those below it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unit {
    pub row: SubtreeRow,
    pub below: Vec<Unit>,
}

/// From rows in walking order, each with its depth. A row that is deeper than it can be hangs
/// under the one before it.
pub fn nest(rows: &[SubtreeRow]) -> Vec<Unit> {
    fn take(rows: &mut std::iter::Peekable<std::slice::Iter<'_, SubtreeRow>>, depth: u32) -> Vec<Unit> {
        let mut units = Vec::new();
        while let Some(row) = rows.next_if(|row| row.depth >= depth) {
            units.push(Unit { row: row.clone(), below: take(rows, row.depth.saturating_add(1)) });
        }
        units
    }
    take(&mut rows.iter().peekable(), 0)
}

/// The chosen units without those that lie below another chosen one, in the order of the rows.
pub fn topmost(rows: &[SubtreeRow], chosen: &BTreeSet<String>) -> Vec<String> {
    fn walk(units: &[Unit], chosen: &BTreeSet<String>, found: &mut Vec<String>) {
        for unit in units {
            if chosen.contains(&unit.row.id) {
                found.push(unit.row.id.clone());
            } else {
                walk(&unit.below, chosen, found);
            }
        }
    }
    let mut found = Vec::new();
    walk(&nest(rows), chosen, &mut found);
    found
}

/// How many people the chosen units bring, as the rows say: a unit's number has those below it in it.
pub fn people(rows: &[SubtreeRow], chosen: &BTreeSet<String>) -> u32 {
    let top = topmost(rows, chosen);
    rows.iter().filter(|row| top.contains(&row.id)).map(|row| row.people).fold(0, u32::saturating_add)
}

#[component]
pub fn UnitTree(rows: Vec<SubtreeRow>, chosen: RwSignal<BTreeSet<String>>) -> impl IntoView {
    view! { <ul class="tree">{branches(nest(&rows), chosen, Signal::stored(false))}</ul> }
}

/// `covered`: a unit further up is chosen.
fn branches(units: Vec<Unit>, chosen: RwSignal<BTreeSet<String>>, covered: Signal<bool>) -> AnyView {
    units.into_iter().map(|unit| branch(unit, chosen, covered)).collect_view().into_any()
}

fn branch(unit: Unit, chosen: RwSignal<BTreeSet<String>>, covered: Signal<bool>) -> AnyView {
    let Unit { row: SubtreeRow { id, dn, name, people, .. }, below } = unit;
    let own = StoredValue::new(id.clone());
    let picked = Memo::new(move |_| covered.get() || own.with_value(|id| chosen.read().contains(id)));
    let at_start = covered.get_untracked() || chosen.read_untracked().contains(&id);
    view! {
        <li>
            <label class="check" title=dn>
                <input type="checkbox" checked=at_start prop:checked=picked disabled=covered
                    on:change=move |event| {
                        let on = event_target_checked(&event);
                        chosen.update(|chosen| {
                            if on { chosen.insert(own.get_value()); } else { chosen.remove(&own.get_value()); }
                        });
                    }/>
                <Icon glyph=Glyph::Building/>
                <span>{name}</span>
                <span class="num">{super::super::words::grouped(people)}</span>
            </label>
            {(!below.is_empty()).then(|| view! { <ul>{branches(below, chosen, picked.into())}</ul> })}
        </li>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::indexing_slicing, reason = "tests")]
    use super::*;

    fn rows(shape: &[(&str, u32)]) -> Vec<SubtreeRow> {
        shape
            .iter()
            .map(|(name, depth)| SubtreeRow {
                id: format!("id of {name}"),
                dn: (*name).into(),
                name: (*name).into(),
                depth: *depth,
                people: 1,
                chosen: false,
            })
            .collect()
    }
    fn set(names: &[&str]) -> BTreeSet<String> {
        ids(names).into_iter().collect()
    }
    fn ids(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| format!("id of {name}")).collect()
    }

    #[test]
    fn rows_become_a_tree() {
        let tree = nest(&rows(&[("staff", 0), ("clinical", 1), ("ward 3", 2), ("office", 1), ("guests", 0)]));
        assert_eq!(tree.len(), 2);
        assert_eq!(tree[0].below.len(), 2);
        assert_eq!(tree[0].below[0].below[0].row.name, "ward 3");
    }

    #[test]
    fn odd_depths_lose_nobody() {
        let tree = nest(&rows(&[("a", 2), ("b", 5), ("c", 1), ("d", 0)]));
        fn count(units: &[Unit]) -> usize {
            units.iter().map(|unit| 1 + count(&unit.below)).sum()
        }
        assert_eq!(count(&tree), 4);
    }

    #[test]
    fn what_lies_below_a_chosen_unit_is_not_sent_again() {
        let rows = rows(&[("staff", 0), ("clinical", 1), ("ward 3", 2), ("guests", 0)]);
        assert_eq!(topmost(&rows, &set(&["staff", "ward 3", "guests"])), ids(&["staff", "guests"]));
        assert_eq!(topmost(&rows, &set(&["ward 3"])), ids(&["ward 3"]));
    }

    #[test]
    fn nobody_is_counted_twice() {
        let mut rows = rows(&[("staff", 0), ("clinical", 1), ("ward 3", 2), ("guests", 0)]);
        for (row, count) in rows.iter_mut().zip([90, 70, 12, 5]) {
            row.people = count;
        }
        assert_eq!(people(&rows, &set(&["staff", "ward 3", "guests"])), 95);
        assert_eq!(people(&rows, &set(&["ward 3"])), 12);
        assert_eq!(people(&rows, &set(&[])), 0);
    }
}
