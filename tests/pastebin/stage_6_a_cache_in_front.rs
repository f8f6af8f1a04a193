//! # A cache in front
//!
//! Most reads ask for a few pastes, and each read of a store can cost a round trip. A `CachedStore` remembers pastes. It
//! wraps any store and is itself a store, so the service does not change, and you can put it in front of a split store
//! or of another cache.
//!
//! A wrong cache returns something that is no longer true. Consider what happens when a paste expires, when it is
//! removed, and when the removal fails halfway.
//!
//! Look up: the decorator pattern.
//!
//! Time box: 20 minutes.

use std::cell::Cell;
use std::collections::{BTreeSet, HashSet};
use std::rc::Rc;

use pastebin::{CachedStore, Expiry, Link, MemoryStore, Paste, ReadError, Store, Timestamp};

use super::support::{
    Call, FakeStore, Fault, LINKS, ManualClock, Outage, Setup, StoreOperation, any_store_operations_with_many_gets, at,
    capacity, insert, link, links, minutes, obeys_the_laws_of_a_service, obeys_the_laws_of_a_store, paste, service,
    split_store,
};

/// Creates a store with the texts "0", "1" and so on under the links 0 to 4, and a cache in front of it.
fn cached(pastes: usize) -> (CachedStore<FakeStore>, FakeStore) {
    let store = FakeStore::with([0, 1, 2, 3, 4].map(|number| (number, paste(&number.to_string(), Expiry::Never))));
    (CachedStore::new(store.clone(), capacity(pastes)), store)
}

/// Gets a paste of [`cached`] and checks its text.
#[track_caller]
fn get(cache: &mut CachedStore<FakeStore>, number: u64) {
    let expected = Ok(Some(paste(&number.to_string(), Expiry::Never)));
    assert_eq!(cache.get(link(number)), expected, "paste {number}");
}

/// Rules: 6.1, 6.7
#[test]
fn a_cached_store_obeys_the_laws_of_a_store() {
    obeys_the_laws_of_a_store(true, || CachedStore::new(FakeStore::default(), capacity(2)));
    obeys_the_laws_of_a_store(true, || {
        let inner = CachedStore::new(MemoryStore::default(), capacity(3));
        CachedStore::new(CachedStore::new(inner, capacity(1)), capacity(2))
    });
}

/// Rules: 6.1, 6.2
#[test]
fn a_cache_passes_other_calls_on() {
    let (mut cache, store) = cached(9);
    get(&mut cache, 1);
    get(&mut cache, 2);
    let _ = store.calls.take();
    assert_eq!(cache.insert(link(1), &paste("new", at(5))), Ok(false), "result of inserting under a taken link");
    assert_eq!(cache.insert(link(7), &paste("new", at(5))), Ok(true), "result of inserting under a free link");
    for _ in 0..2 {
        assert_eq!(cache.expired(Timestamp(5), 9), Ok(links([7])), "links listed");
    }
    assert_eq!(cache.expired(Timestamp(5), 0), Ok(vec![]), "links listed with limit 0");
    assert_eq!(cache.remove(link(7)), Ok(()), "result of removing a paste");
    assert_eq!(cache.remove(link(7)), Ok(()), "result of removing a free link");
    let expected = [
        Call::Insert(link(1)),
        Call::Insert(link(7)),
        Call::Expired { listed: 1 },
        Call::Expired { listed: 1 },
        Call::Expired { listed: 0 },
        Call::Remove(link(7)),
        Call::Remove(link(7)),
    ];
    assert_eq!(store.calls.take(), expected, "calls of the inner store for two inserts, three lists and two removes");
    get(&mut cache, 2);
    assert_eq!(store.calls.take(), [], "calls of the inner store for a get of a paste that is still cached");
    get(&mut cache, 1);
}

/// Rules: 6.2
#[test]
fn the_first_get_makes_a_call_and_the_others_make_none() {
    let (mut cache, store) = cached(3);
    for (number, calls) in [(0, 1), (1, 1), (0, 0), (2, 1), (1, 0), (0, 0), (2, 0), (2, 0)] {
        get(&mut cache, number);
        assert_eq!(store.calls.take().len(), calls, "number of calls of the inner store for a get of paste {number}");
    }
}

