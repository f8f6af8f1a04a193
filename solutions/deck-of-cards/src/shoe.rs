//! A shoe: several decks with a cut card.

use std::num::NonZeroUsize;

use enum_iterator::{Sequence, all};
use rand::Rng;

use crate::card::Card;
use crate::deck::Deck;

/// Several decks in one pile, with a cut card in it.
///
/// A card of the shoe is left to deal, out (dealt and not discarded yet), or discarded. The last `behind_cut` cards are
/// behind the cut card. When all cards above it are dealt, a shuffle is due after the current round. A shuffle needs
/// all cards, so it fails while cards are out.
///
/// Shoes are equal if `behind_cut` is equal, the same cards are left in the same order, and the same cards are out and
/// discarded, in any order.
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
    /// Sorted, so that equality ignores the order of dealing.
    out: Vec<Card>,
    /// Sorted, so that equality ignores the order of discarding.
    discards: Vec<Card>,
    behind_cut: usize,
}

impl Shoe {
    /// Creates an unshuffled shoe of `decks` full decks, each in ascending order from the top down.
    ///
    /// # Errors
    ///
    /// Returns [`ShoeError::CutTooDeep`] if no card is above the cut card (rule 4.3).
    ///
    pub fn new(decks: NonZeroUsize, behind_cut: usize) -> Result<Self, ShoeError> {
        // Reserve all memory first, so that too many decks panic at once.
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
        let deck: Deck = cards.into_iter().collect();
        let cards = deck.remaining();
        if behind_cut >= cards {
            return Err(ShoeError::CutTooDeep { behind_cut, cards });
        }
        Ok(Self::restored(deck, Vec::new(), Vec::new(), behind_cut))
    }

    /// Creates a shoe with cards in all three places. The caller has checked the cut card.
    pub(crate) fn restored(deck: Deck, mut out: Vec<Card>, mut discards: Vec<Card>, behind_cut: usize) -> Self {
        out.sort_unstable();
        discards.sort_unstable();
        Self { deck, out, discards, behind_cut }
    }

    /// Returns the number of cards left to deal, including those behind the cut card.
    #[must_use]
    pub fn remaining(&self) -> usize {
        self.deck.remaining()
    }

    /// Returns the number of cards that are out.
    #[must_use]
    pub fn out(&self) -> usize {
        self.out.len()
    }

    /// Returns the number of cards discarded since the last shuffle.
    #[must_use]
    pub fn discarded(&self) -> usize {
        self.discards.len()
    }

    /// Returns whether all cards above the cut card are dealt.
    #[must_use]
    pub fn is_shuffle_due(&self) -> bool {
        self.remaining() <= self.behind_cut
    }

    /// Removes and returns the top card, even from behind the cut card. Returns `None` if no card is left.
    pub fn deal(&mut self) -> Option<Card> {
        let card = self.deck.deal()?;
        insert_sorted(&mut self.out, card);
        Some(card)
    }

    /// Discards cards that are out. The next shuffle includes them.
    ///
    /// # Errors
    ///
    /// Returns [`ShoeError::NotOut`] if a card is not out, or is given more often than it is out (rule 4.7).
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

    /// Shuffles all cards, including the discarded ones, whether a shuffle is due or not.
    ///
    /// # Errors
    ///
    /// Returns [`ShoeError::CardsOut`] if cards are out (rule 4.8).
    pub fn shuffle<R: Rng + ?Sized>(&mut self, rng: &mut R) -> Result<(), ShoeError> {
        if self.out() > 0 {
            return Err(ShoeError::CardsOut { out: self.out() });
        }
        self.deck.gather(self.discards.drain(..));
        self.deck.shuffle(rng);
        Ok(())
    }

    /// Returns the card under `depth` other cards.
    pub(crate) fn peek(&self, depth: usize) -> Option<Card> {
        self.deck.peek(depth).copied()
    }

    /// Iterates over the cards left to deal, from the top down.
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
