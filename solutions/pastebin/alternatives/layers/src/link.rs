//! Links, and the port that proposes them.

use std::fmt::{self, Write as _};
use std::str::FromStr;

use thiserror::Error;

/// A link: the values of seven digits in base 62, the most significant first. Links are ordered like their numbers (rule 1.6).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Link([u8; LENGTH]);

/// The digits in the order of their values.
const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const BASE: u64 = 62;
const LENGTH: usize = 7;

impl Link {
    /// The number of links, 62^7.
    pub const COUNT: u64 = BASE.pow(LENGTH as u32);
}

impl TryFrom<u64> for Link {
    type Error = NumberTooLarge;

    fn try_from(number: u64) -> Result<Self, NumberTooLarge> {
        if number >= Self::COUNT {
            return Err(NumberTooLarge(number));
        }
        let mut rest = number;
        let mut digits = [0; LENGTH];
        for digit in digits.iter_mut().rev() {
            *digit = (rest % BASE) as u8;
            rest /= BASE;
        }
        Ok(Self(digits))
    }
}

impl From<Link> for u64 {
    fn from(link: Link) -> Self {
        link.0.into_iter().fold(0, |number, digit| number * BASE + Self::from(digit))
    }
}

/// Writes the seven digits.
impl fmt::Display for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|&digit| f.write_char(char::from(DIGITS[usize::from(digit)])))
    }
}

impl FromStr for Link {
    type Err = ParseLinkError;

    fn from_str(text: &str) -> Result<Self, ParseLinkError> {
        let length = text.chars().count();
        if length != LENGTH {
            return Err(ParseLinkError::Length(length));
        }
        let mut digits = [0; LENGTH];
        for (position, (digit, character)) in digits.iter_mut().zip(text.chars()).enumerate() {
            *digit = value(character).ok_or(ParseLinkError::Character { character, position })?;
        }
        Ok(Self(digits))
    }
}

/// Returns the value of a digit.
fn value(character: char) -> Option<u8> {
    DIGITS.iter().zip(0..).find_map(|(&digit, value)| (char::from(digit) == character).then_some(value))
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
