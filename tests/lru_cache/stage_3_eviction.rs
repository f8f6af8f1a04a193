//! # Eviction
//!
//! A caller may have to know what a `put` cost: a page that leaves a cache must be written back, an open file closed.
//! So `put` says what it displaced, and three cases that mean different things have three names: nothing, the old value
//! of the key, or an entry that was evicted, with its key.
//!
//! An update keeps the key that was stored first and drops the one that it was called with. Equal keys need not be the
//! same, and a caller that holds on to the first must not find it exchanged.
//!
//! Two more ways out: `evict` gives up the entry whose turn it is, and `remove` takes out the entry of a key, wherever it
//! stands in the order. The key, the value, the place in the order and the way to find it have to go together. Whatever
//! you reuse afterwards must carry nothing of its former owner.
//!
//! Look up: `std::mem::replace`, `Option::take`.
//!
//! Time box: 20 minutes.

use std::hash::{Hash, Hasher};

use lru_cache::{Displaced, LruCache};
use rstest::rstest;

use super::support::{
    Discipline, Model, Names, Script, assert_same_entries, capacity, names, ops_to_stage_3, script, step,
};

/// Takes everything out, in the order in which it leaves.
fn leave(cache: &mut Names) -> Vec<(&'static str, u32)> {
    let most = cache.len();
    let entries: Vec<_> = (0..most).map_while(|_| cache.evict()).collect();
    assert_eq!(cache.evict(), None, "{most} entries left one by one: there is no other");
    entries
}

#[rstest]
#[case::a_new_key_with_room(3, "c", Displaced::Nothing)]
#[case::a_new_key_without_room(2, "c", Displaced::Entry("a", 1))]
#[case::a_known_key_with_room(3, "a", Displaced::Value(1))]
#[case::a_known_key_without_room(2, "a", Displaced::Value(1))]
#[case::the_most_recent_key_without_room(2, "b", Displaced::Value(2))]
fn put_tells_what_it_displaced(
    #[case] room: usize,
    #[case] name: &'static str,
    #[case] displaced: Displaced<&'static str, u32>,
) {
    let mut cache = names(room, &["a", "b"]);
    assert_eq!(cache.put(name, 9), displaced, "what put({name}) displaced among a and b, with room for {room}");
}

/// Equal if the names are, whoever wrote them.
#[derive(Clone, Copy, Debug)]
struct Signed {
    name: &'static str,
    by: &'static str,
}

impl PartialEq for Signed {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Signed {}

impl Hash for Signed {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.name.hash(state);
    }
}

#[test]
fn an_update_keeps_the_key_that_was_stored_first() {
    let mut cache = LruCache::new(capacity(1));
    cache.put(Signed { name: "a", by: "first" }, 1);
    assert_eq!(cache.put(Signed { name: "a", by: "second" }, 2), Displaced::Value(1), "an equal key is the same key");
    let (key, value) = cache.evict().expect("the cache has one entry");
    assert_eq!(key.by, "first", "who wrote the key that is stored");
    assert_eq!(value, 2, "the value that was put last");
}

#[test]
fn a_cache_of_one_holds_the_last_entry() {
    let mut cache = names(1, &[]);
    assert_eq!(cache.put("a", 1), Displaced::Nothing, "the first entry has room");
    assert_eq!(cache.put("a", 2), Displaced::Value(1), "an update needs no room");
    assert_eq!(cache.put("b", 3), Displaced::Entry("a", 2), "the next entry displaces it");
    assert_eq!(cache.remove("b"), Some(3), "the only entry is removed");
    assert_eq!(cache.put("c", 4), Displaced::Nothing, "there is room again");
    assert_eq!(cache.evict(), Some(("c", 4)), "the only entry is evicted");
    assert_eq!(cache.put("d", 5), Displaced::Nothing, "there is room again");
    assert_eq!(leave(&mut cache), [("d", 5)], "what is left in the end");
}

#[test]
fn entries_are_evicted_from_the_least_recent_on() {
    let mut cache = names(4, &["a", "b", "c"]);
    cache.get("a");
    assert_eq!(leave(&mut cache), [("b", 2), ("c", 3), ("a", 1)], "the order in which they leave, a having been used");
    assert!(cache.is_empty(), "nothing is left");
}

