use crate::Save;
use crate::room::{overview, room};
use latchkey_app::admin::api::Trouble;
use latchkey_app::admin::methods::{ProvidersView, ServerAction, SettingsView};
use latchkey_contract::MethodKind;
use latchkey_contract::admin::*;
use latchkey_contract::policy::{Referee, RefereeHindrance};
use latchkey_contract::providers::{FieldShape, ProviderCard, ProviderField, ProviderForm};
use latchkey_contract::refused::RootsFault;
use latchkey_contract::settings::MethodSettings;
use leptos::prelude::*;

pub fn pages(save: Save) {
    save("methods-settings", || settings(None));
    save("methods-settings-refused", || {
        settings(Some(Refused::Field {
            field: "roots".into(),
            fault: FieldFault::Roots(RootsFault::Unreadable { nth: 1 }),
        }))
    });
    save("methods-servers", || servers(None));
    save("methods-servers-refused", || {
        servers(Some(Refused::Field { field: "secret".into(), fault: FieldFault::Missing }))
    });
    save("methods-servers-failed", || {
        servers(Some(Refused::ProviderAway { said: "no answer within 5 seconds".into() }))
    });
}

fn settings(refused: Option<Refused>) -> AnyView {
    let person = |name: &str, hindrance| Referee {
        id: name.into(),
        name: name.into(),
        login: name.to_lowercase().replace(' ', "."),
        hindrance,
    };
    let referees = vec![person("Anna Lindqvist", None), person("Carlos Mendoza", Some(RefereeHindrance::NotEnrolled))];
    let trouble = refused.map(|refused| Trouble::Told(AdminError::Refused(refused)));
    room("/admin/methods/settings", overview(), view! {
        <SettingsView kinds=MethodKind::ALL.to_vec() form=RwSignal::new(MethodSettings::default()) referees=RwSignal::new(referees) changed=Signal::stored(true) busy=Signal::stored(false)
            saved=Signal::stored(false) trouble=Signal::stored(trouble) on_save=|_: String| ()/>
    }.into_any())
}

fn servers(refused: Option<Refused>) -> AnyView {
    use FieldShape::{Secret, TextArea, TextField};
    use MethodKind as K;
    let field =
        |name: &str, shape, value: &str| ProviderField { name: name.into(), shape, value: value.into(), kept: false };
    let card = |form: &str, kind, place: &str, fields| ProviderCard {
        form: form.into(),
        kind,
        fields,
        there: !place.is_empty(),
        place: place.into(),
        version: (!place.is_empty()).then_some(1),
        asked: !matches!(kind, K::Sms),
        register: Vec::new(),
    };
    let radius = vec![field("server", TextField, "radius.northwind.example"), field("secret", Secret, "")];
    let body = || vec![field("body", TextArea, "{}")];
    let cards = vec![
        card("radius", K::Radius, "", radius),
        card("duo", K::Duo, "api-1.duosecurity.com", Vec::new()),
        card("oidc", K::Oidc, "", Vec::new()),
        card("twilio", K::Sms, "", Vec::new()),
        card("webhook", K::Sms, "https://sms.northwind.example/send", body()),
    ];
    let last =
        refused.is_some().then(|| ServerAction::Save(ProviderForm { form: "radius".into(), ..Default::default() }));
    let trouble = refused.map(|refused| Trouble::Told(AdminError::Refused(refused)));
    room("/admin/methods/servers", overview(), view! {
        <ProvidersView cards=RwSignal::new(cards) last=RwSignal::new(last) busy=Signal::stored(false) done=Signal::stored(false) trouble=Signal::stored(trouble)
            on_deed=|_: ServerAction| () on_code=|_: String| ()/>
    }.into_any())
}
