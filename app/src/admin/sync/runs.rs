//! The list of runs: each number leads to the people behind it.

use super::super::words::{grouped, language};
use super::addresses::behind;
use super::words;
use latchkey_contract::sync::{SyncEnd, SyncKind, SyncRun};
use latchkey_text::console_sync as text;
use leptos::prelude::*;

#[component]
pub fn RunList(directory: String, runs: Vec<SyncRun>) -> AnyView {
    let none = runs.is_empty();
    let rows = runs.into_iter().map(|run| view! { <RunRow directory=directory.clone() run/> }).collect_view();
    view! {
        <div class="stack">
            <h2>{text::runs(language())}</h2>
            {if none {
                view! { <p class="soft">{text::runs_none(language())}</p> }.into_any()
            } else {
                view! {
                    <div class="scroll sheet-table" tabindex="0" role="region" aria-label=text::runs(language())>
                        <table class="table runs">
                            <thead><tr>
                                <th scope="col">{text::started(language())}</th>
                                <th scope="col">{text::read(language())}</th>
                                <th scope="col">{text::found(language())}</th>
                                <th scope="col">{text::ended(language())}</th>
                            </tr></thead>
                            <tbody>{rows}</tbody>
                        </table>
                    </div>
                }
                .into_any()
            }}
            <p class="hint">{text::kept(language())}</p>
        </div>
    }
    .into_any()
}

#[component]
fn RunRow(directory: String, run: SyncRun) -> AnyView {
    let by = if run.by_itself { text::by_itself(language()) } else { text::by_hand(language()) };
    let (word, class) = words::end(&run);
    let why = words::why(&run);
    let took = run.millis.map(|millis| text::millis(language(), &seconds(millis)));
    view! {
        <tr>
            <th scope="row">{latchkey_text::format::time(language(), run.started_at)}<small>{by}</small></th>
            <td>{grouped(run.seen)}<small class="took">{took}</small></td>
            <td><Numbers directory run=run.clone()/></td>
            <td><span class=class>{word}</span>{why.map(|why| view! { <small>{why}</small> })}</td>
        </tr>
    }
    .into_any()
}

/// What was found, in people. The first import found everybody, and kept a number.
#[component]
fn Numbers(directory: String, run: SyncRun) -> AnyView {
    if run.is_first {
        let found = grouped(run.counts.new);
        return view! { <b>{found}</b>" "{text::number_first(language())} }.into_any();
    }
    let found: Vec<SyncKind> = SyncKind::ALL.into_iter().filter(|kind| run.counts.of(*kind) > 0).collect();
    if found.is_empty() {
        let is_read = matches!(run.end, SyncEnd::Asking | SyncEnd::Finished | SyncEnd::Decided { .. });
        return is_read.then(|| view! { <span class="soft">{text::nothing_found(language())}</span> }).into_any();
    }
    let link = |kind: SyncKind| {
        let href = behind(&directory, run.run, kind);
        view! { <li><a href=href><b>{grouped(run.counts.of(kind))}</b>" "{words::number(kind)}</a></li> }
    };
    view! { <ul class="found">{found.into_iter().map(link).collect_view()}</ul> }.into_any()
}

/// "4.1"
fn seconds(millis: u32) -> String {
    format!("{}.{}", millis / 1000, millis % 1000 / 100)
}
