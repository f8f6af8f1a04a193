//! # Indexing and iteration
//!
//! `array[index]` counts like `get`, but panics past an end. `get_wrapping` continues at the other end instead. Note
//! that it wraps around the values, not around the slots.
//!
//! Although callers see a single sequence, its values can be in two runs of slots. An iterator therefore has to
//! continue from the first run to the second. It also works from both ends, but never returns a value twice.
//!
//! Some callers need the runs themselves, for example to write them as two blocks or to sort the values. For them,
//! `as_slices` returns both runs, and `make_contiguous` moves the values into a single run if necessary. Since safe
//! Rust cannot create a `&[T]` from slots that can be vacant, the slices contain `Slot<T>`, a type that dereferences to
//! the value and whose fields you write.
//!
//! It is best to begin with `as_slices`: once you have two slices, an iterator is just a chain of two iterators.
//!
//! Look up: `Index` and `IndexMut`, `DoubleEndedIterator`, `ExactSizeIterator`, `FusedIterator`, `Iterator::chain`, `slice::split_at_mut`,
//! `slice::rotate_left`, `Deref`.
//!
//! Time box: 30 minutes.

use std::collections::VecDeque;
use std::fmt::Debug;
use std::panic::{AssertUnwindSafe, catch_unwind};

use circular_array::{CircularArray, Displace, IntoIter, Refuse, Snapshot};
use proptest::prelude::*;
use rstest::rstest;
use testkit::{Drops, Tracked};

use super::support::End::{self, Back, Front};
use super::support::{Model, address, array, assert_matches_model, at_every_offset, fill, values};

/// Rules: 4.1
#[test]
fn get_wrapping_wraps_around_the_values() {
    let (max, min) = (isize::MAX, isize::MIN);
    for index in [0, 1, 2, 3, 4, 5, 6, 3_000_001, max, -1, -2, -3, -4, -5, -6, -3_000_001, min] {
        let expected = [10, 20, 30][index.rem_euclid(3) as usize];
        for mut array in at_every_offset(5, &[10, 20, 30]) {
            let found = (array.get_wrapping(index).copied(), array.get_wrapping_mut(index).copied());
            let expected = (Some(expected), Some(expected));
            assert_eq!(found, expected, "get_wrapping({index}) and get_wrapping_mut({index}) of [10, 20, 30]");
        }
    }
}

/// Rules: 4.1
#[test]
fn get_wrapping_of_an_empty_array_returns_none() {
    for index in [0, 1, -1, isize::MAX, isize::MIN] {
        for mut array in at_every_offset(3, &[]) {
            assert_eq!(array.get_wrapping(index), None, "get_wrapping({index}) of an empty array");
            assert_eq!(array.get_wrapping_mut(index), None, "get_wrapping_mut({index}) of an empty array");
        }
    }
}

/// Rules: 4.1
#[test]
fn get_wrapping_mut_changes_values() {
    for index in [7, -5] {
        for mut array in at_every_offset(4, &[1, 2, 3]) {
            *array.get_wrapping_mut(index).expect("there are three values") += 10;
            assert_eq!(values(&array), [1, 12, 3], "values after adding 10 through get_wrapping_mut({index})");
        }
    }
}

/// Rules: 4.2
#[test]
fn indexing_counts_like_get() {
    for mut array in at_every_offset(4, &[1, 2, 3]) {
        assert_eq!(
            (array[0], array[2], array[-1], array[-3]),
            (1, 3, 3, 1),
            "values at indices 0, 2, -1 and -3 of [1, 2, 3]"
        );
        array[1] = 20;
        array[-1] += 100;
        assert_eq!(values(&array), [1, 20, 103], "values after setting index 1 to 20 and adding 100 at index -1");
    }
}

/// Rules: 0.1, 4.2
#[test]
fn indexing_past_an_end_panics_and_changes_nothing() {
    let mut array = array(5, &[1, 2, 3]);
    for index in [3, 4, 5, isize::MAX, -4, -5, isize::MIN] {
        let read = catch_unwind(AssertUnwindSafe(|| array[index]));
        assert_eq!(read.ok(), None, "value at index {index} of [1, 2, 3]; indexing should panic");
        let written = catch_unwind(AssertUnwindSafe(|| array[index] = 9));
        assert!(written.is_err(), "setting index {index} of [1, 2, 3] did not panic");
        assert_eq!(values(&array), [1, 2, 3], "values after two panics");
    }
}

