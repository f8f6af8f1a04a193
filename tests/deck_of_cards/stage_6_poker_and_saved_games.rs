//! # Poker and saved games
//!
//! Add a second game to the same deck. `Poker` is another scoring: it takes five to seven cards and returns a score
//! that can be compared. Your cards, deck and hand should need no change. Watch the ace in straights, and the
//! tie-breaks within a category.
//!
//! Then save games. A table returns a `TableSnapshot`, which is plain data. Restoring a table checks the snapshot. If
//! no game can produce it, the error names the broken rule. Use the functions that play the game for these checks.
//!
//! With `ALL_POKER_HANDS=1`, one test checks all 2,598,960 hands instead of a sample.
//!
//! Look up: `Ord` for tuples and arrays; sets as bits of an integer; `TryFrom`; "parse, don't validate".
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

use super::support::{any_game, bet, card, cards, make_move, play, rng, sorted, table, table_with, text};

/// Returns the poker score of these cards.
fn score(texts: &str) -> PokerRank {
    Poker.score(&cards(texts)).unwrap_or_else(|error| panic!("scoring {texts} should succeed, but failed: {error}"))
}

#[rstest]
#[case::high_card("KS JH 8D 5C 2S", Category::HighCard)]
#[case::pair("KS KH 8D 5C 2S", Category::Pair)]
#[case::two_pair("KS KH 8D 8C 2S", Category::TwoPair)]
#[case::three_of_a_kind("KS KH KD 8C 2S", Category::ThreeOfAKind)]
#[case::straight("9S 8H 7D 6C 5S", Category::Straight)]
#[case::straight_to_the_ace("AS KH QD JC 10S", Category::Straight)]
#[case::straight_from_the_ace("AS 2H 3D 4C 5S", Category::Straight)]
#[case::wraps_around_with_ace_in_the_middle("QS KH AD 2C 3S", Category::HighCard)]
#[case::wraps_around_from_king_to_four("KS AH 2D 3C 4S", Category::HighCard)]
#[case::four_consecutive_and_an_ace("AS 3H 4D 5C 6S", Category::HighCard)]
#[case::flush("KS JS 8S 5S 2S", Category::Flush)]
#[case::four_of_a_suit("KS JS 8S 5S 2H", Category::HighCard)]
#[case::full_house("KS KH KD 8C 8S", Category::FullHouse)]
#[case::four_of_a_kind("KS KH KD KC 8S", Category::FourOfAKind)]
#[case::straight_flush("9S 8S 7S 6S 5S", Category::StraightFlush)]
#[case::royal_flush("AS KS QS JS 10S", Category::StraightFlush)]
#[case::straight_flush_from_the_ace("AS 2S 3S 4S 5S", Category::StraightFlush)]
#[case::flush_that_wraps_around("QS KS AS 2S 3S", Category::Flush)]
fn five_cards_have_a_category(#[case] texts: &str, #[case] category: Category) {
    assert_eq!(score(texts).category(), category, "category of {texts}");
}

/// Hands in strictly ascending order.
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
fn better_hands_have_greater_scores() {
    for (low, worse) in LADDER.iter().enumerate() {
        for better in &LADDER[low + 1..] {
            assert!(
                score(worse) < score(better),
                "{better} should beat {worse}; scores {:?} and {:?}",
                score(better),
                score(worse)
            );
        }
    }
}

#[rstest]
#[case::second_card("KS JS 8S 5S 2S", "KH 10H 9H 7H 6H")]
#[case::third_card("KS JS 8S 5S 2S", "KH JH 7H 6H 4H")]
#[case::fourth_card("KS JS 8S 5S 2S", "KH JH 8H 4H 3H")]
#[case::fifth_card("KS JS 8S 5S 3S", "KH JH 8H 5H 2H")]
fn flushes_are_compared_card_by_card(#[case] better: &str, #[case] worse: &str) {
    assert!(score(better) > score(worse), "flush {better} should beat flush {worse}");
}

