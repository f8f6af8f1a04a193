//! The map itself.

use std::borrow::Borrow;
use std::hash::{BuildHasher, Hash, RandomState};
use std::mem;
use std::num::NonZeroUsize;

use crate::chaining::Chaining;
use crate::collisions::Collisions;
use crate::entry::{Entry, OccupiedEntry, VacantEntry};
use crate::error::{OccupiedError, TableError};
use crate::iter::{Drain, IntoKeys, IntoValues, Iter, IterMut, Keys, Values, ValuesMut};
use crate::store::Store;

/// A map from keys to values: at most one value a key, found by the key's hash.
///
/// `S` makes the hashers, `C` says where entries go whose hashes collide. The map has at least as many buckets as
/// entries. Costs are stated for keys whose hashes are spread evenly; if they all collide, what is constant becomes
/// proportional to the length.
///
/// If `Hash` or `Eq` of a key panics, the map is as it was before the call.
pub struct HashMap<K, V, S = RandomState, C = Chaining> {
    pub(crate) store: Store<K, V, C>,
    pub(crate) hasher: S,
}

impl<K, V> HashMap<K, V> {
    /// An empty map with a few buckets: at least one.
    ///
    /// # Cost
    ///
    /// Constant.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// An empty map with exactly `buckets` buckets.
    ///
    /// # Errors
    ///
    /// [`TableError::NoBuckets`] if `buckets` is zero, [`TableError::TooManyBuckets`] if so many cannot be represented
    /// or allocated.
    ///
    /// # Cost
    ///
    /// Proportional to `buckets`.
    pub fn with_buckets(buckets: usize) -> Result<Self, TableError> {
        Self::with_buckets_and_hasher(buckets, RandomState::new())
    }
}

impl<K, V, S> HashMap<K, V, S> {
    /// An empty map with a few buckets, at least one, whose keys are hashed by `hasher`.
    ///
    /// # Cost
    ///
    /// Constant.
    #[must_use]
    pub fn with_hasher(hasher: S) -> Self {
        Self { store: Store::smallest(), hasher }
    }

    /// An empty map with exactly `buckets` buckets, whose keys are hashed by `hasher`.
    ///
    /// # Errors
    ///
    /// As for [`with_buckets`](HashMap::with_buckets).
    ///
    /// # Cost
    ///
    /// Proportional to `buckets`.
    pub fn with_buckets_and_hasher(buckets: usize, hasher: S) -> Result<Self, TableError> {
        Self::with_collisions(buckets, hasher)
    }
}

impl<K, V, S, C> HashMap<K, V, S, C> {
    /// What makes the hashers of this map.
    ///
    /// # Cost
    ///
    /// Constant.
    pub fn hasher(&self) -> &S {
        &self.hasher
    }

    /// The number of entries.
    ///
    /// # Cost
    ///
    /// Constant.
    pub fn len(&self) -> usize {
        self.store.len()
    }

    /// Whether there is no entry.
    ///
    /// # Cost
    ///
    /// Constant.
    pub fn is_empty(&self) -> bool {
        self.store.len() == 0
    }

    /// The entries, in no particular order.
    ///
    /// # Cost
    ///
    /// Constant; all of the iteration is proportional to the length.
    pub fn iter(&self) -> Iter<'_, K, V> {
        Iter(self.store.iter())
    }

    /// The entries, in no particular order, with values that can be changed.
    ///
    /// # Cost
    ///
    /// As for [`iter`](HashMap::iter).
    pub fn iter_mut(&mut self) -> IterMut<'_, K, V> {
        IterMut(self.store.iter_mut())
    }

    /// The keys, in no particular order.
    ///
    /// # Cost
    ///
    /// As for [`iter`](HashMap::iter).
    pub fn keys(&self) -> Keys<'_, K, V> {
        Keys(self.iter())
    }

    /// The values, in no particular order.
    ///
    /// # Cost
    ///
    /// As for [`iter`](HashMap::iter).
    pub fn values(&self) -> Values<'_, K, V> {
        Values(self.iter())
    }

    /// The values, in no particular order, to be changed.
    ///
    /// # Cost
    ///
    /// As for [`iter`](HashMap::iter).
    pub fn values_mut(&mut self) -> ValuesMut<'_, K, V> {
        ValuesMut(self.iter_mut())
    }

    /// The keys, in no particular order; the values are dropped.
    ///
    /// # Cost
    ///
    /// As for [`iter`](HashMap::iter).
    pub fn into_keys(self) -> IntoKeys<K, V> {
        IntoKeys(self.into_iter())
    }

    /// The values, in no particular order; the keys are dropped.
    ///
    /// # Cost
    ///
    /// As for [`iter`](HashMap::iter).
    pub fn into_values(self) -> IntoValues<K, V> {
        IntoValues(self.into_iter())
    }
}

