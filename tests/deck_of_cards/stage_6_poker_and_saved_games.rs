//! # Poker, and saved games
//!
//! Another game on the same deck. `Poker` is a scoring like any other: it takes five to seven cards and says what the
//! best five of them are worth. Its score can be compared; the greater one wins, equal ones tie. Nothing of what you
//! have may change for it. If something must, ask which game had crept into your cards.
//!
//! Take care of the ace, which is above the king or below the two but never between, and of what decides between two
//! hands of one category: it is more than one card.
//!
//! Then save games. Cards and hands are strings and lists of strings. A table gives a `TableSnapshot`, plain data whose
//! JSON form the brief shows. The way back is checked: a snapshot that no game can have led to is refused, with an
//! error that says which rule it breaks.
//!
//! `ALL_POKER_HANDS=1` lets one test here go through all 2,598,960 hands instead of a sample.
//!
//! Look up: `Ord` for tuples and arrays; sets as bits of an integer; `TryFrom`; parse, don't validate.
//!
//! Time box: 45 minutes.

use std::collections::BTreeMap;

use deck_of_cards::{
    Card, Category, Hand, Phase, PlayerHand, Poker, PokerError, PokerRank, Rank, RoundSnapshot, Rules, Scoring, Shoe,
    SnapshotError, Soft17, Table, TableSnapshot,
};
use enum_iterator::all;
use proptest::prelude::*;
use rstest::rstest;
use serde_json::{Value, json};

use super::support::{any_game, bet, card, cards, make_move, play, rng, sorted, table, table_by, text};

/// What these cards are worth.
fn worth(texts: &str) -> PokerRank {
    Poker.score(&cards(texts)).unwrap_or_else(|error| panic!("{texts} is a hand, and was refused: {error}"))
}

#[rstest]
#[case::high_card("KS JH 8D 5C 2S", Category::HighCard)]
#[case::pair("KS KH 8D 5C 2S", Category::Pair)]
#[case::two_pair("KS KH 8D 8C 2S", Category::TwoPair)]
#[case::three_of_a_kind("KS KH KD 8C 2S", Category::ThreeOfAKind)]
#[case::straight("9S 8H 7D 6C 5S", Category::Straight)]
#[case::straight_to_the_ace("AS KH QD JC 10S", Category::Straight)]
#[case::straight_from_the_ace("AS 2H 3D 4C 5S", Category::Straight)]
#[case::no_straight_around_the_ace("QS KH AD 2C 3S", Category::HighCard)]
#[case::no_straight_around_the_ace_with_one_on_top("KS AH 2D 3C 4S", Category::HighCard)]
#[case::four_in_a_row_and_an_ace("AS 3H 4D 5C 6S", Category::HighCard)]
#[case::flush("KS JS 8S 5S 2S", Category::Flush)]
#[case::four_of_a_suit("KS JS 8S 5S 2H", Category::HighCard)]
#[case::full_house("KS KH KD 8C 8S", Category::FullHouse)]
#[case::four_of_a_kind("KS KH KD KC 8S", Category::FourOfAKind)]
#[case::straight_flush("9S 8S 7S 6S 5S", Category::StraightFlush)]
#[case::royal_flush("AS KS QS JS 10S", Category::StraightFlush)]
#[case::straight_flush_from_the_ace("AS 2S 3S 4S 5S", Category::StraightFlush)]
#[case::no_straight_flush_around_the_ace("QS KS AS 2S 3S", Category::Flush)]
fn five_cards_make_a_category(#[case] texts: &str, #[case] category: Category) {
    assert_eq!(worth(texts).category(), category, "the category of {texts}");
}

