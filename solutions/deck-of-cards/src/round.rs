//! A round of blackjack without bets.

use std::cmp::Ordering;

use enum_iterator::Sequence;

use crate::blackjack::{BEST, Blackjack, Strength};
use crate::card::Card;
use crate::deck::Deck;
use crate::hand::Hand;
use crate::rules::{Rules, Soft17};

/// The result of a hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Sequence)]
pub enum Outcome {
    /// The player has a natural, and the dealer has none.
    Natural,
    /// The hand beats the dealer.
    Win,
    /// The hand ties with the dealer.
    Push,
    /// The hand is bust, or the dealer beats it.
    Loss,
}

impl Outcome {
    /// Returns the result of the player's hand. A player who is bust loses even if the dealer is bust.
    pub(crate) fn of(player: Strength, dealer: Strength) -> Self {
        match player.cmp(&dealer) {
            _ if player == Strength::Bust => Self::Loss,
            Ordering::Less => Self::Loss,
            Ordering::Equal => Self::Push,
            Ordering::Greater if player == Strength::Natural => Self::Natural,
            Ordering::Greater => Self::Win,
        }
    }
}

/// The rules of a round without a table.
const RULES: Rules = Rules { soft_17: Soft17::Stand };

/// A round in which one player plays one hand against the dealer.
///
/// A call that returns an error changes nothing.
///
/// # Examples
///
/// ```
/// use deck_of_cards_solution::{Deck, Outcome, Round};
///
/// let cards = ["9C", "6H", "2D", "10S", "8H", "KC"].map(|card| card.parse().unwrap());
/// let mut round = Round::deal(Deck::from_iter(cards))?;
/// assert_eq!(round.dealer(), [cards[1]], "the hole card is hidden");
/// round.hit()?; // 9, 2 and an 8
/// round.stand()?; // The dealer draws the king: 26.
/// assert_eq!(round.outcome(), Some(Outcome::Win));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Round {
    deck: Deck,
    player: Hand,
    dealer: Hand,
    stood: bool,
}

impl Round {
    /// Deals a card each to the player, the dealer, the player and the dealer. The round takes the deck, even if it returns
    /// an error, so clone the deck first if you still need it.
    ///
    /// # Errors
    ///
    /// Returns [`RoundError::TooFewCards`] if the deck has fewer than four cards (rule 3.4).
    pub fn deal(mut deck: Deck) -> Result<Self, RoundError> {
        let mut card = || deck.deal().ok_or(RoundError::TooFewCards);
        let [first, up, second, hole] = [card()?, card()?, card()?, card()?];
        Ok(Self { deck, player: Hand::from_iter([first, second]), dealer: Hand::from_iter([up, hole]), stood: false })
    }

    /// Returns the player's hand.
    #[must_use]
    pub fn player(&self) -> &Hand {
        &self.player
    }

    /// Returns the dealer's visible cards: the first one while the player plays, all when the round is over.
    #[must_use]
    pub fn dealer(&self) -> &[Card] {
        if self.is_over() { self.dealer.cards() } else { &self.dealer.cards()[..1] }
    }

    /// Returns the result for the player, or `None` until the round is over.
    #[must_use]
    pub fn outcome(&self) -> Option<Outcome> {
        self.is_over().then(|| Outcome::of(Strength::of(self.player.cards()), Strength::of(self.dealer.cards())))
    }

    /// Adds a card to the player's hand.
    ///
    /// # Errors
    ///
    /// Returns [`RoundError::Over`] if the round is over (rule 3.9), otherwise [`RoundError::TooFewCards`] if the deck is
    /// empty (rule 3.6).
    pub fn hit(&mut self) -> Result<(), RoundError> {
        self.expect_playing()?;
        self.player.add(self.deck.deal().ok_or(RoundError::TooFewCards)?);
        self.dealer_plays();
        Ok(())
    }

    /// Ends the player's hand.
    ///
    /// # Errors
    ///
    /// Returns [`RoundError::Over`] if the round is over (rule 3.9).
    pub fn stand(&mut self) -> Result<(), RoundError> {
        self.expect_playing()?;
        self.stood = true;
        self.dealer_plays();
        Ok(())
    }

    fn is_over(&self) -> bool {
        self.stood || self.player.score(&Blackjack) >= BEST || Strength::of(self.dealer.cards()) == Strength::Natural
    }

    fn expect_playing(&self) -> Result<(), RoundError> {
        if self.is_over() { Err(RoundError::Over) } else { Ok(()) }
    }

    /// Draws the dealer's cards if the player's hand has ended and is not bust.
    fn dealer_plays(&mut self) {
        if !self.is_over() || Strength::of(self.player.cards()) == Strength::Bust {
            return;
        }
        while RULES.dealer_draws(self.dealer.cards()) {
            let Some(card) = self.deck.deal() else { break };
            self.dealer.add(card);
        }
    }
}

/// A reason why a round rejects a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RoundError {
    /// The deck has too few cards.
    #[error("the deck has too few cards")]
    TooFewCards,
    /// The round is over.
    #[error("the round is over")]
    Over,
}
