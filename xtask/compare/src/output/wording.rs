//! The phrases that say how an item differs.

use crate::compared_items::{ComparedItem, ItemStatus, ShownItem};
use crate::comparison::Comparison;
use crate::design::ItemKind;

/// A side's name in a sentence.
pub(super) fn the(name: &str) -> String {
    if name == "reference" { "the reference".to_owned() } else { name.to_owned() }
}

/// A phrase about a side: `only in` becomes "only yours" or "only in the reference".
fn in_side(name: &str, what: &str) -> String {
    match (name, what) {
        ("yours", "only in") => "only yours".to_owned(),
        ("yours", "made by a macro in") => "made by a macro of yours".to_owned(),
        ("yours", _) => format!("{what} your code"),
        _ => format!("{what} {}", the(name)),
    }
}

/// How an item differs, in words; empty if it is the same.
pub(super) fn difference(comparison: &Comparison, item: &ComparedItem) -> String {
    let (left, right) = (comparison.left.name.as_str(), comparison.right.name.as_str());
    let by_hand = |shown: &Option<ShownItem>| shown.as_ref().is_some_and(|shown| !shown.signature.starts_with('#'));
    let what = match (item.status, item.kind) {
        (ItemStatus::OnlyLeft, _) => in_side(left, "only in"),
        (ItemStatus::OnlyRight, _) => in_side(right, "only in"),
        (ItemStatus::Unwritten, _) => "not written yet".to_owned(),
        (ItemStatus::Macro, _) => {
            let other = if item.left.is_some() { right } else { left };
            format!("{}, and not compared", in_side(other, "made by a macro in"))
        }
        (ItemStatus::Same, _) if item.is_renamed() || item.moved => "the same".to_owned(),
        (ItemStatus::Same, _) => String::new(),
        (ItemStatus::Signature, ItemKind::Method | ItemKind::Function) => "another signature".to_owned(),
        (ItemStatus::Signature, _) => match (&item.left, &item.right) {
            (Some(a), Some(b)) => format!("`{}` in the place of `{}`", a.signature, b.signature),
            _ => "another head".to_owned(),
        },
        (ItemStatus::Body, ItemKind::Implementation)
            if !item.names_only && by_hand(&item.left) != by_hand(&item.right) =>
        {
            let (derived, written) = if by_hand(&item.left) { (right, left) } else { (left, right) };
            format!("{}, {}", in_side(derived, "derived in"), in_side(written, "written out in"))
        }
        (ItemStatus::Body, kind) => other_body(kind, item.names_only).to_owned(),
    };
    match &item.right {
        Some(theirs) if item.moved => format!("{what}, {} in {}", theirs.path, the(right)),
        Some(theirs) if item.is_renamed() => format!("{what}, called {} in {}", theirs.name, the(right)),
        _ => what,
    }
}

fn other_body(kind: ItemKind, names_only: bool) -> &'static str {
    match (kind, names_only) {
        (ItemKind::Struct, true) => "the same fields, by other names",
        (ItemKind::Enum, true) => "the same variants, by other names",
        (_, true) => "the same but for names",
        (ItemKind::Struct, _) => "other fields",
        (ItemKind::Enum, _) => "other variants",
        (ItemKind::Constant, _) => "another value",
        (ItemKind::Trait | ItemKind::Implementation | ItemKind::Alias, _) => "other types in it",
        _ => "another body",
    }
}
