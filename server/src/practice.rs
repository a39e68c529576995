//! The page of practice mode: the people of the built-in directory and what happens to their
//! accounts, everybody's mail and text messages, and a phone with an authenticator. Only here may a
//! page show passwords and codes; the routes exist only in practice mode, which listens on this
//! machine alone.

mod cloud;
mod page;
mod phone;

pub use page::{DeskParts, PracticePage};

use crate::http::pages;
use axum::extract::{Form, State};
use axum::response::Response;
use http::StatusCode;
use latchkey_app::route_table::RouteTable;
use latchkey_contract::practice::{PracticeMail, PracticePersonView, PracticeText, PracticeView};
use latchkey_directory::practice::{PracticeAction, PracticePerson};
use latchkey_domain::Timestamp;
use latchkey_outbox::{StoredMail, StoredSms};
use page::{Announcement, PAGE, Sent, Switch};
use serde::Deserialize;
use std::sync::PoisonError;

pub fn routes() -> RouteTable<PracticePage> {
    RouteTable::new()
        .get(PAGE, show)
        .post("/practice/authenticator", add_key)
        .post("/practice/people", play)
        .post("/practice/directory", switch)
        .post("/practice/cloud", cloud::switch)
        .get("/practice/cloud/sign-in", cloud::sign_in_page)
        .post("/practice/cloud/sign-in", cloud::sign_in)
}

async fn show(State(practice_page): State<PracticePage>) -> Response {
    pages::html(StatusCode::OK, latchkey_app::practice::render(&practice_page.0.parts.site, &practice_page.view()))
}

#[derive(Deserialize)]
struct NewKey {
    #[serde(default)]
    key: String,
    #[serde(default)]
    label: String,
}

async fn add_key(State(practice_page): State<PracticePage>, form: Sent<NewKey>) -> Response {
    let Ok(Form(form)) = form else { return practice_page.unreadable() };
    practice_page.back(if practice_page.0.authenticator.add(&form.label, &form.key) {
        "The phone has the key. Its codes are below."
    } else {
        "That is not a key. Copy the letters and digits below the square on the page."
    })
}

#[derive(Deserialize)]
struct Play {
    #[serde(default)]
    login: String,
    #[serde(default)]
    action: String,
}

async fn play(State(practice_page): State<PracticePage>, form: Sent<Play>) -> Response {
    let Ok(Form(form)) = form else { return practice_page.unreadable() };
    let Some(action) = PracticeAction::from_code(&form.action) else { return practice_page.unreadable() };
    match practice_page.0.parts.people.play(&form.login, action) {
        Some(person) => {
            let sentence = done(action, &person);
            practice_page.say(Announcement { sentence, whose: Some(person.login) });
            pages::see_other(PAGE)
        }
        None => practice_page.back("Nobody here has that user name. Nothing was changed."),
    }
}

fn done(action: PracticeAction, person: &PracticePerson) -> String {
    let name = &person.display_name;
    match action {
        PracticeAction::Lock => format!("{name} is locked now, as after five wrong passwords"),
        PracticeAction::Unlock => format!("{name} is unlocked"),
        PracticeAction::Expire => format!("The password of {name} has expired"),
        PracticeAction::MustChange => format!("{name} must change the password at the next sign-in"),
        PracticeAction::FirstPassword => format!("{name} has the first password again"),
    }
}

async fn switch(State(practice_page): State<PracticePage>, form: Sent<Switch>) -> Response {
    let Some(away) = form.ok().and_then(|Form(form)| form.away()) else { return practice_page.unreadable() };
    practice_page.0.parts.people.set_reachable(!away);
    practice_page.back(if away {
        "The directory is away. It stays so until you bring it back."
    } else {
        "The directory answers again."
    })
}

impl PracticePage {
    fn view(&self) -> PracticeView {
        let parts = &self.0.parts;
        let said = self.0.said.lock().unwrap_or_else(PoisonError::into_inner).take().unwrap_or_default();
        let person = |person: PracticePerson| PracticePersonView {
            touched: said.whose.as_ref() == Some(&person.login),
            login: person.login,
            name: person.display_name,
            password: person.password,
            locked: person.locked,
            expired: person.expired,
            must_change: person.must_change,
            note: person.note,
        };
        PracticeView {
            people: parts.people.people().into_iter().map(person).collect(),
            away: !parts.people.is_reachable(),
            cloud: cloud::people(&parts.cloud),
            cloud_away: cloud::is_away(&parts.cloud),
            mails: parts.mails.all().into_iter().rev().map(|mail| self.mail(mail)).collect(),
            texts: parts.texts.all().into_iter().rev().map(|text| self.text(text)).collect(),
            authenticator: self.0.authenticator.codes(parts.clock.now()),
            said: (!said.sentence.is_empty()).then_some(said.sentence),
        }
    }

    fn mail(&self, mail: StoredMail) -> PracticeMail {
        PracticeMail { to: mail.to, subject: mail.subject, at: self.clock_time(mail.at), text: mail.text }
    }
    fn text(&self, text: StoredSms) -> PracticeText {
        PracticeText { to: text.to, at: self.clock_time(text.at), text: text.text }
    }

    fn clock_time(&self, at: Timestamp) -> String {
        jiff::Timestamp::from_millisecond(at.millis())
            .map(|at| at.to_zoned(self.0.parts.zone.clone()).strftime("%H:%M").to_string())
            .unwrap_or_default()
    }
}
