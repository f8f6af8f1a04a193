//! A statistical test of shuffles, and a comparison of a table with its model.

use std::collections::BTreeMap;
use std::fmt::Debug;

use deck_of_cards::{Phase, Table};

use super::model::Model;
use super::operations::Move;
use super::{shoe_cards, text};

/// Asserts that `orders` has `kinds` different orders, about equally often.
///
/// A fair shuffle exceeds the chi-square `limit` once in 1,000,000,000 runs.
pub fn assert_fair<O: Ord + Debug>(kinds: usize, limit: f64, orders: impl Iterator<Item = O>, subject: &str) {
    let mut counts = BTreeMap::new();
    for order in orders {
        *counts.entry(order).or_insert(0u32) += 1;
    }
    assert_eq!(counts.len(), kinds, "{subject}: number of different orders; counts: {counts:?}");
    let expected = f64::from(counts.values().sum::<u32>()) / kinds as f64;
    let chi_square: f64 = counts.values().map(|&count| (f64::from(count) - expected).powi(2) / expected).sum();
    assert!(
        chi_square < limit,
        "{subject}: each order should occur about {expected} times; counts: {counts:?} \
         (chi-square {chi_square:.0}, limit {limit})"
    );
}

/// Asserts that a table and its model have the same visible state.
#[track_caller]
pub fn assert_same(table: &Table, model: &Model, after: Move) {
    assert_eq!(table.phase(), model.phase(), "phase after {after:?}");
    let expected: Vec<_> = model.hands.iter().map(|hand| (text(&hand.cards), hand.doubled, hand.stood)).collect();
    let found: Vec<_> = table.hands().iter().map(|hand| (text(hand.cards.cards()), hand.doubled, hand.stood)).collect();
    assert_eq!(found, expected, "hands (cards, doubled, stood) after {after:?}");
    let visible = if let Phase::Playing { .. } = model.phase() { &model.dealer[..1] } else { &model.dealer };
    assert_eq!(text(table.dealer()), text(visible), "dealer's visible cards after {after:?}");
    assert_eq!(shoe_cards(table.shoe()), model.undealt(), "cards left in the shoe after {after:?}");
    assert_eq!(table.shoe().discarded(), model.discarded, "number of discarded cards after {after:?}");
}
