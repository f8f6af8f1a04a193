//! A table as plain data.

use std::num::NonZeroU32;

use serde::{Deserialize, Serialize};

use crate::card::{Card, Rank};
use crate::hand::Hand;
use crate::table::{PlayerHand, Rules, Table};

/// All of a [`Table`] as plain data, to be saved; it also shows what a player must not see.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TableSnapshot {
    /// The table's rules.
    pub rules: Rules,
    /// The cards in the shoe that can still be dealt, from the top down.
    pub undealt: Vec<Card>,
    /// The discarded cards, in any order.
    pub discarded: Vec<Card>,
    /// How many cards are behind the cut card.
    pub behind_cut: usize,
    /// The round, unless the table is idle.
    pub round: Option<RoundSnapshot>,
}

/// A round that is being played or over, as plain data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RoundSnapshot {
    /// The bet of each hand, in cents.
    pub bet: NonZeroU32,
    /// The player's hands.
    pub hands: Vec<PlayerHand>,
    /// All cards of the dealer, the hole card included.
    pub dealer: Hand,
}

impl Table {
    /// The table as plain data.
    ///
    /// # Cost
    ///
    /// Linear in the number of cards.
    #[must_use]
    pub fn snapshot(&self) -> TableSnapshot {
        todo!()
    }
}

/// The table that a snapshot was taken of.
///
/// # Errors
///
/// A [`SnapshotError`] if no game can have led to the snapshot.
///
/// # Cost
///
/// Linear in the number of cards; in those of a hand, quadratic.
impl TryFrom<TableSnapshot> for Table {
    type Error = SnapshotError;

    fn try_from(snapshot: TableSnapshot) -> Result<Self, SnapshotError> {
        todo!()
    }
}

/// Why no game can have led to a snapshot.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SnapshotError {
    /// The cut card has no card above it even if nothing is dealt.
    #[error("a cut card above {behind_cut} cards has no place among {cards}")]
    CutTooDeep {
        /// How many cards are behind the cut card.
        behind_cut: usize,
        /// How many cards there are in all.
        cards: usize,
    },
    /// The round began although the cut card had come.
    #[error("the round began with {cards} cards in the shoe, and {behind_cut} are behind the cut card")]
    ShuffleWasDue {
        /// How many cards are behind the cut card.
        behind_cut: usize,
        /// How many cards could be dealt when the round began.
        cards: usize,
    },
    /// A round has one hand of the player, or two.
    #[error("a player has one hand or, after a split, two, and not {hands}")]
    HandCount {
        /// How many there are.
        hands: usize,
    },
    /// A hand of the player has less than two cards.
    #[error("hand {hand} has only {cards} cards")]
    TooFewCards {
        /// The number of the hand, from 0 on.
        hand: usize,
        /// How many cards it has.
        cards: usize,
    },
    /// Two hands come from a pair, so their first cards have one rank.
    #[error("hands that begin with {first:?} and {second:?} come from no pair")]
    NotASplit {
        /// The rank of the first card of hand 0.
        first: Rank,
        /// The rank of the first card of hand 1.
        second: Rank,
    },
    /// A hand that was doubled has three cards.
    #[error("hand {hand} was doubled and has {cards} cards")]
    DoubledCards {
        /// The number of the hand, from 0 on.
        hand: usize,
        /// How many cards it has.
        cards: usize,
    },
    /// A hand took a card, stood, or was split after its end.
    #[error("hand {hand} was played on after its end")]
    PlayedOn {
        /// The number of the hand, from 0 on.
        hand: usize,
    },
    /// The second hand was played before the first had ended.
    #[error("hand 1 was played before hand 0 had ended")]
    OutOfTurn,
    /// The dealer has not the cards that the rules ask for.
    #[error("a dealer who plays by the rules does not have these {cards} cards")]
    DealerCards {
        /// How many cards the dealer has.
        cards: usize,
    },
}
