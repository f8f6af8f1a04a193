//! # Iteration and resizing
//!
//! In this stage, you complete the collection with `iter`, `resize`, `clear`, `retain` and `Clone`. As the
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
//! Look up: `DoubleEndedIterator`, `ExactSizeIterator`, `FusedIterator`.
//!
//! Time box: 50 minutes.

#![allow(clippy::drop_non_drop, reason = "a cache without fields, such as the stub's, has nothing to drop")]

use std::borrow::Borrow;
use std::hash::{BuildHasherDefault, Hash, Hasher};
use std::iter::FusedIterator;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use lru_cache::{Displaced, EvictionPolicy, FirstIn, LeastRecent, LruCache};
use rstest::rstest;
use testkit::{Counts, Drops, Tracked};

use super::support::{
    Call, Model, MostRecent, Names, Numbers, Op, PolicyKind, RecordedCache, RecordingPolicy, SIZES, Script,
    assert_agrees_with_model, assert_same_entries, capacity, controlled_cache, fill, full_and_counting, names,
    ops_to_stage_5, recorded_cache, script, step, tracked_cache, with_policy,
};

/// The size of a large cache.
const LARGE: usize = 20_000;

/// Returns the names from the most recent to the least recent.
fn order(cache: &Names) -> Vec<&'static str> {
    cache.iter().map(|(name, _)| *name).collect()
}

/// Rules: 5.1
#[rstest]
#[case::empty(&[], &[])]
#[case::one(&["a"], &["a"])]
#[case::three(&["a", "b", "c"], &["c", "b", "a"])]
#[case::more_than_the_capacity(&["a", "b", "c", "d", "e"], &["e", "d", "c"])]
#[case::update(&["a", "b", "c", "a"], &["a", "c", "b"])]
fn iter_starts_at_the_most_recent_entry(#[case] put: &[&'static str], #[case] walked: &[&'static str]) {
    assert_eq!(order(&names(3, put)), walked, "names in the order of iter, after putting {put:?} with a capacity of 3");
}

/// Rules: 5.1
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

/// Rules: 5.1
#[test]
fn iter_uses_no_entry() {
    let mut cache = names(3, &["a", "b", "c"]);
    assert_eq!(cache.iter().count(), 3, "number of entries iterated");
    assert_eq!(cache.iter().rev().count(), 3, "number of entries iterated in reverse");
    assert_eq!(order(&cache), ["c", "b", "a"], "order after iterating twice");
    assert_eq!(cache.put("d", 4), Displaced::Entry("a", 1), "result of putting d; a is still the least recent");
}

/// Rules: 5.1, 5.2
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

/// Rules: 5.1, 5.2
#[test]
fn iterator_knows_its_length_and_stays_at_its_end() {
    fn is_fused<I: FusedIterator>(entries: I) -> I {
        entries
    }
    let all = ["a", "b", "c", "d", "e", "f"];
    for len in 0..all.len() {
        let mut cache = names(5, &all[..len]);
        cache.get("b");
        testkit::check_double_ended_iterator("iter", || is_fused(cache.iter()));
        testkit::check_double_ended_iterator("the clone of an iterator", || cache.iter().clone());
    }
}

/// Asserts that `iter` and its first two steps from either end take constant time and yield these keys.
fn assert_iterates_in_constant_time(cache: &Numbers, front: [usize; 2], back: [usize; 2], when: &str) {
    testkit::costs_less_than_a_walk(LARGE, &format!("iter with two steps from the front, {when},"), |_| {
        let mut entries = cache.iter();
        let keys = [entries.next(), entries.next()].map(|entry| entry.map(|(key, _)| *key));
        assert_eq!(keys, front.map(Some), "first two keys of iter, {when}");
    });
    testkit::costs_less_than_a_walk(LARGE, &format!("iter with two steps from the back, {when},"), |_| {
        let mut entries = cache.iter();
        let keys = [entries.next_back(), entries.next_back()].map(|entry| entry.map(|(key, _)| *key));
        assert_eq!(keys, back.map(Some), "last two keys of iter, {when}");
    });
}

