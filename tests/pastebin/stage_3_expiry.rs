//! # Expiry
//!
//! A paste can have a lifetime. Nothing happens at the moment when it ends: the paste is still in the store, and only
//! the service knows the time, so `read` has to hide it. Later, a purge removes what is expired, a few pastes at a time.
//!
//! Begin with `paste` and `read`, and then write `expired` of `MemoryStore` and `purge`. With millions of pastes, a
//! purge that looks at each of them is too slow, so the store needs an index. Keep it correct in `insert` and `remove`.
//!
//! Look up: `BTreeSet`, `Iterator::take_while`, `u64::saturating_mul`.
//!
//! Time box: 20 minutes.

use std::collections::BTreeSet;
use std::num::NonZeroU32;

use pastebin::{Expiry, Limits, Link, MemoryStore, Paste, PasteError, Pastebin, ReadError, Store, Timestamp};

use super::support::{
    Call, Candidates, FakeStore, Fault, Faults, LIMITS, ManualClock, Outage, Setup, at, insert, link, links, minutes,
    obeys_the_laws_of_a_service, obeys_the_laws_of_a_store, paste, service,
};

/// A service with a [`FakeStore`].
type Service = super::support::Service<FakeStore>;

fn service_with(store: &FakeStore) -> (Service, ManualClock) {
    let clock = ManualClock::default();
    (service(store.clone(), &clock), clock)
}

/// Creates a store with pastes under the links 0, 1, 2 and so on, which expire at these times.
fn store_with_expiries<const N: usize>(seconds: [u64; N]) -> FakeStore {
    let store = FakeStore::default();
    let pastes = seconds.into_iter().zip(0..).map(|(seconds, number)| (link(number), paste("text", at(seconds))));
    store.pastes.borrow_mut().extend(pastes);
    store
}

/// Rules: 3.1, 3.2
#[test]
fn a_paste_is_readable_until_its_lifetime_ends() {
    for (created, lifetime, expiry) in
        [(0, 1, 60), (100, 1, 160), (7, 90, 5_407), (1_456_790_400, 43_200, 1_459_382_400)]
    {
        let (mut service, clock) = service_with(&FakeStore::default());
        clock.set(created);
        assert_eq!(service.paste("text", minutes(lifetime)), Ok(link(0)), "link of a paste");
        for (seconds, is_readable) in [(created, true), (expiry - 1, true), (expiry, false), (expiry + 1, false)] {
            clock.set(seconds);
            let expected = if is_readable { Ok("text") } else { Err(&ReadError::NotFound(link(0))) };
            let result = service.read(link(0));
            let lived = seconds - created;
            assert_eq!(
                result.as_deref(),
                expected,
                "result of reading a paste of {lifetime} minutes after {lived} seconds"
            );
        }
    }
}

/// Rules: 3.1
#[test]
fn a_paste_without_lifetime_never_expires() {
    let store = FakeStore::default();
    let (mut service, clock) = service_with(&store);
    assert_eq!(service.paste("text", None), Ok(link(0)), "link of a paste");
    clock.set(u64::MAX);
    assert_eq!(service.read(link(0)).as_deref(), Ok("text"), "text of the paste at the largest time");
    assert_eq!(service.purge(10), Ok(vec![]), "links purged at the largest time");
    assert_eq!(store.taken(), links([0]), "links taken after that purge");
}

/// Rules: 3.1
#[test]
fn paste_stores_the_expiry() {
    let store = FakeStore::default();
    let (mut service, clock) = service_with(&store);
    clock.set(1_000);
    let pasted = [service.paste("short", minutes(2)), service.paste("forever", None)];
    assert_eq!(pasted, [Ok(link(0)), Ok(link(1))], "links of two pastes");
    let stored: Vec<Paste> = store.pastes.borrow().values().cloned().collect();
    let expected = [paste("short", at(1_120)), paste("forever", Expiry::Never)];
    assert_eq!(stored, expected, "pastes in the store: one of 2 minutes, created at 1,000, and one without lifetime");
}

