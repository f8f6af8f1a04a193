//! Compares poker and blackjack of the reference, its alternative and the `poker` crate.
//!
//! Poker. The alternative tries all choices of five cards, and the `poker` crate looks hands up in tables.
//!
//! - `five_cards`, `seven_cards`: random hands, the same for all, dealt before the measurement. First, each contender must
//!   rank them like the reference.
//! - `all_hands`: all 2,598,960 hands of five cards, counted by category. First, the counts must be the known ones.
//!
//! Blackjack, for the reference and the alternative, by the number of decks in the shoe.
//!
//! - `rounds`: rounds until the cut card comes. The player hits below 17.
//! - `restore`: a table during a round, from its snapshot.

#[cfg(feature = "learner")]
extern crate deck_of_cards as deck_of_cards_solution;

use std::cell::LazyCell;
use std::hint::black_box;
use std::time::Duration;

use criterion::{BatchSize, BenchmarkId, Criterion, SamplingMode, Throughput, criterion_group, criterion_main};
use deck_of_cards_entities as entities;
use deck_of_cards_solution::{Card, Category, Poker, PokerRank, Scoring};
use poker::evaluate::FiveCardHandClass;
use poker::{Eval, Evaluator, FiveCard};
use rand::SeedableRng;
use rand::rngs::SmallRng;
use rand::seq::SliceRandom;

const SIZES: [usize; 4] = [100, 1_000, 10_000, 100_000];

/// The numbers of decks in a shoe. Casinos rarely use more than eight.
const DECKS: [usize; 3] = [1, 8, 64];

/// The number of hands per category, from high card to straight flush.
const COUNTS: [u32; 9] = [1_302_540, 1_098_240, 123_552, 54_912, 10_200, 5_108, 3_744, 624, 40];

/// A contender that evaluates poker hands.
trait Peer {
    const NAME: &str;
    type Card: Copy;
    type Rank: PartialOrd + Copy;

    fn card(card: entities::Card) -> Self::Card;
    fn evaluate(&self, cards: &[Self::Card]) -> Self::Rank;
    /// Returns the category, from 0 for high card to 8 for straight flush.
    fn category(rank: Self::Rank) -> usize;
}

impl Peer for Poker {
    const NAME: &str = "reference";
    type Card = Card;
    type Rank = PokerRank;

    fn card(card: entities::Card) -> Card {
        card.to_string().parse().expect("both crates use the same text for a card")
    }

    fn evaluate(&self, cards: &[Card]) -> PokerRank {
        self.score(cards).expect("different cards have a rank")
    }

    fn category(rank: PokerRank) -> usize {
        match rank.category() {
            Category::HighCard => 0,
            Category::Pair => 1,
            Category::TwoPair => 2,
            Category::ThreeOfAKind => 3,
            Category::Straight => 4,
            Category::Flush => 5,
            Category::FullHouse => 6,
            Category::FourOfAKind => 7,
            Category::StraightFlush => 8,
        }
    }
}

impl Peer for entities::Poker {
    const NAME: &str = "entities";
    type Card = entities::Card;
    type Rank = entities::PokerRank;

    fn card(card: entities::Card) -> entities::Card {
        card
    }

    fn evaluate(&self, cards: &[entities::Card]) -> entities::PokerRank {
        entities::Scoring::score(self, cards).expect("different cards have a rank")
    }

    fn category(rank: entities::PokerRank) -> usize {
        rank.category() as usize
    }
}

impl Peer for Evaluator {
    const NAME: &str = "poker";
    type Card = poker::Card;
    type Rank = Eval<FiveCard>;

    fn card(card: entities::Card) -> poker::Card {
        let text = card.to_string().replace("10", "T");
        let (rank, suit) = text.split_at(1);
        format!("{rank}{}", suit.to_lowercase()).parse().expect("the crate parses every card")
    }

    fn evaluate(&self, cards: &[poker::Card]) -> Eval<FiveCard> {
        self.evaluate_five(cards).expect("different cards have a rank")
    }

    fn category(rank: Eval<FiveCard>) -> usize {
        match rank.classify() {
            FiveCardHandClass::HighCard { .. } => 0,
            FiveCardHandClass::Pair { .. } => 1,
            FiveCardHandClass::TwoPair { .. } => 2,
            FiveCardHandClass::ThreeOfAKind { .. } => 3,
            FiveCardHandClass::Straight { .. } => 4,
            FiveCardHandClass::Flush { .. } => 5,
            FiveCardHandClass::FullHouse { .. } => 6,
            FiveCardHandClass::FourOfAKind { .. } => 7,
            FiveCardHandClass::StraightFlush { .. } => 8,
        }
    }
}

