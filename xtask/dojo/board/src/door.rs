//! The door: how many connections come in, and what those are told that do not.
//!
//! What is asked for is limited where it is answered. This is about whoever asks for nothing, asks without end, or does not
//! listen to the answer: each holds a connection, and the board has only so many.

use std::collections::HashMap;
use std::future::Future;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::Extension;
use axum_server::accept::Accept;
use dojo_protocol::messages::{Reason, Refusal};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio_io_timeout::TimeoutStream;
use tower::Layer as _;

/// Connections at the same time. A team's machine has two, a page one or two.
const CONNECTIONS: usize = 4096;
/// Of these, from one address: a hundred people with a phone and a laptop each can be behind one.
const FROM_ONE: usize = 512;
/// How long an answer, or the next piece of a stream, may wait for its reader.
const UNREAD: Duration = Duration::from_secs(30);
/// How long a connection may take to say its first word.
const FIRST_WORD: Duration = Duration::from_secs(10);
/// How long is spent on telling somebody why they do not come in.
const FAREWELL: Duration = Duration::from_secs(1);
/// How many are told at the same time. The others see a connection that closes.
const FAREWELLS: usize = 64;

/// Places, of which there are only so many: in all, and for each address.
#[derive(Clone, Debug)]
pub struct Places {
    in_all: usize,
    for_one: usize,
    taken: Arc<Mutex<HashMap<IpAddr, usize>>>,
}

impl Places {
    /// So many places.
    pub fn new(in_all: usize, for_one: usize) -> Self {
        Self { in_all, for_one, taken: Arc::default() }
    }

    /// A place for somebody at this address; none if there is none left.
    ///
    /// # Cost
    ///
    /// Proportional to the number of addresses that have places.
    pub fn take(&self, at: SocketAddr) -> Option<Place> {
        let from = one(at);
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let of_one = taken.get(&from).copied().unwrap_or(0);
        if of_one >= self.for_one || taken.values().sum::<usize>() >= self.in_all {
            return None;
        }
        taken.insert(from, of_one + 1);
        Some(Place { from, taken: Arc::clone(&self.taken) })
    }
}

/// A place, until it is dropped.
#[derive(Debug)]
pub struct Place {
    from: IpAddr,
    taken: Arc<Mutex<HashMap<IpAddr, usize>>>,
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(of_one) = taken.get_mut(&self.from) {
            *of_one -= 1;
            if *of_one == 0 {
                taken.remove(&self.from);
            }
        }
    }
}

/// An address as far as one person cannot change it at will.
pub fn one(at: SocketAddr) -> IpAddr {
    match at.ip().to_canonical() {
        IpAddr::V6(ip) => IpAddr::V6((ip.to_bits() & !u128::from(u64::MAX)).into()),
        v4 => v4,
    }
}

/// Lets connections in, as far as there are places, and ends those whose answers nobody reads.
#[derive(Clone, Debug)]
pub struct Door {
    connections: Places,
    farewells: Places,
    /// The board's address, if it speaks nothing but TLS.
    encrypted: Option<String>,
}

impl Door {
    /// For a board at this address, which begins with `https` if it speaks nothing but TLS; a connection costs a file, and
    /// there are so many.
    pub fn of(address: &str, files: usize) -> Self {
        let connections = CONNECTIONS.min(files / 4 * 3);
        Self {
            connections: Places::new(connections, FROM_ONE.min(connections / 2)),
            farewells: Places::new(FAREWELLS, FAREWELLS / 4),
            encrypted: address.starts_with("https:").then(|| address.to_owned()),
        }
    }

    /// The place of a connection, or what it is told instead. Whoever waits for TLS would not understand it.
    async fn admit(&self, stream: &TcpStream, at: SocketAddr) -> Result<Place, Option<String>> {
        let Some(place) = self.connections.take(at) else {
            let message = "too many connections are open: close some of the board's pages";
            let told = || refused("503 Service Unavailable", "Retry-After: 10\r\n", Reason::TooFast, message, Some(10));
            return Err(self.encrypted.is_none().then(told));
        };
        if let Some(address) = &self.encrypted
            && is_in_clear(stream).await
        {
            let message = format!("this board is encrypted: its address is {address}, with an s in https");
            let to = format!("Location: {address}/\r\n");
            return Err(Some(refused("307 Temporary Redirect", &to, Reason::NotAllowed, &message, None)));
        }
        Ok(place)
    }