impl<K, V, S, C: Collisions> HashMap<K, V, S, C> {
    /// An empty map with exactly `buckets` buckets, whose keys are hashed by `hasher` and which deals with collisions
    /// in the way of `C`.
    ///
    /// # Errors
    ///
    /// [`TableError::NoBuckets`] if `buckets` is zero, otherwise whatever keeps `C` from being made.
    ///
    /// # Cost
    ///
    /// That of making a `C`.
    pub fn with_collisions(buckets: usize, hasher: S) -> Result<Self, TableError> {
        let buckets = NonZeroUsize::new(buckets).ok_or(TableError::NoBuckets)?;
        Ok(Self { store: Store::with_buckets(buckets)?, hasher })
    }

    /// The number of buckets: never zero, and never less than the length.
    ///
    /// # Cost
    ///
    /// Constant.
    pub fn bucket_count(&self) -> usize {
        self.store.bucket_count().get()
    }

    /// Removes every entry; the buckets stay.
    ///
    /// # Cost
    ///
    /// Proportional to the number of buckets.
    pub fn clear(&mut self) {
        self.drain();
    }

    /// Takes every entry out, in no particular order; the buckets stay. What the iterator has not given when it is
    /// dropped is dropped with it.
    ///
    /// # Cost
    ///
    /// Proportional to the number of buckets.
    pub fn drain(&mut self) -> Drain<'_, K, V> {
        Drain(self.store.drain())
    }

    /// Keeps the entries that `keep` says `true` to, and removes the others. It is asked once about each, in no
    /// particular order.
    ///
    /// # Cost
    ///
    /// Proportional to the length. No key is hashed.
    pub fn retain(&mut self, mut keep: impl FnMut(&K, &mut V) -> bool) {
        self.store.retain(|entry| keep(&entry.key, &mut entry.value));
    }
}

