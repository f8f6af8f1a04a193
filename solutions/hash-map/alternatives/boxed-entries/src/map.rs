//! The map itself.

use std::borrow::Borrow;
use std::fmt;
use std::hash::{BuildHasher, Hash, RandomState};
use std::marker::PhantomData;
use std::num::NonZeroUsize;
use std::ops::Index;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};
use serde::ser::{Serialize, SerializeMap, Serializer};

use crate::{Chaining, Collisions, Drain, Entry, IntoKeys, IntoValues, Iter, IterMut, Keys, OccupiedError};
use crate::{OccupiedEntry, TableError, VacantEntry, Values, ValuesMut};

/// A map from keys to values: at most one value a key, found by the key's hash.
///
/// `S` makes the hashers, `C` says where entries go whose hashes collide. The map has at least as many buckets as
/// entries. Costs are stated for keys whose hashes are spread evenly; if they all collide, what is constant becomes
/// proportional to the length.
///
/// If `Hash` or `Eq` of a key panics, the map is as it was before the call.
pub struct HashMap<K, V, S = RandomState, C = Chaining> {
    pub(crate) hasher: S,
    pub(crate) store: Store<K, V, C>,
}

/// Boxed entries with holes between them, and the holes.
#[derive(Clone)]
pub(crate) struct Store<K, V, C> {
    pub(crate) slots: Vec<Slot<K, V>>,
    free: Vec<usize>,
    pub(crate) index: C,
}

pub(crate) type Slot<K, V> = Option<Box<(u64, K, V)>>;

impl<K, V, C: Collisions> Store<K, V, C> {
    fn new(buckets: usize) -> Result<Self, TableError> {
        let buckets = NonZeroUsize::new(buckets).ok_or(TableError::NoBuckets)?;
        Ok(Self { slots: Vec::new(), free: Vec::new(), index: C::with_buckets(buckets)? })
    }

    fn find<Q>(&self, hash: u64, key: &Q) -> Option<usize>
    where
        K: Borrow<Q>,
        Q: Eq + ?Sized,
    {
        self.index.find(hash, |id| self.slots[id].as_ref().unwrap().1.borrow() == key)
    }

    fn len(&self) -> usize {
        self.slots.len() - self.free.len()
    }

    fn resize(&mut self, buckets: NonZeroUsize) {
        let mut index = C::with_buckets(buckets).expect("a table of this size");
        for (id, slot) in self.slots.iter().enumerate() {
            if let Some(entry) = slot {
                index.insert(entry.0, id);
            }
        }
        self.index = index;
    }

    fn reserve(&mut self, additional: usize) {
        let needed = self.len().checked_add(additional).expect("no such table");
        let mut buckets = self.index.bucket_count().get();
        while buckets < needed {
            buckets = buckets.checked_mul(2).expect("no such table");
        }
        if buckets != self.index.bucket_count().get() {
            self.resize(NonZeroUsize::new(buckets).unwrap());
        }
    }

    pub(crate) fn add(&mut self, hash: u64, key: K, value: V) -> &mut V {
        self.reserve(1);
        let id = self.free.pop().unwrap_or_else(|| {
            self.slots.push(None);
            self.slots.len() - 1
        });
        self.index.insert(hash, id);
        &mut self.slots[id].insert(Box::new((hash, key, value))).2
    }

    pub(crate) fn take(&mut self, id: usize) -> (K, V) {
        let (hash, key, value) = *self.slots[id].take().unwrap();
        self.index.remove(hash, id);
        self.free.push(id);
        (key, value)
    }

    fn compact(&mut self) {
        self.slots.retain(Option::is_some);
        self.free.clear();
        let buckets = NonZeroUsize::new(self.slots.len().max(1)).unwrap();
        self.resize(buckets);
    }
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
    /// [`TableError::NoBuckets`] if `buckets` is zero, [`TableError::TooManyBuckets`] if so many cannot be represented or
    /// allocated.
    ///
    /// # Cost
    ///
    /// Proportional to `buckets`.
    pub fn with_buckets(buckets: usize) -> Result<Self, TableError> {
        Self::with_collisions(buckets, RandomState::new())
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
        Self::with_collisions(8, hasher).unwrap()
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
        self.store.slots.iter().flatten().count()
    }