#[rstest]
#[case::high_cards("KS JH 8D 5C 2S", "KH JD 8C 5S 2H")]
#[case::pairs("KS KH 8D 5C 2S", "KD KC 8C 5S 2H")]
#[case::two_pairs("KS KH 8D 8C 2S", "KD KC 8S 8H 2H")]
#[case::straights("9S 8H 7D 6C 5S", "9D 8D 7S 6S 5H")]
#[case::flushes("KS JS 8S 5S 2S", "KH JH 8H 5H 2H")]
#[case::royal_flushes("AS KS QS JS 10S", "AH KH QH JH 10H")]
#[case::same_cards_in_another_order("KS JH 8D 5C 2S", "2S 5C KS 8D JH")]
#[case::same_best_five_cards("2S 3H 10S JH QD KC AS", "9D 9C 10S JH QD KC AS")]
fn hands_of_equal_ranks_tie(#[case] one: &str, #[case] other: &str) {
    assert_eq!(score(one), score(other), "score of {one}, compared with {other}");
}

#[rstest]
#[case::two_triples("KS KH KD 8C 8S 8H 2D", "KS KH KD 8C 8S")]
#[case::triple_and_two_pairs("KS KH KD 8C 8S 9H 9D", "KS KH KD 9C 9S")]
#[case::three_pairs_and_a_higher_kicker("KS KH 8D 8C 2S 2H AD", "KS KH 8D 8C AS")]
#[case::three_pairs_with_the_lowest_as_kicker("KS KH 8D 8C 5S 5H 2D", "KS KH 8D 8C 5S")]
#[case::six_consecutive_ranks("4S 5H 6D 7C 8S 9H 2D", "5S 6H 7D 8C 9S")]
#[case::straight_with_a_triple("4S 5H 6D 7C 8S 8H 8D", "4S 5H 6D 7C 8S")]
#[case::straight_from_the_ace_with_a_pair_of_kings("AS 2H 3D 4C 5S KH KD", "AS 2H 3D 4C 5S")]
#[case::six_of_a_suit("KS JS 8S 5S 3S 2S AH", "KS JS 8S 5S 3S")]
#[case::flush_and_straight("4S 5S 6S 7C 8S JS 2D", "JS 8S 6S 5S 4S")]
#[case::flush_and_straight_of_mixed_suits("5H 6S 7S 8S 9S KS 2D", "KS 9S 8S 7S 6S")]
#[case::straight_flush_and_higher_straight("5S 6S 7S 8S 9S 10H JD", "5S 6S 7S 8S 9S")]
#[case::straight_flush_from_the_ace_and_higher_straight("AS 2S 3S 4S 5S 6H KS", "AS 2S 3S 4S 5S")]
#[case::four_of_a_kind_and_two_kickers("8S 8H 8D 8C KS KH AD", "8S 8H 8D 8C AS")]
#[case::four_of_a_kind_and_triple("8S 8H 8D 8C KS KH KD", "8S 8H 8D 8C KS")]
#[case::six_cards("KS JH 8D 5C 3D 2S", "KS JH 8D 5C 3S")]
fn the_best_five_cards_count(#[case] texts: &str, #[case] best: &str) {
    assert_eq!(score(texts), score(best), "score of {texts}, compared with its best five cards {best}");
}

#[rstest]
#[case::no_cards("", 0)]
#[case::four_cards("KS JH 8D 5C", 4)]
#[case::eight_cards("KS JH 8D 5C 2S 3S 4S 6S", 8)]
#[case::four_cards_with_a_duplicate("KS KS 8D 5C", 4)]
fn poker_rejects_fewer_than_five_or_more_than_seven_cards(#[case] texts: &str, #[case] count: usize) {
    let error = PokerError::CardCount { cards: count };
    assert_eq!(Poker.score(&cards(texts)), Err(error), "result of scoring {texts:?}");
}

