//! A deck of cards that knows no game, and two games that use it; wherever the reference has a value or works something
//! out, this has an entity or stores it.
//!
//! - A shoe has a list of physical cards, which nothing ever leaves. Each is marked while it is out, and an index tells
//!   how many were dealt. Two aces of spades look alike and are two places of this list.
//! - A table has a phase, an enum in which each variant holds what there is in that phase. Every move ends by looking
//!   for the next phase.
//! - A move is a transaction: it is made on a copy of the whole table, which replaces the table if all went well.
//! - A saved round is played again, from a shoe that is stacked so that the same moves lead to the same cards. What
//!   cannot be played is refused.
//! - A card is a number below 52; rank and suit are worked out. Sums are sets of sums, and seven cards of poker are 21
//!   choices of five: the rules are taken by their word.
//!
//! [`Card`] is a value: a [`Rank`] and a [`Suit`]. [`Deck`] and [`Hand`] hold cards of any type, and a [`Scoring`] says
//! what a hand is worth: [`Sum`], [`Blackjack`], [`Poker`] or one of your own. A [`Shoe`] is several decks with a cut
//! card, and a [`Table`] plays rounds of blackjack from it.
#![forbid(unsafe_code)]
#![warn(missing_docs)]

mod blackjack;
mod card;
mod deck;
mod hand;
mod poker;
mod shoe;
mod snapshot;
mod table;

pub use blackjack::Blackjack;
pub use card::{Card, CardError, Rank, Suit};
pub use deck::{Deck, DeckError};
pub use hand::{Hand, Scoring, Sum};
pub use poker::{Category, Poker, PokerError, PokerRank};
pub use shoe::{Shoe, ShoeError};
pub use snapshot::{RoundSnapshot, SnapshotError, TableSnapshot};
pub use table::{Outcome, Payout, Phase, PlayerHand, Rules, Soft17, Table, TableError};
