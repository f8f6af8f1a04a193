//! The rules for corresponding items. Each returns the similarity of two items, or `None` if they do not correspond.

use std::collections::BTreeSet;

use super::matcher::Matcher;
use crate::design::{Design, Item, ItemKind};

/// The minimum similarity of types.
const MIN_TYPES: f64 = 0.30;
/// The minimum similarity of methods of matched types.
pub(super) const MIN_METHODS: f64 = 0.45;
/// The minimum similarity of methods of different types.
pub(super) const MIN_MOVED: f64 = 0.60;
/// The minimum similarity of functions with the same name, or the same signature except for names.
const MIN_WITH_NAME_OR_SIGNATURE: f64 = 0.25;
/// The minimum number of shingles, since a shorter body resembles too many others.
const MIN_SHINGLES: usize = 8;
/// The minimum share of fields with the same name and type in corresponding structs.
const MIN_SHARE_OF_FIELDS: f64 = 0.5;
/// The minimum number of such fields.
const MIN_FIELDS: usize = 3;
/// The minimum number of distinctive words in a signature that identifies a method.
const MIN_DISTINCTIVE_WORDS: usize = 4;

impl Matcher<'_> {
    /// Matches items that differ only in names and have at least `min_distinctive` distinctive words.
    pub(super) fn same_except_for_names(&self, left: usize, right: usize, min_distinctive: usize) -> Option<f64> {
        let (a, b) = self.items(left, right);
        let (x, y) = (&a.normalized, &b.normalized);
        let same = a.kind == b.kind && x.signature == y.signature && x.anonymized_body == y.anonymized_body;
        let named = a.given || b.given || a.kind == ItemKind::Implementation || is_implemented(self.left, a);
        (same && !named && x.distinctive >= min_distinctive && !x.shingles.is_empty()).then_some(1.0)
    }

    /// Matches types and traits with similar members.
    pub(super) fn similar_types(&self, left: usize, right: usize) -> Option<f64> {
        let (a, b) = self.items(left, right);
        let types = [ItemKind::Struct, ItemKind::Enum, ItemKind::Trait];
        // Given types match only by name, which was checked before.
        if !types.contains(&a.kind) || !a.kind.is_like(b.kind) || a.given || b.given {
            return None;
        }
        let (a, b) = (all_shingles(self.left, left), all_shingles(self.right, right));
        let similarity = self.similarity.of(&a, &b);
        (a.len().min(b.len()) >= MIN_SHINGLES && similarity >= MIN_TYPES).then_some(similarity)
    }

    /// Matches structs with similar fields.
    pub(super) fn similar_fields(&self, left: usize, right: usize) -> Option<f64> {
        let (a, b) = self.items(left, right);
        let (common, all) = (a.fields.intersection(&b.fields).count(), a.fields.union(&b.fields).count());
        let share = if all == 0 { 0.0 } else { common as f64 / all as f64 };
        (!a.given && !b.given && common >= MIN_FIELDS && share >= MIN_SHARE_OF_FIELDS).then_some(share)
    }

    /// Matches methods with the same distinctive signature, except for names and integer types.
    pub(super) fn same_signature(&self, left: usize, right: usize) -> Option<f64> {
        let (a, b) = self.items(left, right);
        let (x, y) = (&a.normalized, &b.normalized);
        let methods = a.kind == ItemKind::Method && b.kind == ItemKind::Method;
        let same = methods
            && self.are_own(a, b)
            && x.signature_without_integers == y.signature_without_integers
            && x.distinctive_in_signature >= MIN_DISTINCTIVE_WORDS;
        same.then(|| self.similarity.of_items(a, b))
    }

    /// Matches functions with a similarity of at least `limit`.
    pub(super) fn similar_functions(&self, left: usize, right: usize, limit: f64) -> Option<f64> {
        let (a, b) = self.items(left, right);
        let (x, y) = (&a.normalized, &b.normalized);
        let functions = [a, b].iter().all(|item| matches!(item.kind, ItemKind::Function | ItemKind::Method));
        if !functions || !self.are_own(a, b) || x.shingles.len().min(y.shingles.len()) < MIN_SHINGLES {
            return None;
        }
        // A borrowing and a consuming method do different things, even with similar bodies.
        let other_receiver = a.receiver != b.receiver && a.receiver.is_some() && b.receiver.is_some();
        // Constructors do not move between types.
        let constructor = a.is_constructor || b.is_constructor;
        let other_type = a.parent.is_some() && b.parent.is_some() && !self.have_same_owner(a, b);
        if other_receiver || constructor && other_type {
            return None;
        }
        let similarity = self.similarity.of_items(a, b);
        let has_same_name_or_signature =
            a.name == b.name || x.signature_without_integers == y.signature_without_integers;
        let limit = if has_same_name_or_signature { MIN_WITH_NAME_OR_SIGNATURE.min(limit) } else { limit };
        (similarity >= limit).then_some(similarity)
    }

    /// Returns whether both items are neither given nor methods of a trait.
    fn are_own(&self, a: &Item, b: &Item) -> bool {
        !a.given && !b.given && !is_of_a_trait(self.left, a) && !is_of_a_trait(self.right, b)
    }
}

/// Returns whether an item belongs to an implementation of a trait.
pub(super) fn is_implemented(of: &Design, item: &Item) -> bool {
    of.parent(item).is_some_and(|parent| parent.kind == ItemKind::Implementation)
}

fn is_of_a_trait(of: &Design, item: &Item) -> bool {
    of.parent(item).is_some_and(|parent| matches!(parent.kind, ItemKind::Implementation | ItemKind::Trait))
}

/// Returns the shingles of an item and all its members.
fn all_shingles(of: &Design, item: usize) -> BTreeSet<u64> {
    let mut shingles = of.items[item].normalized.shingles.clone();
    for member in of.members(Some(item)) {
        shingles.extend(all_shingles(of, member));
    }
    shingles
}
