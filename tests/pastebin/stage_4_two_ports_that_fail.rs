//! # Two ports that fail
//!
//! Texts are cheap in an object store, and expiries are quick to find in a database. A `SplitStore` uses both, and the
//! service does not notice. But now one operation makes several calls, and each of them can fail, so an operation can
//! stop halfway. No transaction spans the two.
//!
//! Decide which port says whether a paste exists. Then order the calls of `insert` and `remove` so that whatever
//! remains after a failure is invisible. `sweep` removes these remains later. The suite lets each call fail in turn:
//! once alone, and once with all calls after it, so that undoing the first write does not help.
//!
//! Look up: two-phase writes, orphaned objects.
//!
//! Time box: 25 minutes.

use pastebin::{
    Contents, Expiry, Link, Paste, PasteError, Pastebin, ReadError, SplitError, SplitStore, Store, Timestamp,
};

use super::support::{
    Bucket, BucketError, Candidates, Database, DatabaseError, Fault, LIMITS, ManualClock, Setup, at, insert, link,
    links, minutes, obeys_the_laws_of_a_service, obeys_the_laws_of_a_store, paste, service, split_store,
};

type Split = SplitStore<Database, Bucket>;
type Error = SplitError<DatabaseError, BucketError>;

/// The pastes in each store of these tests, under the links 0 to 2.
fn old_pastes() -> [Paste; 3] {
    [paste("zero", Expiry::Never), paste("one", at(10)), paste("two", at(20))]
}

/// The links of contents without metadata in each store of these tests.
const ORPHANS: [u64; 3] = [5, 6, 7];

/// Creates a store with [`old_pastes`], which an earlier store with the same ports inserted, and [`ORPHANS`].
fn filled() -> (Split, Database, Bucket) {
    let (mut store, database, bucket) = split_store();
    bucket.texts.borrow_mut().extend(ORPHANS.map(|number| (link(number), "orphan".to_owned())));
    for (number, paste) in old_pastes().iter().enumerate() {
        insert(&mut store, number as u64, paste);
    }
    (SplitStore::new(database.clone(), bucket.clone()), database, bucket)
}

/// Calls `check` with a filled store for each call that `operation` makes, which then fails: once alone, and once with
/// all calls after it. No call fails during `check`.
#[track_caller]
fn for_each_failure<R>(
    operation: impl Fn(&mut Split) -> Result<R, Error>,
    check: impl Fn(&mut Split, &Database, &Bucket, Fault),
) {
    for plan in [Fault::Once, Fault::From] {
        for number in 1.. {
            assert!(number < 50, "the operation made 50 calls of its ports");
            let (mut store, database, bucket) = filled();
            database.faults.plan(plan(number));
            let result = operation(&mut store);
            let failed = database.faults.failed();
            database.faults.plan(Fault::None);
            if failed.is_none() {
                assert!(result.is_ok(), "the operation failed, although no call of a port failed");
                assert!(number > 1, "the operation made no call");
                break;
            }
            match result.err() {
                Some(SplitError::Metadata(DatabaseError(call)) | SplitError::Contents(BucketError(call))) => {
                    assert_eq!(call, number, "number of the call whose error was returned, for {:?}", plan(number));
                }
                other => panic!("the result was {other:?} for {:?}, and not the error of that call", plan(number)),
            }
            check(&mut store, &database, &bucket, plan(number));
        }
    }
}

/// Asserts that the pastes with these numbers are the old ones.
#[track_caller]
fn assert_old_pastes(store: &mut Split, numbers: &[u64], after: Fault) {
    let old = old_pastes();
    for &number in numbers {
        let expected = Ok(Some(old[number as usize].clone()));
        assert_eq!(store.get(link(number)), expected, "paste {number} after {after:?}");
    }
}

/// Rules: 4.1
#[test]
fn a_split_store_obeys_the_laws_of_a_store() {
    obeys_the_laws_of_a_store(true, || split_store().0);
}

