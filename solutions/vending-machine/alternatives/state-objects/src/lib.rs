//! A vending machine that takes coins, sells products and gives change.
//!
//! [`VendingMachine`] sells the products of its [`Slot`]s. It keeps its money in a [`CoinBox`], and a [`ChangePolicy`]
//! chooses the coins of the change.
#![forbid(unsafe_code)]
#![warn(missing_docs)]

mod change;
mod coins;
mod machine;

pub use change::{ChangePolicy, LargestFirst};
pub use coins::{Cents, Coin, CoinBox, MissingCoin};
pub use machine::{NothingSelected, Payment, Sale, SelectError, Slot, VendingMachine};
