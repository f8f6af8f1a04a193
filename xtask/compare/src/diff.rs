//! Two texts line by line.

use similar::{Algorithm, DiffOp, TextDiff};

/// A line of the one text beside one of the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row<'a> {
    /// The line on the left, if there is one.
    pub left: Option<&'a str>,
    /// The line on the right, if there is one.
    pub right: Option<&'a str>,
}

impl Row<'_> {
    /// Whether both lines are there and say the same.
    pub fn is_same(&self) -> bool {
        self.left == self.right
    }
}

/// The lines of both texts, those that say the same beside each other.
pub fn rows<'a>(left: &'a str, right: &'a str) -> Vec<Row<'a>> {
    let (lefts, rights): (Vec<&str>, Vec<&str>) = (left.lines().collect(), right.lines().collect());
    let diff = TextDiff::configure().algorithm(Algorithm::Patience).diff_slices(&lefts, &rights);
    let mut rows = Vec::new();
    for op in diff.ops() {
        let (left, right) = (&lefts[op.old_range()], &rights[op.new_range()]);
        match op {
            DiffOp::Delete { .. } => rows.extend(left.iter().map(|line| Row { left: Some(line), right: None })),
            DiffOp::Insert { .. } => rows.extend(right.iter().map(|line| Row { left: None, right: Some(line) })),
            DiffOp::Equal { .. } | DiffOp::Replace { .. } => {
                let longest = left.len().max(right.len());
                rows.extend((0..longest).map(|at| Row { left: left.get(at).copied(), right: right.get(at).copied() }));
            }
        }
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_say_the_same_are_beside_each_other() {
        let rows = rows("a\nb\nc\n", "a\nx\nc\nd");
        let pairs: Vec<(Option<&str>, Option<&str>)> = rows.iter().map(|row| (row.left, row.right)).collect();
        assert_eq!(pairs, [(Some("a"), Some("a")), (Some("b"), Some("x")), (Some("c"), Some("c")), (None, Some("d"))]);
        assert_eq!(rows.iter().filter(|row| row.is_same()).count(), 2);
    }
}