/// Hands in ascending order, each less than the next.
const LADDER: [&str; 34] = [
    "7S 5H 4D 3C 2S",
    "8S 5H 4D 3C 2S",
    "KS JH 8D 5C 2S",
    "KS JH 8D 5C 3S",
    "KS JH 8D 6C 2S",
    "KS JH 9D 5C 2S",
    "KS QH 8D 5C 2S",
    "AS 6H 4D 3C 2S",
    "2S 2H 5D 4C 3S",
    "2S 2H AD 4C 3S",
    "2S 2H AD KC QS",
    "3S 3H 5D 4C 2S",
    "AS AH KD QC JS",
    "3S 3H 2D 2C 4S",
    "3S 3H 2D 2C AS",
    "AS AH 2D 2C 3S",
    "AS AH 3D 3C 2S",
    "2S 2H 2D 4C 3S",
    "2S 2H 2D AC 3S",
    "2S 2H 2D AC KS",
    "AS 2H 3D 4C 5S",
    "2S 3H 4D 5C 6S",
    "10S JH QD KC AS",
    "KS JS 8S 5S 2S",
    "KD JD 8D 5D 3D",
    "KH QH 4H 3H 2H",
    "AC 7C 4C 3C 2C",
    "2S 2H 2D AC AS",
    "3S 3H 3D 2C 2S",
    "2S 2H 2D 2C 3S",
    "2S 2H 2D 2C AS",
    "3S 3H 3D 3C 2S",
    "AS 2S 3S 4S 5S",
    "2S 3S 4S 5S 6S",
];

#[test]
fn of_two_hands_the_greater_wins() {
    for (low, worse) in LADDER.iter().enumerate() {
        for better in &LADDER[low + 1..] {
            assert!(
                worth(worse) < worth(better),
                "{better} should beat {worse}: {:?}, {:?}",
                worth(better),
                worth(worse)
            );
        }
    }
}

#[rstest]
#[case::by_the_second_card("KS JS 8S 5S 2S", "KH 10H 9H 7H 6H")]
#[case::by_the_third_card("KS JS 8S 5S 2S", "KH JH 7H 6H 4H")]
#[case::by_the_fourth_card("KS JS 8S 5S 2S", "KH JH 8H 4H 3H")]
#[case::by_the_last_card("KS JS 8S 5S 3S", "KH JH 8H 5H 2H")]
fn flushes_are_compared_card_by_card(#[case] better: &str, #[case] worse: &str) {
    assert!(worth(better) > worth(worse), "the flush {better} should beat {worse}, which has the same highest card");
}

#[rstest]
#[case::high_cards("KS JH 8D 5C 2S", "KH JD 8C 5S 2H")]
#[case::pairs("KS KH 8D 5C 2S", "KD KC 8C 5S 2H")]
#[case::two_pairs("KS KH 8D 8C 2S", "KD KC 8S 8H 2H")]
#[case::straights("9S 8H 7D 6C 5S", "9D 8D 7S 6S 5H")]
#[case::flushes("KS JS 8S 5S 2S", "KH JH 8H 5H 2H")]
#[case::royal_flushes("AS KS QS JS 10S", "AH KH QH JH 10H")]
#[case::the_same_cards_in_another_order("KS JH 8D 5C 2S", "2S 5C KS 8D JH")]
#[case::the_same_board("2S 3H 10S JH QD KC AS", "9D 9C 10S JH QD KC AS")]
fn hands_of_the_same_ranks_tie(#[case] one: &str, #[case] other: &str) {
    assert_eq!(worth(one), worth(other), "the worth of {one} and of {other}, which no suit decides");
}