impl<K, V, S, C> HashMap<K, V, S, C>
where
    K: Eq + Hash,
    S: BuildHasher,
    C: Collisions,
{
    fn find<Q>(&self, key: &Q) -> Option<usize>
    where
        K: Borrow<Q>,
        Q: Eq + Hash + ?Sized,
    {
        self.store.find(self.hasher.hash_one(key), key)
    }

    /// Makes room: afterwards, `additional` more keys can be inserted without the table growing. The number of buckets
    /// is doubled as often as that takes, and no more.
    ///
    /// # Panics
    ///
    /// If so many buckets cannot be represented or allocated. The map is as it was, then.
    ///
    /// # Cost
    ///
    /// Proportional to the new number of buckets if it changes, otherwise constant. No key is hashed.
    pub fn reserve(&mut self, additional: usize) {
        self.store.reserve(additional).unwrap_or_else(|error| panic!("{error}"));
    }

    /// Gives back the room that is not needed: afterwards, there is a bucket for each entry, and one if there is none.
    ///
    /// # Panics
    ///
    /// If the smaller table cannot be allocated. The map is as it was, then.
    ///
    /// # Cost
    ///
    /// Proportional to the length. No key is hashed.
    pub fn shrink_to_fit(&mut self) {
        self.store.shrink_to_fit().unwrap_or_else(|error| panic!("{error}"));
    }

    /// Maps `key` to `value`, and returns the value that it was mapped to before. If there was one, the key in the map
    /// stays, and `key` is dropped.
    ///
    /// # Panics
    ///
    /// If the table has to grow and the larger one cannot be represented or allocated.
    ///
    /// # Cost
    ///
    /// Constant, averaged over many inserts: a table of `n` entries that is full is rebuilt at the cost of `n`. `key`
    /// is hashed once, and no other key.
    pub fn insert(&mut self, key: K, value: V) -> Option<V> {
        let hash = self.hasher.hash_one(&key);
        match self.store.find(hash, &key) {
            Some(id) => Some(mem::replace(&mut self.store.record_mut(id).value, value)),
            None => {
                self.store.insert(hash, key, value);
                None
            }
        }
    }

    /// Maps `key` to `value`, unless the key is in the map: what is there is never overwritten.
    ///
    /// # Errors
    ///
    /// [`OccupiedError`] with `key` and `value` if the key is in the map.
    ///
    /// # Panics
    ///
    /// As for [`insert`](HashMap::insert).
    ///
    /// # Cost
    ///
    /// As for [`insert`](HashMap::insert).
    pub fn try_insert(&mut self, key: K, value: V) -> Result<&mut V, OccupiedError<K, V>> {
        let hash = self.hasher.hash_one(&key);
        if self.store.find(hash, &key).is_some() {
            return Err(OccupiedError { key, value });
        }
        Ok(self.store.insert(hash, key, value))
    }

    /// The place of `key` in the map, taken or free, to look at and then fill, change or empty without another search.
    ///
    /// # Cost
    ///
    /// Constant. `key` is hashed once, here; what is done with the entry hashes nothing.
    pub fn entry(&mut self, key: K) -> Entry<'_, K, V, C> {
        let hash = self.hasher.hash_one(&key);
        match self.store.find(hash, &key) {
            Some(id) => Entry::Occupied(OccupiedEntry::new(&mut self.store, id)),
            None => Entry::Vacant(VacantEntry::new(&mut self.store, hash, key)),
        }
    }

    /// The value of `key`.
    ///
    /// # Cost
    ///
    /// Constant. `key` is hashed once.
    pub fn get<Q>(&self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
        Q: Eq + Hash + ?Sized,
    {
        self.find(key).map(|id| &self.store.record(id).value)
    }

    /// The value of `key`, to be changed.
    ///
    /// # Cost
    ///
    /// Constant. `key` is hashed once.
    pub fn get_mut<Q>(&mut self, key: &Q) -> Option<&mut V>
    where
        K: Borrow<Q>,
        Q: Eq + Hash + ?Sized,
    {
        self.find(key).map(|id| &mut self.store.record_mut(id).value)
    }

    /// The key in the map that equals `key`, and its value.
    ///
    /// # Cost
    ///
    /// Constant. `key` is hashed once.
    pub fn get_key_value<Q>(&self, key: &Q) -> Option<(&K, &V)>
    where
        K: Borrow<Q>,
        Q: Eq + Hash + ?Sized,
    {
        self.find(key).map(|id| {
            let entry = self.store.record(id);
            (&entry.key, &entry.value)
        })
    }

    /// Whether `key` is in the map.
    ///
    /// # Cost
    ///
    /// Constant. `key` is hashed once.
    pub fn contains_key<Q>(&self, key: &Q) -> bool
    where
        K: Borrow<Q>,
        Q: Eq + Hash + ?Sized,
    {
        self.find(key).is_some()
    }

    /// Removes the entry of `key`, and returns its value. The buckets stay.
    ///
    /// # Cost
    ///
    /// Constant. `key` is hashed once, and no other key.
    pub fn remove<Q>(&mut self, key: &Q) -> Option<V>
    where
        K: Borrow<Q>,
        Q: Eq + Hash + ?Sized,
    {
        self.remove_entry(key).map(|(_, value)| value)
    }

    /// Removes the entry of `key`, and returns the key that was in the map and its value. The buckets stay.
    ///
    /// # Cost
    ///
    /// Constant. `key` is hashed once, and no other key.
    pub fn remove_entry<Q>(&mut self, key: &Q) -> Option<(K, V)>
    where
        K: Borrow<Q>,
        Q: Eq + Hash + ?Sized,
    {
        self.find(key).map(|id| self.store.remove(id))
    }
}
