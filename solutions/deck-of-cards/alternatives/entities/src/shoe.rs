//! Several decks that are dealt from until a cut card comes.

use std::num::NonZeroUsize;

use enum_iterator::{Sequence, all};
use rand::Rng;

use crate::card::Card;
use crate::deck::shuffle;

/// Several decks in one pile, with a cut card in it.
///
/// Each card is in one of three places: it can be dealt, it is out (dealt, and not yet given back), or it is discarded.
/// The cut card lies above the last `behind_cut` cards. When the cards above it are dealt, a shuffle is due: the round
/// that is being played goes on, and before the next one everything is shuffled. A shuffle needs all cards, so none may
/// be out.
///
/// Two shoes are equal if the same cards are in the same places, those that can be dealt in the same order, and the cut
/// card lies above as many of them.
#[derive(Clone, Debug)]
pub struct Shoe {
    /// All cards there are, in the order in which they are dealt. They come and go by a mark and never leave the list.
    cards: Vec<PhysicalCard>,
    /// How many of them were dealt since the last shuffle.
    dealt: usize,
    /// How many of those are marked as out.
    out: usize,
    behind_cut: usize,
}

/// One of the cards in the box: it may look like another, and is not the other.
#[derive(Clone, Copy, Debug)]
struct PhysicalCard {
    face: Card,
    is_out: bool,
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
        let mut cards = Vec::with_capacity(decks.get().saturating_mul(Card::CARDINALITY));
        for _ in 0..decks.get() {
            cards.extend(all::<Card>());
        }
        Self::stacked(cards, behind_cut)
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
        let cards: Vec<_> = cards.into_iter().map(|face| PhysicalCard { face, is_out: false }).collect();
        if behind_cut < cards.len() {
            Ok(Self { cards, dealt: 0, out: 0, behind_cut })
        } else {
            Err(ShoeError::CutTooDeep { behind_cut, cards: cards.len() })
        }
    }

    /// A shoe in the middle of its life, with less than all of its cards behind the cut card.
    pub(crate) fn restored(out: &[Card], discarded: &[Card], undealt: &[Card], behind_cut: usize) -> Self {
        let marked = |faces: &[Card], is_out| faces.iter().map(move |&face| PhysicalCard { face, is_out }).collect();
        let cards: [Vec<_>; 3] = [marked(out, true), marked(discarded, false), marked(undealt, false)];
        Self { cards: cards.concat(), dealt: out.len() + discarded.len(), out: out.len(), behind_cut }
    }

    /// How many cards can still be dealt, those behind the cut card included.
    ///
    /// # Cost
    ///
    /// Constant.
    #[must_use]
    pub fn remaining(&self) -> usize {
        self.cards.len() - self.dealt
    }

    /// How many cards were dealt and not yet given back.
    ///
    /// # Cost
    ///
    /// Constant.
    #[must_use]
    pub fn out(&self) -> usize {
        self.out
    }

    /// How many cards were given back since the last shuffle.
    ///
    /// # Cost
    ///
    /// Constant.
    #[must_use]
    pub fn discarded(&self) -> usize {
        self.dealt - self.out
    }

    /// Whether the cut card has come: no card above it can be dealt any more.
    ///
    /// # Cost
    ///
    /// Constant.
    #[must_use]
    pub fn is_shuffle_due(&self) -> bool {
        self.remaining() <= self.behind_cut
    }

    /// Takes the top card, also from behind the cut card; `None` if there is none left.
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
        let mut back = Vec::new();
        for face in cards {
            // Equal cards are different cards: one that is taken back is looked for no more.
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
        if self.out > 0 {
            return Err(ShoeError::CardsOut { out: self.out });
        }
        shuffle(&mut self.cards, rng);
        self.dealt = 0;
        Ok(())
    }

    /// The cards that can still be dealt, from the top down.
    pub(crate) fn undealt(&self) -> impl Iterator<Item = Card> {
        self.cards[self.dealt..].iter().map(|card| card.face)
    }

    /// The cards that were given back.
    pub(crate) fn discards(&self) -> impl Iterator<Item = Card> {
        self.dealt_that(|card| !card.is_out)
    }

    /// How many cards are behind the cut card.
    pub(crate) fn behind_cut(&self) -> usize {
        self.behind_cut
    }

    fn dealt_that(&self, is_meant: impl Fn(&PhysicalCard) -> bool) -> impl Iterator<Item = Card> {
        self.cards[..self.dealt].iter().filter(move |card| is_meant(card)).map(|card| card.face)
    }

    /// The cards by place; where their order means nothing, they are sorted.
    fn places(&self) -> [Vec<Card>; 3] {
        let mut places =
            [self.undealt().collect(), self.dealt_that(|card| card.is_out).collect(), self.discards().collect()];
        places[1..].iter_mut().for_each(|cards: &mut Vec<Card>| cards.sort_unstable());
        places
    }
}

/// Not derived: what is out or discarded lies in the list as it was dealt, and this order means nothing.
impl PartialEq for Shoe {
    fn eq(&self, other: &Self) -> bool {
        self.behind_cut == other.behind_cut && self.places() == other.places()
    }
}

impl Eq for Shoe {}

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
