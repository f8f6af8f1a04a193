//! A deck of cards for any game, and two games that use it.
//!
//! This design has entities and stored state where the reference has values and computed state:
//!
//! - A shoe is a fixed list of physical cards. A card is marked while it is out, and an index counts the dealt cards.
//!   Two aces of spades are equal, but they are two entries of the list.
//! - A table stores its phase as an enum, and each variant has the data of that phase. Every move ends by computing the
//!   next phase.
//! - A round without a table stores its outcome as soon as it is over.
//! - A move is a transaction: it changes a copy of the whole table, which replaces the table if the move succeeds.
//! - A saved round is replayed from a shoe stacked so that the same moves draw the same cards. A round that cannot be
//!   replayed is rejected.
//! - A card is a number below 52. Blackjack collects all possible sums, and poker tries all 21 choices of five from
//!   seven cards.
//!
//! [`Card`] is a value: a [`Rank`] and a [`Suit`]. [`Deck`] and [`Hand`] hold cards of any type, and a [`Scoring`]
//! scores a hand: [`Blackjack`], [`Poker`], [`Sum`] or your own. A [`Round`] is one hand against the dealer. A [`Shoe`]
//! combines several decks and a cut card. A [`Table`] deals from a shoe and plays rounds with bets.
#![forbid(unsafe_code)]
#![warn(missing_docs)]

mod blackjack;
mod card;
mod deck;
mod hand;
mod poker;
mod round;
mod shoe;
mod snapshot;
mod table;

pub use blackjack::Blackjack;
pub use card::{Card, CardError, Rank, Suit};
pub use deck::Deck;
pub use hand::{Hand, Scoring, Sum};
pub use poker::{Category, Poker, PokerError, PokerRank};
pub use round::{Outcome, Round, RoundError};
pub use shoe::{Shoe, ShoeError};
pub use snapshot::{RoundSnapshot, SnapshotError, TableSnapshot};
pub use table::{Payout, Phase, PlayerHand, Rules, Soft17, Table, TableError};
