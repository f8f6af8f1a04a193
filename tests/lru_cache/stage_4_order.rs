//! # Order
//!
//! Show the order. `iter` walks from the most recent entry to the least recent without using any; it knows its length,
//! walks from both ends, and stays at its end; a clone of it goes on by itself. It exists for `LruCache` only: another
//! policy need not have an order at all.
//!
//! `resize` changes the capacity; what no longer fits is evicted and returned, the first to leave first. `clear` takes all
//! entries out, `retain` those that its closure refuses, and what stays keeps its order. A clone is a cache of its own with
//! the same entries in the same order. `Debug` shows the entries as a map.
//!
//! From here on the laws compare the whole order after each step.
//!
//! Look up: `DoubleEndedIterator`, `ExactSizeIterator`, `FusedIterator`; how an iterator that gives references says for
//! how long they live; `Formatter::debug_map`.
//!
//! Time box: 25 minutes.

use std::iter::FusedIterator;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use lru_cache::{Displaced, LruCache};
use rstest::rstest;

use super::support::{
    Discipline, Model, Names, Script, assert_same_entries, capacity, names, ops_to_stage_4, script, step,
};

/// The names from the most to the least recent.
fn order(cache: &Names) -> Vec<&'static str> {
    cache.iter().map(|(name, _)| *name).collect()
}

#[rstest]
#[case::nothing(&[], &[])]
#[case::one(&["a"], &["a"])]
#[case::some(&["a", "b", "c"], &["c", "b", "a"])]
#[case::more_than_fit(&["a", "b", "c", "d", "e"], &["e", "d", "c"])]
#[case::an_update(&["a", "b", "c", "a"], &["a", "c", "b"])]
fn entries_are_walked_from_the_most_recent_on(#[case] put: &[&'static str], #[case] walked: &[&'static str]) {
    assert_eq!(order(&names(3, put)), walked, "the names, after puts of {put:?} with room for 3");
}

#[test]
fn a_walk_gives_keys_and_values_and_for_takes_a_reference() {
    let cache = names(2, &["a", "b"]);
    assert_eq!(cache.iter().collect::<Vec<_>>(), [(&"b", &2), (&"a", &1)], "the entries");
    let mut seen = Vec::new();
    for (name, value) in &cache {
        seen.push((*name, *value));
    }
    assert_eq!(seen, [("b", 2), ("a", 1)], "the entries that a for loop over &cache saw");
}

#[test]
fn a_walk_uses_nothing() {
    let mut cache = names(3, &["a", "b", "c"]);
    assert_eq!(cache.iter().count(), 3, "the number of entries walked");
    assert_eq!(cache.iter().rev().count(), 3, "the number of entries walked backward");
    assert_eq!(order(&cache), ["c", "b", "a"], "the order after two walks");
    assert_eq!(cache.put("d", 4), Displaced::Entry("a", 1), "a is still the least recent");
}

#[test]
fn a_walk_can_go_from_both_ends_until_they_meet() {
    let cache = names(5, &["a", "b", "c", "d", "e"]);
    let mut entries = cache.iter();
    assert_eq!(entries.len(), 5, "entries ahead at the start");
    assert_eq!(entries.next(), Some((&"e", &5)), "the most recent entry, from the front");
    assert_eq!(entries.next_back(), Some((&"a", &1)), "the least recent entry, from the back");
    assert_eq!(entries.next_back(), Some((&"b", &2)), "the next from the back");
    assert_eq!(entries.len(), 2, "entries ahead after three steps");
    assert_eq!(entries.next(), Some((&"d", &4)), "the next from the front");
    assert_eq!(entries.next(), Some((&"c", &3)), "the last one, from the front");
    assert_eq!(entries.len(), 0, "entries ahead after five steps");
    assert_eq!(entries.next_back(), None, "the ends have met");
    assert_eq!(entries.next(), None, "the ends have met");
    assert_eq!(entries.next_back(), None, "a walk that has ended stays at its end");
}

