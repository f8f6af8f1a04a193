//! The scoring of poker.

use enum_iterator::Sequence;

use crate::card::{Card, Rank};
use crate::hand::Scoring;

/// The category of a poker hand, in ascending order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Sequence)]
pub enum Category {
    /// None of the other categories.
    HighCard,
    /// Two cards of one rank.
    Pair,
    /// Two cards of one rank, and two of another.
    TwoPair,
    /// Three cards of one rank.
    ThreeOfAKind,
    /// Five consecutive ranks. The ace is above the king or below the two.
    Straight,
    /// Five cards of one suit.
    Flush,
    /// Three cards of one rank, and two of another.
    FullHouse,
    /// Four cards of one rank.
    FourOfAKind,
    /// A straight of one suit.
    StraightFlush,
}

/// The score of a poker hand. The greater score wins, and equal scores tie.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PokerRank {
    category: Category,
    /// The ranks that break ties within a category, the most important first.
    ranks: [u8; 5],
}

impl PokerRank {
    /// Returns the category of the hand.
    #[must_use]
    pub fn category(self) -> Category {
        self.category
    }
}

/// The scoring of poker: the score of the best five of five to seven cards.
///
/// # Errors
///
/// Scoring returns [`PokerError::CardCount`] for another number of cards, and [`PokerError::Duplicate`] if a card occurs
/// twice (rule 6.7).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Poker;

impl Scoring<Card> for Poker {
    type Score = Result<PokerRank, PokerError>;

    fn score(&self, cards: &[Card]) -> Result<PokerRank, PokerError> {
        if !(5..=7).contains(&cards.len()) {
            return Err(PokerError::CardCount { cards: cards.len() });
        }
        if let Some(repeated) = (1..cards.len()).find(|&at| cards[..at].contains(&cards[at])) {
            return Err(PokerError::Duplicate { card: cards[repeated] });
        }
        Ok(choices_of_five(cards).map(score_five).max().expect("there are at least five cards"))
    }
}

/// Yields all choices of five cards.
fn choices_of_five(cards: &[Card]) -> impl Iterator<Item = [Card; 5]> {
    (0..1u32 << cards.len()).filter(|choice| choice.count_ones() == 5).map(|choice| {
        let mut chosen = (0..cards.len()).filter(|at| choice >> at & 1 == 1);
        std::array::from_fn(|_| cards[chosen.next().expect("five are chosen")])
    })
}

fn score_five(cards: [Card; 5]) -> PokerRank {
    let height = |card: Card| if card.rank() == Rank::Ace { 14 } else { card.rank().number() };
    let mut ranks = cards.map(height);
    let count = |rank: u8| ranks.iter().filter(|&&other| other == rank).count();
    // More frequent ranks come first.
    let mut grouped = ranks.map(|rank| (count(rank), rank));
    grouped.sort_unstable_by(|one, other| other.cmp(one));
    ranks = grouped.map(|(_, rank)| rank);
    let flush = cards.iter().all(|card| card.suit() == cards[0].suit());
    if ranks == [14, 5, 4, 3, 2] {
        ranks = [5, 4, 3, 2, 1];
    }
    let straight = ranks.windows(2).all(|pair| pair[0] == pair[1] + 1);
    let category = match grouped.map(|(count, _)| count) {
        _ if straight && flush => Category::StraightFlush,
        [4, ..] => Category::FourOfAKind,
        [3, _, _, 2, _] => Category::FullHouse,
        _ if flush => Category::Flush,
        _ if straight => Category::Straight,
        [3, ..] => Category::ThreeOfAKind,
        [2, _, 2, ..] => Category::TwoPair,
        [2, ..] => Category::Pair,
        _ => Category::HighCard,
    };
    PokerRank { category, ranks }
}

/// A reason why poker does not score a hand.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PokerError {
    /// There are fewer than five cards, or more than seven.
    #[error("a poker hand has five to seven cards, not {cards}")]
    CardCount {
        /// The number of cards.
        cards: usize,
    },
    /// A card occurs twice.
    #[error("{card} occurs twice")]
    Duplicate {
        /// A card that occurs twice.
        card: Card,
    },
}
