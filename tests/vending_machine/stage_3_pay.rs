//! # Pay
//!
//! Coins come in one at a time, and the coin that reaches the price triggers the sale: the inserted coins join the
//! machine's own, and the change leaves. A sale happens either completely or not at all. In other words, if the machine
//! cannot give change, it returns all inserted coins to the customer, and keeps its products and its own coins.
//!
//! Begin with `LargestFirst::change` in `src/change.rs`, and then write `insert` and `cancel` in `src/machine.rs`.
//!
//! Look up: `std::mem::replace`, which takes a value out of `self`.
//!
//! Time box: 12 minutes.

use proptest::prelude::*;
use vending_machine::{Cents, ChangePolicy as _, Coin, CoinBox, LargestFirst, NothingSelected, Payment, SelectError};
use vending_machine::{Slot, VendingMachine};

use super::support::{CHEAP_WATER, GUM, WATER, buy, coins_in, machine, pay, slots, sold};
use super::support::{Fifty, Five, Model, OneEuro, Ten, Twenty, TwoEuro};

/// Rules: 0.1, 3.1
#[test]
fn insert_returns_the_coin_without_a_selection() {
    let mut machine = machine(&[]);
    assert_eq!(machine.insert(Ten), Err(NothingSelected(Ten)), "result of a coin before any selection");
    assert_eq!(coins_in(machine.coins()), [], "the machine's coins after it returned that coin");
    assert_eq!(machine.select(GUM), Ok(Cents(40)), "result of selecting gum after that");
    assert_eq!(machine.insert(Twenty), Ok(Payment::Missing(Cents(20))), "result of a 20 for gum at 40 after that");
    let mut with_one_slot = VendingMachine::new(slots().drain(..1).collect(), CoinBox::default());
    let result = with_one_slot.insert(Ten);
    assert_eq!(result, Err(NothingSelected(Ten)), "result of a coin for a machine with a single slot");
}

/// Rules: 3.2, 3.5
#[test]
fn insert_returns_the_amount_still_to_pay() {
    let mut machine = machine(&[]);
    assert_eq!(machine.select(WATER), Ok(Cents(120)), "result of selecting water");
    for missing in (15..=115).rev().step_by(5) {
        let result = machine.insert(Five);
        assert_eq!(result, Ok(Payment::Missing(Cents(missing))), "result of another 5 for water at 120");
    }
    assert_eq!(coins_in(machine.coins()), [], "the machine's own coins before the sale");
    for price in 101..=109 {
        let tea = Slot { product: "tea".to_owned(), price: Cents(price), count: 1 };
        let mut machine = VendingMachine::new(vec![tea], CoinBox::default());
        let result = buy(&mut machine, 0, &[Fifty]);
        assert_eq!(result, Payment::Missing(Cents(price - 50)), "result of paying 50 for tea at {price}");
        let result = pay(&mut machine, &[Fifty]);
        assert_eq!(result, Payment::Missing(Cents(price - 100)), "result of paying 100 for tea at {price}");
    }
}

/// Rules: 0.1, 2.4
#[test]
fn a_refused_selection_changes_nothing() {
    let mut machine = machine(&[]);
    assert_eq!(machine.select(WATER), Ok(Cents(120)), "result of selecting water");
    assert_eq!(pay(&mut machine, &[OneEuro]), Payment::Missing(Cents(20)), "result of paying 100 for water at 120");
    let second = machine.select(GUM);
    assert_eq!(second, Err(SelectError::AlreadySelected), "result of another selection while coins are inserted");
    assert_eq!(pay(&mut machine, &[Twenty]), sold("water", &[]), "result of the missing 20 after that");
}

/// Rules: 3.3
#[test]
fn the_exact_price_buys_the_product() {
    let mut machine = machine(&[Five]);
    assert_eq!(buy(&mut machine, WATER, &[OneEuro, Twenty]), sold("water", &[]), "result of paying 120 for water");
    assert_eq!(machine.insert(Ten), Err(NothingSelected(Ten)), "result of a coin after the sale");
    assert_eq!(machine.cancel(), [], "coins returned by cancel after the sale");
}

