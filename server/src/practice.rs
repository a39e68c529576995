//! The page of practice mode: the people of the built-in directory and what happens to their
//! accounts, everybody's mail and text messages, and a phone with an authenticator. Only here may a
//! page show passwords and codes; the routes exist only in practice mode, which listens on this
//! machine alone.

mod cloud;
mod phone;

use crate::http::pages;
use axum::extract::rejection::FormRejection;
use axum::extract::{Form, State};
use axum::response::Response;
use http::StatusCode;
use jiff::tz::TimeZone;
use latchkey_app::route_table::RouteTable;
use latchkey_contract::Site;
use latchkey_contract::practice::{PracticeMail, PracticePersonView, PracticeText, PracticeView};
use latchkey_directory::PracticeCloud;
use latchkey_directory::practice::{PracticeAction, PracticeDirectory, PracticePerson};
use latchkey_domain::{Clock, Timestamp};
use latchkey_outbox::{MemoryBox, SmsBox, StoredMail, StoredSms};
use phone::Authenticator;
use serde::Deserialize;
use std::sync::{Arc, Mutex, PoisonError};

/// Where the page finds what it shows.
pub struct DeskParts {
    pub site: Arc<Site>,
    pub people: Arc<PracticeDirectory>,
    pub cloud: Arc<PracticeCloud>,
    pub mails: MemoryBox,
    pub texts: SmsBox,
    pub clock: Arc<dyn Clock>,
    pub zone: TimeZone,
}

#[derive(Clone)]
pub struct PracticePage(Arc<Inner>);

struct Inner {
    parts: DeskParts,
    authenticator: Authenticator,
    /// What the last form did, until it was shown once.
    said: Mutex<Option<Announcement>>,
}

#[derive(Default)]
struct Announcement {
    sentence: String,
    /// The login that it was done to.
    whose: Option<String>,
}

const PAGE: &str = "/practice";

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

/// A form that this page does not send.
type Sent<T> = Result<Form<T>, FormRejection>;

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

#[derive(Deserialize)]
struct Switch {
    #[serde(default)]
    away: String,
}

impl Switch {
    fn away(&self) -> Option<bool> {
        match self.away.as_str() {
            "yes" => Some(true),
            "no" => Some(false),
            _ => None,
        }
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
    pub fn new(parts: DeskParts) -> Self {
        Self(Arc::new(Inner { parts, authenticator: Authenticator::default(), said: Mutex::default() }))
    }

    fn unreadable(&self) -> Response {
        pages::bad_request(&self.0.parts.site, StatusCode::BAD_REQUEST)
    }

    /// To the page, which says it once: reloading it does nothing again.
    fn back(&self, sentence: &str) -> Response {
        self.say(Announcement { sentence: sentence.to_owned(), whose: None });
        pages::see_other(PAGE)
    }

    fn say(&self, said: Announcement) {
        *self.0.said.lock().unwrap_or_else(PoisonError::into_inner) = Some(said);
    }

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
