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

use vending_machine::{Cents, CoinBox, MissingCoin};

use super::support::{Fifty, Five, OneEuro, Ten, Twenty, TwoEuro, coins_in};

/// Rules: 1.1
#[test]
fn a_default_box_contains_no_coins() {
    assert_eq!(coins_in(&CoinBox::default()), [], "coins in an empty box");
}

/// Rules: 1.2
#[test]
fn add_adds_a_coin_of_one_kind() {
    let mut coins = CoinBox::default();
    let copy = coins.clone();
    coins.add(Fifty);
    assert_eq!(coins.count(Fifty), 1, "number of 50s after adding one");
    assert_eq!(coins.count(Twenty), 0, "number of 20s after adding a 50");
    assert_eq!(copy.count(Fifty), 0, "number of 50s in an earlier copy of the box");
}

/// Rules: 1.1
#[test]
fn the_total_of_a_default_box_is_zero() {
    assert_eq!(CoinBox::default().total(), Cents(0), "total of an empty box");
}

/// Rules: 1.2
#[test]
fn total_is_the_value_of_all_coins() {
    let mut coins = CoinBox::from_iter([Five, Ten, Twenty, Fifty, OneEuro, TwoEuro, Ten]);
    assert_eq!(coins.total(), Cents(395), "total of one coin of each kind and another 10");
    coins.extend([Five, Fifty]);
    assert_eq!(coins.total(), Cents(450), "total after adding a 5 and a 50");
    let expected = [Five, Five, Ten, Ten, Twenty, Fifty, Fifty, OneEuro, TwoEuro];
    assert_eq!(coins_in(&coins), expected, "coins after adding a 5 and a 50");
}

/// Rules: 1.2
#[test]
fn a_box_holds_many_coins() {
    let coins: CoinBox = std::iter::once(Five).chain(std::iter::repeat_n(TwoEuro, 90_000)).collect();
    assert_eq!(coins.count(TwoEuro), 90_000, "number of 200s after adding 90,000");
    assert_eq!(coins.total(), Cents(18_000_005), "total of a 5 and 90,000 coins of 200");
}

/// Rules: 1.2, 1.3
#[test]
fn remove_removes_the_listed_coins() {
    let mut coins = CoinBox::from_iter([Ten, Fifty, Ten, Ten, TwoEuro]);
    assert_eq!(coins.remove(&[Ten, TwoEuro, Ten]), Ok(()), "result of removing coins that are in the box");
    assert_eq!(coins_in(&coins), [Ten, Fifty], "coins left after removing 10, 200 and 10");
    assert_eq!(coins.total(), Cents(60), "total after removing 10, 200 and 10");
    assert_eq!(coins.remove(&[]), Ok(()), "result of removing no coins");
    assert_eq!(coins.remove(&[Fifty, Ten]), Ok(()), "result of removing the last coins");
    assert_eq!(coins.total(), Cents(0), "total after removing the last coins");
    let kinds = [Five, Ten, Twenty, Fifty, OneEuro, TwoEuro];
    let one_of_each = CoinBox::from_iter(kinds);
    assert_eq!((coins_in(&one_of_each), one_of_each.total()), (kinds.to_vec(), Cents(385)), "one coin of each kind");
    for removed in kinds {
        for added in kinds {
            let mut coins = one_of_each.clone();
            assert_eq!(coins.remove(&[removed]), Ok(()), "result of removing {removed:?} from one coin of each kind");
            coins.add(added);
            let total = Cents(385 + added.value().0 - removed.value().0);
            assert_eq!(coins.total(), total, "total after {added:?} replaced {removed:?} in a box of 385 cents");
            let number = 1 + u32::from(added != removed);
            assert_eq!(coins.count(added), number, "number of {added:?} after {added:?} replaced {removed:?}");
        }
    }
}

/// Rules: 1.3, 1.4
#[test]
fn remove_counts_many_listed_coins() {
    let mut coins: CoinBox = std::iter::repeat_n(TwoEuro, 70_000).collect();
    assert_eq!(coins.remove(&[TwoEuro; 66_000]), Ok(()), "result of removing 66,000 of 70,000 coins");
    assert_eq!(coins.count(TwoEuro), 4_000, "number of coins after removing 66,000 of 70,000");
    let result = coins.remove(&[TwoEuro; 66_000]);
    assert_eq!(result, Err(MissingCoin(TwoEuro)), "result of removing 66,000 of 4,000 coins");
    assert_eq!(coins.count(TwoEuro), 4_000, "number of coins after 66,000 of 4,000 could not be removed");
}

/// Rules: 0.1, 1.4
#[test]
fn remove_removes_nothing_if_a_coin_is_missing() {
    let one_too_few = (&[Twenty, Ten, Ten][..], Ten);
    let the_first = (&[Five, Twenty, Ten][..], Five);
    let the_last = (&[Twenty, Ten, Fifty, OneEuro][..], OneEuro);
    let not_side_by_side = (&[Ten, Twenty, Ten][..], Ten);
    let more_than_all = (&[Twenty, Ten, Ten, Fifty][..], Ten);
    for (listed, missing) in [one_too_few, the_first, the_last, not_side_by_side, more_than_all] {
        let mut coins = CoinBox::from_iter([Ten, Twenty, Fifty]);
        assert_eq!(coins.remove(listed), Err(MissingCoin(missing)), "result of removing {listed:?} from 10, 20 and 50");
        assert_eq!(coins_in(&coins), [Ten, Twenty, Fifty], "coins left after {listed:?} could not be removed");
        assert_eq!(coins.total(), Cents(80), "total after {listed:?} could not be removed");
    }
}
