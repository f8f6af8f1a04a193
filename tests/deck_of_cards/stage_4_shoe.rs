//! # A shoe
//!
//! Casinos deal from a shoe: several decks in one pile, with a cut card in it. When the cut card comes, the round that
//! is being played is finished; then all cards are shuffled.
//!
//! A shoe knows where its cards are. A card can still be dealt, or it is out, or it was discarded. Only what is out can
//! be discarded, and a shuffle is refused while any card is out: that is how a shoe sees that the round is not
//! finished. Dealing goes on behind the cut card, to the last card. When nothing is out, a shuffle is allowed at any
//! time, so a new shoe, which lies in order, gets its first shuffle in the same way.
//!
//! Use your deck. With several decks there are equal cards: if one ace of spades is out, it can be discarded once.
//!
//! Look up: composition; how to check all of an iterator before you change anything; `NonZeroUsize`.
//!
//! Time box: 15 minutes.

use std::num::NonZeroUsize;

use deck_of_cards::{Card, Shoe, ShoeError};
use proptest::prelude::*;
use rstest::rstest;

use super::support::{all_of_shoe, assert_fair, card, cards, rng, shoe, sorted};

fn decks(n: usize) -> NonZeroUsize {
    NonZeroUsize::new(n).expect("there is a deck in a shoe")
}

/// How many cards can be dealt, are out, and were discarded.
fn whereabouts(shoe: &Shoe) -> (usize, usize, usize) {
    (shoe.remaining(), shoe.out(), shoe.discarded())
}

#[rstest]
#[case::one(1)]
#[case::two(2)]
#[case::eight(8)]
fn a_new_shoe_is_full_decks_in_order(#[case] n: usize) {
    let shoe = Shoe::new(decks(n), 20).expect("20 cards of a deck fit behind the cut card");
    assert_eq!(whereabouts(&shoe), (52 * n, 0, 0), "cards to deal, out and discarded, in a new shoe of {n} decks");
    let asked: Vec<Card> = (0..n).flat_map(|_| enum_iterator::all()).collect();
    assert_eq!(all_of_shoe(&shoe), asked, "the cards of a new shoe of {n} decks from the top down");
}

#[test]
fn a_stacked_shoe_deals_the_first_card_first() {
    let mut shoe = shoe("AS 2H KD", 0);
    assert_eq!(shoe.deal(), Some(card("AS")), "the top card");
    assert_eq!(whereabouts(&shoe), (2, 1, 0), "cards to deal, out and discarded, after one of three was dealt");
    assert_eq!(shoe.deal(), Some(card("2H")), "the second card");
}

#[rstest]
#[case::all_cards(3, 3)]
#[case::more_than_there_are(3, 4)]
#[case::no_cards_at_all(0, 0)]
fn a_cut_card_has_a_card_above_it(#[case] count: usize, #[case] behind_cut: usize) {
    let stacked = Shoe::stacked(cards("AS 2H KD").into_iter().take(count), behind_cut);
    let error = ShoeError::CutTooDeep { behind_cut, cards: count };
    assert_eq!(stacked, Err(error), "a shoe of {count} cards with {behind_cut} behind the cut card");
}

#[rstest]
#[case::all_cards_of_a_deck(1, 52)]
#[case::more_than_two_decks(2, 105)]
fn a_new_shoe_with_the_cut_card_too_deep_is_refused(#[case] n: usize, #[case] behind_cut: usize) {
    let error = ShoeError::CutTooDeep { behind_cut, cards: 52 * n };
    assert_eq!(Shoe::new(decks(n), behind_cut), Err(error), "a shoe of {n} decks, {behind_cut} behind the cut card");
}

#[rstest]
#[case::nothing_dealt(2, 0, false)]
#[case::one_card_above_the_cut(2, 2, false)]
#[case::all_above_the_cut_dealt(2, 3, true)]
#[case::dealt_from_behind_the_cut(2, 4, true)]
#[case::nothing_left(2, 5, true)]
#[case::a_cut_at_the_very_end(0, 4, false)]
#[case::a_cut_at_the_very_end_with_nothing_left(0, 5, true)]
#[case::a_cut_under_the_first_card(4, 0, false)]
#[case::a_cut_under_the_first_card_that_is_dealt(4, 1, true)]
fn a_shuffle_is_due_when_the_cards_above_the_cut_are_dealt(
    #[case] behind_cut: usize,
    #[case] dealt: usize,
    #[case] due: bool,
) {
    let mut shoe = shoe("AS 2H KD 3C 4C", behind_cut);
    for _ in 0..dealt {
        shoe.deal();
    }
    assert_eq!(shoe.is_shuffle_due(), due, "whether a shuffle is due, {dealt} of 5 dealt, {behind_cut} behind the cut");
}

#[test]
fn dealing_goes_on_behind_the_cut_card_to_the_last_card() {
    let mut shoe = shoe("AS 2H KD", 2);
    let dealt: Vec<_> = (0..4).map(|_| shoe.deal()).collect();
    assert_eq!(dealt, [Some(card("AS")), Some(card("2H")), Some(card("KD")), None], "four deals from three cards");
    assert_eq!(whereabouts(&shoe), (0, 3, 0), "cards to deal, out and discarded, after all three were dealt");
}

