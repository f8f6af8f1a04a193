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
use rstest::rstest;
use vending_machine::{Cents, ChangePolicy as _, Coin, LargestFirst, NothingSelected, Payment, SelectError};

use super::support::{
    CHEAP_WATER, Fifty, Five, GUM, OneEuro, Ten, Twenty, TwoEuro, WATER, buy, coins_in, machine, sold,
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
    assert_eq!(machine.select(WATER), Ok(Cents(120)), "result of selecting water");
    for missing in (15..=115).rev().step_by(5) {
        let result = machine.insert(Five);
        assert_eq!(result, Ok(Payment::Missing(Cents(missing))), "result of another 5 for water at 120");
    }
    assert_eq!(coins_in(machine.coins()), [], "the machine's own coins before the sale");
    let second = machine.select(GUM);
    assert_eq!(second, Err(SelectError::AlreadySelected), "result of another selection while coins are inserted");
    assert_eq!(machine.cancel(), [Five; 21], "coins returned after the refused selection");
}

#[test]
fn the_exact_price_buys_the_product() {
    let mut machine = machine(&[Five]);
    assert_eq!(buy(&mut machine, WATER, &[OneEuro, Twenty]), sold("water", &[]), "result of paying 120 for water");
    assert_eq!(coins_in(machine.coins()), [Five, Twenty, OneEuro], "the machine's coins after the sale");
    assert_eq!(machine.insert(Ten), Err(NothingSelected(Ten)), "result of a coin after the sale");
    assert_eq!(machine.cancel(), [], "coins returned by cancel after the sale");
}

#[test]
fn a_sale_reduces_the_count_of_its_slot() {
    let mut machine = machine(&[]);
    let _ = buy(&mut machine, CHEAP_WATER, &[Fifty, Twenty, Twenty]);
    let sold_out = Err(SelectError::SoldOut(CHEAP_WATER));
    assert_eq!(machine.select(CHEAP_WATER), sold_out, "result of selecting the slot whose only product is sold");
    assert_eq!(machine.select(WATER), Ok(Cents(120)), "result of selecting the other slot with water");
}

#[test]
fn a_sale_gives_change_from_the_machine() {
    let mut machine = machine(&[Fifty, Ten, Ten, Ten, Ten]);
    let result = buy(&mut machine, WATER, &[TwoEuro]);
    assert_eq!(result, sold("water", &[Fifty, Ten, Ten, Ten]), "result of paying 200 for water at 120");
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
    assert_eq!(machine.select(WATER), Ok(Cents(120)), "result of selecting water");
    assert_eq!(machine.cancel(), [], "coins returned by cancel before the first coin");
    assert_eq!(machine.insert(Ten), Err(NothingSelected(Ten)), "result of a coin after that cancel");
    let _ = buy(&mut machine, WATER, &[Fifty, Five, Fifty]);
    assert_eq!(machine.cancel(), [Fifty, Five, Fifty], "coins returned by cancel");
    assert_eq!(machine.cancel(), [], "coins returned by a second cancel");
    assert_eq!(coins_in(machine.coins()), [Ten], "the machine's coins after cancel");
    assert_eq!(buy(&mut machine, GUM, &[Twenty, Twenty]), sold("gum", &[]), "result of buying gum after cancel");
}

#[rstest]
#[case::the_largest_coins(80, &[Ten, Fifty, Twenty, Ten, Ten], Some(vec![Fifty, Twenty, Ten]))]
#[case::smaller_coins_when_the_largest_run_out(100, &[Fifty, Twenty, Twenty, Ten], Some(vec![Fifty, Twenty, Twenty, Ten]))]
#[case::no_coin_larger_than_the_rest(10, &[TwoEuro, Five, Five], Some(vec![Five, Five]))]
#[case::the_rest_is_too_small(17, &[Ten, Five, Five], None)]
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

#[derive(Clone, Copy, Debug)]
enum Call {
    Select(usize),
    Insert(Coin),
    Cancel,
}

fn any_call() -> impl Strategy<Value = Call> {
    let coin = prop::sample::select(vec![Five, Ten, Twenty, Fifty, OneEuro, TwoEuro]);
    prop_oneof![
        2 => (0..4usize).prop_map(Call::Select),
        5 => coin.prop_map(Call::Insert),
        1 => Just(Call::Cancel),
    ]
}

fn value(coins: &[Coin]) -> Cents {
    coins.iter().map(|coin| coin.value()).sum()
}

#[test]
fn no_coin_is_lost_or_created() {
    testkit::law(prop::collection::vec(any_call(), 1..40), |calls| {
        let own = [Five, Five, Ten, Twenty, Twenty, Fifty, OneEuro];
        let mut machine = machine(&own);
        // The machine's own money, the coins inserted for the selected product, and its price.
        let (mut money, mut inserted, mut price) = (value(&own), Vec::new(), Cents(0));
        for call in calls {
            match call {
                Call::Select(slot) => price = machine.select(slot).unwrap_or(price),
                Call::Cancel => assert_eq!(machine.cancel(), std::mem::take(&mut inserted), "coins returned by cancel"),
                Call::Insert(coin) => match machine.insert(coin) {
                    Err(NothingSelected(returned)) => assert_eq!(returned, coin, "coin returned without a selection"),
                    Ok(payment) => {
                        inserted.push(coin);
                        let paid = value(&inserted);
                        match payment {
                            Payment::Missing(missing) => {
                                assert_eq!(missing + paid, price, "missing amount plus paid one");
                            }
                            Payment::Refunded(coins) => {
                                assert_eq!(coins, std::mem::take(&mut inserted), "refunded coins");
                            }
                            Payment::Sold(sale) => {
                                assert_eq!(value(&sale.change) + price, paid, "change plus price");
                                money = money + price;
                                inserted.clear();
                            }
                        }
                    }
                },
            }
            assert_eq!(machine.coins().total(), money, "value of the machine's own coins after {call:?}");
        }
    });
}
