//! The rules that a table plays by, and why a move that breaks them is rejected.

use enum_iterator::Sequence;
use serde::{Deserialize, Serialize};

use crate::blackjack::Blackjack;
use crate::card::{Card, Rank};
use crate::hand::Scoring as _;

/// What the dealer does with a soft 17.
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
    /// What the dealer does with a soft 17.
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

/// Why a table refuses.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TableError {
    /// It takes a round, and none has begun.
    #[error("no round has begun")]
    NoRound,
    /// It has to wait until the round is over.
    #[error("a round is being played")]
    RoundInProgress,
    /// The round is over and has to be settled.
    #[error("the round is over and not settled")]
    RoundOver,
    /// The cut card has come: no round begins before a shuffle.
    #[error("the cut card has come, and the shoe is not shuffled")]
    ShuffleDue,
    /// There are not enough cards for all that follows from the move.
    #[error("{left} cards in the shoe are not enough")]
    ShoeExhausted {
        /// How many cards the shoe has left.
        left: usize,
    },
    /// The move is possible with two cards only.
    #[error("it takes a hand of two cards, and this one has {cards}")]
    NotTwoCards {
        /// How many cards the hand has.
        cards: usize,
    },
    /// A split takes two cards of one rank.
    #[error("{first:?} and {second:?} are no pair")]
    NotAPair {
        /// The rank of the first card.
        first: Rank,
        /// The rank of the second card.
        second: Rank,
    },
    /// A round has one split at most.
    #[error("a pair has already been split")]
    AlreadySplit,
}
