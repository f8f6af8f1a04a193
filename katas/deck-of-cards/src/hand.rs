//! Hands of cards, and scorings.

use std::marker::PhantomData;

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
    /// Replace this placeholder with your fields.
    yours: PhantomData<C>,
}

impl<C> Hand<C> {
    /// Creates a hand without cards.
    #[must_use]
    pub fn new() -> Self {
        todo!("stage 3")
    }

    /// Adds a card.
    pub fn add(&mut self, card: C) {
        todo!("stage 3")
    }

    /// Returns the cards in the order in which they were added (rule 3.1).
    #[must_use]
    pub fn cards(&self) -> &[C] {
        todo!("stage 3")
    }

    /// Returns the score of the cards by the rules of `scoring`, which it calls once (rule 3.2).
    #[must_use]
    pub fn score<S: Scoring<C> + ?Sized>(&self, scoring: &S) -> S::Score {
        todo!("stage 3")
    }
}

impl<C> Default for Hand<C> {
    fn default() -> Self {
        Self::new()
    }
}

impl<C> FromIterator<C> for Hand<C> {
    fn from_iter<I: IntoIterator<Item = C>>(cards: I) -> Self {
        let mut hand = Self::new();
        hand.extend(cards);
        hand
    }
}

impl<C> Extend<C> for Hand<C> {
    fn extend<I: IntoIterator<Item = C>>(&mut self, cards: I) {
        cards.into_iter().for_each(|card| self.add(card));
    }
}

/// Yields the cards in the order in which they were added (rule 6.4).
impl<C> IntoIterator for Hand<C> {
    type Item = C;
    type IntoIter = std::vec::IntoIter<C>;

    fn into_iter(self) -> Self::IntoIter {
        todo!("stage 6")
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
        todo!("stage 6")
    }
}
