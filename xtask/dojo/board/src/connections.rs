//! Tracks the open TCP connections and closes one when a limit is reached.
//!
//! The board never turns away a new connection, because it could be the facilitator's. Instead, it makes room by
//! closing a connection without a token, namely the least recently used one from the address with the most connections.

use std::collections::{BTreeMap, HashMap};
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use dojo_protocol::messages::{Reason, Refusal};
use tokio::sync::oneshot;

use crate::concurrency_limiter::client_address;
use crate::database::machines::TokenOwner;

/// The maximum number of connections. A team's machine uses two, a page one or two.
const MAX_CONNECTIONS: usize = 4096;
/// The maximum number of connections without a token per address.
const MAX_ANONYMOUS: usize = 256;
/// The maximum number of connections per machine of a team. A machine needs two.
const MAX_OF_MACHINE: usize = 4;
/// The maximum number of connections of the facilitator.
const MAX_OF_FACILITATOR: usize = 64;
/// The maximum number of event streams without a token, in total and per address.
const ANONYMOUS_STREAMS: (usize, usize) = (1024, 128);

/// A group of connections with a common limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Group {
    /// The connections of an address that have not sent a token.
    Anonymous(IpAddr),
    /// The connections that have sent a token of this owner.
    Known(TokenOwner),
}

impl Group {
    fn max_connections(self) -> usize {
        match self {
            Self::Anonymous(_) => MAX_ANONYMOUS,
            Self::Known(TokenOwner::Machine(_)) => MAX_OF_MACHINE,
            Self::Known(TokenOwner::Facilitator) => MAX_OF_FACILITATOR,
        }
    }
}

#[derive(Debug)]
struct Entry {
    /// The value of the registry's use counter at the last use.
    last_use: u64,
    has_stream: bool,
    /// Closes the connection when it is dropped.
    _close: oneshot::Sender<()>,
}

#[derive(Debug, Default)]
struct Registry {
    uses: u64,
    total: usize,
    groups: HashMap<Group, BTreeMap<u64, Entry>>,
    group_of: HashMap<u64, Group>,
}

impl Registry {
    fn entry(&mut self, id: u64) -> Option<&mut Entry> {
        self.groups.get_mut(self.group_of.get(&id)?)?.get_mut(&id)
    }

    fn insert(&mut self, id: u64, group: Group, entry: Entry) {
        self.groups.entry(group).or_default().insert(id, entry);
        self.group_of.insert(id, group);
        self.total += 1;
    }

    fn remove(&mut self, id: u64) -> Option<Entry> {
        let group = self.group_of.remove(&id)?;
        let entries = self.groups.get_mut(&group)?;
        let entry = entries.remove(&id);
        if entries.is_empty() {
            self.groups.remove(&group);
        }
        self.total -= 1;
        entry
    }

    /// Closes the least recently used connection of a group, preferably one without a stream.
    fn close_one(&mut self, group: Group, only_streams: bool) {
        let entries = self.groups.get(&group).into_iter().flatten();
        let candidates = entries.filter(|(_, entry)| entry.has_stream || !only_streams);
        if let Some((&id, _)) = candidates.min_by_key(|(_, entry)| (entry.has_stream, entry.last_use)) {
            self.remove(id);
        }
    }

    /// Returns the group that loses a connection when the total limit is reached.
    ///
    /// Groups without a token come first: if there are any, this is the largest of them, and otherwise the largest
    /// group of a machine.
    fn eviction_group(&self) -> Option<Group> {
        let rank = |(group, entries): &(&Group, &BTreeMap<u64, Entry>)| {
            let anonymous = matches!(group, Group::Anonymous(_));
            (anonymous && entries.len() > 1, entries.len())
        };
        let spared = |group: &Group| *group == Group::Known(TokenOwner::Facilitator);
        self.groups.iter().filter(|(group, _)| !spared(group)).max_by_key(rank).map(|(group, _)| *group)
    }

    fn streams(&self, group: Group) -> usize {
        self.groups.get(&group).into_iter().flatten().filter(|(_, entry)| entry.has_stream).count()
    }

