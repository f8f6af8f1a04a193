//! # A deck
//!
//! A deck is the pile of cards that are not dealt yet. What is dealt leaves it. It can hold cards of any type: nothing
//! in it may know what a card is, and each operation asks of the type only what that operation needs.
//!
//! Deal the top card, or say that there is none. Deal some cards, or none at all if there are not enough. Tell how many
//! are left and whether a card is among them. Shuffle, by the generator of the caller, what is not dealt. Take cards
//! back under the deck as they are, unshuffled.
//!
//! A shuffle has to be fair: each order has the same chance. The obvious loop, which swaps each card with any card of
//! the deck, is not; count for a deck of three. The tests shuffle small decks thousands of times, always by the same
//! numbers, and look for orders that come too often.
//!
//! Look up: `VecDeque`; generic parameters with a default; the shuffle of Fisher and Yates, and the one in
//! `rand::seq::SliceRandom`; `R: Rng + ?Sized`.
//!
//! Time box: 15 minutes.

use std::collections::VecDeque;

use deck_of_cards::{Card, Deck, DeckError};
use proptest::prelude::*;
use rstest::rstest;

use super::support::{all_of, assert_fair, card, cards, rng, sorted};

fn numbers(n: u32) -> Deck<u32> {
    (0..n).collect()
}

#[test]
fn a_full_deck_has_each_card_once_with_the_lowest_on_top() {
    let deck: Deck = Deck::full();
    assert_eq!(deck.remaining(), 52, "the number of cards in a full deck");
    let dealt = all_of(&deck);
    assert_eq!(dealt, enum_iterator::all::<Card>().collect::<Vec<_>>(), "the cards of a full deck from the top down");
    assert_eq!(dealt[0], card("2C"), "the top card of a full deck");
}

#[test]
fn a_full_deck_of_another_type_has_each_of_its_values_once() {
    assert_eq!(all_of(&Deck::<Option<bool>>::full()), [None, Some(false), Some(true)], "a full deck of Option<bool>");
}

#[test]
fn collected_cards_lie_with_the_first_on_top() {
    let mut deck: Deck = cards("AS 2H KD").into_iter().collect();
    assert_eq!(deck.deal(), Some(card("AS")), "the first of the cards that were collected");
    assert_eq!(deck.deal(), Some(card("2H")), "the second");
    assert_eq!(deck.remaining(), 1, "the number of cards left of three after two were dealt");
}

#[test]
fn an_empty_deck_deals_nothing_and_stays_empty() {
    let mut deck = numbers(1);
    assert_eq!(deck.deal(), Some(0), "the only card");
    for _ in 0..2 {
        assert_eq!(deck.deal(), None, "there is no card left");
        assert_eq!(deck.remaining(), 0, "there is no card left");
    }
}

#[rstest]
#[case::none(0, &[])]
#[case::one(1, &[0])]
#[case::some(3, &[0, 1, 2])]
#[case::all(5, &[0, 1, 2, 3, 4])]
fn many_cards_are_dealt_from_the_top(#[case] n: usize, #[case] dealt: &[u32]) {
    let mut deck = numbers(5);
    assert_eq!(deck.deal_many(n).as_deref(), Ok(dealt), "the {n} top cards of five");
    assert_eq!(deck.remaining(), 5 - n, "the number of cards left of five after {n} were dealt");
    assert_eq!(deck.deal(), (n < 5).then_some(n as u32), "the card dealt next");
}

#[rstest]
#[case::one_more_than_there_are(3, 4)]
#[case::many_more_than_there_are(3, 1_000)]
#[case::as_many_as_a_number_can_say(3, usize::MAX)]
#[case::one_of_none(0, 1)]
fn a_deck_deals_all_that_is_asked_for_or_nothing(#[case] left: u32, #[case] asked: usize) {
    let mut deck = numbers(left);
    let before = deck.clone();
    let error = DeckError::NotEnough { asked, left: left as usize };
    assert_eq!(deck.deal_many(asked), Err(error), "dealing {asked} of {left} cards");
    assert_eq!(deck, before, "a refused deal leaves the deck as it was");
    assert_eq!(all_of(&deck), all_of(&before), "what the deck deals after a refused deal");
}

