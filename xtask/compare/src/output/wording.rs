//! The phrases for differences.

use crate::compared_items::{ComparedItem, ItemStatus, ShownItem};
use crate::comparison::Comparison;
use crate::design::ItemKind;

/// Returns the name of a side in a sentence.
pub(super) fn side_phrase(name: &str) -> String {
    if name == "reference" { "the reference".to_owned() } else { name.to_owned() }
}

/// Appends a side to a phrase: `only in` becomes "only in your code" or "only in the reference".
fn in_side(name: &str, what: &str) -> String {
    match (name, what) {
        ("yours", _) => format!("{what} your code"),
        _ => format!("{what} {}", side_phrase(name)),
    }
}

/// Describes an item's difference, or returns an empty string if both sides are the same.
pub(super) fn difference(comparison: &Comparison, item: &ComparedItem) -> String {
    let (left, right) = (comparison.left.name.as_str(), comparison.right.name.as_str());
    let by_hand = |shown: &Option<ShownItem>| shown.as_ref().is_some_and(|shown| !shown.signature.starts_with('#'));
    let what = match (item.status, item.kind) {
        (ItemStatus::OnlyLeft, _) => in_side(left, "only in"),
        (ItemStatus::OnlyRight, _) => in_side(right, "only in"),
        (ItemStatus::Unwritten, _) => "not written yet".to_owned(),
        (ItemStatus::Macro, _) => {
            let other = if item.left.is_some() { right } else { left };
            format!("{}, not compared", in_side(other, "possibly defined by a macro in"))
        }
        (ItemStatus::Same, _) if item.is_renamed() || item.moved => "same".to_owned(),
        (ItemStatus::Same, _) => String::new(),
        (ItemStatus::Signature, ItemKind::Method | ItemKind::Function) => "different signature".to_owned(),
        (ItemStatus::Signature, _) => match (&item.left, &item.right) {
            (Some(a), Some(b)) => format!("`{}` instead of `{}`", a.signature, b.signature),
            _ => "different declaration".to_owned(),
        },
        (ItemStatus::Body, _) if !item.names_only && item.is_derived_on_one_side() => {
            let (derived, written) = if by_hand(&item.left) { (right, left) } else { (left, right) };
            format!("{}, {}", in_side(derived, "derived in"), in_side(written, "handwritten in"))
        }
        (ItemStatus::Body, kind) => other_body(kind, item.names_only).to_owned(),
    };
    match &item.right {
        Some(theirs) if item.moved => format!("{what}, as {} in {}", theirs.path, side_phrase(right)),
        Some(theirs) if item.is_renamed() => format!("{what}, called {} in {}", theirs.name, side_phrase(right)),
        _ => what,
    }
}

fn other_body(kind: ItemKind, names_only: bool) -> &'static str {
    match (kind, names_only) {
        (ItemKind::Struct, true) => "same fields, different names",
        (ItemKind::Enum, true) => "same variants, different names",
        (_, true) => "same except for names",
        (ItemKind::Struct, _) => "different fields",
        (ItemKind::Enum, _) => "different variants",
        (ItemKind::Constant, _) => "another expression",
        (ItemKind::Trait | ItemKind::Implementation | ItemKind::Alias, _) => "different types",
        _ => "different body",
    }
}
