//! The law of the hash map: a map behaves like its model.

use std::hash::BuildHasher;

use hash_map::{Collisions, HashMap};

use super::entries;
use super::model::{Key, Model};
use super::operations::{KEYS, Operation, apply, operations};

/// Checks that a map behaves like the model under random operations available in `stage`.
///
/// `make` creates a map with the given number of buckets.
#[track_caller]
pub fn assert_matches_model<K, S, C>(stage: u8, buckets: usize, make: impl Fn(usize) -> HashMap<K, u16, S, C>)
where
    K: Key,
    S: BuildHasher,
    C: Collisions,
{
    testkit::law(operations(stage), |operations| {
        let mut map = make(buckets);
        let mut model = Model::new(buckets);
        for operation in operations {
            apply(&operation, &mut map, &mut model);
            assert_same(stage, &operation, &map, &model);
        }
    });
}

/// Checks everything that is observable in `stage`.
fn assert_same<K, S, C>(stage: u8, after: &Operation, map: &HashMap<K, u16, S, C>, model: &Model<K>)
where
    K: Key,
    S: BuildHasher,
    C: Collisions,
{
    for key in (0..KEYS).map(K::from) {
        assert_eq!(map.get(&key), model.entries.get(&key), "value of key {key:?} after {after:?}");
        let present = model.entries.contains_key(&key);
        assert_eq!(map.contains_key(&key), present, "contains_key({key:?}) after {after:?}");
    }
    assert_eq!(map.len(), model.entries.len(), "length after {after:?}");
    assert_eq!(map.is_empty(), model.entries.is_empty(), "is_empty after {after:?}");
    if stage >= 3 {
        assert_eq!(map.bucket_count(), model.buckets, "number of buckets after {after:?}");
    }
    if stage >= 4 {
        let expected: Vec<_> = model.entries.iter().map(|(&key, &value)| (key, value)).collect();
        assert_eq!(entries(map), expected, "sorted entries from iteration after {after:?}");
    }
}
