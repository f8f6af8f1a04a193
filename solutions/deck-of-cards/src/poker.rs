//! What a hand is worth in poker.

use enum_iterator::Sequence;

use crate::card::{Card, Rank};
use crate::hand::Scoring;

/// What kind of hand five cards make, in ascending order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Sequence)]
pub enum Category {
    /// None of the others.
    HighCard,
    /// Two cards of one rank.
    Pair,
    /// Two cards of one rank, and two of another.
    TwoPair,
    /// Three cards of one rank.
    ThreeOfAKind,
    /// Five ranks in a row; the ace is above the king or below the two.
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

/// The worth of a poker hand: the greater one wins, and equal ones tie.
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
    /// What decides among hands of one category: the ranks that make it what it is, then those beside.
    deciding: [Ranks; 2],
}

impl PokerRank {
    /// What kind of hand it is.
    ///
    /// # Cost
    ///
    /// Constant.
    #[must_use]
    pub fn category(self) -> Category {
        self.category
    }
}

/// The scoring of poker: what the best five of five to seven cards are worth.
///
/// # Errors
///
/// Scoring gives [`PokerError::CardCount`] for fewer or more cards; then [`PokerError::Duplicate`] if a card comes
/// twice.
///
/// # Cost
///
/// Scoring takes constant time.
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

/// The best five of the cards, given as the ranks of each suit.
///
/// Categories are tried from the best on. Sets of ranks are united and intersected; no five cards are ever chosen.
fn best(suits: [Ranks; 4]) -> PokerRank {
    let rank = |category, made_of, beside| PokerRank { category, deciding: [made_of, beside] };

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

/// The ranks that come at least once, at least twice, three times and four times.
fn at_least(suits: [Ranks; 4]) -> [Ranks; 4] {
    let mut times = [Ranks::NONE; 4];
    for suit in suits {
        // The most frequent first, since a card counts once.
        for n in (1..4).rev() {
            times[n].0 |= times[n - 1].0 & suit.0;
        }
        times[0].0 |= suit.0;
    }
    times
}

/// A set of ranks, a bit each, the two at the lowest bit. Of two sets of one size, that which has the higher rank where
/// they differ is the greater number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Ranks(u16);

impl Ranks {
    const NONE: Self = Self(0);

    /// Adds a rank; says whether it was missing.
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

    /// The highest `n` of the ranks, or all if there are fewer.
    fn top(mut self, n: u32) -> Self {
        for _ in n..self.len() {
            // The lowest rank goes.
            self.0 &= self.0 - 1;
        }
        self
    }

    /// The highest rank of the highest five in a row.
    fn straight(self) -> Option<Self> {
        // The ace once more, below the two.
        let ranks = (self.0 << 1) + (self.0 >> Rank::Ace as u32);
        let lowest_of_five = ranks & ranks >> 1 & ranks >> 2 & ranks >> 3 & ranks >> 4;
        if lowest_of_five == 0 { None } else { Some(Self(lowest_of_five << 3).top(1)) }
    }
}

/// Why cards have no worth in poker.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PokerError {
    /// There are fewer than five cards, or more than seven.
    #[error("it takes five to seven cards, not {cards}")]
    CardCount {
        /// How many there are.
        cards: usize,
    },
    /// A deck has each card once.
    #[error("{card} comes twice")]
    Duplicate {
        /// The first card that comes again.
        card: Card,
    },
}
