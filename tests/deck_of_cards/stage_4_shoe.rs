//! # Shoe
//!
//! Casinos deal from a shoe: several decks in one pile, with a cut card in it. When the dealer reaches the cut card,
//! the players finish the current round. Then all cards are shuffled.
//!
//! A shoe tracks where its cards are: left to deal, out, or discarded. Its `discard` accepts only cards that are out,
//! and its `shuffle` fails while any card is out. So it knows when a round is finished without knowing any game.
//!
//! Begin with `gather` of the deck, and use a deck in the shoe. Several decks have equal cards: if one ace of spades is
//! out, it can be discarded once.
//!
//! Look up: composition; checking a whole iterator before changing anything; `NonZeroUsize`.
//!
//! Time box: 25 minutes.

use std::collections::VecDeque;
use std::num::NonZeroUsize;

use deck_of_cards::{Card, Deck, Rank, Shoe, ShoeError};
use proptest::prelude::*;
use rstest::rstest;

use super::support::{
    assert_enough_numbers, assert_fair, card, cards, deal, deck_cards, rng, shoe, shoe_cards, sorted, text,
};

fn decks(n: usize) -> NonZeroUsize {
    NonZeroUsize::new(n).expect("a shoe has at least one deck")
}

/// Returns the numbers of cards left, out and discarded.
fn counts(shoe: &Shoe) -> (usize, usize, usize) {
    (shoe.remaining(), shoe.out(), shoe.discarded())
}

/// Rules: 4.1
#[test]
fn gather_puts_cards_under_the_deck_in_order() {
    let mut deck = Deck::from_iter(0..4);
    let dealt = deal(&mut deck, 3);
    deck.gather(dealt.into_iter().rev());
    assert_eq!(deck_cards(&deck), [3, 2, 1, 0], "cards after gathering 2, 1, 0 under a deck of 3");
    assert_eq!(deck.deal(), Some(3), "card dealt after gathering");
    deck.gather([]);
    assert_eq!(deck_cards(&deck), [2, 1, 0], "cards after gathering nothing");
}

/// Rules: 4.1
#[test]
fn an_empty_deck_deals_gathered_cards() {
    let mut deck = Deck::from_iter(0..3);
    let dealt = deal(&mut deck, 3);
    deck.gather(dealt);
    assert_eq!(deal(&mut deck, 3), [0, 1, 2], "cards dealt after gathering 0, 1, 2 into an empty deck");
}

/// Rules: 4.1, 2.6
#[test]
fn equal_decks_are_shuffled_alike() {
    for dealt in 0..=8 {
        let mut used = Deck::from_iter(0..8);
        let hand = deal(&mut used, dealt);
        used.gather(hand);
        let mut new: Deck<i32> = deck_cards(&used).into_iter().collect();
        used.shuffle(&mut rng(1));
        new.shuffle(&mut rng(1));
        assert_eq!(
            deck_cards(&used),
            deck_cards(&new),
            "orders of a deck that dealt and gathered {dealt} of 8 cards, and of an equal new one, after the same shuffle"
        );
    }
}

/// Rules: 4.2, 4.4
#[test]
fn a_deck_keeps_its_order_while_cards_are_dealt_and_gathered() {
    let mut deck = Deck::from_iter(0..5);
    let mut model: VecDeque<i32> = (0..5).collect();
    for round in 0..300 {
        let hand = deal(&mut deck, round % 6);
        assert!(
            model.drain(..hand.len()).eq(hand.iter().copied()),
            "round {round} should deal the top cards: {hand:?}"
        );
        model.extend(hand.iter().rev());
        deck.gather(hand.into_iter().rev());
        assert_eq!(deck_cards(&deck), Vec::from(model.clone()), "cards from the top down after round {round}");
        assert!(deck == model.iter().copied().collect(), "round {round}: the deck should equal a deck of {model:?}");
    }
}

/// Rules: 4.2, 4.4
#[rstest]
#[case::one_deck(1)]
#[case::two_decks(2)]
#[case::eight_decks(8)]
#[case::more_decks_than_a_byte_counts(257)]
fn a_new_shoe_has_full_decks_in_order(#[case] n: usize) {
    let shoe = Shoe::new(decks(n), 20).expect("the cut card is not too deep");
    assert_eq!(counts(&shoe), (52 * n, 0, 0), "cards left, out and discarded in a new shoe of {n} decks");
    let expected: Vec<Card> = (0..n).flat_map(|_| enum_iterator::all()).collect();
    assert_eq!(shoe_cards(&shoe), expected, "cards of a new shoe of {n} decks from the top down");
}

