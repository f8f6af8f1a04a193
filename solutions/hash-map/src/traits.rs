//! Implementations of the standard library's traits.

use std::borrow::Borrow;
use std::fmt;
use std::hash::{BuildHasher, Hash};
use std::ops::Index;

use crate::collisions::Collisions;
use crate::iter::{IntoIter, Iter, IterMut};
use crate::map::HashMap;
use crate::table::Table;

impl<K, V, S, C> Default for HashMap<K, V, S, C>
where
    S: Default,
    C: Collisions,
{
    fn default() -> Self {
        Self { table: Table::smallest(), hasher: S::default() }
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
        Self { table: self.table.clone(), hasher: self.hasher.clone() }
    }
}

impl<K, V, S, C> fmt::Debug for HashMap<K, V, S, C>
where
    K: fmt::Debug,
    V: fmt::Debug,
{
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self).finish()
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
        self.len() == other.len() && self.iter().all(|(key, value)| other.get(key) == Some(value))
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
        self.get(key).expect("no entry found for key")
    }
}

impl<K, V, S, C> IntoIterator for HashMap<K, V, S, C> {
    type Item = (K, V);
    type IntoIter = IntoIter<K, V>;

    fn into_iter(self) -> IntoIter<K, V> {
        IntoIter::new(self.table.into_entries())
    }
}

impl<'a, K, V, S, C> IntoIterator for &'a HashMap<K, V, S, C> {
    type Item = (&'a K, &'a V);
    type IntoIter = Iter<'a, K, V>;

    fn into_iter(self) -> Iter<'a, K, V> {
        self.iter()
    }
}

impl<'a, K, V, S, C> IntoIterator for &'a mut HashMap<K, V, S, C> {
    type Item = (&'a K, &'a mut V);
    type IntoIter = IterMut<'a, K, V>;

    fn into_iter(self) -> IterMut<'a, K, V> {
        self.iter_mut()
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
        for (key, value) in pairs {
            self.insert(key, value);
        }
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
        self.extend(pairs.into_iter().map(|(&key, &value)| (key, value)));
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
        let mut map = Self::default();
        map.extend(pairs);
        map
    }
}

/// Inserts the pairs in order into a new map (rule 4.6).
impl<K: Eq + Hash, V, const N: usize> From<[(K, V); N]> for HashMap<K, V> {
    fn from(pairs: [(K, V); N]) -> Self {
        Self::from_iter(pairs)
    }
}