/// Rules: 2.2, 3.2
#[test]
fn read_returns_the_same_error_before_and_after_a_purge() {
    let store = store_with_expiries([60]);
    let (mut service, clock) = service_with(&store);
    clock.set(60);
    assert_eq!(service.read(link(0)), Err(ReadError::NotFound(link(0))), "result of reading an expired paste");
    assert_eq!(service.purge(1), Ok(links([0])), "links purged");
    assert_eq!(service.read(link(0)), Err(ReadError::NotFound(link(0))), "result of reading it after the purge");
    store.pastes.borrow_mut().insert(link(0), paste("new", at(120)));
    assert_eq!(service.read(link(0)).as_deref(), Ok("new"), "text that another service pasted under the purged link");
}

/// Rules: 2.2, 3.2
#[test]
fn a_service_sees_what_another_one_purges() {
    let (store, clock) = (store_with_expiries([60]), ManualClock::default());
    let (mut first, mut second) = (service(store.clone(), &clock), service(store.clone(), &clock));
    assert_eq!(first.read(link(0)).as_deref(), Ok("text"), "text before its expiry");
    clock.set(60);
    assert_eq!(second.purge(1), Ok(links([0])), "links purged by a second service with the same store");
    clock.set(0);
    assert_eq!(first.read(link(0)), Err(ReadError::NotFound(link(0))), "result of reading a paste that is purged");
    assert_eq!(second.paste("new", None), Ok(link(0)), "link of a paste by the second service");
    assert_eq!(first.read(link(0)).as_deref(), Ok("new"), "text of that paste, read by the first service");
}

/// Rules: 3.3
#[test]
fn the_link_of_an_expired_paste_is_taken_until_the_purge() {
    let store = store_with_expiries([60]);
    let (candidates, clock) = (Candidates::default(), ManualClock::default());
    let mut service = Pastebin::new(store.clone(), candidates.clone(), clock.clone(), LIMITS);
    clock.set(1_000);
    candidates.plan(&[0, 0, 0]);
    let result = service.paste("new", None);
    assert_eq!(result, Err(PasteError::NoFreeLink(LIMITS.attempts)), "result of pasting under an expired link");
    assert_eq!(store.pastes.borrow().get(&link(0)), Some(&paste("text", at(60))), "expired paste after that");
    assert_eq!(service.purge(1), Ok(links([0])), "links purged");
    candidates.plan(&[0]);
    assert_eq!(service.paste("new", None), Ok(link(0)), "result of pasting under the link after the purge");
    assert_eq!(service.read(link(0)).as_deref(), Ok("new"), "text of the link after the purge");
}

/// Rules: 3.4
#[test]
fn a_memory_store_lists_expired_pastes_in_order() {
    let mut store = MemoryStore::default();
    let largest = Link::COUNT - 1;
    for (number, expiry) in [
        (7, at(30)),
        (largest, at(20)),
        (9, at(10)),
        (3, at(20)),
        (1, at(20)),
        (2, at(40)),
        (5, at((1 << 40) + 15)),
        (4, at(u64::MAX)),
        (0, Expiry::Never),
    ] {
        insert(&mut store, number, &paste("text", expiry));
    }
    let at_different_times = [
        (0, &[][..]),
        (9, &[]),
        (10, &[9]),
        (19, &[9]),
        (20, &[9, 1, 3, largest]),
        (39, &[9, 1, 3, largest, 7]),
        ((1 << 40) + 14, &[9, 1, 3, largest, 7, 2]),
        (u64::MAX - 1, &[9, 1, 3, largest, 7, 2, 5]),
        (u64::MAX, &[9, 1, 3, largest, 7, 2, 5, 4]),
    ];
    for (now, expected) in at_different_times {
        let expected: Vec<_> = expected.iter().map(|&number| link(number)).collect();
        assert_eq!(store.expired(Timestamp(now), 100), Ok(expected), "links listed at {now}");
    }
    for (limit, expected) in [(0, vec![]), (1, links([9])), (2, links([9, 1]))]
        .into_iter()
        .chain([1 << 16, usize::MAX / 2 + 1, usize::MAX].map(|limit| (limit, links([9, 1, 3, largest, 7]))))
    {
        assert_eq!(store.expired(Timestamp(30), limit), Ok(expected), "links listed at 30 with limit {limit}");
    }
    assert_eq!(store.get(link(9)), Ok(Some(paste("text", at(10)))), "a paste after it was listed");
}