/// Rules: 4.1
#[test]
fn a_split_store_sees_what_another_one_changes() {
    let (mut store, database, bucket) = filled();
    let mut other = SplitStore::new(database, bucket);
    assert_old_pastes(&mut store, &[0, 1, 2], Fault::None);
    assert_eq!(store.get(link(8)), Ok(None), "paste under a free link");
    assert_eq!(store.expired(Timestamp(20), 9), Ok(links([1, 2])), "links listed at 20");
    for number in [1, 2] {
        assert_eq!(other.remove(link(number)), Ok(()), "result of a remove by another store with the same ports");
    }
    insert(&mut other, 2, &paste("new", at(30)));
    insert(&mut other, 8, &paste("eight", at(15)));
    assert_eq!(store.get(link(1)), Ok(None), "paste that another store removed");
    assert_eq!(store.get(link(2)), Ok(Some(paste("new", at(30)))), "paste that another store removed and inserted");
    assert_eq!(store.get(link(8)), Ok(Some(paste("eight", at(15)))), "paste that another store inserted");
    assert_eq!(store.expired(Timestamp(20), 9), Ok(links([8])), "links listed at 20 after another store's changes");
    insert(&mut store, 1, &paste("again", at(40)));
}

/// Two stores with the same ports. They take turns before each call except `get`.
struct TakingTurns([Split; 2]);

impl TakingTurns {
    fn next(&mut self) -> &mut Split {
        self.0.reverse();
        &mut self.0[0]
    }
}

impl Store for TakingTurns {
    type Error = Error;

    fn insert(&mut self, link: Link, paste: &Paste) -> Result<bool, Error> {
        self.next().insert(link, paste)
    }

    fn get(&mut self, link: Link) -> Result<Option<Paste>, Error> {
        self.0[0].get(link)
    }

    fn remove(&mut self, link: Link) -> Result<(), Error> {
        self.next().remove(link)
    }

    fn expired(&mut self, now: Timestamp, limit: usize) -> Result<Vec<Link>, Error> {
        self.next().expired(now, limit)
    }
}

/// Rules: 4.1
#[test]
fn two_split_stores_with_the_same_ports_obey_the_laws() {
    obeys_the_laws_of_a_store(true, || {
        let (first, database, bucket) = split_store();
        TakingTurns([first, SplitStore::new(database, bucket)])
    });
}

/// Rules: 4.1
#[test]
fn a_split_store_keeps_expiries_and_texts_apart() {
    let (mut store, database, bucket) = filled();
    let expiries: Vec<_> = database.expiries.borrow().clone().into_values().collect();
    let texts: Vec<_> = bucket.texts.borrow().clone().into_values().collect();
    assert_eq!(expiries, [Expiry::Never, at(10), at(20)], "expiries in the metadata");
    assert_eq!(texts[..3], ["zero", "one", "two"], "texts in the contents");
    assert_eq!(store.remove(link(1)), Ok(()), "result of removing a paste");
    assert_eq!(database.expiries.borrow().len(), 2, "number of expiries after removing one of three pastes");
    assert!(!bucket.texts.borrow().contains_key(&link(1)), "the text of a removed paste is still in the contents");
}

/// Rules: 4.1, 4.3
#[test]
fn insert_keeps_the_text_of_a_taken_link() {
    let (mut store, ..) = filled();
    assert_eq!(store.insert(link(1), &paste("new", at(99))), Ok(false), "result of inserting under a taken link");
    assert_old_pastes(&mut store, &[0, 1, 2], Fault::None);
    assert_eq!(store.expired(Timestamp(20), 9), Ok(links([1, 2])), "links listed after that");
}

/// Contents during whose `put` another server takes the link.
struct SlowBucket {
    bucket: Bucket,
    database: Database,
}

impl Contents for SlowBucket {
    type Error = BucketError;

    fn put(&mut self, link: Link, text: &str) -> Result<(), BucketError> {
        self.database.expiries.borrow_mut().insert(link, Expiry::Never);
        self.bucket.put(link, text)
    }

    fn get(&mut self, link: Link) -> Result<Option<String>, BucketError> {
        self.bucket.get(link)
    }

    fn remove(&mut self, link: Link) -> Result<(), BucketError> {
        self.bucket.remove(link)
    }

    fn links(&mut self) -> Result<Vec<Link>, BucketError> {
        self.bucket.links()
    }
}

/// Rules: 2.3, 4.1
#[test]
fn insert_sees_that_another_server_has_just_taken_the_link() {
    let (_, database, bucket) = filled();
    let contents = SlowBucket { bucket, database: database.clone() };
    let inserted = SplitStore::new(database.clone(), contents).insert(link(8), &paste("new", at(5)));
    assert_eq!(inserted, Ok(false), "result of an insert during which another server takes the link");
    let expiry = database.expiries.borrow().get(&link(8)).copied();
    assert_eq!(expiry, Some(Expiry::Never), "expiry of the link, which the other server has set");
}