/// Rules: 2.2, 3.3
#[test]
fn many_products_of_many_slots_are_sold() {
    let mut slots = vec![Slot { product: "gum".to_owned(), price: Cents(5), count: 1 }; 65_538];
    slots[65_537] = Slot { product: "water".to_owned(), price: Cents(10), count: 300 };
    let mut machine = VendingMachine::new(slots, CoinBox::default());
    for number in 1..=300 {
        let result = buy(&mut machine, 65_537, &[Ten]);
        assert_eq!(result, sold("water", &[]), "result of paying for product {number} of 300 in slot 65,537");
    }
    assert_eq!(machine.select(65_537), Err(SelectError::SoldOut(65_537)), "result of selecting the slot after that");
}

/// Rules: 2.3, 3.3, 3.4
#[test]
fn a_sale_takes_a_product_from_its_slot() {
    let product = "Café  au lait with oat milk, half a spoon of brown sugar and a shot of hazelnut syrup ".to_owned();
    let slot = Slot { product, price: Cents(20), count: 1 };
    let mut machine = VendingMachine::new(vec![slot.clone(); 257], CoinBox::default());
    for index in [1, 256] {
        let result = buy(&mut machine, index, &[Twenty]);
        assert_eq!(result, sold(&slot.product, &[]), "result of buying from slot {index} of 257 equal slots");
        let sold_out = Err(SelectError::SoldOut(index));
        assert_eq!(machine.select(index), sold_out, "result of selecting slot {index} after its sale");
    }
    assert_eq!(machine.select(0), Ok(Cents(20)), "result of selecting the first slot after that");
}

/// Rules: 3.4
#[test]
fn a_sale_gives_change_from_the_machine() {
    let mut with_forty = machine(&[Five; 40]);
    let mut machine = machine(&[Fifty, Ten, Ten, Ten, Ten]);
    let result = buy(&mut machine, WATER, &[TwoEuro]);
    assert_eq!(result, sold("water", &[Fifty, Ten, Ten, Ten]), "result of paying 200 for water at 120");
    assert_eq!(coins_in(machine.coins()), [Ten, TwoEuro], "the machine's coins after it gave 80 cents of change");
    let result = buy(&mut with_forty, GUM, &[TwoEuro]);
    assert_eq!(result, sold("gum", &[Five; 32]), "result of paying 200 for gum at 40, with forty coins of 5");
}

/// Rules: 3.5
#[test]
fn inserted_coins_join_the_machines_own() {
    let mut machine = machine(&[Five]);
    let _ = buy(&mut machine, WATER, &[OneEuro, Twenty]);
    assert_eq!(coins_in(machine.coins()), [Five, Twenty, OneEuro], "the machine's coins after the sale");
}

/// Rules: 3.5
#[test]
fn inserted_coins_can_be_part_of_the_change() {
    let mut machine = machine(&[]);
    let result = buy(&mut machine, GUM, &[Twenty, Ten, Twenty]);
    assert_eq!(result, sold("gum", &[Ten]), "result of paying 20, 10 and 20 for gum at 40, without other coins");
    assert_eq!(coins_in(machine.coins()), [Twenty, Twenty], "the machine's coins after that sale");
}

/// Rules: 3.6, 3.7
#[test]
fn a_refund_returns_all_inserted_coins() {
    for coins in [&[Ten, OneEuro, Fifty][..], &[TwoEuro], &[Five, Five, Fifty, Five, TwoEuro]] {
        let mut machine = machine(&[Fifty]);
        let result = buy(&mut machine, WATER, coins);
        assert_eq!(result, Payment::Refunded(coins.to_vec()), "result of paying {coins:?} for water without change");
        assert_eq!(coins_in(machine.coins()), [Fifty], "the machine's coins after a refund");
        assert_eq!(machine.cancel(), [], "coins returned by cancel after a refund");
    }
}