#[test]
fn a_deck_contains_what_is_not_dealt() {
    let mut deck: Deck = Deck::full();
    let dealt = deck.deal_many(20).expect("there are 20 of 52 cards");
    for card in enum_iterator::all::<Card>() {
        assert_eq!(deck.contains(&card), !dealt.contains(&card), "whether {card} is in, after {dealt:?} were dealt");
    }
}

#[test]
fn a_deck_contains_a_card_as_long_as_one_copy_is_left() {
    let mut deck = Deck::from_iter(["twin", "other", "twin"]);
    deck.deal();
    assert!(deck.contains(&"twin"), "one of two equal cards is dealt, and the other is still in");
    deck.deal();
    deck.deal();
    assert!(!deck.contains(&"twin"), "both of two equal cards are dealt");
}

#[test]
fn decks_are_equal_if_the_same_cards_are_left_in_the_same_order() {
    let mut dealt = numbers(4);
    dealt.deal();
    assert_eq!(dealt, Deck::from_iter([1, 2, 3]), "a deck that dealt a card, and a deck that never had it");
    assert_ne!(Deck::from_iter([1, 2]), Deck::from_iter([2, 1]), "decks in different orders");
    assert_ne!(Deck::from_iter([1, 2]), Deck::from_iter([1, 2, 3]), "decks of different sizes");
}

#[test]
fn gathered_cards_go_under_the_deck_as_they_are() {
    let mut deck = numbers(4);
    let dealt = deck.deal_many(3).expect("there are three of four cards");
    deck.gather(dealt.into_iter().rev());
    assert_eq!(all_of(&deck), [3, 2, 1, 0], "the rest of the deck first, then what was gathered, in its order");
}

#[test]
fn cards_gathered_by_an_empty_deck_are_dealt_again() {
    let mut deck = numbers(3);
    let dealt = deck.deal_many(3).expect("there are three cards");
    deck.gather(dealt);
    deck.gather([]);
    assert_eq!(deck.deal_many(3), Ok(vec![0, 1, 2]), "the gathered cards, the first of them first");
}

#[test]
fn a_shuffle_leaves_out_what_is_dealt() {
    for seed in 0..20 {
        let mut deck: Deck = Deck::full();
        let dealt = deck.deal_many(26).expect("there are 26 of 52 cards");
        deck.shuffle(&mut rng(seed));
        let left = all_of(&deck);
        assert_eq!(left.len(), 26, "the number of cards after a shuffle of half a deck");
        assert!(
            !dealt.iter().any(|card| left.contains(card)),
            "{dealt:?} were dealt, and a shuffle does not bring them back"
        );
    }
}

#[test]
fn the_callers_generator_decides_the_order() {
    let shuffled = |seed| {
        let mut deck: Deck = Deck::full();
        deck.shuffle(&mut rng(seed));
        all_of(&deck)
    };
    assert_eq!(shuffled(1), shuffled(1), "two decks that were shuffled by the same numbers");
    assert_ne!(shuffled(1), shuffled(2), "two decks that were shuffled by different numbers");
    let (mut deck, mut rng) = (Deck::<Card>::full(), rng(1));
    deck.shuffle(&mut rng);
    let once = all_of(&deck);
    deck.shuffle(&mut rng);
    assert_ne!(all_of(&deck), once, "a deck that is shuffled again by the same generator, which has gone on");
}

#[test]
fn a_generator_can_be_a_trait_object() {
    let mut numbers_of_caller = rng(3);
    let dynamic: &mut dyn Rng = &mut numbers_of_caller;
    let mut deck: Deck = Deck::full();
    deck.shuffle(dynamic);
    assert_eq!(sorted(all_of(&deck)), all_of(&Deck::full()), "the cards of a deck after a shuffle");
}

