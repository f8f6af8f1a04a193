//! # Foreign adapters
//!
//! The suite now brings a store that only appends, and a link source that never repeats itself. Neither existed when
//! you wrote the service. If the service knows its ports only by their traits, you have nothing to write: run the tests,
//! and go on to the questions in "Talk about it".
//!
//! If a test fails, some part of your code assumes something about a store that the trait does not promise. Find it.
//!
//! Look up: the Liskov substitution principle.
//!
//! Time box: 5 minutes.

use std::collections::HashSet;

use pastebin::{CachedStore, Link, LinkSource, Pastebin, Store};

use super::support::{
    AppendOnlyStore, FakeStore, LIMITS, ManualClock, Setup, capacity, link, links, minutes,
    obeys_the_laws_of_a_service, service,
};

fn setup<S: Store>(wrap: impl Fn(AppendOnlyStore) -> S) -> Setup<S> {
    let store = AppendOnlyStore::default();
    let (faults, inside) = (store.faults.clone(), store.clone());
    Setup { store: wrap(store), faults, taken: Box::new(move || inside.taken()) }
}

/// Rules: 7.1
#[test]
fn a_purge_appends_markers_to_an_append_only_store() {
    let (store, clock) = (AppendOnlyStore::default(), ManualClock::default());
    let mut service = service(store.clone(), &clock);
    for (number, lifetime) in [(0, minutes(2)), (1, minutes(1)), (2, None)] {
        assert_eq!(service.paste("text", lifetime), Ok(link(number)), "link of a paste");
    }
    clock.set(120);
    assert_eq!(service.purge(9), Ok(links([1, 0])), "links purged");
    assert_eq!(store.len(), 5, "number of entries after three pastes and a purge of two");
    assert_eq!(service.read(link(2)).as_deref(), Ok("text"), "text of the paste that is left");
}

/// Rules: 7.1
#[test]
fn a_service_with_an_append_only_store_obeys_the_laws() {
    obeys_the_laws_of_a_service(true, || setup(|store| store));
}

/// Rules: 7.3
#[test]
fn a_cache_in_front_of_an_append_only_store_obeys_the_laws() {
    obeys_the_laws_of_a_service(true, || setup(|store| CachedStore::new(store, capacity(2))));
}

/// A link source whose links look random, but none repeats.
#[derive(Debug, Default)]
struct Permuted {
    /// The next number to permute.
    next: u64,
    /// The number of candidates asked for.
    count: u64,
}

impl LinkSource for &mut Permuted {
    fn candidate(&mut self) -> Link {
        self.count += 1;
        loop {
            let mut number = self.next;
            self.next += 1;
            // Each step permutes the numbers of 42 bits, most of which are numbers of links.
            for _ in 0..3 {
                number = number.wrapping_mul(0x9e37_79b9_7f4a_7c15) % (1 << 42);
                number ^= number >> 21;
            }
            if let Ok(link) = Link::try_from(number) {
                return link;
            }
        }
    }
}

/// Rules: 7.2
#[test]
fn ten_thousand_pastes_take_ten_thousand_candidates() {
    const PASTES: u64 = 10_000;
    let mut source = Permuted::default();
    let mut service = Pastebin::new(FakeStore::default(), &mut source, ManualClock::default(), LIMITS);
    let mut used = HashSet::new();
    for number in 0..PASTES {
        used.insert(service.paste("text", None).unwrap_or_else(|error| panic!("paste {number} failed: {error}")));
    }
    assert_eq!(used.len() as u64, PASTES, "number of different links");
    assert_eq!(source.count, PASTES, "number of candidates asked for");
}
