//! The kinds of items.

use serde::Serialize;

/// The kind of an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Default, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
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