/// Rules: 3.4, 5.3, 5.4
#[test]
fn time_does_not_grow_with_the_number_of_entries() {
    // A structure made for the first capacity is slow with more entries.
    let mut cache = Numbers::with_hasher(capacity(1), BuildHasherDefault::new());
    cache.resize(capacity(LARGE));
    fill(&mut cache, LARGE / 4);
    testkit::costs_less_than_a_walk(LARGE, "peek of an unknown key, after a resize from one entry to many,", |n| {
        assert_eq!(cache.peek(&(LARGE + n)), None, "value of an unknown key");
    });
    fill(&mut cache, LARGE);
    assert_iterates_in_constant_time(&cache, [LARGE - 1, LARGE - 2], [0, 1], "after puts");
    let mut entries = cache.iter();
    for _ in 0..LARGE / 4 {
        let _ = (entries.next(), entries.next_back());
    }
    testkit::costs_less_than_a_walk(LARGE, "two steps in the middle of an iterator", |_| {
        assert!(entries.next().is_some(), "an iterator in the middle of its entries must have a next one");
        assert!(entries.next_back().is_some(), "an iterator in the middle of its entries must have a last one");
    });
    // If these uses and removals leave gaps in the order, the gaps are at its ends.
    let (uses, removals) = (LARGE / 2, LARGE / 4);
    testkit::costs_less_than_a_walk(LARGE, "get", |n| {
        assert!(cache.get(&(n + 1)).is_some(), "get must find key {}", n + 1);
    });
    for n in 1..=uses {
        cache.get(&n);
        if n == LARGE / 8 || n == uses {
            let when = format!("after {n} uses");
            assert_iterates_in_constant_time(&cache, [n, n - 1], [0, n + 1], &when);
        }
    }
    let newest = uses - removals;
    for n in (newest + 1..=uses).rev() {
        cache.remove(&n);
    }
    assert_iterates_in_constant_time(&cache, [newest, newest - 1], [0, uses + 1], "after removals");
    cache.put(LARGE, 0);
    assert_iterates_in_constant_time(&cache, [LARGE, newest], [0, uses + 1], "after removals and a put");
}

/// Rules: 5.3
#[test]
fn cloned_iterator_advances_independently() {
    let cache = names(6, &["a", "b", "c", "d", "e", "f"]);
    let mut entries = cache.iter();
    entries.next();
    entries.next_back();
    let mut clone = entries.clone();
    assert_eq!(clone.len(), 4, "remaining entries of a clone after two steps of the original");
    assert_eq!(clone.next(), Some((&"e", &5)), "first entry from the front of the clone");
    assert_eq!(clone.next_back(), Some((&"b", &2)), "first entry from the back of the clone");
    assert_eq!(clone.next_back(), Some((&"c", &3)), "second entry from the back of the clone");
    assert_eq!(clone.next(), Some((&"d", &4)), "second entry from the front of the clone");
    assert_eq!(clone.next(), None, "next after the end of the clone");
    assert_eq!(entries.len(), 4, "remaining entries of the original after its clone has ended");
    assert_eq!(entries.next(), Some((&"e", &5)), "next entry from the front of the original");
    assert_eq!(entries.next_back(), Some((&"b", &2)), "next entry from the back of the original");
}

/// Rules: 5.4
#[rstest]
#[case::larger(5, &[], &["c", "b", "a"])]
#[case::equal(3, &[], &["c", "b", "a"])]
#[case::one_smaller(2, &[("a", 1)], &["c", "b"])]
#[case::one(1, &[("a", 1), ("b", 2)], &["c"])]
// As a signed number, these are negative. Cut to fewer bits, the second is 0.
#[case::largest(usize::MAX, &[], &["c", "b", "a"])]
#[case::far_larger(usize::MAX / 2 + 1, &[], &["c", "b", "a"])]
fn resize_evicts_what_no_longer_fits(
    #[case] room: usize,
    #[case] evicted: &[(&'static str, u32)],
    #[case] left: &[&str],
) {
    let mut cache = names(3, &["a", "b", "c"]);
    let actual = cache.resize(capacity(room));
    assert_eq!(actual, evicted, "entries evicted by resizing a cache of three entries to {room}, in order");
    assert_eq!(order(&cache), left, "names left after resizing to {room}, most recent first");
    assert_eq!(cache.capacity(), capacity(room), "capacity after resize");
}

/// Rules: 5.4
#[rstest]
#[case::larger(4, Displaced::Nothing)]
#[case::smaller(2, Displaced::Entry("b", 2))]
#[case::largest(usize::MAX, Displaced::Nothing)]
#[case::far_larger(usize::MAX / 2 + 1, Displaced::Nothing)]
fn put_respects_the_new_capacity(#[case] room: usize, #[case] displaced: Displaced<&'static str, u32>) {
    let mut cache = names(3, &["a", "b", "c"]);
    cache.resize(capacity(room));
    assert_eq!(cache.put("d", 4), displaced, "result of putting d after resizing to {room}");
}

