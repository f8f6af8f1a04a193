//! A round at a table: the player's moves, the dealer's draws, and the payouts.

use std::num::NonZeroU32;

use serde::{Deserialize, Serialize};

use crate::blackjack::{BEST, Blackjack, Strength};
use crate::card::{Card, Rank};
use crate::hand::{Hand, Scoring as _};
use crate::round::Outcome;
use crate::rules::{Rules, TableError};
use crate::shoe::Shoe;

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

impl PlayerHand {
    fn new(cards: impl IntoIterator<Item = Card>) -> Self {
        Self { cards: cards.into_iter().collect(), doubled: false, stood: false }
    }

    fn two_cards(&self) -> Result<[Card; 2], TableError> {
        let cards = self.cards.cards();
        cards.try_into().map_err(|_| TableError::NotTwoCards { cards: cards.len() })
    }
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

/// A cursor over the next cards of a shoe. It does not change the shoe, so a failed move needs no undo.
#[derive(Debug)]
pub(crate) struct Draw<'a> {
    shoe: &'a Shoe,
    taken: usize,
}

impl<'a> Draw<'a> {
    pub(crate) fn new(shoe: &'a Shoe) -> Self {
        Self { shoe, taken: 0 }
    }

    /// Returns the number of cards drawn.
    pub(crate) fn taken(&self) -> usize {
        self.taken
    }

    fn card(&mut self) -> Result<Card, TableError> {
        let card = self.shoe.peek(self.taken).ok_or(TableError::ShoeExhausted { left: self.shoe.remaining() })?;
        self.taken += 1;
        Ok(card)
    }
}

/// A round at a table after the deal. The active hand is computed from the cards and the player's decisions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct TableRound {
    pub(crate) bet: NonZeroU32,
    pub(crate) hands: Vec<PlayerHand>,
    pub(crate) dealer: Hand,
}

impl TableRound {
    pub(crate) fn deal(bet: NonZeroU32, draw: &mut Draw<'_>) -> Result<Self, TableError> {
        let [first, up, second, hole] = [draw.card()?, draw.card()?, draw.card()?, draw.card()?];
        Ok(Self { bet, hands: vec![PlayerHand::new([first, second])], dealer: Hand::from_iter([up, hole]) })
    }

    /// Returns the index of the hand that the player decides about, or `None` if the round is over.
    pub(crate) fn active(&self) -> Option<usize> {
        if self.dealer_has_natural() {
            return None;
        }
        self.hands.iter().position(|hand| !self.has_ended(hand))
    }

    /// Returns whether the player can no longer play a hand.
    pub(crate) fn has_ended(&self, hand: &PlayerHand) -> bool {
        hand.stood || hand.doubled || self.ends_by_itself(hand.cards.cards())
    }

    /// Returns whether a hand with these cards ends without a decision of the player.
    pub(crate) fn ends_by_itself(&self, cards: &[Card]) -> bool {
        Blackjack.score(cards) >= BEST || (self.is_split() && cards[0].rank() == Rank::Ace)
    }

    pub(crate) fn is_split(&self) -> bool {
        self.hands.len() > 1
    }

    pub(crate) fn dealer_has_natural(&self) -> bool {
        Strength::of(self.dealer.cards()) == Strength::Natural
    }

    /// Returns the strength of a hand of the player. A 21 after a split is not a natural.
    fn strength(&self, hand: &PlayerHand) -> Strength {
        match Strength::of(hand.cards.cards()) {
            Strength::Natural if self.is_split() => Strength::Score(BEST),
            strength => strength,
        }
    }

    pub(crate) fn hit(&mut self, active: usize, draw: &mut Draw<'_>) -> Result<(), TableError> {
        self.hands[active].cards.add(draw.card()?);
        Ok(())
    }

    pub(crate) fn stand(&mut self, active: usize) {
        self.hands[active].stood = true;
    }

    pub(crate) fn double(&mut self, active: usize, draw: &mut Draw<'_>) -> Result<(), TableError> {
        let hand = &mut self.hands[active];
        hand.two_cards()?;
        hand.cards.add(draw.card()?);
        hand.doubled = true;
        Ok(())
    }

    pub(crate) fn split(&mut self, active: usize, draw: &mut Draw<'_>) -> Result<(), TableError> {
        if self.is_split() {
            return Err(TableError::AlreadySplit);
        }
        let [first, second] = self.hands[active].two_cards()?;
        if first.rank() != second.rank() {
            return Err(TableError::NotAPair { first: first.rank(), second: second.rank() });
        }
        self.hands = vec![PlayerHand::new([first, draw.card()?]), PlayerHand::new([second, draw.card()?])];
        Ok(())
    }

    /// Draws the dealer's cards by the rules, if all hands have ended.
    pub(crate) fn dealer_plays(&mut self, rules: Rules, draw: &mut Draw<'_>) -> Result<(), TableError> {
        while self.dealer_must_draw(rules, self.dealer.cards()) {
            self.dealer.add(draw.card()?);
        }
        Ok(())
    }

    /// Returns whether a dealer with `cards` must draw in this round.
    pub(crate) fn dealer_must_draw(&self, rules: Rules, cards: &[Card]) -> bool {
        let contested = self.hands.iter().any(|hand| matches!(self.strength(hand), Strength::Score(_)));
        self.active().is_none() && contested && rules.dealer_draws(cards)
    }

    pub(crate) fn stake(&self, hand: &PlayerHand) -> u64 {
        let bet = u64::from(self.bet.get());
        if hand.doubled { 2 * bet } else { bet }
    }

    pub(crate) fn payouts(&self) -> Vec<Payout> {
        let dealer = Strength::of(self.dealer.cards());
        let pay = |hand| {
            let (outcome, stake) = (Outcome::of(self.strength(hand), dealer), self.stake(hand));
            let paid = match outcome {
                Outcome::Natural => stake + stake * 3 / 2,
                Outcome::Win => 2 * stake,
                Outcome::Push => stake,
                Outcome::Loss => 0,
            };
            Payout { outcome, stake, paid }
        };
        self.hands.iter().map(pay).collect()
    }

    /// Returns all cards of the round.
    pub(crate) fn cards(&self) -> impl Iterator<Item = Card> {
        self.hands.iter().map(|hand| &hand.cards).chain([&self.dealer]).flat_map(Hand::cards).copied()
    }
}
