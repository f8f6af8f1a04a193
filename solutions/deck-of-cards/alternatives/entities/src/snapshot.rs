//! A table as plain data.

use std::num::NonZeroU32;

use serde::{Deserialize, Serialize};

use crate::card::{Card, Rank, Suit};
use crate::hand::Hand;
use crate::shoe::Shoe;
use crate::table::{Phase, PlayerHand, Rules, State, Table};

/// The whole state of a [`Table`] as plain data, to be saved; it includes what a player must not see.
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

/// Restores the table that a snapshot was taken of.
///
/// # Errors
///
/// A [`SnapshotError`] if no game can have led to the snapshot.
///
/// # Cost
///
/// The number of cards times the number of those in the round.
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

/// Replays the round from a shoe that has its cards in the order in which they were drawn.
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
    // Enough for any dealer, so that an invalid round never fails for lack of cards.
    stack.extend([Card::new(Rank::Ten, Suit::Clubs); 4]);

    let shoe = Shoe::stacked(stack, 0).expect("there are cards");
    let mut table = Table::new(shoe, rules).expect("no card is out");
    table.deal(round.bet).expect("there are four cards");
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
