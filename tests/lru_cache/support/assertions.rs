//! Comparisons of a cache with the model.

use lru_cache::{Cache, EvictionPolicy};

use super::{KEYS, Key, Model, Op};

/// Asserts that the cache has the entries of the model, as far as can be seen without using them.
pub fn assert_same_entries<P: EvictionPolicy>(cache: &Cache<Key, u32, P>, model: &Model, after: &Op) {
    let seen = KEYS.map(|key| (key, cache.peek(key).copied()));
    let asked = KEYS.map(|key| (key, model.peek(key)));
    assert_eq!(seen, asked, "what peek finds for each key, after {after:?}");
    assert_eq!(cache.len(), model.entries.len(), "the number of entries, after {after:?}");
    assert!(cache.len() <= cache.capacity().get(), "never more entries than the capacity, after {after:?}");
}
