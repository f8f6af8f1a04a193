//! The boxed entries of a map and the index that finds them.

use std::borrow::Borrow;
use std::iter::{FusedIterator, successors};
use std::num::NonZeroUsize;
use std::{slice, vec};

use crate::collisions::Collisions;
use crate::error::TableError;

const TWO: NonZeroUsize = NonZeroUsize::MIN.saturating_add(1);

/// An entry with the hash of its key.
#[derive(Clone, Debug)]
pub(crate) struct Record<K, V> {
    hash: u64,
    pub(crate) key: K,
    pub(crate) value: V,
}

/// A slot for an entry. Its position is the entry's id.
pub(crate) type Slot<K, V> = Option<Box<Record<K, V>>>;

/// The entries of a map in slots, some of which are free.
///
/// Invariants: `free` has the id of each free slot exactly once. The index contains the ids of all other slots, each
/// under the hash of its entry, and has at least one bucket per entry.
#[derive(Clone, Debug)]
pub(crate) struct Store<K, V, C> {
    slots: Vec<Slot<K, V>>,
    free: Vec<usize>,
    index: C,
}

impl<K, V, C> Store<K, V, C> {
    pub(crate) fn len(&self) -> usize {
        self.slots.len() - self.free.len()
    }

    pub(crate) fn iter(&self) -> Filled<slice::Iter<'_, Slot<K, V>>> {
        Filled { slots: self.slots.iter(), left: self.len() }
    }

    pub(crate) fn iter_mut(&mut self) -> Filled<slice::IterMut<'_, Slot<K, V>>> {
        let left = self.len();
        Filled { slots: self.slots.iter_mut(), left }
    }

    pub(crate) fn into_iter(self) -> Filled<vec::IntoIter<Slot<K, V>>> {
        let left = self.len();
        Filled { slots: self.slots.into_iter(), left }
    }

    pub(crate) fn record(&self, id: usize) -> &Record<K, V> {
        self.slots[id].as_deref().expect("the index contains only ids of occupied slots")
    }

    pub(crate) fn record_mut(&mut self, id: usize) -> &mut Record<K, V> {
        self.slots[id].as_deref_mut().expect("the index contains only ids of occupied slots")
    }
}

impl<K, V, C: Collisions> Store<K, V, C> {
    pub(crate) fn with_buckets(buckets: NonZeroUsize) -> Result<Self, TableError> {
        Ok(Self { slots: Vec::new(), free: Vec::new(), index: C::with_buckets(buckets)? })
    }

    /// Returns a store with one bucket.
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
            let record = self.record(id);
            record.hash == hash && record.key.borrow() == key
        })
    }

    /// Adds an entry whose key is not in the store, and returns its value.
    ///
    /// # Panics
    ///
    /// Panics if the store has to grow and cannot. In that case, it is unchanged.
    pub(crate) fn insert(&mut self, hash: u64, key: K, value: V) -> &mut V {
        self.reserve(1).unwrap_or_else(|error| panic!("{error}"));
        let id = self.free.pop().unwrap_or_else(|| {
            self.slots.push(None);
            self.slots.len() - 1
        });
        self.index.insert(hash, id);
        &mut self.slots[id].insert(Box::new(Record { hash, key, value })).value
    }

    /// Removes an entry. The others stay in their slots.
    pub(crate) fn remove(&mut self, id: usize) -> (K, V) {
        let record = self.slots[id].take().expect("the index contains only ids of occupied slots");
        self.index.remove(record.hash, id);
        self.free.push(id);
        (record.key, record.value)
    }

    /// Removes the entries for which `keep` returns false.
    pub(crate) fn retain(&mut self, mut keep: impl FnMut(&mut Record<K, V>) -> bool) {
        for id in 0..self.slots.len() {
            if self.slots[id].as_deref_mut().is_some_and(|record| !keep(record)) {
                self.remove(id);
            }
        }
    }

    /// Removes all entries at once, so the entries that the iterator yields are no longer in the index.
    pub(crate) fn drain(&mut self) -> Filled<vec::Drain<'_, Slot<K, V>>> {
        let left = self.len();
        self.index.clear();
        self.free.clear();
        Filled { slots: self.slots.drain(..), left }
    }

    /// Doubles the number of buckets until `additional` more entries fit. On failure, the store is unchanged.
    pub(crate) fn reserve(&mut self, additional: usize) -> Result<(), TableError> {
        let wanted = self.len().saturating_add(additional);
        let too_many = TableError::TooManyBuckets { requested: wanted };
        self.slots.try_reserve(additional).map_err(|_| too_many)?;
        let buckets = self.bucket_count();
        let mut doublings = successors(Some(buckets), |buckets| buckets.checked_mul(TWO));
        let enough = doublings.find(|buckets| buckets.get() >= wanted).ok_or(too_many)?;
        if enough > buckets {
            let mut index = C::with_buckets(enough)?;
            for (id, slot) in self.slots.iter().enumerate() {
                slot.iter().for_each(|record| index.insert(record.hash, id));
            }
            self.index = index;
        }
        Ok(())
    }

    /// Shrinks the store to one bucket per entry, but at least one, and removes free slots. On failure, the store is
    /// unchanged.
    pub(crate) fn shrink_to_fit(&mut self) -> Result<(), TableError> {
        let mut index = C::with_buckets(NonZeroUsize::new(self.len()).unwrap_or(NonZeroUsize::MIN))?;
        for (id, record) in self.slots.iter().flatten().enumerate() {
            index.insert(record.hash, id);
        }
        self.index = index;
        self.slots.retain(Option::is_some);
        self.slots.shrink_to_fit();
        self.free = Vec::new();
        Ok(())
    }
}

/// An iterator over the entries in slots. It knows how many are left.
#[derive(Clone, Debug)]
pub(crate) struct Filled<I> {
    slots: I,
    left: usize,
}

impl<I> Iterator for Filled<I>
where
    I: Iterator<Item: IntoIterator>,
{
    type Item = <I::Item as IntoIterator>::Item;

    fn next(&mut self) -> Option<Self::Item> {
        let found = self.slots.find_map(|slot| slot.into_iter().next())?;
        self.left -= 1;
        Some(found)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.left, Some(self.left))
    }
}

impl<I: FusedIterator<Item: IntoIterator>> FusedIterator for Filled<I> {}
