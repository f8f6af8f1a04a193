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

use rstest::rstest;
use vending_machine::{Cents, CoinBox, SelectError, VendingMachine};

use super::support::{CRISPS, Five, GUM, OneEuro, WATER, coins_in, machine};

#[test]
fn a_new_machine_has_the_given_coins() {
    assert_eq!(coins_in(machine(&[OneEuro, Five, Five]).coins()), [Five, Five, OneEuro], "coins of a new machine");
}

#[rstest]
#[case::first(WATER, 120)]
#[case::second(GUM, 40)]
fn select_returns_the_price(#[case] slot: usize, #[case] price: u32) {
    assert_eq!(machine(&[]).select(slot), Ok(Cents(price)), "price returned by selecting slot {slot}");
}

#[test]
fn select_rejects_an_unknown_slot() {
    let mut machine = machine(&[]);
    for slot in [4, 256, usize::MAX] {
        assert_eq!(
            machine.select(slot),
            Err(SelectError::UnknownSlot(slot)),
            "result of selecting slot {slot} of 0 to 3"
        );
    }
    assert_eq!(machine.select(WATER), Ok(Cents(120)), "result of selecting slot 0 after those errors");
    let mut empty = VendingMachine::new(Vec::new(), CoinBox::default());
    assert_eq!(empty.select(0), Err(SelectError::UnknownSlot(0)), "result of selecting slot 0 of no slots");
}

#[test]
fn select_rejects_a_sold_out_slot() {
    let mut machine = machine(&[]);
    assert_eq!(machine.select(CRISPS), Err(SelectError::SoldOut(CRISPS)), "result of selecting a slot with count 0");
    assert_eq!(machine.select(WATER), Ok(Cents(120)), "result of selecting another slot after that error");
}

#[rstest]
#[case::the_same_slot(WATER)]
#[case::another_slot(GUM)]
#[case::a_sold_out_slot(CRISPS)]
#[case::an_unknown_slot(7)]
fn select_rejects_a_second_selection(#[case] second: usize) {
    let mut machine = machine(&[]);
    assert_eq!(machine.select(WATER), Ok(Cents(120)), "result of the first selection");
    let result = machine.select(second);
    assert_eq!(result, Err(SelectError::AlreadySelected), "result of selecting slot {second} after water");
}
