//! The first page, compressed once. It is the same for everybody, which is why it may be: pages
//! that hold something secret beside something a stranger chose are never compressed (BREACH).

use super::assets::accepts;
use super::pages;
use axum::body::{Body, HttpBody as _, to_bytes};
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use http::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, ETAG, IF_NONE_MATCH, SET_COOKIE, VARY};
use http::{HeaderMap, HeaderValue, Method, StatusCode};
use latchkey_app::ports::Caller;
use latchkey_contract::Locale;
use sha2::{Digest as _, Sha256};
use std::io::Write as _;
use std::sync::{Arc, OnceLock};

/// One for each language, kept from its first answer on: nobody's request has anything of its own in it.
#[derive(Clone)]
pub struct FirstPage(Arc<[(Locale, OnceLock<CachedPage>)]>);

struct CachedPage {
    headers: HeaderMap,
    plain: Bytes,
    gzip: Bytes,
    etag: HeaderValue,
}

/// Around `GET /recover`. The page is made once; from then on it is answered from here.
pub async fn compressed(State(page): State<FirstPage>, request: Request, next: Next) -> Response {
    let is_first =
        request.method() == Method::GET && request.uri().path() == "/recover" && request.uri().query().is_none();
    let locale = request.extensions().get::<Caller>().map(|caller| caller.locale);
    let Some(kept) = locale.filter(|_| is_first).and_then(|locale| page.of(locale)) else {
        return next.run(request).await;
    };
    let gzip = accepts(request.headers(), "gzip");
    let seen = request.headers().get(IF_NONE_MATCH).cloned();
    let cached = match kept.get() {
        Some(cached) => cached,
        None => match made(next.run(request).await).await {
            Ok(made) => kept.get_or_init(|| made),
            Err(other) => return other,
        },
    };
    cached.answer(gzip, seen.as_ref())
}

/// `Err`: not the plain page, which is answered as it is.
async fn made(answer: Response) -> Result<CachedPage, Response> {
    if answer.status() != StatusCode::OK
        || !is_plain_page(answer.headers())
        || answer.body().size_hint().exact().is_none()
    {
        return Err(answer);
    }
    let (parts, body) = answer.into_parts();
    match to_bytes(body, super::body::MAX_BODY).await {
        Ok(bytes) => Ok(CachedPage::new(parts.headers, bytes)),
        Err(_) => Err(pages::text(StatusCode::INTERNAL_SERVER_ERROR, "")),
    }
}

impl Default for FirstPage {
    fn default() -> Self {
        Self(Locale::ALL.iter().map(|locale| (*locale, OnceLock::new())).collect())
    }
}

impl FirstPage {
    fn of(&self, locale: Locale) -> Option<&OnceLock<CachedPage>> {
        self.0.iter().find(|(of, _)| *of == locale).map(|(_, kept)| kept)
    }
}

impl CachedPage {
    fn answer(&self, gzip: bool, seen: Option<&HeaderValue>) -> Response {
        let mut headers = self.headers.clone();
        headers.insert(ETAG, self.etag.clone());
        if seen == Some(&self.etag) {
            return (StatusCode::NOT_MODIFIED, headers, Body::empty()).into_response();
        }
        if gzip && self.gzip.len() < self.plain.len() {
            headers.insert(CONTENT_ENCODING, const { HeaderValue::from_static("gzip") });
            return (headers, Body::from(self.gzip.clone())).into_response();
        }
        (headers, Body::from(self.plain.clone())).into_response()
    }

    fn new(mut headers: HeaderMap, plain: Bytes) -> Self {
        headers.remove(CONTENT_LENGTH);
        headers.insert(VARY, const { HeaderValue::from_static("accept-encoding, accept-language, cookie") });
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        let gzip = encoder.write_all(&plain).and_then(|()| encoder.finish()).unwrap_or_else(|_| plain.to_vec());
        let digest = Sha256::digest(&plain);
        let hex = digest.iter().take(8).fold(String::new(), |text, byte| text + &format!("{byte:02x}"));
        // Weak, because the compressed bytes differ.
        let etag =
            HeaderValue::from_str(&format!("W/\"{hex}\"")).unwrap_or(const { HeaderValue::from_static("W/\"0\"") });
        Self { headers, plain, gzip: Bytes::from(gzip), etag }
    }
}

fn is_plain_page(headers: &HeaderMap) -> bool {
    headers.get(CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"))
        && !headers.contains_key(SET_COOKIE)
        && !headers.contains_key(CONTENT_ENCODING)
}
