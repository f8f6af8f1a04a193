//! The HTTP server: accepts connections, with or without TLS, until Ctrl-C.

use std::io;
use std::net::{SocketAddr, TcpListener};
use std::time::Duration;

use axum::Router;
use axum_server::Handle;
use axum_server::tls_rustls::{RustlsAcceptor, RustlsConfig};
use hyper_util::rt::TokioTimer;

use crate::connection_acceptor::ConnectionAcceptor;

/// The maximum time for receiving a request's head, which also limits the idle time between two requests.
const HEAD_TIMEOUT: Duration = Duration::from_secs(30);
/// The maximum wait for open streams at shutdown.
const SHUTDOWN_TIMEOUT: Duration = Duration::from_secs(1);

/// Serves until Ctrl-C.
///
/// # Errors
///
/// If the listener cannot be used.
pub async fn serve(
    router: Router,
    listener: TcpListener,
    acceptor: ConnectionAcceptor,
    tls: Option<RustlsConfig>,
) -> io::Result<()> {
    let handle = Handle::new();
    let shutdown = handle.clone();
    tokio::spawn(async move {
        if tokio::signal::ctrl_c().await.is_ok() {
            shutdown.graceful_shutdown(Some(SHUTDOWN_TIMEOUT));
        }
    });
    listener.set_nonblocking(true)?;
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    let mut server = axum_server::from_tcp(listener)?.handle(handle);
    server.http_builder().http1().timer(TokioTimer::new()).header_read_timeout(HEAD_TIMEOUT);
    // A connection with HTTP/1 has only one stream, so it is enough to limit connections. If HTTP/2 were allowed as
    // well, detecting the version would also add a phase without a timeout.
    match tls {
        None => server.acceptor(acceptor).http1_only().serve(service).await,
        Some(tls) => server.acceptor(RustlsAcceptor::new(tls).acceptor(acceptor)).http1_only().serve(service).await,
    }
}

/// Raises the limit on open files and returns it, because each connection counts as an open file.
pub fn raise_open_files() -> usize {
    const WANTED: u64 = 16_384;
    #[cfg(unix)]
    // If raising fails, assume a common default.
    let files = rlimit::increase_nofile_limit(WANTED).unwrap_or(256);
    #[cfg(not(unix))]
    let files = WANTED;
    usize::try_from(files).unwrap_or(usize::MAX)
}
