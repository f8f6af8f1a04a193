//! Several decks that are dealt from until a cut card comes.

use std::num::NonZeroUsize;

use rand::Rng;

use crate::card::Card;

/// Several decks in one pile, with a cut card in it.
///
/// Each card is in one of three places: it can be dealt, it is out (dealt, and not yet given back), or it is discarded.
/// The cut card lies above the last `behind_cut` cards. When the cards above it are dealt, a shuffle is due: the round
/// that is being played goes on, and before the next one everything is shuffled. A shuffle needs all cards, so none may
/// be out.
///
/// Two shoes are equal if the same cards are in the same places, those that can be dealt in the same order, and the cut
/// card lies above as many of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shoe {
    // The fields are yours.
}

impl Shoe {
    /// A shoe of `decks` full decks that are not shuffled: one lies on the other, each in ascending order from the top
    /// down.
    ///
    /// # Errors
    ///
    /// [`ShoeError::CutTooDeep`] if the cut card would have no card above it.
    ///
    /// # Panics
    ///
    /// If so many decks do not fit into memory.
    ///
    /// # Cost
    ///
    /// Linear in the number of cards.
    pub fn new(decks: NonZeroUsize, behind_cut: usize) -> Result<Self, ShoeError> {
        todo!()
    }

    /// A shoe of these cards, the first on top.
    ///
    /// # Errors
    ///
    /// [`ShoeError::CutTooDeep`] if the cut card would have no card above it.
    ///
    /// # Cost
    ///
    /// Linear in the number of cards.
    pub fn stacked(cards: impl IntoIterator<Item = Card>, behind_cut: usize) -> Result<Self, ShoeError> {
        todo!()
    }

    /// How many cards can still be dealt, those behind the cut card included.
    ///
    /// # Cost
    ///
    /// Constant.
    #[must_use]
    pub fn remaining(&self) -> usize {
        todo!()
    }

    /// How many cards were dealt and not yet given back.
    ///
    /// # Cost
    ///
    /// Constant.
    #[must_use]
    pub fn out(&self) -> usize {
        todo!()
    }

    /// How many cards were given back since the last shuffle.
    ///
    /// # Cost
    ///
    /// Constant.
    #[must_use]
    pub fn discarded(&self) -> usize {
        todo!()
    }

    /// Whether the cut card has come: no card above it can be dealt any more.
    ///
    /// # Cost
    ///
    /// Constant.
    #[must_use]
    pub fn is_shuffle_due(&self) -> bool {
        todo!()
    }

    /// Takes the top card, also from behind the cut card; `None` if there is none left.
    ///
    /// # Cost
    ///
    /// Linear in the number of cards that are out.
    pub fn deal(&mut self) -> Option<Card> {
        todo!()
    }

    /// Takes back cards that are out, to be shuffled with all others.
    ///
    /// # Errors
    ///
    /// [`ShoeError::NotOut`] with the first card that is not out, or not so many times. Nothing is taken back then.
    ///
    /// # Cost
    ///
    /// Linear in the number of cards that are out or discarded, for each card given.
    pub fn discard(&mut self, cards: impl IntoIterator<Item = Card>) -> Result<(), ShoeError> {
        todo!()
    }

    /// Puts the discarded cards back and shuffles everything; also before it is due.
    ///
    /// # Errors
    ///
    /// [`ShoeError::CardsOut`] if cards are out. Nothing is changed then.
    ///
    /// # Cost
    ///
    /// Linear in the number of cards.
    pub fn shuffle<R: Rng + ?Sized>(&mut self, rng: &mut R) -> Result<(), ShoeError> {
        todo!()
    }
}

/// Why a shoe refuses.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ShoeError {
    /// The cut card would have no card above it.
    #[error("a cut card above {behind_cut} cards has no place among {cards}")]
    CutTooDeep {
        /// How many cards should be behind the cut card.
        behind_cut: usize,
        /// How many cards there are.
        cards: usize,
    },
    /// A card was given back that is not out.
    #[error("{card} is not out")]
    NotOut {
        /// The first such card.
        card: Card,
    },
    /// A shuffle needs all cards.
    #[error("{out} cards are still out")]
    CardsOut {
        /// How many are out.
        out: usize,
    },
}
