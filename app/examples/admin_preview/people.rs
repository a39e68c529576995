use crate::Save;
use crate::room::moment;
use crate::room::{overview, room};
use latchkey_app::admin::api::Trouble;
use latchkey_app::admin::people::{ByHand, Choice, Decided, GroupsView, JoiningView, PeopleView, Picked};
use latchkey_contract::Moment;
use latchkey_contract::admin::*;
use latchkey_contract::joining::*;
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
    save("joining", || joining(pairs()));
    save("joining-none", || joining(JoinReviews::default()));
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
            others: Vec::new(),
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
    if let Some(row) = rows.first_mut() {
        row.others = vec![other("a.lindqvist@northwind.example", "Cloud account"), other("alind", "Laboratory")];
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
        let ticked = [("Claire Dubois", false), ("Ewa Nowak", false), ("Daniel Kovács", true)].map(|(name, in_use)| {
            let login = name.to_lowercase().replace(' ', ".");
            (login.clone(), picked(name, &login, in_use))
        });
        choice.ticked.set(ticked.into());
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
        .map(|row| (row.id.clone(), picked(&row.name, &row.login, row.status != PersonStatus::Imported)));
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
        <PeopleView query choice found=Signal::stored((query.get_untracked(), Ok(found))) asking=Signal::stored(false) seats=Signal::stored(seats) runs=Signal::stored(runs) done=Signal::stored(done) begun=Signal::stored(None) trouble=Signal::stored(None) busy=Signal::stored(false) lifted=Signal::stored(None) lifting=Signal::stored(false) by_hand=by_hand() on_ask_lift=|()| () on_lift=|_: (String, String)| () on_onboard=|_: String| () on_offboard=|_: String| ()/>
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

fn other(login: &str, directory: &str) -> OtherAccount {
    OtherAccount { id: login.into(), directory: directory.into(), login: login.into() }
}

fn picked(name: &str, login: &str, in_use: bool) -> Picked {
    Picked { name: name.into(), login: login.into(), in_use }
}

fn by_hand() -> ByHand {
    ByHand {
        joined: Signal::stored(None),
        joining: Signal::stored(false),
        on_join: Callback::new(|_| ()),
        parted: Signal::stored(None),
        parting: Signal::stored(false),
        on_part: Callback::new(|_| ()),
        on_ask: Callback::new(|()| ()),
    }
}

fn pairs() -> JoinReviews {
    let side = |directory: &str, name: &str, login: &str, enrolled| JoinSide {
        directory: directory.into(),
        name: name.into(),
        login: login.into(),
        mail: format!("{}@northwind-hospital.example", name.to_lowercase().replace(' ', ".")),
        enrolled,
        has_seat: enrolled,
        ..JoinSide::default()
    };
    let (corp, cloud) = ("ad.northwind-hospital.example", "Cloud account");
    let pair = |id: &str, first, other, evidence, doubt, days| JoinReview {
        id: id.into(),
        first,
        other,
        evidence,
        doubt,
        since: moment(days),
    };
    let anna = |enrolled| side(corp, "Anna Lindqvist", "anna.lindqvist", enrolled);
    let in_cloud = side(cloud, "Anna Lindqvist", "a.lindqvist@northwind-hospital.example", true);
    let stopped = JoinSide { stopped: true, ..side(corp, "Daniel Kovács", "daniel.kovacs", true) };
    let lab = JoinSide {
        others: vec![other("dkovacs-admin", "Laboratory")],
        mail: stopped.mail.clone(),
        ..side(cloud, "Kovács, Daniel (Cardiology)", "d.kovacs", false)
    };
    let noor = side(corp, "Noor Jansen", "noor", false);
    let nora = JoinSide { mail: noor.mail.clone(), ..side(cloud, "Nora Jansen", "n.jansen", false) };
    JoinReviews {
        rows: vec![
            pair("1", anna(true), in_cloud, JoinEvidence::SameObject, JoinDoubt::BothEnrolled, -2),
            pair("2", stopped, lab, JoinEvidence::Mail, JoinDoubt::Stopped, -1),
            pair("3", noor, nora, JoinEvidence::Mail, JoinDoubt::MailShared, 0),
        ],
        total: 61,
    }
}

fn joining(found: JoinReviews) -> AnyView {
    let found = Signal::stored(Ok(found));
    let page = view! {
        <JoiningView found outcome=Signal::stored(None) busy=Signal::stored(false) last=Signal::stored(JoinDecision::Apart) on_ask=|()| () on_decide=|_: Decided| ()/>
    };
    room("/admin/people/joining", overview(), page.into_any())
}