/// Rules: 6.4
#[test]
fn a_get_of_a_free_link_evicts_nothing() {
    let store = FakeStore::with([0, 1].map(|number| (number, paste("old", Expiry::Never))));
    let mut cache = CachedStore::new(store.clone(), capacity(2));
    for number in [0, 1, 4] {
        cache.get(link(number)).expect("no call fails");
    }
    let _ = store.calls.take();
    for number in [0, 1] {
        let found = cache.get(link(number)).expect("no call fails");
        assert_eq!(found, Some(paste("old", Expiry::Never)), "paste {number} from the full cache");
    }
    assert_eq!(store.calls.take(), [], "calls for the two pastes in a full cache, after a get of a free link");
}

/// Rules: 6.1, 6.2, 6.3, 6.4, 6.5
#[test]
fn the_inner_store_is_called_only_when_needed() {
    testkit::law((1..=5usize, any_store_operations_with_many_gets()), |(pastes, operations)| {
        let expiries = [Expiry::Never, at(0), at(1), at(3), at(0)];
        let store = FakeStore::default();
        let old = LINKS.into_iter().zip(expiries).map(|(number, expiry)| (link(number), paste("old", expiry)));
        store.pastes.borrow_mut().extend(old);
        let mut cache = CachedStore::new(store.clone(), capacity(pastes));
        // The links whose paste was found and not removed since.
        let mut held = HashSet::new();
        let mut was_full = false;
        // The links whose entry an insert may have cleared.
        let mut inserted = HashSet::new();
        // The links of all gets, each with the number of calls.
        let mut gets = Vec::new();
        for operation in operations {
            // Whether the cache may have evicted the paste, or cleared its entry.
            let mut can_be_gone = false;
            let expected = match operation {
                StoreOperation::Insert(number, text, expiry) => {
                    cache.insert(link(number), &paste(text, expiry)).map(drop).expect("no call fails");
                    inserted.insert(number);
                    vec![Call::Insert(link(number))]
                }
                StoreOperation::Remove(number) => {
                    cache.remove(link(number)).expect("no call fails");
                    held.remove(&number);
                    vec![Call::Remove(link(number))]
                }
                StoreOperation::Expired(now, limit) => {
                    let listed = cache.expired(Timestamp(now), limit).expect("no call fails").len();
                    vec![Call::Expired { listed }]
                }
                StoreOperation::Get(number) => {
                    let was_held = held.contains(&number);
                    if cache.get(link(number)).expect("no call fails").is_some() {
                        held.insert(number);
                    }
                    was_full |= held.len() > pastes;
                    can_be_gone = inserted.remove(&number) || was_full;
                    if was_held { vec![] } else { vec![Call::Get(link(number))] }
                }
            };
            let calls = store.calls.take();
            if let StoreOperation::Get(number) = operation {
                gets.push((number, calls.len()));
            }
            if !can_be_gone || !expected.is_empty() {
                assert_eq!(calls, expected, "calls of the inner store for {operation:?}, with capacity {pastes}");
            }
        }
        // Going back in time, a cache holds the pastes whose next get makes no call.
        let mut cached = BTreeSet::new();
        for (number, calls) in gets.into_iter().rev() {
            if calls == 0 {
                cached.insert(number);
            } else {
                cached.remove(&number);
            }
            let count = cached.len();
            assert!(
                count <= pastes,
                "a cache with capacity {pastes} held {count} pastes at once: those of links {cached:?}"
            );
        }
    });
}

/// Rules: 6.2
#[test]
fn a_removed_paste_takes_no_room() {
    let (mut cache, store) = cached(2);
    for _ in 0..3 {
        get(&mut cache, 1);
        assert_eq!(cache.remove(link(1)), Ok(()), "result of removing a cached paste");
        insert(&mut cache, 1, &paste("1", Expiry::Never));
    }
    get(&mut cache, 1);
    get(&mut cache, 2);
    let _ = store.calls.take();
    for number in [1, 2] {
        get(&mut cache, number);
        assert_eq!(
            store.calls.take(),
            [],
            "calls of the inner store for a second get of paste {number}, with room for 2"
        );
    }
}

