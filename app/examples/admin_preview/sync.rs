use crate::Save;
use crate::room::{moment, overview, room};
use latchkey_app::admin::overview::OverviewView;
use latchkey_app::admin::sync::{SyncPeopleView, SyncView};
use latchkey_contract::admin::*;
use latchkey_contract::sync::*;
use leptos::prelude::*;

pub fn pages(save: Save) {
    save("sync", || report(None));
    save("sync-asking", || report(Some(question())));
    save("sync-overview", asked_on_overview);
    save("sync-changed", || behind(SyncKind::Changed, changed()));
    save("sync-moved", || behind(SyncKind::Moved, moved()));
    save("sync-recreated", || behind(SyncKind::Recreated, named()));
}

const NAME: &str = "ad.northwind-hospital.example";

fn run(run: i64, counts: SyncCounts, end: SyncEnd) -> SyncRun {
    SyncRun {
        run,
        by_itself: run % 4 != 0,
        is_first: run == 1,
        started_at: moment(i32::try_from(run - 6).unwrap_or(0)),
        millis: Some(4140),
        seen: 3294,
        counts,
        end,
    }
}

fn counts() -> SyncCounts {
    SyncCounts { new: 12, recreated: 1, changed: 37, moved: 9, disabled: 4, back: 1, ..SyncCounts::default() }
}

fn question() -> SyncQuestion {
    let name = |name: &str, login: &str| SyncName { name: name.into(), login: login.into() };
    SyncQuestion {
        run: 6,
        at: moment(0),
        missing: 214,
        present: 3508,
        seats: 61,
        emptied: vec![EmptiedUnit { dn: "OU=Research,DC=ad,DC=northwind-hospital,DC=example".into(), people: 209 }],
        people: vec![name("Anna Lindqvist", "anna.lindqvist"), name("Daniel Kovács", "daniel.kovacs")],
    }
}

fn report(question: Option<SyncQuestion>) -> AnyView {
    let last = if question.is_some() {
        run(6, SyncCounts { held: 214, ..counts() }, SyncEnd::Asking)
    } else {
        run(6, counts(), SyncEnd::Finished)
    };
    let away = DirectoryFault::Unreachable { detail: "dc01: no answer".into() };
    let report = SyncReport {
        name: NAME.into(),
        every: SyncEvery::Hour,
        state: Some(SyncState { finished_at: moment(0), next_at: Some(moment(0)), question }),
        running: false,
        runs: vec![
            last,
            run(5, SyncCounts::default(), SyncEnd::Finished),
            run(
                4,
                SyncCounts { gone: 61, ..SyncCounts::default() },
                SyncEnd::Decided { are_gone: true, by: "jonas.albrecht".into() },
            ),
            run(3, SyncCounts::default(), SyncEnd::Failed(WorkFault::Directory(away))),
            run(1, SyncCounts { new: 3508, ..SyncCounts::default() }, SyncEnd::Finished),
        ],
    };
    room("/admin/import/1/sync", overview(), view! {
        <SyncView id="1".to_owned() report=Signal::stored(report) trouble=Signal::stored(None) starting=Signal::stored(false) answering=Signal::stored(false)
            outcome=Signal::stored(None) on_now=|()| () on_every=|_: SyncEvery| () on_ask=|()| () on_answer=|_: (i64, bool, String)| ()/>
    }.into_any())
}

fn asked_on_overview() -> AnyView {
    let mut asked = overview();
    if let Some(card) = asked.directories.first_mut() {
        card.import = ImportState::Asking { people: 3294, at: moment(0) };
        card.sync = Some(SyncState { finished_at: moment(0), next_at: Some(moment(0)), question: Some(question()) });
    }
    room(
        "/admin/overview",
        asked.clone(),
        view! { <OverviewView overview=asked organisation="Northwind Hospital".to_owned()/> }.into_any(),
    )
}

fn row(name: &str, login: &str, changes: &[(SyncField, &str, &str)]) -> SyncRow {
    let some = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    let change = |(field, before, after): &(SyncField, &str, &str)| SyncChange {
        field: *field,
        before: some(before),
        after: some(after),
    };
    SyncRow {
        name: name.into(),
        login: login.into(),
        changes: changes.iter().map(change).collect(),
        unit_before: None,
        unit_after: None,
    }
}

fn changed() -> Vec<SyncRow> {
    vec![
        row(
            "Daniel Kovács",
            "daniel.kovacs",
            &[(
                SyncField::Mail,
                "daniel.kovacs@northwind-hospital.example",
                "daniel.kovacs@pharmacy.northwind-hospital.example",
            )],
        ),
        row(
            "Marta Ferreira",
            "marta.ferreira",
            &[
                (SyncField::Login, "mferreira", "marta.ferreira"),
                (SyncField::DisplayName, "Marta Ferreira Costa", "Marta Ferreira"),
            ],
        ),
        row("Priya Raghavan", "priya.raghavan", &[(SyncField::Phone, "+46 70 555 01 42", "")]),
    ]
}

fn moved() -> Vec<SyncRow> {
    let unit = |name: &str| Some(format!("OU={name},OU=Clinical,DC=ad,DC=northwind-hospital,DC=example"));
    vec![SyncRow {
        unit_before: unit("Emergency"),
        unit_after: unit("Radiology"),
        ..row("Leila Haddad", "leila.haddad", &[])
    }]
}

fn named() -> Vec<SyncRow> {
    vec![row("Samuel Osei", "samuel.osei", &[])]
}

fn behind(kind: SyncKind, rows: Vec<SyncRow>) -> AnyView {
    let query = SyncPeopleQuery { directory: "1".into(), run: 6, kind, after: String::new() };
    let run = run(6, SyncCounts { held: 214, ..counts() }, SyncEnd::Asking);
    let people = SyncPeople { name: NAME.into(), run, rows, next: Some("x".into()) };
    room("/admin/import/1/sync", overview(), view! { <SyncPeopleView query people/> }.into_any())
}
