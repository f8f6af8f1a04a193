//! Thousands of operations on one cache.

use std::hash::BuildHasherDefault;

use lru_cache::LruCache;

use super::{Model, NumberHasher, PolicyKind, capacity};

/// Runs thousands of pseudo-random operations on caches of several small capacities, and compares each result with the
/// model's.
pub fn assert_long_life_agrees_with_the_model(has_remove: bool) {
    for room in [1, 2, 3, 5, 8, 17] {
        let mut cache = LruCache::with_hasher(capacity(room), BuildHasherDefault::<NumberHasher>::new());
        let mut model = Model::new(room, PolicyKind::LeastRecent);
        let mut state = 1_u64;
        for step in 0..3_000 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let random = (state >> 33) as usize;
            let key = random / 8 % (2 * room + 1);
            match random % 8 {
                0..3 => {
                    let (actual, expected) = (cache.put(key, step), model.put(key, step));
                    assert_eq!(actual, expected, "result of put({key}) as step {step} with a capacity of {room}");
                }
                3 if has_remove => {
                    let (actual, expected) = (cache.remove(&key), model.remove(key));
                    assert_eq!(actual, expected, "result of remove({key}) as step {step} with a capacity of {room}");
                }
                _ => {
                    let (actual, expected) = (cache.get(&key).copied(), model.get(key).copied());
                    assert_eq!(actual, expected, "result of get({key}) as step {step} with a capacity of {room}");
                }
            }
            assert_eq!(cache.len(), model.entries.len(), "number of entries after step {step}, capacity {room}");
        }
    }
}
