//! The socket and what is served on it: HTTP/1.1 and HTTP/2, with or without our own TLS, with
//! time-outs and bounds, until it is told to stop.

use super::connection_limit::ConnectionLimit;
use super::idle_timeout::IdleTimeout;
use super::tls;
use crate::config::TlsConfig;
use axum::Router;
use axum_server::accept::NoDelayAcceptor;
use axum_server::tls_rustls::{RustlsAcceptor, RustlsConfig};
use axum_server::{Handle, Server};
use hyper_util::rt::{TokioExecutor, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use ipnet::IpNet;
use std::io;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::net::{TcpListener, TcpSocket};

/// For a request's head, and for the next one on a connection that is kept.
const HEADER_TIME: Duration = Duration::from_secs(20);
const PING: Duration = Duration::from_secs(30);
/// How long requests may go on once we are asked to stop.
pub const GRACE: Duration = Duration::from_secs(10);
const RELOAD_PAUSE: Duration = Duration::from_secs(10);

/// `Err`: one sentence for the administrator.
pub fn bind(address: SocketAddr) -> Result<TcpListener, String> {
    let bound = || -> io::Result<TcpListener> {
        let socket = if address.is_ipv6() { TcpSocket::new_v6()? } else { TcpSocket::new_v4()? };
        socket.set_reuseaddr(true)?;
        socket.bind(address)?;
        socket.listen(1024)
    };
    bound().map_err(|e| match e.kind() {
        io::ErrorKind::AddrInUse => format!("another program listens on {address} already. Stop it, or choose another address with --listen or `listen`."),
        io::ErrorKind::PermissionDenied => format!(
            "this user may not listen on port {}. Ports below 1024 need the capability CAP_NET_BIND_SERVICE, or a proxy in front.",
            address.port()
        ),
        io::ErrorKind::AddrNotAvailable => format!("{} is not an address of this machine.", address.ip()),
        _ => format!("cannot listen on {address}: {e}"),
    })
}

/// Connections at once, and those of one client network: an IPv4 address, or the /64 that one
/// subscriber has. A browser opens six; many people behind one address share theirs.
const MOST: usize = 8192;
pub const MOST_OF_ONE: usize = 256;

/// What stands between us and the network.
#[derive(Clone, Debug, Default)]
pub struct Edge {
    /// Ours, or a proxy has it.
    pub certificate: Option<TlsConfig>,
    /// Whoever speaks for many clients.
    pub proxies: Vec<IpNet>,
}

/// Serves until `handle` is told to shut down.
pub async fn serve(listener: TcpListener, app: Router, edge: Edge, handle: Handle<SocketAddr>) -> Result<(), String> {
    let limit = ConnectionLimit::new(MOST, MOST_OF_ONE, edge.proxies);
    let service = app.into_make_service_with_connect_info::<SocketAddr>();
    let server = Server::<SocketAddr>::from_listener(listener).handle(handle);
    let served = match edge.certificate {
        None => tuned(server.acceptor(IdleTimeout::new(NoDelayAcceptor, limit))).serve(service).await,
        Some(files) => {
            let config = RustlsConfig::from_config(tls::load(&files)?);
            let acceptor = RustlsAcceptor::new(config.clone()).acceptor(NoDelayAcceptor);
            let fresh = tokio::spawn(tls::keep_fresh(files, config, RELOAD_PAUSE));
            let served = tuned(server.acceptor(IdleTimeout::new(acceptor, limit))).serve(service).await;
            fresh.abort();
            served
        }
    };
    served.map_err(|e| format!("serving ended: {e}"))
}

fn tuned<A>(mut server: Server<SocketAddr, A>) -> Server<SocketAddr, A> {
    tune(server.http_builder());
    server
}

fn tune(builder: &mut Builder<TokioExecutor>) {
    builder.http1().timer(TokioTimer::new()).header_read_timeout(HEADER_TIME).max_buf_size(32 * 1024).max_headers(64);
    builder
        .http2()
        .timer(TokioTimer::new())
        .keep_alive_interval(PING)
        .keep_alive_timeout(HEADER_TIME)
        .max_concurrent_streams(64)
        .max_header_list_size(16 * 1024);
}
