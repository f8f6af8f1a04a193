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
use std::hash::BuildHasherDefault;
use std::panic::{AssertUnwindSafe, catch_unwind};

use lru_cache::{Cache, Displaced, EvictionPolicy, FirstIn, LeastRecent};
use rstest::rstest;
use testkit::{Counted, Counts, Drops};

use super::support::{
    Call, Counting, FixedVictim, Lookup, Model, MostRecent, Names, Numbers, PolicyKind, RecordedCache, RecordingPolicy,
    SIZES, Script, assert_agrees_with_model, assert_compares_few_keys, assert_hashes_one_key, capacity,
    controlled_cache, displace_all, fill, full_and_counting, names, ops_to_stage_4, recorded_cache, script, step,
    tracked_cache, with_policy,
};

/// The size of a large cache.
const LARGE: usize = 20_000;

/// Evicts all entries and returns them in the order of eviction.
fn evict_all(cache: &mut Names) -> Vec<(&'static str, u32)> {
    let most = cache.len();
    let entries: Vec<_> = (0..most).map_while(|_| cache.evict()).collect();
    assert_eq!(cache.evict(), None, "evict after all {most} entries have left");
    entries
}

/// Rules: 4.1
#[test]
fn evict_follows_the_order_of_use() {
    let mut cache = names(4, &["a", "b", "c"]);
    cache.get("a");
    assert_eq!(evict_all(&mut cache), [("b", 2), ("c", 3), ("a", 1)], "order of eviction after using a");
    assert!(cache.is_empty(), "the cache must be empty after evicting everything");
}

/// Rules: 4.1
#[test]
fn evict_of_an_empty_cache_returns_none() {
    let mut cache = names(2, &[]);
    assert_eq!(cache.evict(), None, "result of evicting from an empty cache");
    cache.put("a", 1);
    assert_eq!(evict_all(&mut cache), [("a", 1)], "entries put after evicting from an empty cache");
}

/// Rules: 4.2, 0.1
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

/// Rules: 3.2, 3.4
#[rstest]
#[case::get_mut("get_mut", |cache: &mut Counting, key: Counted<usize>| cache.get_mut(&key).copied())]
#[case::peek_mut("peek_mut", |cache: &mut Counting, key: Counted<usize>| cache.peek_mut(&key).copied())]
fn mutable_lookup_hashes_and_compares_few_keys(#[case] what: &str, #[case] operation: Lookup) {
    assert_hashes_one_key(what, operation);
    assert_compares_few_keys(what, operation);
}

/// Rules: 3.2
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
    }
}

/// Rules: 3.6, 4.1
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

/// Rules: 4.4
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

/// Rules: 4.3, 4.7
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

/// Rules: 0.1, 4.1, 4.2, 4.3
#[test]
fn law_least_recent_agrees_with_the_model() {
    assert_agrees_with_model(ops_to_stage_4(), LeastRecent::default, PolicyKind::LeastRecent);
}

/// Rules: 0.1, 4.1, 4.2, 4.4
#[test]
fn law_first_in_agrees_with_the_model() {
    assert_agrees_with_model(ops_to_stage_4(), FirstIn::default, PolicyKind::FirstIn);
}

/// Rules: 0.1, 4.1, 4.2, 4.3
#[test]
fn law_custom_policy_agrees_with_the_model() {
    assert_agrees_with_model(ops_to_stage_4(), MostRecent::default, PolicyKind::MostRecent);
}

/// Rules: 4.5, 4.4
#[rstest]
#[case::least_recent(LeastRecent::default(), [3, 0, 1])]
#[case::first_in(FirstIn::default(), [0, 3, 1])]
fn policy_works_without_a_cache<P: EvictionPolicy>(#[case] mut policy: P, #[case] order: [usize; 3]) {
    assert_eq!(policy.victim(), None, "victim of a policy without slots");
    for slot in 0..4 {
        policy.inserted(slot);
    }
    policy.used(0);
    policy.removed(2);
    policy.removed(1);
    policy.inserted(1);
    let mut chosen = Vec::new();
    while let Some(slot) = policy.victim().filter(|_| chosen.len() < 4) {
        assert_eq!(policy.victim(), Some(slot), "victim, asked for again");
        chosen.push(slot);
        policy.removed(slot);
    }
    assert_eq!(
        chosen, order,
        "victims after 0 to 3 were inserted, 0 was used, 2 was removed, and 1 was removed and inserted again"
    );
    policy.inserted(1);
    assert_eq!(policy.victim(), Some(1), "victim after slot 1 returned to an empty policy");
}

