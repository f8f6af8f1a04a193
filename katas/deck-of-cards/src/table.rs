//! A table where one player plays rounds of blackjack against the dealer.

use std::num::NonZeroU32;

use enum_iterator::Sequence;
use rand::Rng;
use serde::{Deserialize, Serialize};

use crate::card::{Card, Rank};
use crate::hand::Hand;
use crate::shoe::{Shoe, ShoeError};

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

/// The next thing that a table waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// A bet, or a shuffle: no cards are on the table.
    Idle,
    /// The player's decision about a hand.
    Playing {
        /// The index of the hand.
        hand: usize,
    },
    /// The settlement of a round that is over.
    Over,
}

/// A hand of the player, and whether the player doubled or stood.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlayerHand {
    /// Its cards, in the order in which they came.
    pub cards: Hand,
    /// True if the player doubled the stake of this hand.
    pub doubled: bool,
    /// True if the player stood, and false for a hand that ended by itself.
    pub stood: bool,
}

/// The result of a hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Sequence)]
pub enum Outcome {
    /// The player has a natural, and the dealer has none.
    Natural,
    /// The hand beats the dealer's.
    Win,
    /// The hand ties with the dealer's.
    Push,
    /// The hand is bust, or the dealer's hand beats it.
    Loss,
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

/// A shoe, the rules, and the current round.
///
/// An operation that fails changes nothing.
///
/// # Cost
///
/// A move is linear in the number of cards on the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    // The fields are yours.
}

impl Table {
    /// Returns a table without a round.
    ///
    /// # Errors
    ///
    /// [`ShoeError::CardsOut`] if cards of the shoe are out.
    ///
    /// # Cost
    ///
    /// Constant.
    pub fn new(shoe: Shoe, rules: Rules) -> Result<Self, ShoeError> {
        todo!()
    }

    /// Returns what the table waits for.
    ///
    /// # Cost
    ///
    /// Linear in the number of cards on the table.
    #[must_use]
    pub fn phase(&self) -> Phase {
        todo!()
    }

    /// Returns the player's hands: none without a round, two after a split.
    ///
    /// # Cost
    ///
    /// Constant.
    #[must_use]
    pub fn hands(&self) -> &[PlayerHand] {
        todo!()
    }

    /// Returns the dealer's cards that the player may see: the first while the round is played, all once it is over,
    /// none without a round.
    ///
    /// # Cost
    ///
    /// Linear in the number of cards on the table.
    #[must_use]
    pub fn dealer(&self) -> &[Card] {
        todo!()
    }

    /// Returns the shoe.
    ///
    /// # Cost
    ///
    /// Constant.
    #[must_use]
    pub fn shoe(&self) -> &Shoe {
        todo!()
    }

    /// Shuffles the shoe, including all discarded cards, whether due or not.
    ///
    /// # Errors
    ///
    /// [`TableError::RoundInProgress`] and [`TableError::RoundOver`] if cards are on the table.
    ///
    /// # Cost
    ///
    /// Linear in the number of cards.
    pub fn shuffle<R: Rng + ?Sized>(&mut self, rng: &mut R) -> Result<(), TableError> {
        todo!()
    }

    /// Begins a round with a bet in cents: deals to the player, the dealer, the player and the dealer.
    ///
    /// # Errors
    ///
    /// [`TableError::RoundInProgress`] or [`TableError::RoundOver`] if there is a round; then
    /// [`TableError::ShuffleDue`]; then [`TableError::ShoeExhausted`].
    pub fn deal(&mut self, bet: NonZeroU32) -> Result<(), TableError> {
        todo!()
    }

    /// Takes a card for the hand that the table waits for.
    ///
    /// # Errors
    ///
    /// [`TableError::NoRound`] or [`TableError::RoundOver`] if no hand can be played; then
    /// [`TableError::ShoeExhausted`].
    pub fn hit(&mut self) -> Result<(), TableError> {
        todo!()
    }

    /// Ends the hand that the table waits for as it is.
    ///
    /// # Errors
    ///
    /// [`TableError::NoRound`] or [`TableError::RoundOver`] if no hand can be played; then
    /// [`TableError::ShoeExhausted`] if the dealer needs more cards than there are.
    pub fn stand(&mut self) -> Result<(), TableError> {
        todo!()
    }

    /// Doubles the stake of the hand that the table waits for; the hand takes one card and ends.
    ///
    /// # Errors
    ///
    /// [`TableError::NoRound`] or [`TableError::RoundOver`] if no hand can be played; then
    /// [`TableError::NotTwoCards`]; then [`TableError::ShoeExhausted`].
    pub fn double(&mut self) -> Result<(), TableError> {
        todo!()
    }

    /// Splits a pair into two hands, each with the bet, and deals each a second card, the first hand first.
    ///
    /// # Errors
    ///
    /// [`TableError::NoRound`] or [`TableError::RoundOver`] if no hand can be played; then
    /// [`TableError::AlreadySplit`]; then [`TableError::NotTwoCards`]; then [`TableError::NotAPair`]; then
    /// [`TableError::ShoeExhausted`].
    pub fn split(&mut self) -> Result<(), TableError> {
        todo!()
    }

    /// Settles a round that is over: returns the payout of each hand, and discards the cards.
    ///
    /// # Errors
    ///
    /// [`TableError::NoRound`] or [`TableError::RoundInProgress`] if no round is over.
    pub fn settle(&mut self) -> Result<Vec<Payout>, TableError> {
        todo!()
    }

    /// Calls off a round that is being played: discards the cards, and returns the sum of the stakes, in cents, which
    /// the player gets back.
    ///
    /// # Errors
    ///
    /// [`TableError::NoRound`] or [`TableError::RoundOver`] if no round is being played.
    pub fn call_off(&mut self) -> Result<u64, TableError> {
        todo!()
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
