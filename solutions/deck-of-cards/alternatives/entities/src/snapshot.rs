//! The state of a table as plain data.

use std::num::NonZeroU32;

use serde::{Deserialize, Serialize};

use crate::card::{Card, Rank, Suit};
use crate::hand::Hand;
use crate::shoe::Shoe;
use crate::table::{Phase, PlayerHand, Rules, State, Table};

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
        TableSnapshot {
            rules: self.rules,
            undealt: self.shoe.undealt().collect(),
            discarded: self.shoe.discards().collect(),
            behind_cut: self.shoe.behind_cut(),
            round: self.round().map(|round| RoundSnapshot {
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
        let out: Vec<Card> = round.iter().flat_map(cards_of).collect();
        let before_deal = undealt.len() + out.len();
        let cards = before_deal + discarded.len();
        if behind_cut >= cards {
            return Err(SnapshotError::CutTooDeep { behind_cut, cards });
        }
        let state = match &round {
            None => State::Idle,
            Some(_) if behind_cut >= before_deal => {
                return Err(SnapshotError::ShuffleWasDue { behind_cut, cards: before_deal });
            }
            Some(round) => replayed(round, rules)?,
        };
        Ok(Self { shoe: Shoe::restored(&out, &discarded, &undealt, behind_cut), rules, state })
    }
}

fn cards_of(round: &RoundSnapshot) -> impl Iterator<Item = Card> {
    round.hands.iter().map(|hand| &hand.cards).chain([&round.dealer]).flat_map(Hand::cards).copied()
}

/// Replays the round from a shoe with its cards in the order of drawing.
fn replayed(round: &RoundSnapshot, rules: Rules) -> Result<State, SnapshotError> {
    let first_two = |(index, hand): (usize, &PlayerHand)| match *hand.cards.cards() {
        [first, second, ..] => Ok([first, second]),
        ref fewer => Err(SnapshotError::TooFewCards { hand: index, cards: fewer.len() }),
    };
    let openings: Vec<[Card; 2]> = round.hands.iter().enumerate().map(first_two).collect::<Result<_, _>>()?;
    let &[up, hole, ref drawn @ ..] = round.dealer.cards() else {
        return Err(SnapshotError::DealerCards { cards: round.dealer.cards().len() });
    };
    let mut stack = match openings[..] {
        [[first, second]] => vec![first, up, second, hole],
        [[first, third], [second, fourth]] if first.rank() == second.rank() => {
            vec![first, up, second, hole, third, fourth]
        }
        [[first, _], [second, _]] => {
            return Err(SnapshotError::NotASplit { first: first.rank(), second: second.rank() });
        }
        _ => return Err(SnapshotError::HandCount { hands: openings.len() }),
    };
    let doubled = round.hands.iter().enumerate().find(|(_, hand)| hand.doubled && hand.cards.cards().len() != 3);
    if let Some((index, hand)) = doubled {
        return Err(SnapshotError::DoubledCards { hand: index, cards: hand.cards.cards().len() });
    }
    stack.extend(round.hands.iter().flat_map(|hand| &hand.cards.cards()[2..]));
    stack.extend(drawn);
    // Add enough cards for any dealer, so that an invalid round never runs out of cards.
    stack.extend([Card::new(Rank::Ten, Suit::Clubs); 4]);

    let shoe = Shoe::stacked(stack, 0).expect("the stack is not empty");
    let mut table = Table::new(shoe, rules).expect("no card is out");
    table.deal(round.bet).expect("the stack has at least four cards");
    if round.hands.len() == 2 {
        table.split().map_err(|_| SnapshotError::PlayedOn { hand: 0 })?;
    }
    for (index, hand) in round.hands.iter().enumerate() {
        let mut moves = vec![if hand.doubled { Table::double } else { Table::hit }; hand.cards.cards().len() - 2];
        if hand.stood {
            moves.push(Table::stand);
        }
        for make_move in moves {
            match table.phase() {
                Phase::Playing { hand: active } if active == index => make_move(&mut table).expect("the move is legal"),
                Phase::Playing { hand: active } if active < index => return Err(SnapshotError::OutOfTurn),
                _ => return Err(SnapshotError::PlayedOn { hand: index }),
            }
        }
    }
    if table.round().is_some_and(|replayed| replayed.dealer == round.dealer) {
        Ok(table.state)
    } else {
        Err(SnapshotError::DealerCards { cards: round.dealer.cards().len() })
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