#[rstest]
#[case::adjacent("KS KS 8D 5C 2S", "KS")]
#[case::first_and_last("KS JH 8D 5C KS", "KS")]
#[case::seven_cards("KS JH 8D 5C 2S 3S 8D", "8D")]
#[case::several_duplicates("KS 2S JH JH KS 2S", "JH")]
#[case::five_of_one_rank("KS KH KD KC KS", "KS")]
fn poker_rejects_a_duplicate_card(#[case] texts: &str, #[case] duplicate: &str) {
    let error = PokerError::Duplicate { card: card(duplicate) };
    assert_eq!(Poker.score(&cards(texts)), Err(error), "result of scoring {texts}");
}

#[test]
fn law_the_score_is_that_of_the_best_five_cards() {
    // Few ranks make pairs, straights and flushes likely.
    let few: Vec<Card> = all::<Card>().filter(|card| card.rank() <= Rank::Seven || card.rank().is_ace()).collect();
    let any_hand = prop::sample::subsequence(few, 5..8).prop_shuffle();
    testkit::law(any_hand, |cards| {
        let mut fives = Vec::new();
        for bits in 0..1u32 << cards.len() {
            if bits.count_ones() == 5 {
                let five: Vec<Card> = (0..cards.len()).filter(|at| bits >> at & 1 == 1).map(|at| cards[at]).collect();
                fives.push(Poker.score(&five).expect("five different cards have a score"));
            }
        }
        let best = fives.into_iter().max().expect("there are at least five cards");
        assert_eq!(Poker.score(&cards), Ok(best), "score of {}, compared with its best five cards", text(&cards));
    });
}

/// Returns the category of five cards, and their ranks by descending frequency.
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

/// Calls `visit` with every `step`-th of all 2,598,960 hands.
fn every_hand(step: usize, mut visit: impl FnMut(&[Card; 5])) {
    let deck: Vec<Card> = all().collect();
    let mut count = 0;
    for a in 0..48 {
        for b in a + 1..49 {
            for c in b + 1..50 {
                for d in c + 1..51 {
                    // 51 - d hands start with these four cards. Skip to the first one of the sample.
                    let first = (step - count % step) % step;
                    for e in (d + 1 + first..52).step_by(step) {
                        visit(&[deck[a], deck[b], deck[c], deck[d], deck[e]]);
                    }
                    count += 51 - d;
                }
            }
        }
    }
    assert_eq!(count, 2_598_960, "number of poker hands");
}

/// A hand with its score by the code under test and by `naive`.
type Ranked = (PokerRank, (Category, Vec<u8>), [Card; 5]);

#[test]
fn scores_agree_with_a_naive_ranking() {
    let mut last: Option<Ranked> = None;
    let mut seen = 0;
    every_hand(1_009, |hand| {
        let (found, expected) = (Poker.score(hand).expect("five different cards have a score"), naive(hand));
        assert_eq!(found.category(), expected.0, "category of {}", text(hand));
        if let Some((last_found, last_expected, last_hand)) = &last {
            let [one, other] = [text(hand), text(last_hand)];
            assert_eq!(found.cmp(last_found), expected.cmp(last_expected), "order of {one} and {other}");
        }
        last = Some((found, expected, *hand));
        seen += 1;
    });
    assert_eq!(seen, 2_598_960_usize.div_ceil(1_009), "number of hands in the sample");
}

#[test]
fn categories_have_the_expected_frequencies() {
    let full = std::env::var_os("ALL_POKER_HANDS").is_some_and(|value| value != "0");
    let mut found: BTreeMap<Category, u32> = all::<Category>().map(|category| (category, 0)).collect();
    let mut expected = found.clone();
    every_hand(if full { 1 } else { 499 }, |hand| {
        let rank = Poker.score(hand).expect("five different cards have a score");
        *found.get_mut(&rank.category()).expect("every category is counted") += 1;
        if !full {
            *expected.get_mut(&naive(hand).0).expect("every category is counted") += 1;
        }
    });
    if full {
        let counts = [1_302_540, 1_098_240, 123_552, 54_912, 10_200, 5_108, 3_744, 624, 40];
        expected = all::<Category>().zip(counts).collect();
    }
    assert_eq!(found, expected, "number of hands per category among {}", if full { "all hands" } else { "a sample" });
}