#[rstest]
#[case::two_triples_are_a_full_house("KS KH KD 8C 8S 8H 2D", "KS KH KD 8C 8S")]
#[case::a_triple_and_two_pairs("KS KH KD 8C 8S 9H 9D", "KS KH KD 9C 9S")]
#[case::three_pairs_and_a_kicker_beside("KS KH 8D 8C 2S 2H AD", "KS KH 8D 8C AS")]
#[case::three_pairs_and_a_kicker_of_the_lowest("KS KH 8D 8C 5S 5H 2D", "KS KH 8D 8C 5S")]
#[case::six_cards_in_a_row("4S 5H 6D 7C 8S 9H 2D", "5S 6H 7D 8C 9S")]
#[case::a_straight_with_a_pair("4S 5H 6D 7C 8S 8H 8D", "4S 5H 6D 7C 8S")]
#[case::a_straight_from_the_ace_with_a_king("AS 2H 3D 4C 5S KH KD", "AS 2H 3D 4C 5S")]
#[case::six_of_a_suit("KS JS 8S 5S 3S 2S AH", "KS JS 8S 5S 3S")]
#[case::a_flush_beats_a_straight("4S 5S 6S 7C 8S JS 2D", "JS 8S 6S 5S 4S")]
#[case::a_flush_and_a_straight_are_no_straight_flush("5H 6S 7S 8S 9S KS 2D", "KS 9S 8S 7S 6S")]
#[case::a_straight_flush_below_a_straight("5S 6S 7S 8S 9S 10H JD", "5S 6S 7S 8S 9S")]
#[case::a_straight_flush_from_the_ace("AS 2S 3S 4S 5S 6H KS", "AS 2S 3S 4S 5S")]
#[case::four_of_a_kind_and_the_best_kicker("8S 8H 8D 8C KS KH AD", "8S 8H 8D 8C AS")]
#[case::four_of_a_kind_and_a_triple("8S 8H 8D 8C KS KH KD", "8S 8H 8D 8C KS")]
#[case::six_cards("KS JH 8D 5C 3D 2S", "KS JH 8D 5C 3S")]
fn the_best_five_cards_count(#[case] texts: &str, #[case] best: &str) {
    assert_eq!(worth(texts), worth(best), "the worth of {texts}, of which the best five are worth {best}");
}

#[rstest]
#[case::none("", 0)]
#[case::four("KS JH 8D 5C", 4)]
#[case::eight("KS JH 8D 5C 2S 3S 4S 6S", 8)]
#[case::four_with_a_duplicate("KS KS 8D 5C", 4)]
fn a_poker_hand_has_five_to_seven_cards(#[case] texts: &str, #[case] count: usize) {
    let error = PokerError::CardCount { cards: count };
    assert_eq!(Poker.score(&cards(texts)), Err(error), "the worth of {texts:?}");
}

#[rstest]
#[case::side_by_side("KS KS 8D 5C 2S", "KS")]
#[case::at_the_ends("KS JH 8D 5C KS", "KS")]
#[case::among_seven("KS JH 8D 5C 2S 3S 8D", "8D")]
#[case::the_first_that_comes_again("KS 2S JH JH KS 2S", "JH")]
#[case::five_of_one_rank("KS KH KD KC KS", "KS")]
fn no_card_comes_twice(#[case] texts: &str, #[case] twice: &str) {
    let error = PokerError::Duplicate { card: card(twice) };
    assert_eq!(Poker.score(&cards(texts)), Err(error), "the worth of {texts}, with a card that comes again");
}

#[test]
fn law_the_worth_of_seven_cards_is_that_of_their_best_five() {
    // Few ranks, so that pairs, straights and flushes come up.
    let few: Vec<Card> = all::<Card>().filter(|card| card.rank() <= Rank::Seven || card.rank().is_ace()).collect();
    let any_hand = prop::sample::subsequence(few, 5..8).prop_shuffle();
    testkit::law(any_hand, |cards| {
        let mut fives = Vec::new();
        for bits in 0..1u32 << cards.len() {
            if bits.count_ones() == 5 {
                let five: Vec<Card> = (0..cards.len()).filter(|at| bits >> at & 1 == 1).map(|at| cards[at]).collect();
                fives.push(Poker.score(&five).expect("five different cards have a worth"));
            }
        }
        let best = fives.into_iter().max().expect("there are five cards");
        assert_eq!(Poker.score(&cards), Ok(best), "the worth of {}, and of its best five", text(&cards));
    });
}

