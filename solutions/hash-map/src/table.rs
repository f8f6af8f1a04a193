//! The entries of a map and the index that finds them.

use std::borrow::Borrow;
use std::num::NonZeroUsize;
use std::vec;

use crate::collisions::Collisions;
use crate::error::TableError;

const TWO: NonZeroUsize = NonZeroUsize::MIN.saturating_add(1);

/// An entry with the hash of its key, so that growth does not hash keys again.
#[derive(Clone, Debug)]
pub(crate) struct Record<K, V> {
    hash: u64,
    pub(crate) key: K,
    pub(crate) value: V,
}

/// The entries of a map, stored without gaps. The id of an entry is its position.
///
/// Invariants: the index contains exactly the ids `0..entries.len()`, each under the hash of its entry, and has at least
/// one bucket per entry. Only this module can break them, since other modules see the entries as a slice.
#[derive(Clone, Debug)]
pub(crate) struct Table<K, V, C> {
    entries: Vec<Record<K, V>>,
    index: C,
}

impl<K, V, C> Table<K, V, C> {
    pub(crate) fn entries(&self) -> &[Record<K, V>] {
        &self.entries
    }

    pub(crate) fn entries_mut(&mut self) -> &mut [Record<K, V>] {
        &mut self.entries
    }

    pub(crate) fn into_entries(self) -> Vec<Record<K, V>> {
        self.entries
    }
}

impl<K, V, C: Collisions> Table<K, V, C> {
    pub(crate) fn with_buckets(buckets: NonZeroUsize) -> Result<Self, TableError> {
        Ok(Self { entries: Vec::new(), index: C::with_buckets(buckets)? })
    }

    /// Returns a table with one bucket.
    ///
    /// # Panics
    ///
    /// Panics if the bucket cannot be allocated.
    pub(crate) fn smallest() -> Self {
        Self::with_buckets(NonZeroUsize::MIN).unwrap_or_else(|error| panic!("{error}"))
    }

    pub(crate) fn bucket_count(&self) -> NonZeroUsize {
        self.index.bucket_count()
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

    /// Adds an entry whose key is not in the table, and returns its value.
    ///
    /// # Panics
    ///
    /// Panics if the table has to grow and cannot. In that case, it is unchanged.
    pub(crate) fn insert(&mut self, hash: u64, key: K, value: V) -> &mut V {
        self.reserve(1).unwrap_or_else(|error| panic!("{error}"));
        let id = self.entries.len();
        self.entries.push(Record { hash, key, value });
        self.index.insert(hash, id);
        &mut self.entries[id].value
    }

    /// Removes an entry and moves the last one to its position.
    pub(crate) fn remove(&mut self, id: usize) -> (K, V) {
        let Record { hash, key, value } = self.entries.swap_remove(id);
        self.index.remove(hash, id);
        if let Some(moved) = self.entries.get(id) {
            self.index.remove(moved.hash, self.entries.len());
            self.index.insert(moved.hash, id);
        }
        (key, value)
    }

    /// Removes the entries for which `keep` returns false.
    pub(crate) fn retain(&mut self, mut keep: impl FnMut(&mut Record<K, V>) -> bool) {
        // Iterate backwards, so that any entry that moves to position `id` has already been checked.
        for id in (0..self.entries.len()).rev() {
            if !keep(&mut self.entries[id]) {
                self.remove(id);
            }
        }
    }

    /// Removes all entries at once, so the entries that the iterator yields are no longer in the index.
    pub(crate) fn drain(&mut self) -> vec::Drain<'_, Record<K, V>> {
        self.index.clear();
        self.entries.drain(..)
    }

    /// Doubles the number of buckets until `additional` more entries fit. On failure, the table is unchanged.
    pub(crate) fn reserve(&mut self, additional: usize) -> Result<(), TableError> {
        let wanted = self.entries.len().saturating_add(additional);
        let too_many = TableError::TooManyBuckets { requested: wanted };
        // This step comes first because extra capacity is harmless if a later step fails.
        self.entries.try_reserve(additional).map_err(|_| too_many)?;
        let buckets = self.bucket_count();
        if wanted <= buckets.get() {
            return Ok(());
        }
        let mut doubled = buckets;
        while doubled.get() < wanted {
            doubled = doubled.checked_mul(TWO).ok_or(too_many)?;
        }
        self.rebuild(doubled)
    }

    /// Shrinks the table to one bucket per entry, but at least one. On failure, the table is unchanged.
    pub(crate) fn shrink_to_fit(&mut self) -> Result<(), TableError> {
        self.rebuild(NonZeroUsize::new(self.entries.len()).unwrap_or(NonZeroUsize::MIN))?;
        self.entries.shrink_to_fit();
        Ok(())
    }

    /// Changes the number of buckets, which must be at least the length. On failure, the table is unchanged.
    fn rebuild(&mut self, buckets: NonZeroUsize) -> Result<(), TableError> {
        let mut index = C::with_buckets(buckets)?;
        for (id, entry) in self.entries.iter().enumerate() {
            index.insert(entry.hash, id);
        }
        self.index = index;
        Ok(())
    }
}
