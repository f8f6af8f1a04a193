//! # Hit or stand
//!
//! Now play. One player has a hand against the dealer, without bets: the simplest form of blackjack.
//!
//! The score of a hand depends on the game, so a game is a separate object: a `Scoring`. Write `src/hand.rs`, except
//! `into_iter` and `Sum`, and then the scoring in `src/blackjack.rs`. Find out how many aces can count as 11 before a
//! hand is bust. Then you don't have to try all choices.
//!
//! The round is in `src/round.rs`. Decide which facts about it you store, and which you compute from the cards. When
//! this stage is green, you have a complete game.
//!
//! Look up: associated types; `Option::ok_or`; `bool::then`.
//!
//! Time box: 32 minutes.

use std::cell::Cell;

use deck_of_cards::{Blackjack, Card, Hand, Outcome, Round, RoundError, Scoring};
use proptest::prelude::*;
use rstest::rstest;

use super::support::{NaiveRound, any_stack, best_sum, card, cards, text};

fn hand(texts: &str) -> Hand {
    cards(texts).into_iter().collect()
}

/// Deals a round from these cards, the first on top.
fn round(texts: &str) -> Round {
    Round::deal(cards(texts).into_iter().collect())
        .unwrap_or_else(|error| panic!("dealing from {texts} should succeed, but failed: {error}"))
}

/// Makes these moves, a letter each: `h`it, `s`tand.
fn play(round: &mut Round, moves: &str) {
    for (index, letter) in moves.chars().enumerate() {
        let result = if letter == 'h' { round.hit() } else { round.stand() };
        assert_eq!(result, Ok(()), "result of move {index} of {moves:?}");
    }
}

/// Rules: 3.1
#[test]
fn a_new_hand_is_empty() {
    assert_eq!(Hand::<Card>::new().cards(), [], "cards of a new hand");
    assert_eq!(Hand::<Card>::default(), Hand::new(), "default hand, compared with a new one");
}

/// Rules: 3.1
#[test]
fn a_hand_keeps_its_cards_in_order() {
    let mut hand = Hand::new();
    hand.add(card("KS"));
    hand.add(card("2H"));
    hand.extend(cards("AD 2H"));
    assert_eq!(hand.cards(), cards("KS 2H AD 2H"), "cards in the order in which they were added");
}

/// Rules: 3.1
#[test]
fn hands_are_equal_if_their_cards_are_equal() {
    let mut added = Hand::new();
    added.add(card("KS"));
    added.extend(cards("2H AD"));
    assert_eq!(added, hand("KS 2H AD"), "hand, compared with one of the same cards in this order");
    for other in ["2H KS AD", "KS 2H", "KS 2H AD AD", "KS 2H AC", "KS 2H 2H", ""] {
        assert!(added != hand(other), "the hand equals one of {other:?}");
    }
    // The `==` of the cards decides.
    let (zero, nan) = (Hand::from_iter([0.0]), Hand::from_iter([f64::NAN]));
    assert!(
        zero == Hand::from_iter([-0.0]),
        "a hand of 0.0 should equal a hand of -0.0, because these cards are equal"
    );
    for other in [&nan, &nan.clone()] {
        assert!(nan != *other, "a hand of NaN should not equal a hand of NaN, because this card does not equal itself");
    }
}

/// Rules: 3.2
#[test]
fn a_scoring_scores_a_hand_of_its_cards() {
    struct Joined;
    impl Scoring<&str> for Joined {
        type Score = String;

        fn score(&self, cards: &[&str]) -> String {
            cards.join(" ")
        }
    }
    let hand = Hand::from_iter(["king", "ace", "king"]);
    assert_eq!(hand.score(&Joined), "king ace king", "score of king, ace, king by a scoring that joins the cards");
    assert_eq!(Hand::new().score(&Joined), "", "score of a hand without cards by a scoring that joins the cards");
}