/// Rules: 4.4, 4.7, 4.9
#[rstest]
#[case::six_decks(Shoe::new(decks(6), 0))]
#[case::equal_cards(Shoe::stacked([card("AS"); 312], 0))]
fn more_cards_can_be_out_or_discarded_than_a_byte_counts(#[case] shoe: Result<Shoe, ShoeError>) {
    let mut shoe = shoe.expect("the cut card is not too deep");
    let mut dealt = Vec::new();
    for n in 1..=312 {
        dealt.extend(shoe.deal());
        assert_eq!(counts(&shoe), (312 - n, n, 0), "cards left, out and discarded after dealing {n} of 312");
    }
    for (card, n) in dealt.into_iter().zip(1..) {
        assert_eq!(shoe.discard([card]), Ok(()), "result of discarding {card}");
        assert_eq!(counts(&shoe), (0, 312 - n, n), "cards left, out and discarded after discarding {n} of 312");
    }
    assert_eq!(shoe.shuffle(&mut rng(1)), Ok(()), "result of a shuffle while no card is out");
    assert_eq!(counts(&shoe), (312, 0, 0), "cards left, out and discarded after a shuffle");
}

/// Rules: 4.2, 4.4
#[test]
fn a_stacked_shoe_has_the_first_card_on_top() {
    let mut shoe = shoe("AS 2H KD", 0);
    assert_eq!(shoe.deal(), Some(card("AS")), "first card dealt");
    assert_eq!(counts(&shoe), (2, 1, 0), "cards left, out and discarded after dealing one of three");
    assert_eq!(shoe.deal(), Some(card("2H")), "second card dealt");
}

/// Rules: 4.2, 4.3
#[test]
fn cards_from_an_iterator_of_unknown_length_are_counted() {
    let aces = || cards("AS 2H AD KC AC").into_iter().filter(|card| card.rank() == Rank::Ace);
    let stacked = Shoe::stacked(aces(), 2).map(|shoe| shoe_cards(&shoe));
    assert_eq!(stacked, Ok(cards("AS AD AC")), "cards of a shoe of three aces, two of them behind the cut card");
    let error = ShoeError::CutTooDeep { behind_cut: 3, cards: 3 };
    assert_eq!(Shoe::stacked(aces(), 3).err(), Some(error), "error of stacking three aces behind the cut card");
}

/// Rules: 4.3
#[rstest]
#[case::all_cards_behind_it(3, 3)]
#[case::more_than_all_cards_behind_it(3, 4)]
#[case::largest_number_behind_it(3, usize::MAX)]
#[case::no_cards(0, 0)]
fn a_cut_card_needs_a_card_above_it(#[case] count: usize, #[case] behind_cut: usize) {
    let stacked = Shoe::stacked(cards("AS 2H KD").into_iter().take(count), behind_cut);
    let error = ShoeError::CutTooDeep { behind_cut, cards: count };
    assert_eq!(stacked.err(), Some(error), "error of stacking {count} cards with {behind_cut} behind the cut card");
}

/// Rules: 4.3
#[rstest]
#[case::one_deck(1, 52)]
#[case::two_decks(2, 105)]
#[case::largest_number(1, usize::MAX)]
fn a_new_shoe_rejects_a_cut_card_too_deep(#[case] n: usize, #[case] behind_cut: usize) {
    let error = ShoeError::CutTooDeep { behind_cut, cards: 52 * n };
    assert_eq!(
        Shoe::new(decks(n), behind_cut).err(),
        Some(error),
        "error of creating a shoe of {n} decks with {behind_cut} cards behind the cut card"
    );
    let deepest = 52 * n - 1;
    assert_eq!(
        Shoe::new(decks(n), deepest).err(),
        None,
        "error of creating a shoe of {n} decks with {deepest} cards behind the cut card"
    );
}