/// The worth of five cards, found in the plainest way: the category, then ranks by how often they come.
fn naive(cards: &[Card]) -> (Category, Vec<u8>) {
    let high = |card: &Card| if card.rank().is_ace() { 14 } else { card.rank().number() };
    let mut counts = BTreeMap::new();
    for card in cards {
        *counts.entry(high(card)).or_insert(0u8) += 1;
    }
    let mut groups: Vec<(u8, u8)> = counts.into_iter().map(|(rank, count)| (count, rank)).collect();
    groups.sort_unstable_by(|a, b| b.cmp(a));
    let (shape, mut ranks): (Vec<u8>, Vec<u8>) = groups.into_iter().unzip();
    let is_flush = cards.iter().all(|card| card.suit() == cards[0].suit());
    if ranks == [14, 5, 4, 3, 2] {
        ranks = vec![5, 4, 3, 2, 1];
    }
    let is_straight = ranks.len() == 5 && ranks[0] - ranks[4] == 4;
    let category = match (&shape[..], is_straight, is_flush) {
        (_, true, true) => Category::StraightFlush,
        ([4, 1], ..) => Category::FourOfAKind,
        ([3, 2], ..) => Category::FullHouse,
        (_, _, true) => Category::Flush,
        (_, true, _) => Category::Straight,
        ([3, 1, 1], ..) => Category::ThreeOfAKind,
        ([2, 2, 1], ..) => Category::TwoPair,
        ([2, 1, 1, 1], ..) => Category::Pair,
        _ => Category::HighCard,
    };
    (category, ranks)
}

/// Calls `look` with every `step`-th of all 2,598,960 hands.
fn every_hand(step: usize, mut look: impl FnMut(&[Card; 5])) {
    let deck: Vec<Card> = all().collect();
    let mut count = 0;
    for a in 0..48 {
        for b in a + 1..49 {
            for c in b + 1..50 {
                for d in c + 1..51 {
                    // The hands that begin with these four are 52 - d - 1; jump to the first that is asked for.
                    let first = (step - count % step) % step;
                    for e in (d + 1 + first..52).step_by(step) {
                        look(&[deck[a], deck[b], deck[c], deck[d], deck[e]]);
                    }
                    count += 51 - d;
                }
            }
        }
    }
    assert_eq!(count, 2_598_960, "the number of poker hands");
}

/// What the code makes of a hand, what the plainest way makes of it, and the hand.
type Ranked = (PokerRank, (Category, Vec<u8>), [Card; 5]);

#[test]
fn hands_are_ranked_as_by_the_plainest_way() {
    let mut last: Option<Ranked> = None;
    let mut seen = 0;
    every_hand(1_009, |hand| {
        let (found, asked) = (Poker.score(hand).expect("five different cards have a worth"), naive(hand));
        assert_eq!(found.category(), asked.0, "the category of {}", text(hand));
        if let Some((last_found, last_asked, last_hand)) = &last {
            let [one, other] = [text(hand), text(last_hand)];
            assert_eq!(found.cmp(last_found), asked.cmp(last_asked), "how {one} compares with {other}");
        }
        last = Some((found, asked, *hand));
        seen += 1;
    });
    assert_eq!(seen, 2_598_960_usize.div_ceil(1_009), "the number of hands in the sample");
}

#[test]
fn categories_come_as_often_as_they_should() {
    let full = std::env::var_os("ALL_POKER_HANDS").is_some_and(|value| value != "0");
    let mut found: BTreeMap<Category, u32> = all::<Category>().map(|category| (category, 0)).collect();
    let mut asked = found.clone();
    every_hand(if full { 1 } else { 499 }, |hand| {
        let rank = Poker.score(hand).expect("five different cards have a worth");
        *found.get_mut(&rank.category()).expect("every category is counted") += 1;
        if !full {
            *asked.get_mut(&naive(hand).0).expect("every category is counted") += 1;
        }
    });
    if full {
        let counts = [1_302_540, 1_098_240, 123_552, 54_912, 10_200, 5_108, 3_744, 624, 40];
        asked = all::<Category>().zip(counts).collect();
    }
    assert_eq!(found, asked, "how often each category comes among {}", if full { "all hands" } else { "a sample" });
}

