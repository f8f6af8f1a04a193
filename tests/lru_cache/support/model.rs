//! A naive model of the cache.

use lru_cache::Displaced;

use super::Key;

/// The policy of a [`Model`].
#[derive(Clone, Copy, Debug)]
pub enum PolicyKind {
    /// Moves new and used entries to the front.
    LeastRecent,
    /// Moves new entries to the front and leaves used ones in place.
    FirstIn,
    /// Moves new and used entries to the back.
    MostRecent,
}

/// A naive cache: a list of entries. The last one is evicted next.
#[derive(Clone, Debug)]
pub struct Model<K = Key> {
    pub capacity: usize,
    pub entries: Vec<(K, u32)>,
    policy: PolicyKind,
}

impl<K: Copy + PartialEq> Model<K> {
    pub fn new(capacity: usize, policy: PolicyKind) -> Self {
        Self { capacity, entries: Vec::new(), policy }
    }

    pub fn peek(&self, key: K) -> Option<u32> {
        self.position(key).map(|at| self.entries[at].1)
    }

    fn position(&self, key: K) -> Option<usize> {
        self.entries.iter().position(|&(known, _)| known == key)
    }

    fn arrive(&mut self, entry: (K, u32)) {
        match self.policy {
            PolicyKind::LeastRecent | PolicyKind::FirstIn => self.entries.insert(0, entry),
            PolicyKind::MostRecent => self.entries.push(entry),
        }
    }

    pub fn get(&mut self, key: K) -> Option<&mut u32> {
        let at = self.position(key)?;
        if !matches!(self.policy, PolicyKind::FirstIn) {
            let entry = self.entries.remove(at);
            self.arrive(entry);
        }
        self.peek_mut(key)
    }

    pub fn peek_mut(&mut self, key: K) -> Option<&mut u32> {
        self.position(key).map(|at| &mut self.entries[at].1)
    }

    pub fn put(&mut self, key: K, value: u32) -> Displaced<K, u32> {
        if let Some(old) = self.get(key) {
            return Displaced::Value(std::mem::replace(old, value));
        }
        let evicted = if self.entries.len() == self.capacity { self.entries.pop() } else { None };
        self.arrive((key, value));
        evicted.map_or(Displaced::Nothing, |(key, value)| Displaced::Entry(key, value))
    }

    pub fn remove(&mut self, key: K) -> Option<u32> {
        self.position(key).map(|at| self.entries.remove(at).1)
    }

    pub fn resize(&mut self, capacity: usize) -> Vec<(K, u32)> {
        self.capacity = capacity;
        let kept = self.entries.len().min(capacity);
        let mut evicted = self.entries.split_off(kept);
        evicted.reverse();
        evicted
    }
}
