//! # Cards
//!
//! A card is a value with a rank and a suit. It has no points, because it belongs to no game.
//!
//! The enums `Rank` and `Suit` are given. Choose the fields of `Card` in `src/card.rs`, then write its constructor, its
//! two getters, formatting and parsing. Parsing must never panic, for any text.
//!
//! Look up: `#[derive(PartialOrd, Ord, Sequence)]` on a struct, which all follow the order of the fields.
//!
//! Time box: 12 minutes.

use deck_of_cards::{Card, CardError, Rank, Suit};
use enum_iterator::all;
use proptest::prelude::*;
use rstest::rstest;

/// Returns every rank and suit in the order of the cards, without using the code under test.
fn ranks_and_suits() -> Vec<(Rank, Suit)> {
    all::<Rank>().flat_map(|rank| all::<Suit>().map(move |suit| (rank, suit))).collect()
}

/// Returns every card with its text, without using the code under test.
fn all_texts() -> Vec<(Card, String)> {
    let ranks = ["2", "3", "4", "5", "6", "7", "8", "9", "10", "J", "Q", "K", "A"];
    let texts = ranks.iter().flat_map(|rank| ["C", "D", "H", "S"].map(|suit| format!("{rank}{suit}")));
    ranks_and_suits().into_iter().map(|(rank, suit)| Card::new(rank, suit)).zip(texts).collect()
}

/// Rules: 1.1
#[test]
fn a_card_has_the_given_rank_and_suit() {
    for (rank, suit) in ranks_and_suits() {
        let card = Card::new(rank, suit);
        assert_eq!((card.rank(), card.suit()), (rank, suit), "rank and suit of the new card");
        for (other_rank, other_suit) in ranks_and_suits() {
            assert_eq!(
                card == Card::new(other_rank, other_suit),
                (rank, suit) == (other_rank, other_suit),
                "equality of {rank:?} of {suit:?} and {other_rank:?} of {other_suit:?}"
            );
        }
    }
}

/// Rules: 1.2
#[test]
fn all_yields_52_cards_by_rank_then_suit() {
    let found: Vec<_> = all::<Card>().map(|card| (card.rank(), card.suit())).collect();
    assert_eq!(found.len(), 52, "number of cards that enum_iterator::all yields");
    assert_eq!(found, ranks_and_suits(), "ranks and suits of all cards in ascending order");
}

/// Rules: 1.2
#[test]
fn cards_are_ordered_by_rank_then_suit() {
    for low in ranks_and_suits() {
        for high in ranks_and_suits() {
            let (one, other) = (Card::new(low.0, low.1), Card::new(high.0, high.1));
            assert_eq!(one.cmp(&other), low.cmp(&high), "order of {low:?}, compared with {high:?}");
            assert_eq!(one < other, low < high, "whether {low:?} < {high:?}");
        }
    }
}

/// Rules: 1.3
#[test]
fn a_card_is_written_as_rank_and_suit_letter() {
    let cards = [(Rank::Ace, Suit::Spades, "AS"), (Rank::Two, Suit::Clubs, "2C"), (Rank::Ten, Suit::Hearts, "10H")];
    for (rank, suit, text) in cards {
        assert_eq!(Card::new(rank, suit).to_string(), text, "Display text of {rank:?} of {suit:?}");
    }
}

/// Rules: 1.4
#[test]
fn parsing_accepts_other_forms_of_a_card() {
    let (king, ten) = (Card::new(Rank::King, Suit::Spades), Card::new(Rank::Ten, Suit::Diamonds));
    for (text, card) in [("ks", king), ("Ks", king), ("TD", ten), ("td", ten)] {
        assert_eq!(text.parse(), Ok(card), "card parsed from {text:?}");
    }
}

/// Rules: 1.3, 1.4
#[test]
fn every_card_is_parsed_from_its_text() {
    for (card, text) in all_texts() {
        assert_eq!(card.to_string(), text, "text of {:?} of {:?}", card.rank(), card.suit());
        assert_eq!(text.parse(), Ok(card), "card parsed from {text:?}");
        assert_eq!(text.to_lowercase().parse(), Ok(card), "card parsed from {:?}", text.to_lowercase());
    }
}

/// Rules: 1.5
#[rstest]
#[case::rank_or_suit_is_missing(&["", "A", "H", "10", "♠"])]
#[case::unknown_rank(&["1S", "11S", "XD", "SA", "éS", "TTS"])]
#[case::unknown_suit(&["AX", "A♠", "10é", "ax"])]
#[case::space_sign_or_leading_zero(&[" AS", "A S", "AS ", "A ", "+2H", "02H", "AS\n", "\tAS", "AS\u{a0}", "010H"])]
#[case::letter_that_becomes_another_in_upper_or_lower_case(&["A\u{17f}", "10\u{17f}", "\u{212a}S"])]
#[case::digit_of_another_script(&["\u{662}H", "\u{ff12}H", "\u{ff11}0H"])]
#[case::something_after_a_card(&["ASS", "AS2H", "10HH", "2HH", "T0H", "1TH"])]
fn any_other_text_is_rejected(#[case] texts: &[&str]) {
    for &text in texts {
        assert_eq!(text.parse::<Card>(), Err(CardError(text.to_owned())), "result of parsing {text:?}");
    }
}

/// Rules: 1.4, 1.5
#[test]
fn law_parsing_accepts_only_the_forms_of_a_card() {
    let character = prop::sample::select("A2910TtJqKaCcDhSs \u{e9}♠x".chars().collect::<Vec<_>>());
    testkit::law(prop::collection::vec(character, 0..4).prop_map(String::from_iter), |text| {
        let plain = text.to_ascii_uppercase().replace('T', "10");
        // `T` means 10 only if it is the whole rank.
        let known = if text.len() > 2 && text.to_ascii_uppercase().contains('T') {
            None
        } else {
            all_texts().into_iter().find(|(_, written)| *written == plain).map(|(card, _)| card)
        };
        assert_eq!(text.parse::<Card>().ok(), known, "card parsed from {text:?}");
    });
}
