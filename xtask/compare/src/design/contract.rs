//! The contract of a kata: the items and names of its stub.

use std::collections::BTreeSet;

/// The path of an item's owner and the item's name.
pub(crate) type ItemKey = (Option<String>, String);

/// The items and names given by the stub, which a learner must keep.
#[derive(Clone, Debug, Default)]
pub struct Contract {
    /// The public items.
    pub api: BTreeSet<String>,
    /// All names in the public API.
    pub(super) names: BTreeSet<String>,
    /// The public fields.
    pub(super) fields: BTreeSet<String>,
    /// The items, with their owners.
    pub(super) items: BTreeSet<ItemKey>,
    /// The fields of the stub's structs, private ones included, as `Owner.name: type`.
    pub(crate) given_fields: BTreeSet<String>,
    /// The functions and methods that the stub leaves to the learner.
    pub(super) unwritten: BTreeSet<ItemKey>,
}
