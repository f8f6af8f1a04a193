//! The model that the laws compare a map with: an ordered map, and a count of buckets.

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::hash::Hash;

/// A key of the laws.
pub trait Key: Copy + Debug + From<u8> + Hash + Ord {}

impl<K: Copy + Debug + From<u8> + Hash + Ord> Key for K {}

/// The entries of a map and the number of its buckets.
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
        self.make_room_for(0);
        old
    }

    pub fn make_room_for(&mut self, additional: usize) {
        while self.buckets < self.entries.len() + additional {
            self.buckets *= 2;
        }
    }
}
