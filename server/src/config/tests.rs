//! What a wrong configuration is told, word for word where the words matter.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use super::*;
use latchkey_contract::Locale;

fn load(text: &str, environment: &[(&str, &str)], flags: &Flags) -> Result<Config, Faults> {
    let mut values = Values::default();
    values.read_text(Path::new("latchkey.toml"), text);
    values.read_environment(&environment.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect());
    if let Some(listen) = &flags.listen {
        values.set_flag("listen", Value::Text(listen.clone()), "--listen");
    }
    if flags.practice {
        values.set_flag("practice", Value::Bool(true), "--practice");
    }
    Config::from_values(values, Some(Path::new("latchkey.toml")))
}
fn told(text: &str) -> String {
    load(text, &[], &Flags::default()).unwrap_err().to_string()
}
fn practice(text: &str) -> Result<Config, Faults> {
    load(text, &[], &Flags { practice: true, ..Flags::default() })
}

const GOOD: &str = "origin = \"https://reset.example.com\"\n[proxy]\ntrusted = [\"127.0.0.1/32\"]\n";

#[test]
fn a_good_file() {
    let config =
        load(GOOD, &[("LATCHKEY_SEATS", "250"), ("LATCHKEY_TEST_PG_URL", "x"), ("HOME", "/root")], &Flags::default())
            .unwrap();
    assert_eq!((config.site.seats, config.site.organisation.as_str()), (250, "example.com"));
    assert_eq!(config.site.origin.unwrap().url(), "https://reset.example.com");
    assert!(!config.practice);
    assert_eq!(config.site.language, Locale::En);
    let german = load(&format!("language = \"de\"\n{GOOD}"), &[], &Flags::default()).unwrap();
    assert_eq!(german.site.language, Locale::De);
    assert_eq!(config.database.url, DatabaseUrl::Sqlite("latchkey-data/latchkey.sqlite".into()));
    assert!(matches!(config.key, KeySource::File { may_create: true, .. }));
    assert_eq!(config.log.filter(), "warn,webauthn=off,crypto_glue=off,latchkey=info");
}

#[test]
fn a_wrong_key_has_its_line_and_the_nearest_right_one() {
    assert_eq!(
        told(&format!("# ours\norgin = \"x\"\n{GOOD}[database]\nuri = \"y\"\n")),
        "latchkey.toml, line 2: there is no setting `orgin`. Did you mean `origin`?\n\
         latchkey.toml, line 7: there is no setting `database.uri`. Did you mean `url` in [database]?"
    );
    assert!(
        told(&format!("{GOOD}[databse]\nurl = \"y\"\n"))
            .starts_with("latchkey.toml, line 4: there is no setting `databse`")
    );
}

#[test]
fn a_wrong_value_has_its_line_and_the_reason() {
    assert_eq!(told(&format!("seats = \"many\"\n{GOOD}")), "latchkey.toml, line 1: `seats` must be a whole number.");
    assert_eq!(
        told(&format!("seats = 0\n{GOOD}")),
        "latchkey.toml, line 1: `seats` is 0, and must be from 1 to 10000000."
    );
    assert!(
        told(&format!("time_zone = \"Berlin\"\n{GOOD}"))
            .contains("line 1: `time_zone` is `Berlin`, which is not in the IANA list")
    );
    assert_eq!(
        told(&format!("language = \"fr\"\n{GOOD}")),
        "latchkey.toml, line 1: `language` is `fr`, and must be one of these: en, de."
    );
    assert!(
        told(&format!("listen = \"8080\"\n{GOOD}"))
            .contains("line 1: `listen` is `8080`, and must be an address with a port")
    );
    assert!(
        told("origin = \"reset.example.com\"")
            .contains("line 1: `origin` is `reset.example.com`: it must begin with https://")
    );
    assert!(
        told("origin = \"https://reset.example.com\"\n[proxy]\ntrusted = [\"0.0.0.0/0\"]")
            .contains("line 3: `0.0.0.0/0` would trust the whole internet")
    );
    assert!(told("a = = b").starts_with("latchkey.toml, line 1: this is not TOML"));
    let bad = load(GOOD, &[("LATCHKEY_SEAT", "3"), ("LATCHKEY_DATABASE__POOL", "x")], &Flags::default())
        .unwrap_err()
        .to_string();
    assert!(
        bad.contains("environment variable LATCHKEY_SEAT: there is no such setting. Did you mean LATCHKEY_SEATS?"),
        "{bad}"
    );
    assert!(bad.contains("environment variable LATCHKEY_DATABASE__POOL: the value must be a whole number."), "{bad}");
}

