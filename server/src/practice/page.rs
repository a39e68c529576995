//! What the page of practice mode is made of, and what its forms have in common.

use super::phone::Authenticator;
use crate::http::pages;
use axum::extract::Form;
use axum::extract::rejection::FormRejection;
use axum::response::Response;
use http::StatusCode;
use jiff::tz::TimeZone;
use latchkey_contract::Site;
use latchkey_directory::PracticeCloud;
use latchkey_directory::practice::PracticeDirectory;
use latchkey_domain::Clock;
use latchkey_outbox::{MemoryBox, SmsBox};
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
pub struct PracticePage(pub(super) Arc<Inner>);

pub(super) struct Inner {
    pub(super) parts: DeskParts,
    pub(super) authenticator: Authenticator,
    /// What the last form did, until it was shown once.
    pub(super) said: Mutex<Option<Announcement>>,
}

#[derive(Default)]
pub(super) struct Announcement {
    pub(super) sentence: String,
    /// The login that it was done to.
    pub(super) whose: Option<String>,
}

pub(super) const PAGE: &str = "/practice";

/// A form that this page does not send.
pub(super) type Sent<T> = Result<Form<T>, FormRejection>;

#[derive(Deserialize)]
pub(super) struct Switch {
    #[serde(default)]
    away: String,
}

impl Switch {
    pub(super) fn away(&self) -> Option<bool> {
        match self.away.as_str() {
            "yes" => Some(true),
            "no" => Some(false),
            _ => None,
        }
    }
}

impl PracticePage {
    pub fn new(parts: DeskParts) -> Self {
        Self(Arc::new(Inner { parts, authenticator: Authenticator::default(), said: Mutex::default() }))
    }

    pub(super) fn unreadable(&self) -> Response {
        pages::bad_request(&self.0.parts.site, StatusCode::BAD_REQUEST)
    }

    /// To the page, which says it once: reloading it does nothing again.
    pub(super) fn back(&self, sentence: &str) -> Response {
        self.say(Announcement { sentence: sentence.to_owned(), whose: None });
        pages::see_other(PAGE)
    }

    pub(super) fn say(&self, said: Announcement) {
        *self.0.said.lock().unwrap_or_else(PoisonError::into_inner) = Some(said);
    }
}
