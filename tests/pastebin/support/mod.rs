//! Helpers that the stages share: builders, the suite's adapters, and the laws of stores and services.

// Some helpers are unused when a stage is left out.
#![allow(dead_code, unused_imports)]

mod adapters;
mod faults;
mod model;
mod operations;
mod service_law;
mod store_law;

use std::num::{NonZeroU32, NonZeroU64, NonZeroUsize};

use pastebin::{Expiry, Limits, Link, Paste, Pastebin, Store, Timestamp};

pub use adapters::{
    AppendOnlyStore, Bucket, BucketError, Call, Candidates, Database, DatabaseError, FakeStore, ManualClock, Outage,
};
pub use faults::{Fault, Faults};
pub use model::Model;
pub use operations::{LINKS, StoreOperation, any_store_operations_with_many_gets};
pub use service_law::{Setup, obeys_the_laws_of_a_service, split_store};
pub use store_law::obeys_the_laws_of_a_store;

/// Returns the link with a number.
#[track_caller]
pub fn link(number: u64) -> Link {
    Link::try_from(number).expect("a number below 62^7")
}

pub fn links<const N: usize>(numbers: [u64; N]) -> Vec<Link> {
    numbers.into_iter().map(link).collect()
}

/// Returns the expiry at a time in seconds.
pub fn at(seconds: u64) -> Expiry {
    Expiry::At(Timestamp(seconds))
}

pub fn paste(text: &str, expiry: Expiry) -> Paste {
    Paste { text: text.to_owned(), expiry }
}

pub fn minutes(minutes: u64) -> Option<NonZeroU64> {
    Some(NonZeroU64::new(minutes).expect("at least one minute"))
}

pub fn capacity(pastes: usize) -> NonZeroUsize {
    NonZeroUsize::new(pastes).expect("at least one paste")
}

/// Limits of 20 bytes and three candidates.
pub const LIMITS: Limits = Limits { max_size: 20, attempts: NonZeroU32::new(3).unwrap() };

/// A service with the suite's link source and clock.
pub type Service<S> = Pastebin<S, Candidates, ManualClock>;

/// Creates a service with a store, links numbered 0, 1, 2 and so on, and a clock.
pub fn service<S: Store>(store: S, clock: &ManualClock) -> Service<S> {
    Pastebin::new(store, Candidates::default(), clock.clone(), LIMITS)
}

/// Inserts a paste, and panics if the link is taken or the store fails.
#[track_caller]
pub fn insert(store: &mut impl Store, number: u64, paste: &Paste) {
    match store.insert(link(number), paste) {
        Ok(true) => {}
        other => panic!("inserting a paste under the free link {number} returned {other:?}"),
    }
}
