//! Laws of iterators.

use std::fmt::Debug;

/// Checks an iterator from the front: an exact `size_hint` at each step, and only `None` after the end.
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
}

/// Checks an iterator from both ends: the same items from either end, an exact `size_hint` at each step, and only `None`
/// after the end.
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
