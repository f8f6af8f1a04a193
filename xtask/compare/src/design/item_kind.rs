//! The kinds of items.

use serde::Serialize;

/// The kind of an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Default, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ItemKind {
    /// A struct.
    #[default]
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

impl ItemKind {
    /// The kind as a word of the language.
    pub fn keyword(self) -> &'static str {
        match self {
            ItemKind::Struct => "struct",
            ItemKind::Enum => "enum",
            ItemKind::Alias => "type",
            ItemKind::Trait => "trait",
            ItemKind::Function | ItemKind::Method => "fn",
            ItemKind::Constant => "const",
            ItemKind::Macro => "macro",
            ItemKind::Implementation => "impl",
        }
    }

    /// Whether an item of the one kind can replace one of the other.
    pub(crate) fn is_like(self, other: ItemKind) -> bool {
        let is_type = |kind| matches!(kind, ItemKind::Struct | ItemKind::Enum | ItemKind::Alias);
        self == other || is_type(self) && is_type(other)
    }
}