    /// Whether there is no entry.
    ///
    /// # Cost
    ///
    /// Constant.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The entries, in no particular order.
    ///
    /// # Cost
    ///
    /// Constant; all of the iteration is proportional to the length.
    pub fn iter(&self) -> Iter<'_, K, V> {
        Iter { left: self.len(), slots: self.store.slots.iter().flatten() }
    }

    /// The entries, in no particular order, with values that can be changed.
    ///
    /// # Cost
    ///
    /// As for [`iter`](HashMap::iter).
    pub fn iter_mut(&mut self) -> IterMut<'_, K, V> {
        IterMut { left: self.len(), slots: self.store.slots.iter_mut().flatten() }
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
    /// An empty map with exactly `buckets` buckets, whose keys are hashed by `hasher` and which deals with collisions in
    /// the way of `C`.
    ///
    /// # Errors
    ///
    /// [`TableError::NoBuckets`] if `buckets` is zero, otherwise whatever keeps `C` from being made.
    ///
    /// # Cost
    ///
    /// That of making a `C`.
    pub fn with_collisions(buckets: usize, hasher: S) -> Result<Self, TableError> {
        Ok(Self { hasher, store: Store::new(buckets)? })
    }

    /// The number of buckets: never zero, and never less than the length.
    ///
    /// # Cost
    ///
    /// Constant.
    pub fn bucket_count(&self) -> usize {
        self.store.index.bucket_count().get()
    }

    /// Removes every entry; the buckets stay.
    ///
    /// # Cost
    ///
    /// Proportional to the number of buckets.
    pub fn clear(&mut self) {
        drop(self.drain());
    }

    /// Takes every entry out, in no particular order; the buckets stay. What the iterator has not given when it is
    /// dropped is dropped with it.
    ///
    /// # Cost
    ///
    /// Proportional to the number of buckets.
    pub fn drain(&mut self) -> Drain<'_, K, V> {
        self.store.index.clear();
        self.store.free.clear();
        let slots = std::mem::take(&mut self.store.slots);
        Drain { entries: slots.into_iter().flatten().collect::<Vec<_>>().into_iter(), map: PhantomData }
    }

    /// Keeps the entries that `keep` says `true` to, and removes the others. It is asked once about each, in no particular
    /// order.
    ///
    /// # Cost
    ///
    /// Proportional to the length. No key is hashed.
    pub fn retain(&mut self, mut keep: impl FnMut(&K, &mut V) -> bool) {
        for id in 0..self.store.slots.len() {
            if let Some(entry) = &mut self.store.slots[id]
                && !keep(&entry.1, &mut entry.2)
            {
                self.store.take(id);
            }
        }
    }
}

