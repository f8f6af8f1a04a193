//! A deck of cards.

use std::collections::VecDeque;

use enum_iterator::{Sequence, all};
use rand::Rng;
use rand::seq::SliceRandom;

use crate::card::Card;

/// A pile of cards of any type that are not dealt yet.
///
/// A dealt card leaves the deck. Decks are equal if they have equal cards in the same order. A deck collected from an
/// iterator has the first card on top.
///
/// # Examples
///
/// ```
/// use deck_of_cards_solution::Deck;
///
/// let mut deck: Deck<&str> = ["top", "middle", "bottom"].into_iter().collect();
/// assert_eq!(deck.deal(), Some("top"));
/// deck.gather(["top"]);
/// assert_eq!(deck, Deck::from_iter(["middle", "bottom", "top"]));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deck<C = Card> {
    cards: VecDeque<C>,
}

impl<C> Deck<C> {
    /// Creates a deck with every card once, in the order of [`enum_iterator::all`], the first on top (rule 2.1).
    #[must_use]
    pub fn full() -> Self
    where
        C: Sequence,
    {
        all().collect()
    }

    /// Returns the number of cards in the deck.
    #[must_use]
    pub fn remaining(&self) -> usize {
        self.cards.len()
    }

    /// Removes and returns the top card in constant time, or returns `None` if the deck is empty (rule 2.3).
    pub fn deal(&mut self) -> Option<C> {
        self.cards.pop_front()
    }

    /// Shuffles the cards in the deck with random numbers from `rng`. Every order is equally likely.
    pub fn shuffle<R: Rng + ?Sized>(&mut self, rng: &mut R) {
        self.cards.make_contiguous().shuffle(rng);
    }

    /// Puts cards under the deck, in their order (rule 4.1).
    pub fn gather(&mut self, cards: impl IntoIterator<Item = C>) {
        self.cards.extend(cards);
    }

    /// Returns whether the deck has a card equal to `card`.
    #[must_use]
    pub fn contains(&self, card: &C) -> bool
    where
        C: PartialEq,
    {
        self.cards.contains(card)
    }

    /// Returns the card under `depth` other cards.
    pub(crate) fn peek(&self, depth: usize) -> Option<&C> {
        self.cards.get(depth)
    }

    /// Iterates over the cards, from the top down.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &C> {
        self.cards.iter()
    }
}

impl<C> FromIterator<C> for Deck<C> {
    fn from_iter<I: IntoIterator<Item = C>>(cards: I) -> Self {
        Self { cards: cards.into_iter().collect() }
    }
}
