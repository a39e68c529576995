//! The master key and the database belong together: a wrong key, a missing one and a mistyped path
//! are noticed before anything is changed, and another key is a command.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

mod http_common;

use base64::Engine as _;
use http_common::{Program, command, run};
use latchkey::system::{SystemClock, SystemEntropy};
use latchkey_contract::MethodKind;
use latchkey_domain::Secret;
use latchkey_domain::directory::Entry;
use latchkey_domain::ids::DirectoryId;
use latchkey_domain::independence::{Dependency, FactorKind};
use latchkey_store::directories::{self, DirectoryRow};
use latchkey_store::methods::{self, NewMethod};
use latchkey_store::{Keys, Store, StoreConfig, accounts, settings};
use std::path::{Path, PathBuf};
use std::sync::Arc;

fn output(dir: &Path, arguments: &[&str]) -> (bool, String) {
    let output = command(dir).args(arguments).output().unwrap();
    (output.status.success(), String::from_utf8(output.stderr).unwrap() + &String::from_utf8(output.stdout).unwrap())
}
fn works(dir: &Path, arguments: &[&str]) -> String {
    let (good, said) = output(dir, arguments);
    assert!(good, "{arguments:?}: {said}");
    said
}
fn fails(dir: &Path, arguments: &[&str]) -> String {
    let (good, said) = output(dir, arguments);
    assert!(!good, "{arguments:?} should have failed: {said}");
    said
}

/// Everything below a folder.
fn files(dir: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        }
        found.push(path);
    }
    found.sort();
    found
}

/// A real installation on SQLite, marked as its first start does.
fn installation() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    configure(dir.path(), "");
    works(dir.path(), &["admin", "link"]);
    dir
}
fn configure(dir: &Path, more: &str) {
    let text = format!("origin = \"http://localhost:8080\"\nlisten = \"127.0.0.1:0\"\n{more}");
    std::fs::write(dir.join("latchkey.toml"), text).unwrap();
}

fn key_in(file: &Path) -> [u8; 32] {
    let text = std::fs::read_to_string(file).unwrap();
    base64::engine::general_purpose::STANDARD.decode(text.trim()).unwrap().try_into().unwrap()
}
fn id(file: &Path) -> String {
    Keys::from_bytes(&key_in(file)).key_id().to_owned()
}
async fn store(dir: &Path, keys: Keys) -> Store {
    let url = format!("sqlite:{}", dir.join("latchkey-data/latchkey.sqlite").display());
    Store::open(&StoreConfig { url, pool: 1 }, keys, Arc::new(SystemClock), Arc::new(SystemEntropy)).await.unwrap()
}

#[test]
fn a_wrong_key_is_refused_and_the_right_one_taken_again() {
    let dir = installation();
    let (key, aside) = (dir.path().join("latchkey-data/secret.key"), dir.path().join("aside"));
    let right = id(&key);
    std::fs::rename(&key, &aside).unwrap();
    works(dir.path(), &["new-key", key.to_str().unwrap()]);
    let expected = format!("was sealed with key {right}, and latchkey-data/secret.key holds key {}", id(&key));
    for arguments in [&["serve"][..], &["admin", "link"], &["audit", "verify"], &["migrate"], &["migrate", "--status"]]
    {
        let said = fails(dir.path(), arguments);
        assert!(said.contains(&expected) && said.contains("Put the old key back"), "{arguments:?}: {said}");
    }
    let said = fails(dir.path(), &["check"]);
    assert!(said.contains("BAD   database") && said.contains(&expected), "{said}");
    std::fs::rename(&aside, &key).unwrap();
    let said = output(dir.path(), &["check"]).1;
    assert!(said.contains(&format!("good  key            latchkey-data/secret.key holds key {right}")), "{said}");
    assert!(said.contains("good  database"), "{said}");
    works(dir.path(), &["audit", "verify"]);
}

#[test]
fn a_missing_key_is_not_made_beside_a_database() {
    let dir = installation();
    let key = dir.path().join("latchkey-data/secret.key");
    std::fs::remove_file(&key).unwrap();
    let before = files(dir.path());
    for arguments in [&["serve"][..], &["check"], &["admin", "link"], &["migrate"], &["audit", "verify"]] {
        let said = fails(dir.path(), arguments);
        assert!(
            said.contains("the key latchkey-data/secret.key is missing") && said.contains("Put the key back"),
            "{said}"
        );
        assert!(!key.exists(), "{arguments:?} made a new key beside the old database");
    }
    assert_eq!(files(dir.path()), before);
    // One that is named was perhaps never made: both ways on are said.
    configure(dir.path(), "[secrets]\nkey_file = \"named.key\"\n");
    let said = fails(dir.path(), &["serve"]);
    assert!(said.contains("`latchkey new-key named.key` makes one") && said.contains("put its key back"), "{said}");
    assert_eq!(files(dir.path()), before);
}

