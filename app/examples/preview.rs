//! Writes every page with plausible contents to `target/preview`, to be opened in a browser or
//! photographed: `cargo run -p latchkey-app --features ssr --example preview`.

use latchkey_app::{practice, recover};
use latchkey_contract::Site;
use latchkey_contract::practice::{PracticeMail, PracticePersonView, PracticeText, PracticeToken, PracticeView};
use std::path::Path;
use std::{fs, io};

fn main() -> io::Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let out = std::env::args_os().nth(1).map_or_else(|| root.join("target/preview"), Into::into);
    fs::create_dir_all(&out)?;
    styles(&root, &out)?;
    let site = recover::samples::site("");
    for (name, page) in recover::samples::pages() {
        fs::write(out.join(format!("recover-{name}.html")), recover::render(&site, &page))?;
    }
    fs::write(out.join("recover-404.html"), recover::render_not_found(&site))?;
    fs::write(out.join("recover-400.html"), recover::render_bad_request(&site))?;
    let site_again = site.clone();
    let practising = Site { practice: true, ..site };
    fs::write(out.join("practice.html"), practice::render(&practising, &practice_page()))?;
    for (name, html) in latchkey_app::enrol::samples::documents(&practising) {
        fs::write(out.join(format!("enrol-{name}.html")), html)?;
    }
    for (name, html) in latchkey_app::account::samples::documents(&site_again) {
        fs::write(out.join(format!("account-{name}.html")), html)?;
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
