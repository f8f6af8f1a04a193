//! Moves at a table, and the games that laws generate.

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

/// Makes a move. The bet of a deal is 100 cents.
pub fn make_move(table: &mut Table, action: Move) -> MoveResult {
    match action {
        Move::Deal => table.deal(bet(100)).map(|()| Returned::Nothing),
        Move::Hit => table.hit().map(|()| Returned::Nothing),
        Move::Stand => table.stand().map(|()| Returned::Nothing),
        Move::Double => table.double().map(|()| Returned::Nothing),
        Move::Split => table.split().map(|()| Returned::Nothing),
        Move::Settle => table.settle().map(Returned::Payouts),
        Move::CallOff => table.call_off().map(Returned::Stakes),
    }
}

/// Returns the moves of a text, a letter each: `d`eal, `h`it, `s`tand, do`u`ble, s`p`lit, s`e`ttle, `c`all off.
pub fn moves(letters: &str) -> impl Iterator<Item = Move> {
    letters.chars().map(|letter| match letter {
        'd' => Move::Deal,
        'h' => Move::Hit,
        's' => Move::Stand,
        'u' => Move::Double,
        'p' => Move::Split,
        'e' => Move::Settle,
        'c' => Move::CallOff,
        _ => unreachable!("unknown move {letter}; use d, h, s, u, p, e or c"),
    })
}

/// Makes legal moves, a letter each, as in [`moves`].
pub fn play(table: &mut Table, letters: &str) {
    for (index, action) in moves(letters).enumerate() {
        if let Err(error) = make_move(table, action) {
            panic!("move {index} of {letters:?} ({action:?}) should succeed, but failed: {error}");
        }
    }
}

/// Generates a deck or shoe of cards of these ranks.
fn any_stack_of(ranks: &'static [&'static str]) -> impl Strategy<Value = Vec<Card>> + 'static {
    let any_card = (prop::sample::select(ranks), prop::sample::select(vec!["C", "D", "H", "S"]))
        .prop_map(|(rank, suit)| card(&format!("{rank}{suit}")));
    prop::collection::vec(any_card, 5..40)
}

/// Generates the cards of a deck or shoe.
pub fn any_stack() -> impl Strategy<Value = Vec<Card>> + 'static {
    prop_oneof![
        // Many aces and pairs, or low cards that make long hands.
        2 => any_stack_of(&["A", "A", "A", "2", "5", "6", "7", "8", "8", "9", "10", "10", "J", "K"]),
        1 => any_stack_of(&["A", "2", "3", "4", "5"]),
    ]
}

/// A table, and a sequence of moves at it.
#[derive(Clone, Debug)]
pub struct Game {
    pub cards: Vec<Card>,
    pub behind_cut: usize,
    /// The number of cards that are discarded before the table is created.
    pub discarded: usize,
    pub soft_17: Soft17,
    pub moves: Vec<Move>,
}

impl Game {
    /// Returns the table before the first move.
    pub fn table(&self) -> Table {
        let mut shoe = Shoe::stacked(self.cards.clone(), self.behind_cut).expect("the cut card is not too deep");
        for _ in 0..self.discarded {
            let dealt = shoe.deal();
            shoe.discard(dealt).expect("the card is out");
        }
        Table::new(shoe, Rules { soft_17: self.soft_17 }).expect("no card is out")
    }
}

/// Generates games whose moves are often legal.
pub fn any_game() -> impl Strategy<Value = Game> + 'static {
    let action = prop_oneof![
        8 => Just(Move::Deal),
        9 => Just(Move::Hit),
        6 => Just(Move::Stand),
        3 => Just(Move::Double),
        6 => Just(Move::Split),
        6 => Just(Move::Settle),
        1 => Just(Move::CallOff),
    ];
    (
        any_stack(),
        0..5usize,
        prop_oneof![3 => Just(0), 1 => 1..5usize],
        prop::sample::select(vec![Soft17::Stand, Soft17::Hit]),
        prop::collection::vec(action, 0..40),
    )
        .prop_map(|(cards, behind_cut, discarded, soft_17, moves)| Game {
            cards,
            behind_cut,
            discarded,
            soft_17,
            moves,
        })
}
