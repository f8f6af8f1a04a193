//! # Iteration and resizing
//!
//! In this stage, you complete the collection with `iter`, `resize`, `clear`, `retain`, `Clone` and `Debug`. As the
//! order can now be observed, the property tests compare all of it after each step.
//!
//! `iter` exists only for `LruCache`, because other policies may not have an order. The iterator is double-ended and
//! knows its length, and its references must live as long as the borrow of the cache.
//!
//! Since `resize`, `clear` and `retain` remove entries too, they have to notify the policy of each entry that leaves.
//!
//! When `put` updates an entry, the cache keeps the key that it has already stored. Equal keys are not necessarily
//! identical, and a caller may rely on the stored one.
//!
//! Look up: `DoubleEndedIterator`, `ExactSizeIterator`, `FusedIterator`, `Formatter::debug_map`.
//!
//! Time box: 50 minutes.

#![allow(clippy::drop_non_drop, reason = "a cache without fields, such as the stub's, has nothing to drop")]

use std::hash::{Hash, Hasher};
use std::iter::FusedIterator;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::rc::Rc;

use lru_cache::{Cache, Displaced, FirstIn, LruCache};
use rstest::rstest;
use testkit::{Counts, Drops, Tracked};

use super::support::{
    FixedVictim, Model, MostRecent, Names, Notification, Op, PolicyKind, SIZES, Script, assert_agrees_with_model,
    assert_few_comparisons, assert_same_entries, capacity, full_and_counting, names, ops_to_stage_5, recorded_cache,
    script, step, tracked_cache, with_policy,
};

/// Returns the names from the most recent to the least recent.
fn order(cache: &Names) -> Vec<&'static str> {
    cache.iter().map(|(name, _)| *name).collect()
}

#[rstest]
#[case::empty(&[], &[])]
#[case::one(&["a"], &["a"])]
#[case::three(&["a", "b", "c"], &["c", "b", "a"])]
#[case::more_than_the_capacity(&["a", "b", "c", "d", "e"], &["e", "d", "c"])]
#[case::update(&["a", "b", "c", "a"], &["a", "c", "b"])]
fn iter_starts_at_the_most_recent_entry(#[case] put: &[&'static str], #[case] walked: &[&'static str]) {
    assert_eq!(order(&names(3, put)), walked, "names in the order of iter, after putting {put:?} with a capacity of 3");
}

#[test]
fn iter_and_for_return_keys_and_values() {
    let cache = names(2, &["a", "b"]);
    assert_eq!(cache.iter().collect::<Vec<_>>(), [(&"b", &2), (&"a", &1)], "entries returned by iter");
    let mut seen = Vec::new();
    for (name, value) in &cache {
        seen.push((*name, *value));
    }
    assert_eq!(seen, [("b", 2), ("a", 1)], "entries seen by a for loop over &cache");
}

#[test]
fn iter_uses_no_entry() {
    let mut cache = names(3, &["a", "b", "c"]);
    assert_eq!(cache.iter().count(), 3, "number of entries iterated");
    assert_eq!(cache.iter().rev().count(), 3, "number of entries iterated in reverse");
    assert_eq!(order(&cache), ["c", "b", "a"], "order after iterating twice");
    assert_eq!(cache.put("d", 4), Displaced::Entry("a", 1), "result of putting d; a is still the least recent");
}

#[test]
fn iter_works_from_both_ends() {
    let cache = names(5, &["a", "b", "c", "d", "e"]);
    let mut entries = cache.iter();
    assert_eq!(entries.len(), 5, "remaining entries at the start");
    assert_eq!(entries.next(), Some((&"e", &5)), "first entry from the front");
    assert_eq!(entries.next_back(), Some((&"a", &1)), "first entry from the back");
    assert_eq!(entries.next_back(), Some((&"b", &2)), "second entry from the back");
    assert_eq!(entries.len(), 2, "remaining entries after three steps");
    assert_eq!(entries.next(), Some((&"d", &4)), "second entry from the front");
    assert_eq!(entries.next(), Some((&"c", &3)), "third entry from the front");
    assert_eq!(entries.len(), 0, "remaining entries after five steps");
    assert_eq!(entries.next_back(), None, "next_back after both ends have met");
    assert_eq!(entries.next(), None, "next after both ends have met");
    assert_eq!(entries.next_back(), None, "next_back after the end, called again");
}

#[test]
fn cloned_iterator_advances_independently() {
    let cache = names(4, &["a", "b", "c", "d"]);
    let mut entries = cache.iter();
    entries.next();
    entries.next_back();
    let mut clone = entries.clone();
    assert_eq!(clone.next(), Some((&"c", &3)), "first entry from the clone");
    assert_eq!(clone.next(), Some((&"b", &2)), "second entry from the clone");
    assert_eq!(clone.next(), None, "next after the end of the clone");
    assert_eq!(entries.len(), 2, "remaining entries of the original after its clone has ended");
    assert_eq!(entries.next(), Some((&"c", &3)), "next entry of the original");
}

