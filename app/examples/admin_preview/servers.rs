use crate::Save;
use crate::room::{overview, room};
use latchkey_app::admin::api::Trouble;
use latchkey_app::admin::methods::{ProvidersView, ServerAction, SettingsView};
use latchkey_contract::MethodKind;
use latchkey_contract::admin::*;
use latchkey_contract::policy::Referee;
use latchkey_contract::providers::{FieldShape, ProviderCard, ProviderField, ProviderForm};
use latchkey_contract::settings::MethodSettings;
use leptos::prelude::*;

pub fn pages(save: Save) {
    save("methods-settings", || settings(None));
    save("methods-settings-refused", || {
        settings(Some(Refused::Field {
            field: "roots".into(),
            text: "Certificate 1 cannot be read. Paste it once more as the maker published it.".into(),
        }))
    });
    save("methods-servers", || servers(None));
    save("methods-servers-refused", || {
        servers(Some(Refused::Field { field: "secret".into(), text: "This is needed.".into() }))
    });
    save("methods-servers-failed", || {
        let text = "Nothing was saved, because the server could not be asked: no answer within 5 seconds.";
        servers(Some(Refused::Text(text.into())))
    });
}

fn settings(refused: Option<Refused>) -> AnyView {
    let person = |name: &str, hindrance: Option<&str>| Referee {
        id: name.into(),
        name: name.into(),
        login: name.to_lowercase().replace(' ', "."),
        hindrance: hindrance.map(str::to_owned),
    };
    let referees = vec![person("Anna Lindqvist", None), person("Carlos Mendoza", Some("Not enrolled yet"))];
    let trouble = refused.map(|refused| Trouble::Told(AdminError::Refused(refused)));
    room("/admin/methods/settings", overview(), view! {
        <SettingsView kinds=MethodKind::ALL.to_vec() form=RwSignal::new(MethodSettings::default()) referees=RwSignal::new(referees) changed=Signal::stored(true) busy=Signal::stored(false)
            saved=Signal::stored(false) trouble=Signal::stored(trouble) on_save=|_: String| ()/>
    }.into_any())
}

fn servers(refused: Option<Refused>) -> AnyView {
    use FieldShape::{Secret, TextArea, TextField};
    use MethodKind as K;
    let field = |name: &str, label: &str, hint: &str, shape, value: &str| ProviderField {
        name: name.into(),
        label: label.into(),
        hint: hint.into(),
        shape,
        value: value.into(),
        kept: false,
    };
    let card = |form: &str, title: &str, kind, place: &str, fields| ProviderCard {
        form: form.into(),
        title: title.into(),
        hint: "What it is, in a sentence.".into(),
        kind,
        fields,
        there: !place.is_empty(),
        place: place.into(),
        version: (!place.is_empty()).then_some(1),
        asked: !matches!(kind, K::Sms),
        register: Vec::new(),
    };
    let radius = vec![
        field(
            "server",
            "Server",
            "Name or address, and the port if it is not 1812.",
            TextField,
            "radius.northwind.example",
        ),
        field("secret", "Shared secret", "At least 16 characters are wise (RFC 2865).", Secret, ""),
    ];
    let body = || vec![field("body", "Body", "", TextArea, "{}")];
    let cards = vec![
        card("radius", "RADIUS", K::Radius, "", radius),
        card("duo", "Duo", K::Duo, "api-1.duosecurity.com", Vec::new()),
        card("oidc", "Another identity provider", K::Oidc, "", Vec::new()),
        card("twilio", "Twilio", K::Sms, "", Vec::new()),
        card("webhook", "Any gateway with a web address", K::Sms, "https://sms.northwind.example/send", body()),
    ];
    let last =
        refused.is_some().then(|| ServerAction::Save(ProviderForm { form: "radius".into(), ..Default::default() }));
    let trouble = refused.map(|refused| Trouble::Told(AdminError::Refused(refused)));
    room("/admin/methods/servers", overview(), view! {
        <ProvidersView cards=RwSignal::new(cards) last=RwSignal::new(last) busy=Signal::stored(false) done=Signal::stored(false) trouble=Signal::stored(trouble)
            on_deed=|_: ServerAction| () on_code=|_: String| ()/>
    }.into_any())
}