#[test]
fn looking_makes_nothing_where_a_path_is_mistyped() {
    let dir = tempfile::tempdir().unwrap();
    configure(dir.path(), "data_dir = \"latchkey-dtaa\"\n");
    for arguments in [&["audit", "verify"][..], &["migrate", "--status"], &["migrate", "--down-one"]] {
        let said = fails(dir.path(), arguments);
        assert!(said.contains("there is no database at latchkey-dtaa/latchkey.sqlite"), "{said}");
    }
    // Before the first start this is as it should be, and said.
    let said = output(dir.path(), &["check"]).1;
    assert!(
        said.contains("good  database       latchkey-dtaa/latchkey.sqlite: none yet, made at the first start"),
        "{said}"
    );
    assert!(
        said.contains("good  key            latchkey-dtaa/secret.key: none yet, made at the first start"),
        "{said}"
    );
    assert_eq!(files(dir.path()), [dir.path().join("latchkey.toml")], "not even a folder");

    for (more, reason) in [
        ("[database]\nurl = \"sqlite:/nowhere/at/all/x.sqlite\"\n", "there is no folder /nowhere/at/all"),
        ("[secrets]\nkey_file = \"/nowhere/key\"\n", "the key /nowhere/key is not there"),
        ("data_dir = \"latchkey.toml/x\"\n", "latchkey.toml is a file"),
    ] {
        configure(dir.path(), more);
        let said = fails(dir.path(), &["check"]);
        assert!(said.contains("BAD   database") && said.contains(reason), "{said}");
        let said = fails(dir.path(), &["serve"]);
        assert!(said.contains(reason), "check and serve say the same: {said}");
        assert_eq!(files(dir.path()), [dir.path().join("latchkey.toml")], "{more}");
    }
}

#[test]
fn check_says_what_serve_would_refuse() {
    let dir = installation();
    let data = dir.path().join("latchkey-data");
    std::fs::copy(data.join("latchkey.sqlite"), data.join("practice.sqlite")).unwrap();
    std::fs::copy(data.join("secret.key"), data.join("practice.key")).unwrap();
    std::fs::remove_file(dir.path().join("latchkey.toml")).unwrap();
    let said = fails(dir.path(), &["check", "--practice"]);
    assert!(said.contains("BAD   database") && said.contains("practice mode must not touch it"), "{said}");
    assert!(fails(dir.path(), &["serve", "--practice", "--listen", "127.0.0.1:0"]).contains("must not touch it"));
}

#[test]
fn the_key_is_changed_by_a_command() {
    let dir = installation();
    let data = dir.path().join("latchkey-data");
    let (old, new) = (data.join("secret.key"), dir.path().join("new.key"));
    let (old_key, row) = (key_in(&old), directory());
    run(async {
        store(dir.path(), Keys::from_bytes(&old_key))
            .await
            .write(move |tx| directories::insert(tx, &row))
            .await
            .unwrap();
    });
    assert!(fails(dir.path(), &["secrets", "rotate", "--new-key", "new.key"]).contains("new.key cannot be read"));
    works(dir.path(), &["new-key", "new.key"]);
    let same = fails(dir.path(), &["secrets", "rotate", "--new-key", "latchkey-data/secret.key"]);
    assert!(same.contains("holds the present key"), "{same}");

    // Broken off at the worst moment: noted, and nothing done yet.
    let begun = Some(id(&new));
    run(async {
        let store = store(dir.path(), Keys::from_bytes(&old_key)).await;
        store.write(move |tx| settings::put(tx, "key_rotation", &begun)).await.unwrap();
    });
    let said = fails(dir.path(), &["serve"]);
    assert!(said.contains("not finished") && said.contains("secrets rotate --new-key"), "{said}");
    works(dir.path(), &["new-key", "other.key"]);
    let said = fails(dir.path(), &["secrets", "rotate", "--new-key", "other.key"]);
    assert!(said.contains(&format!("a rotation to key {} was begun", id(&new))), "{said}");

    let said = works(dir.path(), &["secrets", "rotate", "--new-key", "new.key"]);
    assert!(
        said.contains(&format!("1 values are sealed with key {} now, instead of {}", id(&new), id(&old))),
        "{said}"
    );
    assert!(
        said.contains("key_file = \"new.key\"") && said.contains("older_key_files = [\"latchkey-data/secret.key\"]"),
        "{said}"
    );
    // Until the configuration follows, the old key is a wrong one.
    assert!(fails(dir.path(), &["serve"]).contains(&format!("was sealed with key {}", id(&new))));
    let again = works(dir.path(), &["secrets", "rotate", "--new-key", "new.key"]);
    assert!(again.starts_with("0 values"), "twice does no harm: {again}");

    configure(dir.path(), "[secrets]\nkey_file = \"new.key\"\nolder_key_files = [\"latchkey-data/secret.key\"]\n");
    let said = output(dir.path(), &["check"]).1;
    assert!(said.contains(&format!("new.key holds key {}, and from before {}", id(&new), id(&old))), "{said}");
    // The log goes on under the new key, and from then on without the old one.
    assert!(works(dir.path(), &["audit", "verify"]).contains("is whole"));
    configure(dir.path(), "[secrets]\nkey_file = \"new.key\"\n");
    assert!(works(dir.path(), &["audit", "verify"]).contains("is whole"));
    let opened = run(async { store(dir.path(), Keys::from_bytes(&key_in(&new))).await.read(directories::list).await });
    assert_eq!(opened.unwrap()[0].secret.expose(), "bind-password");
    let mut program = Program::start(dir, &["serve"]);
    assert!(program.get("/readyz").contains("ready"));
    program.signal("TERM");
    assert_eq!(program.wait(), Some(0));
}