#[test]
fn iter_stays_at_its_end() {
    fn end<I: FusedIterator + ExactSizeIterator + DoubleEndedIterator>(mut entries: I) -> (usize, bool) {
        let steps = entries.by_ref().count();
        (steps, entries.next().is_none() && entries.next_back().is_none())
    }
    assert_eq!(
        end(names(3, &["a", "b"]).iter()),
        (2, true),
        "number of steps, and whether the iterator stays at its end"
    );
}

#[rstest]
#[case::larger(5, &[], &["c", "b", "a"])]
#[case::equal(3, &[], &["c", "b", "a"])]
#[case::one_smaller(2, &[("a", 1)], &["c", "b"])]
#[case::one(1, &[("a", 1), ("b", 2)], &["c"])]
fn resize_evicts_what_no_longer_fits(
    #[case] room: usize,
    #[case] evicted: &[(&'static str, u32)],
    #[case] left: &[&str],
) {
    let mut cache = names(3, &["a", "b", "c"]);
    assert_eq!(cache.resize(capacity(room)), evicted, "entries evicted by resize, in the order of eviction");
    assert_eq!(order(&cache), left, "names left after resize, most recent first");
    assert_eq!(cache.capacity(), capacity(room), "capacity after resize");
}

#[rstest]
#[case::larger(4, Displaced::Nothing)]
#[case::smaller(2, Displaced::Entry("b", 2))]
fn put_respects_the_new_capacity(#[case] room: usize, #[case] displaced: Displaced<&'static str, u32>) {
    let mut cache = names(3, &["a", "b", "c"]);
    cache.resize(capacity(room));
    assert_eq!(cache.put("d", 4), displaced, "result of putting d after resizing to {room}");
}

#[test]
fn resize_evicts_only_the_surplus() {
    let mut cache = names(10, &["a", "b", "c"]);
    assert_eq!(cache.resize(capacity(4)), [], "entries evicted by resizing a cache of three entries to 4");
    assert_eq!(cache.resize(capacity(2)), [("a", 1)], "entries evicted by resizing a cache of three entries to 2");
}

#[test]
fn clear_empties_the_cache() {
    let mut cache = names(3, &["a", "b", "c"]);
    cache.clear();
    assert!(cache.is_empty(), "a cleared cache must be empty");
    assert_eq!(cache.len(), 0, "number of entries after clear");
    assert_eq!(cache.peek("a"), None, "value of a after clear");
    assert_eq!(order(&cache), [""; 0], "names returned by iter after clear");
    assert_eq!(cache.capacity(), capacity(3), "capacity after clear");
    for name in ["c", "b", "a"] {
        assert_eq!(cache.put(name, 9), Displaced::Nothing, "result of putting {name} after clear");
    }
    assert_eq!(cache.put("d", 9), Displaced::Entry("c", 9), "result of putting d; c was put first after clear");
    assert_eq!(order(&cache), ["d", "a", "b"], "order of the entries put after clear");
}

#[rstest]
#[case::all(&["a", "b", "c", "d"], &["d", "c", "b", "a"])]
#[case::none(&[], &[])]
#[case::both_ends(&["a", "d"], &["d", "a"])]
#[case::middle(&["b", "c"], &["c", "b"])]
#[case::one(&["b"], &["b"])]
fn retain_keeps_the_order(#[case] keep: &[&str], #[case] left: &[&str]) {
    let mut cache = names(4, &["a", "b", "c", "d"]);
    cache.retain(|name, _| keep.contains(name));
    assert_eq!(order(&cache), left, "names left after keeping {keep:?}");
    assert_eq!(cache.len(), left.len(), "number of entries after retain");
    for name in ["a", "b", "c", "d"] {
        assert_eq!(cache.contains(name), keep.contains(&name), "whether {name} is found after keeping {keep:?}");
    }
}

#[test]
fn retain_visits_each_entry_once_and_can_change_values() {
    let mut cache = names(3, &["a", "b", "c"]);
    let mut visited = Vec::new();
    cache.retain(|name, value| {
        visited.push(*name);
        *value *= 10;
        *name != "b"
    });
    visited.sort_unstable();
    assert_eq!(visited, ["a", "b", "c"], "names passed to the closure of retain");
    assert_eq!(
        cache.iter().collect::<Vec<_>>(),
        [(&"c", &30), (&"a", &10)],
        "entries left after retain, with new values"
    );
    assert_eq!(cache.put("d", 4), Displaced::Nothing, "result of putting d after retain removed b");
    assert_eq!(cache.put("e", 5), Displaced::Entry("a", 10), "result of putting e; a is the least recent");
}

