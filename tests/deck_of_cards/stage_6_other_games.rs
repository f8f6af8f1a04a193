//! # Other games
//!
//! Your cards, deck, hand and scoring serve other games too. First, the tests bring their own: a German deck of 32 cards
//! with its own ranks and points, a game whose scoring has state, games chosen at run time, and cards that can be
//! neither copied nor compared. These games need two more methods, and `Sum`, a scoring that adds up a value per card.
//!
//! Then write poker in `src/poker.rs`. `Poker` is another scoring: it takes five to seven cards and returns a score that
//! can be compared. Watch the ace in straights, and the tie-breaks within a category.
//!
//! If a game needs a change in your deck or hand, find out what they assumed about a card or a score. With
//! `ALL_POKER_HANDS=1`, one test checks all 2,598,960 hands instead of a sample.
//!
//! Look up: implementing a trait for every closure; `Ord` for tuples and arrays; sets as bits of an integer.
//!
//! Time box: 45 minutes.

use std::cell::RefCell;
use std::collections::BTreeMap;

use deck_of_cards::{Blackjack, Card, Category, Deck, Hand, Poker, PokerError, PokerRank, Rank, Scoring, Sum};
use enum_iterator::{Sequence, all};
use proptest::prelude::*;
use rstest::rstest;
use testkit::{Drops, Tracked};

use super::support::{cards, deal, deck_cards, rng, sorted, text};

/// A suit of the German deck.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Sequence)]
enum Color {
    Bells,
    Hearts,
    Leaves,
    Acorns,
}

/// A rank of the German deck.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Sequence)]
enum Figure {
    Seven,
    Eight,
    Nine,
    Unter,
    Ober,
    King,
    Ten,
    Deuce,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Sequence)]
struct GermanCard {
    color: Color,
    figure: Figure,
}

const fn german(color: Color, figure: Figure) -> GermanCard {
    GermanCard { color, figure }
}

/// Returns the points of a card for the player who wins it.
fn points(card: &GermanCard) -> u32 {
    match card.figure {
        Figure::Seven | Figure::Eight | Figure::Nine => 0,
        Figure::Unter => 2,
        Figure::Ober => 3,
        Figure::King => 4,
        Figure::Ten => 10,
        Figure::Deuce => 11,
    }
}

/// A scoring that returns the index of the card that wins a trick: the highest trump or, without one, the highest card
/// of the color that was led.
struct Trick {
    trump: Option<Color>,
}

impl Scoring<GermanCard> for Trick {
    type Score = Option<usize>;

    fn score(&self, cards: &[GermanCard]) -> Option<usize> {
        let led = cards.first()?.color;
        let strength = |card: &GermanCard| (Some(card.color) == self.trump, card.color == led, card.figure);
        (0..cards.len()).max_by_key(|&index| strength(&cards[index]))
    }
}

/// The scoring of baccarat: the last digit of the sum, where an ace counts 1, and tens and faces count 0.
struct Baccarat;

impl Scoring for Baccarat {
    type Score = u32;

    fn score(&self, cards: &[Card]) -> u32 {
        cards.iter().map(|card| u32::from(card.rank().number())).map(|n| if n > 9 { 0 } else { n }).sum::<u32>() % 10
    }
}

/// Rules: 6.3
#[test]
fn a_deck_contains_only_cards_not_dealt() {
    let mut deck: Deck = Deck::full();
    let dealt = deal(&mut deck, 20);
    for card in all::<Card>() {
        assert_eq!(
            deck.contains(&card),
            !dealt.contains(&card),
            "whether the deck contains {card} after dealing {dealt:?}"
        );
    }
    for card in dealt {
        deck.gather([card]);
        assert!(deck.contains(&card), "the deck should contain {card} after gathering it under the others");
    }
    for card in all::<Card>() {
        assert!(deck.contains(&card), "the deck should contain {card} after gathering all dealt cards");
    }
    let mut deck = Deck::from_iter(["twin", "other", "twin"]);
    deck.deal();
    assert!(deck.contains(&"twin"), "the deck should contain a card while an equal one is left");
}

/// Rules: 6.4
#[test]
fn a_hand_yields_its_cards_in_order() {
    let hand: Hand = cards("KS 2H AD 2H").into_iter().collect();
    assert_eq!(hand.into_iter().collect::<Vec<_>>(), cards("KS 2H AD 2H"), "cards that the hand yields as an iterator");
}

/// Rules: 6.6
#[rstest]
#[case::no_cards("", 0)]
#[case::one_card("7D", 7)]
#[case::faces("JS QS KS", 36)]
#[case::equal_cards("5C 5C", 10)]
fn sum_adds_up_the_values_of_its_function(#[case] texts: &str, #[case] sum: u64) {
    let numbers = Sum(|card: &Card| u32::from(card.rank().number()));
    assert_eq!(Hand::from_iter(cards(texts)).score(&numbers), sum, "sum of the rank numbers of {texts:?}");
}

