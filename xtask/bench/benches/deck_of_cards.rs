//! Poker: the reference's scoring, that of the alternative, which tries all choices of five, and the `poker` crate,
//! which looks hands up in tables. All refuse duplicates.
//!
//! `five_cards` and `seven_cards`: random hands that are dealt before anything is timed, the same for all; first, each must
//! agree with the reference about every one of them. `all_hands`: all 2,598,960 hands of five cards, each made from a deck and
//! counted under its category; first, the counts must be the known ones.
//!
//! Blackjack, which no peer plays: the reference and the alternative from equal shoes, of so many decks.
//! `rounds`: until the cut card comes, by a player who takes a card below 17. `restore`: a table in the middle of a round,
//! from its snapshot.

#[cfg(feature = "deck-of-cards")]
extern crate deck_of_cards as deck_of_cards_solution;

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

const SIZES: [usize; 3] = [100, 10_000, 100_000];

/// The numbers of decks in a shoe. Few casinos use more than eight.
const DECKS: [usize; 3] = [1, 8, 64];

/// The number of hands in each category, from high card to straight flush.
const COUNTS: [u32; 9] = [1_302_540, 1_098_240, 123_552, 54_912, 10_200, 5_108, 3_744, 624, 40];

/// An evaluator of poker hands.
trait Peer {
    const NAME: &str;
    type Card: Copy;
    type Worth: PartialOrd + Copy;

    fn card(card: entities::Card) -> Self::Card;
    fn worth(&self, cards: &[Self::Card]) -> Self::Worth;
    /// Returns the category, from 0 for high card to 8 for straight flush.
    fn category(worth: Self::Worth) -> usize;
}

impl Peer for Poker {
    const NAME: &str = "reference";
    type Card = Card;
    type Worth = PokerRank;

    fn card(card: entities::Card) -> Card {
        card.to_string().parse().expect("both write cards alike")
    }

    fn worth(&self, cards: &[Card]) -> PokerRank {
        self.score(cards).expect("different cards have a worth")
    }

