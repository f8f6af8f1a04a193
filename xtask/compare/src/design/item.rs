//! An item of a design: a type, a trait, a function, a method, a constant, a macro or an implementation.

use std::collections::BTreeSet;
use std::path::PathBuf;

use serde::Serialize;

use super::normalized::Normalized;

/// The kind of an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A struct.
    Struct,
    /// An enum.
    Enum,
    /// A type alias.
    Alias,
    /// A trait.
    Trait,
    /// A function that belongs to no type.
    Function,
    /// A constant or a static, also of a type.
    Constant,
    /// A macro.
    Macro,
    /// A function of a type or a trait.
    Method,
    /// An implementation of a trait, written out or derived.
    Implementation,
}

impl Kind {
    /// The kind as a word of the language.
    pub fn keyword(self) -> &'static str {
        match self {
            Kind::Struct => "struct",
            Kind::Enum => "enum",
            Kind::Alias => "type",
            Kind::Trait => "trait",
            Kind::Function | Kind::Method => "fn",
            Kind::Constant => "const",
            Kind::Macro => "macro",
            Kind::Implementation => "impl",
        }
    }

    /// Whether an item of the one kind can replace one of the other.
    pub(crate) fn is_like(self, other: Kind) -> bool {
        let is_type = |kind| matches!(kind, Kind::Struct | Kind::Enum | Kind::Alias);
        self == other || is_type(self) && is_type(other)
    }
}

/// An item.
#[derive(Clone, Debug)]
pub struct Item {
    /// The kind.
    pub kind: Kind,
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