/// Rules: 3.6
#[test]
fn a_refund_sells_nothing() {
    let mut machine = machine(&[]);
    let _ = buy(&mut machine, GUM, &[Fifty]);
    assert_eq!(machine.insert(Ten), Err(NothingSelected(Ten)), "result of a coin after a refund");
    let result = buy(&mut machine, GUM, &[Twenty, Twenty]);
    assert_eq!(result, sold("gum", &[]), "result of buying the only gum after a refund");
}

/// Rules: 3.4, 3.6
#[test]
fn change_is_not_rounded_to_coins() {
    let tea = Slot { product: "tea".to_owned(), price: Cents(118), count: 1 };
    let mut machine = VendingMachine::new(vec![tea], CoinBox::from_iter([Five, Ten]));
    let result = buy(&mut machine, 0, &[OneEuro, Twenty]);
    let expected = Payment::Refunded(vec![OneEuro, Twenty]);
    assert_eq!(result, expected, "result of paying 120 for tea at 118, without coins worth 2 cents");
}

/// Rules: 3.7
#[test]
fn cancel_returns_the_inserted_coins() {
    let mut machine = machine(&[Ten]);
    let _ = buy(&mut machine, WATER, &[Fifty, Five, Fifty, Five, Five]);
    assert_eq!(machine.cancel(), [Fifty, Five, Fifty, Five, Five], "coins returned by cancel");
    assert_eq!(machine.cancel(), [], "coins returned by a second cancel");
    assert_eq!(coins_in(machine.coins()), [Ten], "the machine's coins after cancel");
}

/// Rules: 3.7
#[test]
fn cancel_ends_the_selection() {
    let mut machine = machine(&[]);
    assert_eq!(machine.select(WATER), Ok(Cents(120)), "result of selecting water");
    assert_eq!(machine.cancel(), [], "coins returned by cancel before the first coin");
    assert_eq!(machine.insert(Ten), Err(NothingSelected(Ten)), "result of a coin after that cancel");
    let _ = buy(&mut machine, GUM, &[Twenty]);
    let _ = machine.cancel();
    let result = buy(&mut machine, GUM, &[Twenty, Twenty]);
    assert_eq!(result, sold("gum", &[]), "result of paying 40 for the only gum after a cancel");
}

/// Checks the change that `LargestFirst` finds for an amount.
#[track_caller]
fn assert_change(amount: u32, available: &[Coin], expected: Option<&[Coin]>) {
    let change = LargestFirst.change(Cents(amount), &available.iter().copied().collect());
    assert_eq!(change.as_deref(), expected, "change for {amount} cents from {available:?}");
}

/// Rules: 3.8
#[test]
fn largest_first_takes_the_largest_coin_that_fits() {
    assert_change(80, &[Ten, Fifty, Twenty, Ten, Ten], Some(&[Fifty, Twenty, Ten]));
    assert_change(100, &[Fifty, Twenty, Twenty, Ten], Some(&[Fifty, Twenty, Twenty, Ten]));
    assert_change(10, &[TwoEuro, Five, Five], Some(&[Five, Five]));
    let one_of_each = [Five, Ten, Twenty, Fifty, OneEuro, TwoEuro];
    assert_change(385, &one_of_each, Some(&[TwoEuro, OneEuro, Fifty, Twenty, Ten, Five]));
}

/// Rules: 3.6, 3.8
#[test]
fn largest_first_returns_none_if_it_gets_stuck() {
    assert_change(10, &[], None);
    assert_change(17, &[Ten, Five, Five], None);
    assert_change(60, &[Fifty, Twenty, Twenty, Twenty], None);
    assert_change(100, &[Fifty, Twenty, Twenty, Five], None);
    // With fewer of the largest coins, each of these amounts could be reached.
    let two_fifties = [Fifty, Fifty, Twenty, Twenty, Twenty];
    assert_change(110, &two_fifties, None);
    assert_change(130, &[Fifty, Fifty, Twenty, Twenty, Twenty, Twenty], None);
    assert_change(160, &[OneEuro, Fifty, Twenty, Twenty, Twenty], None);
    assert_change(210, &[TwoEuro, OneEuro, Fifty, Twenty, Twenty, Twenty], None);
    let result = buy(&mut machine(&two_fifties), CHEAP_WATER, &[TwoEuro]);
    let expected = Payment::Refunded(vec![TwoEuro]);
    assert_eq!(result, expected, "result of paying 200 for water at 90, with the coins {two_fifties:?}");
}

