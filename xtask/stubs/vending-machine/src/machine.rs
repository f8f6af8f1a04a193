//! The machine.

use thiserror::Error;

use crate::change::ChangePolicy;
use crate::coins::{Cents, Coin, CoinBox};

/// Identical products in one slot of the machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slot {
    /// The name of the product.
    pub product: String,
    /// The price of one product, more than zero.
    pub price: Cents,
    /// The number of products left.
    pub count: u32,
}

/// A machine that sells one product at a time.
#[derive(Debug)]
pub struct VendingMachine {
    // A placeholder: the fields are yours.
    _yours: (),
}

impl VendingMachine {
    /// Creates a machine that initially contains `coins` and gives change with [`LargestFirst`](crate::LargestFirst).
    #[must_use]
    pub fn new(slots: Vec<Slot>, coins: CoinBox) -> Self {
        todo!("stage 2")
    }

    /// Creates a machine that gives change with `policy`.
    #[must_use]
    pub fn with_policy(slots: Vec<Slot>, coins: CoinBox, policy: impl ChangePolicy + 'static) -> Self {
        todo!("stage 4")
    }

    /// Returns the machine's own coins. They don't include a customer's coins until the product is sold (rule 3.5).
    pub fn coins(&self) -> &CoinBox {
        todo!("stage 2")
    }

    /// Selects the product in slot `index`, counting from 0, and returns its price.
    ///
    /// # Errors
    ///
    /// [`SelectError`] if the machine cannot sell this product now (rules 2.3 and 2.4).
    pub fn select(&mut self, index: usize) -> Result<Cents, SelectError> {
        todo!("stage 2")
    }

    /// Accepts a coin for the selected product, and sells the product as soon as its price is reached.
    ///
    /// # Errors
    ///
    /// [`NothingSelected`] with the coin if no product is selected (rule 3.1).
    pub fn insert(&mut self, coin: Coin) -> Result<Payment, NothingSelected> {
        todo!("stage 3")
    }

    /// Cancels the selection and returns the coins paid for it, in the order of insertion (rule 3.7).
    pub fn cancel(&mut self) -> Vec<Coin> {
        todo!("stage 3")
    }
}

/// The result of inserting a coin.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub enum Payment {
    /// This much is still to pay.
    Missing(Cents),
    /// The product is paid and sold.
    Sold(Sale),
    /// The machine cannot give change, so it returns all coins paid for this product, in the order of insertion
    /// (rule 3.6).
    Refunded(Vec<Coin>),
}

/// A product and its change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sale {
    /// The name of the product.
    pub product: String,
    /// The coins of the change.
    pub change: Vec<Coin>,
}

/// A reason why a product cannot be selected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum SelectError {
    /// Another product is selected and not paid yet.
    #[error("a product is already selected: pay for it, or cancel")]
    AlreadySelected,
    /// No slot has this index.
    #[error("the machine has no slot {0}")]
    UnknownSlot(usize),
    /// No product is left in this slot.
    #[error("slot {0} is sold out")]
    SoldOut(usize),
}

/// A coin that comes back because no product is selected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("select a product before you insert a coin")]
pub struct NothingSelected(pub Coin);