#[test]
fn discarded_cards_are_not_dealt_before_a_shuffle() {
    let mut shoe = shoe("AS 2H KD", 0);
    let ace = shoe.deal();
    assert_eq!(shoe.discard(ace), Ok(()), "discarding the ace that is out");
    assert_eq!(whereabouts(&shoe), (2, 0, 1), "cards to deal, out and discarded, after the ace was discarded");
    assert_eq!(all_of_shoe(&shoe), cards("2H KD"), "what can still be dealt");
}

#[rstest]
#[case::a_card_that_is_not_dealt("KD", "KD")]
#[case::a_card_that_the_shoe_never_had("9C", "9C")]
#[case::one_copy_too_many("AS AS AS", "AS")]
#[case::a_wrong_card_behind_right_ones("2H AS KD", "KD")]
#[case::the_first_of_two_wrong_ones("AS 9C KD", "9C")]
fn only_what_is_out_can_be_discarded(#[case] given: &str, #[case] refused: &str) {
    let mut shoe = shoe("AS AS 2H KD AS", 1);
    for _ in 0..3 {
        shoe.deal();
    }
    let before = shoe.clone();
    let error = ShoeError::NotOut { card: card(refused) };
    assert_eq!(shoe.discard(cards(given)), Err(error), "discarding {given} while AS, AS and 2H are out");
    assert_eq!(shoe, before, "a refused discard leaves the shoe as it was");
    assert_eq!(whereabouts(&shoe), (2, 3, 0), "cards to deal, out and discarded, after a refused discard");
    assert_eq!(shoe.discard(cards("2H AS AS")), Ok(()), "what is out can be discarded after that, in any order");
}

#[test]
fn what_was_discarded_is_out_no_more() {
    let mut shoe = shoe("AS 2H", 0);
    shoe.deal();
    assert_eq!(shoe.discard([card("AS")]), Ok(()), "discarding the ace that is out");
    assert_eq!(shoe.discard([card("AS")]), Err(ShoeError::NotOut { card: card("AS") }), "discarding it once more");
}

#[test]
fn a_shuffle_waits_until_no_card_is_out() {
    let mut shoe = shoe("AS 2H KD 3C", 2);
    for _ in 0..2 {
        shoe.deal();
    }
    let before = shoe.clone();
    assert_eq!(shoe.shuffle(&mut rng(1)), Err(ShoeError::CardsOut { out: 2 }), "a shuffle while two cards are out");
    assert_eq!(shoe, before, "a refused shuffle leaves the shoe as it was");
    assert_eq!(all_of_shoe(&shoe), cards("KD 3C"), "what can be dealt after a refused shuffle");
}

#[test]
fn a_shuffle_brings_all_cards_back() {
    let mut shoe = Shoe::new(decks(2), 30).expect("30 of 104 cards fit behind the cut card");
    let dealt: Vec<_> = (0..80).filter_map(|_| shoe.deal()).collect();
    assert_eq!(shoe.discard(dealt), Ok(()), "discarding what is out");
    assert!(shoe.is_shuffle_due(), "a shuffle is due with 24 cards left and 30 behind the cut card");
    assert_eq!(shoe.shuffle(&mut rng(1)), Ok(()), "a shuffle with no card out");
    assert_eq!(whereabouts(&shoe), (104, 0, 0), "cards to deal, out and discarded, after a shuffle");
    assert!(!shoe.is_shuffle_due(), "no shuffle is due after a shuffle");
    let asked: Vec<Card> = enum_iterator::all::<Card>().flat_map(|card| [card, card]).collect();
    assert_eq!(sorted(all_of_shoe(&shoe)), asked, "the cards of two decks after a shuffle, sorted");
}

#[test]
fn a_new_shoe_can_be_shuffled() {
    let mut shoe = Shoe::new(decks(1), 10).expect("10 of 52 cards fit behind the cut card");
    let ordered = all_of_shoe(&shoe);
    assert_eq!(shoe.shuffle(&mut rng(1)), Ok(()), "a shuffle that is not due");
    assert_ne!(all_of_shoe(&shoe), ordered, "the order after a shuffle");
    assert_eq!(sorted(all_of_shoe(&shoe)), ordered, "the cards after a shuffle, sorted");
}

#[test]
fn discarded_cards_are_shuffled_with_all_others() {
    let mut rng = rng(5);
    let orders = (0..4_800).map(|_| {
        let mut shoe = shoe("2C 3C 4C 5C", 1);
        let dealt = [shoe.deal(), shoe.deal()];
        shoe.discard(dealt.into_iter().flatten()).expect("both cards are out");
        shoe.shuffle(&mut rng).expect("no card is out");
        all_of_shoe(&shoe)
    });
    assert_fair(24, 89.1, orders, "a shoe of four, two of them discarded, after a shuffle");
}

