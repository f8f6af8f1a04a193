//! The map.

use std::borrow::Borrow;
use std::fmt;
use std::hash::{BuildHasher, Hash, RandomState};
use std::marker::PhantomData;
use std::ops::Index;

use serde::de::{Deserialize, Deserializer};
use serde::ser::{Serialize, Serializer};

use crate::collisions::{Chaining, Collisions};
use crate::entry::Entry;
use crate::error::{OccupiedError, TableError};
use crate::iter::{Drain, IntoIter, IntoKeys, IntoValues, Iter, IterMut, Keys, Values, ValuesMut};

/// A map from keys to values that finds a value by the hash of its key.
///
/// `S` builds the hashers. The map always has at least as many buckets as entries (rule 3.1).
pub struct HashMap<K, V, S = RandomState, C = Chaining> {
    hasher: S,
    /// Stands for the collision strategy, which you replace in stage 7.
    strategy: PhantomData<C>,
    // Placeholder: replace it with your fields.
    _yours: PhantomData<(K, V)>,
}

impl<K, V> HashMap<K, V> {
    /// Returns an empty map with at least one bucket.
    #[must_use]
    pub fn new() -> Self {
        Self::with_hasher(RandomState::new())
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
        Self::with_buckets_and_hasher(1, hasher).unwrap_or_else(|error| panic!("{error}"))
    }

    /// Returns an empty map with exactly `buckets` buckets and the hasher builder `hasher`.
    ///
    /// # Errors
    ///
    /// Same as [`with_buckets`](HashMap::with_buckets) (rule 2.2).
    pub fn with_buckets_and_hasher(buckets: usize, hasher: S) -> Result<Self, TableError> {
        todo!("stage 1")
    }
}

impl<K, V, S, C> HashMap<K, V, S, C> {
    /// Returns the number of entries.
    pub fn len(&self) -> usize {
        todo!("stage 1")
    }

    /// Returns whether the map has no entries.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl<K, V, S, C: Collisions> HashMap<K, V, S, C> {
    /// Returns the number of buckets. It is never zero and never less than the length.
    pub fn bucket_count(&self) -> usize {
        todo!("stage 1")
    }
}

impl<K, V, S, C> HashMap<K, V, S, C>
where
    K: Eq + Hash,
    S: BuildHasher,
    C: Collisions,
{
    /// Maps `key` to `value` and returns the previous value, if any.
    ///
    /// If the key is present, the map keeps its stored key and drops `key` (rule 4.7). Hashes `key` once and no other
    /// key (rule 3.3).
    ///
    /// # Panics
    ///
    /// Panics if the table has to grow and cannot (rule 4.10).
    pub fn insert(&mut self, key: K, value: V) -> Option<V> {
        todo!("stage 1")
    }

    /// Returns the value of `key`.
    pub fn get<Q>(&self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
        Q: Eq + Hash + ?Sized,
    {
        todo!("stage 1")
    }

    /// Returns a mutable reference to the value of `key`.
    pub fn get_mut<Q>(&mut self, key: &Q) -> Option<&mut V>
    where
        K: Borrow<Q>,
        Q: Eq + Hash + ?Sized,
    {
        todo!("stage 1")
    }

    /// Returns whether `key` is in the map.
    pub fn contains_key<Q>(&self, key: &Q) -> bool
    where
        K: Borrow<Q>,
        Q: Eq + Hash + ?Sized,
    {
        self.get(key).is_some()
    }

    /// Removes the entry of `key` and returns its value. Keeps the number of buckets.
    pub fn remove<Q>(&mut self, key: &Q) -> Option<V>
    where
        K: Borrow<Q>,
        Q: Eq + Hash + ?Sized,
    {
        todo!("stage 1")
    }
}

// The extensions, stages 4 to 7.

impl<K, V, S, C> HashMap<K, V, S, C> {
    /// Returns the map's hasher builder.
    pub fn hasher(&self) -> &S {
        &self.hasher
    }

    /// Returns an iterator over the entries in unspecified order.
    pub fn iter(&self) -> Iter<'_, K, V> {
        todo!("stage 4")
    }

    /// Returns an iterator over the entries with mutable values, in unspecified order.
    pub fn iter_mut(&mut self) -> IterMut<'_, K, V> {
        todo!("stage 4")
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
        todo!("stage 7")
    }

    /// Removes every entry and keeps the number of buckets.
    pub fn clear(&mut self) {
        todo!("stage 4")
    }

    /// Removes every entry and returns an iterator over the removed entries in unspecified order.
    ///
    /// Keeps the number of buckets. Dropping the iterator drops the entries it has not returned.
    pub fn drain(&mut self) -> Drain<'_, K, V> {
        todo!("stage 4")
    }

    /// Removes the entries for which `keep` returns false. Calls it once per entry, in unspecified order.
    ///
    /// If `keep` panics, the map keeps every entry for which it has not returned false (rule 4.5).
    pub fn retain(&mut self, keep: impl FnMut(&K, &mut V) -> bool) {
        todo!("stage 4")
    }
}

