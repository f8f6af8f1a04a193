//! The name of a kata in the spellings that its files need.

use serde::Serialize;

use crate::error::{Error, Result};

/// A kata's name in four spellings.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Names {
    /// `circular-array`
    pub kebab: String,
    /// `circular_array`
    pub snake: String,
    /// `CircularArray`
    pub camel: String,
    /// `Circular array`
    pub title: String,
}

impl Names {
    /// Returns the spellings of a name such as `circular-array`.
    pub fn of(kebab: &str) -> Result<Self> {
        let words: Vec<&str> = kebab.split('-').collect();
        if words.iter().any(|word| word.is_empty() || !word.chars().all(|c| c.is_ascii_lowercase())) {
            return Err(Error::KataName(kebab.to_owned()));
        }
        let capitalized = |text: &str| text[..1].to_uppercase() + &text[1..];
        Ok(Self {
            kebab: kebab.to_owned(),
            snake: words.join("_"),
            camel: words.iter().map(|word| capitalized(word)).collect(),
            title: capitalized(&words.join(" ")),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_returns_four_spellings() {
        let [kebab, snake, camel, title] =
            ["bank-account", "bank_account", "BankAccount", "Bank account"].map(str::to_owned);
        assert_eq!(Names::of("bank-account").unwrap(), Names { kebab, snake, camel, title });
    }

    #[test]
    fn of_rejects_an_invalid_name() {
        for name in ["", "-", "Bank", "bank_account", "bank--account", "bank2"] {
            assert!(matches!(Names::of(name), Err(Error::KataName(_))), "{name}");
        }
    }
}
