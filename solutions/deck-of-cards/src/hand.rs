//! Hands of cards, and scorings.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::card::Card;

/// The rules by which a game scores the cards of a hand.
///
/// # Examples
///
/// A scoring where only the highest card counts:
///
/// ```
/// use deck_of_cards_solution::{Hand, Scoring};
///
/// struct Highest;
///
/// impl Scoring<u32> for Highest {
///     type Score = Option<u32>;
///
///     fn score(&self, cards: &[u32]) -> Option<u32> {
///         cards.iter().copied().max()
///     }
/// }
///
/// assert_eq!(Hand::from_iter([3, 9, 4]).score(&Highest), Some(9));
/// ```
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
        scoring.score(&self.cards)
    }
}

impl<C> Default for Hand<C> {
    fn default() -> Self {
        Self::new()
    }
}

impl<C> FromIterator<C> for Hand<C> {
    fn from_iter<I: IntoIterator<Item = C>>(cards: I) -> Self {
        Self { cards: cards.into_iter().collect() }
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
///
/// # Examples
///
/// ```
/// use deck_of_cards_solution::{Hand, Sum};
///
/// let letters = Sum(|word: &&str| word.len() as u32);
/// assert_eq!(Hand::from_iter(["ace", "king"]).score(&letters), 7);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Sum<F>(
    /// The function that returns the value of a card.
    pub F,
);

impl<C, F: Fn(&C) -> u32> Scoring<C> for Sum<F> {
    type Score = u64;

    fn score(&self, cards: &[C]) -> u64 {
        cards.iter().map(|card| u64::from(self.0(card))).sum()
    }
}
