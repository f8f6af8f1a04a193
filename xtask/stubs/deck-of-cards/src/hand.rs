//! A hand of cards, and what it is worth.

use std::marker::PhantomData;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::card::Card;

/// What a game makes of the cards of a hand.
pub trait Scoring<C = Card> {
    /// What a hand is worth.
    type Score;

    /// What `cards` are worth together.
    ///
    /// # Cost
    ///
    /// That of the game.
    fn score(&self, cards: &[C]) -> Self::Score;
}

/// Adds up what its function says of each card.
///
/// # Cost
///
/// Scoring asks the function once for each card.
#[derive(Clone, Copy, Debug)]
pub struct Sum<F>(
    /// The value of a card.
    pub F,
);

impl<C, F: Fn(&C) -> u32> Scoring<C> for Sum<F> {
    type Score = u64;

    fn score(&self, cards: &[C]) -> u64 {
        todo!()
    }
}

/// The cards that a player holds, in the order in which they came; of any type of card.
///
/// Two hands are equal if they hold equal cards in the same order. A serialized hand is the sequence of its cards.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hand<C = Card> {
    /// The fields are yours; this one only mentions the parameter.
    yours: PhantomData<C>,
}

impl<C> Hand<C> {
    /// A hand without cards.
    ///
    /// # Cost
    ///
    /// Constant.
    #[must_use]
    pub fn new() -> Self {
        todo!()
    }

    /// Takes a card.
    ///
    /// # Cost
    ///
    /// Constant on average.
    pub fn add(&mut self, card: C) {
        todo!()
    }

    /// Its cards, the one that came first at the front.
    ///
    /// # Cost
    ///
    /// Constant.
    #[must_use]
    pub fn cards(&self) -> &[C] {
        todo!()
    }

    /// What the cards are worth in a game.
    ///
    /// # Cost
    ///
    /// That of `scoring`.
    #[must_use]
    pub fn score<S: Scoring<C> + ?Sized>(&self, scoring: &S) -> S::Score {
        todo!()
    }
}

impl<C> Default for Hand<C> {
    fn default() -> Self {
        Self::new()
    }
}

impl<C> FromIterator<C> for Hand<C> {
    fn from_iter<I: IntoIterator<Item = C>>(cards: I) -> Self {
        todo!()
    }
}

impl<C> Extend<C> for Hand<C> {
    fn extend<I: IntoIterator<Item = C>>(&mut self, cards: I) {
        todo!()
    }
}

/// The cards, given up in the order in which they came.
impl<C> IntoIterator for Hand<C> {
    type Item = C;
    type IntoIter = std::vec::IntoIter<C>;

    fn into_iter(self) -> Self::IntoIter {
        todo!()
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
