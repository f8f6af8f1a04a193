//! # A hand
//!
//! A hand holds cards in the order in which they came, again of any type. What it is worth depends on the game and not
//! on the hand or on the card. So a game is an object of its own, a `Scoring`, and a hand is scored *by* it; what a
//! score is, the game decides as well.
//!
//! Write two scorings. `Sum` adds up what a function says of each card. `Blackjack` counts faces as 10 and each ace as
//! 1 or as 11: it gives all scores that a hand can have, in ascending order and each once, and the best of them, which
//! is the highest up to 21 or else the lowest. A hand is soft if its best score counts an ace as 11, bust if that score
//! is over 21, and a natural if two cards make 21.
//!
//! How many aces can count 11 before a hand is bust? With that you need not try all choices; the tests do, and compare.
//!
//! Look up: associated types; a blanket implementation for closures; `Extend`, `FromIterator`, `IntoIterator`.
//!
//! Time box: 15 minutes.

use deck_of_cards::{Blackjack, Card, Deck, Hand, Scoring, Sum};
use proptest::prelude::*;
use rstest::rstest;

use super::support::{best, card, cards, sums};

fn hand(texts: &str) -> Hand {
    cards(texts).into_iter().collect()
}

#[test]
fn a_new_hand_is_empty() {
    assert_eq!(Hand::<Card>::new().cards(), [], "the cards of a new hand");
    assert_eq!(Hand::<Card>::default(), Hand::new(), "the default is a hand without cards");
}

#[test]
fn a_hand_keeps_its_cards_in_the_order_in_which_they_came() {
    let mut hand = Hand::new();
    hand.add(card("KS"));
    hand.add(card("2H"));
    hand.extend(cards("AD 2H"));
    assert_eq!(hand.cards(), cards("KS 2H AD 2H"), "the cards of a hand, the first that came at the front");
    assert_eq!(hand, cards("KS 2H AD 2H").into_iter().collect(), "a hand of the same cards in the same order");
    assert_ne!(hand, cards("2H KS AD 2H").into_iter().collect(), "a hand of the same cards in another order");
    assert_eq!(hand.into_iter().collect::<Vec<_>>(), cards("KS 2H AD 2H"), "the cards that the hand gives up");
}

#[test]
fn cards_go_from_the_deck_to_a_hand_and_back() {
    let mut deck: Deck = Deck::full();
    let mut hand: Hand = deck.deal_many(5).expect("there are five of 52 cards").into_iter().collect();
    hand.extend(deck.deal());
    assert_eq!(hand.cards(), cards("2C 2D 2H 2S 3C 3D"), "the six lowest cards of a deck");
    deck.gather(hand);
    assert_eq!(deck.remaining(), 52, "the number of cards in the deck once it has all back");
}

#[rstest]
#[case::no_card("", 0)]
#[case::one("7D", 7)]
#[case::aces_are_one("AS AH", 2)]
#[case::faces_are_more_than_ten("JS QS KS", 36)]
#[case::a_card_twice("5C 5C", 10)]
fn a_sum_adds_up_what_its_function_says(#[case] texts: &str, #[case] sum: u64) {
    let numbers = Sum(|card: &Card| u32::from(card.rank().number()));
    assert_eq!(hand(texts).score(&numbers), sum, "the sum of the numbers of {texts}");
}

#[test]
fn a_sum_of_great_values_does_not_overflow() {
    let hand: Hand<u32> = [u32::MAX, u32::MAX, 2].into_iter().collect();
    assert_eq!(
        hand.score(&Sum(|card: &u32| *card)),
        2 * u64::from(u32::MAX) + 2,
        "a sum of two values of u32::MAX and 2"
    );
}

#[test]
fn a_scoring_works_on_cards_without_a_hand() {
    assert_eq!(Blackjack.score(&cards("KS 5H")), 15, "the score of a king and a five");
    assert_eq!(Sum(|word: &&str| word.len() as u32).score(&["ace", "king"]), 7, "the letters of ace and king");
}

