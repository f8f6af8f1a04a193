//! The board's address for other machines, and the host names that it accepts in requests.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

/// The address of a running board.
#[derive(Clone, Debug)]
pub struct PublicAddress {
    /// The URL for everyone, without a path.
    pub url: String,
    /// True if only this machine can reach the board.
    pub is_local: bool,
    /// The board's host names in lower case.
    ///
    /// With TLS, the certificate already decides which names are valid. In this case, the list is empty and accepts
    /// them all.
    pub host_names: Vec<String>,
}

impl PublicAddress {
    /// Returns the address of a board that listens at `listening`. `bind` is the facilitator's option.
    pub fn new(listening: SocketAddr, bind: Option<&str>, is_encrypted: bool) -> Self {
        let ip = if listening.ip().is_unspecified() { network_address() } else { listening.ip() };
        let scheme = if is_encrypted { "https" } else { "http" };
        let own = gethostname::gethostname().to_string_lossy().to_ascii_lowercase();
        // A host name in `bind` is also the name in the certificate, so the URL uses it.
        let is_name = |bind: &&str| bind.parse::<SocketAddr>().is_err() && bind.parse::<IpAddr>().is_err();
        let bind_name = bind.filter(is_name).and_then(|bind| bind.split(':').next()).map(str::to_ascii_lowercase);
        let url = match &bind_name {
            Some(name) => format!("{scheme}://{name}:{}", listening.port()),
            None => format!("{scheme}://{}", SocketAddr::new(ip, listening.port())),
        };
        let mut host_names = vec!["localhost".to_owned(), format!("{own}.local"), own];
        host_names.extend(bind_name);
        host_names.retain(|name| !name.is_empty() && !is_encrypted);
        Self { url, is_local: ip.is_loopback(), host_names }
    }

    /// Returns the host of the URL.
    pub fn host(&self) -> &str {
        without_port(self.url.split_once("://").map_or(&self.url, |(_, host)| host))
    }

    /// Returns whether the board accepts TLS only.
    pub fn is_encrypted(&self) -> bool {
        self.url.starts_with("https:")
    }

    /// Returns whether a `Host` header names the board.
    ///
    /// This check prevents DNS rebinding, in which another site makes its own name resolve to this machine, so that
    /// browsers treat its page as the board's. The trick does not work with an IP address or with this machine's name.
    pub fn is_own_host(&self, host: &str) -> bool {
        let name = without_port(host).to_ascii_lowercase();
        self.host_names.is_empty() || name.parse::<IpAddr>().is_ok() || self.host_names.contains(&name)
    }
}

fn without_port(host: &str) -> &str {
    match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or(rest),
        None => host.split(':').next().unwrap_or(host),
    }
}

/// Returns the address at which other machines most likely reach this one.
fn network_address() -> IpAddr {
    let all = if_addrs::get_if_addrs().unwrap_or_default();
    let mut others = all.iter().filter(|interface| !interface.is_loopback()).map(if_addrs::Interface::ip);
    let private = |ip: &IpAddr| matches!(ip, IpAddr::V4(ip) if ip.is_private());
    others.clone().find(private).or_else(|| others.find(IpAddr::is_ipv4)).unwrap_or(Ipv4Addr::LOCALHOST.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_are_accepted_for_ip_addresses_and_own_names() {
        let address = PublicAddress {
            url: String::new(),
            is_local: false,
            host_names: vec!["localhost".to_owned(), "laptop.local".to_owned()],
        };
        for known in ["127.0.0.1:7007", "192.168.1.5", "[::1]:7007", "localhost:7007", "Laptop.local"] {
            assert!(address.is_own_host(known), "{known}");
        }
        for unknown in ["evil.example", "evil.example:7007", "127.0.0.1.evil.example", "", "localhost.evil.example"] {
            assert!(!address.is_own_host(unknown), "{unknown}");
        }
    }
}
