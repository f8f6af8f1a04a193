//! # Deck
//!
//! A deck is a pile of cards that are not dealt yet. A dealt card leaves the deck. The card type is a parameter, and
//! each method has only the bounds that it needs.
//!
//! Shuffling must be fair: every order has the same probability. A loop that swaps each card with any card of the deck
//! is not fair; count the outcomes for three cards. The tests shuffle small decks thousands of times with fixed seeds,
//! and check that all orders occur about equally often.
//!
//! Random numbers come from the caller's generator, an `R: Rng + ?Sized`.
//!
//! Look up: `VecDeque`; the Fisher-Yates shuffle, and `rand::seq::SliceRandom`; `rand::RngExt`.
//!
//! Time box: 15 minutes.

use std::collections::VecDeque;

use deck_of_cards::{Card, Deck, DeckError};
use proptest::prelude::*;
use rstest::rstest;

use super::support::{assert_fair, card, cards, deck_cards, rng, sorted};

fn numbers(n: u32) -> Deck<u32> {
    (0..n).collect()
}

#[test]
fn a_full_deck_has_each_card_once() {
    let deck: Deck = Deck::full();
    assert_eq!(deck.remaining(), 52, "number of cards in a full deck");
    let dealt = deck_cards(&deck);
    assert_eq!(dealt, enum_iterator::all::<Card>().collect::<Vec<_>>(), "cards of a full deck from the top down");
    assert_eq!(dealt[0], card("2C"), "top card of a full deck");
}

#[test]
fn a_full_deck_has_each_value_of_another_card_type() {
    assert_eq!(
        deck_cards(&Deck::<Option<bool>>::full()),
        [None, Some(false), Some(true)],
        "cards of a full deck of Option<bool>"
    );
}

#[test]
fn a_collected_deck_has_the_first_card_on_top() {
    let mut deck: Deck = cards("AS 2H KD").into_iter().collect();
    assert_eq!(deck.deal(), Some(card("AS")), "first card dealt from a collected deck");
    assert_eq!(deck.deal(), Some(card("2H")), "second card dealt from a collected deck");
    assert_eq!(deck.remaining(), 1, "cards left after dealing two of three");
}

#[test]
fn an_empty_deck_deals_none() {
    let mut deck = numbers(1);
    assert_eq!(deck.deal(), Some(0), "card dealt from a deck of one");
    for _ in 0..2 {
        assert_eq!(deck.deal(), None, "card dealt from an empty deck");
        assert_eq!(deck.remaining(), 0, "cards left in an empty deck");
    }
}

#[rstest]
#[case::none(0, &[])]
#[case::one(1, &[0])]
#[case::some(3, &[0, 1, 2])]
#[case::all(5, &[0, 1, 2, 3, 4])]
fn deal_many_removes_the_top_cards(#[case] n: usize, #[case] dealt: &[u32]) {
    let mut deck = numbers(5);
    assert_eq!(deck.deal_many(n).as_deref(), Ok(dealt), "result of dealing {n} of five cards");
    assert_eq!(deck.remaining(), 5 - n, "cards left after dealing {n} of five");
    assert_eq!(deck.deal(), (n < 5).then_some(n as u32), "next card after dealing {n} of five");
}

#[rstest]
#[case::one_too_many(3, 4)]
#[case::many_too_many(3, 1_000)]
#[case::largest_number(3, usize::MAX)]
#[case::empty_deck(0, 1)]
fn deal_many_fails_if_there_are_too_few_cards(#[case] left: u32, #[case] requested: usize) {
    let mut deck = numbers(left);
    let before = deck.clone();
    let error = DeckError::NotEnough { requested, left: left as usize };
    assert_eq!(deck.deal_many(requested), Err(error), "result of dealing {requested} of {left} cards");
    assert_eq!(deck, before, "deck after a failed deal");
    assert_eq!(deck_cards(&deck), deck_cards(&before), "cards left after a failed deal");
}