/// Rules: 4.6
#[rstest]
#[case::nothing_dealt(2, 0, false)]
#[case::one_card_left_above_the_cut(2, 2, false)]
#[case::cut_card_reached(2, 3, true)]
#[case::one_dealt_from_behind_the_cut(2, 4, true)]
#[case::empty_shoe(2, 5, true)]
#[case::cut_at_the_bottom_with_one_left(0, 4, false)]
#[case::cut_at_the_bottom_with_none_left(0, 5, true)]
#[case::cut_under_the_first_card(4, 0, false)]
#[case::cut_under_the_first_card_after_a_deal(4, 1, true)]
fn a_shuffle_is_due_when_the_cut_card_comes(#[case] behind_cut: usize, #[case] dealt: usize, #[case] due: bool) {
    let mut shoe = shoe("AS 2H KD 3C 4C", behind_cut);
    for _ in 0..dealt {
        shoe.deal();
    }
    assert_eq!(
        shoe.is_shuffle_due(),
        due,
        "whether a shuffle is due after {dealt} of 5 cards, with {behind_cut} behind the cut"
    );
}

/// Rules: 4.3, 4.4, 4.6
#[test]
fn a_shoe_can_have_more_cards_than_16_bits_count() {
    let mut shoe = Shoe::new(decks(1_300), 67_500).expect("the cut card is not too deep");
    for dealt in 0..=100 {
        assert_eq!(counts(&shoe), (67_600 - dealt, dealt, 0), "cards left, out and discarded of 67,600");
        let is_due = dealt == 100;
        assert_eq!(shoe.is_shuffle_due(), is_due, "whether a shuffle is due after {dealt} of 100 cards above the cut");
        shoe.deal();
    }
}

/// Rules: 4.5
#[test]
fn a_shoe_deals_the_cards_behind_the_cut_card() {
    let mut shoe = shoe("AS 2H KD", 2);
    let dealt: Vec<_> = (0..4).map(|_| shoe.deal()).collect();
    assert_eq!(
        dealt,
        [Some(card("AS")), Some(card("2H")), Some(card("KD")), None],
        "results of four deals from three cards"
    );
    assert_eq!(counts(&shoe), (0, 3, 0), "cards left, out and discarded after dealing all three");
}

/// Rules: 4.4, 4.7
#[test]
fn discarded_cards_are_not_dealt_before_a_shuffle() {
    let mut shoe = shoe("AS 2H KD", 0);
    let ace = shoe.deal();
    assert_eq!(shoe.discard(ace), Ok(()), "result of discarding the ace that is out");
    assert_eq!(counts(&shoe), (2, 0, 1), "cards left, out and discarded after discarding the ace");
    assert_eq!(shoe_cards(&shoe), cards("2H KD"), "cards left to deal after discarding the ace");
}

/// Rules: 0.1, 4.7
#[rstest]
#[case::card_not_dealt("KD", "KD")]
#[case::card_from_elsewhere("9C", "9C")]
#[case::another_suit("AH", "AH")]
#[case::another_rank("2S", "2S")]
#[case::one_equal_card_too_many("AS AS AS", "AS")]
#[case::wrong_card_after_right_ones("2H AS KD", "KD")]
#[case::first_of_two_wrong_cards("AS 9C KD", "9C")]
#[case::wrong_card_before_one_equal_card_too_many("AS 9C AS AS", "9C")]
#[case::higher_of_two_wrong_cards_first("KD 9C", "KD")]
fn only_cards_that_are_out_can_be_discarded(#[case] given: &str, #[case] rejected: &str) {
    let mut shoe = shoe("AS AS 2H KD AS", 1);
    for _ in 0..3 {
        shoe.deal();
    }
    let before = shoe.clone();
    let error = ShoeError::NotOut { card: card(rejected) };
    assert_eq!(shoe.discard(cards(given)), Err(error), "result of discarding {given} while AS, AS and 2H are out");
    assert_eq!(shoe, before, "shoe after a failed discard");
    assert_eq!(counts(&shoe), (2, 3, 0), "cards left, out and discarded after a failed discard");
    assert_eq!(shoe.discard(cards("2H AS AS")), Ok(()), "result of discarding the cards that are out, in any order");
}

