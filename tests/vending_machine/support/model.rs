//! The model of a machine with `LargestFirst`, which keeps all coins in lists.

use vending_machine::{Cents, Coin, NothingSelected, Payment, Sale, SelectError, Slot};

/// The expected state of a machine.
#[derive(Debug)]
pub struct Model {
    slots: Vec<Slot>,
    /// The machine's own coins, from the smallest to the largest.
    coins: Vec<Coin>,
    /// The selected slot and the inserted coins.
    selected: Option<(usize, Vec<Coin>)>,
}

impl Model {
    pub fn new(slots: Vec<Slot>, coins: &[Coin]) -> Self {
        Self { slots, coins: sorted(coins), selected: None }
    }

    pub fn coins(&self) -> &[Coin] {
        &self.coins
    }

    pub fn select(&mut self, index: usize) -> Result<Cents, SelectError> {
        match self.slots.get(index) {
            _ if self.selected.is_some() => Err(SelectError::AlreadySelected),
            None => Err(SelectError::UnknownSlot(index)),
            Some(slot) if slot.count == 0 => Err(SelectError::SoldOut(index)),
            Some(slot) => {
                self.selected = Some((index, Vec::new()));
                Ok(slot.price)
            }
        }
    }

    pub fn insert(&mut self, coin: Coin) -> Result<Payment, NothingSelected> {
        let (index, mut inserted) = self.selected.take().ok_or(NothingSelected(coin))?;
        inserted.push(coin);
        let (slot, paid) = (&mut self.slots[index], value(&inserted));
        if paid < slot.price {
            let missing = slot.price - paid;
            self.selected = Some((index, inserted));
            return Ok(Payment::Missing(missing));
        }
        let mut available = sorted(&[&self.coins[..], &inserted].concat());
        let Some(change) = largest_first(paid - slot.price, &available) else {
            return Ok(Payment::Refunded(inserted));
        };
        for coin in &change {
            let position = available.iter().position(|other| other == coin).expect("the change is available");
            available.remove(position);
        }
        self.coins = available;
        slot.count -= 1;
        Ok(Payment::Sold(Sale { product: slot.product.clone(), change }))
    }

    pub fn cancel(&mut self) -> Vec<Coin> {
        self.selected.take().map(|(_, inserted)| inserted).unwrap_or_default()
    }
}

fn largest_first(amount: Cents, available: &[Coin]) -> Option<Vec<Coin>> {
    let mut change = Vec::new();
    for &coin in available.iter().rev() {
        if value(&change) + coin.value() <= amount {
            change.push(coin);
        }
    }
    (value(&change) == amount).then_some(change)
}

fn value(coins: &[Coin]) -> Cents {
    coins.iter().map(|coin| coin.value()).sum()
}

fn sorted(coins: &[Coin]) -> Vec<Coin> {
    let mut coins = coins.to_vec();
    coins.sort_unstable();
    coins
}
