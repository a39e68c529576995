use crate::Save;
use crate::room::{fresh, overview, room};
use latchkey_app::admin::activate::{DoctorView, Nothing, Switch};
use latchkey_app::admin::api::Trouble;
use latchkey_contract::admin::*;
use leptos::prelude::*;

pub fn pages(save: Save) {
    save("doctor", || doctor(doctor_rows(), None, false));
    save("doctor-refused", || {
        doctor(
            doctor_rows(),
            Some(Refused::NotReady {
                reasons: vec![
                    NotReady::NobodyImported,
                    NotReady::Check {
                        kind: CheckKind::ResetRight,
                        server: String::new(),
                        evidence: Some(right(19, Some("CN=Ewa Nowak,OU=Contractors,DC=example"))),
                    },
                ],
            }),
            false,
        )
    });
    save("doctor-active", || {
        doctor(doctor_rows().into_iter().filter(|row| row.verdict != Verdict::Bad).collect(), None, true)
    });
    save("doctor-empty", || room("/admin/activate", fresh(), view! { <Nothing/> }.into_any()));
}

fn right(held: u32, not_for: Option<&str>) -> Evidence {
    Evidence::Right { looked_at: 24, held, not_for: not_for.map(str::to_owned), administrator: false }
}

fn doctor_rows() -> Vec<CheckRow> {
    let row =
        |kind, verdict, evidence| CheckRow { kind, server: String::new(), verdict, evidence, repair: None, millis: 0 };
    let unit = |unit: &str, people| UnitCount { unit: unit.into(), people, or_more: false };
    let people = Evidence::People { units: vec![unit("Clinical", 812), unit("Administration", 241)], protected: 11 };
    vec![
        CheckRow {
            repair: Some(Repair::Commands("dsacls \"OU=Contractors,OU=Staff,DC=ad,DC=northwind-hospital,DC=example\" /I:S /G \"NORTHWIND\\svc-latchkey:CA;Reset Password;user\"".into())),
            millis: 31,
            ..row(CheckKind::ResetRight, Verdict::Bad, right(0, Some("CN=Ewa Nowak,OU=Contractors,DC=example")))
        },
        row(CheckKind::ReadPeople, Verdict::Good, people),
        row(CheckKind::UnlockRight, Verdict::Good, right(24, None)),
        row(CheckKind::PolicyHints, Verdict::Warn, Evidence::NoHints),
        row(CheckKind::PwdLastSetRight, Verdict::NotTried, Evidence::Nobody),
    ]
}

fn doctor(rows: Vec<CheckRow>, refused: Option<Refused>, active: bool) -> AnyView {
    let mut cards = overview().directories;
    if let Some(card) = cards.first_mut() {
        card.active = active;
    }
    let card = cards.first().cloned().expect("there are two");
    let switched = refused.map(|refused| Err(Trouble::Told(AdminError::Refused(refused))));
    room("/admin/activate/1", overview(), view! {
        <DoctorView card cards rows=Signal::stored(Some(Ok(rows))) running=Signal::stored(false) switching=Signal::stored(false) switched=Signal::stored(switched) on_run=|_: String| () on_ask=|()| () on_switch=|_: Switch| ()/>
    }.into_any())
}