/// Rules: 3.4
#[test]
fn a_memory_store_does_not_list_removed_pastes() {
    let mut store = MemoryStore::default();
    insert(&mut store, 1, &paste("first", at(10)));
    insert(&mut store, 2, &paste("second", at(10)));
    assert_eq!(store.remove(link(1)), Ok(()), "result of removing a paste");
    assert_eq!(store.expired(Timestamp(10), 9), Ok(links([2])), "links listed after removing one of two pastes");
    insert(&mut store, 1, &paste("third", at(20)));
    assert_eq!(store.insert(link(1), &paste("fourth", at(10))), Ok(false), "result of inserting under a taken link");
    assert_eq!(store.expired(Timestamp(10), 9), Ok(links([2])), "links listed when the link is used until 20");
    assert_eq!(store.expired(Timestamp(20), 9), Ok(links([2, 1])), "links listed at 20");
    // 5 and 7 have no common divisor with the number of pastes, so both loops visit each of them once.
    const PASTES: u64 = 12;
    let mut store = MemoryStore::default();
    let mut left = BTreeSet::new();
    for number in (0..PASTES).map(|step| step * 5 % PASTES) {
        insert(&mut store, number, &paste("text", at(10 + number % 2)));
        left.insert((number % 2, link(number)));
    }
    for number in (0..PASTES).map(|step| step * 7 % PASTES) {
        assert_eq!(store.remove(link(number)), Ok(()), "result of removing a paste");
        left.remove(&(number % 2, link(number)));
        let expected = left.iter().map(|&(_, link)| link).collect();
        let listed = store.expired(Timestamp(11), 99);
        assert_eq!(listed, Ok(expected), "links listed after removing link {number}, first those that expired at 10");
        if number % 3 == 0 {
            insert(&mut store, number, &paste("text", at(10 + number % 2)));
            left.insert((number % 2, link(number)));
        }
    }
}

/// Rules: 2.3, 3.4
#[test]
fn a_memory_store_obeys_the_laws_of_a_store_that_lists() {
    obeys_the_laws_of_a_store(true, MemoryStore::default);
}

/// Rules: 3.7
#[test]
fn a_memory_store_lists_without_visiting_all_pastes() {
    const SIZE: u64 = 20_000;
    let mut store = MemoryStore::default();
    for number in 0..SIZE {
        insert(&mut store, number, &paste("", at(1_000 + SIZE - number)));
    }
    insert(&mut store, SIZE, &paste("", at(10)));
    testkit::costs_less_than_a_walk(SIZE as usize, "listing one expired paste among 20,000 others", |_| {
        assert_eq!(store.expired(Timestamp(100), 9), Ok(links([SIZE])), "links listed");
    });
    testkit::costs_less_than_a_walk(SIZE as usize, "listing one of 20,000 expired pastes", |_| {
        assert_eq!(store.expired(Timestamp(u64::MAX), 1), Ok(links([SIZE])), "links listed with limit 1");
    });
    for number in 0..SIZE {
        assert_eq!(store.remove(link(number)), Ok(()), "result of removing a paste");
    }
    // In the first 80 calls, 250 of the removed pastes would have expired since the last one.
    testkit::costs_less_than_a_walk(SIZE as usize, "listing one paste after 250 others were removed", |number| {
        let now = Timestamp(1_000 + 250 * (number as u64 + 1));
        assert_eq!(store.expired(now, 9), Ok(links([SIZE])), "links listed after removing the others");
    });
    insert(&mut store, 0, &paste("", at(9_000_000)));
    testkit::costs_less_than_a_walk(SIZE as usize, "listing two expired pastes after 20,000 were removed", |_| {
        assert_eq!(store.expired(Timestamp(u64::MAX), 9), Ok(links([SIZE, 0])), "links listed after removing");
    });
}

/// Rules: 3.7
#[test]
fn a_memory_store_lists_without_visiting_all_pastes_of_a_second() {
    const SIZE: u64 = 20_000;
    let mut store = MemoryStore::default();
    for number in 0..SIZE {
        insert(&mut store, number, &paste("", at(10)));
    }
    testkit::costs_less_than_a_walk(SIZE as usize, "listing one of 20,000 pastes that expire together", |_| {
        assert_eq!(store.expired(Timestamp(10), 1), Ok(links([0])), "links listed with limit 1");
    });
}

