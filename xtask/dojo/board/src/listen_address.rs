//! Listens on the address of `--bind`.

use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener, ToSocketAddrs as _};

use dojo_protocol::messages::PORT;
use thiserror::Error;

/// The reason why the board cannot listen.
#[derive(Debug, Error)]
pub enum ListenError {
    /// The address is not one of this machine's.
    #[error("`--bind {0}` is not an address of this machine ({1}): try `--bind 0.0.0.0`")]
    NotOwnAddress(String, String),
    /// Another program listens on the port.
    #[error("port {0} is in use: stop the program that uses it, or choose another port with `--bind ADDRESS:PORT`")]
    PortInUse(u16),
    /// The system does not allow listening.
    #[error("cannot listen on {0}: {1}")]
    Other(String, io::Error),
}

/// Listens on `bind`, or on the loopback address by default.
///
/// # Errors
///
/// If the address does not belong to this machine, or the port is in use.
pub fn listen(bind: Option<&str>) -> Result<TcpListener, ListenError> {
    let bind = bind.unwrap_or("127.0.0.1");
    let not_own = |why: String| ListenError::NotOwnAddress(bind.to_owned(), why);
    let addresses = resolve(bind).map_err(|error| not_own(error.to_string()))?;
    TcpListener::bind(&addresses[..]).map_err(|error| match error.kind() {
        io::ErrorKind::AddrInUse => ListenError::PortInUse(addresses.first().map_or(PORT, SocketAddr::port)),
        io::ErrorKind::AddrNotAvailable => not_own("no network interface has this address".to_owned()),
        _ => ListenError::Other(bind.to_owned(), error),
    })
}

fn resolve(bind: &str) -> io::Result<Vec<SocketAddr>> {
    if let Ok(address) = bind.parse::<SocketAddr>() {
        return Ok(vec![address]);
    }
    if let Ok(ip) = bind.parse::<IpAddr>() {
        return Ok(vec![SocketAddr::new(ip, PORT)]);
    }
    let with_port = if bind.contains(':') { bind.to_owned() } else { format!("{bind}:{PORT}") };
    let found: Vec<SocketAddr> = with_port.to_socket_addrs()?.collect();
    // Many systems resolve their own name to the loopback address, but a user who passes the name means the network.
    let is_loopback = found.iter().all(|address| address.ip().is_loopback()) && !with_port.starts_with("localhost:");
    Ok(match found.first().filter(|_| is_loopback) {
        Some(address) => vec![SocketAddr::new(Ipv4Addr::UNSPECIFIED.into(), address.port())],
        None => found,
    })
}
