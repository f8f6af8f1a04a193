//! # Paste and read
//!
//! The service decides; it does not store, draw random numbers or read the time. It calls a `Store`, a `LinkSource` and
//! a `Clock`, three traits that already exist. So a test can replace each of them, and so can a program that moves to a
//! database.
//!
//! Write `MemoryStore` first: it is an adapter for small programs, and a map is all it needs. Then give `Pastebin` its
//! fields, and write `new`, `paste` and `read`. There are no lifetimes yet, so every paste has the expiry `Never`, and
//! you can ignore the clock.
//!
//! Look up: `HashMap::entry`, `Result::map_err`.
//!
//! Time box: 20 minutes.

use std::num::NonZeroU32;

use pastebin::{Expiry, Limits, Link, MemoryStore, Paste, PasteError, Pastebin, ReadError, Store, Timestamp};

use super::support::{
    Candidates, FakeStore, Fault, Faults, LIMITS, ManualClock, Outage, Service, Setup, insert, link, links,
    obeys_the_laws_of_a_service, obeys_the_laws_of_a_store, paste, service,
};

fn new_service() -> Service<MemoryStore> {
    service(MemoryStore::default(), &ManualClock::default())
}

/// Rules: 2.1
#[test]
fn read_returns_the_text_of_a_paste() {
    let mut service = new_service();
    for (number, text) in ["a text", " spaces and\r\nlines \n", "é"].into_iter().enumerate() {
        assert_eq!(service.paste(text, None), Ok(link(number as u64)), "link of {text:?}");
    }
    for (number, text) in [(1, " spaces and\r\nlines \n"), (2, "é"), (0, "a text"), (0, "a text")] {
        assert_eq!(service.read(link(number)).as_deref(), Ok(text), "text of link {number}");
    }
}

/// Rules: 2.1
#[test]
fn the_same_text_gets_another_link() {
    let mut service = new_service();
    assert_eq!(service.paste("same", None), Ok(link(0)), "link of the first paste");
    assert_eq!(service.paste("same", None), Ok(link(1)), "link of the second paste of the same text");
    assert_eq!(service.read(link(1)).as_deref(), Ok("same"), "text of the second link");
}

/// Rules: 2.2
#[test]
fn a_second_service_reads_the_pastes_in_the_store() {
    let (mut store, clock) = (FakeStore::default(), ManualClock::default());
    let first = service(&mut store, &clock).paste("a text", None);
    assert_eq!(first, Ok(link(0)), "link of a paste by the first service");
    let text = service(&mut store, &clock).read(link(0));
    assert_eq!(text.as_deref(), Ok("a text"), "text read by a second service with the same store");
    let second = service(&mut store, &clock).paste("another", None);
    assert_eq!(second, Ok(link(1)), "link of a paste by a third service, whose first candidate is taken");
    assert_eq!(store.taken(), links([0, 1]), "links taken in the store");
}

/// Rules: 2.2
#[test]
fn a_service_reads_what_another_one_pastes_meanwhile() {
    let (store, clock) = (FakeStore::default(), ManualClock::default());
    let (mut first, mut second) = (service(store.clone(), &clock), service(store.clone(), &clock));
    assert_eq!(first.read(link(0)), Err(ReadError::NotFound(link(0))), "result of reading from an empty store");
    assert_eq!(second.paste("a text", None), Ok(link(0)), "link of a paste by a second service with the same store");
    assert_eq!(first.read(link(0)).as_deref(), Ok("a text"), "text read by the first service after that");
}

/// Rules: 2.3
#[test]
fn a_memory_store_is_empty_at_first() {
    assert_eq!(MemoryStore::default().get(link(0)), Ok(None), "paste in a new store");
}

/// Rules: 2.3
#[test]
fn a_memory_store_returns_the_inserted_paste() {
    let mut store = MemoryStore::default();
    let (first, second) = (paste("first", Expiry::Never), paste("second", Expiry::Never));
    insert(&mut store, 1, &first);
    insert(&mut store, 2, &second);
    assert_eq!(store.get(link(1)), Ok(Some(first)), "paste under link 1");
    assert_eq!(store.get(link(2)), Ok(Some(second)), "paste under link 2");
    assert_eq!(store.get(link(3)), Ok(None), "paste under a free link");
}

/// Rules: 2.3
#[test]
fn a_memory_store_keeps_the_paste_of_a_taken_link() {
    let mut store = MemoryStore::default();
    insert(&mut store, 1, &paste("first", Expiry::Never));
    assert_eq!(store.insert(link(1), &paste("second", Expiry::Never)), Ok(false), "result of inserting a second paste");
    assert_eq!(store.get(link(1)), Ok(Some(paste("first", Expiry::Never))), "paste under the taken link");
}

