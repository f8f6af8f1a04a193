//! # Select
//!
//! A customer selects a product before paying. So the machine is in one of two states: nothing is selected, or one
//! product is selected and coins for it come in. An `enum` with a variant per state can hold what each state needs, and
//! nothing else.
//!
//! Choose the fields of `VendingMachine`, then write `new`, `coins` and `select` in `src/machine.rs`. You need no policy
//! yet.
//!
//! Look up: enum variants with fields, and `slice::get`.
//!
//! Time box: 6 minutes.

use rstest::rstest;
use vending_machine::{Cents, SelectError};

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
    assert_eq!(machine(&[]).select(3), Err(SelectError::UnknownSlot(3)), "result of selecting slot 3 of 0 to 2");
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
    machine.select(WATER).expect("water can be selected");
    let result = machine.select(second);
    assert_eq!(result, Err(SelectError::AlreadySelected), "result of selecting slot {second} after water");
}
