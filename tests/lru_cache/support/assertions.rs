//! Comparisons of a cache with the model.

use lru_cache::{Cache, EvictionPolicy};

use super::{KEYS, Key, Model, Op};

/// Asserts that the cache has the model's entries, using only operations that use no entry.
pub fn assert_same_entries<P: EvictionPolicy>(cache: &Cache<Key, u32, P>, model: &Model, after: &Op) {
    let seen = KEYS.map(|key| (key, cache.peek(key).copied()));
    let expected = KEYS.map(|key| (key, model.peek(key)));
    assert_eq!(seen, expected, "values found by peek for each key, after {after:?}");
    assert_eq!(cache.len(), model.entries.len(), "number of entries after {after:?}");
    assert!(
        cache.len() <= cache.capacity().get(),
        "the number of entries must not exceed the capacity, after {after:?}"
    );
}
