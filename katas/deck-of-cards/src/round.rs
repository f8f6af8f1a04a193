//! A round of blackjack without bets.

use enum_iterator::Sequence;

use crate::card::Card;
use crate::deck::Deck;
use crate::hand::Hand;

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

/// A round in which one player plays one hand against the dealer.
///
/// A call that returns an error changes nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Round {
    // Add your fields.
}

impl Round {
    /// Deals a card each to the player, the dealer, the player and the dealer. The round takes the deck, even if it returns
    /// an error, so clone the deck first if you still need it.
    ///
    /// # Errors
    ///
    /// Returns [`RoundError::TooFewCards`] if the deck has fewer than four cards (rule 3.4).
    pub fn deal(deck: Deck) -> Result<Self, RoundError> {
        todo!("stage 3")
    }

    /// Returns the player's hand.
    #[must_use]
    pub fn player(&self) -> &Hand {
        todo!("stage 3")
    }

    /// Returns the dealer's visible cards: the first one while the player plays, all when the round is over.
    #[must_use]
    pub fn dealer(&self) -> &[Card] {
        todo!("stage 3")
    }

    /// Returns the result for the player, or `None` until the round is over.
    #[must_use]
    pub fn outcome(&self) -> Option<Outcome> {
        todo!("stage 3")
    }

    /// Adds a card to the player's hand.
    ///
    /// # Errors
    ///
    /// Returns [`RoundError::Over`] if the round is over (rule 3.9), otherwise [`RoundError::TooFewCards`] if the deck is
    /// empty (rule 3.6).
    pub fn hit(&mut self) -> Result<(), RoundError> {
        todo!("stage 3")
    }

    /// Ends the player's hand.
    ///
    /// # Errors
    ///
    /// Returns [`RoundError::Over`] if the round is over (rule 3.9).
    pub fn stand(&mut self) -> Result<(), RoundError> {
        todo!("stage 3")
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