#[test]
fn a_clone_of_a_walk_takes_its_own_steps() {
    let cache = names(4, &["a", "b", "c", "d"]);
    let mut entries = cache.iter();
    entries.next();
    entries.next_back();
    let mut clone = entries.clone();
    assert_eq!(clone.next(), Some((&"c", &3)), "the clone goes on where the walk was");
    assert_eq!(clone.next(), Some((&"b", &2)), "the next step of the clone");
    assert_eq!(clone.next(), None, "the clone is at its end");
    assert_eq!(entries.len(), 2, "entries ahead of the walk, after all steps of its clone");
    assert_eq!(entries.next(), Some((&"c", &3)), "the walk goes on where it was");
}

#[test]
fn a_walk_says_that_it_stays_at_its_end() {
    fn end<I: FusedIterator + ExactSizeIterator + DoubleEndedIterator>(mut entries: I) -> (usize, bool) {
        let steps = entries.by_ref().count();
        (steps, entries.next().is_none() && entries.next_back().is_none())
    }
    assert_eq!(end(names(3, &["a", "b"]).iter()), (2, true), "the steps of a walk, and whether it stays at its end");
}

#[rstest]
#[case::to_more(5, &[], &["c", "b", "a"])]
#[case::to_the_same(3, &[], &["c", "b", "a"])]
#[case::to_one_less(2, &[("a", 1)], &["c", "b"])]
#[case::to_one(1, &[("a", 1), ("b", 2)], &["c"])]
fn a_resize_evicts_what_no_longer_fits(
    #[case] room: usize,
    #[case] evicted: &[(&'static str, u32)],
    #[case] left: &[&str],
) {
    let mut cache = names(3, &["a", "b", "c"]);
    assert_eq!(cache.resize(capacity(room)), evicted, "what no longer fits, the first to leave first");
    assert_eq!(order(&cache), left, "what is left, from the most recent on");
    assert_eq!(cache.capacity(), capacity(room), "the new capacity");
}

#[rstest]
#[case::to_more(4, Displaced::Nothing)]
#[case::to_less(2, Displaced::Entry("b", 2))]
fn the_capacity_of_a_resize_holds_for_the_next_put(
    #[case] room: usize,
    #[case] displaced: Displaced<&'static str, u32>,
) {
    let mut cache = names(3, &["a", "b", "c"]);
    cache.resize(capacity(room));
    assert_eq!(cache.put("d", 4), displaced, "what d displaced among the newest of a, b and c, with room for {room}");
}

#[test]
fn a_resize_of_a_cache_with_room_evicts_only_the_surplus() {
    let mut cache = names(10, &["a", "b", "c"]);
    assert_eq!(cache.resize(capacity(4)), [], "three entries fit where there is room for four");
    assert_eq!(cache.resize(capacity(2)), [("a", 1)], "one entry is too much where there is room for two");
}

#[test]
fn a_cleared_cache_is_empty_and_can_be_used_on() {
    let mut cache = names(3, &["a", "b", "c"]);
    cache.clear();
    assert!(cache.is_empty(), "nothing is left");
    assert_eq!(cache.len(), 0, "nothing is left");
    assert_eq!(cache.peek("a"), None, "a is gone");
    assert_eq!(order(&cache), [""; 0], "there is nothing to walk");
    assert_eq!(cache.capacity(), capacity(3), "the capacity is what it was");
    for name in ["c", "b", "a"] {
        assert_eq!(cache.put(name, 9), Displaced::Nothing, "{name} is new, and there is room");
    }
    assert_eq!(cache.put("d", 9), Displaced::Entry("c", 9), "c came first after the clear");
    assert_eq!(order(&cache), ["d", "a", "b"], "the order of what came after the clear");
}