/// Rules: 3.5
#[test]
fn purge_removes_expired_pastes_in_order() {
    let store = store_with_expiries([40, 30, 20, 30, 50]);
    let (mut service, clock) = service_with(&store);
    assert_eq!(service.purge(9), Ok(vec![]), "links purged before any expiry");
    clock.set(40);
    assert_eq!(service.purge(2), Ok(links([2, 1])), "links purged at 40 with limit 2");
    assert_eq!(store.taken(), links([0, 3, 4]), "links taken after that");
    assert_eq!(service.purge(2), Ok(links([3, 0])), "links purged by the second purge");
    assert_eq!(service.purge(2), Ok(vec![]), "links purged by the third purge");
    assert_eq!(store.taken(), links([4]), "links taken after three purges");
}

/// Rules: 2.2, 3.5, 3.9
#[test]
fn a_purge_finds_what_another_service_pasted_in_the_same_second() {
    let store = store_with_expiries([40]);
    let (mut service, clock) = service_with(&store);
    clock.set(40);
    assert_eq!(service.purge(9), Ok(links([0])), "links purged at 40");
    for number in [1, 2] {
        store.pastes.borrow_mut().insert(link(number), paste("text", at(40)));
        let purged = service.purge(9);
        assert_eq!(purged, Ok(links([number])), "links purged at 40 again, after another service pasted link {number}");
        assert_eq!(service.purge(9), Ok(vec![]), "links purged at 40 by the next purge");
    }
}

/// Asserts that a purge made no more calls of the store than it may.
#[track_caller]
fn assert_few_calls(calls: &[Call], purged: usize, limit: usize) {
    assert!(calls.len() <= 2 * purged + 2, "a purge of {purged} pastes made {} calls: {calls:?}", calls.len());
    let listed: usize = calls.iter().map(|call| if let Call::Expired { listed } = call { *listed } else { 0 }).sum();
    assert!(listed <= limit.saturating_add(1), "a purge with limit {limit} listed {listed} links");
}

/// Rules: 3.5, 3.6, 3.9
#[test]
fn purge_removes_any_number_of_pastes() {
    let store = store_with_expiries([10; 2_000]);
    let (mut service, clock) = service_with(&store);
    clock.set(10);
    for (limit, expected) in [(1_500, 1_500), (usize::MAX, 500)] {
        let purged = service.purge(limit).map(|links| links.len());
        assert_eq!(purged, Ok(expected), "number of pastes purged with limit {limit}, first of 2,000 and then of 500");
        assert_few_calls(&store.calls.take(), expected, limit);
        let reads = clock.take_reads();
        assert!(reads <= 1, "a purge of {expected} pastes read the clock {reads} times");
    }
    assert_eq!(store.taken(), [], "links taken after both purges");
}

/// Rules: 0.1, 3.6
#[test]
fn purge_makes_few_calls() {
    // If an implementation cut the large limits to fewer bits, some would become 0.
    for limit in [1, 2, 3, 30, 1 << 16, usize::MAX / 2 + 1, usize::MAX - 1, usize::MAX] {
        let store = store_with_expiries([10, 10, 10, 10, 99, 99, 99, 99, 99, 99, 99, 99]);
        let (mut service, clock) = service_with(&store);
        clock.set(10);
        let purged = service.purge(limit).expect("no call fails").len();
        assert_eq!(purged, limit.min(4), "number of pastes purged with limit {limit}");
        assert_few_calls(&store.calls.take(), purged, limit);
    }
}

/// Rules: 3.6
#[test]
fn purge_of_nothing_makes_no_call() {
    let store = store_with_expiries([10]);
    let (mut service, clock) = service_with(&store);
    clock.set(10);
    assert_eq!(service.purge(0), Ok(vec![]), "links purged with limit 0");
    assert_eq!(store.calls.take(), [], "calls of the store during a purge with limit 0");
    assert_eq!(store.taken(), links([0]), "links taken after a purge with limit 0");
}

