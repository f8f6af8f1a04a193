//! The names in which two bodies differ.

use std::collections::BTreeMap;

use crate::design::{ANY_NAME, Design, Item};

/// A name in one body and the name in the same position of the other.
pub(crate) struct Rename<'a> {
    pub(crate) left: &'a str,
    pub(crate) right: &'a str,
    pub(crate) after_dot: bool,
    pub(crate) called: bool,
}

/// Returns the names in which two bodies differ.
///
/// Returns `None` if they differ in anything else, if a name has two counterparts, or if both designs define both
/// names.
pub(crate) fn renames<'a>(left: (&Design, &'a Item), right: (&Design, &'a Item)) -> Option<Vec<Rename<'a>>> {
    let ((of_left, left), (of_right, right)) = (left, right);
    let (a, b) = (&left.normalized, &right.normalized);
    if left.kind != right.kind || a.signature != b.signature || a.body.len() != b.body.len() {
        return None;
    }
    let (mut there, mut back) = (BTreeMap::new(), BTreeMap::new());
    let mut found = Vec::new();
    for (index, (one, other)) in a.body.iter().zip(&b.body).enumerate() {
        if *there.entry(one).or_insert(other) != other || *back.entry(other).or_insert(one) != one {
            return None;
        }
        let before = if index > 0 { a.body[index - 1].as_str() } else { "" };
        let called = a.body.get(index + 1).is_some_and(|next| next == "(");
        // A learner's own method can have a name that the contract uses elsewhere.
        let is_method = called && [".", ":"].contains(&before);
        let are_own = is_method && of_left.own_methods.contains(one) && of_right.own_methods.contains(other);
        if a.anonymized_body[index] != b.anonymized_body[index] && !are_own {
            return None;
        }
        if one != other {
            let is_variable = one.starts_with(ANY_NAME) || other.starts_with(ANY_NAME);
            let are_defined = of_left.defined.contains(other) && of_right.defined.contains(one);
            if is_variable || are_defined {
                return None;
            }
            found.push(Rename { left: one, right: other, after_dot: before == ".", called });
        }
    }
    Some(found)
}
