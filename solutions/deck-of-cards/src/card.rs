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
    ///
    /// # Cost
    ///
    /// Constant.
    #[must_use]
    pub fn number(self) -> u8 {
        match self {
            Self::Ace => 1,
            _ => self as u8 + 2,
        }
    }

    /// Returns whether this is the ace.
    ///
    /// # Cost
    ///
    /// Constant.
    #[must_use]
    pub fn is_ace(self) -> bool {
        matches!(self, Self::Ace)
    }

    /// Returns whether this is a jack, a queen or a king.
    ///
    /// # Cost
    ///
    /// Constant.
    #[must_use]
    pub fn is_face(self) -> bool {
        matches!(self, Self::Jack | Self::Queen | Self::King)
    }

    /// Parses a rank in upper or lower case.
    fn parse(text: &str) -> Option<Self> {
        let number = match text {
            "A" | "a" => 1,
            "T" | "t" | "10" => 10,
            "J" | "j" => 11,
            "Q" | "q" => 12,
            "K" | "k" => 13,
            "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9" => text.parse().ok()?,
            _ => return None,
        };
        Self::try_from(number).ok()
    }
}

/// The inverse of [`Rank::number`].
impl TryFrom<u8> for Rank {
    type Error = CardError;

    fn try_from(number: u8) -> Result<Self, CardError> {
        all::<Self>().find(|rank| rank.number() == number).ok_or(CardError::NoSuchRank { number })
    }
}

/// A playing card: a rank and a suit. It has no points, since these depend on the game.
///
/// Cards are ordered by rank, then by suit. [`enum_iterator::all`] yields all 52 cards in this order.
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
    ///
    /// # Cost
    ///
    /// Constant.
    #[must_use]
    pub fn new(rank: Rank, suit: Suit) -> Self {
        Self { rank, suit }
    }

    /// Returns the rank.
    ///
    /// # Cost
    ///
    /// Constant.
    #[must_use]
    pub fn rank(self) -> Rank {
        self.rank
    }

    /// Returns the suit.
    ///
    /// # Cost
    ///
    /// Constant.
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
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Parses the last character as the suit, and everything before it as the rank.
///
/// # Errors
///
/// Returns [`CardError::Incomplete`] for fewer than two characters, otherwise [`CardError::UnknownRank`] for a wrong
/// rank, otherwise [`CardError::UnknownSuit`] for a wrong suit.
impl FromStr for Card {
    type Err = CardError;

    fn from_str(text: &str) -> Result<Self, CardError> {
        let incomplete = || CardError::Incomplete { text: text.to_owned() };
        let (last, letter) = text.char_indices().next_back().ok_or_else(incomplete)?;
        let rank = &text[..last];
        if rank.is_empty() {
            return Err(incomplete());
        }
        let rank = Rank::parse(rank).ok_or_else(|| CardError::UnknownRank { rank: rank.to_owned() })?;
        let suit = all::<Suit>()
            .find(|suit| suit.letter().eq_ignore_ascii_case(&letter))
            .ok_or(CardError::UnknownSuit { suit: letter })?;
        Ok(Self::new(rank, suit))
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

/// A reason why a text is not a card, or a number is not a rank.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CardError {
    /// The number is not between 1 and 13.
    #[error("{number} is not the number of a rank: use 1 to 13")]
    NoSuchRank {
        /// The rejected number.
        number: u8,
    },
    /// The text has fewer than two characters.
    #[error("{text:?} is too short for a rank and a suit")]
    Incomplete {
        /// The whole text.
        text: String,
    },
    /// The part before the last character is not a rank.
    #[error("unknown rank {rank:?}: use A, 2 to 10, J, Q or K")]
    UnknownRank {
        /// The text without its last character.
        rank: String,
    },
    /// The last character is not a suit.
    #[error("unknown suit {suit:?}: use C, D, H or S")]
    UnknownSuit {
        /// The last character.
        suit: char,
    },
}
