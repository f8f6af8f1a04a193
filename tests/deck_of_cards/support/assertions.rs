//! The statistical test of shuffles, and the comparison of a table with its model.

use std::collections::BTreeMap;
use std::fmt::Debug;

use deck_of_cards::{Phase, Table};

use super::model::Model;
use super::operations::Move;
use super::{all_of_shoe, text};

/// Checks that each of `kinds` orders comes about equally often.
///
/// `limit` is the chi-square that a fair shuffle exceeds once in 1,000,000,000 times.
pub fn assert_fair<O: Ord + Debug>(kinds: usize, limit: f64, orders: impl Iterator<Item = O>, what: &str) {
    let mut counts = BTreeMap::new();
    for order in orders {
        *counts.entry(order).or_insert(0u32) += 1;
    }
    assert_eq!(counts.len(), kinds, "{what}: how many different orders came; they came so often: {counts:?}");
    let expected = f64::from(counts.values().sum::<u32>()) / kinds as f64;
    let chi_square: f64 = counts.values().map(|&count| (f64::from(count) - expected).powi(2) / expected).sum();
    assert!(
        chi_square < limit,
        "{what}: every order should come about {expected} times, and they came so often: {counts:?} \
         (chi-square {chi_square:.0}, at most {limit} is chance)"
    );
}

/// Checks that all one can see of a table is as in the model.
#[track_caller]
pub fn assert_same(table: &Table, model: &Model, after: Move) {
    assert_eq!(table.phase(), model.phase(), "the phase after {after:?}");
    let asked: Vec<_> = model.hands.iter().map(|hand| (text(&hand.cards), hand.doubled, hand.stood)).collect();
    let found: Vec<_> = table.hands().iter().map(|hand| (text(hand.cards.cards()), hand.doubled, hand.stood)).collect();
    assert_eq!(found, asked, "the hands (cards, doubled, stood) after {after:?}");
    let shown = if let Phase::Playing { .. } = model.phase() { &model.dealer[..1] } else { &model.dealer };
    assert_eq!(text(table.dealer()), text(shown), "the dealer's cards that are shown after {after:?}");
    assert_eq!(all_of_shoe(table.shoe()), model.undealt(), "the cards left in the shoe after {after:?}");
    assert_eq!(table.shoe().discarded(), model.discarded, "the number of discarded cards after {after:?}");
}
