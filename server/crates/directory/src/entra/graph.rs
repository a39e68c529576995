//! Microsoft Graph: one request with our token, asked again where it says to come later; and lists page by page.

use super::login::{Login, misconfigured};
use super::refusals::{Fault, Refused};
use latchkey_domain::Secret;
use latchkey_domain::directory::{DirectoryError, DirectoryResult};
use latchkey_web::http::{Answer, Http, NoAnswer};
use reqwest::Method;
use reqwest::header::HeaderMap;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::time::Duration;
use url::Url;

/// How many a page may hold: <https://learn.microsoft.com/graph/api/user-list>.
pub(super) const MOST_ON_A_PAGE: u32 = 999;

pub(super) struct Graph {
    pub login: Login,
    /// One account is read or written; somebody waits for it.
    pub http: Http,
    /// Pages of people, which are longer.
    pub pages: Http,
    pub base: Url,
}

/// How often, and how long each time, a service that is too busy is waited for.
#[derive(Clone, Copy)]
pub(super) enum Patience {
    /// Somebody waits.
    Person,
    Listing,
}

impl Patience {
    const fn limits(self) -> (u32, Duration) {
        match self {
            Self::Person => (1, Duration::from_secs(5)),
            Self::Listing => (4, Duration::from_secs(60)),
        }
    }
}

#[derive(Deserialize)]
pub(super) struct Listed<T> {
    pub value: Vec<T>,
    #[serde(rename = "@odata.nextLink")]
    pub next: Option<String>,
    #[serde(rename = "@odata.count")]
    pub count: Option<u32>,
}

impl Graph {
    /// `path`: its segments, each as it is.
    pub(super) fn url(&self, path: &[&str], query: &[(&str, &str)]) -> DirectoryResult<Url> {
        let mut url = self.base.clone();
        match url.path_segments_mut() {
            Ok(mut segments) => segments.pop_if_empty().push("v1.0").extend(path),
            Err(()) => return Err(misconfigured("the address of Microsoft Graph cannot be used")),
        };
        if !query.is_empty() {
            url.query_pairs_mut().extend_pairs(query);
        }
        Ok(url)
    }

    pub(super) fn host(&self) -> &str {
        self.base.host_str().unwrap_or_default()
    }

    /// A link to the next page goes nowhere else: our token goes with it.
    pub(super) fn link(&self, text: &str) -> DirectoryResult<Url> {
        let inside = |url: &Url| {
            let (base, path) = (self.base.path().trim_end_matches('/'), url.path());
            url.origin() == self.base.origin()
                && url.username().is_empty()
                && url.password().is_none()
                && path.strip_prefix(base).is_some_and(|rest| rest.starts_with("/v1.0/"))
        };
        Url::parse(text).ok().filter(inside).ok_or_else(|| DirectoryError::Other {
            detail: "Microsoft Graph sent us on to another place, and we did not go there".to_owned(),
        })
    }

    pub(super) async fn one<T: DeserializeOwned>(&self, path: &[&str], query: &[(&str, &str)]) -> DirectoryResult<T> {
        let url = self.url(path, query)?;
        let answer = self.send(&self.http, Method::GET, &url, None, Patience::Person).await;
        read(&answer.map_err(Fault::reading)?)
    }

    pub(super) async fn page<T: DeserializeOwned>(&self, url: &Url) -> DirectoryResult<Listed<T>> {
        let answer = self.send(&self.pages, Method::GET, url, None, Patience::Listing).await;
        let listed: Listed<T> = read(&answer.map_err(Fault::reading)?)?;
        // seen before it is kept, and again when it is used
        if let Some(next) = &listed.next
            && self.link(next)? == *url
        {
            return Err(DirectoryError::Other { detail: "a page of Microsoft Graph is followed by itself".to_owned() });
        }
        Ok(listed)
    }

