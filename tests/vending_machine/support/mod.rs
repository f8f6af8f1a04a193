//! Helpers that the stages share.

// Some helpers are unused when a stage is left out.
#![allow(dead_code, unused_imports)]

mod model;

use enum_iterator::all;
use vending_machine::{Cents, Coin, CoinBox, Payment, Sale, Slot, VendingMachine};

pub use model::Model;
pub use vending_machine::Coin::{Fifty, Five, OneEuro, Ten, Twenty, TwoEuro};

/// The slots of most tests.
pub fn slots() -> Vec<Slot> {
    let slot = |product: &str, price, count| Slot { product: product.to_owned(), price: Cents(price), count };
    vec![slot("water", 120, 3), slot("gum", 40, 1), slot("crisps", 150, 0), slot("water", 90, 1)]
}

pub const WATER: usize = 0;
pub const GUM: usize = 1;
pub const CRISPS: usize = 2;
/// A slot with the same product as [`WATER`], for less.
pub const CHEAP_WATER: usize = 3;

/// Creates a machine with [`slots`] and these coins of its own.
pub fn machine(coins: &[Coin]) -> VendingMachine {
    VendingMachine::new(slots(), coins.iter().copied().collect())
}

/// Inserts coins one after the other and returns the result of the last.
#[track_caller]
pub fn pay(machine: &mut VendingMachine, coins: &[Coin]) -> Payment {
    let insert = |&coin| {
        let result = machine.insert(coin);
        result.unwrap_or_else(|error| panic!("inserting {coin:?} for a selected product returned {error:?}"))
    };
    coins.iter().map(insert).last().expect("at least one coin")
}

/// Selects a product, pays for it with `coins`, and returns the result of the last coin.
#[track_caller]
pub fn buy(machine: &mut VendingMachine, slot: usize, coins: &[Coin]) -> Payment {
    if let Err(error) = machine.select(slot) {
        panic!("selecting slot {slot} with products left, and nothing selected, returned {error:?}");
    }
    pay(machine, coins)
}

pub fn sold(product: &str, change: &[Coin]) -> Payment {
    Payment::Sold(Sale { product: product.to_owned(), change: change.to_vec() })
}

/// Lists the coins in a box, from the smallest to the largest.
pub fn coins_in(coins: &CoinBox) -> Vec<Coin> {
    all::<Coin>().flat_map(|coin| (0..coins.count(coin)).map(move |_| coin)).collect()
}
