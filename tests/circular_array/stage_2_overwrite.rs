//! # Overwrite
//!
//! A push into a full array can reasonably mean different things. For example, a queue of orders has to reject the new
//! value, whereas a log of the last hundred lines has to drop the oldest one. A single `push` with a flag would need a
//! return type for both, so every caller would have to handle cases that cannot occur.
//!
//! Here, the policy is part of the array's type instead. A policy implements `Overflow`, that is, it defines the return
//! type of a push (`Pushed`) and handles pushes into a full array. That way, an array's type shows which values can be
//! lost, and the return type of a push shows which cases the caller has to handle.
//!
//! Write `push_front`, `push_back`, the policies `Refuse` and `Displace`, and two decisions of `PendingPush`: `refuse`
//! and `displace`. Both take `self`, so that a policy decides at most once. The tests also use policies that you have
//! never seen.
//!
//! Look up: generic associated types (`type Pushed<T>`), borrowing two fields of a struct at once, `std::mem::replace`.
//!
//! Time box: 20 minutes.

use circular_array::{CircularArray, Displace, Full, Overflow, PendingPush, Refuse, Snapshot};
use rstest::rstest;
use testkit::Drops;

use super::support::End::{self, Back, Front};
use super::support::{
    Model, address, array, assert_matches_model, at_every_offset, fill, pop, push, try_push, values, with_policy,
};

/// Creates arrays with policy `Displace` and the same values, one for each offset.
fn displacing(capacity: usize, values: &[u32]) -> Vec<CircularArray<u32, Displace>> {
    (0..capacity).map(|offset| fill(with_policy(capacity, Displace), offset, values)).collect()
}

#[rstest]
#[case::at_the_front(Front, [3, 1, 2])]
#[case::at_the_back(Back, [1, 2, 3])]
fn a_push_with_room_displaces_nothing(#[case] end: End, #[case] order: [u32; 3]) {
    for mut array in displacing(3, &[1, 2]) {
        assert_eq!(push(&mut array, end, 3), None, "result of a push at the {end} of an array with room and Displace");
        assert_eq!(values(&array), order, "values after pushing 3 at the {end} of [1, 2]");
    }
}

#[rstest]
#[case::at_the_front(Front, [3, 1, 2])]
#[case::at_the_back(Back, [1, 2, 3])]
fn refuse_stores_what_fits_and_returns_the_rest(#[case] end: End, #[case] order: [u32; 3]) {
    for mut array in at_every_offset(3, &[1, 2]) {
        assert_eq!(push(&mut array, end, 3), Ok(()), "result of a push at the {end} of an array with room and Refuse");
        assert_eq!(push(&mut array, end, 4), Err(Full(4)), "result of a push at the {end} of a full array with Refuse");
        assert_eq!(values(&array), order, "values after pushing 3 at the {end} of [1, 2] and refusing 4");
    }
}

#[rstest]
#[case::at_the_back(Back, 1, [2, 3, 4])]
#[case::at_the_front(Front, 3, [4, 1, 2])]
fn displace_removes_the_value_at_the_other_end(#[case] end: End, #[case] displaced: u32, #[case] expected: [u32; 3]) {
    for mut array in displacing(3, &[1, 2, 3]) {
        assert_eq!(push(&mut array, end, 4), Some(displaced), "value displaced by pushing 4 at the {end} of [1, 2, 3]");
        assert_eq!(values(&array), expected, "values after pushing 4 at the {end} of [1, 2, 3]");
        assert_eq!((array.len(), array.is_full()), (3, true), "len and is_full after displacing a value");
        assert_eq!(
            (array.front(), array.back()),
            (expected.first(), expected.last()),
            "front and back after displacing a value"
        );
    }
}

#[test]
fn displace_keeps_the_last_values() {
    let mut array = with_policy(4, Displace);
    let displaced: Vec<u32> = (0..11).filter_map(|value| array.push_back(value)).collect();
    assert_eq!(displaced, [0, 1, 2, 3, 4, 5, 6], "values displaced by pushing 0 to 10, in order");
    assert_eq!(
        array.snapshot(),
        Snapshot { capacity: 4, items: vec![7, 8, 9, 10] },
        "snapshot after pushing 0 to 10 with room for four"
    );
}