    fn category(worth: PokerRank) -> usize {
        match worth.category() {
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
    type Worth = entities::PokerRank;

    fn card(card: entities::Card) -> entities::Card {
        card
    }

    fn worth(&self, cards: &[entities::Card]) -> entities::PokerRank {
        entities::Scoring::score(self, cards).expect("different cards have a worth")
    }

    fn category(worth: entities::PokerRank) -> usize {
        worth.category() as usize
    }
}

impl Peer for Evaluator {
    const NAME: &str = "poker";
    type Card = poker::Card;
    type Worth = Eval<FiveCard>;

    fn card(card: entities::Card) -> poker::Card {
        let text = card.to_string().replace("10", "T");
        let (rank, suit) = text.split_at(1);
        format!("{rank}{}", suit.to_lowercase()).parse().expect("the crate knows the card")
    }

    fn worth(&self, cards: &[poker::Card]) -> Eval<FiveCard> {
        self.evaluate_five(cards).expect("different cards have a worth")
    }

    fn category(worth: Eval<FiveCard>) -> usize {
        match worth.classify() {
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

/// Returns `count` random hands of `N` cards. The alternative deals them, so that a kata in the reference's place gets the same.
fn hands<const N: usize>(count: usize) -> Vec<[entities::Card; N]> {
    let mut random = SmallRng::seed_from_u64(17);
    let deal = |_| {
        let mut deck: entities::Deck = entities::Deck::full();
        deck.shuffle(&mut random);
        std::array::from_fn(|_| deck.deal().expect("a deck has 52 cards"))
    };
    (0..count).map(deal).collect()
}

/// Checks that a peer ranks every two consecutive hands as the reference does.
fn check_agreement<const N: usize, P: Peer>(peer: &P, hands: &[[entities::Card; N]]) {
    let worths: Vec<_> =
        hands.iter().map(|hand| (Poker.worth(&hand.map(Poker::card)), peer.worth(&hand.map(P::card)))).collect();
    for (hands, worths) in hands.windows(2).zip(worths.windows(2)) {
        let [one, other] = [worths[0], worths[1]];
        assert_eq!(Poker::category(one.0), P::category(one.1), "the category of {:?}, by {}", hands[0], P::NAME);
        assert_eq!(one.0.partial_cmp(&other.0), one.1.partial_cmp(&other.1), "how {hands:?} compare, by {}", P::NAME);
    }
}

fn bench_hands<const N: usize, P: Peer>(
    criterion: &mut Criterion,
    peer: &P,
    group: &str,
    hands: &[[entities::Card; N]],
) {
    let mut group = criterion.benchmark_group(format!("deck_of_cards/{group}/{}", hands.len()));
    // Samples of equal length, since the alternative takes a good part of a second for 100,000 hands.
    group.sampling_mode(SamplingMode::Flat).throughput(Throughput::Elements(hands.len() as u64));
    let mut dealt = None;
    group.bench_function(BenchmarkId::from_parameter(P::NAME), |bencher| {
        let dealt = dealt.get_or_insert_with(|| {
            check_agreement(peer, hands);
            hands.iter().map(|hand| hand.map(P::card)).collect::<Vec<_>>()
        });
        bencher.iter(|| {
            for hand in dealt.iter() {
                black_box(peer.worth(hand));
            }
        });
    });
    group.finish();
}

/// Counts the hands of each category among all hands of five cards.
fn count_all<P: Peer>(peer: &P, deck: &[P::Card; 52]) -> [u32; 9] {
    let mut counts = [0; 9];
    for a in 0..48 {
        for b in a + 1..49 {
            for c in b + 1..50 {
                for d in c + 1..51 {
                    for e in d + 1..52 {
                        counts[P::category(peer.worth(&[deck[a], deck[b], deck[c], deck[d], deck[e]]))] += 1;
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
            assert_eq!(count_all(peer, &deck), COUNTS, "the categories of all hands, by {}", P::NAME);
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

/// Declares the benchmark of the reference or of the alternative, which have the same API and no common trait.
macro_rules! tables {
    ($module:ident, $package:ident, $name:literal) => {
        mod $module {
            use std::num::NonZeroU32;

            use super::*;
            use $package::{Blackjack, Phase, Rules, Scoring, Shoe, Soft17, Table};

            /// Returns a table with a shoe of these cards, a quarter of them behind the cut card.
            pub fn table(cards: &[entities::Card]) -> Table {
                let cards: Vec<_> = cards.iter().map(|card| card.to_string().parse().expect("a card")).collect();
                let behind_cut = cards.len() / 4;
                let shoe = Shoe::stacked(cards, behind_cut).expect("the cut card is above a quarter");
                Table::new(shoe, Rules { soft_17: Soft17::Stand }).expect("no card is out")
            }

            /// Plays until the cut card has come; returns the number of rounds and the sum paid.
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

            /// Returns a table in the middle of a round.
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

            /// Measures rounds and restores; `expected` is the number of rounds and the sum paid.
            pub fn bench(criterion: &mut Criterion, decks: usize, cards: &[entities::Card], expected: (u64, u64)) {
                let mut group = criterion.benchmark_group(format!("deck_of_cards/rounds/{decks}"));
                group.throughput(Throughput::Elements(expected.0));
                let mut ready = None;
                group.bench_function(BenchmarkId::from_parameter($name), |bencher| {
                    let table = ready.get_or_insert_with(|| {
                        let table = table(cards);
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
                        |saved| Table::try_from(saved).expect("what was saved can be restored"),
                        BatchSize::SmallInput,
                    );
                });
                group.finish();
            }
        }
    };
}

tables!(by_the_reference, deck_of_cards_solution, "reference");
tables!(by_entities, deck_of_cards_entities, "entities");

fn bench_tables(criterion: &mut Criterion) {
    let mut random = SmallRng::seed_from_u64(18);
    for decks in DECKS {
        let mut cards: Vec<entities::Card> = std::iter::repeat_with(all_cards).take(decks).flatten().collect();
        cards.shuffle(&mut random);
        let expected = by_entities::play(&mut by_entities::table(&cards));
        by_the_reference::bench(criterion, decks, &cards, expected);
        by_entities::bench(criterion, decks, &cards, expected);
    }
}

fn benches(criterion: &mut Criterion) {
    let evaluator = Evaluator::new();
    for size in SIZES {
        let five = hands::<5>(size);
        bench_hands(criterion, &Poker, "five_cards", &five);
        bench_hands(criterion, &entities::Poker, "five_cards", &five);
        bench_hands(criterion, &evaluator, "five_cards", &five);
        let seven = hands::<7>(size);
        bench_hands(criterion, &Poker, "seven_cards", &seven);
        bench_hands(criterion, &entities::Poker, "seven_cards", &seven);
        bench_hands(criterion, &evaluator, "seven_cards", &seven);
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