#[rstest]
#[case::a_number("10H", "10H")]
#[case::an_ace("AS", "AS")]
#[case::another_form("th", "10H")]
fn a_saved_card_is_a_string(#[case] read: &str, #[case] written: &str) {
    let card: Card = serde_json::from_value(json!(read)).expect("a card is read from any of its forms");
    assert_eq!(card.to_string(), written, "the card that was read from {read:?}");
    assert_eq!(serde_json::to_value(card).ok(), Some(json!(written)), "the card as JSON");
}

#[test]
fn a_saved_hand_is_the_list_of_its_cards() {
    let hand: Hand = cards("AS 10H 2C").into_iter().collect();
    let saved = serde_json::to_value(&hand).expect("a hand can be written");
    assert_eq!(saved, json!(["AS", "10H", "2C"]), "a hand as JSON");
    assert_eq!(serde_json::from_value::<Hand>(saved).ok(), Some(hand), "the hand that was saved");
}

#[test]
fn what_is_no_card_is_not_read_as_one() {
    assert!(serde_json::from_value::<Card>(json!("AS")).is_ok(), "AS is a card");
    for wrong in [json!("11S"), json!(""), json!(7), json!(null)] {
        assert!(serde_json::from_value::<Card>(wrong.clone()).is_err(), "{wrong} is no card");
        let hand = json!(["AS", wrong]);
        assert!(serde_json::from_value::<Hand>(hand.clone()).is_err(), "{hand} is no hand");
    }
}

#[test]
fn a_table_is_saved_as_the_brief_shows() {
    let cards = cards("8C 6H 8D KS 3C 2D 9C 7D 4H");
    let mut table = Table::new(Shoe::stacked(cards, 2).expect("the cut card fits"), Rules { soft_17: Soft17::Hit })
        .expect("no card is out");
    assert_eq!(table.deal(bet(500)), Ok(()), "a deal");
    play(&mut table, "pu");
    let saved = serde_json::to_value(table.snapshot()).expect("a snapshot can be written");
    let asked = json!({
        "rules": { "soft_17": "hit" },
        "undealt": ["7D", "4H"],
        "discarded": [],
        "behind_cut": 2,
        "round": {
            "bet": 500,
            "hands": [
                { "cards": ["8C", "3C", "9C"], "doubled": true, "stood": false },
                { "cards": ["8D", "2D"], "doubled": false, "stood": false }
            ],
            "dealer": ["6H", "KS"]
        }
    });
    assert_eq!(saved, asked, "a table with a round as JSON");
    let read: TableSnapshot = serde_json::from_value(asked).expect("a snapshot can be read");
    let restored = Table::try_from(read).map(|restored| restored.snapshot());
    assert_eq!(restored, Ok(table.snapshot()), "the snapshot of the table that was restored");
}

#[test]
fn a_table_between_rounds_is_saved_with_what_was_discarded() {
    let mut table = table("9C 7H 9D 10S 2C 3C");
    play(&mut table, "dse");
    let snapshot = table.snapshot();
    assert_eq!(snapshot.round, None, "the round in a snapshot of an idle table");
    assert_eq!(text(&snapshot.undealt), "2C 3C", "the cards left, from the top down");
    assert_eq!(text(&sorted(snapshot.discarded.clone())), "7H 9C 9D 10S", "the discarded cards, sorted");
    let mut restored = Table::try_from(snapshot.clone()).expect("what was saved can be restored");
    assert_eq!(
        discards_sorted(restored.snapshot()),
        discards_sorted(snapshot),
        "the snapshot of the table that was restored"
    );
    assert_eq!(restored.shuffle(&mut rng(1)), Ok(()), "a shuffle of the restored table");
    assert_eq!(restored.shoe().remaining(), 6, "discarded cards are restored and shuffled with the others");
}