/// Rules: 6.2
#[test]
fn a_large_cache_holds_as_many_pastes_as_its_capacity() {
    const PASTES: u64 = 1_500;
    let store = FakeStore::default();
    store.pastes.borrow_mut().extend((0..PASTES).map(|number| (link(number), paste("text", Expiry::Never))));
    let mut cache = CachedStore::new(store.clone(), capacity(PASTES as usize));
    for number in (0..PASTES).chain(0..PASTES) {
        assert!(cache.get(link(number)).is_ok(), "no call fails");
    }
    let calls = store.calls.take().len();
    assert_eq!(calls, PASTES as usize, "calls of the inner store for two gets of each paste if all fit in the cache");
}

/// Rules: 6.2
#[test]
fn an_error_keeps_the_other_entries() {
    let (mut cache, store) = cached(9);
    get(&mut cache, 2);
    store.faults.plan(Fault::From(1));
    assert_eq!(cache.get(link(1)), Err(Outage(1)), "paste that is not cached, if the inner store fails");
    assert_eq!(cache.remove(link(3)), Err(Outage(2)), "result of a remove if the inner store fails");
    store.faults.plan(Fault::None);
    let _ = store.calls.take();
    get(&mut cache, 2);
    assert_eq!(store.calls.take(), [], "calls of the inner store for a get of a cached paste after these errors");
    get(&mut cache, 3);
    get(&mut cache, 3);
    let calls = store.calls.take().len();
    assert_eq!(calls, 1, "number of calls of the inner store for two gets of a paste that could not be removed");
}

/// Rules: 6.3
#[test]
fn a_full_cache_returns_the_right_pastes() {
    for pastes in [1, 2, 4] {
        let (mut cache, store) = cached(pastes);
        for number in [0, 1, 2, 3, 4, 4, 3, 2, 1, 0, 0, 2, 4, 1, 3] {
            get(&mut cache, number);
        }
        assert!(store.calls.take().len() >= 5, "some paste was returned without a call of the inner store");
    }
}

/// A store with a long text under every link.
struct LongTexts {
    calls: Rc<Cell<usize>>,
}

/// The size of these texts, in bytes.
const LONG: usize = 20_000;

impl Store for LongTexts {
    type Error = Outage;

    fn insert(&mut self, _: Link, _: &Paste) -> Result<bool, Outage> {
        Ok(false)
    }

    fn get(&mut self, _: Link) -> Result<Option<Paste>, Outage> {
        self.calls.set(self.calls.get() + 1);
        Ok(Some(paste(&"x".repeat(LONG), Expiry::Never)))
    }

    fn remove(&mut self, _: Link) -> Result<(), Outage> {
        Ok(())
    }

    fn expired(&mut self, _: Timestamp, _: usize) -> Result<Vec<Link>, Outage> {
        Ok(vec![])
    }
}

/// Rules: 6.3
#[test]
fn a_cache_holds_at_most_its_capacity() {
    const CAPACITY: usize = 3;
    let calls = Rc::new(Cell::new(0));
    let store = LongTexts { calls: Rc::clone(&calls) };
    let mut cache = None;
    let info = testkit::count_allocations(|| {
        let mut full = CachedStore::new(store, capacity(CAPACITY));
        for number in 0..40 {
            // The second get may find the paste in the cache, and the third one gets an older paste.
            for number in [number, number, number / 4] {
                assert!(full.get(link(number % 20)).is_ok(), "no call fails");
            }
            if number % 5 == 0 {
                assert_eq!(full.remove(link(number % 20)), Ok(()), "result of removing a cached paste");
            }
            if number % 7 == 0 {
                assert!(full.insert(link(number % 20), &paste("new", Expiry::Never)).is_ok(), "no call fails");
            }
        }
        cache = Some(full);
    });
    assert!(calls.get() >= 20, "20 pastes were returned with {} calls of the inner store", calls.get());
    let limit = (CAPACITY * LONG + LONG / 2) as i64;
    let held = info.bytes_current;
    assert!(held < limit, "a cache for {CAPACITY} pastes of {LONG} bytes holds {held} bytes");
    assert!(cache.is_some(), "the cache was dropped before it was measured");
}

/// Rules: 0.1, 6.3
#[test]
fn a_cache_can_have_a_huge_capacity() {
    let (mut cache, store) = cached(usize::MAX);
    for number in [0, 1, 2, 3, 4, 0, 1, 2, 3, 4] {
        get(&mut cache, number);
    }
    assert_eq!(store.calls.take().len(), 5, "number of calls of the inner store for two gets of each of five pastes");
}