/// Rules: 4.7
#[test]
fn a_card_cannot_be_discarded_twice() {
    let mut shoe = shoe("AS 2H", 0);
    shoe.deal();
    assert_eq!(shoe.discard([card("AS")]), Ok(()), "result of discarding the ace that is out");
    assert_eq!(
        shoe.discard([card("AS")]),
        Err(ShoeError::NotOut { card: card("AS") }),
        "result of discarding the ace again"
    );
}

/// Rules: 0.1, 4.8
#[test]
fn a_shuffle_fails_while_cards_are_out() {
    let mut shoe = shoe("AS 2H KD 3C", 2);
    for _ in 0..2 {
        shoe.deal();
    }
    let before = shoe.clone();
    let mut generator = rng(1);
    let error = ShoeError::CardsOut { out: 2 };
    assert_eq!(shoe.shuffle(&mut generator), Err(error), "result of a shuffle while two cards are out");
    assert_eq!(shoe_cards(&shoe), cards("KD 3C"), "cards left to deal after a failed shuffle");
    assert_eq!(shoe, before, "shoe after a failed shuffle");
    assert_eq!(
        generator.next_u64(),
        rng(1).next_u64(),
        "next number of the generator after a failed shuffle, which should not take any"
    );
}

/// Rules: 4.9
#[test]
fn a_shuffle_returns_all_cards() {
    let mut shoe = Shoe::new(decks(2), 30).expect("the cut card is not too deep");
    let dealt: Vec<_> = (0..80).filter_map(|_| shoe.deal()).collect();
    assert_eq!(shoe.discard(dealt), Ok(()), "result of discarding all cards that are out");
    assert!(shoe.is_shuffle_due(), "a shuffle should be due with 24 cards left and 30 behind the cut card");
    assert_eq!(shoe.shuffle(&mut rng(1)), Ok(()), "result of a shuffle while no card is out");
    assert_eq!(counts(&shoe), (104, 0, 0), "cards left, out and discarded after a shuffle");
    assert!(!shoe.is_shuffle_due(), "no shuffle should be due after a shuffle");
    let expected: Vec<Card> = enum_iterator::all::<Card>().flat_map(|card| [card, card]).collect();
    assert_eq!(sorted(shoe_cards(&shoe)), expected, "sorted cards of two decks after a shuffle");
}

/// Rules: 4.9
#[test]
fn a_new_shoe_can_be_shuffled() {
    let mut shoe = Shoe::new(decks(1), 10).expect("the cut card is not too deep");
    let ordered = shoe_cards(&shoe);
    assert_eq!(shoe.shuffle(&mut rng(1)), Ok(()), "result of a shuffle that is not due");
    assert!(shoe_cards(&shoe) != ordered, "52 cards should not be in ascending order after a shuffle");
    assert_eq!(sorted(shoe_cards(&shoe)), ordered, "sorted cards after a shuffle");
}

/// Rules: 4.9
#[test]
fn discarded_cards_are_shuffled_with_the_others() {
    let mut rng = rng(5);
    let orders = (0..2_400).map(|_| {
        let mut shoe = shoe("2C 3C 4C 5C", 1);
        let dealt = [shoe.deal(), shoe.deal()];
        shoe.discard(dealt.into_iter().flatten()).expect("both cards are out");
        shoe.shuffle(&mut rng).expect("no card is out");
        shoe_cards(&shoe)
    });
    assert_fair(24, 89.1, orders, "shuffled shoe of four cards, two of them discarded before");
}

/// Rules: 4.9
#[test]
fn a_large_shoe_is_shuffled_fairly() {
    let (low, high) = (card("2C"), card("AS"));
    let mut shoe =
        Shoe::stacked([vec![low; 1_000], vec![high; 1_000]].concat(), 0).expect("the cut card is not too deep");
    let dealt: Vec<Card> = (0..500).filter_map(|_| shoe.deal()).collect();
    shoe.discard(dealt).expect("the dealt cards are out");
    shoe.shuffle(&mut rng(5)).expect("no card is out");
    let order = shoe_cards(&shoe);
    let low_on_top = order[..1_000].iter().filter(|&&card| card == low).count();
    let changes = order.windows(2).filter(|pair| pair[0] != pair[1]).count();
    // A fair shuffle leaves limits of 6.2 standard deviations once in 1,000,000,000 runs.
    assert!(
        low_on_top.abs_diff(500) < 70,
        "{low_on_top} of 1,000 equal cards from the top half of a shoe are in its top half after a shuffle; a fair \
         shuffle leaves about 500"
    );
    assert!(
        changes.abs_diff(1_000) < 139,
        "{changes} of 2,000 cards are followed by one of the other kind after a shuffle of two kinds; a fair shuffle \
         leaves about 1,000"
    );
}

