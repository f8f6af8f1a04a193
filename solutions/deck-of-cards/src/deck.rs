//! A pile of cards still to be dealt.

use std::collections::VecDeque;

use enum_iterator::{Sequence, all};
use rand::Rng;
use rand::seq::SliceRandom;

use crate::card::Card;

/// The cards that can still be dealt, of any type, from the top down.
///
/// A dealt card leaves the deck and belongs to the caller. Two decks are equal if they hold equal cards in the same
/// order. Collecting cards creates a deck with the first of them on top.
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
        all().collect()
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
        self.cards.pop_front()
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
        if n > self.remaining() {
            return Err(DeckError::NotEnough { asked: n, left: self.remaining() });
        }
        Ok(self.cards.drain(..n).collect())
    }

    /// Shuffles the cards that are still in the deck, by numbers from `rng`: every order is equally likely.
    ///
    /// # Cost
    ///
    /// Linear in the number of cards.
    pub fn shuffle<R: Rng + ?Sized>(&mut self, rng: &mut R) {
        self.cards.make_contiguous().shuffle(rng);
    }

    /// Puts cards under the deck: the first of `cards` follows the deck's last card.
    ///
    /// The deck does not check where they come from.
    ///
    /// # Cost
    ///
    /// Linear in the number of `cards`, amortized.
    pub fn gather(&mut self, cards: impl IntoIterator<Item = C>) {
        self.cards.extend(cards);
    }

    /// Returns the card that lies under `depth` others.
    pub(crate) fn peek(&self, depth: usize) -> Option<&C> {
        self.cards.get(depth)
    }

    /// Iterates over the cards from the top down.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &C> {
        self.cards.iter()
    }
}

impl<C> FromIterator<C> for Deck<C> {
    fn from_iter<I: IntoIterator<Item = C>>(cards: I) -> Self {
        Self { cards: cards.into_iter().collect() }
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
