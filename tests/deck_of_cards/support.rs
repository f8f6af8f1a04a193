//! What the stages of this suite share.

// A stage that is left out leaves some of it unused.
#![allow(dead_code)]

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::num::NonZeroU32;

use deck_of_cards::{Card, Deck, Outcome, Payout, Phase, Rank, Rules, Shoe, Soft17, Table, TableError};
use enum_iterator::Sequence;
use proptest::prelude::*;
use proptest::test_runner::{RngAlgorithm, TestRng};

/// A card by its text.
pub fn card(text: &str) -> Card {
    text.parse().unwrap_or_else(|error| panic!("{text} is a card, and was refused: {error}"))
}

/// Cards by their texts, with spaces between.
pub fn cards(texts: &str) -> Vec<Card> {
    texts.split_whitespace().map(card).collect()
}

/// A generator that gives the same numbers in every run.
pub fn rng(seed: u64) -> TestRng {
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    TestRng::from_seed(RngAlgorithm::ChaCha, &bytes)
}

/// All cards of a deck, from the top down.
pub fn all_of<C: Clone>(deck: &Deck<C>) -> Vec<C> {
    let mut deck = deck.clone();
    std::iter::from_fn(|| deck.deal()).collect()
}

/// All cards of a shoe, from the top down.
pub fn all_of_shoe(shoe: &Shoe) -> Vec<Card> {
    let mut shoe = shoe.clone();
    std::iter::from_fn(|| shoe.deal()).collect()
}

pub fn sorted<C: Ord>(mut cards: Vec<C>) -> Vec<C> {
    cards.sort_unstable();
    cards
}

/// All orders come about equally often; `limit` is the chi-square that a fair shuffle exceeds once in 1,000,000,000
/// times.
pub fn assert_fair<O: Ord + Debug>(kinds: usize, limit: f64, orders: impl Iterator<Item = O>, what: &str) {
    let mut counts = BTreeMap::new();
    for order in orders {
        *counts.entry(order).or_insert(0u32) += 1;
    }
    assert_eq!(counts.len(), kinds, "{what}: how many different orders came; they came so often: {counts:?}");
    let expected = f64::from(counts.values().sum::<u32>()) / kinds as f64;
    let chi_square: f64 = counts.values().map(|&count| (f64::from(count) - expected).powi(2) / expected).sum();
    assert!(
        chi_square < limit,
        "{what}: every order should come about {expected} times, and they came so often: {counts:?} \
         (chi-square {chi_square:.0}, at most {limit} is chance)"
    );
}

/// A shoe of these cards with `behind_cut` of them behind the cut card.
pub fn shoe(texts: &str, behind_cut: usize) -> Shoe {
    Shoe::stacked(cards(texts), behind_cut)
        .unwrap_or_else(|error| panic!("{behind_cut} of {texts} can be behind the cut card: {error}"))
}

/// A table with a shoe of these cards, where the dealer stands on soft 17.
pub fn table(texts: &str) -> Table {
    table_by(texts, Soft17::Stand)
}

pub fn table_by(texts: &str, soft_17: Soft17) -> Table {
    Table::new(shoe(texts, 0), Rules { soft_17 }).expect("no card of the shoe is out")
}

/// A bet in cents.
pub fn bet(cents: u32) -> NonZeroU32 {
    NonZeroU32::new(cents).expect("a bet is positive")
}

/// Something done at a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Sequence)]
pub enum Move {
    Deal,
    Hit,
    Stand,
    Double,
    Split,
    Settle,
    CallOff,
}

/// What a move gives: payouts if it settles, a stake if it calls off.
pub type Given = Result<(Vec<Payout>, u64), TableError>;

/// Makes a move, with 100 cents as the bet if it is a deal.
pub fn make(table: &mut Table, what: Move) -> Given {
    match what {
        Move::Deal => table.deal(bet(100)).map(|()| (Vec::new(), 0)),
        Move::Hit => table.hit().map(|()| (Vec::new(), 0)),
        Move::Stand => table.stand().map(|()| (Vec::new(), 0)),
        Move::Double => table.double().map(|()| (Vec::new(), 0)),
        Move::Split => table.split().map(|()| (Vec::new(), 0)),
        Move::Settle => table.settle().map(|payouts| (payouts, 0)),
        Move::CallOff => table.call_off().map(|stakes| (Vec::new(), stakes)),
    }
}

/// Makes moves that the rules allow: `d`eal, `h`it, `s`tand, do`u`ble, s`p`lit, s`e`ttle, call o`f`f.
pub fn play(table: &mut Table, moves: &str) {
    for (at, letter) in moves.chars().enumerate() {
        let what = match letter {
            'd' => Move::Deal,
            'h' => Move::Hit,
            's' => Move::Stand,
            'u' => Move::Double,
            'p' => Move::Split,
            'e' => Move::Settle,
            'f' => Move::CallOff,
            _ => unreachable!("no move is written {letter}"),
        };
        if let Err(error) = make(table, what) {
            panic!("move {at} of {moves:?}, {what:?}, is legal, and was refused: {error}");
        }
    }
}

