//! Gaps: maximal stretches of free positions on a line.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::ops::Range;

use crate::max_tree::MaxTree;

/// The gaps on a line: its maximal stretches of free positions.
#[derive(Debug)]
pub(crate) struct Gaps {
    /// The end of each gap, by its start.
    ends: BTreeMap<usize, usize>,
    /// The length of the gap that starts at each position, or 0.
    lens: MaxTree,
}

impl Gaps {
    /// Creates the gaps of a line from its free positions, in ascending order. The last position must not be free.
    ///
    /// # Cost
    ///
    /// Linear in `line_len`.
    pub(crate) fn new(line_len: usize, free: impl Iterator<Item = usize>) -> Self {
        let mut gaps: Vec<Range<usize>> = Vec::new();
        for position in free {
            match gaps.last_mut() {
                Some(gap) if gap.end == position => gap.end += 1,
                _ => gaps.push(position..position + 1),
            }
        }
        let mut lens = vec![0; line_len];
        for gap in &gaps {
            lens[gap.start] = gap.len();
        }
        Self { ends: gaps.into_iter().map(|gap| (gap.start, gap.end)).collect(), lens: MaxTree::new(lens) }
    }

    /// Returns the start of the first gap of at least `len` positions that starts at or after `from`.
    ///
    /// # Cost
    ///
    /// Logarithmic in the length of the line.
    pub(crate) fn first(&self, len: NonZeroUsize, from: usize) -> Option<usize> {
        self.lens.first_at_least(len.get(), from)
    }

    /// Removes positions from their gap. All of them must be free.
    ///
    /// # Cost
    ///
    /// Logarithmic in the length of the line.
    pub(crate) fn take(&mut self, positions: &Range<usize>) {
        let gap = self.ends.range(..=positions.start).next_back();
        let (&start, &end) = gap.expect("free positions are in a gap");
        self.set(start, positions.start);
        self.set(positions.end, end);
    }

    /// Adds positions and merges them with the gaps on both sides. They must not be free.
    ///
    /// # Cost
    ///
    /// Logarithmic in the length of the line.
    pub(crate) fn release(&mut self, positions: &Range<usize>) {
        let Range { mut start, mut end } = *positions;
        if let Some((&start_before, &end_before)) = self.ends.range(..start).next_back()
            && end_before == start
        {
            start = start_before;
        }
        if let Some(&end_after) = self.ends.get(&end) {
            self.set(end, end);
            end = end_after;
        }
        self.set(start, end);
    }

    /// Sets the end of the gap that starts at `start`. Removes the gap if it becomes empty.
    fn set(&mut self, start: usize, end: usize) {
        if start == end {
            self.ends.remove(&start);
        } else {
            self.ends.insert(start, end);
        }
        self.lens.set(start, end - start);
    }
}
