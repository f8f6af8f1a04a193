//! # Growth and replacement
//!
//! `set_capacity` makes the array larger or smaller without changing the order of its values, or returns an error if
//! they would not fit. Don't just copy the slots: if the values wrap around, new slots at the end would leave a gap in
//! the middle of the sequence. Also note that a capacity can be larger than the available memory, which must not end
//! the program.
//!
//! In addition, a pending push gets a third decision, `replace`. Policies that don't use it must keep working
//! unchanged.
//!
//! Look up: `Vec::try_reserve_exact`, the open-closed principle.
//!
//! Time box: 20 minutes.

use circular_array::{CapacityError, CircularArray, Displace, Full, Overflow, PendingPush, Refuse, Snapshot};
use rstest::rstest;

use super::support::End::{self, Back, Front};
use super::support::{Model, address, assert_matches_model, at_every_offset, fill, filled, push, values, with_policy};

#[rstest]
#[case::one_value(3, &[1])]
#[case::some_values(4, &[1, 2, 3])]
#[case::full(4, &[1, 2, 3, 4])]
#[case::empty(2, &[])]
fn growth_keeps_the_values_in_order(#[case] capacity: usize, #[case] numbers: &[u32]) {
    for more in 1..=6 {
        for mut array in at_every_offset(capacity, numbers) {
            assert_eq!(
                array.set_capacity(capacity + more),
                Ok(()),
                "result of growing {numbers:?} from capacity {capacity} by {more}"
            );
            let expected = Snapshot { capacity: capacity + more, items: numbers.to_vec() };
            assert_eq!(array.snapshot(), expected, "snapshot after growing from capacity {capacity} by {more}");
            assert_eq!(array.capacity(), capacity + more, "capacity after growing");
        }
    }
}

#[rstest]
#[case::at_the_front(Front, [6, 5, 4, 1, 2, 3])]
#[case::at_the_back(Back, [1, 2, 3, 4, 5, 6])]
fn a_grown_array_has_exactly_the_requested_room(#[case] end: End, #[case] order: [u32; 6]) {
    for mut array in at_every_offset(3, &[1, 2, 3]) {
        array.set_capacity(6).expect("a small capacity is valid");
        for value in 4..=6 {
            assert_eq!(push(&mut array, end, value), Ok(()), "result of pushing {value} with room for six");
        }
        assert_eq!(push(&mut array, end, 7), Err(Full(7)), "result of pushing a seventh value");
        assert_eq!(values(&array), order, "values after pushing 4, 5, 6 at the {end} of [1, 2, 3]");
    }
}

#[test]
fn an_array_can_shrink_to_its_length() {
    for mut array in at_every_offset(6, &[1, 2, 3]) {
        for capacity in [5, 4, 3] {
            assert_eq!(array.set_capacity(capacity), Ok(()), "result of set_capacity({capacity}) with three values");
            let expected = Snapshot { capacity, items: vec![1, 2, 3] };
            assert_eq!(array.snapshot(), expected, "snapshot after set_capacity({capacity})");
        }
        assert!(array.is_full(), "is_full returns false for 3 values with room for 3");
        assert_eq!(array.push_back(4), Err(Full(4)), "result of a push after shrinking to the length");
    }
}

#[test]
fn setting_the_current_capacity_moves_no_value() {
    for mut array in at_every_offset(4, &[1, 2, 3]) {
        let before: Vec<usize> = array.iter().map(address).collect();
        assert_eq!(array.set_capacity(4), Ok(()), "result of set_capacity with the current capacity");
        let after: Vec<usize> = array.iter().map(address).collect();
        assert_eq!(after, before, "addresses of the values after setting the current capacity");
    }
}

#[rstest]
#[case::zero(0, CapacityError::Zero)]
#[case::two_too_small(1, CapacityError::TooSmall { requested: 1, len: 3 })]
#[case::one_too_small(2, CapacityError::TooSmall { requested: 2, len: 3 })]
#[case::too_large(usize::MAX, CapacityError::TooLarge { requested: usize::MAX })]
fn a_rejected_capacity_changes_nothing(#[case] capacity: usize, #[case] expected: CapacityError) {
    for mut array in at_every_offset(4, &[1, 2, 3]) {
        let before: Vec<usize> = array.iter().map(address).collect();
        assert_eq!(array.set_capacity(capacity), Err(expected), "result of set_capacity({capacity}) with three values");
        assert_eq!(
            array.snapshot(),
            Snapshot { capacity: 4, items: vec![1, 2, 3] },
            "snapshot after a rejected capacity"
        );
        let after: Vec<usize> = array.iter().map(address).collect();
        assert_eq!(after, before, "addresses of the values after a rejected capacity");
    }
}