/// The player's cards, as text: a hand a string.
pub fn hands(table: &Table) -> Vec<String> {
    table.hands().iter().map(|hand| text(hand.cards.cards())).collect()
}

pub fn text(cards: &[Card]) -> String {
    cards.iter().map(Card::to_string).collect::<Vec<_>>().join(" ")
}

/// All sums of the cards in blackjack, over every choice of what each ace counts.
pub fn sums(cards: &[Card]) -> Vec<u32> {
    let mut sums = vec![0];
    for card in cards {
        let counts: &[u32] = match card.rank() {
            Rank::Ace => &[1, 11],
            Rank::Jack | Rank::Queen | Rank::King => &[10],
            rank => &[u32::from(rank.number())],
        };
        sums = sums.iter().flat_map(|sum| counts.iter().map(move |count| sum + count)).collect();
    }
    sums
}

/// The best of all sums.
pub fn best(cards: &[Card]) -> u32 {
    let sums = sums(cards);
    let good = sums.iter().copied().filter(|&sum| sum <= 21).max();
    good.or(sums.iter().copied().min()).expect("there is at least one choice")
}

/// Cards of a shoe, all of the given ranks.
fn any_stack(ranks: &'static [&'static str]) -> impl Strategy<Value = Vec<Card>> + 'static {
    let any_card = (prop::sample::select(ranks), prop::sample::select(vec!["C", "D", "H", "S"]))
        .prop_map(|(rank, suit)| card(&format!("{rank}{suit}")));
    prop::collection::vec(any_card, 5..40)
}

/// A shoe, a rule, and what is done at their table.
#[derive(Clone, Debug)]
pub struct Game {
    pub cards: Vec<Card>,
    pub behind_cut: usize,
    pub soft_17: Soft17,
    pub moves: Vec<Move>,
}

impl Game {
    /// The table before the first move.
    pub fn table(&self) -> Table {
        let shoe = Shoe::stacked(self.cards.clone(), self.behind_cut).expect("a card is above the cut card");
        Table::new(shoe, Rules { soft_17: self.soft_17 }).expect("no card is out")
    }

    /// What this table should do.
    pub fn model(&self) -> Model {
        let shoe = self.cards.iter().rev().copied().collect();
        let Self { behind_cut, soft_17, .. } = *self;
        Model { shoe, behind_cut, soft_17, discarded: 0, hands: Vec::new(), dealer: Vec::new() }
    }
}

/// A game; most of its moves are legal somewhere.
pub fn any_game() -> impl Strategy<Value = Game> + 'static {
    let stack = prop_oneof![
        // Many aces and pairs, and then such cards that a hand can get long.
        2 => any_stack(&["A", "A", "A", "2", "5", "6", "7", "8", "8", "9", "10", "10", "J", "K"]),
        1 => any_stack(&["A", "2", "3", "4", "5"]),
    ];
    let what = prop_oneof![
        8 => Just(Move::Deal),
        9 => Just(Move::Hit),
        6 => Just(Move::Stand),
        3 => Just(Move::Double),
        6 => Just(Move::Split),
        6 => Just(Move::Settle),
        1 => Just(Move::CallOff),
    ];
    (stack, 0..5usize, prop::sample::select(vec![Soft17::Stand, Soft17::Hit]), prop::collection::vec(what, 0..40))
        .prop_map(|(cards, behind_cut, soft_17, moves)| Game { cards, behind_cut, soft_17, moves })
}

/// What a table should do, done naively: a move is tried on a copy, which is kept if it succeeds.
#[derive(Clone, Debug)]
pub struct Model {
    shoe: Vec<Card>,
    behind_cut: usize,
    soft_17: Soft17,
    pub discarded: usize,
    pub hands: Vec<ModelHand>,
    pub dealer: Vec<Card>,
}

#[derive(Clone, Debug)]
pub struct ModelHand {
    pub cards: Vec<Card>,
    pub doubled: bool,
    pub stood: bool,
    finished: bool,
}

impl Model {
    pub fn undealt(&self) -> Vec<Card> {
        self.shoe.iter().rev().copied().collect()
    }

    pub fn phase(&self) -> Phase {
        if self.hands.is_empty() {
            return Phase::Idle;
        }
        self.hands.iter().position(|hand| !hand.finished).map_or(Phase::Over, |hand| Phase::Playing { hand })
    }

    pub fn make(&mut self, what: Move) -> Given {
        let mut next = self.clone();
        let given = next.try_to(what)?;
        *self = next;
        Ok(given)
    }

