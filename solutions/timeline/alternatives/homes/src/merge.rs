//! The merging of sorted iterators.

use std::iter::Peekable;

/// An iterator over the items of several iterators, created by [`merge`].
pub struct Merge<I: Iterator<Item: Ord>> {
    sources: Vec<Peekable<I>>,
}

/// Merges iterators whose items are in descending order into one that has all items in descending order.
///
/// # Cost
///
/// Taking `n` items from `k` iterators calls their `next` at most `n + k` times (rule 2.5). Each item takes time proportional
/// to `k`.
pub fn merge<I: Iterator<Item: Ord>>(iterators: impl IntoIterator<Item = I>) -> Merge<I> {
    Merge { sources: iterators.into_iter().map(Iterator::peekable).collect() }
}

impl<I: Iterator<Item: Ord>> Iterator for Merge<I> {
    type Item = I::Item;

    fn next(&mut self) -> Option<I::Item> {
        let mut best: Option<usize> = None;
        for index in 0..self.sources.len() {
            let (others, source) = self.sources.split_at_mut(index);
            let Some(item) = source[0].peek() else { continue };
            if best.and_then(|best| others[best].peek()).is_none_or(|greatest| item > greatest) {
                best = Some(index);
            }
        }
        self.sources[best?].next()
    }
}

/// Leaves out items that equal the one before.
pub(crate) fn dedup<T: Copy + PartialEq>(items: impl Iterator<Item = T>) -> impl Iterator<Item = T> {
    let mut last = None;
    items.filter(move |item| last.replace(*item) != Some(*item))
}