#[test]
fn every_push_into_a_full_array_of_one_displaces() {
    let mut array = with_policy(1, Displace);
    assert_eq!(array.push_back(1), None, "result of the first push");
    assert_eq!(array.push_back(2), Some(1), "value displaced by a push at the back");
    assert_eq!(array.push_front(3), Some(2), "value displaced by a push at the front");
    assert_eq!(array.snapshot(), Snapshot { capacity: 1, items: vec![3] }, "snapshot after three pushes");
}

#[test]
fn a_pop_makes_room_again() {
    for end in [Front, Back] {
        for mut array in displacing(2, &[1, 2]) {
            assert!(push(&mut array, end, 3).is_some(), "a push into a full array with Displace returned None");
            assert!(pop(&mut array, end).is_some(), "a pop from a full array returned None");
            assert_eq!(push(&mut array, end, 4), None, "result of a push after a pop made room");
            assert_eq!(array.len(), 2, "length after a pop and a push");
        }
    }
}

#[test]
fn displace_moves_no_other_value() {
    let mut array = with_policy(3, Displace);
    let mut addresses = Vec::new();
    for value in 0..12u32 {
        let displaced = array.push_back(value);
        assert_eq!(displaced, value.checked_sub(3), "value displaced by pushing {value}");
        addresses.push(address(array.back().expect("a value was just pushed")));
        let front = array.front().expect("a value was just pushed");
        let pushed_at = addresses[addresses.len().saturating_sub(3)];
        assert_eq!(address(front), pushed_at, "address of {front}; it must be the same as after its push");
    }
}

#[test]
fn policy_returns_the_policy_of_the_array() {
    assert_eq!(array(1, &[]).policy(), &Refuse, "policy of an array created by new");
    let array = with_policy::<u32, _>(1, Displace);
    assert_eq!(array.policy(), &Displace, "policy of an array created by with_policy");
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

/// A policy that drops pending pushes, and whose pushes return whether they have stored the value.
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
    for end in [Front, Back] {
        let mut array = fill(with_policy(2, CountLost { stored: 0, lost: 0 }), 1, &[1, 2]);
        assert_eq!(try_push(&mut array, end, 3), Err(Full(3)), "result of try_push at the {end} of a full array");
        assert_eq!(values(&array), [1, 2], "values after try_push into a full array");
        assert!(pop(&mut array, end).is_some(), "a pop from a full array returned None");
        assert_eq!(array.policy(), &CountLost { stored: 0, lost: 0 }, "policy calls after try_push and pop");
        assert_eq!(push(&mut array, end, 4), 0, "result of a push at the {end} with room");
        assert_eq!(array.policy(), &CountLost { stored: 1, lost: 0 }, "policy calls after a push with room");
        assert_eq!(push(&mut array, end, 5), 1, "result of a push at the {end} of a full array");
        assert_eq!(array.policy(), &CountLost { stored: 1, lost: 1 }, "policy calls after a push into a full array");
    }
}

#[test]
fn dropping_a_pending_push_changes_nothing() {
    for end in [Front, Back] {
        let drops = Drops::new();
        let mut array = with_policy(2, DropPush);
        let stored = [1, 2].map(|value| array.push_back(drops.track(value)));
        assert_eq!(stored, [true, true], "results of two pushes with room");
        assert!(!push(&mut array, end, drops.track(3)), "a push into a full array returned the result of stored");
        assert_eq!(
            (drops.made(), drops.dropped()),
            (3, 1),
            "numbers of values created and dropped after the policy dropped a push at the {end}"
        );
        let ends = [array.front(), array.back()].map(|value| value.map(|value| *value.value()));
        assert_eq!(ends, [Some(1), Some(2)], "front and back after the policy dropped a push at the {end}");
    }
}

#[test]
fn random_operations_match_the_model_with_refuse() {
    assert_matches_model(2, || Refuse, Model::refuse);
}

#[test]
fn random_operations_match_the_model_with_displace() {
    assert_matches_model(2, || Displace, Model::displace);
}

#[test]
fn random_operations_match_the_model_with_count_lost() {
    let count = |model: &mut Model, end, value| {
        model.displace(end, value);
        model.overflows
    };
    assert_matches_model(2, || CountLost { stored: 0, lost: 0 }, count);
}