/// Rules: 4.2
#[test]
fn an_error_names_its_port() {
    let (mut store, database, mut bucket) = filled();
    database.faults.plan(Fault::From(1));
    let expected = Err(SplitError::Metadata(DatabaseError(1)));
    assert_eq!(store.expired(Timestamp(20), 9), expected, "links listed if all calls fail");
    // Now only the contents fail.
    bucket = Bucket { faults: Default::default(), ..bucket };
    database.faults.plan(Fault::None);
    let mut store = SplitStore::new(database, bucket.clone());
    bucket.faults.plan(Fault::From(1));
    assert_eq!(store.get(link(0)), Err(SplitError::Contents(BucketError(1))), "paste if the contents fail");
    bucket.faults.plan(Fault::From(1));
    assert_eq!(store.sweep(), Err(SplitError::Contents(BucketError(1))), "result of a sweep if the contents fail");
}

/// Rules: 4.2, 4.3
#[test]
fn a_failed_get_or_expired_changes_nothing() {
    for_each_failure(|store| store.get(link(1)), |store, _, _, fault| assert_old_pastes(store, &[0, 1, 2], fault));
    for_each_failure(
        |store| store.expired(Timestamp(20), 9),
        |store, _, _, fault| {
            assert_old_pastes(store, &[0, 1, 2], fault);
            assert_eq!(store.expired(Timestamp(20), 9), Ok(links([1, 2])), "links listed after {fault:?}");
        },
    );
}

/// Rules: 4.2, 4.3, 4.4
#[test]
fn a_failed_insert_leaves_the_link_free() {
    for_each_failure(
        |store| store.insert(link(5), &paste("new", at(5))),
        |store, _, _, fault| {
            assert_old_pastes(store, &[0, 1, 2], fault);
            assert_eq!(store.get(link(5)), Ok(None), "paste after an insert with {fault:?}");
            assert_eq!(store.expired(Timestamp(99), 9), Ok(links([1, 2])), "links listed after {fault:?}");
            let again = store.insert(link(5), &paste("again", at(7)));
            assert_eq!(again, Ok(true), "result of the next insert after {fault:?}");
            let found = store.get(link(5));
            assert_eq!(found, Ok(Some(paste("again", at(7)))), "paste after the next insert, after {fault:?}");
        },
    );
}

/// Rules: 4.2, 4.3
#[test]
fn a_failed_insert_under_a_taken_link_changes_nothing() {
    for_each_failure(
        |store| store.insert(link(1), &paste("new", at(5))),
        |store, _, _, fault| assert_old_pastes(store, &[0, 1, 2], fault),
    );
}

/// Rules: 4.2, 4.3, 4.5
#[test]
fn a_failed_remove_leaves_a_paste_whole_or_gone() {
    for_each_failure(
        |store| store.remove(link(1)),
        |store, _, _, fault| {
            assert_old_pastes(store, &[0, 2], fault);
            let left = store.get(link(1));
            let is_whole_or_gone = left == Ok(None) || left == Ok(Some(paste("one", at(10))));
            assert!(is_whole_or_gone, "the paste after a remove with {fault:?} is {left:?}");
            assert_eq!(store.remove(link(1)), Ok(()), "result of the next remove after {fault:?}");
            assert_eq!(store.get(link(1)), Ok(None), "paste after the next remove, after {fault:?}");
            insert(store, 1, &paste("new", at(30)));
            let found = store.get(link(1));
            assert_eq!(found, Ok(Some(paste("new", at(30)))), "new paste under the link, after {fault:?}");
        },
    );
}

