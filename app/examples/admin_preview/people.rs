use crate::Save;
use crate::room::{overview, room};
use latchkey_app::admin::api::Trouble;
use latchkey_app::admin::people::{Choice, GroupsView, PeopleView};
use latchkey_contract::Moment;
use latchkey_contract::admin::*;
use leptos::prelude::*;

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
        let seats = Seats { used: 0, total: 50 };
        people(People { rows: Vec::new(), total: 0, able: 0, onboarded: 0, next: None, seats }, None)
    });
    save("people-all", || many(false));
    save("people-runs", || many(true));
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
    People {
        rows,
        total: 1248,
        able: 411,
        onboarded: 797,
        next: Some("x".into()),
        seats: Seats { used: 812, total: 1500 },
    }
}

fn people(found: People, done: Option<Onboarded>) -> AnyView {
    let query = RwSignal::new(PeopleQuery {
        text: if found.rows.is_empty() { "lindkvist".into() } else { String::new() },
        ..PeopleQuery::default()
    });
    let choice = Choice::new(query);
    if !found.rows.is_empty() {
        let ticked = [("claire.dubois", false), ("ewa.nowak", false), ("daniel.kovács", true)];
        choice.ticked.set(ticked.map(|(id, in_use)| (id.to_owned(), in_use)).into());
    }
    chosen(found, query, choice, Vec::new(), done.map(BulkAnswer::Done))
}

/// Everybody on the page is ticked, or everybody who matches; or it has begun.
fn many(begun: bool) -> AnyView {
    let (found, query) = (people_found(), RwSignal::new(PeopleQuery::default()));
    let choice = Choice::new(query);
    if begun {
        return chosen(found, query, choice, runs(), Some(BulkAnswer::Begun { people: 640 }));
    }
    let ticked = found
        .rows
        .iter()
        .filter(|row| row.hindrance.is_none())
        .map(|row| (row.id.clone(), row.status != PersonStatus::Imported));
    choice.ticked.set(ticked.collect());
    choice.whole.set(true);
    chosen(found, query, choice, Vec::new(), None)
}

fn runs() -> Vec<BulkRunRow> {
    let at = Moment { at: 1_790_000_000_000, offset: 120, days: 0 };
    let run = BulkRunRow {
        id: "1".into(),
        kind: BulkKind::Onboard,
        state: BulkState::Running,
        actor: "jonas".into(),
        selection: BulkSelection::Matching { text: String::new(), onboarded_only: false },
        started: at,
        total: 640,
        done: 500,
        already: 797,
        left_out: vec![LeftOutCount { why: WhyLeftOut::Hindrance(Hindrance::Disabled), people: 40 }],
        names: vec![LeftOut { name: "Marta Ferreira".into(), why: WhyLeftOut::Hindrance(Hindrance::Disabled) }],
    };
    let group = BulkSelection::Group { directory: "Northwind account".into() };
    let short = BulkState::Stopped { at, why: BulkStop::NoSeats };
    let nurses = BulkSelection::Matching { text: "nurse".into(), onboarded_only: true };
    vec![
        run.clone(),
        BulkRunRow { id: "2".into(), state: short, selection: group, ..run.clone() },
        BulkRunRow {
            id: "3".into(),
            kind: BulkKind::Offboard,
            state: BulkState::Finished { at },
            selection: nurses,
            total: 640,
            done: 640,
            already: 0,
            left_out: Vec::new(),
            names: Vec::new(),
            ..run
        },
    ]
}

fn chosen(
    found: People,
    query: RwSignal<PeopleQuery>,
    choice: Choice,
    runs: Vec<BulkRunRow>,
    done: Option<BulkAnswer<Onboarded>>,
) -> AnyView {
    let seats = found.seats;
    room("/admin/people", overview(), view! {
        <PeopleView query choice found=Signal::stored((query.get_untracked(), Ok(found))) asking=Signal::stored(false) seats=Signal::stored(seats) runs=Signal::stored(runs) done=Signal::stored(done) begun=Signal::stored(None) trouble=Signal::stored(None) busy=Signal::stored(false) lifted=Signal::stored(None) lifting=Signal::stored(false) on_ask_lift=|()| () on_lift=|_: (String, String)| () on_onboard=|_: String| () on_offboard=|_: String| ()/>
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
