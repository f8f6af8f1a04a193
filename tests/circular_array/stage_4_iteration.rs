//! # Iteration
//!
//! From outside the values are one sequence; inside they may be in two runs of slots, the second one from the start of the
//! ring. Iteration has to go from one run to the other without anybody noticing, from both ends, and the two ends have to meet: no
//! value comes twice.
//!
//! Some callers want the runs themselves: to write them out in two blocks, or to sort. `as_slices` shows both. Safe Rust cannot make a
//! `&[T]` of slots that may be vacant, so the slices are of `Slot<T>`, which dereferences to the value: you decide what is in
//! it. `make_contiguous` moves the values into one run first, unless they are in one.
//!
//! Once you have two slices, an iterator over the array is hardly more than a chain of two iterators.
//!
//! To look up: `DoubleEndedIterator`, `ExactSizeIterator`, `FusedIterator`, `Iterator::chain`, `slice::split_at_mut`,
//! `slice::rotate_left`, `Deref`.
//!
//! Time box: 25 minutes.

use std::collections::VecDeque;
use std::fmt::Debug;
use std::panic::{AssertUnwindSafe, catch_unwind};

use circular_array::{CircularArray, Displace, Refuse, Snapshot};
use proptest::prelude::*;
use rstest::rstest;
use testkit::Drops;

use super::support::End::{self, Back, Front};
use super::support::{Model, address, array, assert_agrees_with_the_model, at_every_offset, values};

#[rstest]
#[case::an_empty_array(3, &[])]
#[case::one_value(3, &[1])]
#[case::a_few_values(5, &[1, 2, 3])]
#[case::a_full_array(4, &[1, 2, 3, 4])]
fn iteration_goes_from_front_to_back_and_in_reverse(#[case] capacity: usize, #[case] numbers: &[u32]) {
    let reversed: Vec<u32> = numbers.iter().rev().copied().collect();
    for mut array in at_every_offset(capacity, numbers) {
        assert_eq!(array.iter().copied().collect::<Vec<_>>(), numbers, "iter");
        assert_eq!(array.iter().rev().copied().collect::<Vec<_>>(), reversed, "iter in reverse");
        assert_eq!(array.iter_mut().map(|value| *value).collect::<Vec<_>>(), numbers, "iter_mut");
        assert_eq!(array.iter_mut().rev().map(|value| *value).collect::<Vec<_>>(), reversed, "iter_mut in reverse");
        let mut inside = Vec::new();
        array.iter().for_each(|&value| inside.push(value));
        assert_eq!(inside, numbers, "for_each of iter");
        assert_eq!(array.into_iter().collect::<Vec<_>>(), numbers, "into_iter");
    }
    for array in at_every_offset(capacity, numbers) {
        assert_eq!(array.into_iter().rev().collect::<Vec<_>>(), reversed, "into_iter in reverse");
    }
}

#[test]
fn a_loop_takes_an_array_by_reference_or_by_value() {
    for mut array in at_every_offset(4, &[1, 2, 3]) {
        for value in &mut array {
            *value *= 10;
        }
        let mut seen = Vec::new();
        for value in &array {
            seen.push(*value);
        }
        assert_eq!(seen, [10, 20, 30], "what a loop over &array sees, after one over &mut array");
        for value in array {
            seen.push(value);
        }
        assert_eq!(seen, [10, 20, 30, 10, 20, 30], "and what a loop over the array itself gives");
    }
}

/// Asks an iterator for values at the ends named, and compares with what a deque gives.
fn walk<T: Debug + PartialEq>(
    name: &str,
    mut iterator: impl DoubleEndedIterator<Item = T> + ExactSizeIterator,
    mut model: VecDeque<T>,
    ends: &[End],
) {
    for (step, end) in ends.iter().enumerate() {
        assert_eq!(iterator.len(), model.len(), "how many values are ahead of {name} at step {step} of {ends:?}");
        assert_eq!(iterator.size_hint(), (model.len(), Some(model.len())), "the size hint of {name} there");
        let (given, expected) = match end {
            Front => (iterator.next(), model.pop_front()),
            Back => (iterator.next_back(), model.pop_back()),
        };
        assert_eq!(given, expected, "what {name} gives at step {step} of {ends:?}");
    }
}

/// What the law of iteration is tried on: how many values there are, and from which ends they are asked for.
#[derive(Clone, Debug)]
struct Walk {
    values: usize,
    ends: Vec<End>,
}

#[test]
fn both_ends_of_an_iterator_meet_and_stay_at_their_end() {
    let ends = prop::collection::vec(prop_oneof![Just(Front), Just(Back)], 0..9);
    let walks = (0..6usize, ends).prop_map(|(values, ends)| Walk { values, ends });
    testkit::law(walks, |Walk { values, ends }| {
        let numbers: Vec<u32> = (1..).take(values).collect();
        for mut array in at_every_offset(6, &numbers) {
            walk("iter", array.iter(), numbers.iter().collect(), &ends);
            walk("iter_mut", array.iter_mut(), numbers.clone().iter_mut().collect(), &ends);
            walk("into_iter", array.into_iter(), VecDeque::from(numbers.clone()), &ends);
        }
    });
}

#[test]
fn values_are_changed_through_an_iterator_from_both_ends() {
    for mut array in at_every_offset(4, &[1, 2, 3, 4]) {
        let mut ends = array.iter_mut();
        let (first, last) = (ends.next().expect("there are four values"), ends.next_back().expect("three are ahead"));
        std::mem::swap(first, last);
        assert_eq!(ends.len(), 2, "how many values are ahead");
        ends.for_each(|value| *value *= 10);
        assert_eq!(values(&array), [4, 20, 30, 1], "the ends of 1, 2, 3, 4 swapped and the others multiplied by ten");
    }
}

