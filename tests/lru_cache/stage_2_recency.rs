//! # Recency
//!
//! Now it matters which entry leaves: the least recently used one.
//!
//! You need two data structures that stay consistent: one that finds an entry by its key, and one that orders the
//! entries by use. Textbooks use a doubly linked list of nodes. In Rust, first decide what a link is. It has to
//! identify an entry, not own it.
//!
//! Check for a known key before you evict. An update needs no room.
//!
//! Look up: why `Rc<RefCell<Node>>` with `Weak` back links is not `Send`; arenas and indices.
//!
//! Time box: 25 minutes.

use lru_cache::LruCache;
use rstest::rstest;

use super::support::{
    Model, Names, PolicyKind, Script, assert_same_entries, capacity, names, ops_to_stage_2, script,
    step_ignoring_displaced,
};

/// Returns the names among a to f that are in the cache, without using them.
fn present(cache: &Names) -> Vec<&'static str> {
    ["a", "b", "c", "d", "e", "f"].into_iter().filter(|name| cache.contains(name)).collect()
}

#[test]
fn first_entry_leaves_first_if_none_was_used() {
    let mut cache = names(3, &["a", "b", "c"]);
    cache.put("d", 4);
    assert_eq!(present(&cache), ["b", "c", "d"], "entries after putting d; a is the oldest");
    cache.put("e", 5);
    assert_eq!(present(&cache), ["c", "d", "e"], "entries after putting e; b is the oldest");
}

#[rstest]
#[case::get(|cache: &mut Names| assert_eq!(cache.get("a"), Some(&1), "value of a"))]
#[case::get_mut(|cache: &mut Names| assert_eq!(cache.get_mut("a"), Some(&mut 1), "value of a"))]
#[case::put(|cache: &mut Names| { cache.put("a", 10); })]
fn used_entry_stays_longer(#[case] use_a: fn(&mut Names)) {
    let mut cache = names(3, &["a", "b", "c"]);
    use_a(&mut cache);
    cache.put("d", 4);
    assert_eq!(
        present(&cache),
        ["a", "c", "d"],
        "entries after putting d; a was used after b, so b must eviction_order"
    );
}

#[rstest]
#[case::peek(|cache: &mut Names| assert_eq!(cache.peek("a"), Some(&1), "value of a"))]
#[case::peek_mut(|cache: &mut Names| assert_eq!(cache.peek_mut("a"), Some(&mut 1), "value of a"))]
#[case::contains(|cache: &mut Names| assert!(cache.contains("a"), "a is in the cache"))]
#[case::get_of_an_unknown_key(|cache: &mut Names| assert_eq!(cache.get("x"), None, "value of x, which was never put"))]
#[case::get_mut_of_an_unknown_key(|cache: &mut Names| assert_eq!(cache.get_mut("x"), None, "value of x, which was never put"))]
fn looking_does_not_use_an_entry(#[case] look: fn(&mut Names)) {
    let mut cache = names(3, &["a", "b", "c"]);
    look(&mut cache);
    cache.put("d", 4);
    assert_eq!(present(&cache), ["b", "c", "d"], "entries after putting d; a was not used, so a must eviction_order");
}

#[rstest]
#[case::most_recent("c")]
#[case::middle("b")]
#[case::least_recent("a")]
fn update_of_a_full_cache_evicts_nothing(#[case] name: &'static str) {
    let mut cache = names(3, &["a", "b", "c"]);
    cache.put(name, 10);
    assert_eq!(present(&cache), ["a", "b", "c"], "entries after an update of {name}, which needs no room");
    assert_eq!(cache.peek(name), Some(&10), "value of {name} after an update");
    assert_eq!(cache.len(), 3, "number of entries after an update");
}

#[rstest]
#[case::most_recent("c", &["a", "b", "c"])]
#[case::middle("b", &["a", "c", "b"])]
#[case::least_recent("a", &["b", "c", "a"])]
fn use_keeps_the_order_of_the_other_entries(#[case] used: &str, #[case] eviction_order: &[&'static str]) {
    let mut cache = names(3, &["a", "b", "c"]);
    cache.get(used);
    for (added, new) in (1..).zip(["d", "e", "f"]) {
        cache.put(new, 0);
        let left: Vec<_> = ["a", "b", "c"].into_iter().filter(|name| cache.contains(name)).collect();
        let mut expected = eviction_order[added..].to_vec();
        expected.sort_unstable();
        assert_eq!(left, expected, "old entries left after using {used} and adding {added} new ones");
    }
}

#[test]
fn get_mut_and_peek_mut_change_the_value() {
    let mut cache = names(2, &["a", "b"]);
    *cache.get_mut("a").expect("a is in the cache") += 10;
    *cache.peek_mut("b").expect("b is in the cache") += 20;
    assert_eq!(cache.peek("a"), Some(&11), "value of a, changed through get_mut");
    assert_eq!(cache.peek("b"), Some(&22), "value of b, changed through peek_mut");
}

#[test]
fn lookups_do_not_find_an_evicted_entry() {
    let mut cache = names(2, &["a", "b", "c"]);
    assert!(!cache.contains("a"), "a was evicted for c");
    assert_eq!(cache.peek("a"), None, "value of a by peek, after a was evicted");
    assert_eq!(cache.peek_mut("a"), None, "value of a by peek_mut, after a was evicted");
    assert_eq!(cache.get_mut("a"), None, "value of a by get_mut, after a was evicted");
}

#[test]
fn lookups_accept_a_borrowed_form_of_the_key() {
    let mut cache = LruCache::new(capacity(2));
    cache.put(String::from("a"), 1);
    assert!(cache.contains("a"), "the String a must be found by &str");
    assert_eq!(cache.peek("a"), Some(&1), "value of the String a by peek, looked up by &str");
    assert_eq!(cache.peek_mut("a"), Some(&mut 1), "value of the String a by peek_mut, looked up by &str");
    assert_eq!(cache.get_mut("a"), Some(&mut 1), "value of the String a by get_mut, looked up by &str");
}

#[test]
fn law_recency_agrees_with_the_model() {
    testkit::law(script(ops_to_stage_2()), |Script { room, ops }| {
        let mut cache = LruCache::new(capacity(room));
        let mut model = Model::new(room, PolicyKind::LeastRecent);
        for op in ops {
            step_ignoring_displaced(&mut cache, &mut model, &op);
            assert_same_entries(&cache, &model, &op);
        }
    });
}
