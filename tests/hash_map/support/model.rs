//! The model of a map: an ordered map of the standard library and a bucket count.

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::hash::Hash;

/// A key used in the laws.
pub trait Key: Copy + Debug + From<u8> + Hash + Ord {}

impl<K: Copy + Debug + From<u8> + Hash + Ord> Key for K {}

/// The expected entries and number of buckets of a map.
pub struct Model<K> {
    pub entries: BTreeMap<K, u16>,
    pub buckets: usize,
}

impl<K: Key> Model<K> {
    pub fn new(buckets: usize) -> Self {
        Self { entries: BTreeMap::new(), buckets }
    }

    pub fn insert(&mut self, key: K, value: u16) -> Option<u16> {
        let old = self.entries.insert(key, value);
        self.reserve(0);
        old
    }

    pub fn reserve(&mut self, additional: usize) {
        while self.buckets < self.entries.len() + additional {
            self.buckets *= 2;
        }
    }
}