/// Rules: 4.5, 4.4
#[rstest]
#[case::least_recent(LeastRecent::default(), |policy: &mut LeastRecent, slot| policy.used(slot))]
#[case::first_in(FirstIn::default(), |policy: &mut FirstIn, slot| { policy.removed(slot); policy.inserted(slot); })]
fn policy_keeps_its_order_for_a_long_time<P: EvictionPolicy>(
    #[case] mut policy: P,
    #[case] become_the_last: fn(&mut P, usize),
) {
    for slot in 0..3 {
        policy.inserted(slot);
    }
    for n in 0..66_000 {
        let slot = n % 3;
        assert_eq!(
            policy.victim(),
            Some(slot),
            "victim among the slots 0 to 2, after the first {n} victims became the last"
        );
        become_the_last(&mut policy, slot);
    }
}

/// Rules: 3.5
#[rstest]
#[case::least_recent("LeastRecent", LeastRecent::default())]
#[case::first_in("FirstIn", FirstIn::default())]
fn memory_of_a_policy_does_not_grow<P: EvictionPolicy>(#[case] name: &str, #[case] mut policy: P) {
    for slot in 0..4 {
        policy.inserted(slot);
    }
    for slots in [[0, 1], [1, 2], [2, 3], [3, 0]] {
        let memory = testkit::count_allocations(|| {
            for n in 0..2_000 {
                policy.used(slots[n % 2]);
                policy.removed(slots[0]);
                policy.inserted(slots[0]);
            }
        });
        let bytes = memory.bytes_max;
        assert!(bytes <= 16_384, "{name} with four slots took {bytes} more bytes while slots {slots:?} changed");
    }
}

/// Rules: 3.4
#[rstest]
#[case::least_recent("LeastRecent", LeastRecent::default())]
#[case::first_in("FirstIn", FirstIn::default())]
fn policy_takes_constant_time<P: EvictionPolicy>(#[case] name: &str, #[case] mut policy: P) {
    for slot in 0..LARGE {
        policy.inserted(slot);
    }
    testkit::costs_less_than_a_walk(LARGE, &format!("used, removed and inserted of {name}"), |n| {
        let slot = LARGE / 2 + n;
        policy.used(slot);
        policy.removed(slot);
        policy.inserted(slot);
        assert_eq!(policy.victim(), Some(0), "victim after the first slot was inserted first and never used");
    });
}

/// Rules: 3.4
#[test]
fn evict_and_get_mut_take_constant_time() {
    let mut cache = Numbers::with_hasher(capacity(LARGE), BuildHasherDefault::new());
    fill(&mut cache, LARGE);
    testkit::costs_less_than_a_walk(LARGE, "get_mut", |n| {
        assert!(cache.get_mut(&(LARGE - 1 - n)).is_some(), "get_mut must find key {}", LARGE - 1 - n);
    });
    // Slots that evictions have freed cost nothing either.
    for n in 0..LARGE / 2 {
        assert_eq!(cache.evict(), Some((n, n)), "evicted entry");
    }
    testkit::costs_less_than_a_walk(LARGE, "evict", |n| {
        let n = LARGE / 2 + n;
        assert_eq!(cache.evict(), Some((n, n)), "evicted entry");
    });
}

/// Rules: 4.7
#[rstest]
#[case::get("get", |cache: &mut RecordedCache| { cache.get("b"); }, |b| vec![Call::Used(b)])]
#[case::get_mut("get_mut", |cache: &mut RecordedCache| { cache.get_mut("b"); }, |b| vec![Call::Used(b)])]
#[case::update("an update", |cache: &mut RecordedCache| { cache.put("b", 9); }, |b| vec![Call::Used(b)])]
#[case::remove("remove", |cache: &mut RecordedCache| { cache.remove("b"); }, |b| vec![Call::Removed(b)])]
#[case::peek("peek", |cache: &mut RecordedCache| { cache.peek("b"); }, |_| vec![])]
#[case::peek_mut("peek_mut", |cache: &mut RecordedCache| { cache.peek_mut("b"); }, |_| vec![])]
#[case::contains("contains", |cache: &mut RecordedCache| { cache.contains("b"); }, |_| vec![])]
#[case::get_unknown("get of an unknown key", |cache: &mut RecordedCache| { cache.get("x"); }, |_| vec![])]
#[case::get_mut_unknown("get_mut of an unknown key", |cache: &mut RecordedCache| { cache.get_mut("x"); }, |_| vec![])]
#[case::remove_unknown("remove of an unknown key", |cache: &mut RecordedCache| { cache.remove("x"); }, |_| vec![])]
fn policy_is_notified_of_each_change(
    #[case] what: &str,
    #[case] operation: fn(&mut RecordedCache),
    #[case] expected: fn(usize) -> Vec<Call>,
) {
    let (mut cache, calls, [_, b, _]) = recorded_cache();
    operation(&mut cache);
    assert_eq!(calls.take(), expected(b), "calls of the policy by {what}, where b has slot {b}");
}

