//! Products that count how often they are compared and copied.

use std::cmp::Ordering;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering as Memory};

/// Counters of comparisons and copies.
#[derive(Clone, Debug, Default)]
pub struct Comparisons {
    made: Arc<AtomicUsize>,
    copies: Arc<AtomicUsize>,
}

impl Comparisons {
    /// Creates a product with this number.
    pub fn key(&self, number: u64) -> Key {
        Key { number, counters: self.clone() }
    }

    /// Returns the number of comparisons since the last time.
    pub fn take(&self) -> usize {
        self.made.swap(0, Memory::Relaxed)
    }

    /// Returns the number of copies since the last time.
    pub fn take_copies(&self) -> usize {
        self.copies.swap(0, Memory::Relaxed)
    }
}

/// A product that counts how often it is compared and copied.
#[derive(Debug)]
pub struct Key {
    pub number: u64,
    counters: Comparisons,
}

impl Clone for Key {
    fn clone(&self) -> Self {
        self.counters.copies.fetch_add(1, Memory::Relaxed);
        self.counters.key(self.number)
    }
}

impl Ord for Key {
    fn cmp(&self, other: &Self) -> Ordering {
        self.counters.made.fetch_add(1, Memory::Relaxed);
        self.number.cmp(&other.number)
    }
}

impl PartialOrd for Key {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Key {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Key {}
