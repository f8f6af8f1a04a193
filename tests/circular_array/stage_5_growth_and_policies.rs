//! # Growth and custom policies
//!
//! `set_capacity` makes the array larger or smaller, and returns an error if the values would not fit. All values stay
//! in order. Copying the slots unchanged would be wrong: with additional slots at the end, slot 0 no longer follows the
//! slot that used to be the last.
//!
//! The tests add their own policies. One calls `replace`, one counts lost values, one drops the pending push. If your
//! pushes only call `stored` and `full`, only `replace` is missing. If they treat `Refuse` or `Displace` as special
//! cases, you have to change that.
//!
//! Look up: the open-closed principle.
//!
//! Time box: 20 minutes.

use circular_array::{CapacityError, Displace, Full, Overflow, PendingPush, Refuse, Snapshot};
use rstest::rstest;
use testkit::Drops;

use super::support::End::{self, Back, Front};
use super::support::{
    Model, address, assert_matches_model, at_every_offset, fill, filled, push, try_push, values, with_policy,
};

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

/// Displaces, and returns the number of values lost so far from each push.
#[derive(Debug, PartialEq)]
struct CountLost {
    stored: usize,
    lost: usize,
}

impl Overflow for CountLost {
    type Pushed<T> = usize;

    fn stored<T>(&mut self) -> usize {
        self.stored += 1;
        self.lost
    }

    fn full<T>(&mut self, push: PendingPush<'_, T>) -> usize {
        drop(push.displace());
        self.lost += 1;
        self.lost
    }
}

/// Drops the pending push. A push returns whether the value was stored.
struct DropPush;

impl Overflow for DropPush {
    type Pushed<T> = bool;

    fn stored<T>(&mut self) -> bool {
        true
    }

    fn full<T>(&mut self, _push: PendingPush<'_, T>) -> bool {
        false
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
fn a_policy_can_have_state_and_its_own_return_type() {
    let mut array = with_policy(2, CountLost { stored: 0, lost: 0 });
    let results = [1, 2, 3, 4].map(|value| array.push_back(value));
    assert_eq!(results, [0, 0, 1, 2], "results of four pushes into an array of two: numbers of values lost so far");
    assert_eq!(values(&array), [3, 4], "values after four pushes");
    assert_eq!(array.policy(), &CountLost { stored: 2, lost: 2 }, "state of the policy after four pushes");
}

#[test]
fn the_policy_is_called_once_per_push_and_only_then() {
    let mut array = fill(with_policy(2, CountLost { stored: 0, lost: 0 }), 1, &[1, 2]);
    assert_eq!(try_push(&mut array, Front, 3), Err(Full(3)), "result of try_push_front into a full array");
    array.rotate(1);
    array.set_capacity(3).expect("a small capacity is valid");
    assert_eq!(
        array.policy(),
        &CountLost { stored: 0, lost: 0 },
        "policy calls after try_push_front, rotate and set_capacity"
    );
    assert_eq!(array.push_front(4), 0, "result of a push with room");
    assert_eq!(array.policy(), &CountLost { stored: 1, lost: 0 }, "policy calls after a push with room");
    assert_eq!(array.push_front(5), 1, "result of a push into a full array");
    assert_eq!(array.policy(), &CountLost { stored: 1, lost: 1 }, "policy calls after a push into a full array");
}

#[rstest]
#[case::at_the_front(Front)]
#[case::at_the_back(Back)]
fn dropping_a_pending_push_changes_nothing(#[case] end: End) {
    let drops = Drops::new();
    let mut array = with_policy(2, DropPush);
    let stored = [1, 2].map(|value| array.push_back(drops.track(value)));
    assert_eq!(stored, [true, true], "results of two pushes with room");
    assert!(!push(&mut array, end, drops.track(3)), "a push into a full array returned the result of Overflow::stored");
    assert_eq!(
        (drops.made(), drops.dropped()),
        (3, 1),
        "numbers of values created and dropped after the policy dropped a push"
    );
    let remaining: Vec<u32> = array.iter().map(|value| *value.value()).collect();
    assert_eq!(remaining, [1, 2], "values after the policy dropped a push");
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

#[test]
fn random_operations_match_the_model_with_count_lost() {
    let count = |model: &mut Model, end, value| {
        model.displace(end, value);
        model.overflows
    };
    assert_matches_model(5, || CountLost { stored: 0, lost: 0 }, count);
}