/// Returns `count` random hands of `N` cards, dealt by the alternative so that every contender gets the same.
fn hands<const N: usize>(count: usize) -> Vec<[entities::Card; N]> {
    let mut random = SmallRng::seed_from_u64(17);
    let deal = |_| {
        let mut deck: entities::Deck = entities::Deck::full();
        deck.shuffle(&mut random);
        std::array::from_fn(|_| deck.deal().expect("a deck has 52 cards"))
    };
    (0..count).map(deal).collect()
}

/// Checks that a peer ranks every two consecutive hands like the reference.
fn check_agreement<const N: usize, P: Peer>(peer: &P, hands: &[[entities::Card; N]]) {
    let ranks: Vec<_> =
        hands.iter().map(|hand| (Poker.evaluate(&hand.map(Poker::card)), peer.evaluate(&hand.map(P::card)))).collect();
    for (hands, ranks) in hands.windows(2).zip(ranks.windows(2)) {
        let [one, other] = [ranks[0], ranks[1]];
        assert_eq!(Poker::category(one.0), P::category(one.1), "category of {:?} by {}", hands[0], P::NAME);
        assert_eq!(one.0.partial_cmp(&other.0), one.1.partial_cmp(&other.1), "order of {hands:?} by {}", P::NAME);
    }
}

fn bench_hands<const N: usize, P: Peer>(
    criterion: &mut Criterion,
    peer: &P,
    (group, size): (&str, usize),
    hands: &LazyCell<Vec<[entities::Card; N]>, impl FnOnce() -> Vec<[entities::Card; N]>>,
) {
    let mut group = criterion.benchmark_group(format!("deck_of_cards/{group}/{size}"));
    // Flat samples, since the alternative takes most of a second for 100,000 hands.
    group.sampling_mode(SamplingMode::Flat).throughput(Throughput::Elements(size as u64));
    let mut dealt = None;
    group.bench_function(BenchmarkId::from_parameter(P::NAME), |bencher| {
        let dealt = dealt.get_or_insert_with(|| {
            check_agreement(peer, hands);
            hands.iter().map(|hand| hand.map(P::card)).collect::<Vec<_>>()
        });
        bencher.iter(|| {
            for hand in dealt.iter() {
                black_box(peer.evaluate(hand));
            }
        });
    });
    group.finish();
}

/// Counts all hands of five cards by category.
fn count_all<P: Peer>(peer: &P, deck: &[P::Card; 52]) -> [u32; 9] {
    let mut counts = [0; 9];
    for a in 0..48 {
        for b in a + 1..49 {
            for c in b + 1..50 {
                for d in c + 1..51 {
                    for e in d + 1..52 {
                        counts[P::category(peer.evaluate(&[deck[a], deck[b], deck[c], deck[d], deck[e]]))] += 1;
                    }
                }
            }
        }
    }
    counts
}

fn bench_all<P: Peer>(criterion: &mut Criterion, peer: &P) {
    let mut group = criterion.benchmark_group("deck_of_cards/all_hands/2598960");
    group.sampling_mode(SamplingMode::Flat).throughput(Throughput::Elements(2_598_960));
    let mut deck = None;
    group.bench_function(BenchmarkId::from_parameter(P::NAME), |bencher| {
        let deck = deck.get_or_insert_with(|| {
            let deck = all_cards().map(P::card);
            assert_eq!(count_all(peer, &deck), COUNTS, "hands per category by {}", P::NAME);
            deck
        });
        bencher.iter(|| count_all(peer, black_box(deck)));
    });
    group.finish();
}

fn all_cards() -> [entities::Card; 52] {
    let mut deck: entities::Deck = entities::Deck::full();
    std::array::from_fn(|_| deck.deal().expect("a deck has 52 cards"))
}

