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
    /// A free function.
    Function,
    /// A constant or a static, also an associated one.
    Constant,
    /// A macro.
    Macro,
    /// A method or associated function of a type or trait.
    Method,
    /// An implementation of a trait, handwritten or derived.
    Implementation,
}

impl ItemKind {
    /// Returns the keyword of the kind.
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

    /// Returns whether items of both kinds can replace each other.
    pub(crate) fn is_like(self, other: ItemKind) -> bool {
        let is_type = |kind| matches!(kind, ItemKind::Struct | ItemKind::Enum | ItemKind::Alias);
        self == other || is_type(self) && is_type(other)
    }
}
