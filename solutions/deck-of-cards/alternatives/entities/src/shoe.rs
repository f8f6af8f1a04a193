//! Several decks in one pile, dealt from until a cut card comes.

use std::num::NonZeroUsize;

use enum_iterator::{Sequence, all};
use rand::Rng;

use crate::card::Card;
use crate::deck::shuffle;

/// Several decks in one pile, with a cut card in it.
///
/// Each card is in one of three places: it can be dealt, it is out (dealt and not yet returned), or it is discarded.
/// The cut card lies above the last `behind_cut` cards. Once the cards above it are dealt, a shuffle is due: the
/// current round goes on, and everything is shuffled before the next one. A shuffle needs all cards, so none may be
/// out.
///
/// Two shoes are equal if the same cards are in the same places, the cards to deal have the same order, and the cut
/// card lies above the same number of them.
#[derive(Clone, Debug)]
pub struct Shoe {
    /// All cards, in the order in which they are dealt. No card ever leaves the list.
    cards: Vec<PhysicalCard>,
    /// The number of cards dealt since the last shuffle.
    dealt: usize,
    /// The number of dealt cards that are marked as out.
    out: usize,
    behind_cut: usize,
}

/// One physical card. Another one may have the same face.
#[derive(Clone, Copy, Debug)]
struct PhysicalCard {
    face: Card,
    is_out: bool,
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
        let mut cards = Vec::with_capacity(decks.get().saturating_mul(Card::CARDINALITY));
        for _ in 0..decks.get() {
            cards.extend(all::<Card>());
        }
        Self::stacked(cards, behind_cut)
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
        let cards: Vec<_> = cards.into_iter().map(|face| PhysicalCard { face, is_out: false }).collect();
        if behind_cut < cards.len() {
            Ok(Self { cards, dealt: 0, out: 0, behind_cut })
        } else {
            Err(ShoeError::CutTooDeep { behind_cut, cards: cards.len() })
        }
    }

    /// Returns a shoe with cards in all three places; the caller has checked that a card is above the cut card.
    pub(crate) fn restored(out: &[Card], discarded: &[Card], undealt: &[Card], behind_cut: usize) -> Self {
        let marked = |faces: &[Card], is_out| faces.iter().map(move |&face| PhysicalCard { face, is_out }).collect();
        let cards: [Vec<_>; 3] = [marked(out, true), marked(discarded, false), marked(undealt, false)];
        Self { cards: cards.concat(), dealt: out.len() + discarded.len(), out: out.len(), behind_cut }
    }

    /// Returns the number of cards that can still be dealt, including those behind the cut card.
    ///
    /// # Cost
    ///
    /// Constant.
    #[must_use]
    pub fn remaining(&self) -> usize {
        self.cards.len() - self.dealt
    }

    /// Returns the number of cards that were dealt and not yet returned.
    ///
    /// # Cost
    ///
    /// Constant.
    #[must_use]
    pub fn out(&self) -> usize {
        self.out
    }

    /// Returns the number of cards discarded since the last shuffle.
    ///
    /// # Cost
    ///
    /// Constant.
    #[must_use]
    pub fn discarded(&self) -> usize {
        self.dealt - self.out
    }

    /// Returns whether all cards above the cut card are dealt.
    ///
    /// # Cost
    ///
    /// Constant.
    #[must_use]
    pub fn is_shuffle_due(&self) -> bool {
        self.remaining() <= self.behind_cut
    }

    /// Removes and returns the top card, also from behind the cut card; `None` if there is no card left.
    ///
    /// # Cost
    ///
    /// Constant.
    pub fn deal(&mut self) -> Option<Card> {
        let top = self.cards.get_mut(self.dealt)?;
        top.is_out = true;
        self.dealt += 1;
        self.out += 1;
        Some(top.face)
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
        let mut back = Vec::new();
        for face in cards {
            // A card that is already taken back does not count again.
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
        if self.out > 0 {
            return Err(ShoeError::CardsOut { out: self.out });
        }
        shuffle(&mut self.cards, rng);
        self.dealt = 0;
        Ok(())
    }

    /// Iterates over the cards that can still be dealt, from the top down.
    pub(crate) fn undealt(&self) -> impl Iterator<Item = Card> {
        self.cards[self.dealt..].iter().map(|card| card.face)
    }

    /// Returns the discarded cards.
    pub(crate) fn discards(&self) -> impl Iterator<Item = Card> {
        self.dealt_that(|card| !card.is_out)
    }

    /// Returns the number of cards behind the cut card.
    pub(crate) fn behind_cut(&self) -> usize {
        self.behind_cut
    }

    fn dealt_that(&self, is_meant: impl Fn(&PhysicalCard) -> bool) -> impl Iterator<Item = Card> {
        self.cards[..self.dealt].iter().filter(move |card| is_meant(card)).map(|card| card.face)
    }

    /// Returns the cards by place, sorted where their order has no meaning.
    fn places(&self) -> [Vec<Card>; 3] {
        let mut places =
            [self.undealt().collect(), self.dealt_that(|card| card.is_out).collect(), self.discards().collect()];
        places[1..].iter_mut().for_each(|cards: &mut Vec<Card>| cards.sort_unstable());
        places
    }
}

/// Not derived, since the order of cards that are out or discarded has no meaning.
impl PartialEq for Shoe {
    fn eq(&self, other: &Self) -> bool {
        self.behind_cut == other.behind_cut && self.places() == other.places()
    }
}

impl Eq for Shoe {}

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
