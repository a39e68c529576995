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
                    "The account may not set a password in Contractors.".into(),
                    "No domain controller offers TLS 1.2.".into(),
                ],
            }),
            false,
        )
    });
    save("doctor-active", || {
        doctor(doctor_rows().into_iter().filter(|row| row.verdict != CheckVerdict::Bad).collect(), None, true)
    });
    save("doctor-empty", || room("/admin/activate", fresh(), view! { <Nothing/> }.into_any()));
}

fn doctor_rows() -> Vec<CheckRow> {
    let row = |title: &str, verdict, evidence: &str| CheckRow {
        title: title.into(),
        verdict,
        evidence: evidence.into(),
        repair: None,
        millis: 0,
    };
    vec![
        CheckRow {
            repair: Some("dsacls \"OU=Contractors,OU=Staff,DC=ad,DC=northwind-hospital,DC=example\" /I:S /G \"NORTHWIND\\svc-latchkey:CA;Reset Password;user\"".into()),
            millis: 31,
            ..row("Set a password in Contractors", CheckVerdict::Bad, "The directory answered “insufficient access rights” (50). The account may read this unit, but not reset in it.")
        },
        row("Set a password", CheckVerdict::Good, "Clinical, Administration, Facilities"),
        row("Unlock an account", CheckVerdict::Good, "Write lockoutTime"),
        row("Password history on resets", CheckVerdict::Warn, "The server does not offer policy hints; our own memory of passwords is used."),
        row("11 protected accounts are left out", CheckVerdict::NotTried, "Domain administrators and other protected groups refuse a delegated reset. They keep their own way back."),
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