/// Two methods on one phone would count as two, if that could not be told any more.
#[test]
fn the_first_key_stays_once_somebody_has_a_method() {
    let dir = installation();
    let data = dir.path().join("latchkey-data");
    let (old, row) = (key_in(&data.join("secret.key")), directory());
    run(async {
        let put = move |tx: &mut latchkey_store::Tx| {
            directories::insert(tx, &row)?;
            let anna = accounts::upsert(tx, &row.id, &anna(), 1)?.person.id;
            let depends_on =
                vec![Dependency::new(FactorKind::Phone, tx.lasting_digest("dependency", &["+491701234567"]))];
            let (kind, secret) = (MethodKind::Sms, Secret::new("+491701234567"));
            methods::add(tx, &anna, &NewMethod { kind, label: String::new(), secret, depends_on, last_step: 0 })
        };
        store(dir.path(), Keys::from_bytes(&old)).await.write(put).await.unwrap();
    });
    works(dir.path(), &["new-key", "new.key"]);
    works(dir.path(), &["secrets", "rotate", "--new-key", "new.key"]);
    configure(dir.path(), "[secrets]\nkey_file = \"new.key\"\n");
    for command in ["check", "serve"] {
        let said = fails(dir.path(), &[command]);
        assert!(said.contains("which methods depend on one thing") && said.contains("older_key_files"), "{said}");
    }
    configure(dir.path(), "[secrets]\nkey_file = \"new.key\"\nolder_key_files = [\"latchkey-data/secret.key\"]\n");
    let mut program = Program::start(dir, &["serve"]);
    assert!(program.get("/readyz").contains("ready"));
    program.signal("TERM");
    assert_eq!(program.wait(), Some(0));
}

fn anna() -> Entry {
    Entry { display_name: "Anna".into(), ..latchkey_testkit::entry("anna") }
}

#[test]
fn rotation_is_for_real_installations_and_explained() {
    let dir = tempfile::tempdir().unwrap();
    assert!(fails(dir.path(), &["secrets", "rotate", "--new-key", "k", "--practice"]).contains("nothing to rotate"));
    configure(dir.path(), "");
    assert!(fails(dir.path(), &["secrets", "rotate", "--new-key", "k"]).contains("there is no database at"));
    assert_eq!(files(dir.path()), [dir.path().join("latchkey.toml")]);
    let help = works(dir.path(), &["secrets", "rotate", "--help"]);
    for step in ["latchkey new-key", "stop every server", "older_key_files", "goes on where it stopped"] {
        assert!(help.contains(step), "{step}: {help}");
    }
    assert!(works(dir.path(), &["--help"]).contains("secrets"));
}

fn directory() -> DirectoryRow {
    DirectoryRow {
        id: DirectoryId("0190".into()),
        kind: "active-directory".into(),
        name: "corp.example.com".into(),
        label: "Northwind account".into(),
        config: serde_json::json!({ "servers": "", "account": "", "trusted_pem": "" }),
        secret: Secret::new("bind-password"),
        subtrees: Vec::new(),
        domains: Vec::new(),
        active: false,
        version: 1,
    }
}
