//! The items of two designs, each beside its counterpart, and how the two differ.

use std::collections::BTreeSet;
use std::path::PathBuf;

use serde::Serialize;

use crate::design::{Design, Item, ItemKind};
use crate::matching::{Matching, renames};

/// How an item differs between the two sides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ItemStatus {
    /// Equal but for the names of variables.
    Same,
    /// The same signature with another body, other fields or other variants.
    Body,
    /// Another signature.
    Signature,
    /// Only the left has it.
    OnlyLeft,
    /// Only the right has it.
    OnlyRight,
    /// The left has it as a `todo!()`. The code of the right is not shown.
    Unwritten,
    /// One side has it, and the other passes its name to a macro that may define it.
    Macro,
}

/// An item of one side or a pair of both, with its members.
#[derive(Clone, Debug, Serialize)]
pub struct ComparedItem {
    /// How the sides differ.
    pub status: ItemStatus,
    /// The kind, on the left if it is there.
    pub kind: ItemKind,
    /// Whether the stub has it.
    pub given: bool,
    /// Whether it belongs to another type on the other side.
    pub moved: bool,
    /// Of another body: whether only names differ that were free to choose.
    pub names_only: bool,
    /// The similarity of the bodies, from 0 to 1, where both have one.
    #[serde(rename = "likeness")]
    pub similarity: Option<f64>,
    /// The item of the left.
    pub left: Option<ShownItem>,
    /// The item of the right.
    pub right: Option<ShownItem>,
    /// The members.
    #[serde(rename = "parts")]
    pub members: Vec<ComparedItem>,
}

/// An item as it is shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ShownItem {
    /// Its name alone.
    pub name: String,
    /// Its name with those of its owners.
    pub path: String,
    /// Its signature.
    pub signature: String,
    /// Its file.
    pub file: PathBuf,
    /// The line that it starts in, from 1.
    pub line: usize,
    /// The number of lines with code.
    pub lines: usize,
    /// Its code without comments; `None` if it would give something away.
    pub code: Option<String>,
}

impl ComparedItem {
    /// The item of the left if it is there, else that of the right.
    pub fn shown(&self) -> &ShownItem {
        self.left.as_ref().or(self.right.as_ref()).expect("an item is on one side or on both")
    }

    /// Whether its name is another on the other side.
    pub fn is_renamed(&self) -> bool {
        matches!((&self.left, &self.right), (Some(left), Some(right)) if left.name != right.name)
    }

    /// Whether it and all its members are the same on both sides.
    pub fn is_same(&self) -> bool {
        self.status == ItemStatus::Same && !self.moved && !self.is_renamed() && self.members.iter().all(Self::is_same)
    }

    /// This item and all its members.
    pub fn all(&self) -> Vec<&Self> {
        std::iter::once(self).chain(self.members.iter().flat_map(Self::all)).collect()
    }
}

/// The items of two designs: those of the left in their order, then those that only the right has.
pub fn compare_items(left: &Design, right: &Design) -> Vec<ComparedItem> {
    let matching = Matching::of(left, right);
    let unfinished = left.items.iter().any(|item| item.unwritten);
    ItemComparer { left, right, matching, unfinished }.members(None, None)
}

struct ItemComparer<'a> {
    left: &'a Design,
    right: &'a Design,
    matching: Matching,
    /// Whether something of the left is not written yet. The solution to it may be what only the right has.
    unfinished: bool,
}

impl ItemComparer<'_> {
    fn members(&self, left: Option<usize>, right: Option<usize>) -> Vec<ComparedItem> {
        // The counterparts of an unmatched item's members were moved: they are listed where they are on the left.
        let has_lefts = left.is_some() || right.is_none();
        let has_rights = right.is_some() || left.is_none();
        let lefts = self.left.members(left).filter(|_| has_lefts);
        let lefts = lefts.map(|left| self.item(Some(left), self.matching.right_of(left)));
        let rights = self.right.members(right).filter(|right| has_rights && !self.matching.has_right(*right));
        lefts.chain(rights.map(|right| self.item(None, Some(right)))).collect()
    }

    fn item(&self, left: Option<usize>, right: Option<usize>) -> ComparedItem {
        let (a, b) = (left.map(|left| &self.left.items[left]), right.map(|right| &self.right.items[right]));
        let item = a.or(b).expect("an item is on one side or on both");
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
            (Some(a), None) if may_be_made_by(&self.right.macro_words, self.left, a) => ItemStatus::Macro,
            (None, Some(b)) if may_be_made_by(&self.left.macro_words, self.right, b) => ItemStatus::Macro,
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

/// Whether macros of the other side may define an item: it was given, and these words, which are passed to macros, have its
/// name or an owner's.
fn may_be_made_by(macro_words: &BTreeSet<String>, of: &Design, item: &Item) -> bool {
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