/// Rules: 3.1, 3.5
#[test]
fn an_expiry_can_be_far_in_the_future() {
    // An `f64` cannot store odd numbers above 2^53, and an `i64` no numbers from 2^63. The last expiries are 2^64 - 62 and
    // 2^64 - 2.
    for (created, lifetime) in [
        (1 << 45, 1),
        (1 << 60, 1 << 40),
        (0, 1 << 50),
        ((1 << 53) + 1, 1),
        ((1 << 63) - 30, 1),
        ((1 << 63) + 1, 1),
        (0, (1 << 63) / 60 + 1),
        (u64::MAX - 121, 1),
        (14, u64::MAX / 60),
    ] {
        let (mut service, clock) = service_with(&FakeStore::default());
        clock.set(created);
        assert_eq!(service.paste("text", minutes(lifetime)), Ok(link(0)), "link of a paste of {lifetime} minutes");
        clock.set(created + 60 * lifetime - 1);
        let result = service.read(link(0));
        assert_eq!(result.as_deref(), Ok("text"), "text a second before its expiry, created at {created}");
        assert_eq!(service.purge(9), Ok(vec![]), "links purged a second before its expiry, created at {created}");
        clock.set(created + 60 * lifetime);
        let result = service.read(link(0));
        assert_eq!(result, Err(ReadError::NotFound(link(0))), "result at its expiry, created at {created}");
        assert_eq!(service.purge(9), Ok(links([0])), "links purged at its expiry, created at {created}");
    }
}

/// Rules: 0.1, 3.8
#[test]
fn an_expiry_that_is_too_large_is_the_largest_time() {
    for (created, lifetime) in
        [(u64::MAX, 1), (u64::MAX - 59, 1), (0, u64::MAX), (0, u64::MAX / 60 + 1), (16, u64::MAX / 60)]
    {
        let (mut service, clock) = service_with(&FakeStore::default());
        clock.set(created);
        assert_eq!(service.paste("text", minutes(lifetime)), Ok(link(0)), "link of a paste of {lifetime} minutes");
        clock.set(u64::MAX - 1);
        let result = service.read(link(0));
        assert_eq!(result.as_deref(), Ok("text"), "text just before the largest time, created at {created}");
        clock.set(u64::MAX);
        let result = service.read(link(0));
        assert_eq!(result, Err(ReadError::NotFound(link(0))), "result at the largest time, created at {created}");
    }
}

/// Rules: 2.8, 3.9
#[test]
fn each_operation_reads_the_clock_at_most_once() {
    let store = store_with_expiries([10, 10, 10]);
    let (candidates, clock) = (Candidates::default(), ManualClock::default());
    let limits = Limits { attempts: NonZeroU32::new(500).expect("at least one attempt"), ..LIMITS };
    let mut service = Pastebin::new(store.clone(), candidates.clone(), clock.clone(), limits);
    assert_eq!(service.paste("", minutes(5)), Err(PasteError::Empty), "result of pasting an empty text");
    assert_eq!(clock.take_reads(), 0, "reads of the clock for a rejected text");
    candidates.plan(&[vec![0; 499], vec![3]].concat());
    assert_eq!(service.paste("text", minutes(5)), Ok(link(3)), "link of a paste whose 500th candidate is free");
    assert!(clock.take_reads() <= 1, "paste read the clock more than once");
    assert_eq!(service.read(link(3)).as_deref(), Ok("text"), "text of the paste");
    assert!(clock.take_reads() <= 1, "read read the clock more than once");
    clock.set(10);
    assert_eq!(service.purge(9), Ok(links([0, 1, 2])), "links purged");
    assert!(clock.take_reads() <= 1, "purge read the clock more than once");
}

/// Rules: 3.9
#[test]
fn a_paste_is_readable_again_if_the_clock_goes_back() {
    let store = store_with_expiries([60]);
    let (mut service, clock) = service_with(&store);
    clock.set(100);
    assert_eq!(service.read(link(0)), Err(ReadError::NotFound(link(0))), "result of reading an expired paste");
    clock.set(59);
    assert_eq!(service.read(link(0)).as_deref(), Ok("text"), "text when the clock is before the expiry again");
    assert_eq!(service.purge(9), Ok(vec![]), "links purged at that time");
}