impl<K, V, S, C> HashMap<K, V, S, C>
where
    K: Eq + Hash,
    S: BuildHasher,
    C: Collisions,
{
    /// Doubles the number of buckets until `additional` more entries fit without further growth. Hashes no key.
    ///
    /// # Panics
    ///
    /// Panics if that many buckets cannot be represented or allocated (rule 4.10).
    pub fn reserve(&mut self, additional: usize) {
        todo!("stage 4")
    }

    /// Shrinks the table to one bucket per entry, or to a single bucket if the map is empty. Hashes no key.
    ///
    /// # Panics
    ///
    /// Panics if the smaller table cannot be created (rule 7.3).
    pub fn shrink_to_fit(&mut self) {
        todo!("stage 4")
    }

    /// Returns the stored key that equals `key`, and its value.
    pub fn get_key_value<Q>(&self, key: &Q) -> Option<(&K, &V)>
    where
        K: Borrow<Q>,
        Q: Eq + Hash + ?Sized,
    {
        todo!("stage 5")
    }

    /// Removes the entry of `key` and returns the stored key and its value. Keeps the number of buckets.
    pub fn remove_entry<Q>(&mut self, key: &Q) -> Option<(K, V)>
    where
        K: Borrow<Q>,
        Q: Eq + Hash + ?Sized,
    {
        todo!("stage 5")
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
        todo!("stage 5")
    }

    /// Returns the entry of `key`. Its methods read, insert, change or remove without hashing again.
    ///
    /// If the key is present, `key` is dropped, at the latest together with the entry.
    pub fn entry(&mut self, key: K) -> Entry<'_, K, V, C> {
        todo!("stage 5")
    }
}

impl<K, V, S, C> Default for HashMap<K, V, S, C>
where
    S: Default,
    C: Collisions,
{
    fn default() -> Self {
        todo!("stage 6")
    }
}

impl<K, V, S, C> Clone for HashMap<K, V, S, C>
where
    K: Clone,
    V: Clone,
    S: Clone,
    C: Clone,
{
    fn clone(&self) -> Self {
        todo!("stage 6")
    }
}

impl<K, V, S, C> fmt::Debug for HashMap<K, V, S, C>
where
    K: fmt::Debug,
    V: fmt::Debug,
{
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        todo!("stage 6")
    }
}

/// Two maps are equal if they have the same keys with equal values. Order, hashers and numbers of buckets don't matter.
impl<K, V, S, C> PartialEq for HashMap<K, V, S, C>
where
    K: Eq + Hash,
    V: PartialEq,
    S: BuildHasher,
    C: Collisions,
{
    fn eq(&self, other: &Self) -> bool {
        todo!("stage 6")
    }
}

impl<K, V, S, C> Eq for HashMap<K, V, S, C>
where
    K: Eq + Hash,
    V: Eq,
    S: BuildHasher,
    C: Collisions,
{
}

/// Returns the value of a key.
///
/// # Panics
///
/// Panics if the key is not in the map (rule 5.8).
impl<K, V, S, C, Q> Index<&Q> for HashMap<K, V, S, C>
where
    K: Borrow<Q> + Eq + Hash,
    Q: Eq + Hash + ?Sized,
    S: BuildHasher,
    C: Collisions,
{
    type Output = V;

    fn index(&self, key: &Q) -> &V {
        todo!("stage 5")
    }
}

impl<K, V, S, C> IntoIterator for HashMap<K, V, S, C> {
    type Item = (K, V);
    type IntoIter = IntoIter<K, V>;

    fn into_iter(self) -> IntoIter<K, V> {
        todo!("stage 4")
    }
}

impl<'a, K, V, S, C> IntoIterator for &'a HashMap<K, V, S, C> {
    type Item = (&'a K, &'a V);
    type IntoIter = Iter<'a, K, V>;

    fn into_iter(self) -> Iter<'a, K, V> {
        todo!("stage 4")
    }
}

impl<'a, K, V, S, C> IntoIterator for &'a mut HashMap<K, V, S, C> {
    type Item = (&'a K, &'a mut V);
    type IntoIter = IterMut<'a, K, V>;

    fn into_iter(self) -> IterMut<'a, K, V> {
        todo!("stage 4")
    }
}

/// Inserts the pairs in order. The table grows as it does for single inserts, and not ahead of them (rule 4.6).
impl<K, V, S, C> Extend<(K, V)> for HashMap<K, V, S, C>
where
    K: Eq + Hash,
    S: BuildHasher,
    C: Collisions,
{
    fn extend<I: IntoIterator<Item = (K, V)>>(&mut self, pairs: I) {
        todo!("stage 4")
    }
}

/// Copies the pairs and inserts them in order (rule 4.6).
impl<'a, K, V, S, C> Extend<(&'a K, &'a V)> for HashMap<K, V, S, C>
where
    K: Eq + Hash + Copy,
    V: Copy,
    S: BuildHasher,
    C: Collisions,
{
    fn extend<I: IntoIterator<Item = (&'a K, &'a V)>>(&mut self, pairs: I) {
        todo!("stage 4")
    }
}

/// Inserts the pairs in order into a new map (rule 4.6).
impl<K, V, S, C> FromIterator<(K, V)> for HashMap<K, V, S, C>
where
    K: Eq + Hash,
    S: BuildHasher + Default,
    C: Collisions,
{
    fn from_iter<I: IntoIterator<Item = (K, V)>>(pairs: I) -> Self {
        todo!("stage 4")
    }
}

/// Inserts the pairs in order into a new map (rule 4.6).
impl<K: Eq + Hash, V, const N: usize> From<[(K, V); N]> for HashMap<K, V> {
    fn from(pairs: [(K, V); N]) -> Self {
        todo!("stage 4")
    }
}

impl<K, V, S, C> Serialize for HashMap<K, V, S, C>
where
    K: Serialize,
    V: Serialize,
{
    fn serialize<Z: Serializer>(&self, serializer: Z) -> Result<Z::Ok, Z::Error> {
        todo!("stage 6")
    }
}

/// # Errors
///
/// Returns an error if the input is not a map. Also returns an error if a key appears twice; its message contains
/// `duplicate key` (rule 6.6).
impl<'de, K, V, S, C> Deserialize<'de> for HashMap<K, V, S, C>
where
    K: Deserialize<'de> + Eq + Hash,
    V: Deserialize<'de>,
    S: BuildHasher + Default,
    C: Collisions,
{
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        todo!("stage 6")
    }
}
