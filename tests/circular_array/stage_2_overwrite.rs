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
    Model, assert_matches_model, assert_values_stay, at_every_offset, fill, pop, push, try_push, values, with_policy,
};

/// Creates arrays with policy `Displace` and the same values, one for each offset.
fn displacing(capacity: usize, values: &[u32]) -> Vec<CircularArray<u32, Displace>> {
    (0..capacity).map(|offset| fill(with_policy(capacity, Displace), offset, values)).collect()
}

/// Rules: 2.1, 2.7
#[rstest]
#[case::at_the_front(Front, [3, 1, 2])]
#[case::at_the_back(Back, [1, 2, 3])]
fn a_push_with_room_displaces_nothing(#[case] end: End, #[case] order: [u32; 3]) {
    for mut array in displacing(3, &[1, 2]) {
        assert_eq!(push(&mut array, end, 3), None, "result of a push at the {end} of an array with room and Displace");
        assert_eq!(values(&array), order, "values after pushing 3 at the {end} of [1, 2]");
    }
}

/// Rules: 2.3, 2.6
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

/// Rules: 2.4, 2.7
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

/// Rules: 2.4, 2.7
#[test]
fn displace_keeps_the_last_values() {
    let mut array = with_policy(4, Displace);
    for value in 0..70_000u32 {
        assert_eq!(
            array.push_back(value),
            value.checked_sub(4),
            "value displaced by pushing {value} after its predecessors"
        );
    }
    let expected = Snapshot { capacity: 4, items: vec![69_996, 69_997, 69_998, 69_999] };
    assert_eq!(array.snapshot(), expected, "snapshot after pushing 0 to 69,999 with room for four");
}

/// Rules: 2.4, 2.7
#[test]
fn every_push_into_a_full_array_of_one_displaces() {
    let mut array = with_policy(1, Displace);
    assert_eq!(array.push_back(1), None, "result of the first push");
    assert_eq!(array.push_back(2), Some(1), "value displaced by a push at the back");
    assert_eq!(array.push_front(3), Some(2), "value displaced by a push at the front");
    assert_eq!(array.snapshot(), Snapshot { capacity: 1, items: vec![3] }, "snapshot after three pushes");
}

/// Rules: 1.5, 2.4
#[test]
fn displace_moves_no_other_value() {
    let lost = |end| Some(if end == Front { Back } else { Front });
    assert_values_stay(|| Displace, |array, end, value| _ = push(array, end, value), lost);
}

/// Rules: 2.4
#[test]
fn displace_takes_constant_time_and_no_memory() {
    const CAPACITY: usize = 20_000;
    let mut array = with_policy(CAPACITY, Displace);
    (0..CAPACITY).for_each(|value| assert_eq!(array.push_back(value), None, "result of a push with room"));
    for end in [Front, Back] {
        let allocated = testkit::count_allocations(|| assert!(push(&mut array, end, 0).is_some(), "nothing displaced"));
        assert_eq!(allocated.count_total, 0, "number of allocations of a push at the {end} that displaces");
        testkit::costs_less_than_a_walk(CAPACITY, &format!("rule 2.4: displacing by a push at the {end}"), |_| {
            assert!(push(&mut array, end, 0).is_some(), "a push into a full array displaced nothing");
        });
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

/// A policy that drops pending pushes. Its pushes return `None` if they have stored the value, and otherwise how many
/// values are dropped at the end of `full`.
struct DropPush(Drops);

impl Overflow for DropPush {
    type Pushed<T> = Option<usize>;

    fn stored<T>(&mut self) -> Option<usize> {
        None
    }

    fn full<T>(&mut self, push: PendingPush<'_, T>) -> Option<usize> {
        {
            let _dropped_here = push;
        }
        Some(self.0.dropped())
    }
}

/// Rules: 2.1, 2.2
#[test]
fn a_policy_can_have_state_and_its_own_return_type() {
    let mut array = with_policy(2, CountLost { stored: 0, lost: 0 });
    let results = [1, 2, 3, 4].map(|value| array.push_back(value));
    assert_eq!(results, [0, 0, 1, 2], "results of four pushes into an array of two: numbers of values lost so far");
    assert_eq!(values(&array), [3, 4], "values after four pushes");
    assert_eq!(array.policy(), &CountLost { stored: 2, lost: 2 }, "state of the policy after four pushes");
}

/// Rules: 2.2, 2.3, 2.4
#[test]
fn a_policy_can_decide_differently_each_time() {
    let mut array = with_policy(2, Alternate { refuse: false });
    let results = [1, 2, 3, 4, 5, 6].map(|value| array.push_back(value));
    let expected = [Ok(None), Ok(None), Err(Full(3)), Ok(Some(1)), Err(Full(5)), Ok(Some(2))];
    assert_eq!(results, expected, "results of six pushes into an array of two, alternately refused and displacing");
    assert_eq!(values(&array), [4, 6], "values after six pushes");
}

/// Rules: 2.1, 2.2, 2.8
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

/// Rules: 0.3, 2.5
#[test]
fn dropping_a_pending_push_changes_nothing() {
    for end in [Front, Back] {
        let drops = Drops::new();
        let mut array = with_policy(2, DropPush(drops.clone()));
        let stored = [1, 2].map(|value| array.push_back(drops.track(value)));
        assert_eq!(stored, [None, None], "results of two pushes with room");
        assert_eq!(
            push(&mut array, end, drops.track(3)),
            Some(1),
            "number of values dropped when the policy has dropped a push at the {end}, and has not returned yet"
        );
        assert_eq!(
            (drops.made(), drops.dropped()),
            (3, 1),
            "numbers of values created and dropped after the policy dropped a push at the {end}"
        );
        let ends = [array.front(), array.back()].map(|value| value.map(|value| *value.value()));
        assert_eq!(ends, [Some(1), Some(2)], "front and back after the policy dropped a push at the {end}");
    }
}

/// Rules: 0.1, 0.2, 2.1, 2.2, 2.3, 2.6, 2.8
#[test]
fn random_operations_match_the_model_with_refuse() {
    assert_matches_model(2, || Refuse, Model::refuse);
}

/// Rules: 0.1, 0.2, 2.1, 2.2, 2.4, 2.7, 2.8
#[test]
fn random_operations_match_the_model_with_displace() {
    assert_matches_model(2, || Displace, Model::displace);
}