/// Rules: 3.2
#[test]
fn a_hand_calls_its_scoring_once() {
    struct Calls(Cell<u32>);
    impl Scoring for Calls {
        type Score = u32;

        fn score(&self, _: &[Card]) -> u32 {
            self.0.set(self.0.get() + 1);
            self.0.get()
        }
    }
    let (hand, calls) = (hand("KS AH"), Calls(Cell::new(0)));
    assert_eq!(hand.score(&calls), 1, "first score by a scoring that returns the number of its calls");
    assert_eq!(hand.score(&calls), 2, "second score by a scoring that returns the number of its calls");
    assert_eq!(calls.0.get(), 2, "calls of the scoring after scoring the hand twice");
}

/// Rules: 3.3
#[rstest]
#[case::no_cards("", 0)]
#[case::numbers("2S 3H 4D", 9)]
#[case::tens_and_faces("10S JS QH KD", 40)]
#[case::ace_counts_eleven("AS 6H", 17)]
#[case::ace_counts_one("AS 6H 9D", 16)]
#[case::natural("AS KH", 21)]
#[case::two_aces("AS AH", 12)]
#[case::two_aces_and_a_nine("AS AH 9D", 21)]
#[case::two_aces_and_a_ten("AS AH 10D", 12)]
#[case::bust_with_aces("KS QH AS AD", 22)]
fn the_score_is_the_highest_up_to_21_or_the_lowest(#[case] texts: &str, #[case] score: u32) {
    assert_eq!(hand(texts).score(&Blackjack), score, "score of {texts:?}");
}

/// Rules: 3.3
#[rstest]
#[case::faces("KS", 26, 260)]
#[case::tens("10S", 10_000, 100_000)]
#[case::twenty_one_aces("AS", 21, 21)]
#[case::twenty_two_aces("AS", 22, 22)]
fn a_hand_of_any_size_has_a_score(#[case] texts: &str, #[case] count: usize, #[case] score: u32) {
    let hand: Hand = vec![card(texts); count].into_iter().collect();
    assert_eq!(hand.score(&Blackjack), score, "score of {count} cards {texts}");
}

/// Rules: 3.3
#[test]
fn a_hand_of_many_aces_has_a_score() {
    let aces = vec![card("AS"); 300];
    let choices = 1 << 18;
    testkit::costs_less_than_a_walk(choices, "scoring 18 aces, each of them 1 or 11,", |_| {
        assert_eq!(Blackjack.score(&aces[..18]), 18, "score of 18 aces");
    });
    assert_eq!(Blackjack.score(&aces), 300, "score of 300 aces");
}

/// Rules: 3.3
#[test]
fn law_the_score_agrees_with_trying_every_ace_value() {
    let any_card = prop_oneof![
        1 => prop::sample::select(vec!["AS", "AH", "AD", "AC"]),
        2 => prop::sample::select(vec!["2S", "3H", "4D", "5C", "6S", "7H", "8D", "9C", "10S", "JH", "QD", "KC"]),
    ];
    testkit::law(prop::collection::vec(any_card, 0..9), |texts| {
        let cards: Vec<_> = texts.iter().map(|text| card(text)).collect();
        assert_eq!(Blackjack.score(&cards), best_sum(&cards), "score of {texts:?}");
    });
}

/// Rules: 3.4, 3.10
#[test]
fn a_deal_alternates_between_player_and_dealer() {
    let round = round("9C 6H 8D 10S 2C");
    assert_eq!(round.player().cards(), cards("9C 8D"), "player's cards after the deal: cards 1 and 3");
    assert_eq!(round.dealer(), cards("6H"), "dealer's visible cards after the deal: card 2");
    assert_eq!(round.outcome(), None, "outcome after the deal");
}

/// Rules: 3.4
#[test]
fn a_deal_needs_four_cards() {
    for texts in ["", "9C", "9C 6H", "9C 6H 8D"] {
        let dealt = Round::deal(cards(texts).into_iter().collect());
        assert_eq!(dealt.err(), Some(RoundError::TooFewCards), "error of a deal from the deck {texts:?}");
    }
}

