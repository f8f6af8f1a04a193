//! The scoring of blackjack.

use std::collections::BTreeSet;

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
    /// Quadratic in the number of cards.
    #[must_use]
    pub fn possible_scores(self, cards: &[Card]) -> Vec<u32> {
        let mut scores = BTreeSet::from([0]);
        for card in cards {
            scores = match card.rank().number() {
                1 => scores.iter().flat_map(|score| [score + 1, score + 11]).collect(),
                number => scores.iter().map(|score| score + u32::from(number.min(10))).collect(),
            };
        }
        scores.into_iter().collect()
    }

    /// Returns whether the score counts an ace as 11.
    ///
    /// # Cost
    ///
    /// Quadratic in the number of cards.
    #[must_use]
    pub fn is_soft(self, cards: &[Card]) -> bool {
        self.possible_scores(cards)[0] < self.score(cards)
    }

    /// Returns whether the score is over 21.
    ///
    /// # Cost
    ///
    /// Quadratic in the number of cards.
    #[must_use]
    pub fn is_bust(self, cards: &[Card]) -> bool {
        self.possible_scores(cards)[0] > 21
    }

    /// Returns whether the cards are a natural: exactly two cards with a score of 21.
    ///
    /// # Cost
    ///
    /// Constant.
    #[must_use]
    pub fn is_natural(self, cards: &[Card]) -> bool {
        cards.len() == 2 && self.possible_scores(cards).contains(&21)
    }
}

impl Scoring<Card> for Blackjack {
    type Score = u32;

    fn score(&self, cards: &[Card]) -> u32 {
        let scores = self.possible_scores(cards);
        scores.iter().copied().rfind(|&score| score <= 21).unwrap_or(scores[0])
    }
}
