//! A table where one player plays rounds of blackjack against the dealer.

use std::num::NonZeroU32;

use enum_iterator::Sequence;
use rand::Rng;
use serde::{Deserialize, Serialize};

use crate::card::{Card, Rank};
use crate::hand::Hand;
use crate::shoe::{Shoe, ShoeError};

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

/// What a table waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// No cards are on the table: for a bet, or a shuffle.
    Idle,
    /// For the player's decision about a hand.
    Playing {
        /// The number of the hand, from 0 on.
        hand: usize,
    },
    /// For the round to be settled.
    Over,
}

/// A hand of the player, and what the player did with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlayerHand {
    /// Its cards, in the order in which they came.
    pub cards: Hand,
    /// Whether the player doubled the stake of this hand.
    pub doubled: bool,
    /// Whether the player stood; a hand that ended by itself did not stand.
    pub stood: bool,
}

/// How a hand ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Sequence)]
pub enum Outcome {
    /// The player has a natural, and the dealer has none.
    Natural,
    /// The hand beats the dealer's.
    Win,
    /// Nobody wins.
    Push,
    /// The hand is bust, or the dealer's beats it.
    Loss,
}

/// What the player gets back for a hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Payout {
    /// How the hand ended.
    pub outcome: Outcome,
    /// What the player had put on the hand, in cents.
    pub stake: u64,
    /// What the player is given, the stake included, in cents.
    pub paid: u64,
}

/// A shoe, a rule book, and the round that is being played.
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
    /// A table without a round.
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

    /// What the table waits for.
    ///
    /// # Cost
    ///
    /// Linear in the number of cards on the table.
    #[must_use]
    pub fn phase(&self) -> Phase {
        todo!()
    }

    /// The player's hands: none without a round, two after a split.
    ///
    /// # Cost
    ///
    /// Constant.
    #[must_use]
    pub fn hands(&self) -> &[PlayerHand] {
        todo!()
    }

    /// The dealer's cards as far as the player may see them: the first while the round is being played, then all; none
    /// without a round.
    ///
    /// # Cost
    ///
    /// Linear in the number of cards on the table.
    #[must_use]
    pub fn dealer(&self) -> &[Card] {
        todo!()
    }

    /// The shoe that is dealt from.
    ///
    /// # Cost
    ///
    /// Constant.
    #[must_use]
    pub fn shoe(&self) -> &Shoe {
        todo!()
    }

    /// Shuffles the shoe, all discarded cards included; also before it is due.
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

    /// Begins a round with a bet, in cents: deals to the player, the dealer, the player and the dealer.
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

    /// Leaves the hand that the table waits for as it is.
    ///
    /// # Errors
    ///
    /// [`TableError::NoRound`] or [`TableError::RoundOver`] if no hand can be played; then
    /// [`TableError::ShoeExhausted`], if the dealer needs more cards than there are.
    pub fn stand(&mut self) -> Result<(), TableError> {
        todo!()
    }

    /// Doubles the stake of the hand that the table waits for, which takes one card and ends.
    ///
    /// # Errors
    ///
    /// [`TableError::NoRound`] or [`TableError::RoundOver`] if no hand can be played; then
    /// [`TableError::NotTwoCards`]; then [`TableError::ShoeExhausted`].
    pub fn double(&mut self) -> Result<(), TableError> {
        todo!()
    }

    /// Makes two hands of a pair, each with the bet, and gives each a second card, the first hand first.
    ///
    /// # Errors
    ///
    /// [`TableError::NoRound`] or [`TableError::RoundOver`] if no hand can be played; then
    /// [`TableError::AlreadySplit`]; then [`TableError::NotTwoCards`]; then [`TableError::NotAPair`]; then
    /// [`TableError::ShoeExhausted`].
    pub fn split(&mut self) -> Result<(), TableError> {
        todo!()
    }

    /// Ends a round that is over: says what is paid for each hand, and discards the cards.
    ///
    /// # Errors
    ///
    /// [`TableError::NoRound`] or [`TableError::RoundInProgress`] if no round is over.
    pub fn settle(&mut self) -> Result<Vec<Payout>, TableError> {
        todo!()
    }

    /// Gives up a round that is being played: discards the cards, and returns what the player had put on the hands, in
    /// cents, which the player gets back.
    ///
    /// # Errors
    ///
    /// [`TableError::NoRound`] or [`TableError::RoundOver`] if no round is being played.
    pub fn call_off(&mut self) -> Result<u64, TableError> {
        todo!()
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
