//! # Eviction
//!
//! A caller may need to know what `put` displaced: for example, a page that leaves the cache must be written back to
//! disk. So `put` returns a `Displaced`, with one variant for each of the three cases.
//!
//! On an update, the cache keeps its key. Equal keys need not be identical, and a caller may rely on the stored one.
//!
//! You also write two more ways to remove an entry: `evict` and `remove`. Always remove everything together: the key,
//! the value, the links in the order, and the reference from the lookup table. A slot that you reuse must contain
//! nothing of its old entry.
//!
//! Look up: `std::mem::replace`, `Option::take`.
//!
//! Time box: 20 minutes.

use std::hash::{Hash, Hasher};

use lru_cache::{Displaced, LruCache};
use rstest::rstest;

use super::support::{
    Model, Names, PolicyKind, Script, assert_same_entries, capacity, names, ops_to_stage_3, script, step,
};

/// Evicts all entries and returns them in the order of eviction.
fn evict_all(cache: &mut Names) -> Vec<(&'static str, u32)> {
    let most = cache.len();
    let entries: Vec<_> = (0..most).map_while(|_| cache.evict()).collect();
    assert_eq!(cache.evict(), None, "evict after all {most} entries have left");
    entries
}

#[rstest]
#[case::new_key_with_room(3, "c", Displaced::Nothing)]
#[case::new_key_without_room(2, "c", Displaced::Entry("a", 1))]
#[case::known_key_with_room(3, "a", Displaced::Value(1))]
#[case::known_key_without_room(2, "a", Displaced::Value(1))]
#[case::most_recent_key_without_room(2, "b", Displaced::Value(2))]
fn put_returns_what_it_displaced(
    #[case] room: usize,
    #[case] name: &'static str,
    #[case] displaced: Displaced<&'static str, u32>,
) {
    let mut cache = names(room, &["a", "b"]);
    assert_eq!(
        cache.put(name, 9),
        displaced,
        "result of putting {name} into a cache of a and b with a capacity of {room}"
    );
}

/// A key that equals every key with the same name.
#[derive(Clone, Copy, Debug)]
struct NamedKey {
    name: &'static str,
    origin: &'static str,
}

impl PartialEq for NamedKey {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for NamedKey {}

impl Hash for NamedKey {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.name.hash(state);
    }
}

#[test]
fn update_keeps_the_stored_key() {
    let mut cache = LruCache::new(capacity(1));
    cache.put(NamedKey { name: "a", origin: "first" }, 1);
    assert_eq!(
        cache.put(NamedKey { name: "a", origin: "second" }, 2),
        Displaced::Value(1),
        "result of putting an equal key"
    );
    let (key, value) = cache.evict().expect("the cache has one entry");
    assert_eq!(key.origin, "first", "origin of the stored key after an update");
    assert_eq!(value, 2, "value after an update");
}

#[test]
fn capacity_of_one_works() {
    let mut cache = names(1, &[]);
    assert_eq!(cache.put("a", 1), Displaced::Nothing, "result of putting the first entry");
    assert_eq!(cache.put("a", 2), Displaced::Value(1), "result of an update");
    assert_eq!(cache.put("b", 3), Displaced::Entry("a", 2), "result of putting a second key");
    assert_eq!(cache.remove("b"), Some(3), "value returned by removing the only entry");
    assert_eq!(cache.put("c", 4), Displaced::Nothing, "result of a put after remove");
    assert_eq!(cache.evict(), Some(("c", 4)), "result of evicting the only entry");
    assert_eq!(cache.put("d", 5), Displaced::Nothing, "result of a put after evict");
    assert_eq!(evict_all(&mut cache), [("d", 5)], "entries left at the end");
}

#[test]
fn evict_follows_the_order_of_use() {
    let mut cache = names(4, &["a", "b", "c"]);
    cache.get("a");
    assert_eq!(evict_all(&mut cache), [("b", 2), ("c", 3), ("a", 1)], "order of eviction after using a");
    assert!(cache.is_empty(), "the cache must be empty after evicting everything");
}