type Operation = fn(&mut Service);

/// Rules: 3.9
#[test]
fn no_operation_remembers_an_earlier_time() {
    let operations: [(&str, Operation); 3] = [
        ("paste", |service| drop(service.paste("other", minutes(1)))),
        ("read", |service| drop(service.read(link(0)))),
        ("purge", |service| drop(service.purge(9))),
    ];
    for (what, operation) in operations {
        let store = store_with_expiries([500]);
        let (mut service, clock) = service_with(&store);
        clock.set(400);
        operation(&mut service);
        clock.set(0);
        let pasted = service.paste("text", minutes(1)).expect("a candidate is free");
        let expiry = store.pastes.borrow().get(&pasted).map(|paste| paste.expiry);
        assert_eq!(expiry, Some(at(60)), "expiry of a paste of 1 minute at 0, after a {what} at 400");
        clock.set(59);
        assert_eq!(service.purge(9), Ok(vec![]), "links purged at 59, after a {what} at 400");
        assert_eq!(service.read(pasted).as_deref(), Ok("text"), "text of the paste at 59, after a {what} at 400");
        clock.set(60);
        let not_found = Err(ReadError::NotFound(pasted));
        assert_eq!(service.read(pasted), not_found, "result of reading the paste at 60, after a {what} at 400");
        assert_eq!(service.purge(9), Ok(vec![pasted]), "links purged at 60, after a {what} at 400");
    }
}

/// Rules: 3.10
#[test]
fn a_failed_purge_keeps_its_deletions() {
    let store = store_with_expiries([40, 10, 20, 30]);
    let (mut service, clock) = service_with(&store);
    clock.set(40);
    store.faults.plan(Fault::Once(3));
    assert_eq!(service.purge(9), Err(Outage(3)), "result of a purge if call 3 fails");
    let taken = store.taken();
    assert!(taken.contains(&link(0)), "a purge that failed at its third call removed the last paste");
    assert_eq!(store.calls.take().len(), 3, "number of calls of a purge whose third call fails");
    assert!(taken.len() >= 2, "a purge removed a paste by a failed call: {taken:?} are left");
    let rest = service.purge(9);
    assert_eq!(rest.map(|links| links.len()), Ok(taken.len()), "number of pastes purged by the next purge");
    assert_eq!(store.taken(), [], "links taken after the next purge");
}

/// Rules: 3.5, 3.9, 3.10
#[test]
fn a_purge_after_a_failed_purge_lists_the_pastes_again() {
    let store = store_with_expiries([10, 20, 30]);
    let (mut service, clock) = service_with(&store);
    clock.set(30);
    store.faults.plan(Fault::Once(2));
    assert_eq!(service.purge(9), Err(Outage(2)), "result of a purge at 30 if call 2 fails");
    assert_eq!(store.taken(), links([0, 1, 2]), "links taken after that");
    store.pastes.borrow_mut().insert(link(5), paste("new", at(5)));
    clock.set(15);
    assert_eq!(service.purge(1), Ok(links([5])), "links purged at 15 with limit 1, when link 5 expired first");
    assert_eq!(service.purge(9), Ok(links([0])), "links purged at 15 by the next purge");
    assert_eq!(store.taken(), links([1, 2]), "links taken after both purges at 15");
}

/// Rules: 2.2, 3.1, 3.2, 3.3, 3.5, 3.9, 3.10
#[test]
fn a_service_with_a_failing_store_obeys_the_laws_of_expiry() {
    obeys_the_laws_of_a_service(true, || {
        let store = FakeStore::default();
        let taken = store.clone();
        Setup { faults: store.faults.clone(), taken: Box::new(move || taken.taken()), store }
    });
}

/// Rules: 2.2, 3.1, 3.2, 3.3, 3.4, 3.5, 3.9
#[test]
fn a_service_with_a_memory_store_obeys_the_laws_of_expiry() {
    obeys_the_laws_of_a_service(true, || Setup {
        store: MemoryStore::default(),
        faults: Faults::default(),
        taken: Box::new(Vec::new),
    });
}