#[rstest]
#[case::not_at_all(&[], 0)]
#[case::from_the_front(&[Front, Front], 2)]
#[case::from_the_back(&[Back], 1)]
#[case::from_both_ends(&[Front, Back, Front], 3)]
fn what_an_iterator_that_owns_has_not_given_is_dropped_with_it(#[case] ends: &[End], #[case] given: usize) {
    for offset in 0..5 {
        let drops = Drops::new();
        let mut array = CircularArray::new(5).expect("a small capacity is valid");
        for value in 0..offset + 4 {
            array.try_push_back(drops.track(value)).expect("four values fit");
            if value < offset {
                array.pop_front();
            }
        }
        let kept: Vec<_> = {
            let mut iterator = array.into_iter();
            let kept = ends.iter().map(|end| match end {
                Front => iterator.next(),
                Back => iterator.next_back(),
            });
            let kept = kept.collect();
            assert_eq!(drops.alive(), 4, "values alive while the iterator is");
            kept
        };
        assert_eq!(drops.alive(), given, "values alive when the iterator is dropped: those that it gave");
        drop(kept);
        assert_eq!(drops.alive(), 0, "values alive in the end");
    }
}

#[rstest]
#[case::an_empty_array(3, &[])]
#[case::one_value(3, &[1])]
#[case::a_few_values(5, &[1, 2, 3])]
#[case::a_full_array(4, &[1, 2, 3, 4])]
fn two_pieces_are_the_values_in_order_and_where_they_are(#[case] capacity: usize, #[case] numbers: &[u32]) {
    for array in at_every_offset(capacity, numbers) {
        let (first, second) = array.as_slices();
        let in_pieces: Vec<u32> = first.iter().chain(second).map(|slot| **slot).collect();
        assert_eq!(in_pieces, numbers, "the first piece and then the second");
        assert_eq!(first.is_empty(), numbers.is_empty(), "whether the first piece of {numbers:?} is empty");
        let in_pieces = first.iter().chain(second).map(|slot| address(&**slot));
        assert!(in_pieces.eq(array.iter().map(address)), "the pieces show other addresses than iteration");
    }
}

#[rstest]
#[case::an_empty_array(3, &[])]
#[case::one_value(3, &[1])]
#[case::a_few_values(5, &[3, 1, 2])]
#[case::a_full_array(4, &[4, 2, 3, 1])]
fn values_made_contiguous_are_in_one_piece_and_in_order(#[case] capacity: usize, #[case] numbers: &[u32]) {
    for mut array in at_every_offset(capacity, numbers) {
        let all: Vec<u32> = array.make_contiguous().iter().map(|slot| **slot).collect();
        assert_eq!(all, numbers, "the one piece of {numbers:?}");
        let (first, second) = array.as_slices();
        assert_eq!((first.len(), second.len()), (numbers.len(), 0), "the lengths of the two pieces after that");
        assert_eq!(array.snapshot(), Snapshot { capacity, items: numbers.to_vec() }, "all of the array after that");
    }
}

#[test]
fn values_in_one_piece_are_not_moved_to_make_them_contiguous() {
    for mut array in at_every_offset(5, &[1, 2, 3]) {
        if !array.as_slices().1.is_empty() {
            array.make_contiguous();
        }
        let before: Vec<usize> = array.iter().map(address).collect();
        array.make_contiguous();
        let after: Vec<usize> = array.iter().map(address).collect();
        assert_eq!(after, before, "the addresses of values that were in one piece already");
    }
}

#[test]
fn values_are_changed_and_sorted_in_one_piece() {
    for mut array in at_every_offset(5, &[3, 1, 4, 2]) {
        let all = array.make_contiguous();
        *all[0] += 4;
        all.sort_unstable_by_key(|slot| **slot);
        assert_eq!(values(&array), [1, 2, 4, 7], "3, 1, 4, 2 after 4 was added to the first and all were sorted");
        assert_eq!(array.push_front(0), Ok(()), "a push after that");
        assert_eq!(array.push_back(8), Err(circular_array::Full(8)), "a push without room after that");
        assert_eq!((array.pop_back(), array.pop_front()), (Some(7), Some(0)), "the values at the ends after that");
        assert_eq!(values(&array), [1, 2, 4], "the values after that");
    }
}

#[test]
fn slots_of_two_arrays_can_be_swapped() {
    let (mut one, mut other) = (array(3, &[1, 2]), array(2, &[10, 20]));
    std::mem::swap(&mut one.make_contiguous()[1], &mut other.make_contiguous()[0]);
    assert_eq!((values(&one), values(&other)), (vec![1, 10], vec![2, 20]), "1, 2 and 10, 20 with 2 and 10 swapped");
}

#[test]
fn a_slot_is_shown_as_its_value() {
    let mut array = array(3, &[1, 2]);
    assert_eq!(format!("{:?}", array.make_contiguous()), "[1, 2]", "how a slice of slots is shown");
}

#[test]
fn a_slice_ends_where_the_values_do() {
    for mut array in at_every_offset(4, &[1, 2]) {
        let all = array.make_contiguous();
        assert_eq!(*all[1], 2, "the second value");
        let third = catch_unwind(AssertUnwindSafe(|| *all[2])).ok();
        assert_eq!(third, None, "the third of two values: slots without a value are not shown");
    }
}

#[test]
fn operations_agree_with_the_model_when_iterated() {
    assert_agrees_with_the_model(4, || Refuse, Model::refuse);
    assert_agrees_with_the_model(4, || Displace, Model::displace);
}