/// Discarded cards are in any order, which may be another one after each snapshot.
fn discards_sorted(snapshot: TableSnapshot) -> TableSnapshot {
    TableSnapshot { discarded: sorted(snapshot.discarded), ..snapshot }
}

/// A snapshot of a table with a round in which the player stands with 10 and 8 against a dealer who drew.
fn snapshot() -> TableSnapshot {
    let mut table = table("10C 6H 8D 10S 2C 3C 4C 5C");
    play(&mut table, "ds");
    table.snapshot()
}

/// A round of two hands, each of them its cards and what the player did with it (`d`oubled, `s`tood), and a dealer.
fn with_round(hands: &[(&str, &str)], dealer: &str) -> TableSnapshot {
    let hands = hands.iter().map(|(texts, done)| PlayerHand {
        cards: cards(texts).into_iter().collect(),
        doubled: done.contains('d'),
        stood: done.contains('s'),
    });
    let round = RoundSnapshot { bet: bet(100), hands: hands.collect(), dealer: cards(dealer).into_iter().collect() };
    TableSnapshot { round: Some(round), ..snapshot() }
}

#[rstest]
#[case::playing(&[("10C 8D", "")], "6H 10S", Phase::Playing { hand: 0 })]
#[case::stood(&[("10C 8D", "s")], "6H 10S 5D", Phase::Over)]
#[case::bust(&[("10C 8D 9D", "")], "6H 10S", Phase::Over)]
#[case::doubled_to_21(&[("5C 6D KD", "d")], "6H 10S 5D", Phase::Over)]
#[case::a_natural(&[("AC KD", "")], "6H 10S", Phase::Over)]
#[case::a_natural_of_the_dealer(&[("9C 8D", "")], "AH 10S", Phase::Over)]
#[case::a_natural_of_the_dealer_against_a_pair(&[("9C 9D", "")], "AH 10S", Phase::Over)]
#[case::the_first_of_two_hands(&[("8C 2C", ""), ("8D 3C", "")], "6H 10S", Phase::Playing { hand: 0 })]
#[case::the_second_of_two_hands(&[("8C 2C", "s"), ("8D 3C 2S", "")], "6H 10S", Phase::Playing { hand: 1 })]
#[case::the_second_of_two_hands_has_21(&[("10C 2C", ""), ("10D AC", "")], "6H 10S", Phase::Playing { hand: 0 })]
#[case::split_aces(&[("AC KC", ""), ("AD 3C", "")], "6H 10S 5D", Phase::Over)]
#[case::both_hands_of_a_split_bust(&[("8C 10C 9D", ""), ("8D 10D 9C", "")], "6H 10S", Phase::Over)]
fn a_round_that_can_have_been_played_is_restored(
    #[case] hands: &[(&str, &str)],
    #[case] dealer: &str,
    #[case] phase: Phase,
) {
    let saved = with_round(hands, dealer);
    match Table::try_from(saved.clone()) {
        Ok(table) => {
            assert_eq!(table.phase(), phase, "the phase of a restored table, with {hands:?} against {dealer}");
            assert_eq!(table.snapshot(), saved, "the snapshot of a table that was restored from it");
            let out = saved.round.map_or(0, |round| round.hands.iter().map(|hand| hand.cards.cards().len()).sum())
                + cards(dealer).len();
            assert_eq!(table.shoe().out(), out, "the cards of the round are out of the shoe");
        }
        Err(error) => panic!("{hands:?} against {dealer} can have been played, and was refused: {error}"),
    }
}