/// Rules: 3.5, 3.9, 3.11
#[rstest]
#[case::player_natural("AC 6H KD 10S 5C", Outcome::Natural)]
#[case::player_natural_against_an_ace("AC AH KD 9S AD", Outcome::Natural)]
#[case::dealer_natural_with_an_ace_up("9C AH 9D KS 5C", Outcome::Loss)]
#[case::dealer_natural_with_a_ten_up("9C 10H 9D AS 5C", Outcome::Loss)]
#[case::both_naturals("AC AH KD 10S 5C", Outcome::Push)]
fn a_natural_ends_the_round_at_once(#[case] deck: &str, #[case] outcome: Outcome) {
    let mut round = round(deck);
    assert_eq!(round.outcome(), Some(outcome), "outcome after a deal from {deck}");
    let dealt = cards(deck);
    assert_eq!(round.dealer(), [dealt[1], dealt[3]], "dealer's cards after a natural: both visible, and no draw");
    assert_eq!(round.hit(), Err(RoundError::Over), "result of a hit after a deal from {deck}");
}

/// Rules: 3.6, 3.8, 3.10
#[test]
fn a_hit_adds_a_card() {
    let mut round = round("9C 6H 2D 10S 3C 6D 4H");
    play(&mut round, "hh");
    assert_eq!(round.player().cards(), cards("9C 2D 3C 6D"), "player's cards after two hits");
    assert_eq!(round.dealer(), cards("6H"), "dealer's visible cards while the player plays");
    assert_eq!(round.outcome(), None, "outcome with a score of 20");
}

/// Rules: 3.7, 3.8
#[rstest]
#[case::over_21("9C 6H 7D 10S KC 5C", "6H 10S", Outcome::Loss)]
#[case::at_21("9C 6H 7D 10S 5C KC", "6H 10S KC", Outcome::Win)]
#[case::at_soft_21("AC 6H 7D 10S 3C KC", "6H 10S KC", Outcome::Win)]
fn a_hand_ends_by_itself(#[case] deck: &str, #[case] dealer: &str, #[case] outcome: Outcome) {
    let mut round = round(deck);
    play(&mut round, "h");
    assert_eq!(round.outcome(), Some(outcome), "outcome after a hit with the deck {deck}");
    assert_eq!(text(round.dealer()), dealer, "dealer's cards after a hit with the deck {deck}");
}

/// Rules: 3.8
#[rstest]
#[case::stands_on_17("10H 7S", "")]
#[case::draws_on_16("10H 6S", "2C")]
#[case::draws_until_17("2H 2S", "2C 5C 6C")]
#[case::draws_and_goes_bust("10H 6S", "KC")]
#[case::stands_on_soft_17("AH 6S", "")]
#[case::draws_on_soft_16("AH 5S", "3C")]
fn the_dealer_draws_to_17(#[case] dealt: &str, #[case] drawn: &str) {
    let dealer = cards(dealt);
    let mut round = round(&format!("10C {} 8D {} {drawn} 3D 3D", dealer[0], dealer[1]));
    play(&mut round, "s");
    assert_eq!(text(round.dealer()), format!("{dealt} {drawn}").trim(), "dealer's cards after the player stood");
}

/// Rules: 3.8
#[test]
fn the_dealer_draws_even_if_ahead_of_the_player() {
    let mut round = round("10C 10H 3D 4S 6C 3S");
    play(&mut round, "s");
    assert_eq!(text(round.dealer()), "10H 4S 6C", "dealer's cards with 14 against 13");
    assert_eq!(round.outcome(), Some(Outcome::Loss), "outcome of 13 against 20");
}

