//! A shoe: several decks with a cut card.

use std::num::NonZeroUsize;

use enum_iterator::{Sequence, all};
use rand::Rng;

use crate::card::Card;
use crate::deck::shuffle;

/// Several decks in one pile, with a cut card in it.
///
/// A card of the shoe is left to deal, out (dealt and not discarded yet), or discarded. The last `behind_cut` cards are
/// behind the cut card. When all cards above it are dealt, a shuffle is due after the current round. A shuffle needs
/// all cards, so it fails while cards are out.
///
/// Shoes are equal if `behind_cut` is equal, the same cards are left in the same order, and the same cards are out and
/// discarded, in any order.
#[derive(Clone, Debug)]
pub struct Shoe {
    /// All cards, in the order of dealing. Dealt cards stay in the list.
    cards: Vec<PhysicalCard>,
    /// The number of cards dealt since the last shuffle.
    dealt: usize,
    /// The number of cards that are marked as out.
    out: usize,
    behind_cut: usize,
}

/// A physical card. Several can have the same face.
#[derive(Clone, Copy, Debug)]
struct PhysicalCard {
    face: Card,
    is_out: bool,
}

impl Shoe {
    /// Creates an unshuffled shoe of `decks` full decks, each in ascending order from the top down.
    ///
    /// # Errors
    ///
    /// Returns [`ShoeError::CutTooDeep`] if no card is above the cut card (rule 4.3).
    ///
    pub fn new(decks: NonZeroUsize, behind_cut: usize) -> Result<Self, ShoeError> {
        let mut cards = Vec::with_capacity(decks.get().saturating_mul(Card::CARDINALITY));
        for _ in 0..decks.get() {
            cards.extend(all::<Card>());
        }
        Self::stacked(cards, behind_cut)
    }

    /// Creates a shoe of these cards, the first on top.
    ///
    /// # Errors
    ///
    /// Returns [`ShoeError::CutTooDeep`] if no card is above the cut card (rule 4.3).
    pub fn stacked(cards: impl IntoIterator<Item = Card>, behind_cut: usize) -> Result<Self, ShoeError> {
        let cards: Vec<_> = cards.into_iter().map(|face| PhysicalCard { face, is_out: false }).collect();
        if behind_cut < cards.len() {
            Ok(Self { cards, dealt: 0, out: 0, behind_cut })
        } else {
            Err(ShoeError::CutTooDeep { behind_cut, cards: cards.len() })
        }
    }

    /// Creates a shoe with cards in all three places. The caller has checked the cut card.
    pub(crate) fn restored(out: &[Card], discarded: &[Card], undealt: &[Card], behind_cut: usize) -> Self {
        let marked = |faces: &[Card], is_out| faces.iter().map(move |&face| PhysicalCard { face, is_out }).collect();
        let cards: [Vec<_>; 3] = [marked(out, true), marked(discarded, false), marked(undealt, false)];
        Self { cards: cards.concat(), dealt: out.len() + discarded.len(), out: out.len(), behind_cut }
    }

    /// Returns the number of cards left to deal, including those behind the cut card.
    #[must_use]
    pub fn remaining(&self) -> usize {
        self.cards.len() - self.dealt
    }

    /// Returns the number of cards that are out.
    #[must_use]
    pub fn out(&self) -> usize {
        self.out
    }

    /// Returns the number of cards discarded since the last shuffle.
    #[must_use]
    pub fn discarded(&self) -> usize {
        self.dealt - self.out
    }

    /// Returns whether all cards above the cut card are dealt.
    #[must_use]
    pub fn is_shuffle_due(&self) -> bool {
        self.remaining() <= self.behind_cut
    }

    /// Removes and returns the top card, even from behind the cut card. Returns `None` if no card is left.
    pub fn deal(&mut self) -> Option<Card> {
        let top = self.cards.get_mut(self.dealt)?;
        top.is_out = true;
        self.dealt += 1;
        self.out += 1;
        Some(top.face)
    }

    /// Discards cards that are out. The next shuffle includes them.
    ///
    /// # Errors
    ///
    /// Returns [`ShoeError::NotOut`] if a card is not out, or is given more often than it is out (rule 4.7).
    pub fn discard(&mut self, cards: impl IntoIterator<Item = Card>) -> Result<(), ShoeError> {
        let mut back = Vec::new();
        for face in cards {
            // Skip physical cards that this call already discards.
            let found = (0..self.dealt).rev().find(|&at| {
                let card = self.cards[at];
                card.is_out && card.face == face && !back.contains(&at)
            });
            back.push(found.ok_or(ShoeError::NotOut { card: face })?);
        }
        self.out -= back.len();
        for at in back {
            self.cards[at].is_out = false;
        }
        Ok(())
    }

    /// Shuffles all cards, including the discarded ones, whether a shuffle is due or not.
    ///
    /// # Errors
    ///
    /// Returns [`ShoeError::CardsOut`] if cards are out (rule 4.8).
    pub fn shuffle<R: Rng + ?Sized>(&mut self, rng: &mut R) -> Result<(), ShoeError> {
        if self.out > 0 {
            return Err(ShoeError::CardsOut { out: self.out });
        }
        shuffle(&mut self.cards, rng);
        self.dealt = 0;
        Ok(())
    }

    /// Iterates over the cards left to deal, from the top down.
    pub(crate) fn undealt(&self) -> impl Iterator<Item = Card> {
        self.cards[self.dealt..].iter().map(|card| card.face)
    }

    /// Returns the discarded cards.
    pub(crate) fn discards(&self) -> impl Iterator<Item = Card> {
        self.dealt_where(|card| !card.is_out)
    }

    /// Returns the number of cards behind the cut card.
    pub(crate) fn behind_cut(&self) -> usize {
        self.behind_cut
    }

    fn dealt_where(&self, matches: impl Fn(&PhysicalCard) -> bool) -> impl Iterator<Item = Card> {
        self.cards[..self.dealt].iter().filter(move |card| matches(card)).map(|card| card.face)
    }

    /// Returns the cards that are left, out and discarded. The latter two are sorted.
    fn places(&self) -> [Vec<Card>; 3] {
        let mut places =
            [self.undealt().collect(), self.dealt_where(|card| card.is_out).collect(), self.discards().collect()];
        places[1..].iter_mut().for_each(|cards: &mut Vec<Card>| cards.sort_unstable());
        places
    }
}

/// Ignores the order of the cards that are out or discarded.
impl PartialEq for Shoe {
    fn eq(&self, other: &Self) -> bool {
        self.behind_cut == other.behind_cut && self.places() == other.places()
    }
}

impl Eq for Shoe {}

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
