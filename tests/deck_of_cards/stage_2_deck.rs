//! # Deck
//!
//! A deck is a pile of cards that are not dealt yet. A dealt card leaves the deck. The card type is a parameter, so a
//! deck works for every game. Each method has only the bounds that it needs.
//!
//! Shuffling must be fair: every order has the same probability. A loop that swaps each card with any card of the deck
//! is not fair; count the outcomes for three cards. The tests shuffle small decks thousands of times with fixed seeds,
//! and check that all orders occur about equally often.
//!
//! Write `src/deck.rs`, except `gather` and `contains`.
//!
//! Look up: the Fisher-Yates shuffle; `rand::seq::SliceRandom`, or `rand::RngExt`.
//!
//! Time box: 12 minutes.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::ops::RangeInclusive;

use deck_of_cards::{Card, Deck};
use proptest::prelude::*;
use rstest::rstest;

use super::support::{
    assert_enough_numbers, assert_fair, assert_fair_positions, card, cards, deal, deck_cards, rng, sorted,
};

fn numbers(n: u32) -> Deck<u32> {
    (0..n).collect()
}

/// Rules: 2.1
#[test]
fn a_full_deck_has_each_card_once() {
    let deck: Deck = Deck::full();
    assert_eq!(deck.remaining(), 52, "number of cards in a full deck");
    let dealt = deck_cards(&deck);
    assert_eq!(dealt, enum_iterator::all::<Card>().collect::<Vec<_>>(), "cards of a full deck from the top down");
    assert_eq!(dealt[0], card("2C"), "top card of a full deck");
}

/// Rules: 2.1
#[test]
fn a_full_deck_has_each_value_of_another_card_type() {
    assert_eq!(
        deck_cards(&Deck::<Option<bool>>::full()),
        [None, Some(false), Some(true)],
        "cards of a full deck of Option<bool>"
    );
    let bytes = deck_cards(&Deck::<u8>::full());
    assert_eq!(bytes.len(), 256, "number of cards in a full deck of u8");
    assert!(bytes.into_iter().eq(0..=255), "a full deck of u8 should have 0 to 255 from the top down");
    let mut none = Deck::<Infallible>::full();
    assert_eq!((none.remaining(), none.deal()), (0, None), "cards of a full deck of Infallible, a type without values");
}

/// Rules: 2.2, 2.3
#[test]
fn a_collected_deck_has_the_first_card_on_top() {
    let mut deck: Deck = cards("AS 2H KD").into_iter().collect();
    assert_eq!(deck.deal(), Some(card("AS")), "first card dealt from a collected deck");
    assert_eq!(deck.deal(), Some(card("2H")), "second card dealt from a collected deck");
    assert_eq!(deck.remaining(), 1, "cards left after dealing two of three");
}

/// Rules: 2.3, 2.4
#[test]
fn an_empty_deck_deals_none() {
    let mut deck = numbers(1);
    assert_eq!(deck.deal(), Some(0), "card dealt from a deck of one");
    for _ in 0..2 {
        assert_eq!(deck.deal(), None, "card dealt from an empty deck");
        assert_eq!(deck.remaining(), 0, "cards left in an empty deck");
    }
}

/// Rules: 2.3
#[test]
fn dealing_takes_constant_time() {
    // Large cards, because a move of small ones takes too little time.
    let mut deck: Deck<[u64; 64]> = (0..20_000).map(|number| [number; 64]).collect();
    testkit::costs_less_than_a_walk(20_000, "dealing a card", |number| {
        assert_eq!(deck.deal().map(|card| card[0]), Some(number as u64), "number of the dealt card");
    });
}

/// Rules: 2.4
#[rstest]
fn a_deck_can_have_any_number_of_cards(#[values(0, 1, 2, 255, 256, 257, 312, 65_537)] size: u32) {
    let mut deck = numbers(size);
    assert_eq!(deck.remaining(), size as usize, "number of cards in a deck collected from {size} cards");
    let dealt = deal(&mut deck, size as usize);
    assert!(dealt.into_iter().eq(0..size), "a deck of {size} cards should deal them from the top down");
    assert_eq!(deck.remaining(), 0, "number of cards after dealing all {size}");
}

