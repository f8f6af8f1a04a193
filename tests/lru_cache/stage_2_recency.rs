//! # Recency
//!
//! Now it matters who goes: the entry that was used least recently. `get`, `get_mut` and a `put` use an entry. `peek`,
//! `peek_mut` and `contains` only look; so do `len` and a `get` that finds nothing.
//!
//! A `put` of a key that is there replaces its value. The cache has as many entries as before, so nobody has to go, even
//! if it is full.
//!
//! You need two things in step: a way from a key to its entry, and the entries in their order of use. The textbook's
//! answer is a doubly linked list of nodes that own each other; in Rust, ask first what a link has to be. It has to
//! name an entry, not to own it.
//!
//! Look up: why `Rc<RefCell<Node>>` with `Weak` back links is not `Send`; arenas and indices.
//!
//! Time box: 25 minutes.

use lru_cache::LruCache;
use rstest::rstest;

use super::support::{
    Discipline, Model, Names, Script, assert_same_entries, capacity, names, ops_to_stage_2, script, step_silently,
};

/// The names among a to f that are in the cache; looks without using.
fn present(cache: &Names) -> Vec<&'static str> {
    ["a", "b", "c", "d", "e", "f"].into_iter().filter(|name| cache.contains(name)).collect()
}

#[test]
fn the_entry_that_came_first_goes_first_if_none_was_used() {
    let mut cache = names(3, &["a", "b", "c"]);
    cache.put("d", 4);
    assert_eq!(present(&cache), ["b", "c", "d"], "a is the oldest and goes for d");
    cache.put("e", 5);
    assert_eq!(present(&cache), ["c", "d", "e"], "b is the oldest and goes for e");
}

#[rstest]
#[case::get(|cache: &mut Names| assert_eq!(cache.get("a"), Some(&1), "the value of a"))]
#[case::get_mut(|cache: &mut Names| assert_eq!(cache.get_mut("a"), Some(&mut 1), "the value of a"))]
#[case::put(|cache: &mut Names| { cache.put("a", 10); })]
fn an_entry_that_was_used_stays_longer(#[case] use_a: fn(&mut Names)) {
    let mut cache = names(3, &["a", "b", "c"]);
    use_a(&mut cache);
    cache.put("d", 4);
    assert_eq!(present(&cache), ["a", "c", "d"], "a was used after b, so b goes for d");
}

#[rstest]
#[case::peek(|cache: &mut Names| assert_eq!(cache.peek("a"), Some(&1), "the value of a"))]
#[case::peek_mut(|cache: &mut Names| assert_eq!(cache.peek_mut("a"), Some(&mut 1), "the value of a"))]
#[case::contains(|cache: &mut Names| assert!(cache.contains("a"), "a is in the cache"))]
#[case::a_get_that_finds_nothing(|cache: &mut Names| assert_eq!(cache.get("x"), None, "x was never put"))]
#[case::a_get_mut_that_finds_nothing(|cache: &mut Names| assert_eq!(cache.get_mut("x"), None, "x was never put"))]
fn looking_is_not_using(#[case] look: fn(&mut Names)) {
    let mut cache = names(3, &["a", "b", "c"]);
    look(&mut cache);
    cache.put("d", 4);
    assert_eq!(present(&cache), ["b", "c", "d"], "a was looked at but not used: it is the oldest and goes for d");
}

#[rstest]
#[case::the_most_recent("c")]
#[case::one_between("b")]
#[case::the_least_recent("a")]
fn an_update_of_a_full_cache_evicts_nothing(#[case] name: &'static str) {
    let mut cache = names(3, &["a", "b", "c"]);
    cache.put(name, 10);
    assert_eq!(present(&cache), ["a", "b", "c"], "{name} was there: its put needs no room");
    assert_eq!(cache.peek(name), Some(&10), "the new value of {name}");
    assert_eq!(cache.len(), 3, "the number of entries");
}

#[rstest]
#[case::the_most_recent("c", &["a", "b", "c"])]
#[case::one_between("b", &["a", "c", "b"])]
#[case::the_least_recent("a", &["b", "c", "a"])]
fn a_use_moves_one_entry_and_leaves_the_order_of_the_others(#[case] used: &str, #[case] leave: &[&'static str]) {
    let mut cache = names(3, &["a", "b", "c"]);
    cache.get(used);
    for (gone, new) in (1..).zip(["d", "e", "f"]) {
        cache.put(new, 0);
        let left: Vec<_> = ["a", "b", "c"].into_iter().filter(|name| cache.contains(name)).collect();
        let mut asked = leave[gone..].to_vec();
        asked.sort_unstable();
        assert_eq!(left, asked, "who is left of a, b and c, {used} having been used, after {gone} new entries");
    }
}

#[test]
fn a_value_can_be_changed_in_place() {
    let mut cache = names(2, &["a", "b"]);
    *cache.get_mut("a").expect("a is in the cache") += 10;
    *cache.peek_mut("b").expect("b is in the cache") += 20;
    assert_eq!(cache.peek("a"), Some(&11), "a, after a change through get_mut");
    assert_eq!(cache.peek("b"), Some(&22), "b, after a change through peek_mut");
}

#[test]
fn what_is_not_there_is_not_seen() {
    let mut cache = names(2, &["a", "b", "c"]);
    assert!(!cache.contains("a"), "a was given up for c");
    assert_eq!(cache.peek("a"), None, "the value of a, which was given up");
    assert_eq!(cache.peek_mut("a"), None, "the value of a, which was given up");
    assert_eq!(cache.get_mut("a"), None, "the value of a, which was given up");
}

#[test]
fn looking_works_by_a_borrowed_form() {
    let mut cache = LruCache::new(capacity(2));
    cache.put(String::from("a"), 1);
    assert!(cache.contains("a"), "the String a is found by a &str");
    assert_eq!(cache.peek("a"), Some(&1), "the value of the String a, by a &str");
    assert_eq!(cache.peek_mut("a"), Some(&mut 1), "the value of the String a, by a &str");
    assert_eq!(cache.get_mut("a"), Some(&mut 1), "the value of the String a, by a &str");
}

#[test]
fn law_a_cache_holds_what_a_list_in_the_order_of_use_holds() {
    testkit::law(script(ops_to_stage_2()), |Script { room, ops }| {
        let mut cache = LruCache::new(capacity(room));
        let mut model = Model::new(room, Discipline::LeastRecent);
        for op in ops {
            step_silently(&mut cache, &mut model, &op);
            assert_same_entries(&cache, &model, &op);
        }
    });
}