#[test]
fn shoes_are_equal_if_the_same_cards_are_in_the_same_places() {
    let used = |stack: &str, behind_cut: usize, back: &str| {
        let mut shoe = shoe(stack, behind_cut);
        for _ in 0..4 {
            shoe.deal();
        }
        shoe.discard(cards(back)).expect("what is discarded is out");
        shoe
    };
    let one = used("AS 2H KD 3C 4C 5C", 1, "AS 2H");
    assert_eq!(used("3C 2H KD AS 4C 5C", 1, "2H AS"), one, "the same was dealt and discarded, in another order");
    assert_ne!(used("AS 2H KD 3C 5C 4C", 1, "AS 2H"), one, "other cards are on top");
    assert_ne!(used("AS 2H KD 3C 4C 5C", 1, "AS KD"), one, "other cards are out");
    assert_ne!(used("AS 2H KD 3C 4C 5C", 1, "AS 2H KD"), one, "more cards are discarded");
    assert_ne!(used("AS 2H KD 3C 4C 5C", 2, "AS 2H"), one, "more cards are behind the cut card");
}

#[derive(Clone, Debug)]
enum Op {
    Deal,
    DiscardSomeOfWhatIsOut(usize),
    Discard(Vec<Card>),
    Shuffle { seed: u64 },
}

/// What is done to a shoe that is stacked with `cards`.
#[derive(Clone, Debug)]
struct Script {
    cards: Vec<Card>,
    behind_cut: usize,
    ops: Vec<Op>,
}

/// Discards what is `given`, and compares with what is `out`.
fn discard(shoe: &mut Shoe, given: &[Card], out: &mut Vec<Card>, discarded: &mut Vec<Card>) {
    let before = shoe.clone();
    let mut rest = out.clone();
    let not_out = given.iter().find(|&card| {
        let at = rest.iter().position(|known| known == card);
        at.map(|at| rest.remove(at)).is_none()
    });
    let asked = not_out.map_or(Ok(()), |&card| Err(ShoeError::NotOut { card }));
    assert_eq!(shoe.discard(given.iter().copied()), asked, "discarding {given:?} while {out:?} are out");
    if asked.is_ok() {
        *out = rest;
        discarded.extend(given);
    } else {
        assert_eq!(*shoe, before, "a refused discard leaves the shoe as it was");
    }
}

#[test]
fn law_a_card_is_in_the_shoe_out_or_discarded() {
    let few = || prop::sample::select(cards("AS AS AS KH KH 2C"));
    let op = prop_oneof![
        5 => Just(Op::Deal),
        2 => (0..6usize).prop_map(Op::DiscardSomeOfWhatIsOut),
        2 => prop::collection::vec(few(), 0..3).prop_map(Op::Discard),
        2 => any::<u64>().prop_map(|seed| Op::Shuffle { seed }),
    ];
    let script = (prop::collection::vec(few(), 1..8), 0..8usize, prop::collection::vec(op, 0..30))
        .prop_map(|(cards, behind_cut, ops)| Script { behind_cut: behind_cut % cards.len(), cards, ops });
    testkit::law(script, |Script { cards, behind_cut, ops }| {
        let mut shoe = Shoe::stacked(cards.clone(), behind_cut).expect("a card is above the cut card");
        let (mut left, mut out, mut discarded) = (cards, Vec::new(), Vec::new());
        for op in ops {
            let before = shoe.clone();
            match &op {
                Op::Deal => {
                    let top = (!left.is_empty()).then(|| left.remove(0));
                    assert_eq!(shoe.deal(), top, "the card that was dealt");
                    out.extend(top);
                }
                Op::DiscardSomeOfWhatIsOut(n) => {
                    let given: Vec<_> = out.iter().rev().take(*n).copied().collect();
                    discard(&mut shoe, &given, &mut out, &mut discarded);
                }
                Op::Discard(given) => discard(&mut shoe, given, &mut out, &mut discarded),
                Op::Shuffle { seed } if out.is_empty() => {
                    assert_eq!(shoe.shuffle(&mut rng(*seed)), Ok(()), "a shuffle with no card out");
                    let order = all_of_shoe(&shoe);
                    left.append(&mut discarded);
                    assert_eq!(sorted(order.clone()), sorted(left), "the cards after a shuffle, sorted");
                    left = order;
                }
                Op::Shuffle { seed } => {
                    let error = ShoeError::CardsOut { out: out.len() };
                    assert_eq!(shoe.shuffle(&mut rng(*seed)), Err(error), "a shuffle while {out:?} are out");
                    assert_eq!(shoe, before, "a refused shuffle leaves the shoe as it was");
                }
            }
            let asked = (left.len(), out.len(), discarded.len());
            assert_eq!(whereabouts(&shoe), asked, "cards to deal, out and discarded, after {op:?}");
            assert_eq!(all_of_shoe(&shoe), left, "what can be dealt, from the top down, after {op:?}");
            assert_eq!(shoe.is_shuffle_due(), left.len() <= behind_cut, "whether a shuffle is due, after {op:?}");
        }
    });
}
