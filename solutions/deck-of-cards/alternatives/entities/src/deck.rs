//! A pile of cards that are not dealt yet.

use enum_iterator::Sequence;
use rand::{Rng, RngExt};

use crate::card::Card;

/// The cards that can still be dealt, from the top down; of any type of card.
///
/// A card that is dealt leaves the deck and belongs to the caller. Two decks are equal if they hold equal cards in the
/// same order. Collecting cards makes a deck with the first of them on top.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deck<C = Card> {
    /// From the bottom up: the top card is the last.
    cards: Vec<C>,
}

impl<C> Deck<C> {
    /// Every card once, in the order of [`enum_iterator::all`], the first on top.
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

    /// How many cards can still be dealt.
    ///
    /// # Cost
    ///
    /// Constant.
    #[must_use]
    pub fn remaining(&self) -> usize {
        self.cards.len()
    }

    /// Whether a card equal to `card` can still be dealt.
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

    /// Takes the top card; `None` if there is none left.
    ///
    /// # Cost
    ///
    /// Constant.
    pub fn deal(&mut self) -> Option<C> {
        self.cards.pop()
    }

    /// Takes the `n` top cards, the top card first.
    ///
    /// # Errors
    ///
    /// [`DeckError::NotEnough`] if there are fewer. Nothing is dealt then.
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

    /// Brings the cards that are not dealt into an order that `rng` decides: each is equally likely.
    ///
    /// # Cost
    ///
    /// Linear in the number of cards.
    pub fn shuffle<R: Rng + ?Sized>(&mut self, rng: &mut R) {
        shuffle(&mut self.cards, rng);
    }

    /// Puts a pile of cards under the deck as it is: the first of `cards` comes right after the cards that are there.
    ///
    /// The deck does not ask where they come from.
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

/// The shuffle of Fisher and Yates: from the last card on, each place is filled from all that are not placed yet.
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

/// Why a deck refuses.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DeckError {
    /// There are fewer cards than were asked for.
    #[error("{asked} cards were asked for, and {left} are left")]
    NotEnough {
        /// How many were asked for.
        asked: usize,
        /// How many could be dealt.
        left: usize,
    },
}