/// Rules: 5.4, 1.1
#[test]
fn resize_allocates_nothing_for_later_entries() {
    for room in [1_000_000, usize::MAX] {
        let mut cache = names(3, &["a", "b", "c"]);
        let memory = testkit::count_allocations(|| {
            cache.resize(capacity(room));
        });
        assert_eq!(cache.capacity(), capacity(room), "capacity after resize");
        let bytes = memory.bytes_max;
        assert!(bytes <= 8_192, "resizing a cache of three entries to {room} allocated {bytes} bytes");
    }
}

/// Rules: 5.4
#[test]
fn resize_evicts_only_the_surplus() {
    for room in [10, usize::MAX / 2 + 1, usize::MAX] {
        let mut cache = names(room, &["a", "b", "c"]);
        let evicted = [4, 2].map(|smaller| cache.resize(capacity(smaller)));
        let expected = [vec![], vec![("a", 1)]];
        assert_eq!(
            evicted, expected,
            "entries evicted by resizing from {room} to 4, and then to 2, with three entries"
        );
    }
}

/// Rules: 5.6
#[test]
fn clear_empties_the_cache() {
    let mut cache = names(3, &["a", "b", "c"]);
    cache.remove("a");
    cache.clear();
    assert!(cache.is_empty(), "a cleared cache must be empty");
    assert_eq!(cache.len(), 0, "number of entries after clear");
    assert_eq!(cache.peek("b"), None, "value of b after clear");
    assert_eq!(order(&cache), [""; 0], "names returned by iter after clear");
    assert_eq!(cache.capacity(), capacity(3), "capacity after clear");
    for name in ["c", "b", "a"] {
        assert_eq!(cache.put(name, 9), Displaced::Nothing, "result of putting {name} after clear");
    }
    assert_eq!(cache.put("d", 9), Displaced::Entry("c", 9), "result of putting d; c was put first after clear");
    assert_eq!(order(&cache), ["d", "a", "b"], "order of the entries put after clear");
}

/// Rules: 5.7
#[rstest]
#[case::all(&["a", "b", "c", "d"], &["d", "c", "b", "a"])]
#[case::none(&[], &[])]
#[case::both_ends(&["a", "d"], &["d", "a"])]
#[case::middle(&["b", "c"], &["c", "b"])]
#[case::one(&["b"], &["b"])]
fn retain_keeps_the_order(#[case] keep: &[&str], #[case] left: &[&str]) {
    let mut cache = names(5, &["x", "a", "b", "c", "d"]);
    cache.remove("x");
    cache.retain(|name, _| keep.contains(name));
    assert_eq!(order(&cache), left, "names left after keeping {keep:?}");
    assert_eq!(cache.len(), left.len(), "number of entries after retain");
    for name in ["a", "b", "c", "d"] {
        assert_eq!(cache.contains(name), keep.contains(&name), "whether {name} is found after keeping {keep:?}");
    }
}

/// Rules: 5.7
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

