//! Keys and hashers for all stages, and the law that compares a map with its model.

// Some items are unused when a stage is left out.
#![allow(dead_code, unused_imports)]

mod assertions;
mod model;
mod operations;

use std::hash::{BuildHasher, DefaultHasher, Hash, Hasher};

use hash_map::HashMap;

pub use assertions::assert_matches_model;

/// A hasher builder of selectable quality that gives the same hashes in every run.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Hashing {
    /// Hashes spread over all 64 bits.
    #[default]
    Good,
    /// Only three different hashes: 1, the one with only the highest bit set, and `u64::MAX - 1`.
    Few,
    /// The same hash for all keys: `u64::MAX`.
    Constant,
    /// Hashes that differ only in the high bits.
    HighBits,
    /// Hashes that differ only in the low bits.
    LowBits,
}

impl BuildHasher for Hashing {
    type Hasher = HashingHasher;

    fn build_hasher(&self) -> HashingHasher {
        HashingHasher { hashing: *self, inner: DefaultHasher::new() }
    }
}

/// The hasher built by a [`Hashing`].
pub struct HashingHasher {
    hashing: Hashing,
    inner: DefaultHasher,
}

impl Hasher for HashingHasher {
    fn write(&mut self, bytes: &[u8]) {
        self.inner.write(bytes);
    }

    fn finish(&self) -> u64 {
        let hash = self.inner.finish();
        match self.hashing {
            Hashing::Good => hash,
            Hashing::Few => [1, 1 << 63, u64::MAX - 1][(hash % 3) as usize],
            Hashing::Constant => u64::MAX,
            Hashing::HighBits => hash << 48,
            Hashing::LowBits => hash >> 48,
        }
    }
}

/// A key that is compared and hashed by its number only. The label distinguishes equal keys.
#[derive(Clone, Copy, Debug)]
pub struct Labeled {
    pub number: u32,
    pub label: &'static str,
}

pub fn labeled(number: u32, label: &'static str) -> Labeled {
    Labeled { number, label }
}

impl PartialEq for Labeled {
    fn eq(&self, other: &Self) -> bool {
        self.number == other.number
    }
}

impl Eq for Labeled {}

impl Hash for Labeled {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.number.hash(state);
    }
}

/// A value with the same hash as every other one, for every hasher.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SameHash<T = u8>(pub T);

impl<T> Hash for SameHash<T> {
    fn hash<H: Hasher>(&self, _: &mut H) {}
}

impl From<u8> for SameHash {
    fn from(number: u8) -> Self {
        Self(number)
    }
}

/// Returns an empty map with `buckets` buckets and good hashes.
pub fn table<K, V>(buckets: usize) -> HashMap<K, V, Hashing> {
    HashMap::with_buckets_and_hasher(buckets, Hashing::Good).expect("a small table can be allocated")
}

/// Returns a map with `buckets` buckets that maps each number below `len` to itself.
pub fn filled(buckets: usize, len: u32) -> HashMap<u32, u32, Hashing> {
    let mut map = table(buckets);
    for_each_key_below(len, |key| {
        map.insert(key, key);
    });
    map
}

/// Calls `insert` with each number below `len`. Fails early if inserting takes too long.
pub fn for_each_key_below(len: u32, mut insert: impl FnMut(u32)) {
    const CHECKED: usize = 16_384;
    let mut keys = 0..len;
    for key in keys.by_ref().take(CHECKED) {
        insert(key);
    }
    if keys.len() > CHECKED {
        testkit::costs_less_than_a_walk(CHECKED, "an insert", |_| keys.by_ref().take(1).for_each(&mut insert));
    }
    keys.for_each(insert);
}

#[track_caller]
pub fn assert_has_all_keys_below<S: BuildHasher>(map: &HashMap<u32, u32, S>, len: u32, when: &str) {
    assert_eq!(map.len(), len as usize, "length {when}");
    for key in 0..len {
        assert_eq!(map.get(&key), Some(&key), "value of key {key} {when}");
    }
}

/// Returns all entries of a map, sorted by key. Requires `iter`, which stage 4 adds.
pub fn entries<K: Copy + Ord, V: Copy, S, C>(map: &HashMap<K, V, S, C>) -> Vec<(K, V)> {
    let mut entries: Vec<_> = map.iter().map(|(&key, &value)| (key, value)).collect();
    entries.sort_unstable_by_key(|&(key, _)| key);
    entries
}
