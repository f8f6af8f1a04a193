//! Links, and the port that proposes them.

use std::fmt;
use std::str::FromStr;

use thiserror::Error;

/// A link: seven digits in base 62. Links are ordered like their numbers (rule 1.6).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Link {
    // A placeholder: the fields are yours.
    _yours: (),
}

impl Link {
    /// The number of links, 62^7.
    pub const COUNT: u64 = 3_521_614_606_208;
}

impl TryFrom<u64> for Link {
    type Error = NumberTooLarge;

    fn try_from(number: u64) -> Result<Self, NumberTooLarge> {
        todo!("stage 1")
    }
}

impl From<Link> for u64 {
    fn from(link: Link) -> Self {
        todo!("stage 1")
    }
}

/// Writes the seven digits.
impl fmt::Display for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        todo!("stage 1")
    }
}

impl FromStr for Link {
    type Err = ParseLinkError;

    fn from_str(text: &str) -> Result<Self, ParseLinkError> {
        todo!("stage 1")
    }
}

/// A number that is too large for a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("{0} is too large for a link, whose number is below 62^7")]
pub struct NumberTooLarge(pub u64);

/// A reason why a text is not a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum ParseLinkError {
    /// The text has another length, in characters.
    #[error("a link has seven characters, not {0}")]
    Length(usize),
    /// A character is not a digit in base 62.
    #[error("{character:?} at position {position} is not one of 0-9, A-Z and a-z")]
    Character {
        /// The first such character.
        character: char,
        /// Its position from 0.
        position: usize,
    },
}

/// The port that proposes links for new pastes.
///
/// A closure without arguments is a link source.
pub trait LinkSource {
    /// Returns the next candidate. It can be taken.
    fn candidate(&mut self) -> Link;
}

impl<F: FnMut() -> Link> LinkSource for F {
    fn candidate(&mut self) -> Link {
        self()
    }
}
