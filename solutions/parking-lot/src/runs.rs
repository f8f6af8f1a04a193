//! Finding so many in a row among millions: a bit for each position, and a tree of summaries over the words of bits.

use std::num::NonZeroUsize;
use std::ops::Range;

/// How many positions a leaf of the tree has.
const WORD: usize = u64::BITS as usize;

/// The node that all others are below.
const ROOT: usize = 1;

/// A line of positions, each of them open or not, that finds open ones in a row.
///
/// The nodes `2n` and `2n + 1` of the tree are below node `n`, and the last half are the leaves, a word of bits each.
#[derive(Clone, Debug)]
pub(crate) struct Runs {
    /// The positions that are open.
    open: Vec<u64>,
    /// The positions that can be open at all.
    eligible: Vec<u64>,
    nodes: Vec<Summary>,
}

/// The open positions below a node.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Summary {
    /// How many are open from the start on.
    prefix: usize,
    /// How many are open up to the end.
    suffix: usize,
    /// How many are open in a row at most.
    longest: usize,
}

impl Summary {
    fn of_word(word: u64) -> Self {
        Self {
            prefix: word.trailing_ones() as usize,
            suffix: word.leading_ones() as usize,
            longest: starts(word).count(),
        }
    }

    /// The summary of two neighbors, each of `width` positions.
    fn of_pair(left: Self, right: Self, width: usize) -> Self {
        Self {
            prefix: if left.prefix == width { width + right.prefix } else { left.prefix },
            suffix: if right.suffix == width { width + left.suffix } else { right.suffix },
            longest: left.longest.max(right.longest).max(left.suffix + right.prefix),
        }
    }
}

impl Runs {
    /// A line where the positions are open that `eligible` has, in rising order; all are below `len`.
    ///
    /// # Cost
    ///
    /// Linear in `len`.
    pub(crate) fn new(len: usize, eligible: impl Iterator<Item = usize>) -> Self {
        let mut open = vec![0; len.div_ceil(WORD)];
        for position in eligible {
            open[position / WORD] |= 1 << (position % WORD);
        }
        let leaves = open.len().next_power_of_two();
        let mut nodes = vec![Summary::default(); 2 * leaves];
        for (node, &word) in nodes[leaves..].iter_mut().zip(&open) {
            *node = Summary::of_word(word);
        }
        let mut runs = Self { eligible: open.clone(), open, nodes };
        for node in (ROOT..leaves).rev() {
            runs.summarize(node);
        }
        runs
    }

    /// Closes these positions if they are open, and opens them if they are closed. There is at least one, and those
    /// that can never be open stay closed.
    ///
    /// # Cost
    ///
    /// Logarithmic in the length of the line; linear in the number of positions, divided by 64.
    pub(crate) fn toggle(&mut self, positions: &Range<usize>) {
        let (first, last) = (positions.start / WORD, (positions.end - 1) / WORD);
        let leaves = self.leaves();
        let mut any = false;
        for at in first..=last {
            let toggled = mask(at, positions) & self.eligible[at];
            if toggled != 0 {
                self.open[at] ^= toggled;
                self.nodes[leaves + at] = Summary::of_word(self.open[at]);
                any = true;
            }
        }
        // From here up to the root, or to where nothing changes any more.
        let (mut first, mut last) = (leaves + first, leaves + last);
        while any && first > ROOT {
            (first, last) = (first / 2, last / 2);
            any = false;
            for node in first..=last {
                any |= self.summarize(node);
            }
        }
    }

    /// The first of the lowest `len` open positions in a row, none of them below `from`.
    ///
    /// # Cost
    ///
    /// Logarithmic in the length of the line.
    pub(crate) fn first(&self, len: NonZeroUsize, from: usize) -> Option<usize> {
        let len = len.get();
        let word = *self.open.get(from / WORD)? & (u64::MAX << (from % WORD));
        if let Some(bit) = first_in_word(word, len) {
            return Some(from / WORD * WORD + bit);
        }
        // Walks to the right, over ever larger parts of the line at first. So many are open just before where we are:
        let mut before = word.leading_ones() as usize;
        let mut node = self.leaves() + from / WORD;
        for _ in 0..node.ilog2() {
            if node.is_multiple_of(2) {
                let right = node + 1;
                let summary = self.nodes[right];
                if before + summary.prefix >= len {
                    return Some(self.start(right) - before);
                }
                if summary.longest >= len {
                    return self.first_below(right, len);
                }
                let all_open = summary.suffix == self.width(right);
                before = if all_open { before + summary.suffix } else { summary.suffix };
            }
            node /= 2;
        }
        None
    }

    /// The first of the lowest `len` open positions in a row below a node that has so many.
    fn first_below(&self, node: usize, len: usize) -> Option<usize> {
        if let Some(leaf) = node.checked_sub(self.leaves()) {
            return first_in_word(self.open[leaf], len).map(|bit| self.start(node) + bit);
        }
        let (left, right) = (2 * node, 2 * node + 1);
        if self.nodes[left].longest >= len {
            self.first_below(left, len)
        } else if self.nodes[left].suffix + self.nodes[right].prefix >= len {
            Some(self.start(right) - self.nodes[left].suffix)
        } else {
            self.first_below(right, len)
        }
    }

    /// Works a node out from the two below it, and says whether it has changed.
    fn summarize(&mut self, node: usize) -> bool {
        let width = self.width(2 * node);
        let summary = Summary::of_pair(self.nodes[2 * node], self.nodes[2 * node + 1], width);
        let changed = self.nodes[node] != summary;
        self.nodes[node] = summary;
        changed
    }

    fn leaves(&self) -> usize {
        self.nodes.len() / 2
    }

    /// How many positions are below a node.
    fn width(&self, node: usize) -> usize {
        (self.leaves() >> node.ilog2()) * WORD
    }

    /// The lowest position below a node. Of the nodes as far from the root, the first has the number that is a power of
    /// two.
    fn start(&self, node: usize) -> usize {
        let first_beside = 1 << node.ilog2();
        (node - first_beside) * self.width(node)
    }
}

/// The bits of word `at` that stand for `positions`, of which it has some.
fn mask(at: usize, positions: &Range<usize>) -> u64 {
    let start = at * WORD;
    let low = positions.start.saturating_sub(start);
    let high = (positions.end - start).min(WORD);
    (u64::MAX >> (WORD - (high - low))) << low
}

/// The lowest of `len` bits in a row that are set.
fn first_in_word(word: u64, len: usize) -> Option<usize> {
    starts(word).nth(len - 1).map(|starts| starts.trailing_zeros() as usize)
}

/// For one bit in a row, for two, and so on, as long as there are some: the bits from which on so many are set.
fn starts(word: u64) -> impl Iterator<Item = u64> {
    (1..=WORD).scan(word, |next, _| {
        let starts = *next;
        // One more is set from a bit on if so many are, and so many from the next bit on.
        *next &= starts >> 1;
        (starts != 0).then_some(starts)
    })
}
