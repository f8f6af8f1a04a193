//! The scoring of blackjack.

use crate::card::{Card, Rank};
use crate::hand::Scoring;

/// The highest score of a hand that is not bust.
pub(crate) const BEST: u32 = 21;

/// The difference between an ace that counts 11 and one that counts 1.
const ACE_BONUS: u32 = 10;

/// The scoring of blackjack: an ace counts 1 or 11, a face 10, any other card its number.
///
/// The score is the highest possible one up to 21. If there is none, it is the lowest.
///
/// # Examples
///
/// ```
/// use deck_of_cards_solution::{Blackjack, Card, Hand};
///
/// let hand: Hand = ["AS", "6H", "AD"].map(|card| card.parse().unwrap()).into_iter().collect();
/// assert_eq!(hand.score(&Blackjack), 18);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Blackjack;

impl Blackjack {
    /// Returns whether the score counts an ace as 11.
    pub(crate) fn is_soft(self, cards: &[Card]) -> bool {
        self.score(cards) > lowest_and_aces(cards).0
    }
}

impl Scoring<Card> for Blackjack {
    type Score = u32;

    fn score(&self, cards: &[Card]) -> u32 {
        // Two aces that count 11 are already 22, so at most one does.
        match lowest_and_aces(cards) {
            (lowest, 1..) if lowest + ACE_BONUS <= BEST => lowest + ACE_BONUS,
            (lowest, _) => lowest,
        }
    }
}

/// Returns the score with every ace counted as 1, and the number of aces.
fn lowest_and_aces(cards: &[Card]) -> (u32, u32) {
    cards.iter().fold((0, 0), |(score, aces), card| {
        let rank = card.rank();
        (score + u32::from(rank.number().min(10)), aces + u32::from(rank == Rank::Ace))
    })
}

/// The strength of a hand at the end of a round, in ascending order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Strength {
    /// A score over 21.
    Bust,
    /// A score up to 21.
    Score(u32),
    /// A score of 21 in the first two cards.
    Natural,
}

impl Strength {
    pub(crate) fn of(cards: &[Card]) -> Self {
        match Blackjack.score(cards) {
            BEST if cards.len() == 2 => Self::Natural,
            score @ ..=BEST => Self::Score(score),
            _ => Self::Bust,
        }
    }
}