/// Rules: 3.8
#[test]
fn largest_first_gives_no_coins_for_zero_cents() {
    assert_change(0, &[], Some(&[]));
    assert_change(0, &[Five, TwoEuro], Some(&[]));
}

/// Rules: 3.2, 3.4, 3.8
#[test]
fn large_amounts_are_exact() {
    let boat = Slot { product: "boat".to_owned(), price: Cents(199_990), count: 1 };
    let ship = Slot { product: "ship".to_owned(), price: Cents(u32::MAX), count: 1 };
    let mut machine = VendingMachine::new(vec![boat, ship], CoinBox::from_iter([Ten]));
    let _ = machine.select(1);
    let missing = Payment::Missing(Cents(u32::MAX - 200));
    assert_eq!(machine.insert(TwoEuro), Ok(missing), "result of a 200 for the most expensive ship");
    let _ = machine.cancel();
    assert_eq!(machine.select(0), Ok(Cents(199_990)), "result of selecting a boat");
    for missing in (1..1_000).map(|inserted| 199_990 - 200 * inserted) {
        assert_eq!(machine.insert(TwoEuro), Ok(Payment::Missing(Cents(missing))), "result of another 200 for the boat");
    }
    assert_eq!(machine.insert(TwoEuro), Ok(sold("boat", &[Ten])), "result of the 200 that reaches 199,990");
    assert_eq!(machine.coins().total(), Cents(200_000), "value of the machine's own coins after the sale");
    // In a small stack, a policy that calls itself for each coin overflows.
    let change = testkit::in_small_stack(|| {
        let available = CoinBox::from_iter([TwoEuro; 5_000]);
        LargestFirst.change(Cents(1_000_000), &available)
    });
    assert_eq!(change, Some(vec![TwoEuro; 5_000]), "change for 1,000,000 cents from 5,000 coins of 200");
}

#[derive(Clone, Copy, Debug)]
enum Call {
    Select(usize),
    Insert(Coin),
    Cancel,
}

fn any_call() -> impl Strategy<Value = Call> {
    prop_oneof![
        2 => (0..5usize).prop_map(Call::Select),
        5 => any_coin().prop_map(Call::Insert),
        1 => Just(Call::Cancel),
    ]
}

fn any_coin() -> impl Strategy<Value = Coin> {
    prop::sample::select(vec![Five, Ten, Twenty, Fifty, OneEuro, TwoEuro])
}

/// Rules: 0.1, 1.2, 3.1, 3.2, 3.3, 3.4, 3.5, 3.6, 3.7, 3.8
#[test]
fn random_calls_match_the_model() {
    let (own, calls) = (prop::collection::vec(any_coin(), 0..8), prop::collection::vec(any_call(), 0..40));
    testkit::law((own, calls), |(own, calls)| {
        let (mut machine, mut model) = (machine(&own), Model::new(slots(), &own));
        assert_eq!(coins_in(machine.coins()), model.coins(), "the machine's coins before the first call");
        for call in calls {
            match call {
                Call::Select(slot) => {
                    assert_eq!(machine.select(slot), model.select(slot), "result of select({slot})");
                }
                Call::Insert(coin) => {
                    assert_eq!(machine.insert(coin), model.insert(coin), "result of insert({coin:?})");
                }
                Call::Cancel => assert_eq!(machine.cancel(), model.cancel(), "coins returned by cancel"),
            }
            assert_eq!(coins_in(machine.coins()), model.coins(), "the machine's coins after {call:?}");
            let total: u32 = model.coins().iter().map(|coin| coin.value().0).sum();
            assert_eq!(machine.coins().total(), Cents(total), "total of the machine's coins after {call:?}");
        }
    });
}
