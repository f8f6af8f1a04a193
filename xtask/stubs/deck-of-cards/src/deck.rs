//! A pile of cards still to be dealt.

use std::marker::PhantomData;

use enum_iterator::Sequence;
use rand::Rng;

use crate::card::Card;

/// The cards that can still be dealt, of any type, from the top down.
///
/// A dealt card leaves the deck and belongs to the caller. Two decks are equal if they hold equal cards in the same
/// order. Collecting cards creates a deck with the first of them on top.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deck<C = Card> {
    /// The fields are yours; this one only mentions the parameter.
    yours: PhantomData<C>,
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
        todo!()
    }

    /// Returns the number of cards that can still be dealt.
    ///
    /// # Cost
    ///
    /// Constant.
    #[must_use]
    pub fn remaining(&self) -> usize {
        todo!()
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
        todo!()
    }

    /// Removes and returns the top card, or `None` if the deck is empty.
    ///
    /// # Cost
    ///
    /// Constant.
    pub fn deal(&mut self) -> Option<C> {
        todo!()
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
        todo!()
    }

    /// Shuffles the cards that are still in the deck, by numbers from `rng`: every order is equally likely.
    ///
    /// # Cost
    ///
    /// Linear in the number of cards.
    pub fn shuffle<R: Rng + ?Sized>(&mut self, rng: &mut R) {
        todo!()
    }

    /// Puts cards under the deck: the first of `cards` follows the deck's last card.
    ///
    /// The deck does not check where they come from.
    ///
    /// # Cost
    ///
    /// Linear in the number of `cards`, amortized.
    pub fn gather(&mut self, cards: impl IntoIterator<Item = C>) {
        todo!()
    }
}

impl<C> FromIterator<C> for Deck<C> {
    fn from_iter<I: IntoIterator<Item = C>>(cards: I) -> Self {
        todo!()
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