#[rstest]
#[case::number("10H", "10H")]
#[case::ace("AS", "AS")]
#[case::other_form("th", "10H")]
fn a_saved_card_is_a_string(#[case] read: &str, #[case] written: &str) {
    let card: Card = serde_json::from_value(json!(read)).expect("serde reads every form of a card");
    assert_eq!(card.to_string(), written, "card read from {read:?}");
    assert_eq!(serde_json::to_value(card).ok(), Some(json!(written)), "card as JSON");
}

#[test]
fn a_saved_hand_is_a_list_of_cards() {
    let hand: Hand = cards("AS 10H 2C").into_iter().collect();
    let saved = serde_json::to_value(&hand).expect("a hand can be serialized");
    assert_eq!(saved, json!(["AS", "10H", "2C"]), "hand as JSON");
    assert_eq!(serde_json::from_value::<Hand>(saved).ok(), Some(hand), "hand read from its JSON");
}

#[test]
fn reading_rejects_an_invalid_card() {
    assert!(serde_json::from_value::<Card>(json!("AS")).is_ok(), "reading \"AS\" as a card should succeed");
    for wrong in [json!("11S"), json!(""), json!(7), json!(null)] {
        assert!(serde_json::from_value::<Card>(wrong.clone()).is_err(), "reading {wrong} as a card should fail");
        let hand = json!(["AS", wrong]);
        assert!(serde_json::from_value::<Hand>(hand.clone()).is_err(), "reading {hand} as a hand should fail");
    }
}

