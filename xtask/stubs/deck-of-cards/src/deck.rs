//! A deck of cards.

use std::marker::PhantomData;

use enum_iterator::Sequence;
use rand::Rng;

use crate::card::Card;

/// A pile of cards of any type that are not dealt yet.
///
/// A dealt card leaves the deck. Decks are equal if they have equal cards in the same order. A deck collected from an
/// iterator has the first card on top.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deck<C = Card> {
    /// Replace this placeholder with your fields.
    yours: PhantomData<C>,
}

impl<C> Deck<C> {
    /// Creates a deck with every card once, in the order of [`enum_iterator::all`], the first on top (rule 2.1).
    #[must_use]
    pub fn full() -> Self
    where
        C: Sequence,
    {
        todo!("stage 2")
    }

    /// Returns the number of cards in the deck.
    #[must_use]
    pub fn remaining(&self) -> usize {
        todo!("stage 2")
    }

    /// Removes and returns the top card in constant time, or returns `None` if the deck is empty (rule 2.3).
    pub fn deal(&mut self) -> Option<C> {
        todo!("stage 2")
    }

    /// Shuffles the cards in the deck with random numbers from `rng`. Every order is equally likely.
    pub fn shuffle<R: Rng + ?Sized>(&mut self, rng: &mut R) {
        todo!("stage 2")
    }

    /// Puts cards under the deck, in their order (rule 4.1).
    pub fn gather(&mut self, cards: impl IntoIterator<Item = C>) {
        todo!("stage 4")
    }

    /// Returns whether the deck has a card equal to `card`.
    #[must_use]
    pub fn contains(&self, card: &C) -> bool
    where
        C: PartialEq,
    {
        todo!("stage 6")
    }
}

impl<C> FromIterator<C> for Deck<C> {
    fn from_iter<I: IntoIterator<Item = C>>(cards: I) -> Self {
        todo!("stage 2")
    }
}
