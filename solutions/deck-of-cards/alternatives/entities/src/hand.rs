//! Hands of cards, and scorings.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::card::Card;

/// The rules by which a game scores the cards of a hand.
pub trait Scoring<C = Card> {
    /// The type of a score.
    type Score;

    /// Returns the score of `cards`.
    fn score(&self, cards: &[C]) -> Self::Score;
}

/// The cards of a player, of any type, in the order in which they were added (rule 3.1).
///
/// Hands are equal if they have equal cards in the same order. A serialized hand is the sequence of its cards.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hand<C = Card> {
    cards: Vec<C>,
}

impl<C> Hand<C> {
    /// Creates a hand without cards.
    #[must_use]
    pub fn new() -> Self {
        Self { cards: Vec::new() }
    }

    /// Adds a card.
    pub fn add(&mut self, card: C) {
        self.cards.push(card);
    }

    /// Returns the cards in the order in which they were added (rule 3.1).
    #[must_use]
    pub fn cards(&self) -> &[C] {
        &self.cards
    }

    /// Returns the score of the cards by the rules of `scoring`, which it calls once (rule 3.2).
    #[must_use]
    pub fn score<S: Scoring<C> + ?Sized>(&self, scoring: &S) -> S::Score {
        scoring.score(self.cards())
    }
}

impl<C> Default for Hand<C> {
    fn default() -> Self {
        Self::new()
    }
}

impl<C> FromIterator<C> for Hand<C> {
    fn from_iter<I: IntoIterator<Item = C>>(cards: I) -> Self {
        Self { cards: Vec::from_iter(cards) }
    }
}

impl<C> Extend<C> for Hand<C> {
    fn extend<I: IntoIterator<Item = C>>(&mut self, cards: I) {
        self.cards.extend(cards);
    }
}

/// Yields the cards in the order in which they were added (rule 6.4).
impl<C> IntoIterator for Hand<C> {
    type Item = C;
    type IntoIter = std::vec::IntoIter<C>;

    fn into_iter(self) -> Self::IntoIter {
        self.cards.into_iter()
    }
}

impl<C: Serialize> Serialize for Hand<C> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.cards())
    }
}

impl<'de, C: Deserialize<'de>> Deserialize<'de> for Hand<C> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Vec::deserialize(deserializer).map(Self::from_iter)
    }
}

/// A scoring that adds up the value of each card.
#[derive(Clone, Copy, Debug)]
pub struct Sum<F>(
    /// The function that returns the value of a card.
    pub F,
);

impl<C, F: Fn(&C) -> u32> Scoring<C> for Sum<F> {
    type Score = u64;

    fn score(&self, cards: &[C]) -> u64 {
        let mut sum = 0;
        for card in cards {
            sum += u64::from(self.0(card));
        }
        sum
    }
}
