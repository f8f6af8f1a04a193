//! # Cards
//!
//! A card is a value: a rank and a suit, and two cards with the same rank and suit are equal. It knows no game, so it
//! has no points.
//!
//! Ranks and suits are enums, which are given. Number the ranks as they are printed: 1 is the ace, 11 to 13 are jack,
//! queen and king. Any other number is an error. Cards are ordered by rank, the ace above the king, and then by suit;
//! `enum_iterator::all` gives all 52 in this order.
//!
//! Then text. `AS` is the ace of spades and `10H` the ten of hearts, which may also be read as `TH`; both in lower
//! case, too. Any other text is an error that says what is wrong with it. No text makes the program panic.
//!
//! Look up: `#[derive(PartialOrd, Ord)]` on a struct and the order of its fields; `Sequence` of `enum_iterator`;
//! `FromStr`; `char_indices`.
//!
//! Time box: 10 minutes.

use deck_of_cards::{Card, CardError, Rank, Suit};
use enum_iterator::all;
use proptest::prelude::*;
use rstest::rstest;

/// Every card with its text, written down independently of the code under test.
fn all_texts() -> Vec<(Card, String)> {
    let ranks = ["2", "3", "4", "5", "6", "7", "8", "9", "10", "J", "Q", "K", "A"];
    let mut texts = Vec::new();
    for (rank, number) in all::<Rank>().zip(ranks) {
        for (suit, letter) in all::<Suit>().zip(["C", "D", "H", "S"]) {
            texts.push((Card::new(rank, suit), format!("{number}{letter}")));
        }
    }
    texts
}

#[rstest]
#[case::ace(1, Rank::Ace)]
#[case::two(2, Rank::Two)]
#[case::nine(9, Rank::Nine)]
#[case::ten(10, Rank::Ten)]
#[case::jack(11, Rank::Jack)]
#[case::queen(12, Rank::Queen)]
#[case::king(13, Rank::King)]
fn ranks_are_numbered_as_they_are_printed(#[case] number: u8, #[case] rank: Rank) {
    assert_eq!(Rank::try_from(number), Ok(rank), "the rank with the number {number}");
    assert_eq!(rank.number(), number, "the number of {rank:?}");
}

#[rstest]
#[case::zero(0)]
#[case::one_past_the_king(14)]
#[case::the_greatest(255)]
fn a_number_outside_1_to_13_is_no_rank(#[case] number: u8) {
    assert_eq!(Rank::try_from(number), Err(CardError::NoSuchRank { number }), "the rank with the number {number}");
}

#[test]
fn every_rank_comes_back_from_its_number() {
    for rank in all::<Rank>() {
        assert_eq!(Rank::try_from(rank.number()), Ok(rank), "the rank with the number of {rank:?}");
    }
}

#[test]
fn one_rank_is_an_ace_and_three_are_faces() {
    let aces: Vec<_> = all::<Rank>().filter(|rank| rank.is_ace()).collect();
    assert_eq!(aces, [Rank::Ace], "the ranks that are aces");
    let faces: Vec<_> = all::<Rank>().filter(|rank| rank.is_face()).collect();
    assert_eq!(faces, [Rank::Jack, Rank::Queen, Rank::King], "the ranks that are faces");
}

#[test]
fn a_card_has_the_rank_and_the_suit_it_was_made_of() {
    for rank in all::<Rank>() {
        for suit in all::<Suit>() {
            let card = Card::new(rank, suit);
            assert_eq!((card.rank(), card.suit()), (rank, suit), "rank and suit of a card made of them");
            assert_eq!(card, Card::new(rank, suit), "two cards of one rank and suit are equal");
        }
    }
}

#[test]
fn all_gives_52_cards_by_rank_and_then_by_suit() {
    let ranks_and_suits: Vec<_> = all::<Card>().map(|card| (card.rank(), card.suit())).collect();
    let asked: Vec<_> = all::<Rank>().flat_map(|rank| all::<Suit>().map(move |suit| (rank, suit))).collect();
    assert_eq!(ranks_and_suits.len(), 52, "the number of cards that enum_iterator gives");
    assert_eq!(ranks_and_suits, asked, "all cards, by rank from two to ace, then by suit from clubs to spades");
}

#[rstest]
#[case::by_rank(Rank::Two, Suit::Clubs, Rank::Three, Suit::Clubs)]
#[case::rank_before_suit(Rank::Two, Suit::Spades, Rank::Three, Suit::Clubs)]
#[case::by_suit_if_the_ranks_are_equal(Rank::Ten, Suit::Diamonds, Rank::Ten, Suit::Hearts)]
#[case::the_ace_is_the_highest(Rank::King, Suit::Spades, Rank::Ace, Suit::Clubs)]
fn cards_are_ordered_by_rank_and_then_by_suit(
    #[case] low_rank: Rank,
    #[case] low_suit: Suit,
    #[case] high_rank: Rank,
    #[case] high_suit: Suit,
) {
    let (low, high) = (Card::new(low_rank, low_suit), Card::new(high_rank, high_suit));
    assert!(
        low < high,
        "{low_rank:?} of {low_suit:?} should be below {high_rank:?} of {high_suit:?}, but compares as {:?}",
        low.cmp(&high)
    );
}