#[test]
fn a_deck_contains_only_cards_not_dealt() {
    let mut deck: Deck = Deck::full();
    let dealt = deck.deal_many(20).expect("52 cards are enough");
    for card in enum_iterator::all::<Card>() {
        assert_eq!(
            deck.contains(&card),
            !dealt.contains(&card),
            "whether the deck contains {card} after dealing {dealt:?}"
        );
    }
}

#[test]
fn a_deck_contains_a_card_while_an_equal_one_is_left() {
    let mut deck = Deck::from_iter(["twin", "other", "twin"]);
    deck.deal();
    assert!(deck.contains(&"twin"), "the deck should contain a card while an equal one is left");
    deck.deal();
    deck.deal();
    assert!(!deck.contains(&"twin"), "the deck should not contain a card after both equal ones are dealt");
}

#[test]
fn decks_are_equal_if_equal_cards_are_left() {
    let mut dealt = numbers(4);
    dealt.deal();
    assert_eq!(dealt, Deck::from_iter([1, 2, 3]), "deck that dealt card 0, compared with one that never had it");
    assert_ne!(Deck::from_iter([1, 2]), Deck::from_iter([2, 1]), "decks with different orders");
    assert_ne!(Deck::from_iter([1, 2]), Deck::from_iter([1, 2, 3]), "decks with different numbers of cards");
}

#[test]
fn gather_puts_cards_under_the_deck_in_order() {
    let mut deck = numbers(4);
    let dealt = deck.deal_many(3).expect("four cards are enough");
    deck.gather(dealt.into_iter().rev());
    assert_eq!(deck_cards(&deck), [3, 2, 1, 0], "cards after gathering 2, 1, 0 under a deck of 3");
}

#[test]
fn an_empty_deck_deals_gathered_cards() {
    let mut deck = numbers(3);
    let dealt = deck.deal_many(3).expect("three cards are enough");
    deck.gather(dealt);
    deck.gather([]);
    assert_eq!(deck.deal_many(3), Ok(vec![0, 1, 2]), "cards dealt after gathering 0, 1, 2 into an empty deck");
}

#[test]
fn a_shuffle_does_not_return_dealt_cards() {
    for seed in 0..20 {
        let mut deck: Deck = Deck::full();
        let dealt = deck.deal_many(26).expect("52 cards are enough");
        deck.shuffle(&mut rng(seed));
        let left = deck_cards(&deck);
        assert_eq!(left.len(), 26, "cards left after shuffling half a deck");
        assert!(
            !dealt.iter().any(|card| left.contains(card)),
            "a shuffle should not return any dealt card of {dealt:?}"
        );
    }
}

#[test]
fn the_order_depends_only_on_the_generator() {
    let shuffled = |seed| {
        let mut deck: Deck = Deck::full();
        deck.shuffle(&mut rng(seed));
        deck_cards(&deck)
    };
    assert_eq!(shuffled(1), shuffled(1), "orders after two shuffles with the same seed");
    assert_ne!(shuffled(1), shuffled(2), "orders after two shuffles with different seeds");
    let (mut deck, mut rng) = (Deck::<Card>::full(), rng(1));
    deck.shuffle(&mut rng);
    let once = deck_cards(&deck);
    deck.shuffle(&mut rng);
    assert_ne!(deck_cards(&deck), once, "order after a second shuffle with the same generator");
}

#[test]
fn a_generator_can_be_a_trait_object() {
    let mut rng = rng(3);
    let dynamic: &mut dyn Rng = &mut rng;
    let mut deck: Deck = Deck::full();
    deck.shuffle(dynamic);
    assert_eq!(sorted(deck_cards(&deck)), deck_cards(&Deck::full()), "sorted cards after a shuffle");
}

