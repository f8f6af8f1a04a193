//! The map.

use std::borrow::Borrow;
use std::hash::{BuildHasher, Hash, RandomState};
use std::mem;
use std::num::NonZeroUsize;

use crate::chaining::Chaining;
use crate::collisions::Collisions;
use crate::entry::{Entry, OccupiedEntry, VacantEntry};
use crate::error::{OccupiedError, TableError};
use crate::iter::{Drain, IntoKeys, IntoValues, Iter, IterMut, Keys, Values, ValuesMut};
use crate::table::Table;

/// A map from keys to values that finds a value by the hash of its key.
///
/// `S` builds the hashers, and `C` is the collision strategy. The map always has at least as many buckets as entries
/// (rule 3.1).
///
/// # Examples
///
/// ```
/// use hash_map_solution::HashMap;
///
/// let mut stock = HashMap::new();
/// stock.insert("apples", 3);
/// *stock.entry("pears").or_insert(0) += 5;
/// assert_eq!(stock["pears"], 5);
/// assert_eq!(stock.remove("apples"), Some(3));
/// ```
pub struct HashMap<K, V, S = RandomState, C = Chaining> {
    pub(crate) table: Table<K, V, C>,
    pub(crate) hasher: S,
}

impl<K, V> HashMap<K, V> {
    /// Returns an empty map with at least one bucket.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Returns an empty map with exactly `buckets` buckets.
    ///
    /// # Errors
    ///
    /// Returns [`TableError::NoBuckets`] if `buckets` is zero (rule 1.1), and [`TableError::TooManyBuckets`] if that many
    /// buckets cannot be represented or allocated (rule 4.10).
    pub fn with_buckets(buckets: usize) -> Result<Self, TableError> {
        Self::with_buckets_and_hasher(buckets, RandomState::new())
    }
}

impl<K, V, S> HashMap<K, V, S> {
    /// Returns an empty map with at least one bucket and the hasher builder `hasher`.
    #[must_use]
    pub fn with_hasher(hasher: S) -> Self {
        Self { table: Table::smallest(), hasher }
    }

    /// Returns an empty map with exactly `buckets` buckets and the hasher builder `hasher`.
    ///
    /// # Errors
    ///
    /// Same as [`with_buckets`](HashMap::with_buckets) (rule 2.2).
    pub fn with_buckets_and_hasher(buckets: usize, hasher: S) -> Result<Self, TableError> {
        Self::with_collisions(buckets, hasher)
    }
}

impl<K, V, S, C> HashMap<K, V, S, C> {
    /// Returns the map's hasher builder.
    pub fn hasher(&self) -> &S {
        &self.hasher
    }

    /// Returns the number of entries.
    pub fn len(&self) -> usize {
        self.table.entries().len()
    }

    /// Returns whether the map has no entries.
    pub fn is_empty(&self) -> bool {
        self.table.entries().is_empty()
    }

    /// Returns an iterator over the entries in unspecified order.
    pub fn iter(&self) -> Iter<'_, K, V> {
        Iter::new(self.table.entries())
    }

    /// Returns an iterator over the entries with mutable values, in unspecified order.
    pub fn iter_mut(&mut self) -> IterMut<'_, K, V> {
        IterMut::new(self.table.entries_mut())
    }

    /// Returns an iterator over the keys in unspecified order.
    pub fn keys(&self) -> Keys<'_, K, V> {
        Keys::new(self.iter())
    }

    /// Returns an iterator over the values in unspecified order.
    pub fn values(&self) -> Values<'_, K, V> {
        Values::new(self.iter())
    }

    /// Returns an iterator over mutable values in unspecified order.
    pub fn values_mut(&mut self) -> ValuesMut<'_, K, V> {
        ValuesMut::new(self.iter_mut())
    }

    /// Consumes the map and returns an iterator over its keys in unspecified order. Drops the values.
    pub fn into_keys(self) -> IntoKeys<K, V> {
        IntoKeys::new(self.into_iter())
    }

    /// Consumes the map and returns an iterator over its values in unspecified order. Drops the keys.
    pub fn into_values(self) -> IntoValues<K, V> {
        IntoValues::new(self.into_iter())
    }
}

impl<K, V, S, C: Collisions> HashMap<K, V, S, C> {
    /// Returns an empty map with exactly `buckets` buckets and the collision strategy `C`.
    ///
    /// # Errors
    ///
    /// Returns [`TableError::NoBuckets`] if `buckets` is zero, otherwise the error of creating a `C` (rule 7.1).
    pub fn with_collisions(buckets: usize, hasher: S) -> Result<Self, TableError> {
        let buckets = NonZeroUsize::new(buckets).ok_or(TableError::NoBuckets)?;
        Ok(Self { table: Table::with_buckets(buckets)?, hasher })
    }

    /// Returns the number of buckets. It is never zero and never less than the length.
    pub fn bucket_count(&self) -> usize {
        self.table.bucket_count().get()
    }

    /// Removes every entry and keeps the number of buckets.
    pub fn clear(&mut self) {
        self.drain();
    }

