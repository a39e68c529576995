use crate::Save;
use crate::room::{moment, overview, room};
use latchkey_app::admin::overview::OverviewView;
use latchkey_app::admin::parts::Waiting;
use latchkey_contract::admin::*;
use leptos::prelude::*;

pub fn pages(save: Save) {
    save("overview", || {
        room(
            "/admin/overview",
            overview(),
            view! { <OverviewView overview=overview() organisation="Northwind Hospital".to_owned()/> }.into_any(),
        )
    });
    save("overview-faults", || {
        let overview = Overview { faults: faults(), failing: failing(), ..overview() };
        room(
            "/admin/overview",
            overview.clone(),
            view! { <OverviewView overview organisation="Northwind Hospital".to_owned()/> }.into_any(),
        )
    });
    save("waiting", || {
        room("/admin/people", overview(), view! { <Waiting what="Looking up people" rows=8/> }.into_any())
    });
}

fn faults() -> Vec<FaultRow> {
    let row = |reference: &str, at, line: &str| FaultRow { reference: reference.into(), at, line: line.into() };
    vec![
        row("LK-7F3QX2", moment(0), "the service account lacks the right: Reset Password"),
        row("LK-9QWRT5", moment(-1), "a recovery’s result was not stored"),
    ]
}

fn failing() -> Vec<FailingRow> {
    vec![FailingRow {
        work: WorkKind::Invite,
        count: 12,
        error: WorkFault::NotSent { said: "The mail server refused our sign-in".into() },
        since: moment(0),
    }]
}