#[rstest]
#[case::no_card("", &[0])]
#[case::no_ace("KS 5H", &[15])]
#[case::faces_and_tens("10S JS QH KD", &[40])]
#[case::one_ace("AS", &[1, 11])]
#[case::a_natural("AS KS", &[11, 21])]
#[case::two_aces("AS AH", &[2, 12, 22])]
#[case::four_aces("AS AH AD AC", &[4, 14, 24, 34, 44])]
#[case::aces_among_others("AS 9H AD", &[11, 21, 31])]
fn all_possible_scores_are_given_in_ascending_order_each_once(#[case] texts: &str, #[case] scores: &[u32]) {
    assert_eq!(Blackjack.possible_scores(&cards(texts)), scores, "the scores that {texts:?} can have");
}

#[rstest]
#[case::no_card("", 0)]
#[case::numbers("2S 3H 4D", 9)]
#[case::a_ten_and_faces("10S JS", 20)]
#[case::an_ace_counts_eleven("AS 6H", 17)]
#[case::an_ace_counts_one_when_eleven_is_too_much("AS 6H 9D", 16)]
#[case::a_natural("AS KH", 21)]
#[case::two_aces("AS AH", 12)]
#[case::two_aces_and_a_nine("AS AH 9D", 21)]
#[case::two_aces_and_a_ten("AS AH 10D", 12)]
#[case::bust_with_aces_is_the_lowest("KS QH AS AD", 22)]
#[case::bust("KS QH 2D", 22)]
fn the_best_score_is_the_highest_up_to_21_or_else_the_lowest(#[case] texts: &str, #[case] score: u32) {
    assert_eq!(hand(texts).score(&Blackjack), score, "the best score of {texts:?}");
}

#[rstest]
#[case::no_card("", false)]
#[case::no_ace("10S 7H", false)]
#[case::an_ace_as_eleven("AS 6H", true)]
#[case::an_ace_as_one("AS 6H 10D", false)]
#[case::one_of_two_aces_as_eleven("AS AH", true)]
#[case::soft_21("AS KH", true)]
#[case::an_ace_in_a_bust_hand("AS KH QD 5C", false)]
fn a_hand_is_soft_if_an_ace_counts_eleven(#[case] texts: &str, #[case] soft: bool) {
    assert_eq!(Blackjack.is_soft(&cards(texts)), soft, "whether {texts:?} is soft");
}

#[rstest]
#[case::no_card("", false)]
#[case::just_21("KS QH AD", false)]
#[case::one_too_many("KS QH 2D", true)]
#[case::many_aces("AS AH AD AC KS 7H", false)]
#[case::an_ace_does_not_help("KS QH AS AD", true)]
fn a_hand_is_bust_if_its_best_score_is_over_21(#[case] texts: &str, #[case] bust: bool) {
    assert_eq!(Blackjack.is_bust(&cards(texts)), bust, "whether {texts:?} is bust");
}

#[rstest]
#[case::ace_and_ten("AS 10H", true)]
#[case::face_and_ace("QS AH", true)]
#[case::three_cards("7S 7H 7D", false)]
#[case::three_cards_with_an_ace("AS 5H 5D", false)]
#[case::two_aces("AS AH", false)]
#[case::two_tens("KS 10H", false)]
#[case::only_an_ace("AS", false)]
#[case::no_card("", false)]
fn a_natural_is_21_in_two_cards(#[case] texts: &str, #[case] natural: bool) {
    assert_eq!(Blackjack.is_natural(&cards(texts)), natural, "whether {texts:?} is a natural");
}

#[test]
fn law_scores_agree_with_all_choices_for_all_aces() {
    let any_card = prop_oneof![
        1 => prop::sample::select(vec!["AS", "AH", "AD", "AC"]),
        2 => prop::sample::select(vec!["2S", "3H", "4D", "5C", "6S", "7H", "8D", "9C", "10S", "JH", "QD", "KC"]),
    ];
    testkit::law(prop::collection::vec(any_card, 0..9), |texts| {
        let cards: Vec<_> = texts.iter().map(|text| card(text)).collect();
        let mut choices = sums(&cards);
        choices.sort_unstable();
        choices.dedup();
        assert_eq!(Blackjack.possible_scores(&cards), choices, "the scores that {texts:?} can have");
        let best = best(&cards);
        assert_eq!(Blackjack.score(&cards), best, "the best score of {texts:?}");
        assert_eq!(Blackjack.is_bust(&cards), best > 21, "whether {texts:?} is bust");
        assert_eq!(Blackjack.is_soft(&cards), choices[0] < best, "whether {texts:?} is soft");
    });
}