impl<K, V, S, C> HashMap<K, V, S, C>
where
    K: Eq + Hash,
    S: BuildHasher,
    C: Collisions,
{
    /// Makes room: afterwards, `additional` more keys can be inserted without the table growing. The number of buckets is
    /// doubled as often as that takes, and no more.
    ///
    /// # Panics
    ///
    /// If so many buckets cannot be represented or allocated. The map is as it was, then.
    ///
    /// # Cost
    ///
    /// Proportional to the new number of buckets if it changes, otherwise constant. No key is hashed.
    pub fn reserve(&mut self, additional: usize) {
        self.store.reserve(additional);
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
        self.store.compact();
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
    /// Constant, averaged over many inserts: a table of `n` entries that is full is rebuilt at the cost of `n`. `key` is
    /// hashed once, and no other key.
    pub fn insert(&mut self, key: K, value: V) -> Option<V> {
        match self.entry(key) {
            Entry::Occupied(mut entry) => Some(entry.insert(value)),
            Entry::Vacant(entry) => {
                entry.insert(value);
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
            Err(OccupiedError { key, value })
        } else {
            Ok(self.store.add(hash, key, value))
        }
    }

    /// The place of `key` in the map, taken or free, to look at and then fill, change or empty without another search.
    ///
    /// # Cost
    ///
    /// Constant. `key` is hashed once, here; what is done with the entry hashes nothing.
    pub fn entry(&mut self, key: K) -> Entry<'_, K, V, C> {
        let hash = self.hasher.hash_one(&key);
        match self.store.find(hash, &key) {
            Some(id) => Entry::Occupied(OccupiedEntry { store: &mut self.store, id }),
            None => Entry::Vacant(VacantEntry { store: &mut self.store, hash, key }),
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
        self.get_key_value(key).map(|(_, value)| value)
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
        let id = self.store.find(self.hasher.hash_one(key), key)?;
        self.store.slots[id].as_mut().map(|entry| &mut entry.2)
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
        let id = self.store.find(self.hasher.hash_one(key), key)?;
        self.store.slots[id].as_ref().map(|entry| (&entry.1, &entry.2))
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
        self.get(key).is_some()
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
        let id = self.store.find(self.hasher.hash_one(key), key)?;
        Some(self.store.take(id))
    }
}

impl<K, V, S, C> Default for HashMap<K, V, S, C>
where
    S: Default,
    C: Collisions,
{
    fn default() -> Self {
        Self::with_collisions(1, S::default()).unwrap()
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
        Self { hasher: self.hasher.clone(), store: self.store.clone() }
    }
}

impl<K, V, S, C> fmt::Debug for HashMap<K, V, S, C>
where
    K: fmt::Debug,
    V: fmt::Debug,
{
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}

/// Two maps are equal if they have the same keys with equal values, whatever their order, hashers and numbers of buckets.
impl<K, V, S, C> PartialEq for HashMap<K, V, S, C>
where
    K: Eq + Hash,
    V: PartialEq,
    S: BuildHasher,
    C: Collisions,
{
    fn eq(&self, other: &Self) -> bool {
        self.len() == other.len() && self.iter().all(|(key, value)| other.get(key).is_some_and(|other| other == value))
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
        self.get(key).expect("no such key")
    }
}

/// Inserts one pair after the other: if a key comes twice, the first key stays, and the last value. The table grows as it
/// does for inserts, and not ahead of them.
impl<K, V, S, C> Extend<(K, V)> for HashMap<K, V, S, C>
where
    K: Eq + Hash,
    S: BuildHasher,
    C: Collisions,
{
    fn extend<I: IntoIterator<Item = (K, V)>>(&mut self, pairs: I) {
        pairs.into_iter().for_each(|(key, value)| drop(self.insert(key, value)));
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
        self.extend(pairs.into_iter().map(|(key, value)| (*key, *value)));
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
        let mut map = Self::default();
        map.extend(pairs);
        map
    }
}

/// Inserts one pair after the other into a new map.
impl<K: Eq + Hash, V, const N: usize> From<[(K, V); N]> for HashMap<K, V> {
    fn from(pairs: [(K, V); N]) -> Self {
        pairs.into_iter().collect()
    }
}

impl<K, V, S, C> Serialize for HashMap<K, V, S, C>
where
    K: Serialize,
    V: Serialize,
{
    fn serialize<Z: Serializer>(&self, serializer: Z) -> Result<Z::Ok, Z::Error> {
        let mut out = serializer.serialize_map(Some(self.len()))?;
        for (key, value) in self {
            out.serialize_entry(key, value)?;
        }
        out.end()
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
        struct V2<K, V>(PhantomData<(K, V)>);
        impl<'de, K: Deserialize<'de>, V: Deserialize<'de>> Visitor<'de> for V2<K, V> {
            type Value = Vec<(K, V)>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "a hash map")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Vec<(K, V)>, A::Error> {
                let mut all = Vec::new();
                while let Some(entry) = access.next_entry()? {
                    all.push(entry);
                }
                Ok(all)
            }
        }
        let all = deserializer.deserialize_map(V2(PhantomData))?;
        let count = all.len();
        let map: Self = all.into_iter().collect();
        if map.len() == count { Ok(map) } else { Err(D::Error::custom("there is a duplicate key")) }
    }
}
