//! # Pay
//!
//! Coins come in one at a time. The last one sells the product: the inserted coins join the machine's own, and the
//! change leaves. A sale happens completely or not at all. If the machine cannot give change, the customer gets all
//! coins back and the machine keeps its products and coins.
//!
//! Write `LargestFirst::change` in `src/change.rs`, then `insert` and `cancel` in `src/machine.rs`.
//!
//! Look up: `std::mem::replace`, to take the old state out of `self`; `Clone`, to try a sale on a copy of the coin box.
//!
//! Time box: 12 minutes.

use proptest::prelude::*;
use rstest::rstest;
use vending_machine::{Cents, ChangePolicy as _, Coin, CoinBox, LargestFirst, NothingSelected, Payment, SelectError};

use super::support::{
    Fifty, Five, GUM, OneEuro, Ten, Twenty, TwoEuro, WATER, buy, coins_in, machine, pay, slots, sold,
};

#[test]
fn insert_returns_the_coin_without_a_selection() {
    let mut machine = machine(&[]);
    assert_eq!(machine.insert(Ten), Err(NothingSelected(Ten)), "result of a coin before any selection");
    assert_eq!(coins_in(machine.coins()), [], "the machine's coins after it returned that coin");
}

#[test]
fn insert_returns_the_amount_still_to_pay() {
    let mut machine = machine(&[]);
    machine.select(WATER).expect("water can be selected");
    for (coin, missing) in [(Fifty, 70), (Fifty, 20), (Five, 15)] {
        let result = machine.insert(coin);
        assert_eq!(result, Ok(Payment::Missing(Cents(missing))), "result of inserting {coin:?} for water at 120");
    }
    assert_eq!(coins_in(machine.coins()), [], "the machine's own coins before the sale");
    let second = machine.select(GUM);
    assert_eq!(second, Err(SelectError::AlreadySelected), "result of another selection while coins are inserted");
}

#[test]
fn the_exact_price_buys_the_product() {
    let mut machine = machine(&[Five]);
    assert_eq!(buy(&mut machine, WATER, &[OneEuro, Twenty]), sold("water", &[]), "result of paying 120 for water");
    assert_eq!(coins_in(machine.coins()), [Five, Twenty, OneEuro], "the machine's coins after the sale");
    assert_eq!(machine.insert(Ten), Err(NothingSelected(Ten)), "result of a coin after the sale");
}

#[test]
fn a_sale_reduces_the_count_of_its_slot() {
    let mut machine = machine(&[]);
    let _ = buy(&mut machine, GUM, &[Twenty, Twenty]);
    assert_eq!(
        machine.select(GUM),
        Err(SelectError::SoldOut(GUM)),
        "result of selecting the slot whose only gum is sold"
    );
    assert_eq!(machine.select(WATER), Ok(Cents(120)), "result of selecting another slot");
}

#[test]
fn a_sale_gives_change_from_the_machine() {
    let mut machine = machine(&[Fifty, Twenty, Ten, Ten]);
    let result = buy(&mut machine, WATER, &[TwoEuro]);
    assert_eq!(result, sold("water", &[Fifty, Twenty, Ten]), "result of paying 200 for water at 120");
    assert_eq!(coins_in(machine.coins()), [Ten, TwoEuro], "the machine's coins after it gave 80 cents of change");
}

#[test]
fn inserted_coins_can_be_part_of_the_change() {
    let mut machine = machine(&[]);
    let result = buy(&mut machine, GUM, &[Twenty, Ten, Twenty]);
    assert_eq!(result, sold("gum", &[Ten]), "result of paying 20, 10 and 20 for gum at 40, without other coins");
    assert_eq!(coins_in(machine.coins()), [Twenty, Twenty], "the machine's coins after that sale");
}

#[test]
fn insert_refunds_all_coins_if_there_is_no_change() {
    let mut machine = machine(&[Fifty]);
    let result = buy(&mut machine, WATER, &[Ten, OneEuro, Fifty]);
    assert_eq!(result, Payment::Refunded(vec![Ten, OneEuro, Fifty]), "result of paying 160 for water without change");
    assert_eq!(coins_in(machine.coins()), [Fifty], "the machine's coins after a refund");
    assert_eq!(machine.insert(Ten), Err(NothingSelected(Ten)), "result of a coin after a refund");
}

