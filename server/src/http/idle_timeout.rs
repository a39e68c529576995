//! Time for connections, and its end: a slot for each (see `connection_limit`), ten seconds for the
//! first byte, and a time without requests after which it is closed. hyper's own timers begin only
//! once it knows which HTTP is spoken (<https://github.com/hyperium/hyper/issues/3756>), it has none
//! for a connection without requests (<https://github.com/hyperium/hyper/issues/2355>), and its pings
//! keep an HTTP/2 connection for ever whose other end does nothing but answer them. When both are
//! done, the two times can be hyper's, and only the slot is ours.

use super::connection_limit::{ConnectionLimit, ConnectionSlot};
use axum_server::accept::Accept;
use futures::future::BoxFuture;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::Sleep;
use tower::Service;

const FIRST_BYTE: Duration = Duration::from_secs(10);
/// Closed after at least this and at most twice this without a request, as HTTP/1.1 is after the
/// time for a head. A browser that comes back opens another.
const IDLE: Duration = Duration::from_secs(20);
/// What we write at once when we answer; answers to pings are smaller, and do not count.
const ANSWER: usize = 1024;

/// Around the acceptor that makes the stream (TCP, or TLS over it).
#[derive(Clone)]
pub struct IdleTimeout<A> {
    inner: A,
    limit: ConnectionLimit,
}

impl<A> IdleTimeout<A> {
    pub fn new(inner: A, limit: ConnectionLimit) -> Self {
        Self { inner, limit }
    }
}

impl<A, S> Accept<TcpStream, S> for IdleTimeout<A>
where
    A: Accept<TcpStream, S>,
    A::Future: Send + 'static,
{
    type Stream = Timed<A::Stream>;
    type Service = Watched<A::Service>;
    type Future = BoxFuture<'static, io::Result<(Self::Stream, Self::Service)>>;

    fn accept(&self, stream: TcpStream, service: S) -> Self::Future {
        // Taken before the handshake of TLS, which is what costs.
        let place = stream.peer_addr().map(|client| self.limit.take(client.ip()));
        let accepting = match place {
            Ok(Some(place)) => Ok((place, self.inner.accept(stream, service))),
            Ok(None) => Err(io::Error::other("too many connections")),
            Err(gone) => Err(gone),
        };
        Box::pin(async move {
            let (place, accepting) = accepting?;
            let (inner, service) = accepting.await?;
            let activity = Arc::new(Activity::default());
            Ok((Timed::new(inner, activity.clone(), place), Watched { inner: service, activity }))
        })
    }
}

/// What goes on on one connection.
#[derive(Default)]
struct Activity {
    requests: AtomicUsize,
    /// Raised by whatever counts as being alive.
    moves: AtomicU64,
}

impl Activity {
    fn moved(&self) {
        self.moves.fetch_add(1, Ordering::Relaxed);
    }
    fn begin(self: &Arc<Self>) -> UnderWay {
        self.requests.fetch_add(1, Ordering::Relaxed);
        self.moved();
        UnderWay(self.clone())
    }
}

/// A request that is being answered.
struct UnderWay(Arc<Activity>);
impl Drop for UnderWay {
    fn drop(&mut self) {
        self.0.requests.fetch_sub(1, Ordering::Relaxed);
        self.0.moved();
    }
}

/// Counts the requests of its connection.
#[derive(Clone)]
pub struct Watched<S> {
    inner: S,
    activity: Arc<Activity>,
}

impl<S, R> Service<R> for Watched<S>
where
    S: Service<R>,
    S::Future: Send + 'static,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = BoxFuture<'static, Result<S::Response, S::Error>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(cx)
    }
    fn call(&mut self, request: R) -> Self::Future {
        let under_way = self.activity.begin();
        let answer = self.inner.call(request);
        Box::pin(async move {
            let answer = answer.await;
            drop(under_way);
            answer
        })
    }
}

/// A stream that ends when nothing comes of it.
pub struct Timed<S> {
    inner: S,
    activity: Arc<Activity>,
    patience: Pin<Box<Sleep>>,
    /// The moves when patience was last renewed; `None` before the first byte.
    seen: Option<u64>,
    _place: ConnectionSlot,
}

impl<S> Timed<S> {
    fn new(inner: S, activity: Arc<Activity>, place: ConnectionSlot) -> Self {
        Self { inner, activity, patience: Box::pin(tokio::time::sleep(FIRST_BYTE)), seen: None, _place: place }
    }

    fn renew(&mut self) {
        self.seen = Some(self.activity.moves.load(Ordering::Relaxed));
        self.patience = Box::pin(tokio::time::sleep(IDLE));
    }

    /// Asked whenever there is nothing to do; wakes the task in time.
    fn is_over(&mut self, cx: &mut Context<'_>) -> bool {
        while self.patience.as_mut().poll(cx).is_ready() {
            let idle = self.activity.requests.load(Ordering::Relaxed) == 0;
            let still = self.seen.is_none_or(|seen| seen == self.activity.moves.load(Ordering::Relaxed));
            if idle && still {
                return true;
            }
            self.renew();
        }
        false
    }

    /// The same for writing: whoever takes nothing of our answer is not waited for either.
    fn wrote(&mut self, cx: &mut Context<'_>, written: Poll<io::Result<usize>>) -> Poll<io::Result<usize>> {
        match written {
            Poll::Pending if self.is_over(cx) => Poll::Ready(Err(io::ErrorKind::TimedOut.into())),
            Poll::Ready(Ok(bytes)) if bytes >= ANSWER => {
                self.activity.moved();
                Poll::Ready(Ok(bytes))
            }
            other => other,
        }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Timed<S> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let read = Pin::new(&mut self.inner).poll_read(cx, buffer);
        match read {
            Poll::Ready(result) => {
                if self.seen.is_none() {
                    self.renew();
                }
                Poll::Ready(result)
            }
            Poll::Pending if self.is_over(cx) => match self.seen {
                None => Poll::Ready(Err(io::ErrorKind::TimedOut.into())),
                // As if the client had left: hyper closes in an orderly way.
                Some(_) => Poll::Ready(Ok(())),
            },
            Poll::Pending => Poll::Pending,
        }
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Timed<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.inner).poll_write(cx, bytes);
        self.wrote(cx, written)
    }
    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match Pin::new(&mut self.inner).poll_flush(cx) {
            Poll::Pending if self.is_over(cx) => Poll::Ready(Err(io::ErrorKind::TimedOut.into())),
            flushed => flushed,
        }
    }
    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_shutdown(cx)
    }
    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.inner).poll_write_vectored(cx, slices);
        self.wrote(cx, written)
    }
    fn is_write_vectored(&self) -> bool {
        self.inner.is_write_vectored()
    }
}

#[cfg(test)]
mod tests;