/// Rules: 4.3
#[test]
fn iterators_yield_values_in_order_and_in_reverse() {
    for (capacity, numbers) in [(3, &[][..]), (3, &[1]), (5, &[1, 2, 3]), (4, &[1, 2, 3, 4])] {
        let reversed: Vec<u32> = numbers.iter().rev().copied().collect();
        for mut array in at_every_offset(capacity, numbers) {
            assert_eq!(array.iter().copied().collect::<Vec<_>>(), numbers, "values from iter");
            assert_eq!(array.iter().rev().copied().collect::<Vec<_>>(), reversed, "values from iter().rev()");
            assert_eq!(array.iter_mut().map(|value| *value).collect::<Vec<_>>(), numbers, "values from iter_mut");
            assert_eq!(
                array.iter_mut().rev().map(|value| *value).collect::<Vec<_>>(),
                reversed,
                "values from iter_mut().rev()"
            );
            let mut visited = Vec::new();
            array.iter().for_each(|&value| visited.push(value));
            assert_eq!(visited, numbers, "values from iter().for_each");
            assert_eq!(array.into_iter().collect::<Vec<_>>(), numbers, "values from into_iter");
        }
        for array in at_every_offset(capacity, numbers) {
            assert_eq!(array.into_iter().rev().collect::<Vec<_>>(), reversed, "values from into_iter().rev()");
        }
    }
}

/// Rules: 4.5
#[test]
fn for_loops_work_on_arrays_and_references() {
    for mut array in at_every_offset(4, &[1, 2, 3]) {
        for value in &mut array {
            *value *= 10;
        }
        let mut seen = Vec::new();
        for value in &array {
            seen.push(*value);
        }
        assert_eq!(
            seen,
            [10, 20, 30],
            "values in a loop over &array after multiplying by 10 in a loop over &mut array"
        );
        for value in array {
            seen.push(value);
        }
        assert_eq!(seen, [10, 20, 30, 10, 20, 30], "the same values again from a loop over the owned array");
    }
}

/// Takes values from the given ends of an iterator and checks that each step matches a deque.
fn assert_matches_deque<T: Debug + PartialEq>(
    name: &str,
    mut iterator: impl DoubleEndedIterator<Item = T> + ExactSizeIterator,
    mut model: VecDeque<T>,
    ends: &[End],
) {
    for (step, end) in ends.iter().enumerate() {
        assert_eq!(iterator.len(), model.len(), "len of {name} at step {step} of {ends:?}");
        assert_eq!(
            iterator.size_hint(),
            (model.len(), Some(model.len())),
            "size_hint of {name} at step {step} of {ends:?}"
        );
        let (actual, expected) = match end {
            Front => (iterator.next(), model.pop_front()),
            Back => (iterator.next_back(), model.pop_back()),
        };
        assert_eq!(actual, expected, "value from {name} at step {step} of {ends:?}");
    }
}

/// The input of the law of iteration: the number of values, and the end of each step.
#[derive(Clone, Debug)]
struct Steps {
    values: usize,
    ends: Vec<End>,
}

/// Rules: 4.3, 4.4
#[test]
fn iterators_work_from_both_ends_and_are_fused() {
    let ends = prop::collection::vec(prop_oneof![Just(Front), Just(Back)], 0..9);
    let steps = (0..6usize, ends).prop_map(|(values, ends)| Steps { values, ends });
    testkit::law(steps, |Steps { values, ends }| {
        let numbers: Vec<u32> = (1..).take(values).collect();
        for mut array in at_every_offset(6, &numbers) {
            assert_matches_deque("iter", array.iter(), numbers.iter().collect(), &ends);
            assert_matches_deque("iter_mut", array.iter_mut(), numbers.clone().iter_mut().collect(), &ends);
            assert_matches_deque("into_iter", array.into_iter(), VecDeque::from(numbers.clone()), &ends);
        }
    });
}

/// Rules: 4.3
#[test]
fn iter_mut_changes_values_from_both_ends() {
    for mut array in at_every_offset(4, &[1, 2, 3, 4]) {
        let mut ends = array.iter_mut();
        let (first, last) =
            (ends.next().expect("there are four values"), ends.next_back().expect("three values remain"));
        std::mem::swap(first, last);
        assert_eq!(ends.len(), 2, "len of iter_mut after one value from each end");
        ends.for_each(|value| *value *= 10);
        assert_eq!(
            values(&array),
            [4, 20, 30, 1],
            "values of [1, 2, 3, 4] after swapping the ends and multiplying the others by 10"
        );
    }
}

/// Rules: 4.3, 4.4
#[test]
fn iterators_know_the_number_of_remaining_values() {
    for offset in 0..5 {
        for numbers in [&[][..], &[1], &[1, 2, 3], &[1, 2, 3, 4, 5]] {
            let filled = || fill(array(5, &[]), offset, numbers);
            let array = filled();
            testkit::check_double_ended_iterator("iter", || array.iter());
            testkit::check_double_ended_iterator("into_iter", || filled().into_iter());
        }
    }
}

