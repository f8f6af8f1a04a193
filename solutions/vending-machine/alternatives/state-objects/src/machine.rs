//! The machine.

use std::fmt;

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
#[derive(Debug)]
pub struct VendingMachine {
    stock: Stock,
    /// `None` only while a state handles an event.
    state: Option<Box<dyn State>>,
}

/// The parts of a machine that no state owns.
#[derive(Debug)]
struct Stock {
    slots: Vec<Slot>,
    coins: CoinBox,
    policy: Box<dyn ChangePolicy>,
}

/// A state of the machine, which each event consumes in order to return the next state.
trait State: fmt::Debug {
    fn select(self: Box<Self>, stock: &Stock, index: usize) -> Transition<Result<Cents, SelectError>>;

    fn insert(self: Box<Self>, stock: &mut Stock, coin: Coin) -> Transition<Result<Payment, NothingSelected>>;

    fn cancel(self: Box<Self>) -> Transition<Vec<Coin>>;
}

/// The next state, and the result of the event.
type Transition<T> = (Box<dyn State>, T);

/// Nothing is selected.
#[derive(Debug)]
struct Idle;

impl State for Idle {
    fn select(self: Box<Self>, stock: &Stock, index: usize) -> Transition<Result<Cents, SelectError>> {
        match stock.slots.get(index) {
            None => (self, Err(SelectError::UnknownSlot(index))),
            Some(slot) if slot.count == 0 => (self, Err(SelectError::SoldOut(index))),
            Some(slot) => (Box::new(Paying { slot: index, paid: Vec::new() }), Ok(slot.price)),
        }
    }

    fn insert(self: Box<Self>, _: &mut Stock, coin: Coin) -> Transition<Result<Payment, NothingSelected>> {
        (self, Err(NothingSelected(coin)))
    }

    fn cancel(self: Box<Self>) -> Transition<Vec<Coin>> {
        (self, Vec::new())
    }
}

/// A product is selected, and its price is not paid yet.
#[derive(Debug)]
struct Paying {
    /// The index of a slot that has a product left.
    slot: usize,
    /// The coins in the order in which they were inserted.
    paid: Vec<Coin>,
}

impl State for Paying {
    fn select(self: Box<Self>, _: &Stock, _: usize) -> Transition<Result<Cents, SelectError>> {
        (self, Err(SelectError::AlreadySelected))
    }

    fn insert(mut self: Box<Self>, stock: &mut Stock, coin: Coin) -> Transition<Result<Payment, NothingSelected>> {
        self.paid.push(coin);
        let (price, total) = (stock.slots[self.slot].price, value(&self.paid));
        if total < price {
            return (self, Ok(Payment::Missing(price - total)));
        }
        let payment = match stock.sell(self.slot, &self.paid, total - price) {
            Some(sale) => Payment::Sold(sale),
            None => Payment::Refunded(self.paid),
        };
        (Box::new(Idle), Ok(payment))
    }

    fn cancel(self: Box<Self>) -> Transition<Vec<Coin>> {
        (Box::new(Idle), self.paid)
    }
}

impl Stock {
    /// Exchanges the paid coins for a product and its change. If the machine cannot give change, nothing happens.
    fn sell(&mut self, slot: usize, paid: &[Coin], surplus: Cents) -> Option<Sale> {
        let mut coins = self.coins.clone();
        coins.extend(paid.iter().copied());
        let change = if surplus == Cents(0) { Vec::new() } else { self.policy.change(surplus, &coins)? };
        if value(&change) != surplus {
            return None;
        }
        coins.remove(&change).ok()?;
        self.coins = coins;
        let slot = &mut self.slots[slot];
        slot.count -= 1;
        Some(Sale { product: slot.product.clone(), change })
    }
}

fn value(coins: &[Coin]) -> Cents {
    coins.iter().map(|coin| coin.value()).sum()
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
        Self { stock: Stock { slots, coins, policy: Box::new(policy) }, state: Some(Box::new(Idle)) }
    }

    /// Returns the machine's own coins. They don't include a customer's coins until the product is sold (rule 3.5).
    pub fn coins(&self) -> &CoinBox {
        &self.stock.coins
    }

    /// Selects the product in slot `index`, counting from 0, and returns its price.
    ///
    /// # Errors
    ///
    /// [`SelectError`] if the machine cannot sell this product now (rules 2.3 and 2.4).
    pub fn select(&mut self, index: usize) -> Result<Cents, SelectError> {
        self.handle(|state, stock| state.select(stock, index))
    }

    /// Accepts a coin for the selected product, and sells the product as soon as its price is reached.
    ///
    /// # Errors
    ///
    /// [`NothingSelected`] with the coin if no product is selected (rule 3.1).
    pub fn insert(&mut self, coin: Coin) -> Result<Payment, NothingSelected> {
        self.handle(|state, stock| state.insert(stock, coin))
    }

    /// Cancels the selection and returns the coins paid for it, in the order of insertion (rule 3.7).
    pub fn cancel(&mut self) -> Vec<Coin> {
        self.handle(|state, _| state.cancel())
    }

    /// Lets the current state handle an event, and stores the next state.
    fn handle<T>(&mut self, event: impl FnOnce(Box<dyn State>, &mut Stock) -> Transition<T>) -> T {
        // A policy that panics leaves no state behind; the machine is idle then.
        let state = self.state.take().unwrap_or_else(|| Box::new(Idle));
        let (next, result) = event(state, &mut self.stock);
        self.state = Some(next);
        result
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
