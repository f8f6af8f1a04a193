//! The items of two designs, paired with their counterparts and differences.

use std::collections::BTreeSet;
use std::path::PathBuf;

use serde::Serialize;

use crate::design::{Design, Item, ItemKind};
use crate::matching::{Matching, renames};

/// The difference between the two sides of an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ItemStatus {
    /// Both sides are equal, except for names of variables.
    Same,
    /// The signature is the same, but the body, the fields or the variants differ.
    Body,
    /// The signatures differ.
    Signature,
    /// Only the left has it.
    OnlyLeft,
    /// Only the right has it.
    OnlyRight,
    /// The left side still has a `todo!()`, so the right side's code is hidden.
    Unwritten,
    /// Only one side has it, and the other side passes its name to a macro that may define it.
    Macro,
}

/// An item with its members, from one side or from both.
#[derive(Clone, Debug, Serialize)]
pub struct ComparedItem {
    /// The difference between the sides.
    pub status: ItemStatus,
    /// The left item's kind, or the right item's if only that one exists.
    pub kind: ItemKind,
    /// True if the stub has it.
    pub given: bool,
    /// True if it belongs to a different type on each side.
    pub moved: bool,
    /// True for a different body in which only freely chosen names differ.
    pub names_only: bool,
    /// The similarity of the bodies, from 0 to 1, if both sides have one.
    #[serde(rename = "likeness")]
    pub similarity: Option<f64>,
    /// The left item.
    pub left: Option<ShownItem>,
    /// The right item.
    pub right: Option<ShownItem>,
    /// The members.
    #[serde(rename = "parts")]
    pub members: Vec<ComparedItem>,
}

/// The displayed properties of an item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ShownItem {
    /// The name without owners.
    pub name: String,
    /// The name with its owners.
    pub path: String,
    /// The signature.
    pub signature: String,
    /// The file.
    pub file: PathBuf,
    /// The first line, counted from 1.
    pub line: usize,
    /// The number of lines with code.
    pub lines: usize,
    /// The code without comments, or `None` if it would reveal a solution.
    pub code: Option<String>,
}

impl ComparedItem {
    /// Returns the left item, or else the right one.
    pub fn shown(&self) -> &ShownItem {
        self.left.as_ref().or(self.right.as_ref()).expect("an item exists on at least one side")
    }

    /// Returns whether the sides have different names.
    pub fn is_renamed(&self) -> bool {
        matches!((&self.left, &self.right), (Some(left), Some(right)) if left.name != right.name)
    }

    /// Returns whether the item and all its members are the same on both sides.
    pub fn is_same(&self) -> bool {
        self.status == ItemStatus::Same && !self.moved && !self.is_renamed() && self.members.iter().all(Self::is_same)
    }

    /// Returns how many lines differ between the sides, in this item without its members. A line in which only a part
    /// differs counts as that part.
    pub fn difference(&self) -> f64 {
        match self.status {
            ItemStatus::Same | ItemStatus::Unwritten | ItemStatus::Macro => 0.0,
            _ if self.names_only => 0.0,
            _ => {
                let lines = [&self.left, &self.right].into_iter().flatten().map(|side| side.lines).sum::<usize>();
                lines as f64 * (1.0 - self.similarity.unwrap_or_default())
            }
        }
    }

    /// Returns whether one side derives an implementation that the other side writes by hand.
    pub fn is_derived_on_one_side(&self) -> bool {
        let is_derived = |shown: &ShownItem| shown.signature.starts_with('#');
        match (&self.left, &self.right) {
            (Some(left), Some(right)) => self.kind == ItemKind::Implementation && is_derived(left) != is_derived(right),
            _ => false,
        }
    }

    /// Returns this item and all its members, recursively.
    pub fn all(&self) -> Vec<&Self> {
        std::iter::once(self).chain(self.members.iter().flat_map(Self::all)).collect()
    }
}

/// Pairs the items of two designs: the left items in their order, followed by those that only the right design has.
pub fn compare_items(left: &Design, right: &Design) -> Vec<ComparedItem> {
    let matching = Matching::of(left, right);
    let unfinished = left.items.iter().any(|item| item.unwritten);
    ItemComparer { left, right, matching, unfinished }.members(None, None)
}

