//! The entries of a map and the index that finds them: all of the map but its hasher.

use std::borrow::Borrow;
use std::num::NonZeroUsize;

use crate::{Collisions, TableError};

const TWO: NonZeroUsize = NonZeroUsize::MIN.saturating_add(1);

/// An entry, with the hash of its key: to move it to another table, nobody need hash the key again.
#[derive(Clone)]
pub(crate) struct Record<K, V> {
    pub(crate) hash: u64,
    pub(crate) key: K,
    pub(crate) value: V,
}

/// Entries without a gap between them; the id of an entry is its place.
///
/// Invariants: the index holds the ids `0..entries.len()`, each under the hash of its entry, and it has a bucket for
/// each.
#[derive(Clone)]
pub(crate) struct Table<K, V, C> {
    pub(crate) entries: Vec<Record<K, V>>,
    pub(crate) index: C,
}

impl<K, V, C: Collisions> Table<K, V, C> {
    pub(crate) fn with_buckets(buckets: NonZeroUsize) -> Result<Self, TableError> {
        Ok(Self { entries: Vec::new(), index: C::with_buckets(buckets)? })
    }

    /// A table with one bucket.
    ///
    /// # Panics
    ///
    /// If not even that can be allocated.
    pub(crate) fn smallest() -> Self {
        Self::with_buckets(NonZeroUsize::MIN).unwrap_or_else(|error| panic!("{error}"))
    }

    pub(crate) fn find<Q>(&self, hash: u64, key: &Q) -> Option<usize>
    where
        K: Borrow<Q>,
        Q: Eq + ?Sized,
    {
        self.index.find(hash, |id| {
            let entry = &self.entries[id];
            entry.hash == hash && entry.key.borrow() == key
        })
    }

    /// Adds an entry whose key is not in the table, and returns its id.
    pub(crate) fn insert(&mut self, hash: u64, key: K, value: V) -> usize {
        self.make_room_for(1).unwrap_or_else(|error| panic!("{error}"));
        let id = self.entries.len();
        self.entries.push(Record { hash, key, value });
        self.index.insert(hash, id);
        id
    }

    /// Takes an entry out; the last one moves to its place.
    pub(crate) fn remove(&mut self, id: usize) -> (K, V) {
        let Record { hash, key, value } = self.entries.swap_remove(id);
        self.index.remove(hash, id);
        if let Some(moved) = self.entries.get(id) {
            self.index.remove(moved.hash, self.entries.len());
            self.index.insert(moved.hash, id);
        }
        (key, value)
    }

    /// Doubles the number of buckets until there is one for each of `additional` more entries.
    pub(crate) fn make_room_for(&mut self, additional: usize) -> Result<(), TableError> {
        let buckets = self.index.bucket_count();
        let wanted = self.entries.len().saturating_add(additional);
        if wanted <= buckets.get() {
            return Ok(());
        }
        let mut doubled = buckets;
        while doubled.get() < wanted {
            doubled = doubled.checked_mul(TWO).ok_or(TableError::TooManyBuckets { requested: wanted })?;
        }
        self.rebuild(doubled)
    }

    /// Gives the table another number of buckets, at least one for each entry. If that fails, it stays as it is.
    pub(crate) fn rebuild(&mut self, buckets: NonZeroUsize) -> Result<(), TableError> {
        let mut index = C::with_buckets(buckets)?;
        for (id, entry) in self.entries.iter().enumerate() {
            index.insert(entry.hash, id);
        }
        self.index = index;
        Ok(())
    }
}
