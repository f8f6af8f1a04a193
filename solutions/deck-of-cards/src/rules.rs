//! The rules of a table, and the errors of moves that break them.

use enum_iterator::Sequence;
use serde::{Deserialize, Serialize};

use crate::blackjack::Blackjack;
use crate::card::{Card, Rank};
use crate::hand::Scoring as _;

/// The dealer's move on a soft 17.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Sequence, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Soft17 {
    /// The dealer stands, as on any other 17.
    Stand,
    /// The dealer takes a card.
    Hit,
}

/// The rules that differ from table to table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    /// The dealer's move on a soft 17.
    pub soft_17: Soft17,
}

impl Rules {
    /// Returns whether a dealer who holds `cards` has to take one more.
    pub(crate) fn dealer_draws(self, cards: &[Card]) -> bool {
        match Blackjack.score(cards) {
            ..17 => true,
            17 => Blackjack.is_soft(cards) && self.soft_17 == Soft17::Hit,
            _ => false,
        }
    }
}

/// The reason why a table rejects a move.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TableError {
    /// No round has begun.
    #[error("no round has begun")]
    NoRound,
    /// A round is being played.
    #[error("a round is being played")]
    RoundInProgress,
    /// The round is over and has to be settled first.
    #[error("the round is over and not settled")]
    RoundOver,
    /// The cut card has come: a shuffle is due before the next round.
    #[error("the cut card has come, and the shoe is not shuffled")]
    ShuffleDue,
    /// The shoe does not have enough cards for the move and the dealer's draws after it.
    #[error("{left} cards in the shoe are not enough")]
    ShoeExhausted {
        /// The number of cards left in the shoe.
        left: usize,
    },
    /// The move requires a hand of two cards.
    #[error("it takes a hand of two cards, and this one has {cards}")]
    NotTwoCards {
        /// The number of cards in the hand.
        cards: usize,
    },
    /// A split requires two cards of one rank.
    #[error("{first:?} and {second:?} are no pair")]
    NotAPair {
        /// The rank of the first card.
        first: Rank,
        /// The rank of the second card.
        second: Rank,
    },
    /// A pair was already split in this round.
    #[error("a pair has already been split")]
    AlreadySplit,
}
