#![allow(clippy::unwrap_used, reason = "tests")]
use super::*;
use serde_json::{Value, json};

/// Made for this test alone.
const KEY: &str = include_str!("../testdata/service-key.pem");

fn key_file() -> String {
    json!({
        "type": "service_account", "project_id": "lab", "private_key_id": "kid1", "private_key": KEY,
        "client_email": "svc@lab.iam.gserviceaccount.com", "client_id": "1234567890",
        "token_uri": "https://elsewhere.example/token",
    })
    .to_string()
}

fn form() -> Connection {
    Connection {
        kind: DirectoryKind::GoogleWorkspace,
        domain: " Example.com.".into(),
        account: " Admin@example.com ".into(),
        password: key_file(),
        google: GoogleFields {
            client_id: " client ".into(),
            client_secret: "shh".into(),
            recovery_addresses: true,
            test_account: "Latchkey.Test@example.com".into(),
            ..GoogleFields::default()
        },
        ..Connection::default()
    }
}

fn shown(settings: &Settings) -> Connection {
    let secret = Secret::default();
    Customers.form(Stored { name: &settings.name, rest: &settings.rest, secret: &secret })
}

#[test]
fn a_form_is_shown_as_it_was_read_without_what_is_secret() {
    let settings = Customers.parse(&form()).unwrap();
    assert_eq!((settings.name.as_str(), settings.label.as_str()), ("example.com", "example.com"));
    let back = shown(&settings);
    assert_eq!((back.account.as_str(), back.google.client_id.as_str()), ("admin@example.com", "client"));
    assert!(back.google.recovery_addresses && back.google.test_account == "latchkey.test@example.com");
    assert!(back.password.is_empty() && back.google.client_secret.is_empty());
    assert!(!settings.rest.to_string().contains("shh"));
    assert_eq!(Customers.parse(&back).unwrap(), settings);
}

#[test]
fn the_field_that_cannot_be_used_is_named() {
    let google = |change: fn(&mut GoogleFields)| {
        let mut form = form();
        change(&mut form.google);
        form
    };
    for (field, bad) in [
        ("domain", Connection { domain: "example".into(), ..form() }),
        ("account", Connection { account: String::new(), ..form() }),
        ("account", Connection { account: "admin".into(), ..form() }),
        ("client_id", google(|google| google.client_id = " ".into())),
        ("test_account", google(|google| google.test_account = "nobody".into())),
        ("api_base", google(|google| google.api_base = "http://admin.example".into())),
        ("token_url", google(|google| google.token_url = "ftp://127.0.0.1".into())),
        ("issuer", google(|google| google.issuer = "https://u:p@accounts.example".into())),
        ("issuer", google(|google| google.issuer = "https://accounts.example/?x=1".into())),
    ] {
        assert_eq!(Customers.parse(&bad).unwrap_err().0, field);
    }
    assert!(Customers.parse(&google(|google| google.api_base = "http://127.0.0.1:4030".into())).is_ok());
}

#[test]
fn both_halves_of_the_secret_are_typed_or_kept() {
    let first = Customers.secret(&form(), EarlierSecret::Nothing).unwrap();
    let halves = |secret: &Secret| {
        let json: Value = serde_json::from_str(secret.expose()).unwrap();
        (json["key"]["private_key_id"].as_str().unwrap().to_owned(), json["client_secret"].as_str().unwrap().to_owned())
    };
    assert_eq!(halves(&first), ("kid1".into(), "shh".into()));
    assert!(!first.expose().contains("elsewhere.example"), "where tokens come from is the form's");

    let empty = Connection { password: String::new(), google: GoogleFields::default(), ..form() };
    assert_eq!(Customers.secret(&empty, EarlierSecret::This(&first)).unwrap(), first);
    let mut new_secret = empty.clone();
    new_secret.google.client_secret = "new".into();
    let second = Customers.secret(&new_secret, EarlierSecret::This(&first)).unwrap();
    assert_eq!(halves(&second), ("kid1".into(), "new".into()));
    let new_key = Connection { password: key_file().replace("kid1", "kid2"), ..empty.clone() };
    let third = Customers.secret(&new_key, EarlierSecret::This(&second)).unwrap();
    assert_eq!(halves(&third), ("kid2".into(), "new".into()));

    // elsewhere nothing is kept, not even one half beside the other
    let refused = |form: &Connection, kept| Customers.secret(form, kept).unwrap_err();
    assert_eq!(refused(&empty, EarlierSecret::Elsewhere), ("password", FieldFault::PasswordAgain));
    assert_eq!(refused(&new_key, EarlierSecret::Elsewhere), ("client_secret", FieldFault::PasswordAgain));
    assert_eq!(refused(&new_secret, EarlierSecret::Elsewhere), ("password", FieldFault::PasswordAgain));
    assert_eq!(refused(&empty, EarlierSecret::Nothing), ("password", FieldFault::NoPassword));
    assert_eq!(refused(&new_key, EarlierSecret::Nothing), ("client_secret", FieldFault::NoPassword));
}

#[test]
fn only_the_key_file_of_a_service_account() {
    let file = key_file();
    for odd in [
        "my password".to_owned(),
        "{}".to_owned(),
        file.replace("service_account", "authorized_user"),
        file.replace("PRIVATE KEY", "PUBLIC KEY"),
        file.replace("private_key\"", "other_key\""),
    ] {
        let form = Connection { password: odd, ..form() };
        let refused = Customers.secret(&form, EarlierSecret::Nothing).unwrap_err();
        assert_eq!(refused, ("password", FieldFault::NoKeyFile));
    }
}
