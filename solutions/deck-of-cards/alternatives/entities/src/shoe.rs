//! Several decks that are dealt from until a cut card comes.

use std::iter;
use std::num::NonZeroUsize;

use rand::Rng;

use crate::card::Card;
use crate::deck::Deck;

/// Several decks in one pile, with a cut card in it.
///
/// Each card is in one of three places: it can be dealt, it is out (dealt, and not yet given back), or it is discarded.
/// The cut card lies above the last `behind_cut` cards. When the cards above it are dealt, a shuffle is due: the round
/// that is being played goes on, and before the next one everything is shuffled. A shuffle needs all cards, so none may
/// be out.
///
/// Two shoes are equal if the same cards are in the same places, those that can be dealt in the same order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shoe {
    /// All cards, each with where it is, in the order in which they are dealt.
    cards: Vec<(Card, Place)>,
    behind_cut: usize,
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
        Self::stacked(iter::repeat_with(enum_iterator::all).take(decks.get()).flatten(), behind_cut)
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
        let cards: Vec<_> = cards.into_iter().map(|card| (card, Place::Undealt)).collect();
        if behind_cut < cards.len() {
            Ok(Self { cards, behind_cut })
        } else {
            Err(ShoeError::CutTooDeep { behind_cut, cards: cards.len() })
        }
    }

    /// How many cards can still be dealt, those behind the cut card included.
    ///
    /// # Cost
    ///
    /// Linear in the number of cards.
    #[must_use]
    pub fn remaining(&self) -> usize {
        self.count(Place::Undealt)
    }

    /// How many cards were dealt and not yet given back.
    ///
    /// # Cost
    ///
    /// Linear in the number of cards.
    #[must_use]
    pub fn out(&self) -> usize {
        self.count(Place::Out)
    }

    /// How many cards were given back since the last shuffle.
    ///
    /// # Cost
    ///
    /// Linear in the number of cards.
    #[must_use]
    pub fn discarded(&self) -> usize {
        self.count(Place::Discarded)
    }

    /// Whether the cut card has come: no card above it can be dealt any more.
    ///
    /// # Cost
    ///
    /// Linear in the number of cards.
    #[must_use]
    pub fn is_shuffle_due(&self) -> bool {
        self.remaining() <= self.behind_cut
    }

    /// Takes the top card, also from behind the cut card; `None` if there is none left.
    ///
    /// # Cost
    ///
    /// Linear in the number of cards.
    pub fn deal(&mut self) -> Option<Card> {
        let (card, place) = self.cards.iter_mut().find(|(_, place)| *place == Place::Undealt)?;
        *place = Place::Out;
        Some(*card)
    }

    /// Takes back cards that are out, to be shuffled with all others.
    ///
    /// # Errors
    ///
    /// [`ShoeError::NotOut`] with the first card that is not out, or not so many times. Nothing is taken back then.
    ///
    /// # Cost
    ///
    /// Linear in the number of cards, for each card given.
    pub fn discard(&mut self, cards: impl IntoIterator<Item = Card>) -> Result<(), ShoeError> {
        let mut after = self.cards.clone();
        for card in cards {
            let known = after.iter_mut().find(|known| **known == (card, Place::Out));
            known.ok_or(ShoeError::NotOut { card })?.1 = Place::Discarded;
        }
        self.cards = after;
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
        if self.out() > 0 {
            return Err(ShoeError::CardsOut { out: self.out() });
        }
        let mut deck: Deck = self.cards.iter().map(|(card, _)| *card).collect();
        deck.shuffle(rng);
        self.cards.clear();
        while let Some(card) = deck.deal() {
            self.cards.push((card, Place::Undealt));
        }
        Ok(())
    }

    pub(crate) fn restored(out: Vec<Card>, discarded: Vec<Card>, undealt: Vec<Card>, behind_cut: usize) -> Self {
        let places = [(out, Place::Out), (discarded, Place::Discarded), (undealt, Place::Undealt)];
        let cards = places.into_iter().flat_map(|(cards, place)| cards.into_iter().map(move |card| (card, place)));
        Self { cards: cards.collect(), behind_cut }
    }

    pub(crate) fn all_in(&self, place: Place) -> Vec<Card> {
        self.cards.iter().filter(|(_, known)| *known == place).map(|(card, _)| *card).collect()
    }

    pub(crate) fn behind_cut(&self) -> usize {
        self.behind_cut
    }

    fn count(&self, place: Place) -> usize {
        self.cards.iter().filter(|(_, known)| *known == place).count()
    }
}

/// Where a card is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    Undealt,
    Out,
    Discarded,
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
