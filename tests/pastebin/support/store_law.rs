//! The law of stores: every store is a map.

use std::collections::BTreeMap;

use pastebin::{Link, Paste, Store, Timestamp};

use super::adapters::first_expired;
use super::operations::{LINKS, StoreOperation, any_store_operations};
use super::{link, paste};

/// Asserts that the stores that `create` returns equal a map, after any operations. `lists` says whether to call
/// `expired`, too.
#[track_caller]
pub fn obeys_the_laws_of_a_store<S: Store>(lists: bool, create: impl Fn() -> S) {
    testkit::law(any_store_operations(), |operations| {
        let mut store = create();
        let mut model = BTreeMap::new();
        for operation in operations {
            if lists || !matches!(operation, StoreOperation::Expired(..)) {
                assert_same_result(&mut store, &mut model, &operation);
            }
            for number in LINKS {
                let found = store
                    .get(link(number))
                    .unwrap_or_else(|error| panic!("getting paste {number} after {operation:?} returned {error:?}"));
                assert_eq!(found.as_ref(), model.get(&link(number)), "paste {number} after {operation:?}");
            }
        }
        if lists {
            // Not after each operation, because a store may clean up whenever it lists.
            for limit in [2, LINKS.len()] {
                assert_same_result(&mut store, &mut model, &StoreOperation::Expired(9, limit));
            }
        }
    });
}

fn assert_same_result(store: &mut impl Store, model: &mut BTreeMap<Link, Paste>, operation: &StoreOperation) {
    match *operation {
        StoreOperation::Insert(number, text, expiry) => {
            let (link, paste) = (link(number), paste(text, expiry));
            let inserted = store.insert(link, &paste).expect("no call fails");
            assert_eq!(inserted, !model.contains_key(&link), "result of {operation:?}");
            model.entry(link).or_insert(paste);
        }
        StoreOperation::Get(number) => {
            let found = store.get(link(number)).expect("no call fails");
            assert_eq!(found.as_ref(), model.get(&link(number)), "result of {operation:?}");
        }
        StoreOperation::Remove(number) => {
            store.remove(link(number)).expect("no call fails");
            model.remove(&link(number));
        }
        StoreOperation::Expired(now, limit) => {
            let listed = store.expired(Timestamp(now), limit).expect("no call fails");
            let expiries = model.iter().map(|(&link, paste)| (paste.expiry, link)).collect();
            assert_eq!(listed, first_expired(expiries, Timestamp(now), limit), "result of {operation:?}");
        }
    }
}
