//! Comparisons of a cache with the model.

use std::hash::BuildHasher;

use lru_cache::{Cache, EvictionPolicy};
use proptest::strategy::BoxedStrategy;

use super::{KEYS, Key, Model, Op, PolicyKind, Script, script, step, with_policy};

/// Asserts that the cache has the model's entries, using only operations that use no entry.
pub fn assert_same_entries<P: EvictionPolicy, S: BuildHasher>(
    cache: &Cache<Key, u32, P, S>,
    model: &Model,
    after: &Op,
) {
    let seen = KEYS.map(|key| (key, cache.peek(key).copied()));
    let expected = KEYS.map(|key| (key, model.peek(key)));
    assert_eq!(seen, expected, "values found by peek for each key, after {after:?}");
    assert_eq!(cache.len(), model.entries.len(), "number of entries after {after:?}");
    assert!(
        cache.len() <= cache.capacity().get(),
        "the number of entries must not exceed the capacity, after {after:?}"
    );
}

/// Runs a law: a cache with this policy agrees with the model after each of `ops`, and evicts in its order at the end.
pub fn assert_agrees_with_model<P: EvictionPolicy>(ops: BoxedStrategy<Op>, policy: fn() -> P, kind: PolicyKind) {
    testkit::law(script(ops), move |Script { room, ops }| {
        let mut cache = with_policy(room, policy());
        let mut model = Model::new(room, kind);
        for op in ops {
            step(&mut cache, &mut model, &op);
            assert_same_entries(&cache, &model, &op);
        }
        while let Some(entry) = model.entries.pop() {
            assert_eq!(cache.evict(), Some(entry), "next entry to be evicted at the end");
        }
        assert_eq!(cache.evict(), None, "evict after all entries have left");
    });
}
