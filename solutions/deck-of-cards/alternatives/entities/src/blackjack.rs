//! The scoring of blackjack.

use std::collections::BTreeSet;

use crate::card::Card;
use crate::hand::Scoring;

/// The scoring of blackjack: an ace counts 1 or 11, a face 10, any other card its number.
///
/// As a [`Scoring`], it returns the best score: the highest up to 21, or else the lowest.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Blackjack;

impl Blackjack {
    /// Returns all scores that the cards can have, ascending, each once.
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

    /// Returns whether the best score counts an ace as 11.
    ///
    /// # Cost
    ///
    /// Quadratic in the number of cards.
    #[must_use]
    pub fn is_soft(self, cards: &[Card]) -> bool {
        self.possible_scores(cards)[0] < self.score(cards)
    }

    /// Returns whether the best score is over 21.
    ///
    /// # Cost
    ///
    /// Quadratic in the number of cards.
    #[must_use]
    pub fn is_bust(self, cards: &[Card]) -> bool {
        self.possible_scores(cards)[0] > 21
    }

    /// Returns whether the cards are an ace and a ten or a face: 21 in two cards.
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
