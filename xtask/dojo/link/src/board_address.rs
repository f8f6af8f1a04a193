//! The address of a board: parsing, and whether the connection is local or readable by others.

use std::net::IpAddr;

use dojo_protocol::messages::PORT;
use thiserror::Error;
use ureq::http::Uri;

/// An error for text that is not the address of a board.
#[derive(Debug, PartialEq, Eq, Error)]
#[error("`{0}` is not the address of a board. Write it like http://192.168.1.5:{PORT}")]
pub struct InvalidAddress(String);

/// Parses a user's input and returns `scheme://host:port`.
///
/// The path, query and fragment are ignored. If there is no scheme, `http` is assumed, and the default port is
/// [`PORT`].
///
/// # Errors
///
/// If `written` is not the address of a board.
pub fn parse(written: &str) -> Result<String, InvalidAddress> {
    let invalid = || InvalidAddress(written.to_owned());
    let written = written.trim();
    let (scheme, rest) = written.split_once("://").unwrap_or(("", written));
    let authority = rest.split(['/', '?', '#']).next().unwrap_or(rest);
    let scheme_or_http = if scheme.is_empty() { "http" } else { scheme };
    let uri: Uri = format!("{scheme_or_http}://{authority}/").to_lowercase().parse().map_err(|_| invalid())?;
    let host = uri.host().filter(|host| !host.is_empty() && !authority.contains('@')).ok_or_else(invalid)?;
    if uri.port_u16().is_none() && authority.len() > host.len() {
        return Err(invalid());
    }
    let port = uri.port_u16().or(scheme.is_empty().then_some(PORT));
    let port = port.map(|port| format!(":{port}")).unwrap_or_default();
    match uri.scheme_str() {
        Some(scheme @ ("http" | "https")) => Ok(format!("{scheme}://{host}{port}")),
        _ => Err(invalid()),
    }
}

/// Returns whether others on the network can read requests to this address.
pub fn is_readable_by_others(address: &str) -> bool {
    let host = host_of(address);
    let is_loopback = host.parse::<IpAddr>().map_or(host == "localhost", |ip| ip.is_loopback());
    address.starts_with("http://") && !is_loopback
}

/// Returns whether an address is in the local network. Requests to it must not go through a proxy.
pub fn is_local(address: &str) -> bool {
    let host = host_of(address);
    host.parse::<IpAddr>().is_ok() || !host.contains('.') || host.ends_with(".local")
}

fn host_of(address: &str) -> &str {
    let authority = address.split_once("://").map_or(address, |(_, authority)| authority);
    match authority.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((ip, _)) => ip,
        None => authority.split(':').next().unwrap_or(authority),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parse_accepts_common_notations() {
        for (written, expected) in [
            ("192.168.1.5", "http://192.168.1.5:7007"),
            ("192.168.1.5:80", "http://192.168.1.5:80"),
            ("http://192.168.1.5:7007/", "http://192.168.1.5:7007"),
            (" http://Board.Local:7007/team?x#y ", "http://board.local:7007"),
            ("https://dojo.example.org", "https://dojo.example.org"),
            ("http://[::1]:7007/", "http://[::1]:7007"),
            ("localhost", "http://localhost:7007"),
        ] {
            assert_eq!(parse(written).as_deref(), Ok(expected), "{written}");
        }
        for written in ["", "http://", "ftp://host", "a b", "http://user:word@host", "http://host:99999"] {
            assert_eq!(parse(written), Err(InvalidAddress(written.to_owned())), "{written}");
        }
    }

    #[test]
    fn only_http_to_another_machine_is_readable() {
        for (address, readable) in [
            ("http://127.0.0.1:7007", false),
            ("http://[::1]:7007", false),
            ("http://localhost:7007", false),
            ("http://192.168.1.5:7007", true),
            ("http://localhost.example.org", true),
            ("https://dojo.example.org", false),
        ] {
            assert_eq!(is_readable_by_others(address), readable, "{address}");
        }
    }
}
