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

/// A map from keys to values: at most one value a key, found by the key's hash.
///
/// `S` builds the hashers, `C` resolves collisions. The map has at least as many buckets as entries. Costs are stated
/// for keys whose hashes are spread evenly; if they all collide, a constant cost becomes proportional to the length.
///
/// If `Hash` or `Eq` of a key panics, the map stays as it was before the call.
pub struct HashMap<K, V, S = RandomState, C = Chaining> {
    // A placeholder: the fields are yours.
    _yours: PhantomData<(K, V, S, C)>,
}

impl<K, V> HashMap<K, V> {
    /// Returns an empty map with a few buckets, at least one.
    ///
    /// # Cost
    ///
    /// Constant.
    #[must_use]
    pub fn new() -> Self {
        todo!()
    }

    /// Returns an empty map with exactly `buckets` buckets.
    ///
    /// # Errors
    ///
    /// [`TableError::NoBuckets`] if `buckets` is zero, [`TableError::TooManyBuckets`] if that many cannot be
    /// represented or allocated.
    ///
    /// # Cost
    ///
    /// Proportional to `buckets`.
    pub fn with_buckets(buckets: usize) -> Result<Self, TableError> {
        todo!()
    }
}

impl<K, V, S> HashMap<K, V, S> {
    /// Returns an empty map with a few buckets, at least one, and the hasher builder `hasher`.
    ///
    /// # Cost
    ///
    /// Constant.
    #[must_use]
    pub fn with_hasher(hasher: S) -> Self {
        todo!()
    }

    /// Returns an empty map with exactly `buckets` buckets and the hasher builder `hasher`.
    ///
    /// # Errors
    ///
    /// Same as for [`with_buckets`](HashMap::with_buckets).
    ///
    /// # Cost
    ///
    /// Proportional to `buckets`.
    pub fn with_buckets_and_hasher(buckets: usize, hasher: S) -> Result<Self, TableError> {
        todo!()
    }
}

impl<K, V, S, C> HashMap<K, V, S, C> {
    /// Returns the map's hasher builder.
    ///
    /// # Cost
    ///
    /// Constant.
    pub fn hasher(&self) -> &S {
        todo!()
    }

    /// Returns the number of entries.
    ///
    /// # Cost
    ///
    /// Constant.
    pub fn len(&self) -> usize {
        todo!()
    }

    /// Returns whether the map has no entries.
    ///
    /// # Cost
    ///
    /// Constant.
    pub fn is_empty(&self) -> bool {
        todo!()
    }

    /// Iterates over the entries, in no particular order.
    ///
    /// # Cost
    ///
    /// Constant; the whole iteration is proportional to the length.
    pub fn iter(&self) -> Iter<'_, K, V> {
        todo!()
    }

    /// Iterates over the entries with mutable values, in no particular order.
    ///
    /// # Cost
    ///
    /// Same as for [`iter`](HashMap::iter).
    pub fn iter_mut(&mut self) -> IterMut<'_, K, V> {
        todo!()
    }

    /// Iterates over the keys, in no particular order.
    ///
    /// # Cost
    ///
    /// Same as for [`iter`](HashMap::iter).
    pub fn keys(&self) -> Keys<'_, K, V> {
        todo!()
    }

    /// Iterates over the values, in no particular order.
    ///
    /// # Cost
    ///
    /// Same as for [`iter`](HashMap::iter).
    pub fn values(&self) -> Values<'_, K, V> {
        todo!()
    }

    /// Iterates over mutable values, in no particular order.
    ///
    /// # Cost
    ///
    /// Same as for [`iter`](HashMap::iter).
    pub fn values_mut(&mut self) -> ValuesMut<'_, K, V> {
        todo!()
    }

    /// Turns the map into its keys, in no particular order, and drops the values.
    ///
    /// # Cost
    ///
    /// Same as for [`iter`](HashMap::iter).
    pub fn into_keys(self) -> IntoKeys<K, V> {
        todo!()
    }

    /// Turns the map into its values, in no particular order, and drops the keys.
    ///
    /// # Cost
    ///
    /// Same as for [`iter`](HashMap::iter).
    pub fn into_values(self) -> IntoValues<K, V> {
        todo!()
    }
}

impl<K, V, S, C: Collisions> HashMap<K, V, S, C> {
    /// Returns an empty map with exactly `buckets` buckets, the hasher builder `hasher` and the collision strategy `C`.
    ///
    /// # Errors
    ///
    /// [`TableError::NoBuckets`] if `buckets` is zero, otherwise the error of creating a `C`.
    ///
    /// # Cost
    ///
    /// Same as for creating a `C`.
    pub fn with_collisions(buckets: usize, hasher: S) -> Result<Self, TableError> {
        todo!()
    }

