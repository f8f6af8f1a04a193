//! The moves of the laws: strategies for games, and how a move is made at a table.

use deck_of_cards::{Card, Payout, Rules, Shoe, Soft17, Table, TableError};
use proptest::prelude::*;

use super::{bet, card};

/// A move at a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Move {
    Deal,
    Hit,
    Stand,
    Double,
    Split,
    Settle,
    CallOff,
}

/// The value that a move returns.
#[derive(Debug, PartialEq)]
pub enum Returned {
    Nothing,
    Payouts(Vec<Payout>),
    Stakes(u64),
}

pub type MoveResult = Result<Returned, TableError>;

/// Makes a move; a deal bets 100 cents.
pub fn make_move(table: &mut Table, what: Move) -> MoveResult {
    match what {
        Move::Deal => table.deal(bet(100)).map(|()| Returned::Nothing),
        Move::Hit => table.hit().map(|()| Returned::Nothing),
        Move::Stand => table.stand().map(|()| Returned::Nothing),
        Move::Double => table.double().map(|()| Returned::Nothing),
        Move::Split => table.split().map(|()| Returned::Nothing),
        Move::Settle => table.settle().map(Returned::Payouts),
        Move::CallOff => table.call_off().map(Returned::Stakes),
    }
}

/// Makes moves that the rules allow, a letter each: `d`eal, `h`it, `s`tand, do`u`ble, s`p`lit, s`e`ttle.
pub fn play(table: &mut Table, moves: &str) {
    for (at, letter) in moves.chars().enumerate() {
        let what = match letter {
            'd' => Move::Deal,
            'h' => Move::Hit,
            's' => Move::Stand,
            'u' => Move::Double,
            'p' => Move::Split,
            'e' => Move::Settle,
            _ => unreachable!("no move is written {letter}"),
        };
        if let Err(error) = make_move(table, what) {
            panic!("move {at} of {moves:?}, {what:?}, is legal, and was refused: {error}");
        }
    }
}

/// Returns a strategy for the cards of a shoe, all of the given ranks.
fn any_stack(ranks: &'static [&'static str]) -> impl Strategy<Value = Vec<Card>> + 'static {
    let any_card = (prop::sample::select(ranks), prop::sample::select(vec!["C", "D", "H", "S"]))
        .prop_map(|(rank, suit)| card(&format!("{rank}{suit}")));
    prop::collection::vec(any_card, 5..40)
}

/// A table, and the moves made there.
#[derive(Clone, Debug)]
pub struct Game {
    pub cards: Vec<Card>,
    pub behind_cut: usize,
    pub soft_17: Soft17,
    pub moves: Vec<Move>,
}

impl Game {
    /// Returns the table before the first move.
    pub fn table(&self) -> Table {
        let shoe = Shoe::stacked(self.cards.clone(), self.behind_cut).expect("a card is above the cut card");
        Table::new(shoe, Rules { soft_17: self.soft_17 }).expect("no card is out")
    }
}

/// Returns a strategy for games whose moves are often legal.
pub fn any_game() -> impl Strategy<Value = Game> + 'static {
    let stack = prop_oneof![
        // Many aces and pairs; then low cards, so that hands get long.
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
