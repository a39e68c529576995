//! The people behind one number of a run.

use super::super::api::got;
use super::super::api::sync::read_people;
use super::super::parts::{Failed, Head, Waiting};
use super::super::words::{grouped, language};
use super::addresses::{behind, report};
use super::words;
use crate::ui::{Glyph, Icon};
use crate::wire::page_data;
use latchkey_contract::sync::{SyncEnd, SyncKind, SyncPeople, SyncPeopleQuery, SyncRow, SyncRun};
use latchkey_text::console_sync as text;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};

/// `/admin/import/:id/sync/:run/:kind`, and in pages `?after=`.
#[component]
pub fn SyncPeoplePage() -> AnyView {
    let (params, asked) = (use_params_map(), use_query_map());
    let query = move || {
        let part = |name: &str| params.read().get(name).unwrap_or_default();
        SyncPeopleQuery {
            directory: part("id"),
            run: part("run").parse().unwrap_or_default(),
            kind: SyncKind::from_code(&part("kind")).unwrap_or(SyncKind::Changed),
            after: asked.read().get("after").unwrap_or_default(),
        }
    };
    let found =
        page_data(query, |query| async move { got(read_people(query.clone()).await).map(|people| (query, people)) });
    view! {
        <Title text=text::people_page(language())/>
        <Suspense fallback=|| view! { <Waiting what=text::people_waiting(language())/> }>
            {move || Suspend::new(async move {
                match found.await {
                    Ok((query, people)) => view! { <SyncPeopleView query people/> }.into_any(),
                    Err(trouble) => view! { <Failed trouble/> }.into_any(),
                }
            })}
        </Suspense>
    }
    .into_any()
}

#[component]
pub fn SyncPeopleView(query: SyncPeopleQuery, people: SyncPeople) -> AnyView {
    let SyncPeopleQuery { directory, kind, after, .. } = query;
    let SyncPeople { name, run, rows, next } = people;
    let asks = run.end == SyncEnd::Asking;
    let count = run.counts.of(kind);
    let here = behind(&directory, run.run, kind);
    let more = next.map(|next| format!("{here}?after={next}"));
    let lede = words::lede(kind, asks);
    view! {
        <p><a class="crumb" href=report(&directory)><Icon glyph=Glyph::Back class="flip"/>{text::back_to(language(), &name)}</a></p>
        <p class="step-note">{text::people_of(language(), run.started_at)}</p>
        <Head title=text::people_heading(language(), count, words::number(kind)) lede=move || lede/>
        <Jump directory run kind/>
        {if rows.is_empty() {
            view! { <p class="soft">{text::nobody(language())}</p> }.into_any()
        } else {
            view! { <Rows rows kind/> }.into_any()
        }}
        <p class="pages">
            {(!after.is_empty()).then(|| view! { <a class="button" href=here>{text::from_start(language())}</a> })}
            {more.map(|more| view! { <a class="button" href=more>{text::next_page(language())}</a> })}
        </p>
    }
    .into_any()
}

/// The other numbers of the run.
#[component]
fn Jump(directory: String, run: SyncRun, kind: SyncKind) -> AnyView {
    let link = |one: SyncKind| {
        let current = (one == kind).then_some("page");
        let class = (one == SyncKind::Held).then_some("held");
        view! { <a class=class href=behind(&directory, run.run, one) aria-current=current><b>{grouped(run.counts.of(one))}</b>{words::number(one)}</a> }
    };
    let there = SyncKind::ALL.into_iter().filter(|one| *one == kind || run.counts.of(*one) > 0);
    view! { <nav class="jump" aria-label=text::in_this_run(language())>{there.map(link).collect_view()}</nav> }
        .into_any()
}

#[component]
fn Rows(rows: Vec<SyncRow>, kind: SyncKind) -> AnyView {
    let changed = kind == SyncKind::Changed;
    let (fields, units) = (changed, rows.iter().any(|row| row.unit_before.is_some()));
    let moved = kind == SyncKind::Moved;
    let head = match () {
        () if fields => view! {
            <th scope="col">{text::field(language())}</th><th scope="col">{text::before(language())}</th><th scope="col">{text::after(language())}</th>
        }
        .into_any(),
        () if moved => view! { <th scope="col">{text::before(language())}</th><th scope="col">{text::after(language())}</th> }.into_any(),
        () if units => view! { <th scope="col">{text::unit(language())}</th> }.into_any(),
        () => ().into_any(),
    };
    let body = rows.into_iter().map(|row| if fields { changes(row) } else { plain(row, moved, kind) }).collect_view();
    view! {
        <div class="scroll sheet-table" tabindex="0" role="region" aria-label=words::number(kind)>
            <table class="table" class:far=fields>
                <thead><tr><th scope="col">{text::person(language())}</th>{head}</tr></thead>
                <tbody>{body}</tbody>
            </table>
        </div>
    }
    .into_any()
}

/// One line for each field; the person stands before the first.
fn changes(row: SyncRow) -> AnyView {
    let SyncRow { name, login, changes, .. } = row;
    let span = changes.len().to_string();
    let mut who = Some(view! { <th scope="rowgroup" rowspan=span>{name}<small translate="no">{login}</small></th> });
    changes
        .into_iter()
        .map(|change| {
            let too = who.is_none().then_some("too");
            let (before, after) = (words::value(change.field, change.before), words::value(change.field, change.after));
            view! {
                <tr class=too>
                    {who.take()}
                    <td>{words::field(change.field)}</td>
                    <td>{before.map_or_else(none, |before| view! { <del translate="no">{before}</del> }.into_any())}</td>
                    <td>{after.map_or_else(none, |after| view! { <ins translate="no">{after}</ins> }.into_any())}</td>
                </tr>
            }
        })
        .collect_view()
        .into_any()
}

fn none() -> AnyView {
    view! { <span class="soft">{text::nothing(language())}</span> }.into_any()
}

fn plain(row: SyncRow, moved: bool, kind: SyncKind) -> AnyView {
    let SyncRow { name, login, unit_before, unit_after, .. } = row;
    let anew = kind == SyncKind::Recreated;
    let units = match (unit_before, unit_after) {
        (Some(before), Some(after)) if moved => {
            view! { <td><del translate="no">{before}</del></td><td><ins translate="no">{after}</ins></td> }.into_any()
        }
        (Some(unit), _) => view! { <td><span translate="no">{unit}</span></td> }.into_any(),
        _ => ().into_any(),
    };
    view! {
        <tr>
            <th scope="row">{name}<small translate="no">{login}</small>{anew.then(|| view! { <span class="badge warn">{text::badge_anew(language())}</span> })}</th>
            {units}
        </tr>
    }
    .into_any()
}
