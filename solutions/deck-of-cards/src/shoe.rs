//! Several decks in one pile, dealt from until a cut card comes.

use std::num::NonZeroUsize;

use enum_iterator::{Sequence, all};
use rand::Rng;

use crate::card::Card;
use crate::deck::Deck;

/// Several decks in one pile, with a cut card in it.
///
/// Each card is in one of three places: it can be dealt, it is out (dealt and not yet returned), or it is discarded.
/// The cut card lies above the last `behind_cut` cards. Once the cards above it are dealt, a shuffle is due: the
/// current round goes on, and everything is shuffled before the next one. A shuffle needs all cards, so none may be
/// out.
///
/// Two shoes are equal if the same cards are in the same places, the cards to deal have the same order, and the cut
/// card lies above the same number of them.
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
    /// Sorted, so that equality does not depend on the order of dealing.
    out: Vec<Card>,
    /// Sorted, so that equality does not depend on the order of discarding.
    discards: Vec<Card>,
    behind_cut: usize,
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
        // Reserves all memory first, so that too many decks panic before a card is stored.
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
        let deck: Deck = cards.into_iter().collect();
        let cards = deck.remaining();
        if behind_cut >= cards {
            return Err(ShoeError::CutTooDeep { behind_cut, cards });
        }
        Ok(Self::restored(deck, Vec::new(), Vec::new(), behind_cut))
    }

    /// Returns a shoe with cards in all three places; the caller has checked that a card is above the cut card.
    pub(crate) fn restored(deck: Deck, mut out: Vec<Card>, mut discards: Vec<Card>, behind_cut: usize) -> Self {
        out.sort_unstable();
        discards.sort_unstable();
        Self { deck, out, discards, behind_cut }
    }

    /// Returns the number of cards that can still be dealt, including those behind the cut card.
    ///
    /// # Cost
    ///
    /// Constant.
    #[must_use]
    pub fn remaining(&self) -> usize {
        self.deck.remaining()
    }

    /// Returns the number of cards that were dealt and not yet returned.
    ///
    /// # Cost
    ///
    /// Constant.
    #[must_use]
    pub fn out(&self) -> usize {
        self.out.len()
    }

    /// Returns the number of cards discarded since the last shuffle.
    ///
    /// # Cost
    ///
    /// Constant.
    #[must_use]
    pub fn discarded(&self) -> usize {
        self.discards.len()
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
    /// Linear in the number of cards that are out.
    pub fn deal(&mut self) -> Option<Card> {
        let card = self.deck.deal()?;
        insert_sorted(&mut self.out, card);
        Some(card)
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
        if self.out() > 0 {
            return Err(ShoeError::CardsOut { out: self.out() });
        }
        self.deck.gather(self.discards.drain(..));
        self.deck.shuffle(rng);
        Ok(())
    }

    /// Returns the card that lies under `depth` others.
    pub(crate) fn peek(&self, depth: usize) -> Option<Card> {
        self.deck.peek(depth).copied()
    }

    /// Iterates over the cards that can still be dealt, from the top down.
    pub(crate) fn undealt(&self) -> impl Iterator<Item = Card> {
        self.deck.iter().copied()
    }

    /// Returns the discarded cards.
    pub(crate) fn discards(&self) -> &[Card] {
        &self.discards
    }

    /// Returns the number of cards behind the cut card.
    pub(crate) fn behind_cut(&self) -> usize {
        self.behind_cut
    }
}

fn insert_sorted(cards: &mut Vec<Card>, card: Card) {
    let (Ok(at) | Err(at)) = cards.binary_search(&card);
    cards.insert(at, card);
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