#[test]
fn an_empty_cache_evicts_nothing_and_can_be_used_on() {
    let mut cache = names(2, &[]);
    assert_eq!(cache.evict(), None, "there is nothing to evict");
    cache.put("a", 1);
    assert_eq!(leave(&mut cache), [("a", 1)], "what was put since");
}

#[rstest]
#[case::the_least_recent("a", 1, [("b", 2), ("c", 3)])]
#[case::one_between("b", 2, [("a", 1), ("c", 3)])]
#[case::the_most_recent("c", 3, [("a", 1), ("b", 2)])]
fn a_removed_entry_is_gone_and_the_others_keep_their_order(
    #[case] name: &str,
    #[case] value: u32,
    #[case] left: [(&'static str, u32); 2],
) {
    let mut cache = names(3, &["a", "b", "c"]);
    assert_eq!(cache.remove(name), Some(value), "the value of {name}");
    assert!(!cache.contains(name), "{name} was removed");
    assert_eq!(cache.get(name), None, "{name} was removed");
    assert_eq!(cache.len(), 2, "the number of entries after a remove");
    assert_eq!(leave(&mut cache), left, "the order in which the others leave after remove({name})");
}

#[test]
fn removing_an_unknown_key_changes_nothing() {
    let mut cache = names(3, &["a", "b", "c"]);
    assert_eq!(cache.remove("x"), None, "x was never put");
    assert_eq!(cache.len(), 3, "the number of entries");
    assert_eq!(leave(&mut cache), [("a", 1), ("b", 2), ("c", 3)], "everything is there, in its order");
}

#[test]
fn a_key_is_removed_once_and_by_its_borrowed_form() {
    let mut cache = LruCache::new(capacity(2));
    cache.put(String::from("a"), 1);
    assert_eq!(cache.remove("a"), Some(1), "the value of the String a, by a &str");
    assert_eq!(cache.remove("a"), None, "a was removed before");
}

#[rstest]
#[case::the_least_recent("a", [("b", 2), ("c", 3), ("d", 4)])]
#[case::one_between("b", [("a", 1), ("c", 3), ("d", 4)])]
#[case::the_most_recent("c", [("a", 1), ("b", 2), ("d", 4)])]
fn a_remove_makes_room_for_a_new_entry(#[case] name: &str, #[case] left: [(&'static str, u32); 3]) {
    let mut cache = names(3, &["a", "b", "c"]);
    cache.remove(name);
    assert_eq!(cache.put("d", 4), Displaced::Nothing, "{name} made room for d");
    assert_eq!(leave(&mut cache), left, "the order in which they leave, {name} removed and d new");
}

#[test]
fn a_removed_key_that_comes_back_is_new() {
    let mut cache = names(3, &["a", "b", "c"]);
    cache.remove("a");
    assert_eq!(cache.put("a", 10), Displaced::Nothing, "a was removed, so its put displaces no value");
    assert_eq!(leave(&mut cache), [("b", 2), ("c", 3), ("a", 10)], "a came back last");
}

#[test]
fn places_that_became_free_are_used_again_without_their_past() {
    let mut cache = names(4, &["a", "b", "c", "d"]);
    cache.remove("b");
    cache.remove("d");
    cache.evict();
    cache.put("e", 5);
    cache.put("f", 6);
    cache.put("b", 7);
    assert_eq!(cache.get("c"), Some(&3), "c, which was there all the time");
    for gone in ["a", "d"] {
        assert_eq!(cache.peek(gone), None, "{gone} is gone, even if its place is taken again");
    }
    assert_eq!(cache.put("g", 8), Displaced::Entry("e", 5), "e is the least recent now");
    assert_eq!(leave(&mut cache), [("f", 6), ("b", 7), ("c", 3), ("g", 8)], "the order in which they leave");
}

#[test]
fn law_a_cache_evicts_what_a_list_in_the_order_of_use_evicts() {
    testkit::law(script(ops_to_stage_3()), |Script { room, ops }| {
        let mut cache = LruCache::new(capacity(room));
        let mut model = Model::new(room, Discipline::LeastRecent);
        for op in ops {
            step(&mut cache, &mut model, &op);
            assert_same_entries(&cache, &model, &op);
        }
        while let Some(entry) = model.entries.pop() {
            assert_eq!(cache.evict(), Some(entry), "the next to leave in the end");
        }
        assert_eq!(cache.evict(), None, "nothing is left in the end");
    });
}
