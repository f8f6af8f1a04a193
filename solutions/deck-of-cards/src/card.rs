//! Standard playing cards.

use std::fmt;
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

impl Suit {
    fn letter(self) -> char {
        match self {
            Self::Clubs => 'C',
            Self::Diamonds => 'D',
            Self::Hearts => 'H',
            Self::Spades => 'S',
        }
    }

    /// Parses a letter in upper or lower case.
    fn parse(letter: char) -> Option<Self> {
        all::<Self>().find(|suit| suit.letter().eq_ignore_ascii_case(&letter))
    }
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
            _ => self as u8 + 2,
        }
    }

    /// Parses a rank in upper or lower case.
    fn parse(text: &str) -> Option<Self> {
        let rank = match text {
            "A" | "a" => Self::Ace,
            "K" | "k" => Self::King,
            "Q" | "q" => Self::Queen,
            "J" | "j" => Self::Jack,
            "T" | "t" | "10" => Self::Ten,
            "9" => Self::Nine,
            "8" => Self::Eight,
            "7" => Self::Seven,
            "6" => Self::Six,
            "5" => Self::Five,
            "4" => Self::Four,
            "3" => Self::Three,
            "2" => Self::Two,
            _ => return None,
        };
        Some(rank)
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
///
/// # Examples
///
/// ```
/// use deck_of_cards_solution::{Card, Rank, Suit};
///
/// let card = Card::new(Rank::Ten, Suit::Hearts);
/// assert_eq!(card.to_string(), "10H");
/// assert_eq!("th".parse(), Ok(card));
/// assert_eq!(enum_iterator::all::<Card>().count(), 52);
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Sequence)]
pub struct Card {
    // Do not reorder the fields: the derived traits order cards by rank first.
    rank: Rank,
    suit: Suit,
}

impl Card {
    /// Returns the card of this rank and suit.
    #[must_use]
    pub fn new(rank: Rank, suit: Suit) -> Self {
        Self { rank, suit }
    }

    /// Returns the rank.
    #[must_use]
    pub fn rank(self) -> Rank {
        self.rank
    }

    /// Returns the suit.
    #[must_use]
    pub fn suit(self) -> Suit {
        self.suit
    }
}

impl fmt::Display for Card {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.rank {
            Rank::Ace => f.write_str("A")?,
            Rank::Jack => f.write_str("J")?,
            Rank::Queen => f.write_str("Q")?,
            Rank::King => f.write_str("K")?,
            rank => write!(f, "{}", rank.number())?,
        }
        write!(f, "{}", self.suit.letter())
    }
}

/// Writes the same text as [`Display`](fmt::Display), so that lists of cards are readable.
impl fmt::Debug for Card {
    #[cfg_attr(false, mutants::skip)] // The stub provides this body, so no test covers it.
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
        let parse = || {
            let (last, letter) = text.char_indices().next_back()?;
            Some(Self::new(Rank::parse(&text[..last])?, Suit::parse(letter)?))
        };
        parse().ok_or_else(|| CardError(text.to_owned()))
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
