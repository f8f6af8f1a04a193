//! The machine.

use std::mem;

use thiserror::Error;

use crate::change::{ChangePolicy, LargestFirst};
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
///
/// ```
/// use vending_machine_solution::{Cents, Coin, CoinBox, Payment, Sale, Slot, VendingMachine};
///
/// let water = Slot { product: "water".to_owned(), price: Cents(120), count: 8 };
/// let mut machine = VendingMachine::new(vec![water], CoinBox::from_iter([Coin::Fifty, Coin::Twenty, Coin::Ten]));
/// assert_eq!(machine.select(0), Ok(Cents(120)));
/// let sale = Sale { product: "water".to_owned(), change: vec![Coin::Fifty, Coin::Twenty, Coin::Ten] };
/// assert_eq!(machine.insert(Coin::TwoEuro), Ok(Payment::Sold(sale)));
/// ```
#[derive(Debug)]
pub struct VendingMachine {
    slots: Vec<Slot>,
    coins: CoinBox,
    policy: Box<dyn ChangePolicy>,
    state: State,
}

/// The state of the current sale. Only `Paying` has coins, so they cannot exist without a selected product.
#[derive(Debug)]
enum State {
    Idle,
    Paying {
        /// The index of a slot that has a product left.
        slot: usize,
        /// The coins in the order in which they were inserted.
        paid: Vec<Coin>,
    },
}

impl VendingMachine {
    /// Creates a machine that initially contains `coins` and gives change with [`LargestFirst`].
    #[must_use]
    pub fn new(slots: Vec<Slot>, coins: CoinBox) -> Self {
        Self::with_policy(slots, coins, LargestFirst)
    }

    /// Creates a machine that gives change with `policy`.
    #[must_use]
    pub fn with_policy(slots: Vec<Slot>, coins: CoinBox, policy: impl ChangePolicy + 'static) -> Self {
        Self { slots, coins, policy: Box::new(policy), state: State::Idle }
    }

    /// Returns the machine's own coins. They don't include a customer's coins until the product is sold (rule 3.5).
    pub fn coins(&self) -> &CoinBox {
        &self.coins
    }

    /// Selects the product in slot `index`, counting from 0, and returns its price.
    ///
    /// # Errors
    ///
    /// [`SelectError`] if the machine cannot sell this product now (rules 2.3 and 2.4).
    pub fn select(&mut self, index: usize) -> Result<Cents, SelectError> {
        if matches!(self.state, State::Paying { .. }) {
            return Err(SelectError::AlreadySelected);
        }
        let slot = self.slots.get(index).ok_or(SelectError::UnknownSlot(index))?;
        if slot.count == 0 {
            return Err(SelectError::SoldOut(index));
        }
        self.state = State::Paying { slot: index, paid: Vec::new() };
        Ok(slot.price)
    }

    /// Accepts a coin for the selected product, and sells the product as soon as its price is reached.
    ///
    /// # Errors
    ///
    /// [`NothingSelected`] with the coin if no product is selected (rule 3.1).
    pub fn insert(&mut self, coin: Coin) -> Result<Payment, NothingSelected> {
        match mem::replace(&mut self.state, State::Idle) {
            State::Idle => Err(NothingSelected(coin)),
            State::Paying { slot, mut paid } => {
                paid.push(coin);
                let (price, total) = (self.slots[slot].price, value(&paid));
                if total >= price {
                    return Ok(self.sell(slot, paid, total - price));
                }
                self.state = State::Paying { slot, paid };
                Ok(Payment::Missing(price - total))
            }
        }
    }

    /// Cancels the selection and returns the coins paid for it, in the order of insertion (rule 3.7).
    pub fn cancel(&mut self) -> Vec<Coin> {
        match mem::replace(&mut self.state, State::Idle) {
            State::Idle => Vec::new(),
            State::Paying { paid, .. } => paid,
        }
    }

    /// Sells the product once its price is reached, or refunds the coins if the machine cannot give change.
    fn sell(&mut self, slot: usize, paid: Vec<Coin>, surplus: Cents) -> Payment {
        let mut coins = self.coins.clone();
        coins.extend(paid.iter().copied());
        let change = if surplus == Cents(0) { Some(Vec::new()) } else { self.policy.change(surplus, &coins) };
        // The policy may be wrong, so check that its change has the right value and is in the box.
        let change = change.filter(|change| value(change) == surplus && coins.remove(change).is_ok());
        let Some(change) = change else { return Payment::Refunded(paid) };
        self.coins = coins;
        let slot = &mut self.slots[slot];
        slot.count -= 1;
        Payment::Sold(Sale { product: slot.product.clone(), change })
    }
}

fn value(coins: &[Coin]) -> Cents {
    coins.iter().map(|coin| coin.value()).sum()
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
