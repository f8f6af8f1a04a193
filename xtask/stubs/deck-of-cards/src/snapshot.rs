//! The state of a table as plain data.

use std::num::NonZeroU32;

use serde::{Deserialize, Serialize};

use crate::card::{Card, Rank};
use crate::hand::Hand;
use crate::table::{PlayerHand, Rules, Table};

/// The state of a [`Table`] as plain data. It includes cards that the player must not see.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TableSnapshot {
    /// The rules of the table.
    pub rules: Rules,
    /// The cards left to deal, from the top down.
    pub undealt: Vec<Card>,
    /// The discarded cards, in any order.
    pub discarded: Vec<Card>,
    /// The number of cards behind the cut card.
    pub behind_cut: usize,
    /// The round, or `None` for an idle table.
    pub round: Option<RoundSnapshot>,
}

/// The state of a round as plain data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RoundSnapshot {
    /// The bet per hand, in cents.
    pub bet: NonZeroU32,
    /// The player's hands.
    pub hands: Vec<PlayerHand>,
    /// The cards of the dealer, including the hole card.
    pub dealer: Hand,
}

impl Table {
    /// Returns the state of the table as plain data.
    #[must_use]
    pub fn snapshot(&self) -> TableSnapshot {
        todo!("stage 7")
    }
}

/// Restores a table from its snapshot.
///
/// # Errors
///
/// Returns a [`SnapshotError`] if no game can lead to the snapshot (rule 7.5).
impl TryFrom<TableSnapshot> for Table {
    type Error = SnapshotError;

    fn try_from(snapshot: TableSnapshot) -> Result<Self, SnapshotError> {
        todo!("stage 7")
    }
}

/// A reason why no game can lead to a snapshot.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SnapshotError {
    /// No card is above the cut card, counting all cards.
    #[error("{behind_cut} of {cards} cards cannot be behind the cut card: it needs a card above it")]
    CutTooDeep {
        /// The number of cards behind the cut card.
        behind_cut: usize,
        /// The number of all cards.
        cards: usize,
    },
    /// The round began while a shuffle was due.
    #[error("the round began with {cards} cards in the shoe, but {behind_cut} are behind the cut card")]
    ShuffleWasDue {
        /// The number of cards behind the cut card.
        behind_cut: usize,
        /// The number of cards left to deal when the round began.
        cards: usize,
    },
    /// The player does not have one or two hands.
    #[error("a player has one hand, or two after a split, not {hands}")]
    HandCount {
        /// The number of hands.
        hands: usize,
    },
    /// A hand of the player has fewer than two cards.
    #[error("hand {hand} needs at least two cards, not {cards}")]
    TooFewCards {
        /// The index of the hand.
        hand: usize,
        /// The number of its cards.
        cards: usize,
    },
    /// The first cards of two hands have different ranks.
    #[error("hands that start with {first:?} and {second:?} cannot come from a split")]
    NotASplit {
        /// The rank of the first card of hand 0.
        first: Rank,
        /// The rank of the first card of hand 1.
        second: Rank,
    },
    /// A doubled hand does not have three cards.
    #[error("hand {hand} was doubled, so it needs three cards, not {cards}")]
    DoubledCards {
        /// The index of the hand.
        hand: usize,
        /// The number of its cards.
        cards: usize,
    },
    /// A hand took a card, stood or was split after it ended.
    #[error("hand {hand} was played after it ended")]
    PlayedOn {
        /// The index of the hand.
        hand: usize,
    },
    /// Hand 1 was played before hand 0 ended.
    #[error("hand 1 was played before hand 0 ended")]
    OutOfTurn,
    /// The dealer does not have the cards that the rules require.
    #[error("the rules do not lead to these {cards} cards of the dealer")]
    DealerCards {
        /// The number of the dealer's cards.
        cards: usize,
    },
}
