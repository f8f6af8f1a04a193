//! Policies that choose the coins for the change.

use std::fmt;

use enum_iterator::reverse_all;

use crate::coins::{Cents, Coin, CoinBox};

/// A policy that chooses the coins for the change.
pub trait ChangePolicy: fmt::Debug {
    /// Returns coins from `available` that are worth exactly `amount`, or `None` if the policy finds none.
    fn change(&self, amount: Cents, available: &CoinBox) -> Option<Vec<Coin>>;
}

/// A policy that always takes the largest coin that fits.
#[derive(Clone, Copy, Debug, Default)]
pub struct LargestFirst;

impl ChangePolicy for LargestFirst {
    fn change(&self, amount: Cents, available: &CoinBox) -> Option<Vec<Coin>> {
        let mut rest = amount;
        let mut change = Vec::new();
        for coin in reverse_all::<Coin>() {
            let count = available.count(coin).min(rest.0 / coin.value().0);
            change.extend((0..count).map(|_| coin));
            rest = rest - coin.value() * count;
        }
        (rest == Cents(0)).then_some(change)
    }
}
