//! The merging of sorted iterators.

use std::marker::PhantomData;

/// An iterator over the items of several iterators, created by [`merge`].
pub struct Merge<I: Iterator<Item: Ord>> {
    // A placeholder: the fields are yours.
    _yours: PhantomData<I>,
}

/// Merges iterators whose items are in descending order into one that has all items in descending order.
///
/// # Cost
///
/// Taking `n` items from `k` iterators calls their `next` at most `n + k` times (rule 2.5).
pub fn merge<I: Iterator<Item: Ord>>(iterators: impl IntoIterator<Item = I>) -> Merge<I> {
    todo!("stage 2")
}

impl<I: Iterator<Item: Ord>> Iterator for Merge<I> {
    type Item = I::Item;

    fn next(&mut self) -> Option<I::Item> {
        todo!("stage 2")
    }
}