/// Rules: 6.4
#[test]
fn an_insert_does_not_fill_the_cache() {
    let (mut cache, store) = cached(9);
    insert(&mut cache, 7, &paste("7", Expiry::Never));
    let _ = store.calls.take();
    get(&mut cache, 7);
    assert_eq!(store.calls.take(), [Call::Get(link(7))], "calls of the inner store for the first get after an insert");
    get(&mut cache, 7);
    assert_eq!(store.calls.take(), [], "calls of the inner store for the second get");
}

/// Rules: 6.4
#[test]
fn a_free_link_is_not_cached() {
    let (mut cache, store) = cached(9);
    for _ in 0..2 {
        assert_eq!(cache.get(link(7)), Ok(None), "paste under a free link");
        assert_eq!(store.calls.take(), [Call::Get(link(7))], "calls of the inner store for a get of a free link");
    }
    insert(&mut cache, 7, &paste("7", Expiry::Never));
    get(&mut cache, 7);
}

/// Rules: 6.4
#[test]
fn an_error_is_not_cached() {
    let (mut cache, store) = cached(9);
    for _ in 0..2 {
        store.faults.plan(Fault::Once(1));
        assert_eq!(cache.get(link(1)), Err(Outage(1)), "paste if the inner store fails");
    }
    get(&mut cache, 1);
    store.faults.plan(Fault::From(1));
    get(&mut cache, 1);
    assert_eq!(cache.insert(link(8), &paste("8", at(1))), Err(Outage(1)), "result of an insert if the store fails");
    assert_eq!(cache.expired(Timestamp(1), 1), Err(Outage(2)), "links listed if the inner store fails");
}

/// Rules: 6.5
#[test]
fn remove_clears_the_entry() {
    let (mut cache, store) = cached(9);
    get(&mut cache, 1);
    get(&mut cache, 2);
    assert_eq!(cache.remove(link(1)), Ok(()), "result of removing a cached paste");
    assert_eq!(cache.get(link(1)), Ok(None), "paste after it was removed");
    insert(&mut cache, 1, &paste("new", at(9)));
    assert_eq!(cache.get(link(1)), Ok(Some(paste("new", at(9)))), "new paste under the same link");
    let _ = store.calls.take();
    get(&mut cache, 2);
    assert_eq!(store.calls.take(), [], "calls of the inner store for another cached paste");
}

/// Rules: 6.5
#[test]
fn a_failed_remove_clears_the_entry() {
    let (mut cache, store) = cached(9);
    get(&mut cache, 1);
    store.faults.plan(Fault::Once(1));
    assert_eq!(cache.remove(link(1)), Err(Outage(1)), "result of removing a paste if the inner store fails");
    let _ = store.calls.take();
    get(&mut cache, 1);
    assert_eq!(store.calls.take(), [Call::Get(link(1))], "calls of the inner store for a get after that");
}

/// Rules: 6.6
#[test]
fn a_service_with_a_cache_hides_expired_and_purged_pastes() {
    let clock = ManualClock::default();
    let mut service = service(CachedStore::new(MemoryStore::default(), capacity(9)), &clock);
    for number in 0..2 {
        assert_eq!(service.paste("text", minutes(1 + number)), Ok(link(number)), "link of a paste");
        assert_eq!(service.read(link(number)).as_deref(), Ok("text"), "text of the paste, which is now cached");
    }
    clock.set(60);
    assert_eq!(service.read(link(0)), Err(ReadError::NotFound(link(0))), "result of reading an expired paste");
    assert_eq!(service.read(link(1)).as_deref(), Ok("text"), "text of the other paste");
    assert_eq!(service.purge(9), Ok(links([0])), "links purged");
    clock.set(0);
    assert_eq!(service.read(link(0)), Err(ReadError::NotFound(link(0))), "result of reading a purged paste");
}

/// Rules: 6.5, 6.6, 6.7
#[test]
fn a_service_with_caches_and_a_split_store_obeys_the_laws() {
    obeys_the_laws_of_a_service(true, || {
        let (store, database, _) = split_store();
        let faults = database.faults.clone();
        let store = CachedStore::new(CachedStore::new(store, capacity(1)), capacity(3));
        Setup { store, faults, taken: Box::new(move || database.expiries.borrow().keys().copied().collect()) }
    });
}