#[test]
fn a_refund_sells_nothing() {
    let mut machine = machine(&[]);
    let _ = buy(&mut machine, GUM, &[Fifty]);
    assert_eq!(
        buy(&mut machine, GUM, &[Twenty, Twenty]),
        sold("gum", &[]),
        "result of buying the only gum after a refund"
    );
}

#[test]
fn cancel_returns_the_inserted_coins() {
    let mut machine = machine(&[Ten]);
    machine.select(WATER).expect("water can be selected");
    let _ = pay(&mut machine, &[Fifty, Five, Fifty]);
    assert_eq!(machine.cancel(), [Fifty, Five, Fifty], "coins returned by cancel");
    assert_eq!(machine.cancel(), [], "coins returned by a second cancel");
    assert_eq!(coins_in(machine.coins()), [Ten], "the machine's coins after cancel");
    assert_eq!(machine.select(GUM), Ok(Cents(40)), "result of a selection after cancel");
}

#[rstest]
#[case::the_largest_coins(80, &[Ten, Fifty, Twenty, Ten, Ten], Some(vec![Fifty, Twenty, Ten]))]
#[case::smaller_coins_when_the_largest_run_out(100, &[Fifty, Twenty, Twenty, Ten], Some(vec![Fifty, Twenty, Twenty, Ten]))]
#[case::no_coin_larger_than_the_rest(10, &[TwoEuro, Five, Five], Some(vec![Five, Five]))]
#[case::no_coins_left(15, &[Ten], None)]
#[case::greedy_and_stuck(60, &[Fifty, Twenty, Twenty, Twenty], None)]
fn largest_first_takes_the_largest_coin_that_fits(
    #[case] amount: u32,
    #[case] available: &[Coin],
    #[case] expected: Option<Vec<Coin>>,
) {
    let coins = available.iter().copied().collect();
    let change = LargestFirst.change(Cents(amount), &coins);
    assert_eq!(change, expected, "change for {amount} cents from {available:?}");
}

#[test]
fn no_coin_is_lost_or_created() {
    let coin = prop::sample::select(vec![Five, Ten, Twenty, Fifty, OneEuro, TwoEuro]);
    let calls = prop::collection::vec((0..3usize, 0..8u8, coin), 1..40);
    testkit::law(calls, |calls| {
        let own = [Five, Five, Ten, Twenty, Twenty, Fifty, OneEuro];
        let mut machine = machine(&own);
        let mut expected = CoinBox::from_iter(own).total();
        let (mut paid, mut sales) = (Cents(0), Cents(0));
        for (slot, call, coin) in calls {
            match call {
                0 | 1 => drop(machine.select(slot)),
                2 => {
                    let returned: Cents = machine.cancel().into_iter().map(Coin::value).sum();
                    assert_eq!(returned, std::mem::take(&mut paid), "value of the coins that cancel returns");
                }
                _ => match machine.insert(coin) {
                    Err(NothingSelected(returned)) => assert_eq!(returned, coin, "coin returned without a selection"),
                    Ok(Payment::Missing(_)) => paid = paid + coin.value(),
                    Ok(Payment::Refunded(coins)) => {
                        let returned: Cents = coins.into_iter().map(Coin::value).sum();
                        assert_eq!(returned, std::mem::take(&mut paid) + coin.value(), "value of a refund");
                    }
                    Ok(Payment::Sold(sale)) => {
                        let price = slots().into_iter().find(|slot| slot.product == sale.product);
                        let price = price.expect("a product of the machine").price;
                        let change: Cents = sale.change.into_iter().map(Coin::value).sum();
                        assert_eq!(
                            std::mem::take(&mut paid) + coin.value(),
                            price + change,
                            "paid for {}",
                            sale.product
                        );
                        expected = expected + price;
                        sales = sales + price;
                    }
                },
            }
            assert_eq!(machine.coins().total(), expected, "the machine's coins after sales worth {} cents", sales.0);
        }
    });
}