    async fn turn_away(&self, mut stream: TcpStream, at: SocketAddr, answer: &str) {
        let Some(_place) = self.farewells.take(at) else { return };
        let say = async {
            stream.write_all(answer.as_bytes()).await?;
            stream.shutdown().await?;
            // A connection with unread bytes is broken off when it is closed, and the answer would be lost with it.
            let mut rest = [0; 1024];
            while stream.read(&mut rest).await? > 0 {}
            io::Result::Ok(())
        };
        // Whoever does not listen has missed it.
        let _ = tokio::time::timeout(FAREWELL, say).await;
    }
}

impl<S: Send + 'static> Accept<TcpStream, S> for Door {
    type Stream = Pin<Box<TimeoutStream<TcpStream>>>;
    type Service = <Extension<Arc<Place>> as tower::Layer<S>>::Service;
    type Future = Pin<Box<dyn Future<Output = io::Result<(Self::Stream, Self::Service)>> + Send>>;

    fn accept(&self, stream: TcpStream, service: S) -> Self::Future {
        let door = self.clone();
        Box::pin(async move {
            let at = stream.peer_addr()?;
            match door.admit(&stream, at).await {
                Ok(place) => {
                    let mut stream = TimeoutStream::new(stream);
                    stream.set_write_timeout(Some(UNREAD));
                    // What answers on a connection lives as long as the connection does, and the place with it.
                    Ok((Box::pin(stream), Extension(Arc::new(place)).layer(service)))
                }
                Err(answer) => {
                    if let Some(answer) = answer {
                        door.turn_away(stream, at, &answer).await;
                    }
                    Err(io::ErrorKind::ConnectionRefused.into())
                }
            }
        })
    }
}

/// Whether the first byte is another than that with which TLS begins.
async fn is_in_clear(stream: &TcpStream) -> bool {
    const HANDSHAKE: u8 = 22;
    let mut first = [HANDSHAKE];
    // Without a first byte there is nobody to tell.
    let _ = tokio::time::timeout(FIRST_WORD, stream.peek(&mut first)).await;
    first != [HANDSHAKE]
}

/// A whole answer, for a connection that no server of HTTP has seen.
fn refused(status: &str, header: &str, reason: Reason, message: &str, retry_after_s: Option<u64>) -> String {
    let refusal = Refusal { reason, message: message.to_owned(), retry_after_s };
    let body = serde_json::to_string(&refusal).expect("plain data can always be written as JSON");
    let length = body.len();
    format!(
        "HTTP/1.1 {status}\r\n{header}Content-Type: application/json\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(ip: &str, port: u16) -> SocketAddr {
        SocketAddr::new(ip.parse().expect("an address"), port)
    }

    #[test]
    fn places_come_back_and_one_address_leaves_some_to_others() {
        let places = Places::new(5, 3);
        let mut held: Vec<Place> = (0..3).map(|port| places.take(at("10.0.0.1", port)).expect("a place")).collect();
        assert!(places.take(at("10.0.0.1", 9)).is_none(), "the fourth of one address");
        held.extend((0..2).map(|port| places.take(at("10.0.0.2", port)).expect("a place")));
        assert!(places.take(at("10.0.0.3", 1)).is_none(), "the sixth in all");
        held.remove(0);
        held.push(places.take(at("10.0.0.3", 1)).expect("one came back"));
        held.clear();
        assert!(places.taken.lock().expect("not poisoned").is_empty(), "nobody is remembered without a place");
    }

    #[test]
    fn who_has_many_addresses_of_a_network_is_one() {
        let places = Places::new(5, 1);
        let _held = places.take(at("2001:db8::1", 1)).expect("a place");
        assert!(places.take(at("2001:db8::ffff:2", 1)).is_none());
        let _other = places.take(at("2001:db8:0:1::1", 1)).expect("another network has its own");
        let _mapped = places.take(at("::ffff:10.0.0.1", 1)).expect("a place");
        assert!(places.take(at("10.0.0.1", 1)).is_none(), "the same address, written otherwise");
    }
}
