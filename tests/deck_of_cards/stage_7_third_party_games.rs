//! # Third-party games
//!
//! There is nothing new to write. The tests use your deck, your hand and the trait `Scoring` for other games: a German
//! deck of 32 cards with its own ranks and points, a game whose scoring has state, games chosen at run time, and cards
//! that can be neither copied nor compared.
//!
//! If all tests pass at once, your design is open for extension. If a test fails or does not compile, find out what
//! your code assumes about a card or a score, and remove the assumption.
//!
//! Look up: bounds on methods instead of types; `?Sized`; trait objects.
//!
//! Time box: 10 minutes.

use deck_of_cards::{Blackjack, Card, Deck, DeckError, Hand, Scoring, Sum};
use enum_iterator::{Sequence, all};
use proptest::prelude::*;
use rstest::rstest;
use testkit::{Drops, Tracked};

use super::support::{cards, deck_cards, rng, sorted};

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

#[test]
fn german_cards_are_shuffled_dealt_and_gathered() {
    let mut deck = Deck::<GermanCard>::full();
    deck.shuffle(&mut rng(7));
    let order = deck_cards(&deck);
    let hands: Vec<Hand<GermanCard>> =
        (0..3).map(|_| deck.deal_many(10).expect("32 cards are enough").into_iter().collect()).collect();
    assert_eq!(
        hands.iter().flat_map(Hand::cards).copied().collect::<Vec<_>>(),
        order[..30],
        "cards of three hands of ten"
    );
    assert_eq!(
        deck.deal_many(3),
        Err(DeckError::NotEnough { requested: 3, left: 2 }),
        "result of dealing three of two cards"
    );
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

#[test]
fn a_game_can_be_chosen_at_run_time() {
    let games: [(&str, Game); 2] = [("blackjack", Box::new(Blackjack)), ("baccarat", Box::new(Baccarat))];
    let hand: Hand = cards("AS 8H 7D").into_iter().collect();
    let scores: Vec<_> = games.iter().map(|(name, game)| (*name, hand.score(game.as_ref()))).collect();
    assert_eq!(scores, [("blackjack", 16), ("baccarat", 6)], "scores of {hand:?} by trait objects");
}

/// A card that implements no trait.
struct Ticket(Tracked<u32>);

#[test]
fn cards_without_copy_are_neither_lost_nor_duplicated() {
    let drops = Drops::new();
    let numbers = Sum(|ticket: &Ticket| *ticket.0.value());
    let last = {
        let mut deck: Deck<Ticket> = (0..20).map(|number| Ticket(drops.track(number))).collect();
        deck.shuffle(&mut rng(3));
        let mut hand = Hand::new();
        hand.extend(deck.deal_many(7).expect("20 cards are enough"));
        hand.add(deck.deal().expect("13 cards are left"));
        assert!(deck.deal_many(13).is_err(), "dealing 13 of 12 cards should fail");
        assert_eq!((drops.made(), drops.alive()), (20, 20), "cards created and alive while some are in a hand");
        let in_hand = hand.score(&numbers);
        deck.gather(hand);
        assert_eq!((drops.made(), drops.alive()), (20, 20), "cards created and alive after gathering the hand");
        let twelve: Hand<Ticket> = deck.deal_many(12).expect("20 cards are in the deck").into_iter().collect();
        assert_eq!(in_hand + twelve.score(&numbers), 190, "sum of the scores of both hands");
        twelve
    };
    assert_eq!(drops.alive(), 12, "cards alive after the deck was dropped, with twelve in a hand");
    last.into_iter().for_each(drop);
    assert_eq!(drops.alive(), 0, "cards alive after the last hand was dropped");
}