#[rstest]
#[case::of_two_cards(2, 2, 2_000, 37.3)]
#[case::of_three_cards(3, 6, 12_000, 50.7)]
#[case::of_four_cards(4, 24, 12_000, 89.1)]
fn every_order_is_equally_likely(#[case] size: u32, #[case] orders: usize, #[case] shuffles: u64, #[case] limit: f64) {
    let shuffled = (0..shuffles).map(|seed| {
        let mut deck = numbers(size);
        deck.shuffle(&mut rng(seed));
        all_of(&deck)
    });
    assert_fair(orders, limit, shuffled, &format!("a shuffled deck of {size}"));
}

#[test]
fn every_order_of_what_is_left_is_equally_likely() {
    let mut rng = rng(11);
    let shuffled = (0..9_000).map(|_| {
        let mut deck = numbers(9);
        deck.deal_many(5).expect("there are five of nine cards");
        deck.gather([9]);
        deck.deal_many(2).expect("there are two of five cards");
        deck.shuffle(&mut rng);
        all_of(&deck)
    });
    assert_fair(6, 50.7, shuffled, "the last three cards of a deck, shuffled");
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
        assert_eq!(deck.remaining(), cards.len(), "the number of cards after a shuffle");
        assert_eq!(sorted(all_of(&deck)), sorted(cards), "the cards after a shuffle, sorted");
    });
}

#[derive(Clone, Debug)]
enum Op {
    Deal,
    DealMany(usize),
    Gather(Vec<u8>),
    Shuffle { seed: u64 },
}

/// What is done to a deck that has `cards` to begin with.
#[derive(Clone, Debug)]
struct Script {
    cards: Vec<u8>,
    ops: Vec<Op>,
}

#[test]
fn law_a_deck_is_a_queue_of_cards() {
    let op = prop_oneof![
        4 => Just(Op::Deal),
        2 => (0..6usize).prop_map(Op::DealMany),
        2 => prop::collection::vec(0..9u8, 0..5).prop_map(Op::Gather),
        1 => any::<u64>().prop_map(|seed| Op::Shuffle { seed }),
    ];
    let script = (prop::collection::vec(0..9u8, 0..9), prop::collection::vec(op, 0..30));
    testkit::law(script.prop_map(|(cards, ops)| Script { cards, ops }), |Script { cards, ops }| {
        let mut deck: Deck<u8> = cards.iter().copied().collect();
        let mut model: VecDeque<u8> = cards.into();
        for op in ops {
            match &op {
                Op::Deal => assert_eq!(deck.deal(), model.pop_front(), "the card that was dealt"),
                Op::DealMany(n) => {
                    let left = model.len();
                    let asked = if *n > left {
                        Err(DeckError::NotEnough { asked: *n, left })
                    } else {
                        Ok(model.drain(..n).collect())
                    };
                    assert_eq!(deck.deal_many(*n), asked, "dealing {n} of {left} cards");
                }
                Op::Gather(cards) => {
                    deck.gather(cards.iter().copied());
                    model.extend(cards);
                }
                Op::Shuffle { seed } => {
                    deck.shuffle(&mut rng(*seed));
                    let order = all_of(&deck);
                    assert_eq!(sorted(order.clone()), sorted(model.into()), "the cards after a shuffle, sorted");
                    model = order.into();
                }
            }
            assert_eq!(deck.remaining(), model.len(), "the number of cards left, after {op:?}");
            assert_eq!(all_of(&deck), Vec::from(model.clone()), "the cards left, from the top down, after {op:?}");
            for card in 0..9 {
                assert_eq!(deck.contains(&card), model.contains(&card), "whether {card} is in, after {op:?}");
            }
        }
    });
}
