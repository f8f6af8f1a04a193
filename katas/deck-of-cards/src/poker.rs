//! The scoring of poker.

use enum_iterator::Sequence;

use crate::card::Card;
use crate::hand::Scoring;

/// The category of a poker hand, in ascending order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Sequence)]
pub enum Category {
    /// None of the other categories.
    HighCard,
    /// Two cards of one rank.
    Pair,
    /// Two cards of one rank, and two of another.
    TwoPair,
    /// Three cards of one rank.
    ThreeOfAKind,
    /// Five consecutive ranks. The ace is above the king or below the two.
    Straight,
    /// Five cards of one suit.
    Flush,
    /// Three cards of one rank, and two of another.
    FullHouse,
    /// Four cards of one rank.
    FourOfAKind,
    /// A straight of one suit.
    StraightFlush,
}

/// The score of a poker hand. The greater score wins, and equal scores tie.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PokerRank {
    // Add your fields.
}

impl PokerRank {
    /// Returns the category of the hand.
    #[must_use]
    pub fn category(self) -> Category {
        todo!("stage 6")
    }
}

/// The scoring of poker: the score of the best five of five to seven cards.
///
/// # Errors
///
/// Scoring returns [`PokerError::CardCount`] for another number of cards, and [`PokerError::Duplicate`] if a card occurs
/// twice (rule 6.7).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Poker;

impl Scoring<Card> for Poker {
    type Score = Result<PokerRank, PokerError>;

    fn score(&self, cards: &[Card]) -> Result<PokerRank, PokerError> {
        todo!("stage 6")
    }
}

/// A reason why poker does not score a hand.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PokerError {
    /// There are fewer than five cards, or more than seven.
    #[error("a poker hand has five to seven cards, not {cards}")]
    CardCount {
        /// The number of cards.
        cards: usize,
    },
    /// A card occurs twice.
    #[error("{card} occurs twice")]
    Duplicate {
        /// A card that occurs twice.
        card: Card,
    },
}