/// Rules: 4.9, 2.6
#[test]
fn the_order_of_a_shuffled_shoe_depends_only_on_the_generator() {
    let shuffled = || {
        let mut shoe = Shoe::new(decks(1), 0).expect("the cut card is not too deep");
        let dealt: Vec<Card> = (0..40).filter_map(|_| shoe.deal()).collect();
        shoe.discard(dealt).expect("the dealt cards are out");
        shoe.shuffle(&mut rng(1)).expect("no card is out");
        text(&shoe_cards(&shoe))
    };
    let (one, other) = (shuffled(), shuffled());
    assert_eq!(one, other, "orders of two shoes that discarded the same cards and were shuffled with the same seed");
}

/// Rules: 4.9, 2.5
#[test]
fn a_shuffle_of_a_shoe_takes_enough_numbers_for_every_order() {
    for size in 2..=52 {
        let stacked = Shoe::stacked(enum_iterator::all().take(size), 0);
        let mut shoe = stacked.expect("the cut card is not too deep");
        assert_enough_numbers(size, 1, "a shoe", |rng| shoe.shuffle(rng).expect("no card is out"));
    }
    let mut shoe = Shoe::new(decks(6), 0).expect("the cut card is not too deep");
    assert_enough_numbers(312, 6, "a shoe of six decks", |rng| shoe.shuffle(rng).expect("no card is out"));
}

/// Rules: 4.10
#[test]
fn shoes_are_equal_if_equal_cards_are_in_each_place() {
    let used = |stack: &str, behind_cut: usize, back: &str| {
        let mut shoe = shoe(stack, behind_cut);
        for _ in 0..4 {
            shoe.deal();
        }
        shoe.discard(cards(back)).expect("the discarded cards are out");
        shoe
    };
    let one = used("AS 2H KD 3C 4C 5C", 1, "AS 2H");
    assert!(
        used("3C 2H KD AS 4C 5C", 1, "2H AS") == one,
        "a shoe should equal one with the same cards dealt and discarded in another order"
    );
    for (stack, behind_cut, back, other) in [
        ("AS 2H KD 3C 5C 4C", 1, "AS 2H", "other cards on top"),
        ("AS 2H KD 3C 4C 5C", 1, "AS KD", "other cards out"),
        ("AS 2H KD 3C 4C 5C", 1, "AS 2H KD", "more cards discarded"),
        ("AS 2H KC 3C 4C 5C", 1, "AS 2H", "an equal number of other cards out"),
        ("AS 2C KD 3C 4C 5C", 1, "AS 2C", "an equal number of other cards discarded"),
        ("AS 2H KD 3C 4C 5C", 2, "AS 2H", "more cards behind the cut card"),
    ] {
        assert!(used(stack, behind_cut, back) != one, "a shoe should differ from one with {other}");
    }
}

/// Rules: 4.10
#[rstest]
#[case::out(0)]
#[case::discarded(3)]
fn equal_shoes_have_each_card_equally_often(#[case] discarded: usize) {
    let used = |stack: &str| {
        let mut shoe = shoe(stack, 1);
        let dealt: Vec<Card> = (0..3).filter_map(|_| shoe.deal()).collect();
        shoe.discard(dealt.into_iter().take(discarded)).expect("the discarded cards are out");
        shoe
    };
    let one = used("AS AS KH 4C 5C");
    assert!(used("AS KH AS 4C 5C") == one, "a shoe should equal one with the same cards dealt in another order");
    assert!(
        used("AS KH KH 4C 5C") != one,
        "a shoe with AS, KH and KH out or discarded should differ from one with AS, AS and KH"
    );
}

/// Rules: 4.10
#[test]
fn a_shuffled_shoe_equals_a_new_one_in_the_same_order() {
    let mut used = shoe("AS 2H KD 3C 4C 5C", 1);
    let dealt = [used.deal(), used.deal()];
    used.discard(dealt.into_iter().flatten()).expect("both cards are out");
    used.shuffle(&mut rng(1)).expect("no card is out");
    let stacked = Shoe::stacked(shoe_cards(&used), 1).expect("the cut card is not too deep");
    assert!(used == stacked, "a shoe should equal a new one of {:?}, although it was shuffled", shoe_cards(&used));
}