/// Declares the benchmark of the reference or the alternative. They have the same API, but no common trait.
macro_rules! tables {
    ($module:ident, $package:ident, $name:literal) => {
        mod $module {
            use std::num::NonZeroU32;

            use super::*;
            use $package::{Blackjack, Phase, Rules, Scoring, Shoe, Soft17, Table};

            /// Returns a table with a shoe of these cards, a quarter of them behind the cut card.
            pub fn table(cards: &[entities::Card]) -> Table {
                let cards: Vec<_> = cards
                    .iter()
                    .map(|card| card.to_string().parse().expect("both crates use the same text for a card"))
                    .collect();
                let behind_cut = cards.len() / 4;
                let shoe = Shoe::stacked(cards, behind_cut).expect("the cut card is not too deep");
                Table::new(shoe, Rules { soft_17: Soft17::Stand }).expect("no card is out")
            }

            /// Plays until the cut card comes. Returns the number of rounds and the sum paid.
            pub fn play(table: &mut Table) -> (u64, u64) {
                let (mut rounds, mut paid) = (0, 0);
                while !table.shoe().is_shuffle_due() {
                    table.deal(NonZeroU32::MIN).expect("the table is idle");
                    while let Phase::Playing { hand } = table.phase() {
                        let score = Blackjack.score(table.hands()[hand].cards.cards());
                        if score < 17 { table.hit() } else { table.stand() }.expect("the shoe has enough cards");
                    }
                    rounds += 1;
                    paid += table.settle().expect("the round is over").iter().map(|payout| payout.paid).sum::<u64>();
                }
                (rounds, paid)
            }

            /// Returns a table during a round.
            fn playing(cards: &[entities::Card]) -> Table {
                let mut playing = table(cards);
                while playing.phase() != (Phase::Playing { hand: 0 }) {
                    if playing.phase() == Phase::Over {
                        playing.settle().expect("the round is over");
                    }
                    playing.deal(NonZeroU32::MIN).expect("the table is idle");
                }
                playing
            }

            /// Measures rounds and restoring. `expected` has the number of rounds and the sum paid.
            pub fn bench(criterion: &mut Criterion, decks: usize, cards: &[entities::Card], expected: (u64, u64)) {
                let mut group = criterion.benchmark_group(format!("deck_of_cards/rounds/{decks}"));
                group.throughput(Throughput::Elements(expected.0));
                let mut ready = None;
                group.bench_function(BenchmarkId::from_parameter($name), |bencher| {
                    let table = ready.get_or_insert_with(|| {
                        let table = bench::built($name, || table(cards));
                        assert_eq!(play(&mut table.clone()), expected, "rounds and payouts of {decks} decks");
                        table
                    });
                    bencher.iter_batched_ref(|| table.clone(), play, BatchSize::SmallInput);
                });
                group.finish();

                let mut group = criterion.benchmark_group(format!("deck_of_cards/restore/{decks}"));
                let mut saved = None;
                group.bench_function(BenchmarkId::from_parameter($name), |bencher| {
                    let saved = saved.get_or_insert_with(|| playing(cards).snapshot());
                    bencher.iter_batched(
                        || saved.clone(),
                        |saved| Table::try_from(saved).expect("the snapshot is valid"),
                        BatchSize::SmallInput,
                    );
                });
                group.finish();
            }
        }
    };
}

tables!(reference_tables, deck_of_cards_solution, "reference");
tables!(entities_tables, deck_of_cards_entities, "entities");

fn bench_tables(criterion: &mut Criterion) {
    let mut random = SmallRng::seed_from_u64(18);
    for decks in DECKS {
        let mut cards: Vec<entities::Card> = std::iter::repeat_with(all_cards).take(decks).flatten().collect();
        cards.shuffle(&mut random);
        let expected = entities_tables::play(&mut entities_tables::table(&cards));
        reference_tables::bench(criterion, decks, &cards, expected);
        entities_tables::bench(criterion, decks, &cards, expected);
    }
}

fn benches(criterion: &mut Criterion) {
    let evaluator = Evaluator::new();
    for size in SIZES {
        // Lazy, since a benchmark that is filtered out needs no hands.
        let five = LazyCell::new(|| hands::<5>(size));
        bench_hands(criterion, &Poker, ("five_cards", size), &five);
        bench_hands(criterion, &entities::Poker, ("five_cards", size), &five);
        bench_hands(criterion, &evaluator, ("five_cards", size), &five);
        let seven = LazyCell::new(|| hands::<7>(size));
        bench_hands(criterion, &Poker, ("seven_cards", size), &seven);
        bench_hands(criterion, &entities::Poker, ("seven_cards", size), &seven);
        bench_hands(criterion, &evaluator, ("seven_cards", size), &seven);
    }
    bench_all(criterion, &Poker);
    bench_all(criterion, &entities::Poker);
    bench_all(criterion, &evaluator);
    bench_tables(criterion);
}

fn settings() -> Criterion {
    Criterion::default()
        .sample_size(20)
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_secs(2))
}

criterion_group! {
    name = all;
    config = settings();
    targets = benches
}
criterion_main!(all);