#[rstest]
#[case::two_cards(2, 2, 2_000, 37.3)]
#[case::three_cards(3, 6, 12_000, 50.7)]
#[case::four_cards(4, 24, 12_000, 89.1)]
fn every_order_is_equally_likely(#[case] size: u32, #[case] orders: usize, #[case] shuffles: u64, #[case] limit: f64) {
    let shuffled = (0..shuffles).map(|seed| {
        let mut deck = numbers(size);
        deck.shuffle(&mut rng(seed));
        deck_cards(&deck)
    });
    assert_fair(orders, limit, shuffled, &format!("shuffled deck of {size} cards"));
}

#[test]
fn every_order_of_the_remaining_cards_is_equally_likely() {
    let mut rng = rng(11);
    let shuffled = (0..9_000).map(|_| {
        let mut deck = numbers(9);
        deck.deal_many(5).expect("nine cards are enough");
        deck.gather([9]);
        deck.deal_many(2).expect("five cards are enough");
        deck.shuffle(&mut rng);
        deck_cards(&deck)
    });
    assert_fair(6, 50.7, shuffled, "shuffled last three cards of a deck");
}

#[derive(Clone, Debug)]
struct Shuffle {
    cards: Vec<u8>,
    seed: u64,
}

#[test]
fn law_a_shuffle_keeps_the_cards() {
    let shuffle =
        (prop::collection::vec(0..20u8, 0..60), any::<u64>()).prop_map(|(cards, seed)| Shuffle { cards, seed });
    testkit::law(shuffle, |Shuffle { cards, seed }| {
        let mut deck: Deck<u8> = cards.iter().copied().collect();
        deck.shuffle(&mut rng(seed));
        assert_eq!(deck.remaining(), cards.len(), "number of cards after a shuffle");
        assert_eq!(sorted(deck_cards(&deck)), sorted(cards), "sorted cards after a shuffle");
    });
}

#[derive(Clone, Debug)]
enum Op {
    Deal,
    DealMany(usize),
    Gather(Vec<u8>),
    Shuffle { seed: u64 },
}

/// A deck of `cards`, and the operations on it.
#[derive(Clone, Debug)]
struct DeckCase {
    cards: Vec<u8>,
    ops: Vec<Op>,
}

#[test]
fn law_a_deck_behaves_like_a_queue() {
    let op = prop_oneof![
        4 => Just(Op::Deal),
        2 => (0..6usize).prop_map(Op::DealMany),
        2 => prop::collection::vec(0..9u8, 0..5).prop_map(Op::Gather),
        1 => any::<u64>().prop_map(|seed| Op::Shuffle { seed }),
    ];
    let cases = (prop::collection::vec(0..9u8, 0..9), prop::collection::vec(op, 0..30));
    testkit::law(cases.prop_map(|(cards, ops)| DeckCase { cards, ops }), |DeckCase { cards, ops }| {
        let mut deck: Deck<u8> = cards.iter().copied().collect();
        let mut model: VecDeque<u8> = cards.into();
        for op in ops {
            match &op {
                Op::Deal => assert_eq!(deck.deal(), model.pop_front(), "dealt card"),
                Op::DealMany(n) => {
                    let left = model.len();
                    let expected = if *n > left {
                        Err(DeckError::NotEnough { requested: *n, left })
                    } else {
                        Ok(model.drain(..n).collect())
                    };
                    assert_eq!(deck.deal_many(*n), expected, "result of dealing {n} of {left} cards");
                }
                Op::Gather(cards) => {
                    deck.gather(cards.iter().copied());
                    model.extend(cards);
                }
                Op::Shuffle { seed } => {
                    deck.shuffle(&mut rng(*seed));
                    let order = deck_cards(&deck);
                    assert_eq!(sorted(order.clone()), sorted(model.into()), "sorted cards after a shuffle");
                    model = order.into();
                }
            }
            assert_eq!(deck.remaining(), model.len(), "number of cards left after {op:?}");
            assert_eq!(deck_cards(&deck), Vec::from(model.clone()), "cards left from the top down after {op:?}");
            for card in 0..9 {
                assert_eq!(
                    deck.contains(&card),
                    model.contains(&card),
                    "whether the deck contains {card} after {op:?}"
                );
            }
        }
    });
}