#[test]
fn secrets_do_not_stand_in_the_file() {
    let bad = told(&format!(
        "{GOOD}[mail]\nhost = \"mx\"\nfrom = \"a@b.example\"\nusername = \"u\"\npassword = \"hunter2\"\n"
    ));
    assert!(bad.contains("line 8: a secret must not stand in this file. Put it into a file of its own and name that with `mail.password_file`, or set LATCHKEY_MAIL__PASSWORD."), "{bad}");
    assert!(!bad.contains("hunter2"));
    let bad =
        told(&format!("{GOOD}[database]\nurl = \"postgres://latchkey:hunter2@db/latchkey\"\n[secrets]\nkey = \"k\"\n"));
    assert!(bad.contains("line 5: a password must not stand in this file"), "{bad}");
    assert!(bad.contains("line 7: a secret must not stand in this file"), "{bad}");
    assert!(!bad.contains("hunter2"));
}

#[test]
fn secrets_come_from_environment_and_files() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("mail");
    std::fs::write(&file, "hunter2\n").unwrap();
    set_mode(&file, 0o600);
    let text = format!(
        "{GOOD}[mail]\nhost = \"mx\"\nfrom = \"Us <a@b.example>\"\nusername = \"u\"\npassword_file = \"{}\"\n",
        file.display()
    );
    let config = load(&text, &[], &Flags::default()).unwrap();
    assert_eq!(config.mail.unwrap().password.unwrap().expose(), "hunter2");
    set_mode(&file, 0o644);
    assert!(load(&text, &[], &Flags::default()).unwrap_err().to_string().contains("line 8: "));
    let text = format!("{GOOD}[database]\nurl = \"postgres://latchkey@db/latchkey\"\n");
    let config =
        load(&text, &[("LATCHKEY_DATABASE__PASSWORD", "p@ss/w"), ("LATCHKEY_SECRETS__KEY", "k")], &Flags::default())
            .unwrap();
    assert_eq!(config.database.url, DatabaseUrl::Postgres(Secret::new("postgres://latchkey:p%40ss%2Fw@db/latchkey")));
    assert!(!format!("{config:?}").contains("ss%2Fw"));
    assert!(load(&text, &[], &Flags::default()).unwrap_err().to_string().contains("every server needs the same"));
}

#[test]
fn older_keys_are_a_list_of_files() {
    let config = load(
        &format!("{GOOD}[secrets]\nkey_file = \"new\"\nolder_key_files = [\"a\", \"b\"]\n"),
        &[],
        &Flags::default(),
    )
    .unwrap();
    assert_eq!(config.older_keys, [Path::new("a"), Path::new("b")]);
    let config = load(GOOD, &[("LATCHKEY_SECRETS__OLDER_KEY_FILES", "a, b")], &Flags::default()).unwrap();
    assert_eq!(config.older_keys, [Path::new("a"), Path::new("b")]);
    assert!(told(&format!("{GOOD}[secrets]\nolder_key_files = \"a\"\n")).contains("must be a list of texts"));
}

