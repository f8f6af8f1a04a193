//! Statistical tests of shuffles, and a comparison of a table with its model.

use std::collections::BTreeMap;
use std::fmt::Debug;

use deck_of_cards::{Phase, Table};
use proptest::test_runner::TestRng;

use super::model::Model;
use super::operations::Move;
use super::{numbers_taken, shoe_cards, text};

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

/// Asserts that a shuffle of `cards` cards, `copies` of each, takes enough numbers for every order.
///
/// An order that results from `n` numbers of 32 bits has a probability of at least 2^(-32 * n). After a fair shuffle,
/// it has a probability of 1 / orders.
pub fn assert_enough_numbers(cards: usize, copies: usize, subject: &str, shuffle: impl FnOnce(&mut TestRng)) {
    let bits = |n: usize| (2..=n).map(|factor| (factor as f64).log2()).sum::<f64>();
    let orders = bits(cards) - (cards / copies) as f64 * bits(copies);
    let (taken, least) = (numbers_taken(shuffle), (orders / 32.0).ceil() as usize);
    assert!(
        taken >= least,
        "32-bit numbers taken by a shuffle of {subject}: {taken}, but {cards} cards have 2^{orders:.1} orders, so a fair \
         shuffle takes at least {least}"
    );
}

/// The number of ranges into which [`assert_fair_positions`] divides a large deck.
const RANGES: usize = 8;

/// Asserts that shuffles of the deck `0..size` spread its cards evenly over the deck.
///
/// A fair shuffle exceeds each limit once in 1,000,000,000 runs.
pub fn assert_fair_positions(size: usize, orders: &[Vec<usize>]) {
    let range = |place: usize| place * RANGES / size;
    let width = |number: usize| (0..size).filter(|&place| range(place) == number).count() as f64;
    let (mut top_card, mut new_top) = ([0.0; RANGES], [0.0; RANGES]);
    let mut moves = [[0.0; RANGES]; RANGES];
    let mut neighbors = 0;
    for order in orders {
        for (place, &card) in order.iter().enumerate() {
            moves[range(card)][range(place)] += 1.0;
            if card == 0 {
                top_card[range(place)] += 1.0;
            }
        }
        new_top[range(order[0])] += 1.0;
        neighbors += order.windows(2).filter(|pair| pair[1] == pair[0] + 1).count();
    }
    let shuffles = orders.len() as f64;
    let chi_square = |counts: &[f64; RANGES], cards: f64| -> f64 {
        let expected = |number| cards * shuffles * width(number) / size as f64;
        (0..RANGES).map(|number| (counts[number] - expected(number)).powi(2) / expected(number)).sum()
    };
    let subject = format!("{} shuffles of {size} cards", orders.len());
    for (counts, of) in [(top_card, "new places of the top card"), (new_top, "former places of the new top card")] {
        assert!(
            chi_square(&counts, 1.0) < 55.0,
            "{subject}: {of}, counted in eighths of the deck from the top down, should be about equal: {counts:.0?}"
        );
    }
    let all: f64 = (0..RANGES).map(|number| chi_square(&moves[number], width(number))).sum();
    assert!(
        all < 134.0,
        "{subject}: each eighth of the deck should be spread evenly, but the numbers of cards from one eighth (rows) in \
         another (columns) are {moves:.0?}"
    );
    assert!(
        neighbors < 2 * orders.len(),
        "{subject}: about {} times, a card should follow the card that it followed before, not {neighbors} times",
        orders.len()
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
