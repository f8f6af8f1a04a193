//! A deck of cards for any game, and two games that use it.
//!
//! [`Card`] is a value: a [`Rank`] and a [`Suit`]. [`Deck`] and [`Hand`] hold cards of any type, and a [`Scoring`]
//! scores a hand: [`Blackjack`], [`Poker`], [`Sum`] or your own. A [`Round`] is one hand against the dealer. A [`Shoe`]
//! combines several decks and a cut card. A [`Table`] deals from a shoe and plays rounds with bets.
//!
//! # Examples
//!
//! ```
//! use deck_of_cards_solution::{Blackjack, Card, Deck, Hand};
//!
//! let mut deck: Deck = Deck::full();
//! let lowest: Hand = [deck.deal(), deck.deal()].into_iter().flatten().collect();
//! assert_eq!(lowest.cards(), ["2C".parse::<Card>()?, "2D".parse()?]);
//! assert_eq!(lowest.score(&Blackjack), 4);
//! assert_eq!(deck.remaining(), 50);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
#![forbid(unsafe_code)]
#![warn(missing_docs)]

mod blackjack;
mod card;
mod deck;
mod hand;
mod poker;
mod round;
mod rules;
mod shoe;
mod snapshot;
mod table;
mod table_round;

pub use blackjack::Blackjack;
pub use card::{Card, CardError, Rank, Suit};
pub use deck::Deck;
pub use hand::{Hand, Scoring, Sum};
pub use poker::{Category, Poker, PokerError, PokerRank};
pub use round::{Outcome, Round, RoundError};
pub use rules::{Rules, Soft17, TableError};
pub use shoe::{Shoe, ShoeError};
pub use snapshot::{RoundSnapshot, SnapshotError, TableSnapshot};
pub use table::{Phase, Table};
pub use table_round::{Payout, PlayerHand};
