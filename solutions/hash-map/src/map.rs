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

/// A map from keys to values: at most one value a key, found by the key's hash.
///
/// `S` builds the hashers, `C` resolves collisions. The map has at least as many buckets as entries. Costs are stated
/// for keys whose hashes are spread evenly; if they all collide, a constant cost becomes proportional to the length.
///
/// If `Hash` or `Eq` of a key panics, the map stays as it was before the call.
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
    /// Returns an empty map with a few buckets, at least one.
    ///
    /// # Cost
    ///
    /// Constant.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
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
        Self::with_buckets_and_hasher(buckets, RandomState::new())
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
        Self { table: Table::smallest(), hasher }
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
        Self::with_collisions(buckets, hasher)
    }
}

impl<K, V, S, C> HashMap<K, V, S, C> {
    /// Returns the map's hasher builder.
    ///
    /// # Cost
    ///
    /// Constant.
    pub fn hasher(&self) -> &S {
        &self.hasher
    }

    /// Returns the number of entries.
    ///
    /// # Cost
    ///
    /// Constant.
    pub fn len(&self) -> usize {
        self.table.entries().len()
    }

    /// Returns whether the map has no entries.
    ///
    /// # Cost
    ///
    /// Constant.
    pub fn is_empty(&self) -> bool {
        self.table.entries().is_empty()
    }

    /// Iterates over the entries, in no particular order.
    ///
    /// # Cost
    ///
    /// Constant; the whole iteration is proportional to the length.
    pub fn iter(&self) -> Iter<'_, K, V> {
        Iter::new(self.table.entries())
    }

    /// Iterates over the entries with mutable values, in no particular order.
    ///
    /// # Cost
    ///
    /// Same as for [`iter`](HashMap::iter).
    pub fn iter_mut(&mut self) -> IterMut<'_, K, V> {
        IterMut::new(self.table.entries_mut())
    }

    /// Iterates over the keys, in no particular order.
    ///
    /// # Cost
    ///
    /// Same as for [`iter`](HashMap::iter).
    pub fn keys(&self) -> Keys<'_, K, V> {
        Keys::new(self.iter())
    }

    /// Iterates over the values, in no particular order.
    ///
    /// # Cost
    ///
    /// Same as for [`iter`](HashMap::iter).
    pub fn values(&self) -> Values<'_, K, V> {
        Values::new(self.iter())
    }

    /// Iterates over mutable values, in no particular order.
    ///
    /// # Cost
    ///
    /// Same as for [`iter`](HashMap::iter).
    pub fn values_mut(&mut self) -> ValuesMut<'_, K, V> {
        ValuesMut::new(self.iter_mut())
    }

    /// Turns the map into its keys, in no particular order, and drops the values.
    ///
    /// # Cost
    ///
    /// Same as for [`iter`](HashMap::iter).
    pub fn into_keys(self) -> IntoKeys<K, V> {
        IntoKeys::new(self.into_iter())
    }

    /// Turns the map into its values, in no particular order, and drops the keys.
    ///
    /// # Cost
    ///
    /// Same as for [`iter`](HashMap::iter).
    pub fn into_values(self) -> IntoValues<K, V> {
        IntoValues::new(self.into_iter())
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
        let buckets = NonZeroUsize::new(buckets).ok_or(TableError::NoBuckets)?;
        Ok(Self { table: Table::with_buckets(buckets)?, hasher })
    }

    /// Returns the number of buckets: never zero, and never less than the length.
    ///
    /// # Cost
    ///
    /// Constant.
    pub fn bucket_count(&self) -> usize {
        self.table.bucket_count().get()
    }

    /// Removes every entry, and keeps the buckets.
    ///
    /// # Cost
    ///
    /// Proportional to the number of buckets.
    pub fn clear(&mut self) {
        self.drain();
    }

    /// Removes every entry and iterates over them, in no particular order; keeps the buckets. Dropping the iterator
    /// drops the entries left in it.
    ///
    /// # Cost
    ///
    /// Proportional to the number of buckets.
    pub fn drain(&mut self) -> Drain<'_, K, V> {
        Drain::new(self.table.drain())
    }

    /// Removes the entries for which `keep` returns false. Calls it once for each entry, in no particular order.
    ///
    /// # Cost
    ///
    /// Proportional to the length. No key is hashed.
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

    /// Makes room for `additional` more keys: doubles the number of buckets until they fit without further growth.
    ///
    /// # Panics
    ///
    /// If that many buckets cannot be represented or allocated. The map stays as it was.
    ///
    /// # Cost
    ///
    /// Proportional to the new number of buckets if it changes, otherwise constant. No key is hashed.
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
        self.table.shrink_to_fit().unwrap_or_else(|error| panic!("{error}"));
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
        let hash = self.hasher.hash_one(&key);
        if self.table.find(hash, &key).is_some() {
            return Err(OccupiedError { key, value });
        }
        Ok(self.table.insert(hash, key, value))
    }

    /// Returns the entry of `key`, occupied or vacant, to read, insert, change or remove its value without another
    /// search.
    ///
    /// # Cost
    ///
    /// Constant. `key` is hashed once, here; methods of the entry hash nothing.
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
    ///
    /// # Cost
    ///
    /// Constant. `key` is hashed once.
    pub fn get<Q>(&self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
        Q: Eq + Hash + ?Sized,
    {
        self.find(key).map(|id| &self.table.entries()[id].value)
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
        self.find(key).map(|id| &mut self.table.entries_mut()[id].value)
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
        self.find(key).map(|id| {
            let entry = &self.table.entries()[id];
            (&entry.key, &entry.value)
        })
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
        self.find(key).is_some()
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
        self.remove_entry(key).map(|(_, value)| value)
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
        self.find(key).map(|id| self.table.remove(id))
    }
}