/// Rules: 2.7
#[test]
fn decks_are_equal_if_equal_cards_are_left() {
    let mut dealt = numbers(4);
    dealt.deal();
    assert!(dealt == Deck::from_iter([1, 2, 3]), "a deck of 0, 1, 2, 3 that dealt 0 should equal a deck of 1, 2, 3");
    assert!(dealt == dealt.clone(), "a deck should equal its clone");
    deal(&mut dealt, 3);
    assert!(dealt == numbers(0), "a deck that dealt all its cards should equal a deck without cards");
    for other in [vec![2, 1], vec![1, 2, 3], vec![1], vec![1, 3], vec![]] {
        assert!(
            Deck::from_iter([1, 2]) != Deck::from_iter(other.clone()),
            "a deck of 1, 2 should differ from {other:?}"
        );
    }
    // The `==` of the cards decides.
    let (zero, nan) = (Deck::from_iter([0.0]), Deck::from_iter([f64::NAN]));
    assert!(
        zero == Deck::from_iter([-0.0]),
        "a deck of 0.0 should equal a deck of -0.0, because these cards are equal"
    );
    for other in [&nan, &nan.clone()] {
        assert!(nan != *other, "a deck of NaN should not equal a deck of NaN, because this card does not equal itself");
    }
}

/// Rules: 2.4, 2.5
#[test]
fn a_shuffle_does_not_return_dealt_cards() {
    let mut deck: Deck = Deck::full();
    let dealt = deal(&mut deck, 26);
    deck.shuffle(&mut rng(1));
    let left = deck_cards(&deck);
    assert_eq!(left.len(), 26, "cards left after shuffling half a deck");
    assert!(!dealt.iter().any(|card| left.contains(card)), "a shuffle should not return any dealt card of {dealt:?}");
}

/// Rules: 2.6
#[test]
fn the_order_depends_only_on_the_generator() {
    let shuffled = |rng: &mut dyn Rng| {
        let mut deck: Deck = Deck::full();
        deck.shuffle(rng);
        deck_cards(&deck)
    };
    let mut one = rng(1);
    let first = shuffled(&mut one);
    assert_eq!(first, shuffled(&mut rng(1)), "orders after two shuffles with the same seed");
    assert!(first != shuffled(&mut rng(2)), "shuffles with different seeds should lead to different orders");
    assert!(first != shuffled(&mut one), "two shuffles with one generator should lead to different orders");
}

/// Rules: 2.5, 2.6
#[rstest]
#[case::up_to_one_deck(2..=52)]
#[case::six_decks(312..=312)]
fn a_shuffle_takes_enough_numbers_for_every_order(#[case] sizes: RangeInclusive<u32>) {
    for size in sizes {
        assert_enough_numbers(size as usize, 1, "a deck", |rng| numbers(size).shuffle(rng));
    }
}

/// Rules: 2.5
#[rstest]
#[case::two_cards(2, 2, 2_000, 37.3)]
#[case::three_cards(3, 6, 12_000, 50.7)]
#[case::four_cards(4, 24, 6_000, 89.1)]
fn every_order_is_equally_likely(#[case] size: u32, #[case] orders: usize, #[case] shuffles: u32, #[case] limit: f64) {
    let mut rng = rng(0);
    let shuffled = (0..shuffles).map(|_| {
        let mut deck = numbers(size);
        deck.shuffle(&mut rng);
        deal(&mut deck, size as usize)
    });
    assert_fair(orders, limit, shuffled, &format!("shuffled deck of {size} cards"));
}

