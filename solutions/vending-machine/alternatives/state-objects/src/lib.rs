//! A vending machine that takes coins, sells products and gives change.
//!
//! A [`VendingMachine`] sells the products in its [`Slot`]s and keeps its money in a [`CoinBox`]. When a customer pays
//! too much, its [`ChangePolicy`] chooses the coins for the change.
#![forbid(unsafe_code)]
#![warn(missing_docs)]

mod change;
mod coins;
mod machine;

pub use change::{ChangePolicy, LargestFirst};
pub use coins::{Cents, Coin, CoinBox, MissingCoin};
pub use machine::{NothingSelected, Payment, Sale, SelectError, Slot, VendingMachine};
