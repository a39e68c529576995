//! The first page, compressed once. It is the same for everybody, which is why it may be: pages
//! that hold something secret beside something a stranger chose are never compressed (BREACH).

use super::assets::accepts;
use super::pages;
use axum::body::{Body, HttpBody as _, to_bytes};
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use http::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, ETAG, IF_NONE_MATCH, SET_COOKIE, VARY};
use http::{HeaderMap, HeaderValue, Method, StatusCode};
use sha2::{Digest as _, Sha256};
use std::io::Write as _;
use std::sync::{Arc, OnceLock};

#[derive(Clone, Default)]
pub struct FirstPage(Arc<OnceLock<CachedPage>>);

struct CachedPage {
    plain: Bytes,
    gzip: Bytes,
    etag: HeaderValue,
}

/// Around `GET /recover`. The handler still makes each answer; only one that is byte for byte the
/// kept one is sent compressed.
pub async fn compressed(State(page): State<FirstPage>, request: Request, next: Next) -> Response {
    let is_first =
        request.method() == Method::GET && request.uri().path() == "/recover" && request.uri().query().is_none();
    if !is_first {
        return next.run(request).await;
    }
    let gzip = accepts(request.headers(), "gzip");
    let seen = request.headers().get(IF_NONE_MATCH).cloned();
    page.answer(next.run(request).await, gzip, seen.as_ref()).await
}

impl FirstPage {
    async fn answer(&self, answer: Response, gzip: bool, seen: Option<&HeaderValue>) -> Response {
        if answer.status() != StatusCode::OK
            || !is_plain_page(answer.headers())
            || answer.body().size_hint().exact().is_none()
        {
            return answer;
        }
        let (mut parts, body) = answer.into_parts();
        let Ok(bytes) = to_bytes(body, super::body::MAX_BODY).await else {
            return pages::text(StatusCode::INTERNAL_SERVER_ERROR, "");
        };
        let kept = self.0.get_or_init(|| CachedPage::new(bytes.clone()));
        if kept.plain != bytes {
            return Response::from_parts(parts, Body::from(bytes));
        }
        parts.headers.insert(ETAG, kept.etag.clone());
        parts.headers.insert(VARY, const { HeaderValue::from_static("accept-encoding") });
        if seen == Some(&kept.etag) {
            parts.status = StatusCode::NOT_MODIFIED;
            parts.headers.remove(CONTENT_LENGTH);
            return Response::from_parts(parts, Body::empty());
        }
        if gzip && kept.gzip.len() < kept.plain.len() {
            parts.headers.remove(CONTENT_LENGTH);
            parts.headers.insert(CONTENT_ENCODING, const { HeaderValue::from_static("gzip") });
            return Response::from_parts(parts, Body::from(kept.gzip.clone()));
        }
        Response::from_parts(parts, Body::from(bytes))
    }
}

impl CachedPage {
    fn new(plain: Bytes) -> Self {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        let gzip = encoder.write_all(&plain).and_then(|()| encoder.finish()).unwrap_or_else(|_| plain.to_vec());
        let digest = Sha256::digest(&plain);
        let hex = digest.iter().take(8).fold(String::new(), |text, byte| text + &format!("{byte:02x}"));
        // Weak, because the compressed bytes differ.
        let etag =
            HeaderValue::from_str(&format!("W/\"{hex}\"")).unwrap_or(const { HeaderValue::from_static("W/\"0\"") });
        Self { plain, gzip: Bytes::from(gzip), etag }
    }
}

fn is_plain_page(headers: &HeaderMap) -> bool {
    headers.get(CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"))
        && !headers.contains_key(SET_COOKIE)
        && !headers.contains_key(CONTENT_ENCODING)
}
