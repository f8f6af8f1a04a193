//! A bitset that finds consecutive set bits.

use std::num::NonZeroUsize;
use std::ops::Range;

/// The number of positions in a leaf of the tree.
const WORD: usize = u64::BITS as usize;

const ROOT: usize = 1;

/// A line of open and closed positions that finds runs of open ones.
///
/// A segment tree over the words of the bitset. The children of node `n` are `2n` and `2n + 1`. The second half of the
/// nodes are the leaves, one per word.
#[derive(Debug)]
pub(crate) struct Runs {
    /// A bit per position: whether it is open.
    open: Vec<u64>,
    /// A bit per position: whether it can be open.
    eligible: Vec<u64>,
    nodes: Vec<Summary>,
}

/// The lengths of open runs below a node.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Summary {
    /// The number of open positions at the start.
    prefix: usize,
    /// The number of open positions at the end.
    suffix: usize,
    /// The largest number of consecutive open positions.
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

    /// Combines two neighbors, each of `width` positions.
    fn of_pair(left: Self, right: Self, width: usize) -> Self {
        Self {
            prefix: if left.prefix == width { width + right.prefix } else { left.prefix },
            suffix: if right.suffix == width { width + left.suffix } else { right.suffix },
            longest: left.longest.max(right.longest).max(left.suffix + right.prefix),
        }
    }
}

impl Runs {
    /// Creates a line of `len` positions. The `eligible` ones are open; the others stay closed forever.
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

    /// Flips the eligible ones of these positions between open and closed. The range must not be empty.
    ///
    /// # Cost
    ///
    /// Logarithmic in the length of the line; linear in the number of positions, divided by 64.
    pub(crate) fn toggle(&mut self, positions: &Range<usize>) {
        let (first, last) = (positions.start / WORD, (positions.end - 1) / WORD);
        let leaves = self.leaves();
        let mut changed = false;
        for at in first..=last {
            let toggled = mask(at, positions) & self.eligible[at];
            if toggled != 0 {
                self.open[at] ^= toggled;
                self.nodes[leaves + at] = Summary::of_word(self.open[at]);
                changed = true;
            }
        }
        // Update the layers above, up to the first one that does not change.
        let (mut first, mut last) = (leaves + first, leaves + last);
        while changed && first > ROOT {
            (first, last) = (first / 2, last / 2);
            changed = false;
            for node in first..=last {
                changed |= self.summarize(node);
            }
        }
    }

    /// Returns the start of the first `len` consecutive open positions at or after `from`.
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
        // Walk right over larger and larger nodes. `before` counts the open positions directly before the next node.
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

    /// Returns the start of the first `len` consecutive open positions below a node that has them.
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

    /// Updates a node from its children and returns whether it changed.
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

    /// Returns the number of positions below a node.
    fn width(&self, node: usize) -> usize {
        (self.leaves() >> node.ilog2()) * WORD
    }

    /// Returns the lowest position below a node.
    fn start(&self, node: usize) -> usize {
        let first_of_layer = 1 << node.ilog2();
        (node - first_of_layer) * self.width(node)
    }
}

/// Returns the mask of the bits of word `at` that belong to `positions`.
fn mask(at: usize, positions: &Range<usize>) -> u64 {
    let start = at * WORD;
    let low = positions.start.saturating_sub(start);
    let high = (positions.end - start).min(WORD);
    (u64::MAX >> (WORD - (high - low))) << low
}

/// Returns the lowest of the first `len` consecutive bits that are set.
fn first_in_word(word: u64, len: usize) -> Option<usize> {
    starts(word).nth(len - 1).map(|starts| starts.trailing_zeros() as usize)
}

/// Yields, for each length from 1, the bits where a run of that many set bits starts.
fn starts(word: u64) -> impl Iterator<Item = u64> {
    (1..=WORD).scan(word, |next, _| {
        let starts = *next;
        // A run of length n + 1 starts where runs of length n start at this bit and at the next.
        *next &= starts >> 1;
        (starts != 0).then_some(starts)
    })
}
