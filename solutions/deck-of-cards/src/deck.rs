//! A pile of cards that are not dealt yet.

use std::collections::VecDeque;

use enum_iterator::{Sequence, all};
use rand::Rng;
use rand::seq::SliceRandom;

use crate::card::Card;

/// The cards that can still be dealt, from the top down; of any type of card.
///
/// A card that is dealt leaves the deck and belongs to the caller. Two decks are equal if they hold equal cards in the
/// same order. Collecting cards makes a deck with the first of them on top.
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
        all().collect()
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
        self.cards.pop_front()
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
        if n > self.remaining() {
            return Err(DeckError::NotEnough { asked: n, left: self.remaining() });
        }
        Ok(self.cards.drain(..n).collect())
    }

    /// Brings the cards that are not dealt into an order that `rng` decides: each is equally likely.
    ///
    /// # Cost
    ///
    /// Linear in the number of cards.
    pub fn shuffle<R: Rng + ?Sized>(&mut self, rng: &mut R) {
        self.cards.make_contiguous().shuffle(rng);
    }

    /// Puts a pile of cards under the deck as it is: the first of `cards` comes right after the cards that are there.
    ///
    /// The deck does not ask where they come from.
    ///
    /// # Cost
    ///
    /// Linear in the number of `cards`, on average over many calls.
    pub fn gather(&mut self, cards: impl IntoIterator<Item = C>) {
        self.cards.extend(cards);
    }

    /// The card that lies under `depth` others.
    pub(crate) fn peek(&self, depth: usize) -> Option<&C> {
        self.cards.get(depth)
    }

    /// The cards from the top down.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &C> {
        self.cards.iter()
    }
}

impl<C> FromIterator<C> for Deck<C> {
    fn from_iter<I: IntoIterator<Item = C>>(cards: I) -> Self {
        Self { cards: cards.into_iter().collect() }
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
