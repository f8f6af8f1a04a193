//! The scoring of blackjack.

use crate::card::Card;
use crate::hand::Scoring;

/// The scoring of blackjack: an ace counts 1 or 11, a face 10, any other card its number.
///
/// The score is the highest possible one up to 21. If there is none, it is the lowest.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Blackjack;

impl Blackjack {
    /// Returns each possible score of the cards once, in ascending order.
    ///
    /// # Cost
    ///
    /// Linear in the number of cards.
    #[must_use]
    pub fn possible_scores(self, cards: &[Card]) -> Vec<u32> {
        todo!()
    }

    /// Returns whether the score counts an ace as 11.
    ///
    /// # Cost
    ///
    /// Linear in the number of cards.
    #[must_use]
    pub fn is_soft(self, cards: &[Card]) -> bool {
        todo!()
    }

    /// Returns whether the score is over 21.
    ///
    /// # Cost
    ///
    /// Linear in the number of cards.
    #[must_use]
    pub fn is_bust(self, cards: &[Card]) -> bool {
        todo!()
    }

    /// Returns whether the cards are a natural: exactly two cards with a score of 21.
    ///
    /// # Cost
    ///
    /// Constant.
    #[must_use]
    pub fn is_natural(self, cards: &[Card]) -> bool {
        todo!()
    }
}

impl Scoring<Card> for Blackjack {
    type Score = u32;

    fn score(&self, cards: &[Card]) -> u32 {
        todo!()
    }
}
