//! # Policies
//!
//! The choice of the entry to evict now becomes a strategy, called `EvictionPolicy`. Since a policy sees neither keys
//! nor values, it knows entries only by their slots, which are small numbers. Your order turns into the policy
//! `LeastRecent`. You also write a second policy, `FirstIn`, and the tests add others. The trait's comment explains
//! when the cache calls each method.
//!
//! A policy can be wrong, so the cache has to check the slot that it gets before it changes anything.
//!
//! Finally, `evict`, `get_mut` and `peek_mut` complete the access to entries.
//!
//! Look up: `Option::filter`; trait bounds on an `impl` block.
//!
//! Time box: 45 minutes.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc;

use lru_cache::{Cache, Displaced, EvictionPolicy, FirstIn, LeastRecent, LruCache};
use rstest::rstest;
use testkit::{Counted, Counts, Drops};

use super::support::{
    Counting, FixedVictim, Model, MostRecent, Names, Notification, PolicyKind, RecordedCache, RecordingPolicy, SIZES,
    Script, TRIES, assert_agrees_with_model, assert_few_comparisons, capacity, displace_all, full_and_counting, names,
    ops_to_stage_4, recorded_cache, script, step, tracked_cache, with_policy,
};

/// Evicts all entries and returns them in the order of eviction.
fn evict_all(cache: &mut Names) -> Vec<(&'static str, u32)> {
    let most = cache.len();
    let entries: Vec<_> = (0..most).map_while(|_| cache.evict()).collect();
    assert_eq!(cache.evict(), None, "evict after all {most} entries have left");
    entries
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

#[test]
fn get_mut_is_a_use_and_peek_mut_is_not() {
    let mut cache = names(3, &["a", "b", "c"]);
    *cache.get_mut("a").expect("a is in the cache") += 10;
    *cache.peek_mut("b").expect("b is in the cache") += 20;
    assert_eq!(cache.get_mut("x"), None, "value of x by get_mut, which was never put");
    assert_eq!(cache.peek_mut("x"), None, "value of x by peek_mut, which was never put");
    assert_eq!(
        displace_all(&mut cache),
        [("b", 22), ("c", 3), ("a", 11)],
        "order of eviction, with new values; only a was used"
    );
    assert_eq!(cache.get_mut("a"), None, "value of a by get_mut, after a was evicted");
    assert_eq!(cache.peek_mut("b"), None, "value of b by peek_mut, after b was evicted");
}

#[test]
fn get_mut_and_peek_mut_accept_a_borrowed_form() {
    let mut cache = LruCache::new(capacity(2));
    cache.put(String::from("a"), 1);
    assert_eq!(cache.peek_mut("a"), Some(&mut 1), "value of the String a by peek_mut, looked up by &str");
    assert_eq!(cache.get_mut("a"), Some(&mut 1), "value of the String a by get_mut, looked up by &str");
}

type Lookup = fn(&mut Counting, &Counted<usize>) -> bool;

#[rstest]
#[case::get_mut("get_mut", |cache: &mut Counting, key: &Counted<usize>| cache.get_mut(key).is_some())]
#[case::peek_mut("peek_mut", |cache: &mut Counting, key: &Counted<usize>| cache.peek_mut(key).is_some())]
fn mutable_lookup_hashes_at_most_once(#[case] what: &str, #[case] operation: Lookup) {
    for size in SIZES {
        let counts = Counts::new();
        let mut cache = full_and_counting(&counts, size);
        for n in (0..2 * size).step_by(2 * size / TRIES) {
            assert_eq!(operation(&mut cache, &counts.key(n)), n < size, "whether {what} finds {n}");
        }
        assert!(
            counts.hashes() <= TRIES,
            "{TRIES} times {what} in a cache of {size} entries hashed keys {} times; the limit is one each",
            counts.hashes()
        );
        assert_few_comparisons(&counts, TRIES, what, size);
    }
}

#[test]
fn evict_hashes_the_evicted_key_at_most_once() {
    for size in SIZES {
        let counts = Counts::new();
        let mut cache = full_and_counting(&counts, size);
        for n in 0..5 {
            let evicted = cache.evict().map(|(key, _)| *key.value());
            assert_eq!(evicted, Some(n), "evicted key");
        }
        assert!(
            counts.hashes() <= 5,
            "5 evictions from {size} entries hashed keys {} times; the limit is one each",
            counts.hashes()
        );
        assert_few_comparisons(&counts, 5, "evict", size);
    }
}

#[test]
fn evicted_value_is_dropped() {
    let drops = Drops::new();
    let mut cache = tracked_cache(&drops);
    drop(cache.evict());
    assert_eq!(drops.alive(), 4, "live values of four entries after evict");
}

/// A policy that evicts the entry with the fewest uses. A tie goes to the entry that was added first.
#[derive(Debug, Default)]
struct LeastFrequent {
    arrivals: u64,
    /// Uses and order of arrival, by slot.
    slots: BTreeMap<usize, (u64, u64)>,
}

impl EvictionPolicy for LeastFrequent {
    fn inserted(&mut self, slot: usize) {
        self.arrivals += 1;
        self.slots.insert(slot, (0, self.arrivals));
    }

    fn used(&mut self, slot: usize) {
        self.slots.get_mut(&slot).expect("a used slot was inserted before").0 += 1;
    }

    fn removed(&mut self, slot: usize) {
        self.slots.remove(&slot);
    }

    fn victim(&self) -> Option<usize> {
        self.slots.iter().min_by_key(|(_, rank)| **rank).map(|(&slot, _)| slot)
    }
}

#[test]
fn first_in_ignores_uses() {
    let mut cache = with_policy(3, FirstIn::default());
    for (name, value) in [("a", 1), ("b", 2), ("c", 3)] {
        cache.put(name, value);
    }
    assert_eq!(cache.get("a"), Some(&1), "value of a");
    assert_eq!(cache.put("a", 10), Displaced::Value(1), "result of updating a");
    assert_eq!(
        cache.put("d", 4),
        Displaced::Entry("a", 10),
        "result of putting d; a was added first, although it was used"
    );
    assert_eq!(cache.put("a", 11), Displaced::Entry("b", 2), "result of putting a again; b was added next");
    assert_eq!(cache.evict(), Some(("c", 3)), "result of evict; c was added before d and the new a");
}

#[test]
fn policy_can_count_uses() {
    let mut cache = with_policy(3, LeastFrequent::default());
    for name in ["a", "b", "c", "b", "b", "c"] {
        cache.put(name, 0);
    }
    cache.get("a");
    cache.get("a");
    cache.get("a");
    cache.peek("c");
    assert_eq!(
        cache.put("d", 0),
        Displaced::Entry("c", 0),
        "result of putting d; uses: a 3, b 2, c 1, since peek does not count"
    );
    assert_eq!(cache.put("e", 0), Displaced::Entry("d", 0), "result of putting e; uses: a 3, b 2, d 0");
    cache.remove("a");
    cache.put("f", 0);
    assert_eq!(cache.evict(), Some(("e", 0)), "result of evict; uses: b 2, e 0, f 0, and e was added before f");
    assert_eq!(
        cache.evict(),
        Some(("f", 0)),
        "result of evict; uses: b 2, f 0, although f has the slot of a, which had 3"
    );
}

#[test]
fn law_least_recent_agrees_with_the_model() {
    assert_agrees_with_model(ops_to_stage_4(), LeastRecent::default, PolicyKind::LeastRecent);
}

#[test]
fn law_first_in_agrees_with_the_model() {
    assert_agrees_with_model(ops_to_stage_4(), FirstIn::default, PolicyKind::FirstIn);
}

#[test]
fn law_custom_policy_agrees_with_the_model() {
    assert_agrees_with_model(ops_to_stage_4(), MostRecent::default, PolicyKind::MostRecent);
}

#[rstest]
#[case::get("get", |cache: &mut RecordedCache| { cache.get("b"); }, |b| vec![Notification::Used(b)])]
#[case::get_mut("get_mut", |cache: &mut RecordedCache| { cache.get_mut("b"); }, |b| vec![Notification::Used(b)])]
#[case::update("an update", |cache: &mut RecordedCache| { cache.put("b", 9); }, |b| vec![Notification::Used(b)])]
#[case::remove("remove", |cache: &mut RecordedCache| { cache.remove("b"); }, |b| vec![Notification::Removed(b)])]
#[case::peek("peek", |cache: &mut RecordedCache| { cache.peek("b"); }, |_| vec![])]
#[case::peek_mut("peek_mut", |cache: &mut RecordedCache| { cache.peek_mut("b"); }, |_| vec![])]
#[case::contains("contains", |cache: &mut RecordedCache| { cache.contains("b"); }, |_| vec![])]
#[case::unknown_key("get of an unknown key", |cache: &mut RecordedCache| { cache.get("x"); }, |_| vec![])]
fn policy_is_notified_of_each_change(
    #[case] what: &str,
    #[case] operation: fn(&mut RecordedCache),
    #[case] expected: fn(usize) -> Vec<Notification>,
) {
    let (mut cache, notifications, [_, b, _]) = recorded_cache();
    operation(&mut cache);
    assert_eq!(notifications.take(), expected(b), "notifications sent by {what}, where b has slot {b}");
}

#[test]
fn removed_is_sent_before_inserted() {
    let (mut cache, notifications, [a, b, _]) = recorded_cache();
    assert_eq!(cache.put("d", 4), Displaced::Entry("a", 1), "result of putting d; the policy chooses the slot of a");
    let sent = notifications.take();
    assert!(
        matches!(sent[..], [Notification::Removed(removed), Notification::Inserted(_)] if removed == a),
        "a put that evicts slot {a} must send removed({a}), then inserted, got {sent:?}"
    );
    assert_eq!(cache.evict(), Some(("b", 2)), "result of evict; the policy chooses the slot of b");
    assert_eq!(notifications.take(), [Notification::Removed(b)], "notifications sent by evict");
}

#[test]
fn law_slots_are_reused() {
    testkit::law(script(ops_to_stage_4()), |Script { room, ops }| {
        let policy = RecordingPolicy::default();
        let notifications = Rc::clone(&policy.notifications);
        let mut cache = with_policy(room, policy);
        let mut model = Model::new(room, PolicyKind::FirstIn);
        let mut most = 0;
        for op in ops {
            step(&mut cache, &mut model, &op);
            most = most.max(cache.len());
            for notification in notifications.take() {
                if let Notification::Inserted(slot) = notification {
                    assert!(slot < most, "slot {slot} is too large for at most {most} entries, after {op:?}");
                }
            }
        }
    });
}

#[rstest]
#[case::put(|cache: &mut Cache<u32, u32, FixedVictim>| { cache.put(9, 90); })]
#[case::evict(|cache: &mut Cache<u32, u32, FixedVictim>| { cache.evict(); })]
fn wrong_victim_panics_and_changes_nothing(
    #[case] operation: fn(&mut Cache<u32, u32, FixedVictim>),
    #[values(None, Some(3), Some(usize::MAX))] victim: Option<usize>,
) {
    let policy = FixedVictim::default();
    let victim_cell = Rc::clone(&policy.0);
    let mut cache = with_policy(3, policy);
    for key in 0..3 {
        cache.put(key, key * 10);
    }
    victim_cell.replace(victim);
    let outcome = catch_unwind(AssertUnwindSafe(|| operation(&mut cache)));
    assert!(outcome.is_err(), "the operation must panic, since the policy chose {victim:?}");
    let values: Vec<_> = (0..3).map(|key| cache.peek(&key).copied()).collect();
    assert_eq!(values, [Some(0), Some(10), Some(20)], "values after the policy chose {victim:?}");
    assert_eq!(cache.len(), 3, "number of entries after the policy chose {victim:?}");
    assert_eq!(cache.capacity(), capacity(3), "capacity after the policy chose {victim:?}");
}