    /// Makes room for another event stream of an anonymous group.
    fn admit_stream(&mut self, group: Group) -> Result<(), Refusal> {
        let of_address = self.streams(group);
        if of_address >= ANONYMOUS_STREAMS.1 {
            let why = "too many board pages are open at this address: close some of them";
            return Err(Refusal::retry_after(10, Reason::TooFast, why));
        }
        let anonymous = self.groups.keys().copied().filter(|group| matches!(group, Group::Anonymous(_)));
        let streams: Vec<(usize, Group)> = anonymous.map(|group| (self.streams(group), group)).collect();
        if streams.iter().map(|(count, _)| count).sum::<usize>() >= ANONYMOUS_STREAMS.0
            && let Some(&(_, largest)) = streams.iter().max_by_key(|(count, _)| *count)
        {
            self.close_one(largest, true);
        }
        Ok(())
    }
}

/// A registry of all open connections, shared by its clones.
#[derive(Clone, Debug)]
pub struct Connections {
    max_connections: usize,
    registry: Arc<Mutex<Registry>>,
}

impl Connections {
    /// Creates a registry for a process that can open `open_files` files.
    pub fn new(open_files: usize) -> Self {
        Self { max_connections: MAX_CONNECTIONS.min(open_files / 4 * 3), registry: Arc::default() }
    }

    fn registry(&self) -> MutexGuard<'_, Registry> {
        self.registry.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds a connection, and closes another one if a limit is reached.
    ///
    /// The returned receiver completes when the new connection itself must be closed.
    pub fn open(&self, peer: SocketAddr) -> (Connection, oneshot::Receiver<()>) {
        let group = Group::Anonymous(client_address(peer));
        let (close, closed) = oneshot::channel();
        let mut registry = self.registry();
        if registry.groups.get(&group).is_some_and(|entries| entries.len() >= group.max_connections()) {
            registry.close_one(group, false);
        }
        if registry.total >= self.max_connections
            && let Some(largest) = registry.eviction_group()
        {
            registry.close_one(largest, false);
        }
        registry.uses += 1;
        // The counter's value at the first use is unique, so it also serves as the id.
        let id = registry.uses;
        registry.insert(id, group, Entry { last_use: id, has_stream: false, _close: close });
        drop(registry);
        (Connection { id, peer, connections: self.clone() }, closed)
    }
}

/// An entry for an open connection. Dropping it removes the entry.
#[derive(Debug)]
pub struct Connection {
    id: u64,
    peer: SocketAddr,
    connections: Connections,
}

impl Connection {
    /// Returns the client's address.
    pub fn peer(&self) -> SocketAddr {
        self.peer
    }

    /// Records a request.
    pub fn mark_used(&self) {
        let mut registry = self.connections.registry();
        registry.uses += 1;
        let now = registry.uses;
        if let Some(entry) = registry.entry(self.id) {
            entry.last_use = now;
        }
    }

    /// Returns whether a request on this connection has sent a valid token.
    pub fn is_identified(&self) -> bool {
        matches!(self.connections.registry().group_of.get(&self.id), Some(Group::Known(_)))
    }

    /// Assigns the connection to a token's owner. If the owner then has too many, one of them is closed.
    pub fn identify(&self, owner: TokenOwner) {
        let group = Group::Known(owner);
        let mut registry = self.connections.registry();
        let Some(entry) = registry.remove(self.id) else { return };
        if registry.groups.get(&group).is_some_and(|entries| entries.len() >= group.max_connections()) {
            registry.close_one(group, false);
        }
        registry.insert(self.id, group, entry);
    }

    /// Records an open event stream until the returned guard is dropped.
    ///
    /// # Errors
    ///
    /// If the address has too many streams without a token.
    pub fn open_stream(self: Arc<Self>) -> Result<OpenStream, Refusal> {
        let mut registry = self.connections.registry();
        if let Some(&group @ Group::Anonymous(_)) = registry.group_of.get(&self.id) {
            registry.admit_stream(group)?;
        }
        if let Some(entry) = registry.entry(self.id) {
            entry.has_stream = true;
        }
        drop(registry);
        Ok(OpenStream(self))
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.connections.registry().remove(self.id);
    }
}

