//! Several decks that are dealt from until a cut card comes.

use std::num::NonZeroUsize;

use enum_iterator::{Sequence, all};
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
/// Two shoes are equal if the same cards are in the same places, those that can be dealt in the same order, and the cut
/// card lies above as many of them.
///
/// # Examples
///
/// ```
/// use deck_of_cards_solution::Shoe;
///
/// let mut shoe = Shoe::stacked(["AS", "KH", "2C"].map(|card| card.parse().unwrap()), 1)?;
/// let ace = shoe.deal().unwrap();
/// assert!(!shoe.is_shuffle_due());
/// let king = shoe.deal().unwrap();
/// assert!(shoe.is_shuffle_due());
/// shoe.discard([king, ace])?;
/// assert_eq!((shoe.remaining(), shoe.out(), shoe.discarded()), (1, 0, 2));
/// # Ok::<(), deck_of_cards_solution::ShoeError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shoe {
    deck: Deck,
    /// Sorted, so that it does not matter in which order they were dealt.
    out: Vec<Card>,
    /// Sorted, so that it does not matter in which order they were given back.
    discards: Vec<Card>,
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
        // All the room at once: more than there can be is refused before any of it is filled.
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
        let deck: Deck = cards.into_iter().collect();
        let cards = deck.remaining();
        if behind_cut >= cards {
            return Err(ShoeError::CutTooDeep { behind_cut, cards });
        }
        Ok(Self::restored(deck, Vec::new(), Vec::new(), behind_cut))
    }

    /// A shoe in the middle of its life, with less than all of its cards behind the cut card.
    pub(crate) fn restored(deck: Deck, mut out: Vec<Card>, mut discards: Vec<Card>, behind_cut: usize) -> Self {
        out.sort_unstable();
        discards.sort_unstable();
        Self { deck, out, discards, behind_cut }
    }

    /// How many cards can still be dealt, those behind the cut card included.
    ///
    /// # Cost
    ///
    /// Constant.
    #[must_use]
    pub fn remaining(&self) -> usize {
        self.deck.remaining()
    }

    /// How many cards were dealt and not yet given back.
    ///
    /// # Cost
    ///
    /// Constant.
    #[must_use]
    pub fn out(&self) -> usize {
        self.out.len()
    }

    /// How many cards were given back since the last shuffle.
    ///
    /// # Cost
    ///
    /// Constant.
    #[must_use]
    pub fn discarded(&self) -> usize {
        self.discards.len()
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
    /// Linear in the number of cards that are out.
    pub fn deal(&mut self) -> Option<Card> {
        let card = self.deck.deal()?;
        insert_sorted(&mut self.out, card);
        Some(card)
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
        let mut out = self.out.clone();
        let mut back = Vec::new();
        for card in cards {
            let at = out.binary_search(&card).map_err(|_| ShoeError::NotOut { card })?;
            out.remove(at);
            back.push(card);
        }
        self.out = out;
        for card in back {
            insert_sorted(&mut self.discards, card);
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
        if self.out() > 0 {
            return Err(ShoeError::CardsOut { out: self.out() });
        }
        self.deck.gather(self.discards.drain(..));
        self.deck.shuffle(rng);
        Ok(())
    }

    /// The card that lies under `depth` others.
    pub(crate) fn peek(&self, depth: usize) -> Option<Card> {
        self.deck.peek(depth).copied()
    }

    /// The cards that can still be dealt, from the top down.
    pub(crate) fn undealt(&self) -> impl Iterator<Item = Card> {
        self.deck.iter().copied()
    }

    /// The cards that were given back.
    pub(crate) fn discards(&self) -> &[Card] {
        &self.discards
    }

    /// How many cards are behind the cut card.
    pub(crate) fn behind_cut(&self) -> usize {
        self.behind_cut
    }
}

fn insert_sorted(cards: &mut Vec<Card>, card: Card) {
    let (Ok(at) | Err(at)) = cards.binary_search(&card);
    cards.insert(at, card);
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