#[test]
fn panic_in_retain_keeps_unvisited_entries() {
    let mut cache = names(4, &["a", "b", "c", "d"]);
    let mut visited = Vec::new();
    let outcome = catch_unwind(AssertUnwindSafe(|| {
        cache.retain(|name, _| {
            if visited.len() == 2 {
                resume_unwind(Box::new("on purpose"));
            }
            visited.push(*name);
            false
        });
    }));
    assert!(outcome.is_err(), "the panic of the closure must reach the caller");
    let left = order(&cache);
    assert_eq!(cache.len(), left.len(), "number of entries compared with iter, after a panic in retain");
    for name in ["a", "b", "c", "d"] {
        assert_eq!(
            cache.contains(name),
            left.contains(&name),
            "whether {name} is found, compared with iter, after a panic in retain"
        );
        assert!(
            visited.contains(&name) || left.contains(&name),
            "{name} must stay, since the closure did not reject it"
        );
    }
}

#[test]
fn clone_is_independent_and_has_the_same_order() {
    let mut cache = names(3, &["a", "b", "c"]);
    cache.get("a");
    let mut clone = cache.clone();
    assert_eq!(order(&clone), ["a", "c", "b"], "order of the clone");
    assert_eq!(
        clone.put("d", 4),
        Displaced::Entry("b", 2),
        "result of putting d into the clone; it has the same capacity, and b is its oldest"
    );
    cache.remove("a");
    assert_eq!(order(&cache), ["c", "b"], "order of the original after removing a from it");
    assert_eq!(order(&clone), ["d", "a", "c"], "order of the clone after putting d into it");
}