/// Rules: 4.3, 4.4, 4.5
#[test]
fn a_paste_inserted_after_a_failure_stays() {
    let new = paste("new", at(30));
    let check = |store: &mut Split, number: u64, fault: Fault| {
        let left = store.get(link(number)).expect("no call fails");
        let inserted = store.insert(link(number), &new);
        assert_eq!(inserted, Ok(left.is_none()), "result of the next insert after {fault:?}");
        insert(store, 8, &paste("other", at(40)));
        assert_eq!(store.remove(link(2)), Ok(()), "result of removing another paste after {fault:?}");
        assert!(store.sweep().is_ok(), "a sweep failed after {fault:?}");
        let expected = left.unwrap_or_else(|| new.clone());
        let found = store.get(link(number));
        assert_eq!(found, Ok(Some(expected)), "paste after other operations that follow {fault:?}");
    };
    for_each_failure(|store| store.remove(link(1)), |store, _, _, fault| check(store, 1, fault));
    for_each_failure(|store| store.insert(link(5), &paste("lost", at(5))), |store, _, _, fault| check(store, 5, fault));
}

/// Rules: 4.2, 4.6
#[test]
fn a_purge_after_a_failed_purge_removes_the_rest() {
    let clock = ManualClock::default();
    clock.set(20);
    for_each_failure(
        |store| service(store, &clock).purge(9),
        |store, database, bucket, fault| {
            assert_old_pastes(store, &[0], fault);
            assert!(service(&mut *store, &clock).purge(9).is_ok(), "the next purge failed after {fault:?}");
            assert_eq!(database.expiries.borrow().len(), 1, "number of expiries after the next purge, after {fault:?}");
            assert!(store.sweep().is_ok(), "a sweep failed after {fault:?}");
            assert_eq!(bucket.texts.borrow().len(), 1, "number of texts after a purge and a sweep, after {fault:?}");
            assert_old_pastes(store, &[0], fault);
        },
    );
}

/// Rules: 4.4
#[test]
fn a_failed_paste_leaves_nothing_readable() {
    let (store, database, _) = split_store();
    let (candidates, clock) = (Candidates::default(), ManualClock::default());
    let mut service = Pastebin::new(store, candidates.clone(), clock, LIMITS);
    for call in 1..=3 {
        candidates.plan(&[7]);
        database.faults.plan(Fault::From(call));
        let result = service.paste("text", minutes(1));
        let Some(failed) = database.faults.failed() else { break };
        assert!(matches!(result, Err(PasteError::Store(_))), "pasting returned {result:?}, but call {failed} failed");
        database.faults.plan(Fault::None);
        let result = service.read(link(7));
        assert_eq!(result, Err(ReadError::NotFound(link(7))), "result of reading after call {failed} failed");
    }
    database.faults.plan(Fault::None);
    candidates.plan(&[7]);
    assert_eq!(service.paste("text", None), Ok(link(7)), "result of pasting when the ports work");
    assert_eq!(service.read(link(7)).as_deref(), Ok("text"), "text of that paste");
}

/// Rules: 4.7
#[test]
fn sweep_removes_contents_without_metadata() {
    let (mut store, database, bucket) = filled();
    assert_eq!(store.sweep(), Ok(3), "number of contents removed by a sweep");
    let left: Vec<_> = bucket.texts.borrow().keys().copied().collect();
    assert_eq!(left, links([0, 1, 2]), "links of the contents after a sweep");
    assert_eq!(database.expiries.borrow().len(), 3, "number of expiries after a sweep");
    assert_eq!(store.sweep(), Ok(0), "number of contents removed by a second sweep");
    bucket.texts.borrow_mut().insert(link(9), "orphan".to_owned());
    assert_eq!(store.sweep(), Ok(1), "number of contents removed by a third sweep, after another paste was left over");
    assert_old_pastes(&mut store, &[0, 1, 2], Fault::None);
    database.expiries.borrow_mut().remove(&link(2));
    assert_eq!(store.sweep(), Ok(1), "number of contents removed by a fourth sweep, after some metadata were removed");
}

/// Rules: 4.7
#[test]
fn sweep_removes_any_number_of_contents() {
    let (mut store, _, bucket) = filled();
    bucket.texts.borrow_mut().extend((1_000..2_500).map(|number| (link(number), "orphan".to_owned())));
    assert_eq!(store.sweep(), Ok(1_503), "number of contents removed by a sweep, of 1,503 without metadata");
    assert_eq!(bucket.texts.borrow().len(), 3, "number of texts after a sweep");
}

