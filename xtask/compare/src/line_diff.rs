//! A line diff of two texts, for displaying them side by side.

use serde::Serialize;
use similar::{Algorithm, DiffOp, TextDiff};

/// A block of lines from both texts, equal or different.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Block<'a> {
    /// The lines on the left.
    pub left: Vec<&'a str>,
    /// The lines on the right.
    pub right: Vec<&'a str>,
}

impl Block<'_> {
    /// Returns whether both sides are equal.
    pub fn is_same(&self) -> bool {
        self.left == self.right
    }
}

/// Splits two texts into blocks in which both sides are either equal or different.
pub fn blocks<'a>(left: &'a str, right: &'a str) -> Vec<Block<'a>> {
    let (lefts, rights): (Vec<&str>, Vec<&str>) = (left.lines().collect(), right.lines().collect());
    let diff = TextDiff::configure().algorithm(Algorithm::Patience).diff_slices(&lefts, &rights);
    let block = |op: &DiffOp| Block { left: lefts[op.old_range()].to_vec(), right: rights[op.new_range()].to_vec() };
    diff.ops().iter().map(block).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_lines_share_a_block() {
        let blocks = blocks("a\nb\nc\n", "a\nx\ny\nc\nd");
        let sides: Vec<(String, String)> =
            blocks.iter().map(|block| (block.left.concat(), block.right.concat())).collect();
        let expected = [("a", "a"), ("b", "xy"), ("c", "c"), ("", "d")];
        assert_eq!(sides, expected.map(|(left, right)| (left.to_owned(), right.to_owned())));
        assert_eq!(blocks.iter().filter(|block| block.is_same()).count(), 2);
    }
}