/// Checks that the provided methods of an iterator agree with calls of `next`, even past the end.
#[track_caller]
fn assert_methods_agree<I>(name: &str, iterate: impl Fn() -> I)
where
    I: DoubleEndedIterator<Item: Debug + PartialEq> + ExactSizeIterator,
{
    let collect = |values: I| {
        let mut collected = Vec::new();
        values.for_each(|value| collected.push(value));
        collected
    };
    let mut values = iterate();
    let all: Vec<_> = std::iter::from_fn(|| values.next()).collect();
    assert_eq!(collect(iterate()), all, "values that for_each of {name} visits");
    assert_eq!(iterate().count(), all.len(), "count of {name} over {all:?}");
    assert_eq!(iterate().last().as_ref(), all.last(), "last of {name} over {all:?}");
    let mut reversed = Vec::new();
    iterate().rev().for_each(|value| reversed.insert(0, value));
    assert_eq!(reversed, all, "values that rev().for_each of {name} visits, in reverse");
    for n in (0..=all.len() + 1).chain([usize::MAX]) {
        let mut values = iterate();
        values.next();
        let expected = n.checked_add(1).and_then(|index| all.get(index));
        assert_eq!(values.nth(n).as_ref(), expected, "nth({n}) of {name} over {all:?} after one next");
        let (mut rest, mut reversed) = (all.get(n.saturating_add(2)..).unwrap_or_default().iter().rev(), 0);
        values.rev().for_each(|value| {
            assert_eq!(Some(&value), rest.next(), "value of {name} over {all:?} in reverse, after next and nth({n})");
            reversed += 1;
        });
        assert_eq!(rest.len(), 0, "number of values missing after the {reversed} in reverse of {name} over {all:?}");
        let mut values = iterate();
        assert_eq!(values.nth(n).as_ref(), all.get(n), "nth({n}) of {name} over {all:?}");
        let rest = all.get(n.saturating_add(1)..).unwrap_or_default();
        assert_eq!(values.len(), rest.len(), "len of {name} over {all:?} after nth({n})");
        assert_eq!(collect(values), rest, "values of {name} over {all:?} after nth({n})");
        let mut values = iterate();
        let kept = all.len().saturating_sub(n.saturating_add(1));
        let expected = all.len().checked_sub(n.saturating_add(1)).map(|index| &all[index]);
        assert_eq!(values.nth_back(n).as_ref(), expected, "nth_back({n}) of {name} over {all:?}");
        assert_eq!(collect(values), all[..kept], "values of {name} over {all:?} after nth_back({n})");
    }
}

/// Rules: 4.3, 4.4
#[test]
fn the_provided_methods_of_iterators_agree_with_next() {
    for offset in 0..5 {
        for numbers in [&[][..], &[1, 2, 3, 4], &[1, 2, 3, 4, 5]] {
            let filled = || fill(array(5, &[]), offset, numbers);
            let array = filled();
            assert_methods_agree("iter", || array.iter());
            assert_methods_agree("into_iter", || filled().into_iter());
            // Leaking the array lets each iterator borrow its own.
            assert_methods_agree("iter_mut", || Box::leak(Box::new(filled())).iter_mut());
        }
    }
}

type Nth = fn(&mut IntoIter<Tracked<u32>>, usize) -> Option<Tracked<u32>>;

/// Rules: 0.3, 4.6
#[rstest]
#[case::nth(Iterator::nth, 2)]
#[case::nth_back(DoubleEndedIterator::nth_back, 1)]
fn nth_of_an_owned_iterator_drops_the_skipped_values(#[case] nth: Nth, #[case] expected: u32) {
    let drops = Drops::new();
    let mut array = CircularArray::new(4).expect("a small capacity is valid");
    (0..4).for_each(|value| array.try_push_back(drops.track(value)).expect("four values fit"));
    let mut values = array.into_iter();
    assert_eq!(nth(&mut values, 2).map(|value| *value.value()), Some(expected), "third value from this end");
    assert_eq!(drops.alive(), 1, "number of live values after skipping two of four values and dropping the third");
}

/// Rules: 0.3, 4.6
#[rstest]
#[case::nothing_taken(&[], 0)]
#[case::from_the_front(&[Front, Front], 2)]
#[case::from_the_back(&[Back], 1)]
#[case::from_both_ends(&[Front, Back, Front], 3)]
fn into_iter_drops_the_remaining_values(#[case] ends: &[End], #[case] taken: usize) {
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
            assert_eq!(drops.alive(), 4, "number of live values before the iterator is dropped");
            kept
        };
        assert_eq!(drops.alive(), taken, "number of live values after the iterator is dropped");
        drop(kept);
        assert_eq!(drops.alive(), 0, "number of live values after dropping the taken values");
    }
}

