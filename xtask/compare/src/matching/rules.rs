//! The rules by which two items may correspond. Each returns their similarity, or `None`.

use std::collections::BTreeSet;

use super::matcher::Matcher;
use crate::design::{Design, Item, ItemKind};

/// The least similarity of types.
const SIMILAR_TYPES: f64 = 0.30;
/// The least similarity of methods of matched types.
pub(super) const SIMILAR_METHODS: f64 = 0.45;
/// The least similarity of methods of different types.
pub(super) const SIMILAR_MOVED: f64 = 0.60;
/// The least similarity with the same name or the same signature up to names.
const SIMILAR_WITH_MORE: f64 = 0.25;
/// A body with fewer shingles than this is similar to too many others.
const FEWEST_SHINGLES: usize = 8;
/// Structs correspond if this share of their fields has the same names and types,
const SIMILAR_FIELDS: f64 = 0.5;
/// and at least this number.
const FEWEST_FIELDS: usize = 3;
/// Two methods of one type correspond if their signatures are the same and have this number of distinctive words.
const DISTINCTIVE_SIGNATURE: usize = 4;

impl Matcher<'_> {
    /// Items that differ in nothing but names, and have at least `least` distinctive words.
    pub(super) fn same_but_for_names(&self, left: usize, right: usize, least: usize) -> Option<f64> {
        let (a, b) = self.items(left, right);
        let (x, y) = (&a.normalized, &b.normalized);
        let same = a.kind == b.kind && x.signature == y.signature && x.blurred_body == y.blurred_body;
        let named = a.given || b.given || a.kind == ItemKind::Implementation || is_implemented(self.left, a);
        (same && !named && x.distinctive >= least && !x.shingles.is_empty()).then_some(1.0)
    }

    /// Types and traits with similar members.
    pub(super) fn similar_types(&self, left: usize, right: usize) -> Option<f64> {
        let (a, b) = self.items(left, right);
        let types = [ItemKind::Struct, ItemKind::Enum, ItemKind::Trait];
        // Names that were given have been compared already.
        if !types.contains(&a.kind) || !a.kind.is_like(b.kind) || a.given || b.given {
            return None;
        }
        let (a, b) = (all_shingles(self.left, left), all_shingles(self.right, right));
        let similarity = self.similarity.of(&a, &b);
        (a.len().min(b.len()) >= FEWEST_SHINGLES && similarity >= SIMILAR_TYPES).then_some(similarity)
    }

    /// Structs with similar fields.
    pub(super) fn similar_fields(&self, left: usize, right: usize) -> Option<f64> {
        let (a, b) = self.items(left, right);
        let (common, all) = (a.fields.intersection(&b.fields).count(), a.fields.union(&b.fields).count());
        let share = if all == 0 { 0.0 } else { common as f64 / all as f64 };
        (!a.given && !b.given && common >= FEWEST_FIELDS && share >= SIMILAR_FIELDS).then_some(share)
    }

    /// Methods with the same distinctive signature, up to names and integer types.
    pub(super) fn same_signature(&self, left: usize, right: usize) -> Option<f64> {
        let (a, b) = self.items(left, right);
        let (x, y) = (&a.normalized, &b.normalized);
        let methods = a.kind == ItemKind::Method && b.kind == ItemKind::Method;
        let same = methods
            && self.are_own(a, b)
            && x.signature_without_integers == y.signature_without_integers
            && x.distinctive_in_signature >= DISTINCTIVE_SIGNATURE;
        same.then(|| self.similarity.of_items(a, b))
    }

    /// Functions whose bodies are similar by at least `limit`.
    pub(super) fn similar_functions(&self, left: usize, right: usize, limit: f64) -> Option<f64> {
        let (a, b) = self.items(left, right);
        let (x, y) = (&a.normalized, &b.normalized);
        let functions = [a, b].iter().all(|item| matches!(item.kind, ItemKind::Function | ItemKind::Method));
        if !functions || !self.are_own(a, b) || x.shingles.len().min(y.shingles.len()) < FEWEST_SHINGLES {
            return None;
        }
        // A method that borrows and one that consumes are opposites, however similar their bodies are.
        let other_receiver = a.receiver != b.receiver && a.receiver.is_some() && b.receiver.is_some();
        // A constructor of another type has not moved.
        let constructor = a.is_constructor || b.is_constructor;
        let other_type = a.parent.is_some() && b.parent.is_some() && !self.same_owner(a, b);
        if other_receiver || constructor && other_type {
            return None;
        }
        let similarity = self.similarity.of_items(a, b);
        let with_more = a.name == b.name || x.signature_without_integers == y.signature_without_integers;
        let limit = if with_more { SIMILAR_WITH_MORE.min(limit) } else { limit };
        (similarity >= limit).then_some(similarity)
    }

    /// Whether neither item was given, nor belongs to a trait.
    fn are_own(&self, a: &Item, b: &Item) -> bool {
        !a.given && !b.given && !is_of_a_trait(self.left, a) && !is_of_a_trait(self.right, b)
    }
}

/// Whether an item belongs to an implementation of a trait.
pub(super) fn is_implemented(of: &Design, item: &Item) -> bool {
    of.parent(item).is_some_and(|parent| parent.kind == ItemKind::Implementation)
}

fn is_of_a_trait(of: &Design, item: &Item) -> bool {
    of.parent(item).is_some_and(|parent| matches!(parent.kind, ItemKind::Implementation | ItemKind::Trait))
}

/// The shingles of an item and of all its members.
fn all_shingles(of: &Design, item: usize) -> BTreeSet<u64> {
    let mut shingles = of.items[item].normalized.shingles.clone();
    for member in of.members(Some(item)) {
        shingles.extend(all_shingles(of, member));
    }
    shingles
}