#[rstest]
#[case::an_ace(Rank::Ace, Suit::Spades, "AS")]
#[case::a_number(Rank::Two, Suit::Clubs, "2C")]
#[case::a_ten(Rank::Ten, Suit::Hearts, "10H")]
#[case::a_jack(Rank::Jack, Suit::Diamonds, "JD")]
#[case::a_queen(Rank::Queen, Suit::Hearts, "QH")]
#[case::a_king(Rank::King, Suit::Clubs, "KC")]
fn a_card_is_written_as_its_rank_and_the_letter_of_its_suit(
    #[case] rank: Rank,
    #[case] suit: Suit,
    #[case] text: &str,
) {
    assert_eq!(Card::new(rank, suit).to_string(), text, "the text of {rank:?} of {suit:?}");
    assert_eq!(format!("{:?}", Card::new(rank, suit)), text, "{rank:?} of {suit:?} as it is shown for debugging");
}

#[rstest]
#[case::upper_case("KS", Rank::King, Suit::Spades)]
#[case::lower_case("ks", Rank::King, Suit::Spades)]
#[case::mixed_case("Ks", Rank::King, Suit::Spades)]
#[case::a_ten_in_digits("10D", Rank::Ten, Suit::Diamonds)]
#[case::a_ten_as_a_letter("TD", Rank::Ten, Suit::Diamonds)]
#[case::a_small_ten("td", Rank::Ten, Suit::Diamonds)]
#[case::a_small_ace("ac", Rank::Ace, Suit::Clubs)]
fn a_card_is_read_in_each_of_its_forms(#[case] text: &str, #[case] rank: Rank, #[case] suit: Suit) {
    assert_eq!(text.parse(), Ok(Card::new(rank, suit)), "the card that {text:?} stands for");
}

#[test]
fn every_card_is_read_as_it_is_written() {
    for (card, text) in all_texts() {
        assert_eq!(card.to_string(), text, "the text of {card:?}");
        assert_eq!(text.parse(), Ok(card), "the card that {text:?} stands for");
        assert_eq!(text.to_lowercase().parse(), Ok(card), "the card that {:?} stands for", text.to_lowercase());
    }
}

#[rstest]
#[case::nothing("")]
#[case::only_a_rank("A")]
#[case::only_a_suit("H")]
#[case::one_character_of_several_bytes("♠")]
fn a_text_of_less_than_two_characters_is_incomplete(#[case] text: &str) {
    let asked = CardError::Incomplete { text: text.to_owned() };
    assert_eq!(text.parse::<Card>(), Err(asked), "reading {text:?} as a card");
}

#[rstest]
#[case::a_one("1S", "1")]
#[case::an_eleven("11S", "11")]
#[case::a_ten_without_its_suit("10", "1")]
#[case::a_zero_in_front("02H", "02")]
#[case::a_sign("+2H", "+2")]
#[case::a_letter("XD", "X")]
#[case::space_in_front(" AS", " A")]
#[case::space_between("A S", "A ")]
#[case::a_rank_of_several_bytes("éS", "é")]
#[case::the_suit_in_front("SA", "S")]
#[case::both_are_wrong("1X", "1")]
fn what_is_before_the_last_character_has_to_be_a_rank(#[case] text: &str, #[case] rank: &str) {
    let asked = CardError::UnknownRank { rank: rank.to_owned() };
    assert_eq!(text.parse::<Card>(), Err(asked), "reading {text:?} as a card");
}

#[rstest]
#[case::a_letter("AX", 'X')]
#[case::space_behind("A ", ' ')]
#[case::a_symbol("A♠", '♠')]
fn the_last_character_has_to_be_a_suit(#[case] text: &str, #[case] suit: char) {
    assert_eq!(text.parse::<Card>(), Err(CardError::UnknownSuit { suit }), "reading {text:?} as a card");
}

#[test]
fn law_a_text_is_a_card_exactly_if_it_is_one_of_its_forms() {
    let character = prop::sample::select("A2910TtJqKaCcDhSs \u{e9}♠x".chars().collect::<Vec<_>>());
    testkit::law(prop::collection::vec(character, 0..4).prop_map(String::from_iter), |text| {
        let plain = text.to_ascii_uppercase().replace('T', "10");
        // `T` stands for 10 only if it is all of the rank.
        let known = if text.len() > 2 && text.to_ascii_uppercase().contains('T') {
            None
        } else {
            all_texts().into_iter().find(|(_, written)| *written == plain).map(|(card, _)| card)
        };
        assert_eq!(text.parse::<Card>().ok(), known, "the card that {text:?} stands for");
    });
}
