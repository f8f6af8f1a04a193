//! # Select
//!
//! Customers select a product before they pay for it. The machine is therefore always in one of two states: either
//! nothing is selected, or a product is selected and the coins for it are coming in. Choose fields that cannot express
//! anything else.
//!
//! Once `VendingMachine` has its fields, write `new`, `coins` and `select` in `src/machine.rs`. You don't need a policy
//! yet.
//!
//! Look up: `slice::get`.
//!
//! Time box: 6 minutes.

use vending_machine::{Cents, CoinBox, SelectError, Slot, VendingMachine};

use super::support::{CHEAP_WATER, CRISPS, Five, GUM, OneEuro, WATER, coins_in, machine};

/// Rules: 2.1
#[test]
fn a_new_machine_has_the_given_coins() {
    assert_eq!(coins_in(machine(&[OneEuro, Five, Five]).coins()), [Five, Five, OneEuro], "coins of a new machine");
}

/// Rules: 2.1, 2.2, 2.3
#[test]
fn select_returns_the_price() {
    for (slot, price) in [(WATER, 120), (GUM, 40), (CHEAP_WATER, 90)] {
        let result = machine(&[]).select(slot);
        assert_eq!(result, Ok(Cents(price)), "price returned by selecting slot {slot} of a new machine");
    }
    for price in [1, 118, u32::MAX] {
        let slot = Slot { product: "tea".to_owned(), price: Cents(price), count: 1 };
        let result = VendingMachine::new(vec![slot], CoinBox::default()).select(0);
        assert_eq!(result, Ok(Cents(price)), "price returned by selecting tea at {price}");
    }
}

/// Rules: 0.1, 2.3
#[test]
fn select_rejects_an_unknown_slot() {
    let mut machine = machine(&[]);
    for slot in [4, 256, 65_536, usize::MAX / 2 + 1, usize::MAX] {
        let result = machine.select(slot);
        assert_eq!(result, Err(SelectError::UnknownSlot(slot)), "result of selecting slot {slot} of 0 to 3");
    }
    assert_eq!(machine.select(WATER), Ok(Cents(120)), "result of selecting slot 0 after those errors");
    let mut empty = VendingMachine::new(Vec::new(), CoinBox::default());
    assert_eq!(empty.select(0), Err(SelectError::UnknownSlot(0)), "result of selecting slot 0 of no slots");
}

/// Rules: 0.1, 2.3
#[test]
fn select_rejects_a_sold_out_slot() {
    let mut machine = machine(&[]);
    assert_eq!(machine.select(CRISPS), Err(SelectError::SoldOut(CRISPS)), "result of selecting a slot with count 0");
    assert_eq!(machine.select(CRISPS), Err(SelectError::SoldOut(CRISPS)), "result of selecting that slot again");
    assert_eq!(machine.select(WATER), Ok(Cents(120)), "result of selecting another slot after those errors");
}

/// Rules: 2.2, 2.3
#[test]
fn a_slot_can_have_many_products() {
    for count in [1, 256, 65_536, u32::MAX] {
        let slot = Slot { product: "gum".to_owned(), price: Cents(100_000), count };
        let result = VendingMachine::new(vec![slot], CoinBox::default()).select(0);
        assert_eq!(result, Ok(Cents(100_000)), "result of selecting a slot with {count} products");
    }
}

/// Rules: 0.1, 2.4
#[test]
fn select_rejects_a_second_selection() {
    let mut machine = machine(&[]);
    assert_eq!(machine.select(WATER), Ok(Cents(120)), "result of the first selection");
    for (second, slot) in [("the same", WATER), ("another", GUM), ("a sold-out", CRISPS), ("an unknown", 7)] {
        let result = machine.select(slot);
        assert_eq!(result, Err(SelectError::AlreadySelected), "result of selecting {second} slot after water");
    }
}