struct ItemComparer<'a> {
    left: &'a Design,
    right: &'a Design,
    matching: Matching,
    /// True if the left design has unwritten items. An item that exists only on the right could then give away a
    /// solution.
    unfinished: bool,
}

impl ItemComparer<'_> {
    fn members(&self, left: Option<usize>, right: Option<usize>) -> Vec<ComparedItem> {
        // If an unmatched owner has a matched member, that member was moved, and is listed with its left owner.
        let has_lefts = left.is_some() || right.is_none();
        let has_rights = right.is_some() || left.is_none();
        let lefts = self.left.members(left).filter(|_| has_lefts);
        let lefts = lefts.map(|left| self.item(Some(left), self.matching.right_of(left)));
        let rights = self.right.members(right).filter(|right| has_rights && !self.matching.has_right(*right));
        lefts.chain(rights.map(|right| self.item(None, Some(right)))).collect()
    }

    fn item(&self, left: Option<usize>, right: Option<usize>) -> ComparedItem {
        let (a, b) = (left.map(|left| &self.left.items[left]), right.map(|right| &self.right.items[right]));
        let item = a.or(b).expect("an item exists on at least one side");
        let status = self.status(a, b);
        let is_hidden = if a.is_some() { status == ItemStatus::Unwritten } else { self.unfinished };
        let mut compared = ComparedItem {
            status,
            kind: item.kind,
            given: item.given,
            moved: false,
            names_only: false,
            similarity: None,
            left: a.map(|a| shown(self.left, a)),
            right: b.map(|b| ShownItem { code: (!is_hidden).then(|| b.code.clone()), ..shown(self.right, b) }),
            members: self.members(left, right),
        };
        if let (Some(a), Some(b)) = (a, b) {
            let renames = renames((self.left, a), (self.right, b)).unwrap_or_default();
            compared.names_only = status == ItemStatus::Body && !renames.is_empty();
            compared.moved = a.parent.map(|parent| self.matching.right_of(parent)) != b.parent.map(Some);
            let have_bodies = [a, b].iter().all(|item| !item.normalized.shingles.is_empty());
            compared.similarity = left.filter(|_| have_bodies).map(|left| self.matching.pairs[&left].1);
        }
        compared
    }

    fn status(&self, left: Option<&Item>, right: Option<&Item>) -> ItemStatus {
        let is_derived = |item: &Item| item.kind == ItemKind::Implementation && item.signature.starts_with('#');
        match (left, right) {
            (Some(a), b) if a.unwritten && b.is_none_or(|b| !b.unwritten) => ItemStatus::Unwritten,
            (Some(a), None) if may_be_defined_by(&self.right.macro_words, self.left, a) => ItemStatus::Macro,
            (None, Some(b)) if may_be_defined_by(&self.left.macro_words, self.right, b) => ItemStatus::Macro,
            (_, None) => ItemStatus::OnlyLeft,
            (None, _) => ItemStatus::OnlyRight,
            (Some(a), Some(b)) if a.kind != b.kind || a.normalized.signature != b.normalized.signature => {
                ItemStatus::Signature
            }
            (Some(a), Some(b)) if a.normalized.body != b.normalized.body || is_derived(a) != is_derived(b) => {
                ItemStatus::Body
            }
            _ => ItemStatus::Same,
        }
    }
}

/// Returns whether a macro on the other side may define a given item, that is, whether the `macro_words` passed to
/// macros include the item's name or an owner's name.
fn may_be_defined_by(macro_words: &BTreeSet<String>, of: &Design, item: &Item) -> bool {
    let mut owners = std::iter::successors(Some(item), |item| of.parent(item));
    owners.any(|item| macro_words.contains(&item.name) && item.given)
}

fn shown(of: &Design, item: &Item) -> ShownItem {
    ShownItem {
        name: item.name.clone(),
        path: of.path(item),
        signature: item.signature.clone(),
        file: item.file.clone(),
        line: item.line,
        lines: item.lines,
        code: Some(item.code.clone()),
    }
}