    /// Removes every entry and returns an iterator over the removed entries in unspecified order.
    ///
    /// Keeps the number of buckets. Dropping the iterator drops the entries it has not returned.
    pub fn drain(&mut self) -> Drain<'_, K, V> {
        Drain::new(self.table.drain())
    }

    /// Removes the entries for which `keep` returns false. Calls it once per entry, in unspecified order.
    ///
    /// If `keep` panics, the map keeps every entry for which it has not returned false (rule 4.5).
    pub fn retain(&mut self, mut keep: impl FnMut(&K, &mut V) -> bool) {
        self.table.retain(|entry| keep(&entry.key, &mut entry.value));
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
        self.table.find(self.hasher.hash_one(key), key)
    }

    /// Doubles the number of buckets until `additional` more entries fit without further growth. Hashes no key.
    ///
    /// # Panics
    ///
    /// Panics if that many buckets cannot be represented or allocated (rule 4.10).
    ///
    /// # Examples
    ///
    /// ```
    /// use hash_map_solution::{HashMap, TableError};
    ///
    /// let mut map = HashMap::<u32, u32>::with_buckets(3)?;
    /// map.reserve(10);
    /// assert_eq!(map.bucket_count(), 12);
    /// # Ok::<(), TableError>(())
    /// ```
    pub fn reserve(&mut self, additional: usize) {
        self.table.reserve(additional).unwrap_or_else(|error| panic!("{error}"));
    }

    /// Shrinks the table to one bucket per entry, or to a single bucket if the map is empty. Hashes no key.
    ///
    /// # Panics
    ///
    /// Panics if the smaller table cannot be created (rule 7.3).
    pub fn shrink_to_fit(&mut self) {
        self.table.shrink_to_fit().unwrap_or_else(|error| panic!("{error}"));
    }

    /// Maps `key` to `value` and returns the previous value, if any.
    ///
    /// If the key is present, the map keeps its stored key and drops `key` (rule 4.7). Hashes `key` once and no other
    /// key (rule 3.3).
    ///
    /// # Panics
    ///
    /// Panics if the table has to grow and cannot (rule 4.10).
    pub fn insert(&mut self, key: K, value: V) -> Option<V> {
        let hash = self.hasher.hash_one(&key);
        match self.table.find(hash, &key) {
            Some(id) => Some(mem::replace(&mut self.table.entries_mut()[id].value, value)),
            None => {
                self.table.insert(hash, key, value);
                None
            }
        }
    }

    /// Maps `key` to `value` if the key is not in the map. Never overwrites a value.
    ///
    /// # Errors
    ///
    /// Returns an [`OccupiedError`] with `key` and `value` if the key is in the map (rule 5.7).
    ///
    /// # Panics
    ///
    /// Same as [`insert`](HashMap::insert) (rule 4.10).
    pub fn try_insert(&mut self, key: K, value: V) -> Result<&mut V, OccupiedError<K, V>> {
        let hash = self.hasher.hash_one(&key);
        if self.table.find(hash, &key).is_some() {
            return Err(OccupiedError { key, value });
        }
        Ok(self.table.insert(hash, key, value))
    }

    /// Returns the entry of `key`. Its methods read, insert, change or remove without hashing again.
    ///
    /// If the key is present, `key` is dropped, at the latest together with the entry.
    ///
    /// # Examples
    ///
    /// ```
    /// let mut letters = hash_map_solution::HashMap::new();
    /// for letter in "banana".chars() {
    ///     *letters.entry(letter).or_insert(0) += 1;
    /// }
    /// assert_eq!(letters[&'a'], 3);
    /// ```
    pub fn entry(&mut self, key: K) -> Entry<'_, K, V, C> {
        let hash = self.hasher.hash_one(&key);
        match self.table.find(hash, &key) {
            Some(id) => Entry::Occupied(OccupiedEntry::new(&mut self.table, id)),
            None => Entry::Vacant(VacantEntry::new(&mut self.table, hash, key)),
        }
    }

    /// Returns the value of `key`.
    pub fn get<Q>(&self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
        Q: Eq + Hash + ?Sized,
    {
        self.find(key).map(|id| &self.table.entries()[id].value)
    }

    /// Returns a mutable reference to the value of `key`.
    pub fn get_mut<Q>(&mut self, key: &Q) -> Option<&mut V>
    where
        K: Borrow<Q>,
        Q: Eq + Hash + ?Sized,
    {
        self.find(key).map(|id| &mut self.table.entries_mut()[id].value)
    }

    /// Returns the stored key that equals `key`, and its value.
    pub fn get_key_value<Q>(&self, key: &Q) -> Option<(&K, &V)>
    where
        K: Borrow<Q>,
        Q: Eq + Hash + ?Sized,
    {
        self.find(key).map(|id| {
            let entry = &self.table.entries()[id];
            (&entry.key, &entry.value)
        })
    }

    /// Returns whether `key` is in the map.
    pub fn contains_key<Q>(&self, key: &Q) -> bool
    where
        K: Borrow<Q>,
        Q: Eq + Hash + ?Sized,
    {
        self.find(key).is_some()
    }

    /// Removes the entry of `key` and returns its value. Keeps the number of buckets.
    pub fn remove<Q>(&mut self, key: &Q) -> Option<V>
    where
        K: Borrow<Q>,
        Q: Eq + Hash + ?Sized,
    {
        self.remove_entry(key).map(|(_, value)| value)
    }

    /// Removes the entry of `key` and returns the stored key and its value. Keeps the number of buckets.
    pub fn remove_entry<Q>(&mut self, key: &Q) -> Option<(K, V)>
    where
        K: Borrow<Q>,
        Q: Eq + Hash + ?Sized,
    {
        self.find(key).map(|id| self.table.remove(id))
    }
}
