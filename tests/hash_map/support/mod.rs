//! Keys and hashers for all stages, and the law that compares a map with a model.

// Without one of the stages, some of it is unused.
#![allow(dead_code, unused_imports)]

mod assertions;
mod model;
mod operations;

use std::hash::{BuildHasher, DefaultHasher, Hash, Hasher};

use hash_map::HashMap;

pub use assertions::assert_agrees_with_model;

/// A hasher that is the same in every run, from one that spreads keys well to one that does not at all.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Hashing {
    /// Spreads keys over all hashes.
    #[default]
    Good,
    /// Has three hashes.
    Few,
    /// Has one hash, the largest.
    Constant,
    /// Differs in the high bits only.
    HighBits,
    /// Differs in the low bits only.
    LowBits,
}

impl BuildHasher for Hashing {
    type Hasher = Blurred;

    fn build_hasher(&self) -> Blurred {
        Blurred { hashing: *self, inner: DefaultHasher::new() }
    }
}

/// The hasher of a [`Hashing`].
pub struct Blurred {
    hashing: Hashing,
    inner: DefaultHasher,
}

impl Hasher for Blurred {
    fn write(&mut self, bytes: &[u8]) {
        self.inner.write(bytes);
    }

    fn finish(&self) -> u64 {
        let hash = self.inner.finish();
        match self.hashing {
            Hashing::Good => hash,
            Hashing::Few => hash % 3,
            Hashing::Constant => u64::MAX,
            Hashing::HighBits => hash << 48,
            Hashing::LowBits => hash >> 48,
        }
    }
}

/// A key that equals another with the same number; the label distinguishes the two.
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

/// A number that hashes like any other, under every hasher.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Alike(pub u8);

impl Hash for Alike {
    fn hash<H: Hasher>(&self, _: &mut H) {}
}

impl From<u8> for Alike {
    fn from(number: u8) -> Self {
        Self(number)
    }
}

/// Returns all entries of a map, sorted by key. Needs the iteration of stage 4.
pub fn entries<K: Copy + Ord, V: Copy, S, C>(map: &HashMap<K, V, S, C>) -> Vec<(K, V)> {
    let mut entries: Vec<_> = map.iter().map(|(&key, &value)| (key, value)).collect();
    entries.sort_unstable_by_key(|&(key, _)| key);
    entries
}
