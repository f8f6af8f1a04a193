//! Several decks in one pile, dealt from until a cut card comes.

use std::num::NonZeroUsize;

use rand::Rng;

use crate::card::Card;

/// Several decks in one pile, with a cut card in it.
///
/// Each card is in one of three places: it can be dealt, it is out (dealt and not yet returned), or it is discarded.
/// The cut card lies above the last `behind_cut` cards. Once the cards above it are dealt, a shuffle is due: the
/// current round goes on, and everything is shuffled before the next one. A shuffle needs all cards, so none may be
/// out.
///
/// Two shoes are equal if the same cards are in the same places, the cards to deal have the same order, and the cut
/// card lies above the same number of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shoe {
    // The fields are yours.
}

impl Shoe {
    /// Returns an unshuffled shoe of `decks` full decks, one on top of the other, each in ascending order from the top
    /// down.
    ///
    /// # Errors
    ///
    /// [`ShoeError::CutTooDeep`] if there would be no card above the cut card.
    ///
    /// # Panics
    ///
    /// If the cards do not fit into memory.
    ///
    /// # Cost
    ///
    /// Linear in the number of cards.
    pub fn new(decks: NonZeroUsize, behind_cut: usize) -> Result<Self, ShoeError> {
        todo!()
    }

    /// Returns a shoe of these cards, the first on top.
    ///
    /// # Errors
    ///
    /// [`ShoeError::CutTooDeep`] if there would be no card above the cut card.
    ///
    /// # Cost
    ///
    /// Linear in the number of cards.
    pub fn stacked(cards: impl IntoIterator<Item = Card>, behind_cut: usize) -> Result<Self, ShoeError> {
        todo!()
    }

    /// Returns the number of cards that can still be dealt, including those behind the cut card.
    ///
    /// # Cost
    ///
    /// Constant.
    #[must_use]
    pub fn remaining(&self) -> usize {
        todo!()
    }

    /// Returns the number of cards that were dealt and not yet returned.
    ///
    /// # Cost
    ///
    /// Constant.
    #[must_use]
    pub fn out(&self) -> usize {
        todo!()
    }

    /// Returns the number of cards discarded since the last shuffle.
    ///
    /// # Cost
    ///
    /// Constant.
    #[must_use]
    pub fn discarded(&self) -> usize {
        todo!()
    }

    /// Returns whether all cards above the cut card are dealt.
    ///
    /// # Cost
    ///
    /// Constant.
    #[must_use]
    pub fn is_shuffle_due(&self) -> bool {
        todo!()
    }

    /// Removes and returns the top card, also from behind the cut card; `None` if there is no card left.
    ///
    /// # Cost
    ///
    /// Linear in the number of cards that are out.
    pub fn deal(&mut self) -> Option<Card> {
        todo!()
    }

    /// Takes back cards that are out; the next shuffle includes them.
    ///
    /// # Errors
    ///
    /// [`ShoeError::NotOut`] with the first card that is not out, or not as many times as given. In that case the shoe
    /// stays as it is.
    ///
    /// # Cost
    ///
    /// Linear in the number of cards that are out or discarded, for each card given.
    pub fn discard(&mut self, cards: impl IntoIterator<Item = Card>) -> Result<(), ShoeError> {
        todo!()
    }

    /// Puts the discarded cards back and shuffles everything, whether due or not.
    ///
    /// # Errors
    ///
    /// [`ShoeError::CardsOut`] if cards are out. In that case the shoe stays as it is.
    ///
    /// # Cost
    ///
    /// Linear in the number of cards.
    pub fn shuffle<R: Rng + ?Sized>(&mut self, rng: &mut R) -> Result<(), ShoeError> {
        todo!()
    }
}

/// The reason why a shoe rejects a call.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ShoeError {
    /// There would be no card above the cut card.
    #[error("a cut card above {behind_cut} cards has no place among {cards}")]
    CutTooDeep {
        /// The number of cards requested behind the cut card.
        behind_cut: usize,
        /// The number of cards in the shoe.
        cards: usize,
    },
    /// A returned card is not out.
    #[error("{card} is not out")]
    NotOut {
        /// The first such card.
        card: Card,
    },
    /// A shuffle needs all cards.
    #[error("{out} cards are still out")]
    CardsOut {
        /// The number of cards that are out.
        out: usize,
    },
}
