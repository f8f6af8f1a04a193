//! A deck of cards.

use enum_iterator::Sequence;
use rand::{Rng, RngExt};

use crate::card::Card;

/// A pile of cards of any type that are not dealt yet.
///
/// A dealt card leaves the deck. Decks are equal if they have equal cards in the same order. A deck collected from an
/// iterator has the first card on top.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deck<C = Card> {
    /// The cards from the bottom up. The last one is the top card.
    cards: Vec<C>,
}

impl<C> Deck<C> {
    /// Creates a deck with every card once, in the order of [`enum_iterator::all`], the first on top (rule 2.1).
    #[must_use]
    pub fn full() -> Self
    where
        C: Sequence,
    {
        enum_iterator::all().collect()
    }

    /// Returns the number of cards in the deck.
    #[must_use]
    pub fn remaining(&self) -> usize {
        self.cards.len()
    }

    /// Removes and returns the top card in constant time, or returns `None` if the deck is empty (rule 2.3).
    pub fn deal(&mut self) -> Option<C> {
        self.cards.pop()
    }

    /// Shuffles the cards in the deck with random numbers from `rng`. Every order is equally likely.
    pub fn shuffle<R: Rng + ?Sized>(&mut self, rng: &mut R) {
        shuffle(&mut self.cards, rng);
    }

    /// Puts cards under the deck, in their order (rule 4.1).
    pub fn gather(&mut self, cards: impl IntoIterator<Item = C>) {
        let mut below: Vec<C> = cards.into_iter().collect();
        below.reverse();
        self.cards.splice(0..0, below);
    }

    /// Returns whether the deck has a card equal to `card`.
    #[must_use]
    pub fn contains(&self, card: &C) -> bool
    where
        C: PartialEq,
    {
        self.cards.contains(card)
    }
}

/// Shuffles with the Fisher-Yates algorithm: each place, from the last to the first, gets one of the cards not yet
/// placed.
pub(crate) fn shuffle<T, R: Rng + ?Sized>(cards: &mut [T], rng: &mut R) {
    for last in (1..cards.len()).rev() {
        cards.swap(last, rng.random_range(0..=last));
    }
}

impl<C> FromIterator<C> for Deck<C> {
    fn from_iter<I: IntoIterator<Item = C>>(cards: I) -> Self {
        let mut cards: Vec<C> = cards.into_iter().collect();
        cards.reverse();
        Self { cards }
    }
}