/// Rules: 4.8, 4.7
#[test]
fn eviction_calls_victim_once_and_then_removed() {
    let (mut cache, calls, [a, b, c]) = recorded_cache();
    assert_eq!(cache.put("d", 4), Displaced::Entry("a", 1), "result of putting d; the policy chooses the slot of a");
    let made = calls.take();
    assert!(
        matches!(made[..], [Call::Victim(victim), Call::Removed(removed), Call::Inserted(_)] if (victim, removed) == (a, a)),
        "a put that evicts slot {a} made the calls {made:?}, but must call victim, removed({a}) and inserted"
    );
    assert_eq!(cache.evict(), Some(("b", 2)), "result of evict; the policy chooses the slot of b");
    assert_eq!(calls.take(), [Call::Victim(b), Call::Removed(b)], "calls of the policy by evict");
    cache.remove("c");
    assert_eq!(calls.take(), [Call::Removed(c)], "calls of the policy by remove");
    assert_eq!(cache.evict(), Some(("d", 4)), "result of evict; the policy chooses the slot of d, the only entry");
    let made = calls.take();
    assert!(
        matches!(made[..], [Call::Victim(victim), Call::Removed(removed)] if victim == removed),
        "the eviction of the only entry made the calls {made:?}, but must call victim and then removed"
    );
}

/// Rules: 4.8
#[test]
fn victim_is_called_only_to_evict() {
    let policy = RecordingPolicy::default();
    let calls = policy.calls.clone();
    let mut cache = with_policy(3, policy);
    assert_eq!(cache.evict(), None::<(&str, u32)>, "result of evict of an empty cache");
    for name in ["a", "b", "c", "a"] {
        cache.put(name, 1);
    }
    cache.remove("b");
    cache.put("d", 1);
    let made = calls.take();
    let victims = made.iter().filter(|call| matches!(call, Call::Victim(_))).count();
    assert_eq!(victims, 0, "number of calls of victim when nothing was evicted; all calls: {made:?}");
}

/// Rules: 4.6
#[test]
fn law_slots_are_reused() {
    testkit::law(script(ops_to_stage_4()), |Script { room, ops }| {
        // The policy checks each slot.
        let mut cache = with_policy(room, RecordingPolicy::default());
        let mut model = Model::new(room, PolicyKind::FirstIn);
        for op in ops {
            step(&mut cache, &mut model, &op);
        }
    });
}

/// Rules: 4.6
#[test]
fn slot_of_a_removed_entry_is_reused() {
    let (mut cache, calls, [_, b, c]) = recorded_cache();
    cache.remove("b");
    cache.remove("c");
    cache.put("d", 4);
    cache.put("e", 5);
    let made = calls.take();
    let is_reused = |slot| made.contains(&Call::Inserted(slot));
    assert!(is_reused(b) && is_reused(c), "d and e must reuse the slots {b} and {c} of removed entries, got {made:?}");
}

type Controlled = Cache<u32, u32, FixedVictim>;

/// Rules: 4.9
#[rstest]
#[case::put(|cache: &mut Controlled| { cache.put(9, 90); })]
#[case::evict(|cache: &mut Controlled| { cache.evict(); })]
fn wrong_victim_panics_and_changes_nothing(
    #[case] operation: fn(&mut Controlled),
    // If an implementation cut the second to last to fewer bits, it would become 0, the slot of an entry.
    #[values(None, Some(3), Some(usize::MAX / 2 + 1), Some(usize::MAX))] victim: Option<usize>,
) {
    let (mut cache, policy, slots) = controlled_cache();
    policy.choose(victim);
    let outcome = catch_unwind(AssertUnwindSafe(|| operation(&mut cache)));
    assert!(outcome.is_err(), "the operation must panic, since the policy chose {victim:?}");
    let values: Vec<_> = [0, 1, 2, 9].map(|key| cache.peek(&key).copied()).into();
    assert_eq!(
        values,
        [Some(0), Some(10), Some(20), None],
        "values of 0, 1, 2 and 9 after the policy chose {victim:?}"
    );
    assert_eq!(cache.len(), 3, "number of entries after the policy chose {victim:?}");
    assert_eq!(cache.capacity(), capacity(3), "capacity after the policy chose {victim:?}");
    assert_eq!(policy.notifications.take(), [], "notifications of the policy that chose {victim:?}");
    policy.choose(Some(slots[1]));
    assert_eq!(cache.put(9, 90), Displaced::Entry(1, 10), "result of a put after the policy chose slot {}", slots[1]);
}

/// Rules: 4.9
#[test]
fn slot_that_is_free_is_a_wrong_victim() {
    let (mut cache, policy, slots) = controlled_cache();
    cache.remove(&1);
    assert_eq!(policy.notifications.take(), [Call::Removed(slots[1])], "notifications of the policy by remove");
    policy.choose(Some(slots[1]));
    let outcome = catch_unwind(AssertUnwindSafe(|| cache.evict()));
    assert!(outcome.is_err(), "evict must panic, since the policy chose the slot of a removed entry");
    assert_eq!(policy.notifications.take(), [], "notifications of the policy that chose the slot of a removed entry");
    assert_eq!(
        (cache.peek(&0), cache.peek(&2), cache.len()),
        (Some(&0), Some(&20), 2),
        "values of 0 and 2, and length"
    );
}
