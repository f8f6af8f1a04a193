//! Helpers that the stages share: cards, shoes, tables, and a model of blackjack.

// Some helpers are unused when a stage is left out.
#![allow(dead_code, unused_imports)]

mod assertions;
mod model;
mod operations;

use std::num::NonZeroU32;

use deck_of_cards::{Card, Deck, Rules, Shoe, Soft17, Table};
use proptest::prelude::Rng;
use proptest::test_runner::{RngAlgorithm, TestRng};

pub use assertions::{assert_enough_numbers, assert_fair, assert_fair_positions, assert_same};
pub use model::{Model, NaiveRound, best_sum, possible_sums};
pub use operations::{Game, Move, any_game, any_stack, make_move, moves, play};

/// Parses a card.
pub fn card(text: &str) -> Card {
    text.parse().unwrap_or_else(|error| panic!("parsing {text:?} should succeed, but failed: {error}"))
}

/// Parses cards that are separated by spaces.
pub fn cards(texts: &str) -> Vec<Card> {
    texts.split_whitespace().map(card).collect()
}

/// Returns a random generator with a fixed seed.
pub fn rng(seed: u64) -> TestRng {
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    TestRng::from_seed(RngAlgorithm::ChaCha, &bytes)
}

/// Returns how many 32-bit numbers a shuffle takes from its generator, but at most 1,000.
pub fn numbers_taken(shuffle: impl FnOnce(&mut TestRng)) -> usize {
    let mut generator = rng(1);
    shuffle(&mut generator);
    let next = [generator.next_u32(), generator.next_u32()];
    let mut same = rng(1);
    let mut pair = [0, same.next_u32()];
    let found = (0..1_000).find(|_| {
        pair = [pair[1], same.next_u32()];
        pair == next
    });
    found.unwrap_or(1_000)
}

/// Returns all cards of a deck, from the top down.
pub fn deck_cards<C: Clone>(deck: &Deck<C>) -> Vec<C> {
    let mut deck = deck.clone();
    std::iter::from_fn(|| deck.deal()).collect()
}

/// Deals this many cards.
pub fn deal<C>(deck: &mut Deck<C>, n: usize) -> Vec<C> {
    let dealt: Vec<C> = (0..n).filter_map(|_| deck.deal()).collect();
    assert_eq!(dealt.len(), n, "number of dealt cards");
    dealt
}

/// Returns all cards of a shoe, from the top down.
pub fn shoe_cards(shoe: &Shoe) -> Vec<Card> {
    let mut shoe = shoe.clone();
    std::iter::from_fn(|| shoe.deal()).collect()
}

pub fn sorted<C: Ord>(mut cards: Vec<C>) -> Vec<C> {
    cards.sort_unstable();
    cards
}

/// Returns a shoe of these cards, `behind_cut` of them behind the cut card.
pub fn shoe(texts: &str, behind_cut: usize) -> Shoe {
    Shoe::stacked(cards(texts), behind_cut).unwrap_or_else(|error| {
        panic!("stacking {texts} with {behind_cut} behind the cut card should succeed, but failed: {error}")
    })
}

/// Returns a table with a shoe of these cards and the rule that the dealer stands on soft 17.
pub fn table(texts: &str) -> Table {
    table_with(texts, Soft17::Stand)
}

pub fn table_with(texts: &str, soft_17: Soft17) -> Table {
    Table::new(shoe(texts, 0), Rules { soft_17 }).expect("no card of the shoe is out")
}

/// Returns a bet in cents.
pub fn bet(cents: u32) -> NonZeroU32 {
    NonZeroU32::new(cents).expect("a bet is positive")
}

/// Returns the text of each of the player's hands.
pub fn hands(table: &Table) -> Vec<String> {
    table.hands().iter().map(|hand| text(hand.cards.cards())).collect()
}

pub fn text(cards: &[Card]) -> String {
    cards.iter().map(Card::to_string).collect::<Vec<_>>().join(" ")
}
