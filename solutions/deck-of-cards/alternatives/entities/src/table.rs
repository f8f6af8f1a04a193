//! A blackjack table.

use std::mem;
use std::num::NonZeroU32;

use enum_iterator::Sequence;
use rand::Rng;
use serde::{Deserialize, Serialize};

use crate::blackjack::Blackjack;
use crate::card::{Card, Rank};
use crate::hand::{Hand, Scoring as _};
use crate::round::{Outcome, Strength};
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
    pub(crate) shoe: Shoe,
    pub(crate) rules: Rules,
    pub(crate) state: State,
}

/// The phase of a table, with its data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum State {
    Idle,
    Playing { round: TableRound, active: usize },
    Over(TableRound),
}

impl State {
    /// Returns the error of a move that needs another phase.
    fn phase_error(&self) -> TableError {
        match self {
            Self::Idle => TableError::NoRound,
            Self::Playing { .. } => TableError::RoundInProgress,
            Self::Over(_) => TableError::RoundOver,
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct TableRound {
    pub(crate) bet: NonZeroU32,
    pub(crate) hands: Vec<PlayerHand>,
    pub(crate) dealer: Hand,
}

impl TableRound {
    /// Activates the next hand from `active` that has not ended. Without one, plays the dealer and ends the round.
    fn advance(mut self, active: usize, rules: Rules, shoe: &mut Shoe) -> Result<State, TableError> {
        if Strength::of_dealer(self.dealer.cards()) != Strength::Natural {
            if let Some(active) = (active..self.hands.len()).find(|&hand| !self.has_ended(hand)) {
                return Ok(State::Playing { round: self, active });
            }
            if self.hands.iter().any(|hand| matches!(self.strength(hand), Strength::Score(_))) {
                while rules.dealer_draws(self.dealer.cards()) {
                    self.dealer.add(draw(shoe)?);
                }
            }
        }
        Ok(State::Over(self))
    }

    fn has_ended(&self, hand: usize) -> bool {
        let PlayerHand { cards, doubled, stood } = &self.hands[hand];
        let split_aces = self.hands.len() == 2 && cards.cards()[0].rank() == Rank::Ace;
        *doubled || *stood || split_aces || cards.score(&Blackjack) >= 21
    }

    /// Returns the strength of a hand of the player. A 21 after a split is not a natural.
    fn strength(&self, hand: &PlayerHand) -> Strength {
        match Strength::of_player(hand.cards.cards()) {
            Strength::Natural if self.hands.len() == 2 => Strength::Score(21),
            strength => strength,
        }
    }

    fn stake(&self, hand: &PlayerHand) -> u64 {
        let bet = u64::from(self.bet.get());
        if hand.doubled { 2 * bet } else { bet }
    }

    fn payout(&self, hand: &PlayerHand) -> Payout {
        let stake = self.stake(hand);
        let outcome = self.strength(hand).against(Strength::of_dealer(self.dealer.cards()));
        let paid = match outcome {
            Outcome::Natural => stake + stake * 3 / 2,
            Outcome::Win => 2 * stake,
            Outcome::Push => stake,
            Outcome::Loss => 0,
        };
        Payout { outcome, stake, paid }
    }

    fn into_cards(self) -> impl Iterator<Item = Card> {
        self.hands.into_iter().flat_map(|hand| hand.cards).chain(self.dealer)
    }
}

impl Rules {
    /// Returns whether a dealer with `cards` must draw.
    pub(crate) fn dealer_draws(self, cards: &[Card]) -> bool {
        let score = Blackjack.score(cards);
        score < 17 || (score == 17 && Blackjack.is_soft(cards) && self.soft_17 == Soft17::Hit)
    }
}

fn draw(shoe: &mut Shoe) -> Result<Card, TableError> {
    shoe.deal().ok_or(TableError::ShoeExhausted { left: 0 })
}

fn two_cards(hand: &PlayerHand) -> Result<[Card; 2], TableError> {
    let cards = hand.cards.cards();
    cards.try_into().map_err(|_| TableError::NotTwoCards { cards: cards.len() })
}

impl Table {
    /// Creates a table without a round.
    ///
    /// # Errors
    ///
    /// Returns [`ShoeError::CardsOut`] if cards of the shoe are out (rule 5.1).
    pub fn new(shoe: Shoe, rules: Rules) -> Result<Self, ShoeError> {
        match shoe.out() {
            0 => Ok(Self { shoe, rules, state: State::Idle }),
            out => Err(ShoeError::CardsOut { out }),
        }
    }

    /// Returns the phase of the table.
    #[must_use]
    pub fn phase(&self) -> Phase {
        match self.state {
            State::Idle => Phase::Idle,
            State::Playing { active, .. } => Phase::Playing { hand: active },
            State::Over(_) => Phase::Over,
        }
    }

    /// Returns the player's hands: none without a round, one in a round, two after a split.
    #[must_use]
    pub fn hands(&self) -> &[PlayerHand] {
        self.round().map_or(&[], |round| &round.hands)
    }

    /// Returns the dealer's visible cards: only the first while a round is played, all when it is over, none without a
    /// round.
    #[must_use]
    pub fn dealer(&self) -> &[Card] {
        match &self.state {
            State::Idle => &[],
            State::Playing { round, .. } => &round.dealer.cards()[..1],
            State::Over(round) => round.dealer.cards(),
        }
    }

    /// Returns the shoe.
    #[must_use]
    pub fn shoe(&self) -> &Shoe {
        &self.shoe
    }

    /// Shuffles all cards of the shoe, whether a shuffle is due or not.
    ///
    /// # Errors
    ///
    /// Returns [`TableError::RoundInProgress`] or [`TableError::RoundOver`] if there is a round (rule 5.3).
    pub fn shuffle<R: Rng + ?Sized>(&mut self, rng: &mut R) -> Result<(), TableError> {
        self.expect_idle()?;
        self.shoe.shuffle(rng).expect("an idle table has no cards");
        Ok(())
    }

    /// Begins a round with a bet in cents. Deals a card each to the player, the dealer, the player and the dealer.
    ///
    /// # Errors
    ///
    /// Returns [`TableError::RoundInProgress`] or [`TableError::RoundOver`] if there is a round (rule 5.3), otherwise
    /// [`TableError::ShuffleDue`] (rule 5.5) or [`TableError::ShoeExhausted`] (rule 5.4).
    pub fn deal(&mut self, bet: NonZeroU32) -> Result<(), TableError> {
        self.expect_idle()?;
        if self.shoe.is_shuffle_due() {
            return Err(TableError::ShuffleDue);
        }
        self.transact(|table| {
            let mut hand = PlayerHand { cards: Hand::new(), doubled: false, stood: false };
            let mut dealer = Hand::new();
            for _ in 0..2 {
                hand.cards.add(draw(&mut table.shoe)?);
                dealer.add(draw(&mut table.shoe)?);
            }
            let round = TableRound { bet, hands: vec![hand], dealer };
            table.state = round.advance(0, table.rules, &mut table.shoe)?;
            Ok(())
        })
    }

    /// Adds a card to the active hand.
    ///
    /// # Errors
    ///
    /// Returns [`TableError::NoRound`] or [`TableError::RoundOver`] if no hand is active (rule 5.3), otherwise
    /// [`TableError::ShoeExhausted`] if there are too few cards (rule 5.4).
    pub fn hit(&mut self) -> Result<(), TableError> {
        self.play(|round, active, shoe| {
            round.hands[active].cards.add(draw(shoe)?);
            Ok(())
        })
    }

    /// Ends the active hand.
    ///
    /// # Errors
    ///
    /// Returns [`TableError::NoRound`] or [`TableError::RoundOver`] if no hand is active (rule 5.3), otherwise
    /// [`TableError::ShoeExhausted`] if there are too few cards for the dealer (rule 5.4).
    pub fn stand(&mut self) -> Result<(), TableError> {
        self.play(|round, active, _| {
            round.hands[active].stood = true;
            Ok(())
        })
    }

    /// Doubles the stake of the active hand, adds one card to it, and ends it.
    ///
    /// # Errors
    ///
    /// Returns [`TableError::NoRound`] or [`TableError::RoundOver`] if no hand is active (rule 5.3), otherwise
    /// [`TableError::NotTwoCards`] (rule 5.7) or [`TableError::ShoeExhausted`] (rule 5.4).
    pub fn double(&mut self) -> Result<(), TableError> {
        self.play(|round, active, shoe| {
            let hand = &mut round.hands[active];
            two_cards(hand)?;
            hand.doubled = true;
            hand.cards.add(draw(shoe)?);
            Ok(())
        })
    }

    /// Splits a pair into two hands with the same bet. Deals a second card to hand 0, then to hand 1.
    ///
    /// # Errors
    ///
    /// Returns [`TableError::NoRound`] or [`TableError::RoundOver`] if no hand is active (rule 5.3), otherwise
    /// [`TableError::AlreadySplit`], [`TableError::NotTwoCards`] or [`TableError::NotAPair`] (rule 5.8), or
    /// [`TableError::ShoeExhausted`] (rule 5.4).
    pub fn split(&mut self) -> Result<(), TableError> {
        self.play(|round, active, shoe| {
            if round.hands.len() == 2 {
                return Err(TableError::AlreadySplit);
            }
            let pair = two_cards(&round.hands[active])?;
            let [first, second] = pair.map(Card::rank);
            if first != second {
                return Err(TableError::NotAPair { first, second });
            }
            round.hands.clear();
            for card in pair {
                let cards = Hand::from_iter([card, draw(shoe)?]);
                round.hands.push(PlayerHand { cards, doubled: false, stood: false });
            }
            Ok(())
        })
    }

    /// Settles a round that is over: returns the payout of each hand and discards the cards.
    ///
    /// # Errors
    ///
    /// Returns [`TableError::NoRound`] or [`TableError::RoundInProgress`] if no round is over (rule 5.3).
    pub fn settle(&mut self) -> Result<Vec<Payout>, TableError> {
        let State::Over(round) = &self.state else {
            return Err(self.state.phase_error());
        };
        let payouts = round.hands.iter().map(|hand| round.payout(hand)).collect();
        self.clear();
        Ok(payouts)
    }

    /// Cancels a round that is being played: discards the cards and returns the sum of the stakes in cents.
    ///
    /// # Errors
    ///
    /// Returns [`TableError::NoRound`] or [`TableError::RoundOver`] if no round is being played (rule 5.3).
    pub fn call_off(&mut self) -> Result<u64, TableError> {
        let State::Playing { round, .. } = &self.state else {
            return Err(self.state.phase_error());
        };
        let stakes = round.hands.iter().map(|hand| round.stake(hand)).sum();
        self.clear();
        Ok(stakes)
    }

    pub(crate) fn round(&self) -> Option<&TableRound> {
        match &self.state {
            State::Idle => None,
            State::Playing { round, .. } | State::Over(round) => Some(round),
        }
    }

    fn expect_idle(&self) -> Result<(), TableError> {
        if self.state == State::Idle { Ok(()) } else { Err(self.state.phase_error()) }
    }

    /// Runs `act` on a copy of the table, which replaces the table on success.
    fn transact(&mut self, act: impl FnOnce(&mut Self) -> Result<(), TableError>) -> Result<(), TableError> {
        let mut after = self.clone();
        act(&mut after).map_err(|error| match error {
            // The shoe of the copy is empty. Report the cards of the original.
            TableError::ShoeExhausted { .. } => TableError::ShoeExhausted { left: self.shoe.remaining() },
            error => error,
        })?;
        *self = after;
        Ok(())
    }

    fn play(
        &mut self,
        act: impl FnOnce(&mut TableRound, usize, &mut Shoe) -> Result<(), TableError>,
    ) -> Result<(), TableError> {
        self.transact(|table| match mem::replace(&mut table.state, State::Idle) {
            State::Playing { mut round, active } => {
                act(&mut round, active, &mut table.shoe)?;
                table.state = round.advance(active, table.rules, &mut table.shoe)?;
                Ok(())
            }
            other => Err(other.phase_error()),
        })
    }

    /// Removes the round and discards its cards.
    fn clear(&mut self) {
        if let State::Playing { round, .. } | State::Over(round) = mem::replace(&mut self.state, State::Idle) {
            self.shoe.discard(round.into_cards()).expect("the cards of a round are out");
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
