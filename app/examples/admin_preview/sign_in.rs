use crate::Save;
use crate::room::moment;
use latchkey_app::admin::sign_in::{CodeForm, FirstAdminForm, Gate, OpenForm, SignInForm, TotpForm};
use latchkey_contract::Problem;
use latchkey_contract::admin::FlashMessage;
use latchkey_contract::enrol::TotpSetup;
use leptos::prelude::*;

pub fn pages(save: Save) {
    save("sign-in", || view! { <Gate><SignInForm flash=Some(FlashMessage::Refused)/></Gate> }.into_any());
    save("sign-in-later", || {
        view! { <Gate><SignInForm flash=Some(FlashMessage::Later { from: Some(moment(0)) })/></Gate> }.into_any()
    });
    save("sign-in-taken", || view! { <Gate><SignInForm flash=Some(FlashMessage::Taken)/></Gate> }.into_any());
    save("code", || view! { <Gate><CodeForm problem=Some(Problem::ClockOff { minutes: -2 })/></Gate> }.into_any());
    save("setup-link", || view! { <Gate><OpenForm token="x".to_owned()/></Gate> }.into_any());
    save("setup-name", || {
        view! { <Gate><FirstAdminForm problem=Some(Problem::TooShort { min: 12 })/></Gate> }.into_any()
    });
    save("setup-bound", || {
        view! { <Gate><FirstAdminForm name=Some("jonas".to_owned()) problem=None flash=Some(FlashMessage::Busy)/></Gate> }
            .into_any()
    });
    save("setup-totp", || {
        view! { <Gate><TotpForm name="Jonas".to_owned() setup=totp() problem=None/></Gate> }.into_any()
    });
}

fn totp() -> TotpSetup {
    // not a real code: enough to see the size
    let qr_path = (0..29)
        .flat_map(|y| {
            (0..29).filter(move |x| (x * 7 + y * 13 + x * y) % 3 == 0).map(move |x| format!("M{x} {y}h1v1h-1z"))
        })
        .collect();
    TotpSetup {
        qr_path,
        qr_size: 29,
        key: "K5QW 2Z7T NB4X GA6R JH3M VEDP YU2C LSQO".into(),
        uri: "otpauth://totp/x".into(),
    }
}
