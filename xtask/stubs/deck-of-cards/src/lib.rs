//! A deck of cards for any game, and two games that use it.
//!
//! [`Card`] is a value: a [`Rank`] and a [`Suit`]. [`Deck`] and [`Hand`] hold cards of any type, and a [`Scoring`]
//! scores a hand: [`Blackjack`], [`Poker`], [`Sum`] or your own. A [`Round`] is one hand against the dealer. A [`Shoe`]
//! combines several decks and a cut card. A [`Table`] deals from a shoe and plays rounds with bets.
#![forbid(unsafe_code)]
#![warn(missing_docs)]
// Remove this line with the last `todo!()`.
#![allow(unused_variables, clippy::needless_pass_by_value)]

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
