//! A shoe: several decks with a cut card.

use std::num::NonZeroUsize;

use rand::Rng;

use crate::card::Card;

/// Several decks in one pile, with a cut card in it.
///
/// A card of the shoe is left to deal, out (dealt and not discarded yet), or discarded. The last `behind_cut` cards are
/// behind the cut card. When all cards above it are dealt, a shuffle is due after the current round. A shuffle needs
/// all cards, so it fails while cards are out.
///
/// Shoes are equal if `behind_cut` is equal, the same cards are left in the same order, and the same cards are out and
/// discarded, in any order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shoe {
    // Add your fields.
}

impl Shoe {
    /// Creates an unshuffled shoe of `decks` full decks, each in ascending order from the top down.
    ///
    /// # Errors
    ///
    /// Returns [`ShoeError::CutTooDeep`] if no card is above the cut card (rule 4.3).
    ///
    pub fn new(decks: NonZeroUsize, behind_cut: usize) -> Result<Self, ShoeError> {
        todo!("stage 4")
    }

    /// Creates a shoe of these cards, the first on top.
    ///
    /// # Errors
    ///
    /// Returns [`ShoeError::CutTooDeep`] if no card is above the cut card (rule 4.3).
    pub fn stacked(cards: impl IntoIterator<Item = Card>, behind_cut: usize) -> Result<Self, ShoeError> {
        todo!("stage 4")
    }

    /// Returns the number of cards left to deal, including those behind the cut card.
    #[must_use]
    pub fn remaining(&self) -> usize {
        todo!("stage 4")
    }

    /// Returns the number of cards that are out.
    #[must_use]
    pub fn out(&self) -> usize {
        todo!("stage 4")
    }

    /// Returns the number of cards discarded since the last shuffle.
    #[must_use]
    pub fn discarded(&self) -> usize {
        todo!("stage 4")
    }

    /// Returns whether all cards above the cut card are dealt.
    #[must_use]
    pub fn is_shuffle_due(&self) -> bool {
        todo!("stage 4")
    }

    /// Removes and returns the top card, even from behind the cut card. Returns `None` if no card is left.
    pub fn deal(&mut self) -> Option<Card> {
        todo!("stage 4")
    }

    /// Discards cards that are out. The next shuffle includes them.
    ///
    /// # Errors
    ///
    /// Returns [`ShoeError::NotOut`] if a card is not out, or is given more often than it is out (rule 4.7).
    pub fn discard(&mut self, cards: impl IntoIterator<Item = Card>) -> Result<(), ShoeError> {
        todo!("stage 4")
    }

    /// Shuffles all cards, including the discarded ones, whether a shuffle is due or not.
    ///
    /// # Errors
    ///
    /// Returns [`ShoeError::CardsOut`] if cards are out (rule 4.8).
    pub fn shuffle<R: Rng + ?Sized>(&mut self, rng: &mut R) -> Result<(), ShoeError> {
        todo!("stage 4")
    }
}

/// A reason why a shoe rejects a call.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ShoeError {
    /// No card is above the cut card.
    #[error("{behind_cut} of {cards} cards cannot be behind the cut card: it needs a card above it")]
    CutTooDeep {
        /// The number of cards behind the cut card.
        behind_cut: usize,
        /// The number of cards in the shoe.
        cards: usize,
    },
    /// A given card is not out.
    #[error("{card} is not out of the shoe")]
    NotOut {
        /// The first of these cards in the given order.
        card: Card,
    },
    /// Cards are out.
    #[error("{out} cards are still out of the shoe")]
    CardsOut {
        /// The number of cards that are out.
        out: usize,
    },
}
