//! Laws of iterators.

use std::fmt::Debug;

/// Checks an iterator from the front: an exact `size_hint` at each step, only `None` after the end, and the same items
/// from `nth`, `last` and `count`.
///
/// `iterate` is called several times and must return the same items each time.
///
/// # Panics
///
/// Panics with `what` in the message if the iterator breaks one of the rules.
#[track_caller]
pub fn check_iterator<I>(what: &str, iterate: impl Fn() -> I)
where
    I: ExactSizeIterator<Item: PartialEq + Debug>,
{
    let items: Vec<I::Item> = iterate().collect();
    check_ends(what, &items, iterate(), |_| false, |iterator, _| iterator.next());
    check_shortcuts(what, &items, &iterate);
    check_shortcuts(what, items.get(1..).unwrap_or_default(), &|| {
        let mut iterator = iterate();
        iterator.next();
        iterator
    });
}

/// Checks an iterator from both ends: the same items from either end, an exact `size_hint` at each step, only `None`
/// after the end, and the same items from `nth`, `nth_back`, `last` and `count`.
///
/// `iterate` is called several times and must return the same items each time.
///
/// # Panics
///
/// Panics with `what` in the message if the iterator breaks one of the rules.
///
/// # Examples
///
/// ```
/// let values = [1, 2, 3, 4, 5];
/// testkit::check_double_ended_iterator("iter", || values.iter());
/// ```
#[track_caller]
pub fn check_double_ended_iterator<I>(what: &str, iterate: impl Fn() -> I)
where
    I: DoubleEndedIterator + ExactSizeIterator<Item: PartialEq + Debug>,
{
    let items: Vec<I::Item> = iterate().collect();
    let step = |iterator: &mut I, from_back| if from_back { iterator.next_back() } else { iterator.next() };
    check_ends(what, &items, iterate(), |_| false, step);
    check_ends(what, &items, iterate(), |_| true, step);
    check_ends(what, &items, iterate(), |number| number % 2 == 0, step);
    check_ends(what, &items, iterate(), |number| number % 3 == 0, step);
    check_iterator(what, &iterate);
    let without_last = || {
        let mut iterator = iterate();
        iterator.next_back();
        iterator
    };
    check_shortcuts(what, items.split_last().map_or(&[][..], |(_, rest)| rest), &without_last);
    for n in [0, 1, items.len()] {
        let (mut iterator, item) = (iterate(), items.iter().rev().nth(n));
        assert_eq!(iterator.nth_back(n).as_ref(), item, "result of nth_back({n}) of {what} with {} items", items.len());
        let left = items.len().saturating_sub(n + 1);
        assert_eq!(iterator.len(), left, "length of {what} with {} items after nth_back({n})", items.len());
    }
}

/// Checks the methods that an iterator can override for speed. `items` are those that it has not yielded yet.
#[track_caller]
fn check_shortcuts<I>(what: &str, items: &[I::Item], iterate: &impl Fn() -> I)
where
    I: ExactSizeIterator<Item: PartialEq + Debug>,
{
    let length = items.len();
    assert_eq!(iterate().count(), length, "result of count of {what} with {length} items left");
    assert_eq!(iterate().last().as_ref(), items.last(), "result of last of {what} with {length} items left");
    for n in [0, 1, length] {
        let mut iterator = iterate();
        let item = iterator.nth(n);
        assert_eq!(item.as_ref(), items.get(n), "result of nth({n}) of {what} with {length} items left");
        let left = length.saturating_sub(n + 1);
        assert_eq!(iterator.len(), left, "length of {what} with {length} items left, after nth({n})");
    }
    let item = iterate().nth(usize::MAX);
    assert_eq!(item, None, "result of nth with the largest number of {what} with {length} items left");
}

/// Takes all items and three more. `is_back` says from which end to take the item with this number.
#[track_caller]
fn check_ends<I>(
    what: &str,
    items: &[I::Item],
    mut iterator: I,
    is_back: impl Fn(usize) -> bool,
    step: impl Fn(&mut I, bool) -> Option<I::Item>,
) where
    I: ExactSizeIterator<Item: PartialEq + Debug>,
{
    let mut left = items;
    for number in 0..items.len() + 3 {
        let size = (left.len(), Some(left.len()));
        assert_eq!(iterator.size_hint(), size, "size_hint of {what} after {number} items of {}", items.len());
        let from_back = is_back(number);
        let (method, expected) = match (from_back, left) {
            (true, [rest @ .., last]) => {
                left = rest;
                ("next_back", Some(last))
            }
            (false, [first, rest @ ..]) => {
                left = rest;
                ("next", Some(first))
            }
            (from_back, []) => (if from_back { "next_back" } else { "next" }, None),
        };
        let item = step(&mut iterator, from_back);
        assert_eq!(item.as_ref(), expected, "result of {method} of {what} after {number} items of {}", items.len());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn iterators_of_the_standard_library_are_accepted() {
        for length in 0..9 {
            check_double_ended_iterator("a vector", || (0..length).collect::<Vec<_>>().into_iter());
            check_iterator("a vector", || (0..length).collect::<Vec<_>>().into_iter());
        }
    }

    /// An iterator whose `last` ignores the items taken from the back.
    struct WrongLast(std::vec::IntoIter<u8>);

    impl Iterator for WrongLast {
        type Item = u8;

        fn next(&mut self) -> Option<u8> {
            self.0.next()
        }

        fn size_hint(&self) -> (usize, Option<usize>) {
            self.0.size_hint()
        }

        fn last(self) -> Option<u8> {
            Some(3)
        }
    }

    impl ExactSizeIterator for WrongLast {}

    impl DoubleEndedIterator for WrongLast {
        fn next_back(&mut self) -> Option<u8> {
            self.0.next_back()
        }
    }

    #[test]
    #[should_panic(expected = "result of last of a wrong iterator with 2 items left")]
    fn a_wrong_last_item_is_refused() {
        check_double_ended_iterator("a wrong iterator", || WrongLast(vec![1, 2, 3].into_iter()));
    }

    /// An iterator whose `size_hint` is off by `extra` after the first item.
    struct Wrong {
        items: std::vec::IntoIter<u8>,
        extra: usize,
    }

    impl Iterator for Wrong {
        type Item = u8;

        fn next(&mut self) -> Option<u8> {
            self.items.next()
        }

        fn size_hint(&self) -> (usize, Option<usize>) {
            let size = self.items.len();
            let size = if size < 3 { size + self.extra } else { size };
            (size, Some(size))
        }
    }

    impl ExactSizeIterator for Wrong {}

    impl DoubleEndedIterator for Wrong {
        fn next_back(&mut self) -> Option<u8> {
            self.items.next()
        }
    }

    #[test]
    #[should_panic(expected = "size_hint of a wrong iterator after 1 items of 3")]
    fn a_wrong_size_is_refused() {
        check_iterator("a wrong iterator", || Wrong { items: vec![1, 2, 3].into_iter(), extra: 1 });
    }

    #[test]
    #[should_panic(expected = "result of next_back of a wrong iterator after 0 items of 3")]
    fn the_wrong_end_is_refused() {
        check_double_ended_iterator("a wrong iterator", || Wrong { items: vec![1, 2, 3].into_iter(), extra: 0 });
    }
}
