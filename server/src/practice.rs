//! The desk of practice mode: the people of the built-in directory, everybody's mail, and a phone
//! with an authenticator. Only here may a page show passwords and codes; the routes exist only
//! in practice mode, which listens on this machine alone.

use crate::http::pages;
use axum::Router;
use axum::extract::{Form, State};
use axum::response::Response;
use axum::routing::{get, post};
use http::StatusCode;
use jiff::tz::TimeZone;
use latchkey_contract::Site;
use latchkey_contract::practice::{PracticeMail, PracticePersonView, PracticeToken, PracticeView};
use latchkey_directory::PracticeDirectory;
use latchkey_domain::{Clock, Timestamp};
use latchkey_outbox::MemoryBox;
use serde::Deserialize;
use std::sync::{Arc, Mutex, PoisonError};
use totp_rs::Totp;

/// More are dropped, oldest first.
const MOST_KEYS: usize = 50;
const STEP_SECS: i64 = 30;

#[derive(Clone)]
pub struct Desk(Arc<Inner>);

struct Inner {
    site: Arc<Site>,
    people: Arc<PracticeDirectory>,
    memory: MemoryBox,
    clock: Arc<dyn Clock>,
    zone: TimeZone,
    /// The authenticator: labels and keys, newest last. Gone with the process, like a lost phone.
    phone: Mutex<Vec<(String, Totp)>>,
}

pub fn router(desk: Desk) -> Router {
    Router::new().route("/practice", get(show)).route("/practice/authenticator", post(add_key)).with_state(desk)
}

async fn show(State(desk): State<Desk>) -> Response {
    desk.page(None)
}

#[derive(Deserialize)]
struct NewKey {
    #[serde(default)]
    key: String,
    #[serde(default)]
    label: String,
}

async fn add_key(State(desk): State<Desk>, Form(form): Form<NewKey>) -> Response {
    let said = match authenticator(&form.key) {
        Some(totp) => {
            let label: String = form.label.trim().chars().take(64).collect();
            let label = if label.is_empty() { "Somebody".to_owned() } else { label };
            desk.add(label, totp);
            "The phone has the key. Its codes are below."
        }
        None => "That is not a key. Copy the letters and digits below the square on the page.",
    };
    desk.page(Some(said.to_owned()))
}

/// Reads what the enrolment page shows (Base32 in groups) or a whole `otpauth://` address.
fn authenticator(text: &str) -> Option<Totp> {
    let text = text.trim();
    let key = match text.strip_prefix("otpauth://") {
        Some(rest) => rest.split(['?', '&']).find_map(|part| part.strip_prefix("secret="))?.to_owned(),
        None => text.split_whitespace().collect::<String>().to_ascii_uppercase(),
    };
    let secret = totp_rs::Secret::try_from_base32(&key).ok()?;
    totp_rs::Builder::new().with_secret(secret).with_account_name("practice").build().ok()
}

impl Desk {
    pub fn new(
        site: Arc<Site>,
        people: Arc<PracticeDirectory>,
        memory: MemoryBox,
        clock: Arc<dyn Clock>,
        zone: TimeZone,
    ) -> Self {
        Self(Arc::new(Inner { site, people, memory, clock, zone, phone: Mutex::default() }))
    }

    fn add(&self, label: String, totp: Totp) {
        let mut phone = self.0.phone.lock().unwrap_or_else(PoisonError::into_inner);
        if phone.len() >= MOST_KEYS {
            phone.remove(0);
        }
        phone.push((label, totp));
    }

    fn page(&self, said: Option<String>) -> Response {
        pages::html(StatusCode::OK, latchkey_app::practice::render(&self.0.site, &self.view(said)))
    }

    fn view(&self, said: Option<String>) -> PracticeView {
        let people = self.0.people.people();
        PracticeView {
            people: people
                .into_iter()
                .map(|person| PracticePersonView {
                    login: person.login,
                    name: person.display_name,
                    password: person.password.unwrap_or_else(|| "changed".to_owned()),
                    note: person.note,
                })
                .collect(),
            mails: self.0.memory.all().into_iter().rev().map(|mail| self.mail(mail)).collect(),
            authenticator: self.tokens(),
            said,
        }
    }

    fn mail(&self, mail: latchkey_outbox::StoredMail) -> PracticeMail {
        PracticeMail { to: mail.to, subject: mail.subject, at: self.clock_time(mail.at), text: mail.text }
    }

    fn tokens(&self) -> Vec<PracticeToken> {
        let now = self.0.clock.now().secs();
        let seconds = u64::try_from(now).unwrap_or(0);
        let left = u32::try_from(STEP_SECS - now.rem_euclid(STEP_SECS)).unwrap_or(0);
        let phone = self.0.phone.lock().unwrap_or_else(PoisonError::into_inner);
        phone
            .iter()
            .rev()
            .map(|(label, totp)| PracticeToken {
                label: label.clone(),
                code: totp.generate(seconds).to_string(),
                seconds_left: left,
            })
            .collect()
    }

    fn clock_time(&self, at: Timestamp) -> String {
        jiff::Timestamp::from_millisecond(at.millis())
            .map(|at| at.to_zoned(self.0.zone.clone()).strftime("%H:%M").to_string())
            .unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::authenticator;

    /// RFC 6238, appendix B: SHA-1, at 59 seconds, the last six digits.
    #[test]
    fn the_phone_reads_what_the_page_shows() {
        for text in [
            "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ",
            " gezdgnbvgy3tqojqgezdgnbvgy3tqojq\n",
            "otpauth://totp/N:a?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=N",
        ] {
            assert_eq!(authenticator(text).unwrap().generate(59).to_string(), "287082", "{text}");
        }
        for bad in ["", "0189", "otpauth://totp/N:a", "A"] {
            assert!(authenticator(bad).is_none(), "{bad}");
        }
    }
}
