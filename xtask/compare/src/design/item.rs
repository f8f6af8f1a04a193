//! An item of a design: a type, a trait, a function, a method, a constant, a macro or an implementation.

use std::collections::BTreeSet;
use std::path::PathBuf;

use super::item_kind::ItemKind;
use super::normalized::Normalized;

/// An item of a design.
#[derive(Clone, Debug, Default)]
pub struct Item {
    /// The kind.
    pub kind: ItemKind,
    /// The name. An implementation is named after its trait, followed by the type if that isn't the owner itself.
    pub name: String,
    /// The index of the owner.
    pub parent: Option<usize>,
    /// True if the item is declared `pub`.
    pub public: bool,
    /// True if the stub has the item.
    pub given: bool,
    /// True if the item is still a `todo!()`.
    pub unwritten: bool,
    /// The code before the body.
    pub signature: String,
    /// The code without attributes and comment lines.
    pub code: String,
    /// The file.
    pub file: PathBuf,
    /// The first line.
    pub line: usize,
    /// The number of lines with code.
    pub lines: usize,
    /// The normalized code for comparisons.
    pub(crate) normalized: Normalized,
    /// The receiver of a method, such as `&mut self`.
    pub(crate) receiver: Option<String>,
    /// True for a constructor: a function without receiver that returns `Self`.
    pub(crate) is_constructor: bool,
    /// The fields of a struct, each as `name: type` and as the type alone.
    pub(crate) fields: BTreeSet<String>,
}
