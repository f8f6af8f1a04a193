//! Standard playing cards.

use std::fmt::{self, Write as _};
use std::str::FromStr;

use enum_iterator::{Sequence, all};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// One of the four suits, in ascending order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Sequence)]
pub enum Suit {
    /// ♣, written `C`.
    Clubs,
    /// ♦, written `D`.
    Diamonds,
    /// ♥, written `H`.
    Hearts,
    /// ♠, written `S`.
    Spades,
}

/// One of the thirteen ranks, in ascending order: two is the lowest, ace the highest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Sequence)]
pub enum Rank {
    /// Number 2.
    Two,
    /// Number 3.
    Three,
    /// Number 4.
    Four,
    /// Number 5.
    Five,
    /// Number 6.
    Six,
    /// Number 7.
    Seven,
    /// Number 8.
    Eight,
    /// Number 9.
    Nine,
    /// Number 10.
    Ten,
    /// Number 11, a face.
    Jack,
    /// Number 12, a face.
    Queen,
    /// Number 13, a face.
    King,
    /// Number 1, and the highest rank.
    Ace,
}

impl Rank {
    /// Returns the number printed on the card: 1 for an ace, 11, 12 and 13 for jack, queen and king.
    #[must_use]
    pub fn number(self) -> u8 {
        match self {
            Self::Ace => 1,
            Self::Two => 2,
            Self::Three => 3,
            Self::Four => 4,
            Self::Five => 5,
            Self::Six => 6,
            Self::Seven => 7,
            Self::Eight => 8,
            Self::Nine => 9,
            Self::Ten => 10,
            Self::Jack => 11,
            Self::Queen => 12,
            Self::King => 13,
        }
    }
}

/// A playing card: a rank and a suit. It has no points, since these depend on the game.
///
/// Cards are ordered by rank, then by suit. [`enum_iterator::all`] yields all 52 cards in this order (rule 1.2).
///
/// [`Display`] writes the rank (`A`, `2` to `10`, `J`, `Q`, `K`) and the letter of the suit. [`FromStr`] also accepts
/// `T` for ten, and lower case. A serialized card is the same text as a string.
///
/// [`Display`]: fmt::Display
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Card {
    /// The index among all cards: 0 is the two of clubs, 51 the ace of spades.
    number: u8,
}

const RANKS: [&str; 13] = ["2", "3", "4", "5", "6", "7", "8", "9", "10", "J", "Q", "K", "A"];
const SUITS: [char; 4] = ['C', 'D', 'H', 'S'];

/// Returns the value at this index among all values of an enum.
fn nth<E: Sequence>(place: u8) -> E {
    all().nth(usize::from(place)).expect("a card's number is below 52")
}

impl Sequence for Card {
    const CARDINALITY: usize = 52;

    fn next(&self) -> Option<Self> {
        (self.number < 51).then_some(Self { number: self.number + 1 })
    }

    fn previous(&self) -> Option<Self> {
        self.number.checked_sub(1).map(|number| Self { number })
    }

    fn first() -> Option<Self> {
        Some(Self { number: 0 })
    }

    fn last() -> Option<Self> {
        Some(Self { number: 51 })
    }
}

impl Card {
    /// Returns the card of this rank and suit.
    #[must_use]
    pub fn new(rank: Rank, suit: Suit) -> Self {
        Self { number: rank as u8 * 4 + suit as u8 }
    }

    /// Returns the rank.
    #[must_use]
    pub fn rank(self) -> Rank {
        nth(self.number / 4)
    }

    /// Returns the suit.
    #[must_use]
    pub fn suit(self) -> Suit {
        nth(self.number % 4)
    }
}

impl fmt::Display for Card {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(RANKS[usize::from(self.number / 4)])?;
        f.write_char(SUITS[usize::from(self.number % 4)])
    }
}

/// Writes the same text as [`Display`](fmt::Display), so that lists of cards are readable.
impl fmt::Debug for Card {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Parses the text that [`Display`](fmt::Display) writes, `T` for ten, and lower case.
///
/// # Errors
///
/// Returns [`CardError`] for any other text (rule 1.5).
impl FromStr for Card {
    type Err = CardError;

    fn from_str(text: &str) -> Result<Self, CardError> {
        let written = match text.to_ascii_uppercase() {
            ten if ten.len() == 2 && ten.starts_with('T') => ten.replace('T', "10"),
            other => other,
        };
        all::<Self>().find(|card| card.to_string() == written).ok_or_else(|| CardError(text.to_owned()))
    }
}

impl Serialize for Card {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Card {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}

/// A text that is not a card.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a card: write a rank (A, 2 to 10, J, Q or K) and a suit (C, D, H or S)")]
pub struct CardError(
    /// The text as given.
    pub String,
);