#[rstest]
#[case::no_hand(&[], "6H 10S", SnapshotError::HandCount { hands: 0 })]
#[case::three_hands(&[("8C 2C", ""), ("8D 3C", ""), ("8H 3C", "")], "6H 10S", SnapshotError::HandCount { hands: 3 })]
#[case::no_card(&[("", "")], "6H 10S", SnapshotError::TooFewCards { hand: 0, cards: 0 })]
#[case::one_card(&[("8C", "")], "6H 10S", SnapshotError::TooFewCards { hand: 0, cards: 1 })]
#[case::one_card_after_a_split(&[("8C 2C", ""), ("8D", "")], "6H 10S", SnapshotError::TooFewCards { hand: 1, cards: 1 })]
#[case::hands_of_no_pair(&[("KC 2C", ""), ("QC 3C", "")], "6H 10S", SnapshotError::NotASplit { first: Rank::King, second: Rank::Queen })]
#[case::doubled_with_two_cards(&[("9C 2C", "d")], "6H 10S 5C", SnapshotError::DoubledCards { hand: 0, cards: 2 })]
#[case::doubled_with_four_cards(&[("8C 2C", "s"), ("8D 2D 2H 3H", "d")], "6H 10S 5C", SnapshotError::DoubledCards { hand: 1, cards: 4 })]
#[case::a_card_after_21(&[("9C 2C KC 2H", "")], "6H 10S", SnapshotError::PlayedOn { hand: 0 })]
#[case::a_card_after_a_natural(&[("AC KC 5H", "")], "6H 10S", SnapshotError::PlayedOn { hand: 0 })]
#[case::a_card_after_going_bust(&[("10C 9C KC 2H", "")], "6H 10S", SnapshotError::PlayedOn { hand: 0 })]
#[case::stood_with_21(&[("9C 2C KC", "s")], "6H 10S 5C", SnapshotError::PlayedOn { hand: 0 })]
#[case::stood_with_a_natural(&[("AC KC", "s")], "6H 10S", SnapshotError::PlayedOn { hand: 0 })]
#[case::stood_when_bust(&[("10C 9C KC", "s")], "6H 10S", SnapshotError::PlayedOn { hand: 0 })]
#[case::stood_after_a_double(&[("9C 2C 3C", "ds")], "6H 10S 5C", SnapshotError::PlayedOn { hand: 0 })]
#[case::a_card_on_split_aces(&[("AC 2C", ""), ("AD 3C 4C", "")], "6H 10S 5C", SnapshotError::PlayedOn { hand: 1 })]
#[case::stood_with_split_aces(&[("AC 2C", "s"), ("AD 3C", "")], "6H 10S 5C", SnapshotError::PlayedOn { hand: 0 })]
#[case::stood_against_a_natural(&[("10C 9C", "s")], "AH 10S", SnapshotError::PlayedOn { hand: 0 })]
#[case::a_card_against_a_natural(&[("10C 3C 4C", "")], "AH 10S", SnapshotError::PlayedOn { hand: 0 })]
#[case::split_against_a_natural(&[("8C 3C", ""), ("8D 4C", "")], "AH 10S", SnapshotError::PlayedOn { hand: 0 })]
#[case::the_second_hand_hit_first(&[("8C 3C", ""), ("8D 4C 2C", "")], "6H 10S", SnapshotError::OutOfTurn)]
#[case::the_second_hand_stood_first(&[("8C 3C", ""), ("8D 4C", "s")], "6H 10S", SnapshotError::OutOfTurn)]
#[case::a_dealer_without_cards(&[("10C 8D", "")], "", SnapshotError::DealerCards { cards: 0 })]
#[case::a_dealer_with_one_card(&[("10C 8D", "")], "6H", SnapshotError::DealerCards { cards: 1 })]
#[case::a_dealer_who_drew_too_early(&[("10C 8D", "")], "6H 10S 2C", SnapshotError::DealerCards { cards: 3 })]
#[case::a_dealer_who_did_not_draw(&[("10C 8D", "s")], "6H 10S", SnapshotError::DealerCards { cards: 2 })]
#[case::a_dealer_who_drew_too_little(&[("10C 8D", "s")], "2H 3S 4C", SnapshotError::DealerCards { cards: 3 })]
#[case::a_dealer_who_drew_too_much(&[("10C 8D", "s")], "6H 10S 2C 2D", SnapshotError::DealerCards { cards: 4 })]
#[case::a_dealer_who_drew_against_a_bust_hand(&[("10C 8D KD", "")], "6H 10S 2C", SnapshotError::DealerCards { cards: 3 })]
#[case::a_dealer_who_drew_against_a_natural(&[("AC KD", "")], "6H 10S 2C", SnapshotError::DealerCards { cards: 3 })]
#[case::a_dealer_who_hit_soft_17_against_the_rule(&[("10C 8D", "s")], "AH 6S 2C", SnapshotError::DealerCards { cards: 3 })]
fn a_round_that_nobody_can_have_played_is_refused(
    #[case] hands: &[(&str, &str)],
    #[case] dealer: &str,
    #[case] error: SnapshotError,
) {
    let restored = Table::try_from(with_round(hands, dealer));
    assert_eq!(restored, Err(error), "restoring a round of {hands:?} against {dealer}");
}

