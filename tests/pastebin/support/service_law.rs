//! The law of services: a service is a map with a clock, whatever its store is, and whichever calls fail.

use std::cell::RefCell;
use std::mem;

use pastebin::{Link, PasteError, Pastebin, ReadError, SplitStore, Store};

use super::adapters::Shared;
use super::operations::{LINKS, Operation, any_operations};
use super::{Bucket, Candidates, Database, Fault, Faults, LIMITS, ManualClock, Model, Service, link, minutes};

/// A store for the law, with the faults of its calls.
pub struct Setup<S> {
    pub store: S,
    pub faults: Faults,
    /// Returns the links that are taken, without calling the store.
    pub taken: Box<dyn Fn() -> Vec<Link>>,
}

/// Creates a split store whose ports share a plan of failures, and returns it with its ports.
pub fn split_store() -> (SplitStore<Database, Bucket>, Database, Bucket) {
    let faults = Faults::default();
    let database = Database { faults: faults.clone(), ..Database::default() };
    let bucket = Bucket { faults, ..Bucket::default() };
    (SplitStore::new(database.clone(), bucket.clone()), database, bucket)
}

/// Asserts that two services with the same store equal a map with a clock, after any operations with any failures. The
/// services take turns, and after each operation, the other one reads all links. Without `lifetimes`, no paste expires.
#[track_caller]
pub fn obeys_the_laws_of_a_service<S: Store>(lifetimes: bool, create: impl Fn() -> Setup<S>) {
    testkit::law(any_operations(), |operations| {
        let Setup { store, faults, taken } = create();
        let (candidates, clock) = (Candidates::default(), ManualClock::default());
        let store = Shared::new(store);
        let new_service = || Pastebin::new(store.clone(), candidates.clone(), clock.clone(), LIMITS);
        let (mut service, mut other) = (new_service(), new_service());
        let mut model = Model::default();
        for (operation, fault) in operations {
            faults.plan(fault);
            let _ = clock.take_reads();
            match &operation {
                Operation::Paste(text, lifetime, planned) => {
                    let lifetime = lifetime.filter(|_| lifetimes);
                    candidates.plan(planned);
                    let result = service.paste(text, lifetime.and_then(minutes));
                    if faults.failed().is_some() {
                        assert!(matches!(result, Err(PasteError::Store(_))), "{operation:?} returned {result:?}");
                    } else {
                        let expected = model.paste(text, lifetime, planned);
                        assert_eq!(result.ok(), expected, "link returned by {operation:?}");
                    }
                }
                Operation::Read(number) => {
                    let result = service.read(link(*number));
                    if faults.failed().is_some() {
                        assert!(matches!(result, Err(ReadError::Store(_))), "{operation:?} returned {result:?}");
                    } else {
                        assert_eq!(result.ok().as_deref(), model.read(link(*number)), "text returned by {operation:?}");
                    }
                }
                Operation::Purge(_) if !lifetimes => {}
                Operation::Purge(limit) => {
                    let result = service.purge(*limit);
                    if faults.failed().is_some() {
                        assert!(result.is_err(), "{operation:?} returned {result:?} although a call failed");
                        model.forget_purged(&taken());
                    } else {
                        assert_eq!(result.ok(), Some(model.purge(*limit)), "links returned by {operation:?}");
                    }
                }
                Operation::SetClock(seconds) => {
                    clock.set(*seconds);
                    model.now = *seconds;
                }
            }
            let reads = clock.take_reads();
            assert!(reads <= 1 || !lifetimes, "{operation:?} read the clock {reads} times");
            faults.plan(Fault::None);
            mem::swap(&mut service, &mut other);
            assert_same_texts(&mut service, &model, &operation);
        }
    });
}

fn assert_same_texts<S: Store>(service: &mut Service<S>, model: &Model, after: &Operation) {
    for number in LINKS {
        match service.read(link(number)) {
            Err(ReadError::Store(error)) => panic!("reading link {number} after {after:?} returned {error:?}"),
            result => assert_eq!(
                result.ok().as_deref(),
                model.read(link(number)),
                "text of link {number}, read by another service after {after:?}"
            ),
        }
    }
}
