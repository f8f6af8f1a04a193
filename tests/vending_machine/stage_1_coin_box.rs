//! # Coin box
//!
//! A `CoinBox` knows how many coins of each kind it holds. Coins leave it only through `remove`, and `remove` takes all
//! listed coins or none. The later stages rely on this invariant.
//!
//! Choose the fields of `CoinBox`, then write `add`, `count`, `total` and `remove` in `src/coins.rs`. `Coin`, `Cents`
//! and the two trait implementations at the end are given.
//!
//! Look up: `enum_iterator::all`, and `checked_sub` of `u32`.
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

#[rstest]
#[case::one_of_each(&[Five, Ten, Twenty, Fifty, OneEuro, TwoEuro], 385)]
#[case::many_of_a_kind(&[Ten; 300], 3000)]
fn total_is_the_value_of_all_coins(#[case] added: &[Coin], #[case] total: u32) {
    let coins: CoinBox = added.iter().copied().collect();
    assert_eq!(coins.total(), Cents(total), "total after adding {added:?}");
}

#[test]
fn remove_removes_the_listed_coins() {
    let mut coins = CoinBox::from_iter([Ten, Fifty, Ten, Ten, TwoEuro]);
    assert_eq!(coins.remove(&[Ten, TwoEuro, Ten]), Ok(()), "result of removing coins that are in the box");
    assert_eq!(coins_in(&coins), [Ten, Fifty], "coins left after removing 10, 200 and 10");
}

#[rstest]
#[case::no_coin_of_the_kind(&[Five], Five)]
#[case::one_coin_too_few(&[Twenty, Ten, Ten], Ten)]
#[case::the_last_of_many(&[Twenty, Ten, Fifty, OneEuro], OneEuro)]
fn remove_removes_nothing_if_a_coin_is_missing(#[case] listed: &[Coin], #[case] missing: Coin) {
    let mut coins = CoinBox::from_iter([Ten, Twenty, Fifty]);
    assert_eq!(coins.remove(listed), Err(MissingCoin(missing)), "result of removing {listed:?} from 10, 20 and 50");
    assert_eq!(coins_in(&coins), [Ten, Twenty, Fifty], "coins left after {listed:?} could not be removed");
}
