//! Limits the number of concurrent operations, in total and per client address.

use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// A limited number of permits, shared by its clones.
#[derive(Clone, Debug)]
pub struct ConcurrencyLimiter {
    total: usize,
    per_client: usize,
    /// The number of permits of each client.
    in_use: Arc<Mutex<HashMap<IpAddr, usize>>>,
}

impl ConcurrencyLimiter {
    /// Creates a limit of `total` permits, and of `per_client` permits per address.
    pub fn new(total: usize, per_client: usize) -> Self {
        Self { total, per_client, in_use: Arc::default() }
    }

    fn in_use(&self) -> MutexGuard<'_, HashMap<IpAddr, usize>> {
        self.in_use.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns a permit for a client; `None` if a limit is reached.
    ///
    /// # Cost
    ///
    /// Linear in the number of addresses with permits.
    pub fn acquire(&self, peer: SocketAddr) -> Option<Permit> {
        let client = client_address(peer);
        let mut in_use = self.in_use();
        let of_client = in_use.get(&client).copied().unwrap_or(0);
        if of_client >= self.per_client || in_use.values().sum::<usize>() >= self.total {
            return None;
        }
        in_use.insert(client, of_client + 1);
        Some(Permit { client, limit: self.clone() })
    }
}

/// A permit, which is released when it is dropped.
#[derive(Debug)]
pub struct Permit {
    client: IpAddr,
    limit: ConcurrencyLimiter,
}

impl Drop for Permit {
    fn drop(&mut self) {
        let mut in_use = self.limit.in_use();
        if let Some(of_client) = in_use.get_mut(&self.client) {
            *of_client -= 1;
            if *of_client == 0 {
                in_use.remove(&self.client);
            }
        }
    }
}

/// Returns the part of a client's address that the client cannot choose: for IPv6, the network.
pub fn client_address(peer: SocketAddr) -> IpAddr {
    match peer.ip().to_canonical() {
        IpAddr::V6(ip) => IpAddr::V6((ip.to_bits() & !u128::from(u64::MAX)).into()),
        v4 => v4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn peer(ip: &str, port: u16) -> SocketAddr {
        SocketAddr::new(ip.parse().expect("an address"), port)
    }

    #[test]
    fn permits_are_limited_per_client_and_in_total() {
        let limit = ConcurrencyLimiter::new(5, 3);
        let mut held: Vec<Permit> =
            (0..3).map(|port| limit.acquire(peer("10.0.0.1", port)).expect("a permit")).collect();
        assert!(limit.acquire(peer("10.0.0.1", 9)).is_none(), "the fourth permit of one address");
        held.extend((0..2).map(|port| limit.acquire(peer("10.0.0.2", port)).expect("a permit")));
        assert!(limit.acquire(peer("10.0.0.3", 1)).is_none(), "the sixth permit in total");
        held.remove(0);
        held.push(limit.acquire(peer("10.0.0.3", 1)).expect("a released permit"));
        held.clear();
        assert!(limit.in_use().is_empty(), "entries of clients without permits");
    }

    #[test]
    fn addresses_of_one_network_are_one_client() {
        let limit = ConcurrencyLimiter::new(5, 1);
        let _held = limit.acquire(peer("2001:db8::1", 1)).expect("a permit");
        assert!(limit.acquire(peer("2001:db8::ffff:2", 1)).is_none());
        let _other = limit.acquire(peer("2001:db8:0:1::1", 1)).expect("a permit for another network");
        let _mapped = limit.acquire(peer("::ffff:10.0.0.1", 1)).expect("a permit");
        assert!(limit.acquire(peer("10.0.0.1", 1)).is_none(), "the same address in another notation");
    }
}