/// Rules: 6.6
#[rstest]
#[case::no_cards(&[])]
#[case::one_card(&[7])]
#[case::equal_cards(&[5, 5, 5])]
#[case::sum_above_32_bits(&[u32::MAX, 2, u32::MAX])]
fn sum_calls_its_function_once_per_card(#[case] cards: &[u32]) {
    let called = RefCell::new(Vec::new());
    let values = Sum(|card: &u32| {
        called.borrow_mut().push(*card);
        *card
    });
    let sum = cards.iter().map(|&card| u64::from(card)).sum::<u64>();
    assert_eq!(Hand::from_iter(cards.to_vec()).score(&values), sum, "sum of the cards {cards:?}");
    assert_eq!(sorted(called.take()), sorted(cards.to_vec()), "cards for which Sum called its function, sorted");
}

/// Rules: 6.6
#[test]
fn sum_does_not_overflow() {
    let hand: Hand<u32> = [u32::MAX, u32::MAX, 2].into_iter().collect();
    assert_eq!(hand.score(&Sum(|card: &u32| *card)), 2 * u64::from(u32::MAX) + 2, "sum of u32::MAX, u32::MAX and 2");
}

/// Rules: 6.1
#[test]
fn a_full_german_deck_has_32_cards() {
    let deck = Deck::<GermanCard>::full();
    assert_eq!(deck.remaining(), 32, "number of cards in a full German deck");
    assert_eq!(
        deck_cards(&deck),
        all::<GermanCard>().collect::<Vec<_>>(),
        "cards of a full German deck from the top down"
    );
}

/// Rules: 6.1, 6.2
#[test]
fn german_cards_are_shuffled_dealt_and_gathered() {
    let mut deck = Deck::<GermanCard>::full();
    deck.shuffle(&mut rng(7));
    let order = deck_cards(&deck);
    let hands: Vec<Hand<GermanCard>> = (0..3).map(|_| deal(&mut deck, 10).into_iter().collect()).collect();
    assert_eq!(
        hands.iter().flat_map(Hand::cards).copied().collect::<Vec<_>>(),
        order[..30],
        "cards of three hands of ten"
    );
    assert_eq!(deck.remaining(), 2, "cards left after three hands of ten");
    assert!(!deck.contains(&hands[0].cards()[0]), "the deck should not contain a dealt card");
    for hand in hands {
        deck.gather(hand);
    }
    assert_eq!(
        sorted(deck_cards(&deck)),
        all::<GermanCard>().collect::<Vec<_>>(),
        "sorted cards after gathering the hands"
    );
}

/// The seed of a shuffle, and the player who wins each card.
#[derive(Clone, Debug)]
struct GermanGame {
    seed: u64,
    winners: Vec<usize>,
}

/// Rules: 6.2, 6.6
#[test]
fn law_the_points_of_a_german_deck_are_120() {
    let cases =
        (any::<u64>(), prop::collection::vec(0..3usize, 32)).prop_map(|(seed, winners)| GermanGame { seed, winners });
    testkit::law(cases, |GermanGame { seed, winners }| {
        let mut deck = Deck::<GermanCard>::full();
        deck.shuffle(&mut rng(seed));
        let mut won: [Hand<GermanCard>; 3] = std::array::from_fn(|_| Hand::new());
        for winner in winners {
            won[winner].extend(deck.deal());
        }
        let scores = won.each_ref().map(|hand| hand.score(&Sum(points)));
        assert_eq!(scores.iter().sum::<u64>(), 120, "sum of the points {scores:?} of all players");
    });
}

/// Rules: 6.5
#[rstest]
#[case::no_trump(None, Some(1))]
#[case::one_trump_played(Some(Color::Leaves), Some(2))]
#[case::no_trump_played(Some(Color::Hearts), Some(1))]
fn a_scoring_can_have_state(#[case] trump: Option<Color>, #[case] winner: Option<usize>) {
    let trick: Hand<GermanCard> = [
        german(Color::Bells, Figure::Nine),
        german(Color::Bells, Figure::Ten),
        german(Color::Leaves, Figure::Seven),
        german(Color::Acorns, Figure::Deuce),
    ]
    .into_iter()
    .collect();
    assert_eq!(trick.score(&Trick { trump }), winner, "index of the winning card with trump {trump:?}");
    assert_eq!(Hand::new().score(&Trick { trump }), None, "index of the winning card without cards");
}

/// A game of standard cards with a number as score.
type Game = Box<dyn Scoring<Card, Score = u32>>;

/// Rules: 6.5
#[test]
fn a_game_can_be_chosen_at_run_time() {
    let games: [(&str, Game); 2] = [("blackjack", Box::new(Blackjack)), ("baccarat", Box::new(Baccarat))];
    let hand: Hand = cards("AS 8H 7D").into_iter().collect();
    let scores: Vec<_> = games.iter().map(|(name, game)| (*name, hand.score(game.as_ref()))).collect();
    assert_eq!(scores, [("blackjack", 16), ("baccarat", 6)], "scores of {hand:?} by trait objects");
}

/// A card that implements no trait.
struct Ticket(Tracked<u32>);

