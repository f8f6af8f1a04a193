//! What a kata asks for: the items and names of its stub.

use std::collections::BTreeSet;

/// An item's name with the path of its owner.
pub(crate) type ItemKey = (Option<String>, String);

/// The items and names that the stub gives. A learner is not free to rename them.
#[derive(Clone, Debug, Default)]
pub struct Contract {
    /// The stub's public items.
    pub api: BTreeSet<String>,
    /// Every name in the public API.
    pub(super) names: BTreeSet<String>,
    /// The public fields.
    pub(super) fields: BTreeSet<String>,
    /// The items by owner.
    pub(super) items: BTreeSet<ItemKey>,
}
