//! # Recency
//!
//! From now on, it matters which entry leaves a full cache, namely the least recently used one. Write `peek`, and
//! complete `put` and `get`.
//!
//! `put` returns a `Displaced`, which has a variant for each of three cases. A caller needs it, for example, to write
//! an evicted page back to disk. Note that the evicted key is returned, not cloned.
//!
//! Before you start, read the rules of stage 3, which require constant time for every operation. You can make it work
//! with a search first, or design for stage 3 right away. In either case, make the order a separate type, so that stage
//! 4 can replace it.
//!
//! Time box: 25 minutes.

use lru_cache::{Displaced, LruCache};
use rstest::rstest;

use super::support::{
    Model, Names, PolicyKind, Script, assert_long_life_agrees_with_the_model, assert_same_entries, capacity,
    displace_all, names, ops_to_stage_2, script, step,
};

/// Returns the names among a to e that are in the cache, without using them.
fn present(cache: &Names) -> Vec<&'static str> {
    ["a", "b", "c", "d", "e"].into_iter().filter(|name| cache.contains(name)).collect()
}

/// Rules: 2.1, 2.4
#[test]
fn first_entry_leaves_first_if_none_was_used() {
    let mut cache = names(3, &["a", "b", "c"]);
    cache.put("d", 4);
    assert_eq!(present(&cache), ["b", "c", "d"], "entries after putting d; a is the oldest");
    cache.put("e", 5);
    assert_eq!(present(&cache), ["c", "d", "e"], "entries after putting e; b is the oldest");
}

/// Rules: 2.1
#[rstest]
#[case::get(|cache: &mut Names| assert_eq!(cache.get("a"), Some(&1), "value of a"))]
#[case::put(|cache: &mut Names| { cache.put("a", 10); })]
fn used_entry_stays_longer(#[case] use_a: fn(&mut Names)) {
    let mut cache = names(3, &["a", "b", "c"]);
    use_a(&mut cache);
    cache.put("d", 4);
    assert_eq!(present(&cache), ["a", "c", "d"], "entries after putting d; a was used after b, so b must leave");
}

/// Rules: 2.1, 0.1
#[rstest]
#[case::peek(|cache: &mut Names| assert_eq!(cache.peek("a"), Some(&1), "value of a"))]
#[case::contains(|cache: &mut Names| assert!(cache.contains("a"), "a is in the cache"))]
#[case::get_of_an_unknown_key(|cache: &mut Names| assert_eq!(cache.get("x"), None, "value of x, which was never put"))]
fn looking_does_not_use_an_entry(#[case] look: fn(&mut Names)) {
    let mut cache = names(3, &["a", "b", "c"]);
    look(&mut cache);
    cache.put("d", 4);
    assert_eq!(present(&cache), ["b", "c", "d"], "entries after putting d; a was not used, so a must leave");
}

/// Rules: 2.3, 2.4, 2.5
#[rstest]
#[case::new_key_with_room(3, "c", Displaced::Nothing)]
#[case::new_key_without_room(2, "c", Displaced::Entry("a", 1))]
#[case::known_key_with_room(3, "a", Displaced::Value(1))]
#[case::known_key_without_room(2, "a", Displaced::Value(1))]
fn put_returns_what_it_displaced(
    #[case] room: usize,
    #[case] name: &'static str,
    #[case] displaced: Displaced<&'static str, u32>,
) {
    let mut cache = names(room, &["a", "b"]);
    let actual = cache.put(name, 9);
    assert_eq!(actual, displaced, "result of putting {name} into a cache of a and b with a capacity of {room}");
    assert_eq!(cache.peek(name), Some(&9), "value of {name} after the put");
}

/// Rules: 2.5
#[test]
fn update_of_a_full_cache_evicts_nothing() {
    for name in ["a", "b", "c"] {
        let mut cache = names(3, &["a", "b", "c"]);
        cache.put(name, 10);
        assert_eq!(present(&cache), ["a", "b", "c"], "entries after an update of {name}, which needs no room");
        assert_eq!(cache.len(), 3, "number of entries after an update");
    }
}

/// Rules: 2.2
#[rstest]
#[case::most_recent("c", [("a", 1), ("b", 2), ("c", 3)])]
#[case::middle("b", [("a", 1), ("c", 3), ("b", 2)])]
#[case::least_recent("a", [("b", 2), ("c", 3), ("a", 1)])]
fn use_keeps_the_order_of_the_other_entries(#[case] used: &str, #[case] order: [(&'static str, u32); 3]) {
    let mut cache = names(3, &["a", "b", "c"]);
    cache.get(used);
    assert_eq!(displace_all(&mut cache), order, "order of eviction after using {used}");
}

/// Rules: 2.4
#[test]
fn lookups_do_not_find_an_evicted_entry() {
    let mut cache = names(2, &["a", "b", "c"]);
    assert!(!cache.contains("a"), "a was evicted for c");
    assert_eq!(cache.peek("a"), None, "value of a by peek, after a was evicted");
    assert_eq!(cache.get("a"), None, "value of a by get, after a was evicted");
}

/// Rules: 0.1, 2.1, 2.2, 2.3, 2.4, 2.5
#[test]
fn law_recency_agrees_with_the_model() {
    testkit::law(script(ops_to_stage_2()), |Script { room, ops }| {
        let mut cache = LruCache::new(capacity(room));
        let mut model = Model::new(room, PolicyKind::LeastRecent);
        for op in ops {
            step(&mut cache, &mut model, &op);
            assert_same_entries(&cache, &model, &op);
        }
    });
}

/// Rules: 2.1, 2.2, 2.4, 2.5
#[test]
fn order_stays_right_after_thousands_of_operations() {
    assert_long_life_agrees_with_the_model(false);
}