#[test]
fn evict_of_an_empty_cache_returns_none() {
    let mut cache = names(2, &[]);
    assert_eq!(cache.evict(), None, "result of evicting from an empty cache");
    cache.put("a", 1);
    assert_eq!(evict_all(&mut cache), [("a", 1)], "entries put after evicting from an empty cache");
}

#[rstest]
#[case::least_recent("a", 1, [("b", 2), ("c", 3)])]
#[case::middle("b", 2, [("a", 1), ("c", 3)])]
#[case::most_recent("c", 3, [("a", 1), ("b", 2)])]
fn remove_keeps_the_order_of_the_others(
    #[case] name: &str,
    #[case] value: u32,
    #[case] left: [(&'static str, u32); 2],
) {
    let mut cache = names(3, &["a", "b", "c"]);
    assert_eq!(cache.remove(name), Some(value), "value returned by removing {name}");
    assert!(!cache.contains(name), "{name} was removed and must not be found");
    assert_eq!(cache.get(name), None, "value of {name} after removing it");
    assert_eq!(cache.len(), 2, "number of entries after remove");
    assert_eq!(evict_all(&mut cache), left, "order of eviction after removing {name}");
}

#[test]
fn remove_of_an_unknown_key_changes_nothing() {
    let mut cache = names(3, &["a", "b", "c"]);
    assert_eq!(cache.remove("x"), None, "result of removing x, which was never put");
    assert_eq!(cache.len(), 3, "number of entries after removing an unknown key");
    assert_eq!(
        evict_all(&mut cache),
        [("a", 1), ("b", 2), ("c", 3)],
        "order of eviction after removing an unknown key"
    );
}

#[test]
fn remove_accepts_a_borrowed_form_of_the_key() {
    let mut cache = LruCache::new(capacity(2));
    cache.put(String::from("a"), 1);
    assert_eq!(cache.remove("a"), Some(1), "value returned by removing the String a by &str");
    assert_eq!(cache.remove("a"), None, "result of removing a again");
}

#[rstest]
#[case::least_recent("a", [("b", 2), ("c", 3), ("d", 4)])]
#[case::middle("b", [("a", 1), ("c", 3), ("d", 4)])]
#[case::most_recent("c", [("a", 1), ("b", 2), ("d", 4)])]
fn remove_makes_room(#[case] name: &str, #[case] left: [(&'static str, u32); 3]) {
    let mut cache = names(3, &["a", "b", "c"]);
    cache.remove(name);
    assert_eq!(cache.put("d", 4), Displaced::Nothing, "result of putting d after removing {name}");
    assert_eq!(evict_all(&mut cache), left, "order of eviction after removing {name} and putting d");
}

#[test]
fn removed_key_that_returns_is_new() {
    let mut cache = names(3, &["a", "b", "c"]);
    cache.remove("a");
    assert_eq!(cache.put("a", 10), Displaced::Nothing, "result of putting a after removing it");
    assert_eq!(evict_all(&mut cache), [("b", 2), ("c", 3), ("a", 10)], "order of eviction after a returned last");
}

#[test]
fn reused_slots_contain_nothing_of_old_entries() {
    let mut cache = names(4, &["a", "b", "c", "d"]);
    cache.remove("b");
    cache.remove("d");
    cache.evict();
    cache.put("e", 5);
    cache.put("f", 6);
    cache.put("b", 7);
    assert_eq!(cache.get("c"), Some(&3), "value of c, which was never removed");
    for removed in ["a", "d"] {
        assert_eq!(cache.peek(removed), None, "value of {removed}, which left before its slot was reused");
    }
    assert_eq!(cache.put("g", 8), Displaced::Entry("e", 5), "result of putting g, when e is the least recent");
    assert_eq!(
        evict_all(&mut cache),
        [("f", 6), ("b", 7), ("c", 3), ("g", 8)],
        "order of eviction after slots were reused"
    );
}

#[test]
fn law_eviction_agrees_with_the_model() {
    testkit::law(script(ops_to_stage_3()), |Script { room, ops }| {
        let mut cache = LruCache::new(capacity(room));
        let mut model = Model::new(room, PolicyKind::LeastRecent);
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
