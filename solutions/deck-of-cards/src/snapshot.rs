//! A table as plain data.

use std::num::NonZeroU32;

use serde::{Deserialize, Serialize};

use crate::card::{Card, Rank};
use crate::hand::Hand;
use crate::round::{PlayerHand, Round};
use crate::rules::Rules;
use crate::shoe::Shoe;
use crate::table::Table;

/// The whole state of a [`Table`] as plain data, to be saved; it includes what a player must not see.
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
    /// The table's rules.
    pub rules: Rules,
    /// The cards in the shoe that can still be dealt, from the top down.
    pub undealt: Vec<Card>,
    /// The discarded cards, in any order.
    pub discarded: Vec<Card>,
    /// The number of cards behind the cut card.
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
    /// Returns the table as plain data.
    ///
    /// # Cost
    ///
    /// Linear in the number of cards.
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

/// Restores the table that a snapshot was taken of.
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
        let TableSnapshot { rules, undealt, discarded, behind_cut, round } = snapshot;
        let round = round.map(|RoundSnapshot { bet, hands, dealer }| Round { bet, hands, dealer });
        let out: Vec<_> = round.iter().flat_map(Round::cards).collect();
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

/// Checks that the hands can have been dealt, and split if there are two.
fn check_hands(round: &Round) -> Result<(), SnapshotError> {
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
fn check_moves(round: &Round) -> Result<(), SnapshotError> {
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

/// Returns whether the player stood or took a card; a doubled hand took one.
fn was_played(hand: &PlayerHand) -> bool {
    hand.stood || hand.cards.cards().len() > 2
}

/// Checks that the dealer drew as many cards as the rules say.
fn check_dealer(round: &Round, rules: Rules) -> Result<(), SnapshotError> {
    let cards = round.dealer.cards();
    let as_ruled = |n| round.dealer_must_draw(rules, &cards[..n]) == (n < cards.len());
    if cards.len() >= 2 && (2..=cards.len()).all(as_ruled) {
        Ok(())
    } else {
        Err(SnapshotError::DealerCards { cards: cards.len() })
    }
}

/// The reason why a snapshot is invalid: no game can have led to it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SnapshotError {
    /// There is no card above the cut card, even when nothing is dealt.
    #[error("a cut card above {behind_cut} cards has no place among {cards}")]
    CutTooDeep {
        /// The number of cards behind the cut card.
        behind_cut: usize,
        /// The number of all cards.
        cards: usize,
    },
    /// The round began although the cut card had come.
    #[error("the round began with {cards} cards in the shoe, and {behind_cut} are behind the cut card")]
    ShuffleWasDue {
        /// The number of cards behind the cut card.
        behind_cut: usize,
        /// The number of cards that could be dealt when the round began.
        cards: usize,
    },
    /// The player has neither one hand nor two.
    #[error("a player has one hand or, after a split, two, and not {hands}")]
    HandCount {
        /// The actual number.
        hands: usize,
    },
    /// A hand of the player has fewer than two cards.
    #[error("hand {hand} has only {cards} cards")]
    TooFewCards {
        /// The index of the hand.
        hand: usize,
        /// The number of its cards.
        cards: usize,
    },
    /// The two hands do not come from a pair: their first cards have different ranks.
    #[error("hands that begin with {first:?} and {second:?} come from no pair")]
    NotASplit {
        /// The rank of the first card of hand 0.
        first: Rank,
        /// The rank of the first card of hand 1.
        second: Rank,
    },
    /// A doubled hand does not have three cards.
    #[error("hand {hand} was doubled and has {cards} cards")]
    DoubledCards {
        /// The index of the hand.
        hand: usize,
        /// The number of its cards.
        cards: usize,
    },
    /// A hand took a card, stood, or was split after it had ended.
    #[error("hand {hand} was played on after its end")]
    PlayedOn {
        /// The index of the hand.
        hand: usize,
    },
    /// The second hand was played before the first had ended.
    #[error("hand 1 was played before hand 0 had ended")]
    OutOfTurn,
    /// The dealer does not have the cards that the rules require.
    #[error("a dealer who plays by the rules does not have these {cards} cards")]
    DealerCards {
        /// The number of the dealer's cards.
        cards: usize,
    },
}
