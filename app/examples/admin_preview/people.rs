use crate::Save;
use crate::room::{overview, room};
use latchkey_app::admin::api::Trouble;
use latchkey_app::admin::people::{GroupsView, PeopleView};
use latchkey_contract::admin::*;
use leptos::prelude::*;
use std::collections::BTreeMap;

pub fn pages(save: Save) {
    save("people", || people(people_found(), None));
    save("people-done", || {
        people(
            people_found(),
            Some(Onboarded {
                added: 436,
                already: 2,
                left_out: vec![
                    LeftOut { name: "Marta Ferreira".into(), why: WhyLeftOut::Hindrance(Hindrance::Disabled) },
                    LeftOut { name: "svc-backup".into(), why: WhyLeftOut::Hindrance(Hindrance::Protected) },
                ],
                seats: Seats { used: 1248, total: 1500 },
            }),
        )
    });
    save("people-empty", || {
        people(People { rows: Vec::new(), total: 0, next: None, seats: Seats { used: 0, total: 50 } }, None)
    });
    save("groups", groups);
}

pub fn people_found() -> People {
    let row = |name: &str, status, hindrance| {
        let login = name.to_lowercase().replace(' ', ".");
        PersonRow {
            id: login.clone(),
            mail: format!("{login}@northwind-hospital.example"),
            login,
            name: name.into(),
            status,
            frozen: name == "Daniel Kovács",
            hindrance,
        }
    };
    let mut rows = vec![
        row("Anna Lindqvist", PersonStatus::Enrolled, None),
        row("Carlos Mendoza", PersonStatus::Invited, None),
        row("Claire Dubois", PersonStatus::Imported, None),
        row("Daniel Kovács", PersonStatus::Onboarded, None),
        row("Ewa Nowak", PersonStatus::Imported, None),
        row("Marta Ferreira", PersonStatus::Imported, Some(Hindrance::Disabled)),
        row("Priya Raghavan", PersonStatus::Imported, Some(Hindrance::Protected)),
    ];
    if let Some(row) = rows.get_mut(4) {
        row.mail = String::new();
    }
    People { rows, total: 1248, next: Some("x".into()), seats: Seats { used: 812, total: 1500 } }
}

fn people(found: People, done: Option<Onboarded>) -> AnyView {
    let chosen = RwSignal::new(if found.rows.is_empty() {
        BTreeMap::new()
    } else {
        BTreeMap::from([
            ("claire.dubois".to_owned(), false),
            ("ewa.nowak".to_owned(), false),
            ("daniel.kovács".to_owned(), true),
        ])
    });
    let query = RwSignal::new(PeopleQuery {
        text: if found.rows.is_empty() { "lindkvist".into() } else { String::new() },
        ..PeopleQuery::default()
    });
    let seats = found.seats;
    room("/admin/people", overview(), view! {
        <PeopleView query chosen found=Signal::stored((query.get_untracked(), Ok(found))) asking=Signal::stored(false) seats=Signal::stored(seats) done=Signal::stored(done) trouble=Signal::stored(None) busy=Signal::stored(false) lifted=Signal::stored(None) lifting=Signal::stored(false) on_ask_lift=|()| () on_lift=|_: (String, String)| () on_onboard=|_: String| () on_offboard=|_: String| ()/>
    }.into_any())
}

fn groups() -> AnyView {
    let rows = vec![
        GroupRow { directory: "1".into(), id: "a".into(), name: "Clinical staff".into(), direct_members: 3 },
        GroupRow { directory: "1".into(), id: "b".into(), name: "Cardiology, Ward 3".into(), direct_members: 61 },
    ];
    let away = AdminError::Refused(Refused::Directory(DirectoryFault::Unreachable {
        detail: "dc01: no answer within 5 s".into(),
    }));
    let unasked = vec![Unasked { directory: "Northwind branch".into(), why: away }];
    let found = FoundGroups { rows, answered: 1, unasked };
    let trouble = Trouble::Told(AdminError::Refused(Refused::Seats { wanted: 64, free: 30 }));
    room("/admin/people/groups", overview(), view! {
        <GroupsView found=Signal::stored((String::new(), Ok(found))) asking=Signal::stored(false) on_find=|_: String| () seats=Signal::stored(Seats { used: 812, total: 1500 }) done=Signal::stored(None) trouble=Signal::stored(Some(trouble)) busy=Signal::stored(false) on_onboard=|_: (GroupRow, String)| ()/>
    }.into_any())
}
