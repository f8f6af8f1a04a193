//! # Hand
//!
//! A hand holds cards of any type in order. Its score depends on the game, so a game is a separate object: a `Scoring`.
//! Each game also decides the type of its score.
//!
//! Write two scorings. `Sum` adds up a value per card. `Blackjack` counts an ace as 1 or 11, so a hand can have several
//! possible scores; the best one is its score.
//!
//! Find out how many aces can count as 11 before a hand is bust. Then you don't have to try all choices. The tests try
//! them all and compare.
//!
//! Look up: associated types; implementing a trait for every closure; `Extend`, `FromIterator`, `IntoIterator`.
//!
//! Time box: 15 minutes.

use deck_of_cards::{Blackjack, Card, Deck, Hand, Scoring, Sum};
use proptest::prelude::*;
use rstest::rstest;

use super::support::{best_sum, card, cards, possible_sums};

fn hand(texts: &str) -> Hand {
    cards(texts).into_iter().collect()
}

#[test]
fn a_new_hand_is_empty() {
    assert_eq!(Hand::<Card>::new().cards(), [], "cards of a new hand");
    assert_eq!(Hand::<Card>::default(), Hand::new(), "default hand, compared with a new one");
}

#[test]
fn a_hand_keeps_its_cards_in_order() {
    let mut hand = Hand::new();
    hand.add(card("KS"));
    hand.add(card("2H"));
    hand.extend(cards("AD 2H"));
    assert_eq!(hand.cards(), cards("KS 2H AD 2H"), "cards in the order in which they were added");
    assert_eq!(
        hand,
        cards("KS 2H AD 2H").into_iter().collect(),
        "hand, compared with one of the same cards in the same order"
    );
    assert_ne!(
        hand,
        cards("2H KS AD 2H").into_iter().collect(),
        "hand, compared with one of the same cards in another order"
    );
    assert_eq!(hand.into_iter().collect::<Vec<_>>(), cards("KS 2H AD 2H"), "cards that the hand yields as an iterator");
}

#[test]
fn cards_move_from_deck_to_hand_and_back() {
    let mut deck: Deck = Deck::full();
    let mut hand: Hand = deck.deal_many(5).expect("52 cards are enough").into_iter().collect();
    hand.extend(deck.deal());
    assert_eq!(hand.cards(), cards("2C 2D 2H 2S 3C 3D"), "cards of a hand after six deals from a full deck");
    deck.gather(hand);
    assert_eq!(deck.remaining(), 52, "cards in the deck after gathering the hand");
}

#[rstest]
#[case::no_cards("", 0)]
#[case::one_card("7D", 7)]
#[case::aces("AS AH", 2)]
#[case::faces("JS QS KS", 36)]
#[case::equal_cards("5C 5C", 10)]
fn sum_adds_up_the_values_of_its_function(#[case] texts: &str, #[case] sum: u64) {
    let numbers = Sum(|card: &Card| u32::from(card.rank().number()));
    assert_eq!(hand(texts).score(&numbers), sum, "sum of the rank numbers of {texts:?}");
}

#[test]
fn sum_does_not_overflow() {
    let hand: Hand<u32> = [u32::MAX, u32::MAX, 2].into_iter().collect();
    assert_eq!(hand.score(&Sum(|card: &u32| *card)), 2 * u64::from(u32::MAX) + 2, "sum of u32::MAX, u32::MAX and 2");
}

#[test]
fn a_scoring_scores_cards_without_a_hand() {
    assert_eq!(Blackjack.score(&cards("KS 5H")), 15, "blackjack score of a king and a five");
    assert_eq!(
        Sum(|word: &&str| word.len() as u32).score(&["ace", "king"]),
        7,
        "number of letters in 'ace' and 'king'"
    );
}