/// Rules: 2.3
#[test]
fn a_memory_store_removes_a_paste() {
    let mut store = MemoryStore::default();
    insert(&mut store, 1, &paste("first", Expiry::Never));
    assert_eq!(store.remove(link(2)), Ok(()), "result of removing a free link");
    assert_eq!(store.remove(link(1)), Ok(()), "result of removing a paste");
    assert_eq!(store.get(link(1)), Ok(None), "paste under the removed link");
    insert(&mut store, 1, &paste("second", Expiry::Never));
    assert_eq!(store.get(link(1)), Ok(Some(paste("second", Expiry::Never))), "paste under the link when used again");
}

/// Rules: 2.3
#[test]
fn a_memory_store_obeys_the_laws_of_a_store() {
    obeys_the_laws_of_a_store(false, MemoryStore::default);
}

/// Rules: 2.4
#[test]
fn paste_skips_taken_candidates() {
    let store = FakeStore::with([(5, paste("old 5", Expiry::Never)), (6, paste("old 6", Expiry::Never))]);
    let candidates = Candidates::default();
    let mut service = Pastebin::new(store.clone(), candidates.clone(), ManualClock::default(), LIMITS);
    for (planned, free, asked) in [(&[5, 6, 7][..], 7, 3), (&[6, 8], 8, 2), (&[9], 9, 1)] {
        candidates.plan(planned);
        assert_eq!(service.paste("new", None), Ok(link(free)), "link of a paste with candidates {planned:?}");
        assert_eq!(candidates.take_asked(), asked, "number of candidates asked for, of {planned:?}");
    }
    assert_eq!(service.read(link(5)).as_deref(), Ok("old 5"), "text of a link that was a candidate");
    assert_eq!(store.taken(), links([5, 6, 7, 8, 9]), "links taken in the store");
    let mut shared = store.clone();
    for (number, before) in [(5, "was taken when it was a candidate"), (9, "was the link of a paste")] {
        shared.remove(link(number)).expect("no call fails");
        candidates.plan(&[number]);
        let pasted = service.paste("new", None);
        assert_eq!(pasted, Ok(link(number)), "link of a paste if the candidate {before} and is now free in the store");
    }
}

/// A store that another server uses, too. The other server pastes under the first link just before this one does.
struct SharedStore {
    store: FakeStore,
    other: Option<Paste>,
}

impl Store for SharedStore {
    type Error = Outage;

    fn insert(&mut self, link: Link, paste: &Paste) -> Result<bool, Outage> {
        if let Some(other) = self.other.take() {
            self.store.pastes.borrow_mut().insert(link, other);
        }
        self.store.insert(link, paste)
    }

    fn get(&mut self, link: Link) -> Result<Option<Paste>, Outage> {
        self.store.get(link)
    }

    fn remove(&mut self, link: Link) -> Result<(), Outage> {
        self.store.remove(link)
    }

    fn expired(&mut self, now: Timestamp, limit: usize) -> Result<Vec<Link>, Outage> {
        self.store.expired(now, limit)
    }
}

/// Rules: 2.1, 2.4
#[test]
fn paste_skips_a_candidate_that_another_server_has_just_taken() {
    let store = SharedStore { store: FakeStore::default(), other: Some(paste("other", Expiry::Never)) };
    let mut service = service(store, &ManualClock::default());
    assert_eq!(service.paste("new", None), Ok(link(1)), "link of a paste if another server takes link 0 first");
    assert_eq!(service.read(link(0)).as_deref(), Ok("other"), "text that the other server pasted");
    assert_eq!(service.read(link(1)).as_deref(), Ok("new"), "text of the paste");
}

/// Rules: 2.4, 2.5
#[test]
fn paste_returns_an_error_after_the_maximum_of_taken_candidates() {
    // If an implementation cut the last two to fewer bits, it would ask too early for the last time.
    for attempts in [1, 2, 300, 65_537] {
        let store = FakeStore::with([(5, paste("old", Expiry::Never))]);
        let candidates = Candidates::default();
        let attempts = NonZeroU32::new(attempts).expect("at least one attempt");
        let limits = Limits { attempts, ..LIMITS };
        let mut service = Pastebin::new(store.clone(), candidates.clone(), ManualClock::default(), limits);
        candidates.plan(&vec![5; attempts.get() as usize + 10]);
        let result = service.paste("new", None);
        assert_eq!(result, Err(PasteError::NoFreeLink(attempts)), "result if {attempts} candidates are taken");
        assert_eq!(
            candidates.take_asked(),
            attempts.get() as usize,
            "number of candidates asked for, of {attempts} attempts"
        );
        assert_eq!(service.read(link(5)).as_deref(), Ok("old"), "text of the taken link");
        assert_eq!(store.taken(), links([5]), "links taken in the store after the error");
    }
}