    /// Returns the number of buckets: never zero, and never less than the length.
    ///
    /// # Cost
    ///
    /// Constant.
    pub fn bucket_count(&self) -> usize {
        todo!()
    }

    /// Removes every entry, and keeps the buckets.
    ///
    /// # Cost
    ///
    /// Proportional to the number of buckets.
    pub fn clear(&mut self) {
        todo!()
    }

    /// Removes every entry and iterates over them, in no particular order; keeps the buckets. Dropping the iterator
    /// drops the entries left in it.
    ///
    /// # Cost
    ///
    /// Proportional to the number of buckets.
    pub fn drain(&mut self) -> Drain<'_, K, V> {
        todo!()
    }

    /// Removes the entries for which `keep` returns false. Calls it once for each entry, in no particular order.
    ///
    /// # Cost
    ///
    /// Proportional to the length. No key is hashed.
    pub fn retain(&mut self, keep: impl FnMut(&K, &mut V) -> bool) {
        todo!()
    }
}

impl<K, V, S, C> HashMap<K, V, S, C>
where
    K: Eq + Hash,
    S: BuildHasher,
    C: Collisions,
{
    /// Makes room for `additional` more keys: doubles the number of buckets until they fit without further growth.
    ///
    /// # Panics
    ///
    /// If that many buckets cannot be represented or allocated. The map stays as it was.
    ///
    /// # Cost
    ///
    /// Proportional to the new number of buckets if it changes, otherwise constant. No key is hashed.
    pub fn reserve(&mut self, additional: usize) {
        todo!()
    }

    /// Shrinks the table to one bucket for each entry, or a single bucket if the map is empty.
    ///
    /// # Panics
    ///
    /// If the smaller table cannot be allocated. The map stays as it was.
    ///
    /// # Cost
    ///
    /// Proportional to the length. No key is hashed.
    pub fn shrink_to_fit(&mut self) {
        todo!()
    }

    /// Maps `key` to `value`, and returns the previous value. If there was one, the key in the map stays, and `key` is
    /// dropped.
    ///
    /// # Panics
    ///
    /// If the table has to grow and the larger one cannot be represented or allocated.
    ///
    /// # Cost
    ///
    /// Constant, amortized: a full table of `n` entries is rebuilt at a cost proportional to `n`. `key` is hashed once,
    /// and no other key.
    pub fn insert(&mut self, key: K, value: V) -> Option<V> {
        todo!()
    }

    /// Maps `key` to `value` if the key is not in the map. Never overwrites a value.
    ///
    /// # Errors
    ///
    /// [`OccupiedError`] with `key` and `value` if the key is in the map.
    ///
    /// # Panics
    ///
    /// Same as for [`insert`](HashMap::insert).
    ///
    /// # Cost
    ///
    /// Same as for [`insert`](HashMap::insert).
    pub fn try_insert(&mut self, key: K, value: V) -> Result<&mut V, OccupiedError<K, V>> {
        todo!()
    }

    /// Returns the entry of `key`, occupied or vacant, to read, insert, change or remove its value without another
    /// search.
    ///
    /// # Cost
    ///
    /// Constant. `key` is hashed once, here; methods of the entry hash nothing.
    pub fn entry(&mut self, key: K) -> Entry<'_, K, V, C> {
        todo!()
    }

    /// Returns the value of `key`.
    ///
    /// # Cost
    ///
    /// Constant. `key` is hashed once.
    pub fn get<Q>(&self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
        Q: Eq + Hash + ?Sized,
    {
        todo!()
    }

    /// Returns the mutable value of `key`.
    ///
    /// # Cost
    ///
    /// Constant. `key` is hashed once.
    pub fn get_mut<Q>(&mut self, key: &Q) -> Option<&mut V>
    where
        K: Borrow<Q>,
        Q: Eq + Hash + ?Sized,
    {
        todo!()
    }

    /// Returns the key in the map that equals `key`, and its value.
    ///
    /// # Cost
    ///
    /// Constant. `key` is hashed once.
    pub fn get_key_value<Q>(&self, key: &Q) -> Option<(&K, &V)>
    where
        K: Borrow<Q>,
        Q: Eq + Hash + ?Sized,
    {
        todo!()
    }

    /// Returns whether `key` is in the map.
    ///
    /// # Cost
    ///
    /// Constant. `key` is hashed once.
    pub fn contains_key<Q>(&self, key: &Q) -> bool
    where
        K: Borrow<Q>,
        Q: Eq + Hash + ?Sized,
    {
        todo!()
    }

    /// Removes the entry of `key`, and returns its value. Keeps the buckets.
    ///
    /// # Cost
    ///
    /// Constant. `key` is hashed once, and no other key.
    pub fn remove<Q>(&mut self, key: &Q) -> Option<V>
    where
        K: Borrow<Q>,
        Q: Eq + Hash + ?Sized,
    {
        todo!()
    }

    /// Removes the entry of `key`, and returns the key that was in the map and its value. Keeps the buckets.
    ///
    /// # Cost
    ///
    /// Constant. `key` is hashed once, and no other key.
    pub fn remove_entry<Q>(&mut self, key: &Q) -> Option<(K, V)>
    where
        K: Borrow<Q>,
        Q: Eq + Hash + ?Sized,
    {
        todo!()
    }
}

