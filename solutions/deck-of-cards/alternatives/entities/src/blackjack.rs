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
    /// Returns whether the score counts an ace as 11.
    pub(crate) fn is_soft(self, cards: &[Card]) -> bool {
        possible_scores(cards)[0] < self.score(cards)
    }
}

impl Scoring<Card> for Blackjack {
    type Score = u32;

    fn score(&self, cards: &[Card]) -> u32 {
        let scores = possible_scores(cards);
        scores.iter().copied().rfind(|&score| score <= 21).unwrap_or(scores[0])
    }
}

/// Returns each possible score of the cards once, in ascending order.
fn possible_scores(cards: &[Card]) -> Vec<u32> {
    let mut scores = BTreeSet::from([0]);
    for card in cards {
        scores = match card.rank().number() {
            1 => scores.iter().flat_map(|score| [score + 1, score + 11]).collect(),
            number => scores.iter().map(|score| score + u32::from(number.min(10))).collect(),
        };
    }
    scores.into_iter().collect()
}
