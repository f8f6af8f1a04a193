//! A pile of cards still to be dealt.

use enum_iterator::Sequence;
use rand::{Rng, RngExt};

use crate::card::Card;

/// The cards that can still be dealt, of any type, from the top down.
///
/// A dealt card leaves the deck and belongs to the caller. Two decks are equal if they hold equal cards in the same
/// order. Collecting cards creates a deck with the first of them on top.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deck<C = Card> {
    /// From the bottom up: the top card is the last.
    cards: Vec<C>,
}

impl<C> Deck<C> {
    /// Returns a deck with every card once, in the order of [`enum_iterator::all`], the first on top.
    ///
    /// # Cost
    ///
    /// Linear in the number of cards.
    #[must_use]
    pub fn full() -> Self
    where
        C: Sequence,
    {
        enum_iterator::all().collect()
    }

    /// Returns the number of cards that can still be dealt.
    ///
    /// # Cost
    ///
    /// Constant.
    #[must_use]
    pub fn remaining(&self) -> usize {
        self.cards.len()
    }

    /// Returns whether a card equal to `card` can still be dealt.
    ///
    /// # Cost
    ///
    /// Linear in the number of cards.
    #[must_use]
    pub fn contains(&self, card: &C) -> bool
    where
        C: PartialEq,
    {
        self.cards.contains(card)
    }

    /// Removes and returns the top card, or `None` if the deck is empty.
    ///
    /// # Cost
    ///
    /// Constant.
    pub fn deal(&mut self) -> Option<C> {
        self.cards.pop()
    }

    /// Removes and returns the `n` top cards, the top card first.
    ///
    /// # Errors
    ///
    /// [`DeckError::NotEnough`] if there are fewer. In that case the deck stays as it is.
    ///
    /// # Cost
    ///
    /// Linear in `n`.
    pub fn deal_many(&mut self, n: usize) -> Result<Vec<C>, DeckError> {
        let left = self.remaining();
        let rest = left.checked_sub(n).ok_or(DeckError::NotEnough { asked: n, left })?;
        let mut dealt = self.cards.split_off(rest);
        dealt.reverse();
        Ok(dealt)
    }

    /// Shuffles the cards that are still in the deck, by numbers from `rng`: every order is equally likely.
    ///
    /// # Cost
    ///
    /// Linear in the number of cards.
    pub fn shuffle<R: Rng + ?Sized>(&mut self, rng: &mut R) {
        shuffle(&mut self.cards, rng);
    }

    /// Puts cards under the deck: the first of `cards` follows the deck's last card.
    ///
    /// The deck does not check where they come from.
    ///
    /// # Cost
    ///
    /// Linear in the number of all cards.
    pub fn gather(&mut self, cards: impl IntoIterator<Item = C>) {
        let mut below: Vec<C> = cards.into_iter().collect();
        below.reverse();
        self.cards.splice(0..0, below);
    }
}

/// Shuffles by the algorithm of Fisher and Yates: each place, starting at the last, takes one of the cards not placed
/// yet.
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

/// The reason why a deck deals nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DeckError {
    /// The deck has fewer cards than requested.
    #[error("{asked} cards were asked for, and {left} are left")]
    NotEnough {
        /// The number of cards requested.
        asked: usize,
        /// The number of cards in the deck.
        left: usize,
    },
}
