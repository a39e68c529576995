//! Bodies are small forms: read whole, bounded in size and in time, before any handler runs. So
//! nobody holds a handler (or a database connection) by sending slowly.

use axum::body::{Body, HttpBody as _, to_bytes};
use bytes::Bytes;
use http::StatusCode;
use std::time::Duration;

/// The largest form is the connection with a pasted certificate chain.
pub const MAX_BODY: usize = 64 * 1024;
const MAX_TIME: Duration = Duration::from_secs(15);

pub async fn read(body: Body) -> Result<Bytes, StatusCode> {
    if body.size_hint().lower() > MAX_BODY as u64 {
        return Err(StatusCode::PAYLOAD_TOO_LARGE);
    }
    match tokio::time::timeout(MAX_TIME, to_bytes(body, MAX_BODY)).await {
        Ok(Ok(bytes)) => Ok(bytes),
        Ok(Err(_)) => Err(StatusCode::PAYLOAD_TOO_LARGE),
        Err(_) => Err(StatusCode::REQUEST_TIMEOUT),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use futures::stream;

    #[tokio::test]
    async fn bounded_also_without_a_length() {
        assert_eq!(read(Body::from(vec![0; MAX_BODY])).await.unwrap().len(), MAX_BODY);
        assert_eq!(read(Body::from(vec![0; MAX_BODY + 1])).await, Err(StatusCode::PAYLOAD_TOO_LARGE));
        let endless =
            Body::from_stream(stream::repeat_with(|| Ok::<_, std::io::Error>(Bytes::from_static(&[0; 1024]))));
        assert_eq!(read(endless).await, Err(StatusCode::PAYLOAD_TOO_LARGE));
    }

    #[tokio::test(start_paused = true)]
    async fn bounded_in_time() {
        let silent = Body::from_stream(stream::pending::<Result<Bytes, std::io::Error>>());
        assert_eq!(read(silent).await, Err(StatusCode::REQUEST_TIMEOUT));
    }
}
