//! A blackjack table.

use std::num::NonZeroU32;

use enum_iterator::Sequence;
use rand::Rng;
use serde::{Deserialize, Serialize};

use crate::card::{Card, Rank};
use crate::hand::Hand;
use crate::round::Outcome;
use crate::shoe::{Shoe, ShoeError};

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

/// The phase of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// The table has no round.
    Idle,
    /// The player decides about a hand.
    Playing {
        /// The index of the hand.
        hand: usize,
    },
    /// The round is over, but not settled yet.
    Over,
}

/// A hand of the player, and the decisions of the player about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlayerHand {
    /// The cards of the hand, as they were dealt.
    pub cards: Hand,
    /// True if the player doubled the stake of this hand.
    pub doubled: bool,
    /// True if the player stood, false for a hand that ended in another way.
    pub stood: bool,
}

/// The payment for a hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Payout {
    /// The result of the hand.
    pub outcome: Outcome,
    /// The amount bet on the hand, in cents.
    pub stake: u64,
    /// The amount paid to the player, including the stake, in cents.
    pub paid: u64,
}

/// A table where one player plays rounds of blackjack against the dealer.
///
/// An operation that returns an error changes nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    // Add your fields.
}

impl Table {
    /// Creates a table without a round.
    ///
    /// # Errors
    ///
    /// Returns [`ShoeError::CardsOut`] if cards of the shoe are out (rule 5.1).
    pub fn new(shoe: Shoe, rules: Rules) -> Result<Self, ShoeError> {
        todo!("stage 5")
    }

    /// Returns the phase of the table.
    #[must_use]
    pub fn phase(&self) -> Phase {
        todo!("stage 5")
    }

    /// Returns the player's hands: none without a round, one in a round, two after a split.
    #[must_use]
    pub fn hands(&self) -> &[PlayerHand] {
        todo!("stage 5")
    }

    /// Returns the dealer's visible cards: only the first while a round is played, all when it is over, none without a
    /// round.
    #[must_use]
    pub fn dealer(&self) -> &[Card] {
        todo!("stage 5")
    }

    /// Returns the shoe.
    #[must_use]
    pub fn shoe(&self) -> &Shoe {
        todo!("stage 5")
    }

    /// Shuffles all cards of the shoe, whether a shuffle is due or not.
    ///
    /// # Errors
    ///
    /// Returns [`TableError::RoundInProgress`] or [`TableError::RoundOver`] if there is a round (rule 5.3).
    pub fn shuffle<R: Rng + ?Sized>(&mut self, rng: &mut R) -> Result<(), TableError> {
        todo!("stage 5")
    }

    /// Begins a round with a bet in cents. Deals a card each to the player, the dealer, the player and the dealer.
    ///
    /// # Errors
    ///
    /// Returns [`TableError::RoundInProgress`] or [`TableError::RoundOver`] if there is a round (rule 5.3), otherwise
    /// [`TableError::ShuffleDue`] (rule 5.5) or [`TableError::ShoeExhausted`] (rule 5.4).
    pub fn deal(&mut self, bet: NonZeroU32) -> Result<(), TableError> {
        todo!("stage 5")
    }

    /// Adds a card to the active hand.
    ///
    /// # Errors
    ///
    /// Returns [`TableError::NoRound`] or [`TableError::RoundOver`] if no hand is active (rule 5.3), otherwise
    /// [`TableError::ShoeExhausted`] if there are too few cards (rule 5.4).
    pub fn hit(&mut self) -> Result<(), TableError> {
        todo!("stage 5")
    }

    /// Ends the active hand.
    ///
    /// # Errors
    ///
    /// Returns [`TableError::NoRound`] or [`TableError::RoundOver`] if no hand is active (rule 5.3), otherwise
    /// [`TableError::ShoeExhausted`] if there are too few cards for the dealer (rule 5.4).
    pub fn stand(&mut self) -> Result<(), TableError> {
        todo!("stage 5")
    }

    /// Doubles the stake of the active hand, adds one card to it, and ends it.
    ///
    /// # Errors
    ///
    /// Returns [`TableError::NoRound`] or [`TableError::RoundOver`] if no hand is active (rule 5.3), otherwise
    /// [`TableError::NotTwoCards`] (rule 5.7) or [`TableError::ShoeExhausted`] (rule 5.4).
    pub fn double(&mut self) -> Result<(), TableError> {
        todo!("stage 5")
    }

    /// Splits a pair into two hands with the same bet. Deals a second card to hand 0, then to hand 1.
    ///
    /// # Errors
    ///
    /// Returns [`TableError::NoRound`] or [`TableError::RoundOver`] if no hand is active (rule 5.3), otherwise
    /// [`TableError::AlreadySplit`], [`TableError::NotTwoCards`] or [`TableError::NotAPair`] (rule 5.8), or
    /// [`TableError::ShoeExhausted`] (rule 5.4).
    pub fn split(&mut self) -> Result<(), TableError> {
        todo!("stage 5")
    }

    /// Settles a round that is over: returns the payout of each hand and discards the cards.
    ///
    /// # Errors
    ///
    /// Returns [`TableError::NoRound`] or [`TableError::RoundInProgress`] if no round is over (rule 5.3).
    pub fn settle(&mut self) -> Result<Vec<Payout>, TableError> {
        todo!("stage 5")
    }

    /// Cancels a round that is being played: discards the cards and returns the sum of the stakes in cents.
    ///
    /// # Errors
    ///
    /// Returns [`TableError::NoRound`] or [`TableError::RoundOver`] if no round is being played (rule 5.3).
    pub fn call_off(&mut self) -> Result<u64, TableError> {
        todo!("stage 5")
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
