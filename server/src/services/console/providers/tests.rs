#![allow(clippy::unwrap_used, reason = "tests")]
use super::*;
use crate::providers::Secrets;
use std::collections::BTreeMap;

fn given(form: &str, values: &[(&str, &str)]) -> ProviderForm {
    let values = values.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    ProviderForm { form: form.into(), was: None, values: values.collect() }
}

fn row(form: &str, values: &[(&str, &str)], before: Option<&ProviderRow>) -> Result<ProviderRow, Refused> {
    made(form_of(form).unwrap(), &given(form, values), before)
}

const DUO: [(&str, &str); 3] =
    [("host", "api-1.duosecurity.com"), ("client_id", "DIXXXXXXXXXXXXXXXXXX"), ("client_secret", "first-secret")];

#[test]
fn a_kept_secret_goes_to_no_other_server() {
    let kept = row("duo", &DUO, None).unwrap();
    let same = row("duo", &[DUO[0], ("client_id", "DIYYYYYYYYYYYYYYYYYY")], Some(&kept)).unwrap();
    assert!(same.secret.expose().contains("first-secret"), "the same server: kept");
    let other = row("duo", &[("host", "api-2.duosecurity.com"), DUO[1]], Some(&kept));
    assert!(matches!(other, Err(Refused::Field { field, .. }) if field == "client_secret"));

    let radius = |server: &'static str, secret: &'static str| {
        [("server", server), ("secret", secret), ("timeout", "5"), ("tries", "2"), ("nas_identifier", "latchkey")]
    };
    let kept = row("radius", &radius("radius.example", "first-secret"), None).unwrap();
    assert!(row("radius", &radius("radius.example:1812", ""), Some(&kept)).is_ok(), "the usual port");
    assert!(row("radius", &radius("radius.example:1813", ""), Some(&kept)).is_err());
    assert!(row("radius", &radius("elsewhere.example", ""), Some(&kept)).is_err());

    let hook = |url: &'static str, secret: &'static str| {
        [("url", url), ("authorization", secret), ("body", "{\"to\": \"{to}\", \"text\": \"{text}\"}")]
    };
    let kept = row("webhook", &hook("https://a.example/send", "Bearer first-secret"), None).unwrap();
    assert!(
        row("webhook", &hook("https://a.example/send", ""), Some(&kept))
            .unwrap()
            .secret
            .expose()
            .contains("first-secret")
    );
    assert!(row("webhook", &hook("https://b.example/send", ""), Some(&kept)).is_err());
    // another form in the same row knows nothing of it
    let twilio = [("account_sid", "AC1"), ("base", "https://a.example/send"), ("from", "+491701234567")];
    assert!(row("twilio", &twilio, Some(&kept)).is_err());
}

#[test]
fn secrets_stand_apart_and_are_never_told() {
    for (form, values) in [
        ("duo", DUO.to_vec()),
        (
            "oidc",
            vec![
                ("name", "Contoso"),
                ("issuer", "https://id.example"),
                ("client_id", "l"),
                ("client_secret", "first-secret"),
            ],
        ),
        ("yubikey", vec![("urls", "https://a.example/verify"), ("client_id", "1"), ("api_key", "first-secret")]),
        (
            "twilio",
            vec![
                ("account_sid", "AC1"),
                ("base", "https://a.example"),
                ("from", "+49"),
                ("auth_token", "first-secret"),
            ],
        ),
        ("webhook", vec![("url", "https://a.example"), ("authorization", "first-secret"), ("body", "{to}{text}")]),
    ] {
        let kept = row(form, &values, None).unwrap();
        assert!(!kept.config.to_string().contains("first-secret"), "{form}");
        let form = form_of(form).unwrap();
        assert!((form.is)(&kept), "{}", form.id);
        assert!(!(form.place)(&kept).is_empty() && !(form.place)(&kept).contains("first-secret"), "{}", form.id);
        let fields = (form.fields)(Some(&kept), &secrets(&kept).unwrap());
        assert!(fields.iter().any(|field| field.kept), "{}", form.id);
        assert!(!serde_json::to_string(&fields).unwrap().contains("first-secret"), "{}", form.id);
        // what is shown can be given back as it is
        let again: BTreeMap<String, String> = fields.into_iter().map(|field| (field.name, field.value)).collect();
        let again =
            made(form, &ProviderForm { form: form.id.into(), was: Some(1), values: again }, Some(&kept)).unwrap();
        assert_eq!((again.config, again.secret), (kept.config, kept.secret), "{}", form.id);
    }
}

#[test]
fn what_is_missing_is_said_beside_its_field() {
    for form in &FORMS {
        let empty = made(form, &given(form.id, &[]), None);
        assert!(matches!(empty, Err(Refused::Field { .. })), "{}", form.id);
    }
    let port = row("radius", &[("server", "radius.example:70000"), ("secret", "s")], None);
    assert!(matches!(port, Err(Refused::Field { field, .. }) if field == "server"));
    let six = row(
        "radius",
        &[("server", "[2001:db8::1]:1645"), ("secret", "s"), ("timeout", "5"), ("tries", "2"), ("nas_identifier", "l")],
        None,
    );
    assert!(six.unwrap().config.to_string().contains("2001:db8::1"));
}

#[test]
fn each_form_and_each_of_its_fields_has_words() {
    use latchkey_app::admin::methods::providers::words;
    for form in &FORMS {
        let (name, hint) = words::form(form.id);
        assert!(name != form.id && !hint.is_empty(), "{}", form.id);
        for field in (form.fields)(None, &Secrets::default()) {
            assert_ne!(words::field(form.id, &field.name).0, field.name, "{}", form.id);
        }
    }
}
