//! # Coin box
//!
//! A `CoinBox` knows how many coins of each kind it holds. Coins leave it only through `remove`, which takes either all
//! of the listed coins or none. The later stages rely on this invariant, so it pays to get it right here.
//!
//! Choose the fields of `CoinBox`, then write `add`, `count`, `total` and `remove` in `src/coins.rs`. `Coin`, `Cents`
//! and the two trait implementations at the end of the file are already there.
//!
//! Look up: `enum_iterator::all`.
//!
//! Time box: 7 minutes.

use rstest::rstest;
use vending_machine::{Cents, Coin, CoinBox, MissingCoin};

use super::support::{Fifty, Five, OneEuro, Ten, Twenty, TwoEuro, coins_in};

#[test]
fn a_default_box_is_empty() {
    assert_eq!(CoinBox::default().total(), Cents(0), "total of an empty box");
}

#[test]
fn add_adds_a_coin_of_one_kind() {
    let mut coins = CoinBox::default();
    coins.add(Fifty);
    assert_eq!(coins.count(Fifty), 1, "number of 50s after adding one");
    assert_eq!(coins.count(Twenty), 0, "number of 20s after adding a 50");
}

#[test]
fn total_is_the_value_of_all_coins() {
    let coins = CoinBox::from_iter([Five, Ten, Twenty, Fifty, OneEuro, TwoEuro, Ten]);
    assert_eq!(coins.total(), Cents(395), "total of one coin of each kind and another 10");
}

#[test]
fn a_box_holds_many_coins() {
    let coins: CoinBox = std::iter::repeat_n(TwoEuro, 70_000).collect();
    assert_eq!(coins.count(TwoEuro), 70_000, "number of coins after adding 70,000 coins of 200");
    assert_eq!(coins.total(), Cents(14_000_000), "total of 70,000 coins of 200");
}

#[test]
fn remove_removes_the_listed_coins() {
    let mut coins = CoinBox::from_iter([Ten, Fifty, Ten, Ten, TwoEuro]);
    assert_eq!(coins.remove(&[Ten, TwoEuro, Ten]), Ok(()), "result of removing coins that are in the box");
    assert_eq!(coins_in(&coins), [Ten, Fifty], "coins left after removing 10, 200 and 10");
    assert_eq!(coins.total(), Cents(60), "total after removing 10, 200 and 10");
}

#[rstest]
#[case::one_coin_too_few(&[Twenty, Ten, Ten], Ten)]
#[case::the_last_of_many(&[Twenty, Ten, Fifty, OneEuro], OneEuro)]
fn remove_removes_nothing_if_a_coin_is_missing(#[case] listed: &[Coin], #[case] missing: Coin) {
    let mut coins = CoinBox::from_iter([Ten, Twenty, Fifty]);
    assert_eq!(coins.remove(listed), Err(MissingCoin(missing)), "result of removing {listed:?} from 10, 20 and 50");
    assert_eq!(coins_in(&coins), [Ten, Twenty, Fifty], "coins left after {listed:?} could not be removed");
    assert_eq!(coins.total(), Cents(80), "total after {listed:?} could not be removed");
}