#[test]
fn a_dealer_who_stood_on_soft_17_against_the_rule_is_refused() {
    let mut table = table_by("10C AH 8D 6S 2C 3C", Soft17::Hit);
    play(&mut table, "ds");
    let mut saved = table.snapshot();
    assert!(Table::try_from(saved.clone()).is_ok(), "a dealer who hit soft 17 by the rule");
    if let Some(round) = &mut saved.round {
        round.dealer = cards("AH 6S").into_iter().collect();
    }
    assert_eq!(Table::try_from(saved), Err(SnapshotError::DealerCards { cards: 2 }), "a dealer who stood on soft 17");
}

#[rstest]
#[case::all_cards(9, SnapshotError::CutTooDeep { behind_cut: 9, cards: 9 })]
#[case::more_than_there_are(100, SnapshotError::CutTooDeep { behind_cut: 100, cards: 9 })]
#[case::all_that_could_be_dealt(8, SnapshotError::ShuffleWasDue { behind_cut: 8, cards: 8 })]
fn a_cut_card_that_cannot_be_there_is_refused(#[case] behind_cut: usize, #[case] error: SnapshotError) {
    let discarded = cards("KH");
    let saved = TableSnapshot { behind_cut, discarded, ..snapshot() };
    let fits = TableSnapshot { behind_cut: 7, ..saved.clone() };
    assert!(Table::try_from(fits).is_ok(), "7 of 8 cards in the shoe were behind the cut card when the round began");
    assert_eq!(Table::try_from(saved), Err(error), "a table of 9 cards, one discarded, {behind_cut} behind the cut");
}

#[test]
fn a_table_without_cards_is_refused() {
    let empty = TableSnapshot { undealt: vec![], discarded: vec![], behind_cut: 0, round: None, ..snapshot() };
    let error = SnapshotError::CutTooDeep { behind_cut: 0, cards: 0 };
    assert_eq!(Table::try_from(empty), Err(error), "a table whose shoe has no cards at all");
}

#[test]
fn law_a_saved_table_plays_on_as_if_nothing_had_happened() {
    testkit::law(any_game(), |game| {
        let mut table = game.table();
        let mut restored = table.clone();
        for what in game.moves {
            let given = make_move(&mut table, what);
            assert_eq!(
                make_move(&mut restored, what),
                given,
                "what {what:?} gives at a table that was saved and restored"
            );
            let saved: Value = serde_json::to_value(table.snapshot()).expect("a snapshot can be written");
            let read: TableSnapshot = serde_json::from_value(saved.clone()).expect("what was written can be read");
            restored = match Table::try_from(read) {
                Ok(restored) => restored,
                Err(error) => panic!("{saved} was saved after {what:?}, and was refused: {error}"),
            };
            assert_eq!(
                discards_sorted(restored.snapshot()),
                discards_sorted(table.snapshot()),
                "the snapshot of a restored table, after {what:?}"
            );
            assert_eq!(restored.phase(), table.phase(), "the phase of a restored table, after {what:?}");
        }
    });
}