#[test]
fn debug_formats_a_map() {
    assert_eq!(format!("{:?}", names(3, &["a"])), r#"{"a": 1}"#, "Debug output of a cache with one entry");
    assert_eq!(format!("{:?}", names(3, &[])), "{}", "Debug output of an empty cache");
}

#[test]
fn law_iteration_and_resizing_agree_with_the_model() {
    testkit::law(script(ops_to_stage_5()), |Script { room, ops }| {
        let mut cache = LruCache::new(capacity(room));
        let mut model = Model::new(room, PolicyKind::LeastRecent);
        for op in ops {
            step(&mut cache, &mut model, &op);
            assert_same_entries(&cache, &model, &op);
            let walked: Vec<_> = cache.iter().map(|(key, value)| (*key, *value)).collect();
            assert_eq!(walked, model.entries, "entries of iter after {op:?}");
            let back: Vec<_> = cache.iter().rev().map(|(key, value)| (*key, *value)).collect();
            assert!(back.iter().eq(model.entries.iter().rev()), "entries of iter in reverse after {op:?}");
            assert_eq!(cache.capacity(), capacity(model.capacity), "capacity after {op:?}");
        }
    });
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
    let kept: Vec<_> = cache.iter().map(|(key, value)| (key.origin, *value)).collect();
    assert_eq!(kept, [("first", 2)], "origin of the stored key, and the value, after an update");
}

#[test]
fn resize_hashes_each_evicted_key_at_most_once() {
    for size in SIZES {
        let counts = Counts::new();
        let mut cache = full_and_counting(&counts, size);
        assert_eq!(cache.resize(capacity(size - 4)).len(), 4, "entries evicted by shrinking {size} entries by four");
        assert!(
            counts.hashes() <= 4,
            "4 evictions by resize from {size} entries hashed keys {} times; the limit is one each",
            counts.hashes()
        );
        assert_few_comparisons(&counts, 4, "an eviction by resize", size);
    }
}

#[test]
fn iter_and_retain_of_everything_hash_no_key() {
    let counts = Counts::new();
    let mut cache = full_and_counting(&counts, 10);
    assert_eq!(cache.iter().count(), 10, "number of entries iterated");
    cache.retain(|_, _| true);
    assert_eq!(cache.len(), 10, "number of entries after retain kept everything");
    assert_eq!(counts.hashes(), 0, "hashes during iter and a retain that keeps everything");
    assert_eq!(counts.comparisons(), 0, "comparisons during iter and a retain that keeps everything");
}

type Tracking = LruCache<u8, Tracked<u8>>;

#[rstest]
#[case::resize(|cache: &mut Tracking| drop(cache.resize(capacity(2))), 2)]
#[case::retain(|cache: &mut Tracking| cache.retain(|key, _| key % 2 == 0), 3)]
#[case::clear(|cache: &mut Tracking| cache.clear(), 0)]
fn removed_value_is_dropped(#[case] operation: fn(&mut Tracking), #[case] left: usize) {
    let drops = Drops::new();
    let mut cache = tracked_cache(&drops);
    operation(&mut cache);
    assert_eq!(drops.alive(), left, "live values, which must equal the number of entries");
    drop(cache);
    assert_eq!(drops.alive(), 0, "live values after the cache was dropped");
}

#[test]
fn law_live_values_equal_entries() {
    testkit::law(script(ops_to_stage_5()), |Script { room, ops }| {
        let drops = Drops::new();
        let mut cache = LruCache::new(capacity(room));
        for op in ops {
            match op {
                Op::Put(key, value) => drop(cache.put(key, drops.track(value))),
                Op::Get(key) => {
                    assert!(
                        cache.get(key).is_none_or(|value| *value.value() < 100),
                        "get returns only values that were put"
                    );
                }
                Op::GetMut(key, value) => {
                    if let Some(place) = cache.get_mut(key) {
                        *place = drops.track(value);
                    }
                }
                Op::Peek(key) => {
                    assert!(
                        cache.peek(key).is_none_or(|value| *value.value() < 100),
                        "peek returns only values that were put"
                    );
                }
                Op::PeekMut(key, value) => {
                    if let Some(place) = cache.peek_mut(key) {
                        *place = drops.track(value);
                    }
                }
                Op::Contains(key) => {
                    assert_eq!(cache.contains(key), cache.peek(key).is_some(), "result of {op:?}, compared with peek");
                }
                Op::Remove(key) => drop(cache.remove(key)),
                Op::Evict => drop(cache.evict()),
                Op::Resize(room) => drop(cache.resize(capacity(room))),
                Op::Clear => cache.clear(),
                Op::RetainFrom(least) => cache.retain(|_, value| *value.value() >= least),
            }
            assert_eq!(drops.alive(), cache.len(), "live values after {op:?}");
        }
        drop(cache);
        assert_eq!(drops.alive(), 0, "live values after the cache was dropped");
    });
}

#[test]
fn resize_and_retain_notify_the_policy() {
    let (mut cache, notifications, [a, b, _]) = recorded_cache();
    assert_eq!(cache.resize(capacity(2)), [("a", 1)], "result of resize; the policy chooses the slot of a");
    assert_eq!(notifications.take(), [Notification::Removed(a)], "notifications sent by a resize that evicts a");
    cache.retain(|name, _| *name != "b");
    assert_eq!(notifications.take(), [Notification::Removed(b)], "notifications sent by a retain that rejects b");
}

#[test]
fn clear_notifies_the_policy_of_each_entry() {
    let (mut cache, notifications, mut slots) = recorded_cache();
    cache.clear();
    let mut removed: Vec<_> = notifications.take();
    removed.sort_unstable_by_key(|notification| format!("{notification:?}"));
    slots.sort_unstable();
    assert_eq!(removed, slots.map(Notification::Removed), "notifications sent by clear, sorted");
}

#[test]
fn law_other_policies_agree_with_the_model() {
    assert_agrees_with_model(ops_to_stage_5(), FirstIn::default, PolicyKind::FirstIn);
    assert_agrees_with_model(ops_to_stage_5(), MostRecent::default, PolicyKind::MostRecent);
}

#[test]
fn wrong_victim_of_resize_changes_nothing() {
    for victim in [None, Some(3), Some(usize::MAX)] {
        let policy = FixedVictim::default();
        policy.0.replace(victim);
        let mut cache: Cache<u32, u32, _> = with_policy(3, policy);
        for key in 0..3 {
            cache.put(key, key * 10);
        }
        let outcome = catch_unwind(AssertUnwindSafe(|| cache.resize(capacity(2))));
        assert!(outcome.is_err(), "resize must panic, since the policy chose {victim:?}");
        let values: Vec<_> = (0..3).map(|key| cache.peek(&key).copied()).collect();
        assert_eq!(values, [Some(0), Some(10), Some(20)], "values after the policy chose {victim:?}");
        assert_eq!(cache.capacity(), capacity(3), "capacity after the policy chose {victim:?}");
    }
}

#[test]
fn resize_that_panics_keeps_the_capacity() {
    let policy = FixedVictim::default();
    let victim_cell = Rc::clone(&policy.0);
    let mut cache = with_policy(3, policy);
    for key in 0..3 {
        cache.put(key, key * 10);
    }
    victim_cell.replace(Some(1));
    let outcome = catch_unwind(AssertUnwindSafe(|| cache.resize(capacity(1))));
    assert!(outcome.is_err(), "resize must panic, since the policy chose slot 1 a second time");
    assert_eq!(cache.len(), 2, "number of entries after resize evicted one and panicked");
    let left = (0..3).filter(|key| cache.peek(key) == Some(&(key * 10))).count();
    assert_eq!(left, 2, "entries that still have their values");
    assert_eq!(cache.capacity(), capacity(3), "capacity after resize panicked");
}
