//! The operations that laws generate. They use few links and times, so that they meet each other.

use pastebin::{Expiry, Link};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

use super::{Fault, at};

/// The numbers of the links that operations use. The fourth is 0 if it is cut to 32 bits or fewer.
pub const LINKS: [u64; 5] = [0, 1, 2, 1 << 32, Link::COUNT - 1];

/// An operation on a store. Links and times are numbers.
#[derive(Clone, Debug)]
pub enum StoreOperation {
    Insert(u64, &'static str, Expiry),
    Get(u64),
    Remove(u64),
    Expired(u64, usize),
}

pub fn any_store_operations() -> impl Strategy<Value = Vec<StoreOperation>> + 'static {
    vec(any_store_operation(), 0..24)
}

/// Generates operations of which more than half are gets.
pub fn any_store_operations_with_many_gets() -> impl Strategy<Value = Vec<StoreOperation>> + 'static {
    vec(prop_oneof![any_store_operation(), any_link().prop_map(StoreOperation::Get)], 0..40)
}

fn any_store_operation() -> impl Strategy<Value = StoreOperation> + 'static {
    let expiry = prop_oneof![3 => (0..4u64).prop_map(at), 1 => Just(Expiry::Never)];
    // A service refuses an empty text, but a store keeps it.
    let text = prop_oneof![3 => any_text(), 1 => Just("")];
    prop_oneof![
        3 => (any_link(), text, expiry).prop_map(|(link, text, expiry)| StoreOperation::Insert(link, text, expiry)),
        2 => any_link().prop_map(StoreOperation::Get),
        2 => any_link().prop_map(StoreOperation::Remove),
        1 => (0..5u64, 0..4usize).prop_map(|(now, limit)| StoreOperation::Expired(now, limit)),
    ]
}

/// An operation on a service.
#[derive(Clone, Debug)]
pub enum Operation {
    /// Pastes a text with a lifetime in minutes. The link source returns the candidates.
    Paste(&'static str, Option<u64>, Vec<u64>),
    Read(u64),
    Purge(usize),
    /// Sets the clock, forward or back.
    SetClock(u64),
}

/// Generates operations, and the calls that fail in each of them.
pub fn any_operations() -> impl Strategy<Value = Vec<(Operation, Fault)>> + 'static {
    let paste = (any_text(), option::of(1..4u64), vec(any_link(), 3));
    let operation = prop_oneof![
        4 => paste.prop_map(|(text, minutes, candidates)| Operation::Paste(text, minutes, candidates)),
        1 => any_link().prop_map(Operation::Read),
        2 => (0..4usize).prop_map(Operation::Purge),
        2 => prop::sample::select(vec![0, 59, 60, 61, 119, 120, 180, 240, 300]).prop_map(Operation::SetClock),
    ];
    let fault = prop_oneof![
        2 => Just(Fault::None),
        1 => (1..8usize).prop_map(Fault::Once),
        1 => (1..8usize).prop_map(Fault::From),
    ];
    vec((operation, fault), 0..16)
}

fn any_link() -> impl Strategy<Value = u64> + Clone + 'static {
    prop::sample::select(LINKS.as_slice())
}

fn any_text() -> impl Strategy<Value = &'static str> + Clone + 'static {
    prop::sample::select(vec!["a", "b", "c"])
}
