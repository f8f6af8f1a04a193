//! The rules of a table, and the errors of its moves.

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
    /// The dealer hits.
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
    /// Returns whether a dealer with `cards` must draw.
    pub(crate) fn dealer_draws(self, cards: &[Card]) -> bool {
        match Blackjack.score(cards) {
            ..17 => true,
            17 => Blackjack.is_soft(cards) && self.soft_17 == Soft17::Hit,
            _ => false,
        }
    }
}

/// A reason why a table rejects a move.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TableError {
    /// The table has no round.
    #[error("no round has begun: deal first")]
    NoRound,
    /// A round is being played.
    #[error("a round is being played: finish it first")]
    RoundInProgress,
    /// The round is over and must be settled first.
    #[error("the round is over: settle it first")]
    RoundOver,
    /// A shuffle is due before the next round.
    #[error("the cut card has come: shuffle the shoe first")]
    ShuffleDue,
    /// The shoe has too few cards for the move and the dealer's draws after it.
    #[error("the shoe has too few cards: {left}")]
    ShoeExhausted {
        /// The number of cards left in the shoe.
        left: usize,
    },
    /// The move needs a hand of two cards.
    #[error("the move needs a hand of two cards, not {cards}")]
    NotTwoCards {
        /// The number of cards in the hand.
        cards: usize,
    },
    /// A split needs two cards of one rank.
    #[error("{first:?} and {second:?} are not a pair")]
    NotAPair {
        /// The rank of the first card.
        first: Rank,
        /// The rank of the second card.
        second: Rank,
    },
    /// A pair was already split in this round.
    #[error("a pair was already split in this round")]
    AlreadySplit,
}