/// Rules: 2.5
#[rstest]
#[case::eleven_cards(11)]
#[case::one_suit(13)]
#[case::one_deck(52)]
#[case::six_decks(312)]
fn a_card_of_a_large_deck_is_equally_likely_at_each_place(#[case] size: usize) {
    let mut rng = rng(21);
    let orders: Vec<Vec<usize>> = (0..200)
        .map(|_| {
            let mut deck: Deck<usize> = (0..size).collect();
            deck.shuffle(&mut rng);
            deal(&mut deck, size)
        })
        .collect();
    assert_fair_positions(size, &orders);
}

/// Rules: 2.5
#[test]
fn a_deck_of_65_536_cards_or_more_is_shuffled_fairly() {
    for size in [65_536, 70_000] {
        let mut deck = numbers(size);
        deck.shuffle(&mut rng(31));
        let order = deal(&mut deck, size as usize);
        let ascents = order.windows(2).filter(|pair| pair[0] < pair[1]).count();
        let cards = f64::from(size);
        // A fair shuffle leaves limits of 6.2 standard deviations once in 1,000,000,000 runs.
        let limit = 6.2 * ((cards + 1.0) / 12.0).sqrt();
        assert!(
            (ascents as f64 - (cards - 1.0) / 2.0).abs() < limit,
            "{ascents} of {size} cards are above a card that was below them before; a fair shuffle leaves about half"
        );
        for part in [0..size / 2, 0..size / 16, size - size / 16..size] {
            let share = part.len() as f64 / cards;
            let (expected, limit) = (cards * share * share, 6.2 * cards.sqrt() * share * (1.0 - share));
            let places = part.start as usize..part.end as usize;
            let stayed = order[places].iter().filter(|card| part.contains(*card)).count();
            assert!(
                (stayed as f64 - expected).abs() < limit,
                "{stayed} cards from the places {part:?} of {size} are in these places again; a fair shuffle leaves \
                 about {expected:.0}"
            );
        }
    }
}

/// Rules: 2.5
#[test]
fn every_order_of_the_remaining_cards_is_equally_likely() {
    let mut rng = rng(11);
    let shuffled = (0..6_000).map(|_| {
        let mut deck = numbers(9);
        deal(&mut deck, 6);
        deck.shuffle(&mut rng);
        deal(&mut deck, 3)
    });
    assert_fair(6, 50.7, shuffled, "shuffled last three cards of a deck");
}

#[derive(Clone, Debug)]
enum Op {
    Deal,
    Shuffle { seed: u64 },
}

/// A deck of `cards`, and the operations on it.
#[derive(Clone, Debug)]
struct DeckCase {
    cards: Vec<u8>,
    ops: Vec<Op>,
}

/// Rules: 2.2, 2.3, 2.4, 2.5
#[test]
fn law_a_deck_deals_each_card_once_in_order() {
    let op = prop_oneof![
        4 => Just(Op::Deal),
        1 => any::<u64>().prop_map(|seed| Op::Shuffle { seed }),
    ];
    let cases = (prop::collection::vec(0..9u8, 0..20), prop::collection::vec(op, 0..30));
    testkit::law(cases.prop_map(|(cards, ops)| DeckCase { cards, ops }), |DeckCase { cards, ops }| {
        let mut deck: Deck<u8> = cards.iter().copied().collect();
        let mut model: VecDeque<u8> = cards.into();
        for op in ops {
            match &op {
                Op::Deal => assert_eq!(deck.deal(), model.pop_front(), "dealt card"),
                Op::Shuffle { seed } => {
                    deck.shuffle(&mut rng(*seed));
                    let order = deck_cards(&deck);
                    assert_eq!(sorted(order.clone()), sorted(model.into()), "sorted cards after a shuffle");
                    model = order.into();
                }
            }
            assert_eq!(deck.remaining(), model.len(), "number of cards left after {op:?}");
            assert_eq!(deck_cards(&deck), Vec::from(model.clone()), "cards left from the top down after {op:?}");
        }
    });
}
