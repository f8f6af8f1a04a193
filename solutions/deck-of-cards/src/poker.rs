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
///
/// # Examples
///
/// ```
/// use deck_of_cards_solution::{Card, Category, Hand, Poker};
///
/// let rank = |cards: [&str; 5]| {
///     let hand: Hand = cards.map(|card| card.parse().unwrap()).into_iter().collect();
///     hand.score(&Poker).unwrap()
/// };
/// let wheel = rank(["AS", "2H", "3D", "4C", "5S"]);
/// assert_eq!(wheel.category(), Category::Straight);
/// assert!(wheel < rank(["2S", "3H", "4D", "5C", "6S"]));
/// assert_eq!(wheel, rank(["AC", "2C", "3C", "4C", "5D"]));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PokerRank {
    category: Category,
    /// The ranks that break ties within a category: those that form the category, then the kickers.
    deciding: [Ranks; 2],
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
        let mut suits = [Ranks::NONE; 4];
        for &card in cards {
            if !suits[card.suit() as usize].insert(card.rank()) {
                return Err(PokerError::Duplicate { card });
            }
        }
        Ok(best(suits))
    }
}

/// Returns the score of the best five cards, given the ranks of each suit.
///
/// Tries the categories from best to worst with set operations on ranks, without choosing five cards.
fn best(suits: [Ranks; 4]) -> PokerRank {
    let rank = |category, main, kickers| PokerRank { category, deciding: [main, kickers] };

    let [once, twice, thrice, four] = at_least(suits);
    let flush = suits.into_iter().find(|suit| suit.len() >= 5);

    if let Some(straight) = flush.and_then(Ranks::straight) {
        return rank(Category::StraightFlush, straight, Ranks::NONE);
    }
    if four != Ranks::NONE {
        return rank(Category::FourOfAKind, four, once.without(four).top(1));
    }
    let triple = thrice.top(1);
    let others = twice.without(triple);
    if triple != Ranks::NONE && others != Ranks::NONE {
        return rank(Category::FullHouse, triple, others.top(1));
    }
    if let Some(suit) = flush {
        return rank(Category::Flush, suit.top(5), Ranks::NONE);
    }
    if let Some(straight) = once.straight() {
        return rank(Category::Straight, straight, Ranks::NONE);
    }
    if triple != Ranks::NONE {
        return rank(Category::ThreeOfAKind, triple, once.without(triple).top(2));
    }
    let pairs = twice.top(2);
    match pairs.len() {
        2 => rank(Category::TwoPair, pairs, once.without(pairs).top(1)),
        1 => rank(Category::Pair, pairs, once.without(pairs).top(3)),
        _ => rank(Category::HighCard, once.top(5), Ranks::NONE),
    }
}

/// Returns the ranks that appear at least once, twice, three times and four times.
fn at_least(suits: [Ranks; 4]) -> [Ranks; 4] {
    let mut times = [Ranks::NONE; 4];
    for suit in suits {
        // Update the highest count first, so that each suit counts once.
        for n in (1..4).rev() {
            times[n].0 |= times[n - 1].0 & suit.0;
        }
        times[0].0 |= suit.0;
    }
    times
}

/// A set of ranks, one bit each, with the two at the lowest bit. Sets of equal size are ordered by their highest
/// different rank.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Ranks(u16);

impl Ranks {
    const NONE: Self = Self(0);

    /// Adds a rank and returns whether it was missing.
    fn insert(&mut self, rank: Rank) -> bool {
        let before = *self;
        self.0 |= 1 << rank as u32;
        *self != before
    }

    fn len(self) -> u32 {
        self.0.count_ones()
    }

    fn without(self, others: Self) -> Self {
        Self(self.0 & !others.0)
    }

    /// Returns the highest `n` ranks, or all if there are fewer.
    fn top(mut self, n: u32) -> Self {
        for _ in n..self.len() {
            // Clear the lowest bit.
            self.0 &= self.0 - 1;
        }
        self
    }

    /// Returns the highest rank of the best straight, as a set.
    fn straight(self) -> Option<Self> {
        // Add the ace below the two.
        let ranks = (self.0 << 1) + (self.0 >> Rank::Ace as u32);
        let lowest_of_five = ranks & ranks >> 1 & ranks >> 2 & ranks >> 3 & ranks >> 4;
        if lowest_of_five == 0 { None } else { Some(Self(lowest_of_five << 3).top(1)) }
    }
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
