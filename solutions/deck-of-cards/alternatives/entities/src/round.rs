//! A round of blackjack without bets.

use std::cmp::Ordering;

use enum_iterator::Sequence;

use crate::blackjack::Blackjack;
use crate::card::Card;
use crate::deck::Deck;
use crate::hand::{Hand, Scoring as _};
use crate::table::{Rules, Soft17};

/// The result of a hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Sequence)]
pub enum Outcome {
    /// The player has a natural, and the dealer has none.
    Natural,
    /// The hand beats the dealer.
    Win,
    /// The hand ties with the dealer.
    Push,
    /// The hand is bust, or the dealer beats it.
    Loss,
}

/// The final strength of player or dealer, in ascending order. A bust player loses even to a bust dealer.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Strength {
    BustPlayer,
    BustDealer,
    Score(u32),
    Natural,
}

impl Strength {
    pub(crate) fn of_player(cards: &[Card]) -> Self {
        Self::of(cards, Self::BustPlayer)
    }

    pub(crate) fn of_dealer(cards: &[Card]) -> Self {
        Self::of(cards, Self::BustDealer)
    }

    fn of(cards: &[Card], bust: Self) -> Self {
        match Blackjack.score(cards) {
            22.. => bust,
            21 if cards.len() == 2 => Self::Natural,
            score => Self::Score(score),
        }
    }

    /// Returns the result of a player with this strength.
    pub(crate) fn against(self, dealer: Self) -> Outcome {
        match self.cmp(&dealer) {
            Ordering::Greater if self == Self::Natural => Outcome::Natural,
            Ordering::Greater => Outcome::Win,
            Ordering::Equal => Outcome::Push,
            Ordering::Less => Outcome::Loss,
        }
    }
}

/// A round in which one player plays one hand against the dealer.
///
/// A call that returns an error changes nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Round {
    deck: Deck,
    player: Hand,
    dealer: Hand,
    /// The result, as soon as the round is over.
    outcome: Option<Outcome>,
}

impl Round {
    /// Deals a card each to the player, the dealer, the player and the dealer. The round takes the deck, even if it returns
    /// an error, so clone the deck first if you still need it.
    ///
    /// # Errors
    ///
    /// Returns [`RoundError::TooFewCards`] if the deck has fewer than four cards (rule 3.4).
    pub fn deal(mut deck: Deck) -> Result<Self, RoundError> {
        let mut hands = [Hand::new(), Hand::new()];
        for index in [0, 1, 0, 1] {
            hands[index].add(deck.deal().ok_or(RoundError::TooFewCards)?);
        }
        let [player, dealer] = hands;
        let mut round = Self { deck, player, dealer, outcome: None };
        if [Strength::of_player(round.player.cards()), Strength::of_dealer(round.dealer.cards())]
            .contains(&Strength::Natural)
        {
            round.end();
        }
        Ok(round)
    }

    /// Returns the player's hand.
    #[must_use]
    pub fn player(&self) -> &Hand {
        &self.player
    }

    /// Returns the dealer's visible cards: the first one while the player plays, all when the round is over.
    #[must_use]
    pub fn dealer(&self) -> &[Card] {
        match self.outcome {
            None => &self.dealer.cards()[..1],
            Some(_) => self.dealer.cards(),
        }
    }

    /// Returns the result for the player, or `None` until the round is over.
    #[must_use]
    pub fn outcome(&self) -> Option<Outcome> {
        self.outcome
    }

    /// Adds a card to the player's hand.
    ///
    /// # Errors
    ///
    /// Returns [`RoundError::Over`] if the round is over (rule 3.9), otherwise [`RoundError::TooFewCards`] if the deck is
    /// empty (rule 3.6).
    pub fn hit(&mut self) -> Result<(), RoundError> {
        self.expect_playing()?;
        let card = self.deck.deal().ok_or(RoundError::TooFewCards)?;
        self.player.add(card);
        match self.player.score(&Blackjack) {
            22.. => self.end(),
            21 => self.dealer_plays(),
            _ => {}
        }
        Ok(())
    }

    /// Ends the player's hand.
    ///
    /// # Errors
    ///
    /// Returns [`RoundError::Over`] if the round is over (rule 3.9).
    pub fn stand(&mut self) -> Result<(), RoundError> {
        self.expect_playing()?;
        self.dealer_plays();
        Ok(())
    }

    fn expect_playing(&self) -> Result<(), RoundError> {
        self.outcome.map_or(Ok(()), |_| Err(RoundError::Over))
    }

    fn dealer_plays(&mut self) {
        let rules = Rules { soft_17: Soft17::Stand };
        while rules.dealer_draws(self.dealer.cards()) {
            match self.deck.deal() {
                Some(card) => self.dealer.add(card),
                None => break,
            }
        }
        self.end();
    }

    fn end(&mut self) {
        let (player, dealer) = (Strength::of_player(self.player.cards()), Strength::of_dealer(self.dealer.cards()));
        self.outcome = Some(player.against(dealer));
    }
}

/// A reason why a round rejects a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RoundError {
    /// The deck has too few cards.
    #[error("the deck has too few cards")]
    TooFewCards,
    /// The round is over.
    #[error("the round is over")]
    Over,
}