#[test]
fn a_new_array_can_be_too_large() {
    let error = CapacityError::TooLarge { requested: usize::MAX };
    assert_eq!(CircularArray::<u32>::new(usize::MAX).err(), Some(error), "error of new(usize::MAX)");
    let array = CircularArray::<u32, _>::with_policy(usize::MAX, Displace);
    assert_eq!(array.err(), Some(error), "error of with_policy(usize::MAX, Displace)");
}

#[test]
fn clear_removes_all_values_and_keeps_the_capacity() {
    for mut array in at_every_offset(3, &[1, 2, 3]) {
        array.clear();
        assert_eq!(array.snapshot(), Snapshot { capacity: 3, items: vec![] }, "snapshot after clear");
        for value in [7, 8, 9] {
            assert_eq!(array.try_push_front(value), Ok(()), "result of pushing {value} after clear");
        }
        assert_eq!(values(&array), [9, 8, 7], "values pushed at the front after clear");
    }
}

#[test]
fn set_capacity_accepts_exactly_the_valid_capacities() {
    testkit::law((filled(), 0..7usize), |(filled, requested)| {
        let mut array = filled.array();
        let (before, len) = (array.snapshot(), filled.values.len());
        let expected = match requested {
            0 => Err(CapacityError::Zero),
            _ if requested < len => Err(CapacityError::TooSmall { requested, len }),
            _ => Ok(()),
        };
        assert_eq!(array.set_capacity(requested), expected, "result of set_capacity({requested}) on {before:?}");
        let capacity = if expected.is_ok() { requested } else { before.capacity };
        assert_eq!(array.snapshot(), Snapshot { capacity, ..before }, "snapshot after set_capacity({requested})");
    });
}

/// Replaces the value at the end of the push.
struct Replace;

impl Overflow for Replace {
    type Pushed<T> = Option<T>;

    fn stored<T>(&mut self) -> Option<T> {
        None
    }

    fn full<T>(&mut self, push: PendingPush<'_, T>) -> Option<T> {
        Some(push.replace())
    }
}

/// Alternates between refusing and displacing.
struct Alternate {
    refuse: bool,
}

impl Overflow for Alternate {
    type Pushed<T> = Result<Option<T>, Full<T>>;

    fn stored<T>(&mut self) -> Result<Option<T>, Full<T>> {
        Ok(None)
    }

    fn full<T>(&mut self, push: PendingPush<'_, T>) -> Result<Option<T>, Full<T>> {
        self.refuse = !self.refuse;
        if self.refuse { Err(Full(push.refuse())) } else { Ok(Some(push.displace())) }
    }
}

#[rstest]
#[case::at_the_front(Front, 1, [4, 2, 3])]
#[case::at_the_back(Back, 3, [1, 2, 4])]
fn replace_exchanges_the_value_at_the_same_end(#[case] end: End, #[case] replaced: u32, #[case] expected: [u32; 3]) {
    for offset in 0..3 {
        let mut array = fill(with_policy(3, Replace), offset, &[1, 2]);
        assert_eq!(array.push_back(3), None, "result of a push into an array with room");
        assert_eq!(push(&mut array, end, 4), Some(replaced), "value replaced by pushing 4 at the {end} of [1, 2, 3]");
        assert_eq!(values(&array), expected, "values after replacing the {end} of [1, 2, 3] with 4");
    }
}

#[test]
fn replace_moves_no_value() {
    let mut array = fill(with_policy(2, Replace), 1, &[1, 2]);
    let before = [0, 1].map(|index| address(&array[index]));
    assert_eq!(
        (array.push_back(3), array.push_front(4)),
        (Some(2), Some(1)),
        "values replaced by pushing 3 at the back and 4 at the front of [1, 2]"
    );
    assert_eq!(values(&array), [4, 3], "values after replacing both");
    assert_eq!([0, 1].map(|index| address(&array[index])), before, "addresses of both values after replacing them");
}

#[test]
fn a_policy_can_decide_differently_each_time() {
    let mut array = with_policy(2, Alternate { refuse: false });
    let results = [1, 2, 3, 4, 5, 6].map(|value| array.push_back(value));
    let expected = [Ok(None), Ok(None), Err(Full(3)), Ok(Some(1)), Err(Full(5)), Ok(Some(2))];
    assert_eq!(results, expected, "results of six pushes into an array of two, alternately refused and displacing");
    assert_eq!(values(&array), [4, 6], "values after six pushes");
}

#[test]
fn random_operations_match_the_model() {
    assert_matches_model(5, || Refuse, Model::refuse);
    assert_matches_model(5, || Displace, Model::displace);
}

#[test]
fn random_operations_match_the_model_with_replace() {
    let replace = |model: &mut Model, end, value| {
        let replaced = if model.is_full() { model.pop(end) } else { None };
        model.push(end, value);
        replaced
    };
    assert_matches_model(5, || Replace, replace);
}