#[rstest]
#[case::all(&["a", "b", "c", "d"], &["d", "c", "b", "a"])]
#[case::none(&[], &[])]
#[case::both_ends(&["a", "d"], &["d", "a"])]
#[case::between(&["b", "c"], &["c", "b"])]
#[case::one(&["b"], &["b"])]
fn retain_keeps_what_it_is_told_to_in_its_order(#[case] keep: &[&str], #[case] left: &[&str]) {
    let mut cache = names(4, &["a", "b", "c", "d"]);
    cache.retain(|name, _| keep.contains(name));
    assert_eq!(order(&cache), left, "what is left if {keep:?} are kept");
    assert_eq!(cache.len(), left.len(), "the number of entries left");
    for name in ["a", "b", "c", "d"] {
        assert_eq!(cache.contains(name), keep.contains(&name), "whether {name} is found after keeping {keep:?}");
    }
}

#[test]
fn retain_asks_once_about_each_entry_and_may_change_values() {
    let mut cache = names(3, &["a", "b", "c"]);
    let mut asked = Vec::new();
    cache.retain(|name, value| {
        asked.push(*name);
        *value *= 10;
        *name != "b"
    });
    asked.sort_unstable();
    assert_eq!(asked, ["a", "b", "c"], "the names that the closure was asked about");
    assert_eq!(cache.iter().collect::<Vec<_>>(), [(&"c", &30), (&"a", &10)], "what is left, with its new values");
    assert_eq!(cache.put("d", 4), Displaced::Nothing, "b made room for d");
    assert_eq!(cache.put("e", 5), Displaced::Entry("a", 10), "a is the least recent of those that stayed");
}

#[test]
fn a_panic_in_retain_keeps_what_was_not_asked_about() {
    let mut cache = names(4, &["a", "b", "c", "d"]);
    let mut asked = Vec::new();
    let outcome = catch_unwind(AssertUnwindSafe(|| {
        cache.retain(|name, _| {
            if asked.len() == 2 {
                resume_unwind(Box::new("on purpose"));
            }
            asked.push(*name);
            false
        });
    }));
    assert!(outcome.is_err(), "the panic of the closure comes through");
    let left = order(&cache);
    assert_eq!(cache.len(), left.len(), "the number of entries, beside those that a walk meets");
    for name in ["a", "b", "c", "d"] {
        assert_eq!(cache.contains(name), left.contains(&name), "whether {name} is found, as a walk says");
        assert!(asked.contains(&name) || left.contains(&name), "{name} stays: the closure has not refused it");
    }
}

#[test]
fn a_clone_is_a_cache_of_its_own_in_the_same_order() {
    let mut cache = names(3, &["a", "b", "c"]);
    cache.get("a");
    let mut clone = cache.clone();
    assert_eq!(order(&clone), ["a", "c", "b"], "the order of the clone");
    assert_eq!(clone.put("d", 4), Displaced::Entry("b", 2), "the clone has the same capacity, and b is its oldest");
    cache.remove("a");
    assert_eq!(order(&cache), ["c", "b"], "the original, after a remove of its own");
    assert_eq!(order(&clone), ["d", "a", "c"], "the clone, after a put of its own");
}

#[test]
fn debug_shows_the_entries_as_a_map() {
    assert_eq!(format!("{:?}", names(3, &["a"])), r#"{"a": 1}"#, "a cache of one entry, for debugging");
    assert_eq!(format!("{:?}", names(3, &[])), "{}", "an empty cache, for debugging");
}

#[test]
fn law_a_cache_is_a_list_in_the_order_of_use() {
    testkit::law(script(ops_to_stage_4()), |Script { room, ops }| {
        let mut cache = LruCache::new(capacity(room));
        let mut model = Model::new(room, Discipline::LeastRecent);
        for op in ops {
            step(&mut cache, &mut model, &op);
            assert_same_entries(&cache, &model, &op);
            let walked: Vec<_> = cache.iter().map(|(key, value)| (*key, *value)).collect();
            assert_eq!(walked, model.entries, "the entries from the most recent on, after {op:?}");
            let back: Vec<_> = cache.iter().rev().map(|(key, value)| (*key, *value)).collect();
            assert!(back.iter().eq(model.entries.iter().rev()), "a walk backward meets the same entries, after {op:?}");
            assert_eq!(cache.capacity(), capacity(model.capacity), "the capacity, after {op:?}");
        }
    });
}
