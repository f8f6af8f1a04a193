//! An item of a design: a type, a trait, a function, a method, a constant, a macro or an implementation.

use std::collections::BTreeSet;
use std::path::PathBuf;

use super::item_kind::ItemKind;
use super::normalized::Normalized;

/// An item.
#[derive(Clone, Debug, Default)]
pub struct Item {
    /// The kind.
    pub kind: ItemKind,
    /// Its own name. An implementation has the name of the trait, and of the type if that is not the owner itself.
    pub name: String,
    /// The index of the item that it belongs to.
    pub parent: Option<usize>,
    /// Whether it is declared public.
    pub public: bool,
    /// Whether the stub has it.
    pub given: bool,
    /// Whether it still is a `todo!()`.
    pub unwritten: bool,
    /// Everything in front of its body.
    pub signature: String,
    /// Its code, without attributes and lines that are comments.
    pub code: String,
    /// The file that it is in.
    pub file: PathBuf,
    /// The line that it starts in.
    pub line: usize,
    /// The number of lines with code.
    pub lines: usize,
    /// The code in the forms that are compared.
    pub(crate) normalized: Normalized,
    /// The receiver of a method: `&mut self`.
    pub(crate) receiver: Option<String>,
    /// Whether it is a constructor: a function without receiver that returns `Self`.
    pub(crate) is_constructor: bool,
    /// The fields of a struct: each as its name with its type, and as its type alone.
    pub(crate) fields: BTreeSet<String>,
}