/// A guard for an open event stream on a connection.
#[derive(Debug)]
pub struct OpenStream(Arc<Connection>);

impl Drop for OpenStream {
    fn drop(&mut self) {
        if let Some(entry) = self.0.connections.registry().entry(self.0.id) {
            entry.has_stream = false;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::database::machines::MachineId;

    fn peer(ip: &str) -> SocketAddr {
        SocketAddr::new(ip.parse().expect("an address"), 1)
    }

    fn is_open(connection: &mut (Arc<Connection>, oneshot::Receiver<()>)) -> bool {
        connection.1.try_recv() == Err(oneshot::error::TryRecvError::Empty)
    }

    fn open(connections: &Connections, ip: &str) -> (Arc<Connection>, oneshot::Receiver<()>) {
        let (connection, closed) = connections.open(peer(ip));
        (Arc::new(connection), closed)
    }

    #[test]
    fn the_largest_address_loses_its_oldest_idle_connection() {
        let connections = Connections::new(16);
        let mut honest = open(&connections, "10.0.0.1");
        let mut facilitator = open(&connections, "10.0.0.2");
        facilitator.0.identify(TokenOwner::Facilitator);
        let mut team = open(&connections, "10.0.0.2");
        team.0.identify(TokenOwner::Machine(MachineId { team: 1, machine: 1 }));
        let mut many: Vec<_> = (0..9).map(|_| open(&connections, "10.0.0.3")).collect();
        many[0].0.mark_used();
        let stream = Arc::clone(&many[1].0).open_stream().expect("a stream");
        let more: Vec<_> = (0..5).map(|_| open(&connections, "10.0.0.2")).collect();
        let left: Vec<bool> = many.iter_mut().map(is_open).collect();
        assert_eq!(
            left,
            [true, true, false, false, false, false, false, true, true],
            "connections left open: the used one, the stream and the newest"
        );
        assert!(is_open(&mut honest) && is_open(&mut facilitator) && is_open(&mut team));
        drop((honest, facilitator, team, stream, many, more));
        let registry = connections.registry();
        assert_eq!((registry.total, registry.groups.len(), registry.group_of.len()), (0, 0, 0));
    }

    #[test]
    fn each_address_and_owner_has_a_separate_limit() {
        let connections = Connections::new(16_384);
        let mut of_address: Vec<_> = (0..MAX_ANONYMOUS + 3).map(|_| open(&connections, "10.0.0.1")).collect();
        assert_eq!(of_address.iter_mut().map(is_open).filter(|open| !open).count(), 3);
        let owner = TokenOwner::Machine(MachineId { team: 1, machine: 1 });
        let mut of_machine: Vec<_> = (0..6).map(|_| open(&connections, "10.0.0.2")).collect();
        of_machine.iter().for_each(|(connection, _)| connection.identify(owner));
        let left: Vec<bool> = of_machine.iter_mut().map(is_open).collect();
        assert_eq!(left, [false, false, true, true, true, true]);
    }

    #[test]
    fn anonymous_streams_are_limited_by_address_and_in_total() {
        let connections = Connections::new(16_384);
        let mut held = Vec::new();
        for address in 0..8 {
            for _ in 0..ANONYMOUS_STREAMS.1 {
                let connection = open(&connections, &format!("10.0.0.{address}"));
                let stream = Arc::clone(&connection.0).open_stream().expect("a stream");
                held.push((connection, stream));
            }
        }
        assert!(open(&connections, "10.0.0.3").0.open_stream().is_err(), "a stream above the limit of its address");
        let projector = open(&connections, "10.0.9.9");
        let _stream = Arc::clone(&projector.0).open_stream().expect("a stream for another address");
        let left = held.iter_mut().map(|(connection, _)| is_open(connection)).filter(|open| *open).count();
        assert_eq!(left, 8 * ANONYMOUS_STREAMS.1 - 1);
        let facilitator = open(&connections, "10.0.0.3");
        facilitator.0.identify(TokenOwner::Facilitator);
        assert!(facilitator.0.open_stream().is_ok(), "a stream with a token");
    }
}
