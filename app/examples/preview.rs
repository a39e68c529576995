//! Writes every page with plausible contents to `target/preview`, to be opened in a browser or photographed: `cargo run
//! -p latchkey-app --features ssr --example preview`. With `-- CODE` in that language, into a folder of its name; `ar-XB`,
//! which is made up and runs from right to left, is there with `--features ssr,pseudo`. Another folder is named after it.

use latchkey_app::{account, enrol, practice, recover};
use latchkey_contract::practice::{
    CloudSignInPage, PracticeCloudPerson, PracticeMail, PracticePersonView, PracticeText, PracticeToken, PracticeView,
};
use latchkey_contract::{Locale, Site};
use std::path::Path;
use std::{fs, io};

fn main() -> io::Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut given = std::env::args().skip(1);
    let code = given.next();
    let locale = match &code {
        Some(code) => Locale::from_code(code).ok_or_else(|| io::Error::other(format!("no language {code}")))?,
        None => Locale::default(),
    };
    let out = given.next().map_or_else(|| root.join("target/preview"), Into::into).join(code.unwrap_or_default());
    fs::create_dir_all(&out)?;
    styles(&root, &out)?;
    let site = Site { locale, ..recover::samples::site("") };
    let practising = Site { practice: true, ..site.clone() };
    fs::write(out.join("practice.html"), practice::render(&practising, &practice_page()))?;
    let cloud = CloudSignInPage::Open { state: "abc".into(), typed: "a.lindqvist".into(), wrong: true };
    fs::write(out.join("practice-cloud-sign-in.html"), practice::render_sign_in(&practising, &cloud))?;
    for (tier, documents) in [
        ("recover", recover::samples::documents(&site)),
        ("enrol", enrol::samples::documents(&practising)),
        ("account", account::samples::documents(&site)),
    ] {
        for (name, html) in documents {
            fs::write(out.join(format!("{tier}-{name}.html")), html)?;
        }
    }
    Ok(())
}

/// The sheets as the server puts them together.
fn styles(root: &Path, out: &Path) -> io::Result<()> {
    for (bundle, sheets) in [
        ("recover.css", ["tokens", "base", "recover"].as_slice()),
        ("enrol.css", &["tokens", "base", "recover", "enrol"]),
        ("console.css", &["tokens", "base", "console"]),
    ] {
        let mut css = String::new();
        for sheet in sheets {
            css.push_str(&fs::read_to_string(root.join(format!("style/{sheet}.css")))?);
        }
        fs::write(out.join(bundle), css)?;
    }
    for file in ["icon.svg", "password.js", "passkey.js"] {
        fs::copy(root.join("app/public").join(file), out.join(file))?;
    }
    Ok(())
}

fn practice_page() -> PracticeView {
    let person = |name: &str, login: &str| PracticePersonView {
        login: login.into(),
        name: name.into(),
        password: Some("Practice-makes-1".into()),
        ..PracticePersonView::default()
    };
    let locked = PracticePersonView {
        locked: true,
        touched: true,
        note: "locked, and open again by itself after a quarter of an hour".into(),
        ..person("Anna Lindqvist", "anna.lindqvist")
    };
    let expired = PracticePersonView {
        expired: true,
        password: None,
        note: "the password has expired".into(),
        ..person("Bo Ek", "bo.ek")
    };
    PracticeView {
        people: vec![locked, expired, person("Carmen Ortega", "carmen")],
        away: false,
        cloud: vec![PracticeCloudPerson {
            login: "a.lindqvist".into(),
            name: "Anna Lindqvist".into(),
            password: Some("A-cloud-2024".into()),
            disabled: false,
        }],
        cloud_away: true,
        mails: vec![PracticeMail {
            to: "anna@home.example".into(),
            subject: "Two minutes now, no lock-out later".into(),
            at: "14:07".into(),
            text: "Hello Anna,\n\nset up your way back in:\nhttp://127.0.0.1:8080/enrol/invitation/abc\n\nor type the code 7KQM-2XRA.".into(),
        }],
        texts: vec![PracticeText {
            to: "+1 202 555 0101".into(),
            at: "14:09".into(),
            text: "482 917 is your code for Northwind. It works until 14:19.".into(),
        }],
        authenticator: vec![PracticeToken { label: "anna.lindqvist".into(), code: "482917".into(), seconds_left: 18 }],
        said: Some("Anna Lindqvist is locked now".into()),
    }
}