    /// All pages.
    pub(super) async fn all<T: DeserializeOwned>(
        &self,
        path: &[&str],
        query: &[(&str, &str)],
    ) -> DirectoryResult<Vec<T>> {
        let (mut url, mut all) = (self.url(path, query)?, Vec::new());
        loop {
            let listed = self.page(&url).await?;
            all.extend(listed.value);
            match listed.next {
                Some(next) => url = self.link(&next)?,
                None => return Ok(all),
            }
        }
    }

    /// A write, sent again only where the service says that it did not do it.
    pub(super) async fn write(&self, method: Method, path: &[&str], body: Option<&Value>) -> Result<(), Fault> {
        let url = self.url(path, &[]).map_err(Fault::Told)?;
        self.send(&self.http, method, &url, body, Patience::Person).await.map(|_| ())
    }

    async fn send(
        &self,
        http: &Http,
        method: Method,
        url: &Url,
        body: Option<&Value>,
        patience: Patience,
    ) -> Result<Answer, Fault> {
        let (mut again, longest) = patience.limits();
        let mut renewed = false;
        loop {
            let token = self.login.token().await.map_err(Fault::Told)?;
            let answer = self.deliver(http, &method, url, body, &token).await?;
            let status = answer.status.as_u16();
            match status {
                200..300 => return Ok(answer),
                // taken back, or from before a change of ours: once, not for ever
                401 if !renewed => {
                    renewed = true;
                    self.login.forget(&token).await;
                }
                429 | 503 if again > 0 => match pause(&answer.headers, again).filter(|pause| *pause <= longest) {
                    Some(pause) => {
                        again -= 1;
                        tokio::time::sleep(pause).await;
                    }
                    None => return Err(refused(status, &answer)),
                },
                _ => return Err(refused(status, &answer)),
            }
        }
    }

    async fn deliver(
        &self,
        http: &Http,
        method: &Method,
        url: &Url,
        body: Option<&Value>,
        token: &Secret,
    ) -> Result<Answer, Fault> {
        let request = http.request(method.clone(), url).map_err(|error| lost(error.into()))?;
        // for counts and casts; costs nothing elsewhere: <https://learn.microsoft.com/graph/aad-advanced-queries>
        let advanced = url.query_pairs().any(|(name, _)| name == "$count");
        let request = if advanced { request.header("ConsistencyLevel", "eventual") } else { request };
        let request = request.bearer_auth(token.expose());
        let request = match body {
            Some(body) => request.json(body),
            None => request,
        };
        http.deliver(request).await.map_err(lost)
    }
}

fn refused(status: u16, answer: &Answer) -> Fault {
    let id = answer.headers.get("request-id").and_then(|id| id.to_str().ok());
    Fault::Refused(Refused::read(status, &answer.body, id))
}

fn lost(NoAnswer { error, heard }: NoAnswer) -> Fault {
    Fault::NoAnswer { heard, detail: error.to_string() }
}

fn read<T: DeserializeOwned>(answer: &Answer) -> DirectoryResult<T> {
    answer.json().map_err(|error| DirectoryError::Other { detail: error.to_string() })
}

/// What `Retry-After` says, which may be a fraction of a second (<https://learn.microsoft.com/graph/throttling>); without
/// it longer each time.
fn pause(headers: &HeaderMap, again: u32) -> Option<Duration> {
    match headers.get("retry-after") {
        Some(said) => said.to_str().ok()?.trim().parse().ok().and_then(|secs| Duration::try_from_secs_f64(secs).ok()),
        None => Some(Duration::from_secs(1 << 4_u32.saturating_sub(again).min(4))),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn how_long_to_wait() {
        let of = |said: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert("retry-after", said.parse().unwrap());
            pause(&headers, 1)
        };
        assert_eq!(of("2.128"), Some(Duration::from_millis(2128)));
        assert_eq!(of("7"), Some(Duration::from_secs(7)));
        for odd in ["-1", "NaN", "inf", "soon", "1e300"] {
            assert_eq!(of(odd), None, "{odd}");
        }
        assert!(pause(&HeaderMap::new(), 1) > pause(&HeaderMap::new(), 4));
    }
}
