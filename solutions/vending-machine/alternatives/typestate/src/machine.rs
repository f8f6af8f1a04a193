//! The machine.

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

/// A machine that sells one product at a time, in one of its states.
#[derive(Debug)]
pub struct VendingMachine {
    // `None` only while an event is handled.
    state: Option<State>,
}

#[derive(Debug)]
enum State {
    Idle(IdleMachine),
    Paying(PayingMachine),
}

/// A machine without a selection.
#[derive(Debug)]
struct IdleMachine {
    slots: Vec<Slot>,
    coins: CoinBox,
    policy: Box<dyn ChangePolicy>,
}

impl IdleMachine {
    /// Selects a product that is left.
    fn select(self, index: usize) -> Result<PayingMachine, (Self, SelectError)> {
        match self.slots.get(index) {
            None => Err((self, SelectError::UnknownSlot(index))),
            Some(slot) if slot.count == 0 => Err((self, SelectError::SoldOut(index))),
            Some(_) => Ok(PayingMachine { machine: self, slot: index, paid: Vec::new() }),
        }
    }

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

/// A machine with a selected product that is not paid yet.
#[derive(Debug)]
struct PayingMachine {
    machine: IdleMachine,
    /// The index of a slot that has a product left.
    slot: usize,
    /// The coins in the order in which they were inserted.
    paid: Vec<Coin>,
}

impl PayingMachine {
    fn price(&self) -> Cents {
        self.machine.slots[self.slot].price
    }

    /// Accepts a coin, and ends the sale if the price is reached.
    fn insert(mut self, coin: Coin) -> (State, Payment) {
        self.paid.push(coin);
        let (price, total) = (self.price(), value(&self.paid));
        if total < price {
            return (State::Paying(self), Payment::Missing(price - total));
        }
        let Self { mut machine, slot, paid } = self;
        let payment = machine.sell(slot, &paid, total - price).map_or(Payment::Refunded(paid), Payment::Sold);
        (State::Idle(machine), payment)
    }

    fn cancel(self) -> (IdleMachine, Vec<Coin>) {
        (self.machine, self.paid)
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
        Self { state: Some(State::Idle(IdleMachine { slots, coins, policy: Box::new(policy) })) }
    }

    /// Returns the machine's own coins. They don't include a customer's coins until the product is sold (rule 3.5).
    ///
    /// # Panics
    ///
    /// If a policy has panicked in an earlier call.
    pub fn coins(&self) -> &CoinBox {
        match self.state.as_ref().expect(LOST) {
            State::Idle(machine) | State::Paying(PayingMachine { machine, .. }) => &machine.coins,
        }
    }

    /// Selects the product in slot `index`, counting from 0, and returns its price.
    ///
    /// # Errors
    ///
    /// [`SelectError`] if the machine cannot sell this product now (rules 2.3 and 2.4).
    ///
    /// # Panics
    ///
    /// If a policy has panicked in an earlier call.
    pub fn select(&mut self, index: usize) -> Result<Cents, SelectError> {
        self.handle(|state| match state {
            State::Idle(machine) => match machine.select(index) {
                Ok(paying) => {
                    let price = paying.price();
                    (State::Paying(paying), Ok(price))
                }
                Err((machine, error)) => (State::Idle(machine), Err(error)),
            },
            State::Paying(_) => (state, Err(SelectError::AlreadySelected)),
        })
    }

    /// Accepts a coin for the selected product, and sells the product as soon as its price is reached.
    ///
    /// # Errors
    ///
    /// [`NothingSelected`] with the coin if no product is selected (rule 3.1).
    ///
    /// # Panics
    ///
    /// If a policy has panicked in an earlier call.
    pub fn insert(&mut self, coin: Coin) -> Result<Payment, NothingSelected> {
        self.handle(|state| match state {
            State::Idle(_) => (state, Err(NothingSelected(coin))),
            State::Paying(machine) => {
                let (next, payment) = machine.insert(coin);
                (next, Ok(payment))
            }
        })
    }

    /// Cancels the selection and returns the coins paid for it, in the order of insertion (rule 3.7).
    ///
    /// # Panics
    ///
    /// If a policy has panicked in an earlier call.
    pub fn cancel(&mut self) -> Vec<Coin> {
        self.handle(|state| match state {
            State::Idle(_) => (state, Vec::new()),
            State::Paying(machine) => {
                let (machine, paid) = machine.cancel();
                (State::Idle(machine), paid)
            }
        })
    }

    /// Lets the current state handle an event, and stores the next state.
    fn handle<T>(&mut self, event: impl FnOnce(State) -> (State, T)) -> T {
        let (next, result) = event(self.state.take().expect(LOST));
        self.state = Some(next);
        result
    }
}

const LOST: &str = "no policy has panicked in an earlier call";

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
