//! Requests to the Directory API: with a token, patient with a service that is busy, and certain of what was heard.

use super::answers;
use super::errors::{self, Later, Meaning, set_up};
use super::http_date;
use super::tokens::{NoToken, Tokens};
use latchkey_contract::check::SetUpFault;
use latchkey_domain::directory::{DirectoryError, DirectoryResult};
use latchkey_domain::{Clock, Entropy, Secret};
use latchkey_web::http::{Answer, Http};
use reqwest::Method;
use serde::de::DeserializeOwned;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;
use url::Url;

/// How often something is asked before it is given up, and how long is waited in between: 1, 2, 4 and 8 seconds and a
/// part of another, as Google asks for.
const TRIES: u32 = 5;
const FIRST_WAIT_MILLIS: u64 = 1000;
/// Whoever is told to come back later than this is told so, and asks no more.
const MOST_WAIT_MILLIS: u64 = 16_000;
/// Two clocks were never compared.
const UNKNOWN: i64 = i64::MIN;

pub(super) struct ApiClient {
    http: Http,
    api: Url,
    pub(super) tokens: Tokens,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
    /// By how much theirs was ahead of ours at the last answer.
    ahead_millis: AtomicI64,
}

/// Something to be asked.
pub(super) struct Call<'a> {
    pub method: Method,
    /// Below `/admin/directory/v1`.
    pub path: &'a [&'a str],
    pub query: Vec<(&'static str, String)>,
    /// JSON.
    pub body: Option<Secret>,
}

impl<'a> Call<'a> {
    pub(super) const fn get(path: &'a [&'a str], query: Vec<(&'static str, String)>) -> Self {
        Self { method: Method::GET, path, query, body: None }
    }
}

/// What is known of a request that brought no yes.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// It was not done, for this reason.
    Refused(DirectoryError),
    /// The administrator may not.
    Forbidden {
        detail: String,
    },
    PageGone {
        detail: String,
    },
    /// It was sent and may have been done, now or later.
    Lost {
        detail: String,
    },
}

impl Fault {
    /// Of something that only reads.
    pub(super) fn of_reading(self) -> DirectoryError {
        match self {
            Self::Refused(error) => error,
            Self::Forbidden { detail } => set_up(SetUpFault::WrongAdministrator, detail),
            Self::PageGone { detail } => DirectoryError::Other { detail },
            Self::Lost { detail } => DirectoryError::Unreachable { detail },
        }
    }
}

/// Of one try.
enum Tried {
    Answer(Answer),
    Fault(Fault),
    /// `lost`: it may have been done.
    Again {
        error: DirectoryError,
        lost: bool,
        after_millis: Option<u64>,
    },
}

impl ApiClient {
    pub(super) fn new(http: Http, api: Url, tokens: Tokens, clock: Arc<dyn Clock>, entropy: Arc<dyn Entropy>) -> Self {
        Self { http, api, tokens, clock, entropy, ahead_millis: AtomicI64::new(UNKNOWN) }
    }

    /// By which name the service is known as a server.
    pub(super) fn host(&self) -> String {
        self.api.host_str().unwrap_or_default().to_owned()
    }

    pub(super) fn ahead_millis(&self) -> Option<i64> {
        Some(self.ahead_millis.load(Ordering::Relaxed)).filter(|millis| *millis != UNKNOWN)
    }

    pub(super) async fn read<T: DeserializeOwned>(&self, call: &Call<'_>) -> DirectoryResult<T> {
        answers::json(&self.send(call).await.map_err(Fault::of_reading)?)
    }

    /// Asks until there is an answer that means yes or no. What is sent must mean the same when it is done twice.
    pub(super) async fn send(&self, call: &Call<'_>) -> Result<Answer, Fault> {
        let mut any_lost = false;
        let mut wait = FIRST_WAIT_MILLIS;
        let mut tries = 1;
        loop {
            let (error, lost, after) = match self.try_once(call).await {
                Tried::Answer(answer) => return Ok(answer),
                Tried::Fault(fault) => return Err(fault),
                Tried::Again { error, lost, after_millis } => (error, lost, after_millis),
            };
            any_lost |= lost;
            let pause = after.unwrap_or(wait) + u64::from(self.a_part_of_a_second());
            if tries >= TRIES || pause > MOST_WAIT_MILLIS {
                return Err(match any_lost {
                    true => Fault::Lost { detail: error.to_string() },
                    false => Fault::Refused(error),
                });
            }
            tokio::time::sleep(Duration::from_millis(pause)).await;
            wait *= 2;
            tries += 1;
        }
    }