/// Rules: 4.7
#[test]
fn sweep_keeps_expired_pastes() {
    let (mut store, _, bucket) = filled();
    let clock = ManualClock::default();
    clock.set(1_000);
    assert_eq!(service(&mut store, &clock).read(link(1)), Err(ReadError::NotFound(link(1))), "reading at 1,000");
    assert_eq!(store.sweep(), Ok(3), "number of contents removed by a sweep");
    assert_eq!(service(&mut store, &clock).purge(1), Ok(links([1])), "links purged after that sweep");
    assert_eq!(bucket.texts.borrow().len(), 2, "number of texts after that purge");
}

/// Rules: 4.2, 4.3, 4.8
#[test]
fn a_sweep_after_a_failed_sweep_removes_the_rest() {
    for_each_failure(Split::sweep, |store, _, bucket, fault| {
        assert!(store.sweep().is_ok(), "the next sweep failed after {fault:?}");
        assert_eq!(bucket.texts.borrow().len(), 3, "number of texts after the next sweep, after {fault:?}");
        assert_old_pastes(store, &[0, 1, 2], fault);
    });
}

/// Rules: 4.3, 4.7, 4.8
#[test]
fn a_sweep_after_a_failed_sweep_keeps_new_pastes() {
    for_each_failure(Split::sweep, |store, _, bucket, fault| {
        for number in ORPHANS {
            insert(store, number, &paste("new", at(30)));
        }
        assert_eq!(store.sweep(), Ok(0), "number of contents removed by the next sweep, after {fault:?}");
        assert_eq!(bucket.texts.borrow().len(), 6, "number of texts of six pastes, after {fault:?}");
        for number in ORPHANS {
            let found = store.get(link(number));
            assert_eq!(found, Ok(Some(paste("new", at(30)))), "paste inserted after a sweep with {fault:?}");
        }
    });
}

/// Rules: 4.7, 4.9
#[test]
fn a_paste_without_contents_is_damaged() {
    let (mut store, database, bucket) = filled();
    bucket.texts.borrow_mut().remove(&link(1));
    assert_eq!(store.get(link(1)), Err(SplitError::Damaged(link(1))), "paste whose contents have disappeared");
    let clock = ManualClock::default();
    let result = service(&mut store, &clock).read(link(1));
    let expected = Err(ReadError::Store(SplitError::Damaged(link(1))));
    assert_eq!(result, expected, "result of reading a paste whose contents have disappeared");
    assert_old_pastes(&mut store, &[0, 2], Fault::None);
    let inserted = store.insert(link(1), &paste("new", Expiry::Never));
    assert_eq!(inserted, Ok(false), "result of inserting under the link of a damaged paste");
    assert_eq!(store.get(link(1)), Err(SplitError::Damaged(link(1))), "damaged paste after that");
    assert_eq!(store.sweep(), Ok(3), "number of contents without metadata that a sweep removed");
    assert_eq!(database.expiries.borrow().len(), 3, "number of expiries after that sweep, with the damaged paste's");
    clock.set(10);
    assert_eq!(service(&mut store, &clock).purge(9), Ok(links([1])), "links purged when it is expired");
    assert_eq!(store.get(link(1)), Ok(None), "paste after the purge");
    bucket.texts.borrow_mut().remove(&link(2));
    assert_eq!(store.remove(link(2)), Ok(()), "result of removing a damaged paste");
    assert_eq!(database.expiries.borrow().len(), 1, "number of expiries after both");
}

/// Rules: 2.4, 4.9
#[test]
fn paste_skips_the_link_of_a_damaged_paste() {
    let (mut store, database, bucket) = filled();
    bucket.texts.borrow_mut().remove(&link(1));
    let candidates = Candidates::default();
    candidates.plan(&[1, 3]);
    let pasted = Pastebin::new(&mut store, candidates, ManualClock::default(), LIMITS).paste("new", None);
    assert_eq!(pasted, Ok(link(3)), "link of a paste whose first candidate has a paste without contents");
    assert_eq!(store.get(link(3)), Ok(Some(paste("new", Expiry::Never))), "that paste");
    assert_eq!(database.expiries.borrow().get(&link(1)), Some(&at(10)), "expiry of the damaged paste after that");
}

/// Rules: 4.2, 4.3, 4.4, 4.5, 4.6
#[test]
fn a_service_with_a_split_store_obeys_the_laws() {
    obeys_the_laws_of_a_service(true, || {
        let (store, database, _) = split_store();
        let faults = database.faults.clone();
        Setup { store, faults, taken: Box::new(move || database.expiries.borrow().keys().copied().collect()) }
    });
}