/// Rules: 2.6
#[test]
fn paste_rejects_only_an_empty_text_as_empty() {
    let mut service = new_service();
    assert_eq!(service.paste("", None), Err(PasteError::Empty), "result of pasting an empty text");
    assert_eq!(service.paste(" \n", None), Ok(link(0)), "result of pasting white space");
    assert_eq!(service.read(link(0)).as_deref(), Ok(" \n"), "text of the white space");
}

/// Rules: 2.7
#[test]
fn paste_rejects_a_text_of_too_many_bytes() {
    let mut service = new_service();
    for text in ["12345678901234567890", "éééééééééé"] {
        assert!(service.paste(text, None).is_ok(), "pasting 20 bytes failed, although the limit is 20");
    }
    let long = "x".repeat(65_546);
    for (text, size) in [("123456789012345678901", 21), ("ééééééééééé", 22), (&long, 65_546)] {
        let result = service.paste(text, None);
        let expected = Err(PasteError::TooLong { size, limit: 20 });
        assert_eq!(result, expected, "result of pasting {size} bytes if the limit is 20");
    }
    assert_eq!(service.paste("short", None), Ok(link(2)), "result of pasting a short text after these errors");
}

/// Rules: 0.1, 2.7
#[test]
fn the_limit_can_be_the_largest_number() {
    let limits = Limits { max_size: usize::MAX, ..LIMITS };
    let mut service = Pastebin::new(FakeStore::default(), Candidates::default(), ManualClock::default(), limits);
    assert_eq!(service.paste("x", None), Ok(link(0)), "result of pasting 1 byte without a practical limit");
}

/// Rules: 2.7
#[test]
fn paste_rejects_every_text_if_the_limit_is_0() {
    let limits = Limits { max_size: 0, ..LIMITS };
    let mut service = Pastebin::new(FakeStore::default(), Candidates::default(), ManualClock::default(), limits);
    let expected = Err(PasteError::TooLong { size: 1, limit: 0 });
    assert_eq!(service.paste("x", None), expected, "result of pasting 1 byte if the limit is 0");
}

/// Rules: 2.8
#[test]
fn paste_calls_nothing_for_a_rejected_text() {
    let (store, candidates, clock) = (FakeStore::default(), Candidates::default(), ManualClock::default());
    let mut service = Pastebin::new(store.clone(), candidates.clone(), clock.clone(), LIMITS);
    for text in ["", "this text is longer than 20 bytes"] {
        assert!(service.paste(text, None).is_err(), "pasting {text:?} succeeded");
        assert_eq!(candidates.take_asked(), 0, "candidates asked for when pasting {text:?}");
        assert_eq!(store.calls.take(), [], "calls of the store when pasting {text:?}");
        assert_eq!(clock.take_reads(), 0, "reads of the clock when pasting {text:?}");
    }
}

/// Rules: 2.9
#[test]
fn read_rejects_a_free_link() {
    let mut service = new_service();
    assert_eq!(service.read(link(0)), Err(ReadError::NotFound(link(0))), "result of reading from an empty store");
    assert_eq!(service.paste("a text", None), Ok(link(0)), "link of a paste");
    assert_eq!(service.read(link(7)), Err(ReadError::NotFound(link(7))), "result of reading another link");
}

/// Rules: 2.10
#[test]
fn an_error_of_the_store_ends_paste_and_read() {
    let (store, candidates) = (FakeStore::default(), Candidates::default());
    let mut service = Pastebin::new(store.clone(), candidates.clone(), ManualClock::default(), LIMITS);
    store.faults.plan(Fault::Once(1));
    assert_eq!(service.paste("a text", None), Err(PasteError::Store(Outage(1))), "result of pasting if call 1 fails");
    assert!(candidates.take_asked() <= 1, "paste asked for another candidate after the store failed");
    assert_eq!(store.taken(), [], "links taken in the store after a failed paste");
    store.faults.plan(Fault::Once(1));
    assert_eq!(service.read(link(0)), Err(ReadError::Store(Outage(1))), "result of reading if call 1 fails");
    assert_eq!(service.read(link(0)), Err(ReadError::NotFound(link(0))), "result of reading after that");
}

/// Rules: 2.1, 2.2, 2.3, 2.4, 2.5, 2.9
#[test]
fn a_service_with_a_memory_store_obeys_the_laws() {
    obeys_the_laws_of_a_service(false, || Setup {
        store: MemoryStore::default(),
        faults: Faults::default(),
        taken: Box::new(Vec::new),
    });
}

/// Rules: 2.1, 2.2, 2.4, 2.5, 2.9, 2.10
#[test]
fn a_service_with_a_failing_store_obeys_the_laws() {
    obeys_the_laws_of_a_service(false, || {
        let store = FakeStore::default();
        Setup { faults: store.faults.clone(), taken: Box::new(Vec::new), store }
    });
}