#[derive(Clone, Debug)]
enum Op {
    Deal,
    DiscardCardsOut(usize),
    Discard(Vec<Card>),
    Shuffle { seed: u64 },
}

/// A shoe stacked with `cards`, and the operations on it.
#[derive(Clone, Debug)]
struct ShoeCase {
    cards: Vec<Card>,
    behind_cut: usize,
    ops: Vec<Op>,
}

/// Discards the `given` cards, and compares the result with a model.
fn discard(shoe: &mut Shoe, given: &[Card], out: &mut Vec<Card>, discarded: &mut Vec<Card>) {
    let before = shoe.clone();
    let mut rest = out.clone();
    let not_out = given.iter().find(|&card| {
        let at = rest.iter().position(|known| known == card);
        at.map(|at| rest.remove(at)).is_none()
    });
    let expected = not_out.map_or(Ok(()), |&card| Err(ShoeError::NotOut { card }));
    assert_eq!(shoe.discard(given.iter().copied()), expected, "result of discarding {given:?} while {out:?} are out");
    if expected.is_ok() {
        *out = rest;
        discarded.extend(given);
    } else {
        assert_eq!(*shoe, before, "shoe after a failed discard");
    }
}

/// Rules: 0.1, 4.4, 4.5, 4.6, 4.7, 4.8, 4.9
#[test]
fn law_each_card_is_left_out_or_discarded() {
    let few = || prop::sample::select(cards("AS AS AS KH KH 2C"));
    let op = prop_oneof![
        5 => Just(Op::Deal),
        2 => (0..6usize).prop_map(Op::DiscardCardsOut),
        2 => prop::collection::vec(few(), 0..3).prop_map(Op::Discard),
        2 => any::<u64>().prop_map(|seed| Op::Shuffle { seed }),
    ];
    let cases = (prop::collection::vec(few(), 1..8), 0..8usize, prop::collection::vec(op, 0..30))
        .prop_map(|(cards, behind_cut, ops)| ShoeCase { behind_cut: behind_cut % cards.len(), cards, ops });
    testkit::law(cases, |ShoeCase { cards, behind_cut, ops }| {
        let mut shoe = Shoe::stacked(cards.clone(), behind_cut).expect("the cut card is not too deep");
        let (mut left, mut out, mut discarded) = (cards, Vec::new(), Vec::new());
        for op in ops {
            let before = shoe.clone();
            match &op {
                Op::Deal => {
                    let top = (!left.is_empty()).then(|| left.remove(0));
                    assert_eq!(shoe.deal(), top, "dealt card");
                    out.extend(top);
                }
                Op::DiscardCardsOut(n) => {
                    let given: Vec<_> = out.iter().rev().take(*n).copied().collect();
                    discard(&mut shoe, &given, &mut out, &mut discarded);
                }
                Op::Discard(given) => discard(&mut shoe, given, &mut out, &mut discarded),
                Op::Shuffle { seed } if out.is_empty() => {
                    assert_eq!(shoe.shuffle(&mut rng(*seed)), Ok(()), "result of a shuffle while no card is out");
                    let order = shoe_cards(&shoe);
                    left.append(&mut discarded);
                    assert_eq!(sorted(order.clone()), sorted(left), "sorted cards after a shuffle");
                    left = order;
                }
                Op::Shuffle { seed } => {
                    let error = ShoeError::CardsOut { out: out.len() };
                    assert_eq!(shoe.shuffle(&mut rng(*seed)), Err(error), "result of a shuffle while {out:?} are out");
                    assert_eq!(shoe, before, "shoe after a failed shuffle");
                }
            }
            let expected = (left.len(), out.len(), discarded.len());
            assert_eq!(counts(&shoe), expected, "cards left, out and discarded after {op:?}");
            assert_eq!(shoe_cards(&shoe), left, "cards left to deal from the top down after {op:?}");
            assert_eq!(shoe.is_shuffle_due(), left.len() <= behind_cut, "whether a shuffle is due after {op:?}");
        }
    });
}