/// Rules: 4.7
#[test]
fn as_slices_returns_the_values_in_place_and_in_order() {
    for (capacity, numbers) in [(3, &[][..]), (3, &[1]), (5, &[1, 2, 3]), (4, &[1, 2, 3, 4])] {
        for array in at_every_offset(capacity, numbers) {
            let (first, second) = array.as_slices();
            let in_slices: Vec<u32> = first.iter().chain(second).map(|slot| **slot).collect();
            assert_eq!(in_slices, numbers, "values in the first and the second slice");
            assert_eq!(first.is_empty(), numbers.is_empty(), "is_empty of the first slice of {numbers:?}");
            let in_slices = first.iter().chain(second).map(|slot| address(&**slot));
            assert!(in_slices.eq(array.iter().map(address)), "as_slices and iter return values at different addresses");
        }
    }
}

/// Rules: 4.9
#[test]
fn make_contiguous_keeps_the_order() {
    for (capacity, numbers) in [(3, &[][..]), (3, &[1]), (5, &[3, 1, 2]), (4, &[4, 2, 3, 1])] {
        for mut array in at_every_offset(capacity, numbers) {
            let all: Vec<u32> = array.make_contiguous().iter().map(|slot| **slot).collect();
            assert_eq!(all, numbers, "slice returned by make_contiguous of {numbers:?}");
            let (first, second) = array.as_slices();
            assert_eq!((first.len(), second.len()), (numbers.len(), 0), "lengths of both slices after make_contiguous");
            assert_eq!(
                array.snapshot(),
                Snapshot { capacity, items: numbers.to_vec() },
                "snapshot after make_contiguous"
            );
        }
    }
}

/// Rules: 1.6, 4.9
#[test]
fn make_contiguous_keeps_the_room() {
    for mut array in at_every_offset(5, &[1, 2, 3]) {
        array.make_contiguous();
        let allocated = testkit::count_allocations(|| while array.push_back(0).is_ok() {});
        assert_eq!(allocated.count_total, 0, "number of allocations of pushes after make_contiguous");
    }
}

/// Rules: 4.9
#[test]
fn make_contiguous_does_not_move_contiguous_values() {
    for mut array in at_every_offset(5, &[1, 2, 3]) {
        if !array.as_slices().1.is_empty() {
            array.make_contiguous();
        }
        let before: Vec<usize> = array.iter().map(address).collect();
        array.make_contiguous();
        let after: Vec<usize> = array.iter().map(address).collect();
        assert_eq!(after, before, "addresses of values that were already contiguous");
    }
}

/// Rules: 4.8
#[test]
fn slots_can_be_changed_and_sorted() {
    for mut array in at_every_offset(5, &[3, 1, 4, 2]) {
        let all = array.make_contiguous();
        *all[0] += 4;
        all.sort_unstable_by_key(|slot| **slot);
        assert_eq!(values(&array), [1, 2, 4, 7], "values of [3, 1, 4, 2] after adding 4 to the first and sorting");
        assert_eq!(array.push_front(0), Ok(()), "result of push_front after sorting");
        assert_eq!(array.push_back(8), Err(circular_array::Full(8)), "result of push_back into the full array");
        assert_eq!(
            (array.pop_back(), array.pop_front()),
            (Some(7), Some(0)),
            "values popped from the back and the front"
        );
        assert_eq!(values(&array), [1, 2, 4], "values after both pops");
    }
}

/// Rules: 4.8
#[test]
fn slots_of_two_arrays_can_be_swapped() {
    let (mut one, mut other) = (array(3, &[1, 2]), array(2, &[10, 20]));
    std::mem::swap(&mut one.make_contiguous()[1], &mut other.make_contiguous()[0]);
    assert_eq!(
        (values(&one), values(&other)),
        (vec![1, 10], vec![2, 20]),
        "values of [1, 2] and [10, 20] after swapping 2 and 10"
    );
}

/// Rules: 4.8
#[test]
fn debug_formats_a_slot_as_its_value() {
    let mut array = array(3, &[1, 2]);
    assert_eq!(format!("{:?}", array.make_contiguous()), "[1, 2]", "Debug output of a slice of slots");
    let padded = format!("{:03?}", array.make_contiguous()[0]);
    assert_eq!(padded, "001", "output of {{:03?}} for the slot of 1");
}

/// Rules: 0.1, 0.2, 4.1, 4.3, 4.7, 4.9
#[test]
fn random_operations_match_the_model() {
    assert_matches_model(4, || Refuse, Model::refuse);
    assert_matches_model(4, || Displace, Model::displace);
}