/// In a namespace with a Service of our own name the program must still start; a slip of the pen
/// must still stop it.
#[test]
fn what_kubernetes_says_about_a_service_is_not_a_setting() {
    let brought = [
        ("LATCHKEY_PORT", "tcp://10.96.0.17:443"),
        ("LATCHKEY_SERVICE_HOST", "10.96.0.17"),
        ("LATCHKEY_SERVICE_PORT", "443"),
        ("LATCHKEY_SERVICE_PORT_HTTPS", "443"),
        ("LATCHKEY_PORT_443_TCP", "tcp://10.96.0.17:443"),
        ("LATCHKEY_PORT_443_TCP_ADDR", "10.96.0.17"),
        ("LATCHKEY_PORT_443_TCP_PORT", "443"),
        ("LATCHKEY_PORT_443_TCP_PROTO", "tcp"),
    ];
    assert!(load(GOOD, &brought, &Flags::default()).is_ok());
    for (name, value) in [("LATCHKEY_PORT", "8443"), ("LATCHKEY_SERVICE", "x"), ("LATCHKEY_PORT_443", "x")] {
        let bad = load(GOOD, &[(name, value)], &Flags::default()).unwrap_err().to_string();
        assert!(bad.contains(&format!("environment variable {name}: there is no such setting")), "{bad}");
    }
}

#[test]
fn clear_text_and_missing_tls_are_refused() {
    assert!(
        told("origin = \"http://reset.example.com\"")
            .contains("line 1: passwords would cross the network in the clear")
    );
    assert!(
        told("origin = \"http://localhost:8080\"\nlisten = \"0.0.0.0:8080\"")
            .contains("line 1: `origin` is for this machine only, but `listen` is 0.0.0.0:8080")
    );
    assert!(told("origin = \"https://reset.example.com\"").contains("nobody speaks TLS"));
    assert!(load("origin = \"http://localhost:8080\"", &[], &Flags::default()).is_ok());
    assert!(
        told(&format!("{GOOD}[tls]\nkey = \"k\""))
            .contains("line 5: `tls.key` is set, but `tls.certificate` is missing.")
    );
}

#[test]
fn nothing_at_all_names_both_ways_on() {
    let bad = Config::from_values(Values::default(), None).unwrap_err().to_string();
    assert!(bad.contains("latchkey serve --practice") && bad.contains("latchkey.toml"), "{bad}");
    assert!(told("seats = 3").contains("latchkey.toml has no `origin`"));
}

#[test]
fn practice_refuses_everything_production_like() {
    let config = practice("organisation = \"Northwind\"").unwrap();
    assert!(config.practice && config.mail.is_none());
    assert_eq!(config.database.url, DatabaseUrl::Sqlite("latchkey-data/practice.sqlite".into()));
    for (text, reason) in [
        ("[tls]\ncertificate = \"c\"\nkey = \"k\"", "line 2: `tls.certificate` belongs to a real installation"),
        ("[mail]\nhost = \"mx\"", "line 2: `mail.host` belongs to a real installation"),
        ("[proxy]\ntrusted = [\"10.0.0.1\"]", "line 2: `proxy.trusted` belongs to a real installation"),
        ("[database]\nurl = \"postgres://db/x\"", "line 2: `database.url` belongs to a real installation"),
        ("[secrets]\nkey_file = \"k\"", "line 2: `secrets.key_file` belongs to a real installation"),
        ("listen = \"0.0.0.0:8080\"", "line 1: practice mode has known passwords and listens on this machine only"),
        ("origin = \"https://reset.example.com\"", "line 1: `https://reset.example.com` is a public address"),
    ] {
        let bad = practice(text).unwrap_err().to_string();
        assert!(bad.contains(reason), "{bad}");
    }
    let flags = Flags { practice: true, listen: Some("192.0.2.1:80".to_owned()), ..Flags::default() };
    assert!(load("", &[], &flags).unwrap_err().to_string().starts_with("--listen: practice mode"));
    assert!(load("practice = true", &[("LATCHKEY_MAIL__PASSWORD", "x")], &Flags::default()).is_err());
}

use latchkey_domain::Secret;
fn set_mode(path: &Path, mode: u32) {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
}