/// Rules: 3.12
#[rstest]
#[case::higher_score("10C 10H 9D 8S", "s", Outcome::Win)]
#[case::lower_score("10C 10H 7D 8S", "s", Outcome::Loss)]
#[case::equal_score("10C 10H 8D 8S", "s", Outcome::Push)]
#[case::dealer_bust("10C 10H 2D 6S KC", "s", Outcome::Win)]
#[case::lower_score_than_a_dealer_who_drew_21("10C 10H 10D 6S 5C", "s", Outcome::Loss)]
#[case::higher_soft_score("AC 10H 8D 8S", "s", Outcome::Win)]
#[case::three_cards_of_21("10C 10H 5D 6S 6C 5H", "h", Outcome::Push)]
fn the_higher_score_wins(#[case] deck: &str, #[case] moves: &str, #[case] outcome: Outcome) {
    let mut round = round(deck);
    play(&mut round, moves);
    assert_eq!(round.outcome(), Some(outcome), "outcome with the deck {deck}");
}

/// Rules: 0.1, 3.6
#[test]
fn a_hit_without_a_card_changes_nothing() {
    let mut round = round("9C 6H 2D 10S");
    let before = round.clone();
    assert_eq!(round.hit(), Err(RoundError::TooFewCards), "result of a hit while the deck is empty");
    assert_eq!(round, before, "round after a failed hit");
    assert_eq!(round.outcome(), None, "outcome after a failed hit");
}

/// Rules: 3.8
#[rstest]
#[case::after_the_last_card("9C 2H 9D 3S 4C", "2H 3S 4C")]
#[case::without_a_card("9C 2H 9D 3S", "2H 3S")]
fn the_dealer_stands_when_the_deck_is_empty(#[case] deck: &str, #[case] dealer: &str) {
    let mut round = round(deck);
    play(&mut round, "s");
    assert_eq!(text(round.dealer()), dealer, "dealer's cards when the player stands with the deck {deck}");
    assert_eq!(round.outcome(), Some(Outcome::Win), "outcome of 18 against fewer than 17");
}

/// Rules: 0.1, 3.9
#[test]
fn a_round_that_is_over_rejects_moves() {
    for (deck, moves) in [("9C 7H 2D 10S 3C 4C", "s"), ("9C 7H 2D 10S 3C 4C KC", "hhh")] {
        let mut round = round(deck);
        play(&mut round, moves);
        let before = round.clone();
        assert_eq!(round.hit(), Err(RoundError::Over), "result of a hit after {moves:?}");
        assert_eq!(round.stand(), Err(RoundError::Over), "result of a stand after {moves:?}");
        assert_eq!(round, before, "round after failed moves");
    }
}

/// A round dealt from `cards`, and the moves in it: true for a hit, false for a stand.
#[derive(Clone, Debug)]
struct RoundCase {
    cards: Vec<Card>,
    moves: Vec<bool>,
}

/// Rules: 0.1, 3.5, 3.6, 3.7, 3.8, 3.9, 3.10, 3.11, 3.12
#[test]
fn law_a_round_agrees_with_a_naive_round() {
    let moves = prop::collection::vec(prop::bool::weighted(0.8), 1..7);
    let cases = (any_stack(), 4..14usize, moves).prop_map(|(mut cards, size, moves)| {
        cards.truncate(size);
        RoundCase { cards, moves }
    });
    testkit::law(cases, |RoundCase { cards, moves }| {
        let mut round = Round::deal(cards.iter().copied().collect()).expect("the deck has four cards");
        let mut naive = NaiveRound::deal(&cards);
        let mut made = String::from("the deal");
        for is_hit in moves {
            let before = round.clone();
            let (result, expected) = if is_hit { (round.hit(), naive.hit()) } else { (round.stand(), naive.stand()) };
            made += if is_hit { ", a hit" } else { ", a stand" };
            assert_eq!(result, expected, "result of the last call after {made}");
            if expected.is_err() {
                assert_eq!(round, before, "round after a failed call");
            }
            assert_eq!(text(round.player().cards()), text(&naive.player), "player's cards after {made}");
            assert_eq!(text(round.dealer()), text(naive.dealer()), "dealer's visible cards after {made}");
            assert_eq!(round.outcome(), naive.outcome(), "outcome after {made}");
        }
    });
}