    async fn try_once(&self, call: &Call<'_>) -> Tried {
        let mut refused = None;
        // once more with a new token, and then it is not the token
        for _ in 0..2 {
            let token = match self.tokens.get(refused.as_ref()).await {
                Ok(token) => token,
                Err(NoToken::Later(later)) => {
                    return Tried::Again { error: later.error(), lost: false, after_millis: None };
                }
                Err(NoToken::Certain(error)) => return Tried::Fault(Fault::Refused(error)),
            };
            let answer = match self.ask(call, &token).await {
                Ok(answer) => answer,
                Err(again) => return again,
            };
            if answer.status.is_success() {
                return Tried::Answer(answer);
            }
            match errors::of(&answer) {
                Meaning::NewToken => refused = Some(token),
                Meaning::Later(later) => {
                    let lost = matches!(later, Later::Away { .. });
                    return Tried::Again { error: later.error(), lost, after_millis: retry_after(&answer) };
                }
                Meaning::Forbidden { detail } => return Tried::Fault(Fault::Forbidden { detail }),
                Meaning::PageGone { detail } => return Tried::Fault(Fault::PageGone { detail }),
                Meaning::Certain(error) => return Tried::Fault(Fault::Refused(error)),
            }
        }
        let detail = "401: a new token is not taken either".to_owned();
        Tried::Fault(Fault::Refused(set_up(SetUpFault::NoDelegation, detail)))
    }

    async fn ask(&self, call: &Call<'_>, token: &Secret) -> Result<Answer, Tried> {
        let refused = |error| Tried::Fault(Fault::Refused(answers::none(error)));
        let mut request = self.http.request(call.method.clone(), &self.url(call)).map_err(refused)?;
        request = request.bearer_auth(token.expose());
        if let Some(body) = &call.body {
            request = request.header("content-type", "application/json").body(body.expose().to_owned());
        }
        let before = self.clock.now();
        match self.http.deliver(request).await {
            Ok(answer) => {
                let now = self.clock.now();
                // the head was made somewhere between; it is whole seconds
                let middle = before.plus_millis(now.since(before) / 2);
                let said = answer.headers.get("date").and_then(|date| http_date::read(date.to_str().ok()?));
                if let Some(theirs) = said {
                    self.ahead_millis.store(theirs.plus_millis(500).since(middle), Ordering::Relaxed);
                }
                Ok(answer)
            }
            Err(none) => match (answers::none(none.error), none.heard) {
                (error @ DirectoryError::Unreachable { .. }, lost) => {
                    Err(Tried::Again { error, lost, after_millis: None })
                }
                (error, true) => Err(Tried::Fault(Fault::Lost { detail: error.to_string() })),
                (error, false) => Err(Tried::Fault(Fault::Refused(error))),
            },
        }
    }

    fn url(&self, call: &Call<'_>) -> Url {
        let mut url = self.api.clone();
        if let Ok(mut path) = url.path_segments_mut() {
            path.pop_if_empty().extend(["admin", "directory", "v1"]).extend(call.path);
        }
        if !call.query.is_empty() {
            url.query_pairs_mut().extend_pairs(call.query.iter().map(|(name, value)| (*name, value.as_str())));
        }
        url
    }

    /// So that many who were sent away do not come back together.
    fn a_part_of_a_second(&self) -> u8 {
        let mut byte = [0_u8; 1];
        self.entropy.fill(&mut byte);
        byte[0]
    }
}

/// Seconds, also with a fraction; a date is not sent by this service.
fn retry_after(answer: &Answer) -> Option<u64> {
    let text = answer.headers.get("retry-after")?.to_str().ok()?;
    let secs: f64 = text.trim().parse().ok()?;
    let is_some = secs.is_finite() && secs >= 0.0;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "bounded a line above")]
    is_some.then(|| (secs.min(86_400.0) * 1000.0) as u64)
}