impl<K, V, S, C> Default for HashMap<K, V, S, C>
where
    S: Default,
    C: Collisions,
{
    fn default() -> Self {
        todo!()
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
        todo!()
    }
}

impl<K, V, S, C> fmt::Debug for HashMap<K, V, S, C>
where
    K: fmt::Debug,
    V: fmt::Debug,
{
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        todo!()
    }
}

/// Two maps are equal if they have the same keys with equal values, regardless of order, hashers and numbers of
/// buckets.
impl<K, V, S, C> PartialEq for HashMap<K, V, S, C>
where
    K: Eq + Hash,
    V: PartialEq,
    S: BuildHasher,
    C: Collisions,
{
    fn eq(&self, other: &Self) -> bool {
        todo!()
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

/// Returns the value of a key that is known to be in the map.
///
/// # Panics
///
/// If the key is not in the map.
impl<K, V, S, C, Q> Index<&Q> for HashMap<K, V, S, C>
where
    K: Borrow<Q> + Eq + Hash,
    Q: Eq + Hash + ?Sized,
    S: BuildHasher,
    C: Collisions,
{
    type Output = V;

    fn index(&self, key: &Q) -> &V {
        todo!()
    }
}

impl<K, V, S, C> IntoIterator for HashMap<K, V, S, C> {
    type Item = (K, V);
    type IntoIter = IntoIter<K, V>;

    fn into_iter(self) -> IntoIter<K, V> {
        todo!()
    }
}

impl<'a, K, V, S, C> IntoIterator for &'a HashMap<K, V, S, C> {
    type Item = (&'a K, &'a V);
    type IntoIter = Iter<'a, K, V>;

    fn into_iter(self) -> Iter<'a, K, V> {
        todo!()
    }
}

impl<'a, K, V, S, C> IntoIterator for &'a mut HashMap<K, V, S, C> {
    type Item = (&'a K, &'a mut V);
    type IntoIter = IterMut<'a, K, V>;

    fn into_iter(self) -> IterMut<'a, K, V> {
        todo!()
    }
}

/// Inserts one pair after the other: if a key appears twice, the first key and the last value stay. The table grows as
/// for single inserts, not ahead of them.
impl<K, V, S, C> Extend<(K, V)> for HashMap<K, V, S, C>
where
    K: Eq + Hash,
    S: BuildHasher,
    C: Collisions,
{
    fn extend<I: IntoIterator<Item = (K, V)>>(&mut self, pairs: I) {
        todo!()
    }
}

/// Copies the pairs and inserts them, one after the other.
impl<'a, K, V, S, C> Extend<(&'a K, &'a V)> for HashMap<K, V, S, C>
where
    K: Eq + Hash + Copy,
    V: Copy,
    S: BuildHasher,
    C: Collisions,
{
    fn extend<I: IntoIterator<Item = (&'a K, &'a V)>>(&mut self, pairs: I) {
        todo!()
    }
}

/// Inserts one pair after the other into a new map.
impl<K, V, S, C> FromIterator<(K, V)> for HashMap<K, V, S, C>
where
    K: Eq + Hash,
    S: BuildHasher + Default,
    C: Collisions,
{
    fn from_iter<I: IntoIterator<Item = (K, V)>>(pairs: I) -> Self {
        todo!()
    }
}

/// Inserts one pair after the other into a new map.
impl<K: Eq + Hash, V, const N: usize> From<[(K, V); N]> for HashMap<K, V> {
    fn from(pairs: [(K, V); N]) -> Self {
        todo!()
    }
}

impl<K, V, S, C> Serialize for HashMap<K, V, S, C>
where
    K: Serialize,
    V: Serialize,
{
    fn serialize<Z: Serializer>(&self, serializer: Z) -> Result<Z::Ok, Z::Error> {
        todo!()
    }
}

/// # Errors
///
/// If a key appears twice; the message contains `duplicate key`.
impl<'de, K, V, S, C> Deserialize<'de> for HashMap<K, V, S, C>
where
    K: Deserialize<'de> + Eq + Hash,
    V: Deserialize<'de>,
    S: BuildHasher + Default,
    C: Collisions,
{
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        todo!()
    }
}
