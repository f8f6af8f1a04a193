//! # A game of another
//!
//! Nothing to write: here somebody else uses your deck, your hand and your trait for games that you have never heard
//! of. There is a German deck of 32 cards with its own ranks and points, a game whose scoring has state, games that are
//! chosen while the program runs, and cards that can be neither copied nor compared.
//!
//! If all of this is green at once, your design was open for extension. If something is red or does not compile, find
//! out what you had assumed of a card or of a score, and take it back.
//!
//! Look up: bounds on methods instead of on types; `?Sized`; trait objects.
//!
//! Time box: 10 minutes.

use deck_of_cards::{Blackjack, Card, Deck, DeckError, Hand, Scoring, Sum};
use enum_iterator::{Sequence, all};
use proptest::prelude::*;
use rstest::rstest;
use testkit::{Drops, Tracked};

use super::support::{all_of, cards, rng, sorted};

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

/// What a card is worth for who has won it.
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

/// Who wins a trick: the highest trump or, without one, the highest card of the color that was led. The score is the
/// place of the winning card; nobody wins a trick without cards.
struct Trick {
    trump: Option<Color>,
}

impl Scoring<GermanCard> for Trick {
    type Score = Option<usize>;

    fn score(&self, cards: &[GermanCard]) -> Option<usize> {
        let led = cards.first()?.color;
        let strength = |card: &GermanCard| (Some(card.color) == self.trump, card.color == led, card.figure);
        (0..cards.len()).max_by_key(|&at| strength(&cards[at]))
    }
}

/// Baccarat: an ace counts 1, tens and faces nothing, and only the last digit of the sum matters.
struct Baccarat;

impl Scoring for Baccarat {
    type Score = u32;

    fn score(&self, cards: &[Card]) -> u32 {
        cards.iter().map(|card| u32::from(card.rank().number())).map(|n| if n > 9 { 0 } else { n }).sum::<u32>() % 10
    }
}

#[test]
fn a_full_deck_of_german_cards_has_32_cards() {
    let deck = Deck::<GermanCard>::full();
    assert_eq!(deck.remaining(), 32, "the number of cards in a full German deck");
    assert_eq!(all_of(&deck), all::<GermanCard>().collect::<Vec<_>>(), "the German cards from the top down");
}

#[test]
fn german_cards_are_shuffled_dealt_and_gathered() {
    let mut deck = Deck::<GermanCard>::full();
    deck.shuffle(&mut rng(7));
    let order = all_of(&deck);
    let hands: Vec<Hand<GermanCard>> = (0..3)
        .map(|_| deck.deal_many(10).expect("32 cards are enough for three hands of ten").into_iter().collect())
        .collect();
    assert_eq!(
        hands.iter().flat_map(Hand::cards).copied().collect::<Vec<_>>(),
        order[..30],
        "the cards of three hands"
    );
    assert_eq!(
        deck.deal_many(3),
        Err(DeckError::NotEnough { asked: 3, left: 2 }),
        "dealing three of the last two cards"
    );
    assert!(!deck.contains(&hands[0].cards()[0]), "a card of the first hand is in the deck no more");
    for hand in hands {
        deck.gather(hand);
    }
    assert_eq!(sorted(all_of(&deck)), all::<GermanCard>().collect::<Vec<_>>(), "all cards after the hands are back");
}

/// How a deck is shuffled, and which of three players wins each card.
#[derive(Clone, Debug)]
struct Evening {
    seed: u64,
    winners: Vec<usize>,
}

#[test]
fn law_all_points_of_a_german_deck_are_120() {
    let evening =
        (any::<u64>(), prop::collection::vec(0..3usize, 32)).prop_map(|(seed, winners)| Evening { seed, winners });
    testkit::law(evening, |Evening { seed, winners }| {
        let mut deck = Deck::<GermanCard>::full();
        deck.shuffle(&mut rng(seed));
        let mut won: [Hand<GermanCard>; 3] = std::array::from_fn(|_| Hand::new());
        for winner in winners {
            won[winner].extend(deck.deal());
        }
        let scores = won.each_ref().map(|hand| hand.score(&Sum(points)));
        assert_eq!(scores.iter().sum::<u64>(), 120, "the points of all players together, who have {scores:?}");
    });
}

#[rstest]
#[case::the_highest_of_the_color_led(None, Some(1))]
#[case::the_only_trump(Some(Color::Leaves), Some(2))]
#[case::a_trump_that_nobody_has(Some(Color::Hearts), Some(1))]
fn a_scoring_can_have_state_of_its_own(#[case] trump: Option<Color>, #[case] winner: Option<usize>) {
    let trick: Hand<GermanCard> = [
        german(Color::Bells, Figure::Nine),
        german(Color::Bells, Figure::Ten),
        german(Color::Leaves, Figure::Seven),
        german(Color::Acorns, Figure::Deuce),
    ]
    .into_iter()
    .collect();
    assert_eq!(trick.score(&Trick { trump }), winner, "the place of the card that wins, if trump is {trump:?}");
    assert_eq!(Hand::new().score(&Trick { trump }), None, "nobody wins a trick without cards");
}

/// Any game with standard cards whose score is a number.
type Game = Box<dyn Scoring<Card, Score = u32>>;

#[test]
fn the_game_can_be_chosen_while_the_program_runs() {
    let games: [(&str, Game); 2] = [("blackjack", Box::new(Blackjack)), ("baccarat", Box::new(Baccarat))];
    let hand: Hand = cards("AS 8H 7D").into_iter().collect();
    let scores: Vec<_> = games.iter().map(|(name, game)| (*name, hand.score(game.as_ref()))).collect();
    assert_eq!(scores, [("blackjack", 16), ("baccarat", 6)], "the scores of {hand:?} in games behind a trait object");
}

/// A card that can be neither copied nor compared nor shown.
struct Ticket(Tracked<u32>);

#[test]
fn cards_that_cannot_be_copied_are_neither_lost_nor_doubled() {
    let drops = Drops::new();
    let numbers = Sum(|ticket: &Ticket| *ticket.0.value());
    let last = {
        let mut deck: Deck<Ticket> = (0..20).map(|number| Ticket(drops.track(number))).collect();
        deck.shuffle(&mut rng(3));
        let mut hand = Hand::new();
        hand.extend(deck.deal_many(7).expect("there are seven of 20 cards"));
        hand.add(deck.deal().expect("there are 13 cards"));
        assert!(deck.deal_many(13).is_err(), "twelve cards are left");
        assert_eq!((drops.made(), drops.alive()), (20, 20), "cards made and alive while some are in a hand");
        let in_hand = hand.score(&numbers);
        deck.gather(hand);
        assert_eq!((drops.made(), drops.alive()), (20, 20), "cards made and alive after the hand was gathered");
        let twelve: Hand<Ticket> = deck.deal_many(12).expect("all cards are back").into_iter().collect();
        assert_eq!(in_hand + twelve.score(&numbers), 190, "the numbers of the hand and of those that were never dealt");
        twelve
    };
    assert_eq!(drops.alive(), 12, "cards alive when the deck is gone and twelve are in a hand");
    last.into_iter().for_each(drop);
    assert_eq!(drops.alive(), 0, "cards alive when everything is gone");
}
