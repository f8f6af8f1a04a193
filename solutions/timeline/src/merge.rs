//! The merging of sorted iterators.

use std::cmp::Ordering;
use std::collections::BinaryHeap;
use std::collections::binary_heap::PeekMut;
use std::mem;

/// An iterator over the items of several iterators, created by [`merge`].
pub struct Merge<I: Iterator<Item: Ord>> {
    /// The iterators that have not ended, with the one with the greatest next item on top.
    started: BinaryHeap<Started<I>>,
}

/// Merges iterators whose items are in descending order into one that has all items in descending order.
///
/// # Cost
///
/// Taking `n` items from `k` iterators calls their `next` at most `n + k` times (rule 2.5).
///
/// # Examples
///
/// ```
/// use timeline_solution::merge;
///
/// let merged = merge([vec![7, 4, 1].into_iter(), vec![5, 4].into_iter()]);
/// assert_eq!(merged.collect::<Vec<_>>(), [7, 5, 4, 4, 1]);
/// ```
pub fn merge<I: Iterator<Item: Ord>>(iterators: impl IntoIterator<Item = I>) -> Merge<I> {
    let started = iterators.into_iter().filter_map(|mut rest| Some(Started { next: rest.next()?, rest }));
    Merge { started: started.collect() }
}

impl<I: Iterator<Item: Ord>> Iterator for Merge<I> {
    type Item = I::Item;

    fn next(&mut self) -> Option<I::Item> {
        let mut top = self.started.peek_mut()?;
        match top.rest.next() {
            // The heap moves the iterator to its new place when `top` is dropped.
            Some(item) => Some(mem::replace(&mut top.next, item)),
            None => Some(PeekMut::pop(top).next),
        }
    }
}

/// An iterator whose next item has been taken from it. It is ordered by this item.
struct Started<I: Iterator> {
    next: I::Item,
    rest: I,
}

impl<I: Iterator<Item: Ord>> Ord for Started<I> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.next.cmp(&other.next)
    }
}

impl<I: Iterator<Item: Ord>> PartialOrd for Started<I> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<I: Iterator<Item: Ord>> PartialEq for Started<I> {
    #[cfg_attr(false, mutants::skip)] // `Ord` requires it, and the heap does not call it.
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl<I: Iterator<Item: Ord>> Eq for Started<I> {}

/// Leaves out items that equal the one before.
pub(crate) fn dedup<T: Copy + PartialEq>(items: impl Iterator<Item = T>) -> impl Iterator<Item = T> {
    let mut last = None;
    items.filter(move |item| last.replace(*item) != Some(*item))
}
