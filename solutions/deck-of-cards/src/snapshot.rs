//! The state of a table as plain data.

use std::num::NonZeroU32;

use serde::{Deserialize, Serialize};

use crate::card::{Card, Rank};
use crate::hand::Hand;
use crate::rules::Rules;
use crate::shoe::Shoe;
use crate::table::Table;
use crate::table_round::{PlayerHand, TableRound};

/// The state of a [`Table`] as plain data. It includes cards that the player must not see.
///
/// # Examples
///
/// ```
/// use deck_of_cards_solution::{Rules, Shoe, Soft17, Table};
///
/// let table = Table::new(Shoe::new(1.try_into()?, 15)?, Rules { soft_17: Soft17::Hit })?;
/// let snapshot = table.snapshot();
/// assert_eq!(snapshot.undealt.len(), 52);
/// assert_eq!(Table::try_from(snapshot)?, table);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
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
        TableSnapshot {
            rules: self.rules,
            undealt: self.shoe.undealt().collect(),
            discarded: self.shoe.discards().to_vec(),
            behind_cut: self.shoe.behind_cut(),
            round: self.round.as_ref().map(|round| RoundSnapshot {
                bet: round.bet,
                hands: round.hands.clone(),
                dealer: round.dealer.clone(),
            }),
        }
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
        let TableSnapshot { rules, undealt, discarded, behind_cut, round } = snapshot;
        let round = round.map(|RoundSnapshot { bet, hands, dealer }| TableRound { bet, hands, dealer });
        let out: Vec<_> = round.iter().flat_map(TableRound::cards).collect();
        let before_deal = undealt.len() + out.len();
        let cards = before_deal + discarded.len();
        if behind_cut >= cards {
            return Err(SnapshotError::CutTooDeep { behind_cut, cards });
        }
        if let Some(round) = &round {
            if behind_cut >= before_deal {
                return Err(SnapshotError::ShuffleWasDue { behind_cut, cards: before_deal });
            }
            check_hands(round)?;
            check_moves(round)?;
            check_dealer(round, rules)?;
        }
        let shoe = Shoe::restored(undealt.into_iter().collect(), out, discarded, behind_cut);
        Ok(Self { shoe, rules, round })
    }
}

/// Checks that the hands can result from a deal and a split.
fn check_hands(round: &TableRound) -> Result<(), SnapshotError> {
    let counts = round.hands.iter().map(|hand| hand.cards.cards().len());
    if let Some((hand, cards)) = counts.enumerate().find(|&(_, cards)| cards < 2) {
        return Err(SnapshotError::TooFewCards { hand, cards });
    }
    match &round.hands[..] {
        [_] => Ok(()),
        [first, second] => {
            let [first, second] = [first, second].map(|hand| hand.cards.cards()[0].rank());
            if first == second { Ok(()) } else { Err(SnapshotError::NotASplit { first, second }) }
        }
        hands => Err(SnapshotError::HandCount { hands: hands.len() }),
    }
}

/// Checks that every move of the player was legal.
fn check_moves(round: &TableRound) -> Result<(), SnapshotError> {
    for (index, hand) in round.hands.iter().enumerate() {
        let cards = hand.cards.cards();
        if hand.doubled && cards.len() != 3 {
            return Err(SnapshotError::DoubledCards { hand: index, cards: cards.len() });
        }
        let ended_before = (2..cards.len()).any(|n| round.ends_by_itself(&cards[..n]));
        let stood_after = hand.stood && (hand.doubled || round.ends_by_itself(cards));
        let against_natural = round.dealer_has_natural() && (round.is_split() || was_played(hand));
        if ended_before || stood_after || against_natural {
            return Err(SnapshotError::PlayedOn { hand: index });
        }
    }
    if round.hands[1..].iter().any(was_played) && !round.has_ended(&round.hands[0]) {
        return Err(SnapshotError::OutOfTurn);
    }
    Ok(())
}

/// Returns whether the player stood or took a card. Doubling takes a card.
fn was_played(hand: &PlayerHand) -> bool {
    hand.stood || hand.cards.cards().len() > 2
}

/// Checks that the dealer drew the number of cards that the rules require.
fn check_dealer(round: &TableRound, rules: Rules) -> Result<(), SnapshotError> {
    let cards = round.dealer.cards();
    let follows_rules = |n| round.dealer_must_draw(rules, &cards[..n]) == (n < cards.len());
    if cards.len() >= 2 && (2..=cards.len()).all(follows_rules) {
        Ok(())
    } else {
        Err(SnapshotError::DealerCards { cards: cards.len() })
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