#[rstest]
#[case::no_cards("", &[0])]
#[case::no_ace("KS 5H", &[15])]
#[case::faces_and_tens("10S JS QH KD", &[40])]
#[case::one_ace("AS", &[1, 11])]
#[case::natural("AS KS", &[11, 21])]
#[case::two_aces("AS AH", &[2, 12, 22])]
#[case::four_aces("AS AH AD AC", &[4, 14, 24, 34, 44])]
#[case::aces_and_a_nine("AS 9H AD", &[11, 21, 31])]
fn possible_scores_are_distinct_and_ascending(#[case] texts: &str, #[case] scores: &[u32]) {
    assert_eq!(Blackjack.possible_scores(&cards(texts)), scores, "possible scores of {texts:?}");
}

#[rstest]
#[case::no_cards("", 0)]
#[case::numbers("2S 3H 4D", 9)]
#[case::ten_and_face("10S JS", 20)]
#[case::ace_counts_eleven("AS 6H", 17)]
#[case::ace_counts_one("AS 6H 9D", 16)]
#[case::natural("AS KH", 21)]
#[case::two_aces("AS AH", 12)]
#[case::two_aces_and_a_nine("AS AH 9D", 21)]
#[case::two_aces_and_a_ten("AS AH 10D", 12)]
#[case::bust_with_aces("KS QH AS AD", 22)]
#[case::bust("KS QH 2D", 22)]
fn the_score_is_the_highest_up_to_21_or_the_lowest(#[case] texts: &str, #[case] score: u32) {
    assert_eq!(hand(texts).score(&Blackjack), score, "score of {texts:?}");
}

#[rstest]
#[case::no_cards("", false)]
#[case::no_ace("10S 7H", false)]
#[case::ace_as_eleven("AS 6H", true)]
#[case::ace_as_one("AS 6H 10D", false)]
#[case::two_aces("AS AH", true)]
#[case::soft_21("AS KH", true)]
#[case::bust_with_an_ace("AS KH QD 5C", false)]
fn a_hand_is_soft_if_an_ace_counts_eleven(#[case] texts: &str, #[case] soft: bool) {
    assert_eq!(Blackjack.is_soft(&cards(texts)), soft, "whether {texts:?} is soft");
}

#[rstest]
#[case::no_cards("", false)]
#[case::exactly_21("KS QH AD", false)]
#[case::exactly_22("KS QH 2D", true)]
#[case::four_aces("AS AH AD AC KS 7H", false)]
#[case::bust_with_two_aces("KS QH AS AD", true)]
fn a_hand_is_bust_if_its_score_is_over_21(#[case] texts: &str, #[case] bust: bool) {
    assert_eq!(Blackjack.is_bust(&cards(texts)), bust, "whether {texts:?} is bust");
}

#[rstest]
#[case::ace_and_ten("AS 10H", true)]
#[case::face_and_ace("QS AH", true)]
#[case::three_cards("7S 7H 7D", false)]
#[case::three_cards_with_an_ace("AS 5H 5D", false)]
#[case::two_aces("AS AH", false)]
#[case::two_tens("KS 10H", false)]
#[case::one_ace("AS", false)]
#[case::no_cards("", false)]
fn a_natural_is_21_in_two_cards(#[case] texts: &str, #[case] natural: bool) {
    assert_eq!(Blackjack.is_natural(&cards(texts)), natural, "whether {texts:?} is a natural");
}

#[test]
fn law_scores_agree_with_trying_every_ace_value() {
    let any_card = prop_oneof![
        1 => prop::sample::select(vec!["AS", "AH", "AD", "AC"]),
        2 => prop::sample::select(vec!["2S", "3H", "4D", "5C", "6S", "7H", "8D", "9C", "10S", "JH", "QD", "KC"]),
    ];
    testkit::law(prop::collection::vec(any_card, 0..9), |texts| {
        let cards: Vec<_> = texts.iter().map(|text| card(text)).collect();
        let mut choices = possible_sums(&cards);
        choices.sort_unstable();
        choices.dedup();
        assert_eq!(Blackjack.possible_scores(&cards), choices, "possible scores of {texts:?}");
        let best = best_sum(&cards);
        assert_eq!(Blackjack.score(&cards), best, "score of {texts:?}");
        assert_eq!(Blackjack.is_bust(&cards), best > 21, "whether {texts:?} is bust");
        assert_eq!(Blackjack.is_soft(&cards), choices[0] < best, "whether {texts:?} is soft");
    });
}
