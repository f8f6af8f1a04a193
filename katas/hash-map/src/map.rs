//! The map itself.

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
/// `S` makes the hashers, `C` says where entries go whose hashes collide. The map has at least as many buckets as
/// entries. Costs are stated for keys whose hashes are spread evenly; if they all collide, what is constant becomes
/// proportional to the length.
///
/// If `Hash` or `Eq` of a key panics, the map is as it was before the call.
pub struct HashMap<K, V, S = RandomState, C = Chaining> {
    // A place holder: the fields are yours.
    _yours: PhantomData<(K, V, S, C)>,
}

impl<K, V> HashMap<K, V> {
    /// An empty map with a few buckets: at least one.
    ///
    /// # Cost
    ///
    /// Constant.
    #[must_use]
    pub fn new() -> Self {
        todo!()
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
        todo!()
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
        todo!()
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
        todo!()
    }
}

impl<K, V, S, C> HashMap<K, V, S, C> {
    /// What makes the hashers of this map.
    ///
    /// # Cost
    ///
    /// Constant.
    pub fn hasher(&self) -> &S {
        todo!()
    }

    /// The number of entries.
    ///
    /// # Cost
    ///
    /// Constant.
    pub fn len(&self) -> usize {
        todo!()
    }

    /// Whether there is no entry.
    ///
    /// # Cost
    ///
    /// Constant.
    pub fn is_empty(&self) -> bool {
        todo!()
    }

    /// The entries, in no particular order.
    ///
    /// # Cost
    ///
    /// Constant; all of the iteration is proportional to the length.
    pub fn iter(&self) -> Iter<'_, K, V> {
        todo!()
    }

    /// The entries, in no particular order, with values that can be changed.
    ///
    /// # Cost
    ///
    /// As for [`iter`](HashMap::iter).
    pub fn iter_mut(&mut self) -> IterMut<'_, K, V> {
        todo!()
    }

    /// The keys, in no particular order.
    ///
    /// # Cost
    ///
    /// As for [`iter`](HashMap::iter).
    pub fn keys(&self) -> Keys<'_, K, V> {
        todo!()
    }

    /// The values, in no particular order.
    ///
    /// # Cost
    ///
    /// As for [`iter`](HashMap::iter).
    pub fn values(&self) -> Values<'_, K, V> {
        todo!()
    }

    /// The values, in no particular order, to be changed.
    ///
    /// # Cost
    ///
    /// As for [`iter`](HashMap::iter).
    pub fn values_mut(&mut self) -> ValuesMut<'_, K, V> {
        todo!()
    }

    /// The keys, in no particular order; the values are dropped.
    ///
    /// # Cost
    ///
    /// As for [`iter`](HashMap::iter).
    pub fn into_keys(self) -> IntoKeys<K, V> {
        todo!()
    }

    /// The values, in no particular order; the keys are dropped.
    ///
    /// # Cost
    ///
    /// As for [`iter`](HashMap::iter).
    pub fn into_values(self) -> IntoValues<K, V> {
        todo!()
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
        todo!()
    }

    /// The number of buckets: never zero, and never less than the length.
    ///
    /// # Cost
    ///
    /// Constant.
    pub fn bucket_count(&self) -> usize {
        todo!()
    }

    /// Removes every entry; the buckets stay.
    ///
    /// # Cost
    ///
    /// Proportional to the number of buckets.
    pub fn clear(&mut self) {
        todo!()
    }

    /// Takes every entry out, in no particular order; the buckets stay. What the iterator has not given when it is
    /// dropped is dropped with it.
    ///
    /// # Cost
    ///
    /// Proportional to the number of buckets.
    pub fn drain(&mut self) -> Drain<'_, K, V> {
        todo!()
    }

    /// Keeps the entries that `keep` says `true` to, and removes the others. It is asked once about each, in no
    /// particular order.
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
        todo!()
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
        todo!()
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
        todo!()
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
        todo!()
    }

    /// The place of `key` in the map, taken or free, to look at and then fill, change or empty without another search.
    ///
    /// # Cost
    ///
    /// Constant. `key` is hashed once, here; what is done with the entry hashes nothing.
    pub fn entry(&mut self, key: K) -> Entry<'_, K, V, C> {
        todo!()
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
        todo!()
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
        todo!()
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
        todo!()
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
        todo!()
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
        todo!()
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

/// Two maps are equal if they have the same keys with equal values, whatever their order, hashers and numbers of
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

/// The value of a key that is known to be in the map.
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

/// Inserts one pair after the other: if a key comes twice, the first key stays, and the last value. The table grows as
/// it does for inserts, and not ahead of them.
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
/// If a key comes twice; the message says `duplicate key`.
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
