//! Coins, and the box that a machine keeps them in.

use std::collections::BTreeMap;
use std::iter::Sum;
use std::ops::{Add, Mul, Sub};

use enum_iterator::Sequence;
use thiserror::Error;

/// An amount of money.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cents(pub u32);

impl Add for Cents {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl Sub for Cents {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}

impl Mul<u32> for Cents {
    type Output = Self;

    fn mul(self, count: u32) -> Self {
        Self(self.0 * count)
    }
}

impl Sum for Cents {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self(0), Self::add)
    }
}

/// A coin. Coins are ordered by value, so `enum_iterator::all::<Coin>()` yields all kinds from the smallest to the
/// largest, and `enum_iterator::reverse_all` from the largest to the smallest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Sequence)]
pub enum Coin {
    /// 5 cents.
    Five,
    /// 10 cents.
    Ten,
    /// 20 cents.
    Twenty,
    /// 50 cents.
    Fifty,
    /// 100 cents.
    OneEuro,
    /// 200 cents.
    TwoEuro,
}

impl Coin {
    /// Returns the coin's value.
    pub const fn value(self) -> Cents {
        Cents(match self {
            Self::Five => 5,
            Self::Ten => 10,
            Self::Twenty => 20,
            Self::Fifty => 50,
            Self::OneEuro => 100,
            Self::TwoEuro => 200,
        })
    }
}

/// A box of coins, empty by default.
#[derive(Clone, Debug, Default)]
pub struct CoinBox {
    /// The number of coins of each kind. Kinds without any coins may be missing.
    counts: BTreeMap<Coin, u32>,
}

impl CoinBox {
    /// Adds a coin.
    pub fn add(&mut self, coin: Coin) {
        *self.counts.entry(coin).or_default() += 1;
    }

    /// Returns how many coins of this kind are in the box.
    pub fn count(&self, coin: Coin) -> u32 {
        self.counts.get(&coin).copied().unwrap_or_default()
    }

    /// Returns the value of all coins.
    pub fn total(&self) -> Cents {
        self.counts.iter().map(|(coin, count)| coin.value() * *count).sum()
    }

    /// Removes all of `coins`, or none of them.
    ///
    /// # Errors
    ///
    /// [`MissingCoin`] if the box has fewer coins of a kind than `coins` lists (rule 1.4).
    pub fn remove(&mut self, coins: &[Coin]) -> Result<(), MissingCoin> {
        let mut left = self.counts.clone();
        for &coin in coins {
            let count = left.get_mut(&coin).filter(|count| **count > 0).ok_or(MissingCoin(coin))?;
            *count -= 1;
        }
        self.counts = left;
        Ok(())
    }
}

impl Extend<Coin> for CoinBox {
    fn extend<I: IntoIterator<Item = Coin>>(&mut self, coins: I) {
        coins.into_iter().for_each(|coin| self.add(coin));
    }
}

impl FromIterator<Coin> for CoinBox {
    fn from_iter<I: IntoIterator<Item = Coin>>(coins: I) -> Self {
        let mut filled = Self::default();
        filled.extend(coins);
        filled
    }
}

/// A coin to remove that is not in the box.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the box has too few coins of the kind {0:?}")]
pub struct MissingCoin(pub Coin);