/// Rules: 5.8
#[rstest]
#[case::keeping(true)]
#[case::rejecting(false)]
fn panic_in_retain_keeps_unvisited_entries(#[case] keep: bool) {
    let mut cache = names(4, &["a", "b", "c", "d"]);
    let mut called = Vec::new();
    let outcome = catch_unwind(AssertUnwindSafe(|| {
        cache.retain(|name, _| {
            called.push(*name);
            if called.len() == 3 {
                resume_unwind(Box::new("on purpose"));
            }
            keep
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
            called.contains(&name) || left.contains(&name),
            "{name} has left, although the closure was not called for it before it panicked"
        );
    }
    let sorted = ["d", "c", "b", "a"].into_iter().filter(|name| left.contains(name));
    assert!(sorted.eq(left.iter().copied()), "the order is {left:?}, but a panic in retain must not change it");
    for name in ["e", "f", "g", "h"] {
        cache.put(name, 9);
    }
    assert_eq!(order(&cache), ["h", "g", "f", "e"], "names after four puts that follow a panic in retain");
}

/// Makes `target` a clone of `cache`.
fn clone_into(mut target: Names, cache: &Names) -> Names {
    target.clone_from(cache);
    target
}

/// Rules: 5.9
#[rstest]
#[case::clone(Names::clone)]
#[case::clone_from(|cache: &Names| clone_into(names(5, &["x", "c", "a", "y"]), cache))]
#[case::clone_from_into_an_empty_cache(|cache: &Names| clone_into(names(1, &[]), cache))]
fn clone_is_independent_and_has_the_same_order(#[case] make_clone: fn(&Names) -> Names) {
    let mut cache = names(3, &["a", "b", "c"]);
    cache.get("a");
    let mut clone = make_clone(&cache);
    assert_eq!(order(&clone), ["a", "c", "b"], "order of the clone");
    let values: Vec<_> = ["a", "b", "c", "x"].into_iter().map(|name| clone.peek(name).copied()).collect();
    assert_eq!(values, [Some(1), Some(2), Some(3), None], "values of a, b, c and x in the clone");
    assert_eq!(clone.capacity(), capacity(3), "capacity of the clone");
    assert_eq!(
        clone.put("d", 4),
        Displaced::Entry("b", 2),
        "result of putting d into the clone; it has the same capacity, and b is its oldest"
    );
    cache.remove("a");
    assert_eq!(order(&cache), ["c", "b"], "order of the original after removing a from it");
    assert_eq!(order(&clone), ["d", "a", "c"], "order of the clone after putting d into it");
}

/// Runs a law: each operation on the clone of a cache agrees with the model and leaves the original as it was.
fn assert_clones_agree_with_model<P: EvictionPolicy + Clone>(policy: fn() -> P, kind: PolicyKind) {
    testkit::law(script(ops_to_stage_5()), move |Script { room, ops }| {
        let (mut cache, mut original) = (with_policy(room, policy()), with_policy(1, policy()));
        let mut model = Model::new(room, kind);
        for (n, op) in ops.into_iter().enumerate() {
            let before = model.clone();
            // Every other clone reuses the cache that the last operation emptied.
            if n % 2 == 0 {
                original.clone_from(&cache);
            } else {
                original = cache.clone();
            }
            std::mem::swap(&mut cache, &mut original);
            step(&mut cache, &mut model, &op);
            assert_same_entries(&cache, &model, &op);
            let order: Vec<_> = std::iter::from_fn(|| original.evict()).collect();
            let expected: Vec<_> = before.entries.into_iter().rev().collect();
            assert_eq!(order, expected, "order of eviction from the original, after {op:?} of its clone");
        }
    });
}

/// Rules: 5.9, 4.6
#[test]
fn law_a_clone_behaves_like_the_original() {
    assert_clones_agree_with_model(LeastRecent::default, PolicyKind::LeastRecent);
    assert_clones_agree_with_model(FirstIn::default, PolicyKind::FirstIn);
    assert_clones_agree_with_model(RecordingPolicy::default, PolicyKind::FirstIn);
}

/// Rules: 5.1, 5.4, 5.6, 5.7
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

/// Rules: 5.10
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

/// Rules: 3.2
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
    }
}

type Tracking = LruCache<u8, Tracked<u8>>;

/// Rules: 3.6, 5.4, 5.6, 5.9
#[rstest]
#[case::resize(|cache: &mut Tracking| drop(cache.resize(capacity(2))), 2)]
#[case::retain(|cache: &mut Tracking| cache.retain(|key, _| key % 2 == 0), 3)]
#[case::clear(|cache: &mut Tracking| cache.clear(), 0)]
#[case::clone_from(|cache: &mut Tracking| cache.clone_from(&LruCache::new(capacity(2))), 0)]
fn removed_value_is_dropped(#[case] operation: fn(&mut Tracking), #[case] left: usize) {
    let drops = Drops::new();
    let mut cache = tracked_cache(&drops);
    operation(&mut cache);
    assert_eq!(drops.alive(), left, "live values, which must equal the number of entries");
    drop(cache);
    assert_eq!(drops.alive(), 0, "live values after the cache was dropped");
}

/// A key whose drops are counted. It is found by its name.
struct CountedKey(Tracked<&'static str>);

impl PartialEq for CountedKey {
    fn eq(&self, other: &Self) -> bool {
        self.0.value() == other.0.value()
    }
}

impl Eq for CountedKey {}

impl Hash for CountedKey {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.value().hash(state);
    }
}

impl Borrow<str> for CountedKey {
    fn borrow(&self) -> &str {
        self.0.value()
    }
}

/// Rules: 3.6
#[test]
fn law_live_keys_and_values_equal_entries() {
    testkit::law(script(ops_to_stage_5()), |Script { room, ops }| {
        let (keys, drops) = (Drops::new(), Drops::new());
        let mut cache = LruCache::new(capacity(room));
        for op in ops {
            match op {
                Op::Put(key, value) => drop(cache.put(CountedKey(keys.track(key)), drops.track(value))),
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
            assert_eq!(keys.alive(), cache.len(), "live keys after {op:?}");
        }
        drop(cache);
        assert_eq!((keys.alive(), drops.alive()), (0, 0), "live keys and values after the cache was dropped");
    });
}

/// Rules: 4.7, 4.8
#[test]
fn resize_and_retain_notify_the_policy() {
    let (mut cache, calls, [a, b, c]) = recorded_cache();
    assert_eq!(cache.resize(capacity(2)), [("a", 1)], "result of resize; the policy chooses the slot of a");
    assert_eq!(calls.take(), [Call::Victim(a), Call::Removed(a)], "calls of the policy by a resize that evicts a");
    cache.retain(|name, _| *name != "b");
    assert_eq!(calls.take(), [Call::Removed(b)], "calls of the policy by a retain that rejects b");
    assert_eq!(cache.resize(capacity(1)), [], "result of resizing a cache of one entry to 1");
    cache.retain(|_, _| true);
    assert_eq!(calls.take(), [], "calls of the policy by a resize and a retain after which slot {c} stays");
}

/// Rules: 4.7
#[test]
fn clear_notifies_the_policy_of_each_entry() {
    let (mut cache, calls, [a, b, c]) = recorded_cache();
    cache.remove("a");
    assert_eq!(calls.take(), [Call::Removed(a)], "calls of the policy by remove");
    cache.clear();
    let mut removed: Vec<_> = calls.take();
    removed.sort_unstable_by_key(|call| *call != Call::Removed(b));
    assert_eq!(removed, [b, c].map(Call::Removed), "calls of the policy by clear, when b and c are in the cache");
}

/// Rules: 4.6
#[rstest]
#[case::clear(|cache: &mut RecordedCache| cache.clear())]
#[case::retain(|cache: &mut RecordedCache| cache.retain(|_, _| false))]
#[case::resize(|cache: &mut RecordedCache| drop(cache.resize(capacity(1))))]
fn slots_are_reused_after_removals(#[case] removal: fn(&mut RecordedCache)) {
    let (mut cache, calls, _) = recorded_cache();
    removal(&mut cache);
    cache.resize(capacity(3));
    let _ = calls.take();
    for (name, value) in [("d", 4), ("e", 5)] {
        cache.put(name, value);
    }
    let made = calls.take();
    let is_small = |call: &Call| matches!(call, Call::Inserted(slot) if *slot < 3);
    assert!(made.iter().all(is_small), "d and e must get slots below 3, as the cache never had four entries: {made:?}");
}

/// Rules: 4.3, 4.4, 5.4, 5.6, 5.7
#[test]
fn law_other_policies_agree_with_the_model() {
    assert_agrees_with_model(ops_to_stage_5(), FirstIn::default, PolicyKind::FirstIn);
    assert_agrees_with_model(ops_to_stage_5(), MostRecent::default, PolicyKind::MostRecent);
}

/// Rules: 5.5, 4.9
#[test]
fn resize_with_a_wrong_victim_keeps_the_capacity() {
    let (mut cache, policy, slots) = controlled_cache();
    for victim in [None, Some(3), Some(usize::MAX / 2 + 1), Some(usize::MAX)] {
        policy.choose(victim);
        let outcome = catch_unwind(AssertUnwindSafe(|| cache.resize(capacity(2))));
        assert!(outcome.is_err(), "resize must panic, since the policy chose {victim:?}");
        let values: Vec<_> = (0..3).map(|key| cache.peek(&key).copied()).collect();
        assert_eq!(values, [Some(0), Some(10), Some(20)], "values after the policy chose {victim:?}");
        assert_eq!(cache.capacity(), capacity(3), "capacity after the policy chose {victim:?}");
    }
    policy.choose(Some(slots[1]));
    let outcome = catch_unwind(AssertUnwindSafe(|| cache.resize(capacity(1))));
    assert!(outcome.is_err(), "resize must panic, since the policy chose slot {} a second time", slots[1]);
    let values: Vec<_> = (0..3).map(|key| cache.peek(&key).copied()).collect();
    assert_eq!(values, [Some(0), None, Some(20)], "values after resize evicted 1 and panicked");
    assert_eq!(cache.len(), 2, "number of entries after resize evicted 1 and panicked");
    assert_eq!(cache.capacity(), capacity(3), "capacity after resize evicted 1 and panicked");
}