    fn draw(&mut self, left: usize) -> Result<Card, TableError> {
        self.shoe.pop().ok_or(TableError::ShoeExhausted { left })
    }

    fn natural(cards: &[Card]) -> bool {
        cards.len() == 2 && best(cards) == 21
    }

    fn try_to(&mut self, what: Move) -> Given {
        let left = self.shoe.len();
        let phase = self.phase();
        match (what, phase) {
            (Move::Deal, Phase::Idle) => {
                if left <= self.behind_cut {
                    return Err(TableError::ShuffleDue);
                }
                let [a, b, c, d] = [self.draw(left)?, self.draw(left)?, self.draw(left)?, self.draw(left)?];
                let finished = best(&[a, c]) == 21 || best(&[b, d]) == 21;
                self.hands = vec![ModelHand { cards: vec![a, c], doubled: false, stood: false, finished }];
                self.dealer = vec![b, d];
                return Ok((Vec::new(), 0));
            }
            (Move::Deal, Phase::Playing { .. }) | (Move::Settle, Phase::Playing { .. }) => {
                return Err(TableError::RoundInProgress);
            }
            (Move::Settle, Phase::Over) => {
                let payouts = self.hands.iter().map(|hand| self.payout(hand)).collect();
                self.clear();
                return Ok((payouts, 0));
            }
            (_, Phase::Over) => return Err(TableError::RoundOver),
            (_, Phase::Idle) => return Err(TableError::NoRound),
            (Move::CallOff, Phase::Playing { .. }) => {
                let stakes = self.hands.iter().map(|hand| if hand.doubled { 200 } else { 100 }).sum();
                self.clear();
                return Ok((Vec::new(), stakes));
            }
            (Move::Hit, Phase::Playing { hand }) => {
                let card = self.draw(left)?;
                self.hands[hand].cards.push(card);
            }
            (Move::Stand, Phase::Playing { hand }) => {
                self.hands[hand].stood = true;
                self.hands[hand].finished = true;
            }
            (Move::Double, Phase::Playing { hand }) => {
                let count = self.hands[hand].cards.len();
                if count != 2 {
                    return Err(TableError::NotTwoCards { cards: count });
                }
                let card = self.draw(left)?;
                self.hands[hand].cards.push(card);
                self.hands[hand].doubled = true;
                self.hands[hand].finished = true;
            }
            (Move::Split, Phase::Playing { hand }) => {
                let old = self.hands[hand].cards.clone();
                if self.hands.len() == 2 {
                    return Err(TableError::AlreadySplit);
                }
                if old.len() != 2 {
                    return Err(TableError::NotTwoCards { cards: old.len() });
                }
                if old[0].rank() != old[1].rank() {
                    return Err(TableError::NotAPair { first: old[0].rank(), second: old[1].rank() });
                }
                self.hands.clear();
                for first in old {
                    let cards = vec![first, self.draw(left)?];
                    let finished = first.rank() == Rank::Ace;
                    self.hands.push(ModelHand { cards, doubled: false, stood: false, finished });
                }
            }
        }
        for hand in &mut self.hands {
            hand.finished |= best(&hand.cards) >= 21;
        }
        if self.phase() == Phase::Over && self.hands.iter().any(|hand| best(&hand.cards) <= 21) {
            while best(&self.dealer) < 17
                || (self.soft_17 == Soft17::Hit
                    && best(&self.dealer) == 17
                    && sums(&self.dealer).iter().any(|&sum| sum < 17))
            {
                let card = self.draw(left)?;
                self.dealer.push(card);
            }
        }
        Ok((Vec::new(), 0))
    }

    fn payout(&self, hand: &ModelHand) -> Payout {
        let stake = if hand.doubled { 200 } else { 100 };
        let (player, dealer) = (best(&hand.cards), best(&self.dealer));
        let players_natural = self.hands.len() == 1 && Self::natural(&hand.cards);
        let outcome = match (players_natural, Self::natural(&self.dealer)) {
            (true, true) => Outcome::Push,
            (true, false) => Outcome::Natural,
            (false, true) => Outcome::Loss,
            _ if player > 21 => Outcome::Loss,
            _ if dealer > 21 || player > dealer => Outcome::Win,
            _ if player == dealer => Outcome::Push,
            _ => Outcome::Loss,
        };
        let paid = match outcome {
            Outcome::Natural => 250,
            Outcome::Win => 2 * stake,
            Outcome::Push => stake,
            Outcome::Loss => 0,
        };
        Payout { outcome, stake, paid }
    }

    fn clear(&mut self) {
        self.discarded += self.dealer.len() + self.hands.iter().map(|hand| hand.cards.len()).sum::<usize>();
        self.hands.clear();
        self.dealer.clear();
    }
}