/// Rules: 6.1, 6.2
#[test]
fn cards_without_copy_are_neither_lost_nor_duplicated() {
    let drops = Drops::new();
    let numbers = Sum(|ticket: &Ticket| *ticket.0.value());
    let last = {
        let mut deck: Deck<Ticket> = (0..20).map(|number| Ticket(drops.track(number))).collect();
        deck.shuffle(&mut rng(3));
        let mut hand = Hand::new();
        hand.extend(deal(&mut deck, 7));
        hand.add(deck.deal().expect("13 cards are left"));
        assert_eq!((drops.made(), drops.alive()), (20, 20), "cards created and alive while some are in a hand");
        let in_hand = hand.score(&numbers);
        deck.gather(hand);
        assert_eq!((drops.made(), drops.alive()), (20, 20), "cards created and alive after gathering the hand");
        let twelve: Hand<Ticket> = deal(&mut deck, 12).into_iter().collect();
        assert_eq!(in_hand + twelve.score(&numbers), 190, "sum of the scores of both hands");
        twelve
    };
    assert_eq!(drops.alive(), 12, "cards alive after the deck was dropped, with twelve in a hand");
    last.into_iter().for_each(drop);
    assert_eq!(drops.alive(), 0, "cards alive after the last hand was dropped");
}

/// Returns the poker score of these cards.
fn score(texts: &str) -> PokerRank {
    Poker.score(&cards(texts)).unwrap_or_else(|error| panic!("scoring {texts} should succeed, but failed: {error}"))
}

/// Rules: 6.9, 6.10
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
const LADDER: [&str; 38] = [
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
    "2S 2H AD 5C 3S",
    "2S 2H AD 5C 4S",
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
    "2S 2H 2D 3C 3S",
    "2S 2H 2D KC KS",
    "2S 2H 2D AC AS",
    "3S 3H 3D 2C 2S",
    "2S 2H 2D 2C 3S",
    "2S 2H 2D 2C AS",
    "3S 3H 3D 3C 2S",
    "AS 2S 3S 4S 5S",
    "2S 3S 4S 5S 6S",
];

/// Rules: 6.9, 6.11, 6.12
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

/// Rules: 6.12
#[rstest]
#[case::second_card("KS JS 8S 5S 2S", "KH 10H 9H 7H 6H")]
#[case::third_card("KS JS 8S 5S 2S", "KH JH 7H 6H 4H")]
#[case::fourth_card("KS JS 8S 5S 2S", "KH JH 8H 4H 3H")]
#[case::fifth_card("KS JS 8S 5S 3S", "KH JH 8H 5H 2H")]
fn flushes_are_compared_card_by_card(#[case] better: &str, #[case] worse: &str) {
    assert!(score(better) > score(worse), "flush {better} should beat flush {worse}");
}

/// Rules: 6.13
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

/// Rules: 6.8
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

/// Rules: 6.7
#[rstest]
#[case::no_cards("", 0)]
#[case::four_cards("KS JH 8D 5C", 4)]
#[case::eight_cards("KS JH 8D 5C 2S 3S 4S 6S", 8)]
fn poker_rejects_fewer_than_five_or_more_than_seven_cards(#[case] texts: &str, #[case] count: usize) {
    let error = PokerError::CardCount { cards: count };
    assert_eq!(Poker.score(&cards(texts)), Err(error), "result of scoring {texts:?}");
}

/// Rules: 6.7
#[rstest]
#[case::adjacent("KS KS 8D 5C 2S", "KS")]
#[case::first_and_last("KS JH 8D 5C KS", "KS")]
#[case::seven_cards("KS JH 8D 5C 2S 3S 8D", "8D")]
#[case::several_duplicates("KS 2S JH JH KS 2S", "KS 2S JH")]
#[case::five_of_one_rank("KS KH KD KC KS", "KS")]
fn poker_rejects_a_duplicate_card(#[case] texts: &str, #[case] duplicates: &str) {
    let found = Poker.score(&cards(texts));
    let is_right = matches!(&found, Err(PokerError::Duplicate { card }) if cards(duplicates).contains(card));
    assert!(is_right, "result of scoring {texts}: {found:?}, which should be Duplicate with a card of {duplicates}");
}

/// Rules: 6.8
#[test]
fn law_the_score_is_that_of_the_best_five_cards() {
    // Few ranks make pairs, straights and flushes likely.
    let few: Vec<Card> = all::<Card>().filter(|card| card.rank() <= Rank::Seven || card.rank() == Rank::Ace).collect();
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
        assert_eq!(Poker.score(&sorted(cards.clone())), Ok(best), "score of {} in ascending order", text(&cards));
    });
}

/// Returns the category of five cards, and their ranks by descending frequency.
fn naive(cards: &[Card]) -> (Category, Vec<u8>) {
    let high = |card: &Card| if card.rank() == Rank::Ace { 14 } else { card.rank().number() };
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

/// Rules: 6.9, 6.10, 6.11, 6.12
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

/// Rules: 6.9, 6.10
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