#[test]
fn a_snapshot_is_written_as_in_the_brief() {
    let cards = cards("8C 6H 8D KS 3C 2D 9C 7D 4H");
    let mut table =
        Table::new(Shoe::stacked(cards, 2).expect("the cut card is not too deep"), Rules { soft_17: Soft17::Hit })
            .expect("no card is out");
    assert_eq!(table.deal(bet(500)), Ok(()), "result of a deal");
    play(&mut table, "pu");
    let saved = serde_json::to_value(table.snapshot()).expect("a snapshot can be serialized");
    let expected = json!({
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
    assert_eq!(saved, expected, "snapshot as JSON");
    let read: TableSnapshot = serde_json::from_value(expected).expect("a snapshot can be read");
    let restored = Table::try_from(read).map(|restored| restored.snapshot());
    assert_eq!(restored, Ok(table.snapshot()), "snapshot of the restored table");
}

#[test]
fn a_snapshot_of_an_idle_table_has_the_discarded_cards() {
    let mut table = table("9C 7H 9D 10S 2C 3C");
    play(&mut table, "dse");
    let snapshot = table.snapshot();
    assert_eq!(snapshot.round, None, "round in the snapshot of an idle table");
    assert_eq!(text(&snapshot.undealt), "2C 3C", "undealt cards from the top down");
    assert_eq!(text(&sorted(snapshot.discarded.clone())), "7H 9C 9D 10S", "sorted discarded cards");
    let mut restored = Table::try_from(snapshot.clone()).expect("the snapshot is valid");
    assert_eq!(
        with_sorted_discards(restored.snapshot()),
        with_sorted_discards(snapshot),
        "snapshot of the restored table"
    );
    assert_eq!(restored.shuffle(&mut rng(1)), Ok(()), "result of a shuffle of the restored table");
    assert_eq!(restored.shoe().remaining(), 6, "cards left after shuffling the restored table");
}

/// Sorts the discarded cards, whose order is unspecified.
fn with_sorted_discards(snapshot: TableSnapshot) -> TableSnapshot {
    TableSnapshot { discarded: sorted(snapshot.discarded), ..snapshot }
}

/// Returns the snapshot of a round in which the player stands on 18 and the dealer drew.
fn snapshot() -> TableSnapshot {
    let mut table = table("10C 6H 8D 10S 2C 3C 4C 5C");
    play(&mut table, "ds");
    table.snapshot()
}

/// Returns a snapshot with this round. A hand is its cards and the player's decisions: `d`oubled, `s`tood.
fn with_round(hands: &[(&str, &str)], dealer: &str) -> TableSnapshot {
    let hands = hands.iter().map(|(texts, decisions)| PlayerHand {
        cards: cards(texts).into_iter().collect(),
        doubled: decisions.contains('d'),
        stood: decisions.contains('s'),
    });
    let round = RoundSnapshot { bet: bet(100), hands: hands.collect(), dealer: cards(dealer).into_iter().collect() };
    TableSnapshot { round: Some(round), ..snapshot() }
}

#[rstest]
#[case::playing(&[("10C 8D", "")], "6H 10S", Phase::Playing { hand: 0 })]
#[case::stood(&[("10C 8D", "s")], "6H 10S 5D", Phase::Over)]
#[case::bust(&[("10C 8D 9D", "")], "6H 10S", Phase::Over)]
#[case::doubled_to_21(&[("5C 6D KD", "d")], "6H 10S 5D", Phase::Over)]
#[case::natural(&[("AC KD", "")], "6H 10S", Phase::Over)]
#[case::dealer_natural(&[("9C 8D", "")], "AH 10S", Phase::Over)]
#[case::dealer_natural_against_a_pair(&[("9C 9D", "")], "AH 10S", Phase::Over)]
#[case::first_of_two_hands(&[("8C 2C", ""), ("8D 3C", "")], "6H 10S", Phase::Playing { hand: 0 })]
#[case::second_of_two_hands(&[("8C 2C", "s"), ("8D 3C 2S", "")], "6H 10S", Phase::Playing { hand: 1 })]
#[case::first_of_two_hands_while_the_second_has_21(&[("10C 2C", ""), ("10D AC", "")], "6H 10S", Phase::Playing { hand: 0 })]
#[case::split_aces(&[("AC KC", ""), ("AD 3C", "")], "6H 10S 5D", Phase::Over)]
#[case::both_hands_bust(&[("8C 10C 9D", ""), ("8D 10D 9C", "")], "6H 10S", Phase::Over)]
fn a_possible_round_is_restored(#[case] hands: &[(&str, &str)], #[case] dealer: &str, #[case] phase: Phase) {
    let saved = with_round(hands, dealer);
    match Table::try_from(saved.clone()) {
        Ok(table) => {
            assert_eq!(table.phase(), phase, "phase of a restored table with {hands:?} against {dealer}");
            assert_eq!(table.snapshot(), saved, "snapshot of the restored table");
            let out = saved.round.map_or(0, |round| round.hands.iter().map(|hand| hand.cards.cards().len()).sum())
                + cards(dealer).len();
            assert_eq!(table.shoe().out(), out, "cards out of the shoe of the restored table");
        }
        Err(error) => panic!("restoring {hands:?} against {dealer} should succeed, but failed: {error}"),
    }
}

#[rstest]
#[case::no_hands(&[], "6H 10S", SnapshotError::HandCount { hands: 0 })]
#[case::three_hands(&[("8C 2C", ""), ("8D 3C", ""), ("8H 3C", "")], "6H 10S", SnapshotError::HandCount { hands: 3 })]
#[case::no_cards(&[("", "")], "6H 10S", SnapshotError::TooFewCards { hand: 0, cards: 0 })]
#[case::one_card(&[("8C", "")], "6H 10S", SnapshotError::TooFewCards { hand: 0, cards: 1 })]
#[case::one_card_after_a_split(&[("8C 2C", ""), ("8D", "")], "6H 10S", SnapshotError::TooFewCards { hand: 1, cards: 1 })]
#[case::two_hands_without_a_pair(&[("KC 2C", ""), ("QC 3C", "")], "6H 10S", SnapshotError::NotASplit { first: Rank::King, second: Rank::Queen })]
#[case::doubled_with_two_cards(&[("9C 2C", "d")], "6H 10S 5C", SnapshotError::DoubledCards { hand: 0, cards: 2 })]
#[case::doubled_with_four_cards(&[("8C 2C", "s"), ("8D 2D 2H 3H", "d")], "6H 10S 5C", SnapshotError::DoubledCards { hand: 1, cards: 4 })]
#[case::card_after_21(&[("9C 2C KC 2H", "")], "6H 10S", SnapshotError::PlayedOn { hand: 0 })]
#[case::card_after_a_natural(&[("AC KC 5H", "")], "6H 10S", SnapshotError::PlayedOn { hand: 0 })]
#[case::card_after_going_bust(&[("10C 9C KC 2H", "")], "6H 10S", SnapshotError::PlayedOn { hand: 0 })]
#[case::stood_on_21(&[("9C 2C KC", "s")], "6H 10S 5C", SnapshotError::PlayedOn { hand: 0 })]
#[case::stood_on_a_natural(&[("AC KC", "s")], "6H 10S", SnapshotError::PlayedOn { hand: 0 })]
#[case::stood_when_bust(&[("10C 9C KC", "s")], "6H 10S", SnapshotError::PlayedOn { hand: 0 })]
#[case::stood_after_a_double(&[("9C 2C 3C", "ds")], "6H 10S 5C", SnapshotError::PlayedOn { hand: 0 })]
#[case::card_on_split_aces(&[("AC 2C", ""), ("AD 3C 4C", "")], "6H 10S 5C", SnapshotError::PlayedOn { hand: 1 })]
#[case::stood_on_split_aces(&[("AC 2C", "s"), ("AD 3C", "")], "6H 10S 5C", SnapshotError::PlayedOn { hand: 0 })]
#[case::stood_against_a_dealer_natural(&[("10C 9C", "s")], "AH 10S", SnapshotError::PlayedOn { hand: 0 })]
#[case::card_against_a_dealer_natural(&[("10C 3C 4C", "")], "AH 10S", SnapshotError::PlayedOn { hand: 0 })]
#[case::split_against_a_dealer_natural(&[("8C 3C", ""), ("8D 4C", "")], "AH 10S", SnapshotError::PlayedOn { hand: 0 })]
#[case::card_of_hand_1_before_hand_0_ended(&[("8C 3C", ""), ("8D 4C 2C", "")], "6H 10S", SnapshotError::OutOfTurn)]
#[case::hand_1_stood_before_hand_0_ended(&[("8C 3C", ""), ("8D 4C", "s")], "6H 10S", SnapshotError::OutOfTurn)]
#[case::dealer_without_cards(&[("10C 8D", "")], "", SnapshotError::DealerCards { cards: 0 })]
#[case::dealer_with_one_card(&[("10C 8D", "")], "6H", SnapshotError::DealerCards { cards: 1 })]
#[case::dealer_drew_too_early(&[("10C 8D", "")], "6H 10S 2C", SnapshotError::DealerCards { cards: 3 })]
#[case::dealer_did_not_draw(&[("10C 8D", "s")], "6H 10S", SnapshotError::DealerCards { cards: 2 })]
#[case::dealer_drew_too_few_cards(&[("10C 8D", "s")], "2H 3S 4C", SnapshotError::DealerCards { cards: 3 })]
#[case::dealer_drew_too_many_cards(&[("10C 8D", "s")], "6H 10S 2C 2D", SnapshotError::DealerCards { cards: 4 })]
#[case::dealer_drew_against_a_bust_hand(&[("10C 8D KD", "")], "6H 10S 2C", SnapshotError::DealerCards { cards: 3 })]
#[case::dealer_drew_against_a_natural(&[("AC KD", "")], "6H 10S 2C", SnapshotError::DealerCards { cards: 3 })]
#[case::dealer_hit_soft_17_against_the_rule(&[("10C 8D", "s")], "AH 6S 2C", SnapshotError::DealerCards { cards: 3 })]
fn an_impossible_round_is_rejected(#[case] hands: &[(&str, &str)], #[case] dealer: &str, #[case] error: SnapshotError) {
    let restored = Table::try_from(with_round(hands, dealer));
    assert_eq!(restored, Err(error), "result of restoring {hands:?} against {dealer}");
}

#[test]
fn a_dealer_who_must_hit_soft_17_cannot_stand_on_it() {
    let mut table = table_with("10C AH 8D 6S 2C 3C", Soft17::Hit);
    play(&mut table, "ds");
    let mut saved = table.snapshot();
    assert!(
        Table::try_from(saved.clone()).is_ok(),
        "restoring a dealer who hit soft 17 should succeed with Soft17::Hit"
    );
    if let Some(round) = &mut saved.round {
        round.dealer = cards("AH 6S").into_iter().collect();
    }
    assert_eq!(
        Table::try_from(saved),
        Err(SnapshotError::DealerCards { cards: 2 }),
        "result of restoring a dealer who stood on soft 17 with Soft17::Hit"
    );
}

#[rstest]
#[case::all_cards_behind_it(9, SnapshotError::CutTooDeep { behind_cut: 9, cards: 9 })]
#[case::more_than_all_cards_behind_it(100, SnapshotError::CutTooDeep { behind_cut: 100, cards: 9 })]
#[case::all_cards_of_the_shoe_behind_it(8, SnapshotError::ShuffleWasDue { behind_cut: 8, cards: 8 })]
fn an_impossible_cut_card_is_rejected(#[case] behind_cut: usize, #[case] error: SnapshotError) {
    let discarded = cards("KH");
    let saved = TableSnapshot { behind_cut, discarded, ..snapshot() };
    let fits = TableSnapshot { behind_cut: 7, ..saved.clone() };
    assert!(
        Table::try_from(fits).is_ok(),
        "restoring should succeed with 7 of 8 cards behind the cut card before the deal"
    );
    assert_eq!(
        Table::try_from(saved),
        Err(error),
        "result of restoring 9 cards, one of them discarded, with {behind_cut} behind the cut card"
    );
}

#[test]
fn a_table_without_cards_is_rejected() {
    let empty = TableSnapshot { undealt: vec![], discarded: vec![], behind_cut: 0, round: None, ..snapshot() };
    let error = SnapshotError::CutTooDeep { behind_cut: 0, cards: 0 };
    assert_eq!(Table::try_from(empty), Err(error), "result of restoring a table without cards");
}

#[test]
fn law_a_restored_table_behaves_like_the_original() {
    testkit::law(any_game(), |game| {
        let mut table = game.table();
        let mut restored = table.clone();
        for action in game.moves {
            let expected = make_move(&mut table, action);
            assert_eq!(make_move(&mut restored, action), expected, "result of {action:?} at a restored table");
            let saved: Value = serde_json::to_value(table.snapshot()).expect("a snapshot can be serialized");
            let read: TableSnapshot = serde_json::from_value(saved.clone()).expect("a serialized snapshot can be read");
            restored = match Table::try_from(read) {
                Ok(restored) => restored,
                Err(error) => {
                    panic!("restoring the snapshot after {action:?} should succeed, but failed: {error}; {saved}")
                }
            };
            assert_eq!(
                with_sorted_discards(restored.snapshot()),
                with_sorted_discards(table.snapshot()),
                "snapshot of the restored table after {action:?}"
            );
            assert_eq!(restored.phase(), table.phase(), "phase of the restored table after {action:?}");
        }
    });
}
