//! # Growth, and other policies
//!
//! The capacity is fixed until the caller says otherwise: `set_capacity` makes more room, or less, and says no if the
//! values would not fit. All values stay, in their order, wherever in the ring they were. A copy of the slots as they are would be
//! easy, and wrong: with more slots behind the last, the one that was next to it is the first no longer.
//!
//! Then the suite brings policies of its own. One lets the newest value take the place of the last one (`replace`), one counts
//! what is lost, one does not decide at all. If your pushes ask the policy and nothing else, nothing is left to do but `replace`. If they know
//! `Refuse` and `Displace` by name, something is.
//!
//! To look up: the open-closed principle.
//!
//! Time box: 20 minutes.

use circular_array::{CapacityError, Displace, Full, Overflow, PendingPush, Refuse, Snapshot};
use rstest::rstest;
use testkit::Drops;

use super::support::End::{self, Back, Front};
use super::support::{
    Model, address, assert_agrees_with_the_model, at_every_offset, fill, filled, push, try_push, values, with_policy,
};

#[rstest]
#[case::one_value(3, &[1])]
#[case::a_few_values(4, &[1, 2, 3])]
#[case::a_full_array(4, &[1, 2, 3, 4])]
#[case::an_empty_array(2, &[])]
fn growth_keeps_the_values_and_their_order(#[case] capacity: usize, #[case] numbers: &[u32]) {
    for more in 1..=6 {
        for mut array in at_every_offset(capacity, numbers) {
            assert_eq!(array.set_capacity(capacity + more), Ok(()), "growth of {numbers:?} from {capacity} by {more}");
            let expected = Snapshot { capacity: capacity + more, items: numbers.to_vec() };
            assert_eq!(array.snapshot(), expected, "all of the array after growth from {capacity} by {more}");
            assert_eq!(array.capacity(), capacity + more, "the capacity after growth");
        }
    }
}

#[rstest]
#[case::at_the_front(Front, [6, 5, 4, 1, 2, 3])]
#[case::at_the_back(Back, [1, 2, 3, 4, 5, 6])]
fn a_grown_array_has_exactly_the_room_asked_for(#[case] end: End, #[case] order: [u32; 6]) {
    for mut array in at_every_offset(3, &[1, 2, 3]) {
        array.set_capacity(6).expect("a small capacity is valid");
        for value in 4..=6 {
            assert_eq!(push(&mut array, end, value), Ok(()), "the push of {value} with room for six");
        }
        assert_eq!(push(&mut array, end, 7), Err(Full(7)), "the push of a seventh value");
        assert_eq!(values(&array), order, "4, 5, 6 pushed at the {end} of 1, 2, 3");
    }
}

#[test]
fn an_array_shrinks_as_long_as_its_values_fit() {
    for mut array in at_every_offset(6, &[1, 2, 3]) {
        for capacity in [5, 4, 3] {
            assert_eq!(array.set_capacity(capacity), Ok(()), "a capacity of {capacity} for three values");
            let expected = Snapshot { capacity, items: vec![1, 2, 3] };
            assert_eq!(array.snapshot(), expected, "all of the array with a capacity of {capacity}");
        }
        assert!(array.is_full(), "an array with 3 values and room for 3 is not full");
        assert_eq!(array.push_back(4), Err(Full(4)), "a push into an array that has no room any more");
    }
}

#[test]
fn the_capacity_that_an_array_has_moves_nothing() {
    for mut array in at_every_offset(4, &[1, 2, 3]) {
        let before: Vec<usize> = array.iter().map(address).collect();
        assert_eq!(array.set_capacity(4), Ok(()), "a capacity of 4 for an array that has it");
        let after: Vec<usize> = array.iter().map(address).collect();
        assert_eq!(after, before, "the addresses of the values after that");
    }
}

#[rstest]
#[case::nothing(0, CapacityError::Zero)]
#[case::room_for_one(1, CapacityError::TooSmall { requested: 1, len: 3 })]
#[case::one_too_few(2, CapacityError::TooSmall { requested: 2, len: 3 })]
#[case::more_than_can_be(usize::MAX, CapacityError::TooLarge { requested: usize::MAX })]
fn a_capacity_that_cannot_be_is_refused_and_nothing_changes(#[case] capacity: usize, #[case] reason: CapacityError) {
    for mut array in at_every_offset(4, &[1, 2, 3]) {
        let before: Vec<usize> = array.iter().map(address).collect();
        assert_eq!(array.set_capacity(capacity), Err(reason), "a capacity of {capacity} for three values");
        assert_eq!(array.snapshot(), Snapshot { capacity: 4, items: vec![1, 2, 3] }, "all of the array after that");
        let after: Vec<usize> = array.iter().map(address).collect();
        assert_eq!(after, before, "the addresses of the values after that");
    }
}

#[test]
fn a_refused_capacity_changes_nothing_whatever_went_before() {
    testkit::law((filled(), 0..7usize), |(filled, requested)| {
        let mut array = filled.array();
        let (before, len) = (array.snapshot(), filled.values.len());
        let expected = match requested {
            0 => Err(CapacityError::Zero),
            _ if requested < len => Err(CapacityError::TooSmall { requested, len }),
            _ => Ok(()),
        };
        assert_eq!(array.set_capacity(requested), expected, "a capacity of {requested} for {before:?}");
        let capacity = if expected.is_ok() { requested } else { before.capacity };
        assert_eq!(array.snapshot(), Snapshot { capacity, ..before }, "all of the array after that");
    });
}

/// Keeps the value at each end up to date: a push without room takes the place of the value at its own end.
struct Latest;

impl Overflow for Latest {
    type Pushed<T> = Option<T>;

    fn stored<T>(&mut self) -> Option<T> {
        None
    }

    fn full<T>(&mut self, push: PendingPush<'_, T>) -> Option<T> {
        Some(push.replace())
    }
}

/// Displaces, and tells each push how many values were lost so far.
#[derive(Debug, PartialEq)]
struct Tally {
    stored: usize,
    lost: usize,
}

impl Overflow for Tally {
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

/// Does not decide.
struct Undecided;

impl Overflow for Undecided {
    type Pushed<T> = bool;

    fn stored<T>(&mut self) -> bool {
        true
    }

    fn full<T>(&mut self, _push: PendingPush<'_, T>) -> bool {
        false
    }
}

/// Refuses and displaces in turn.
struct InTurn {
    refuse: bool,
}

impl Overflow for InTurn {
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
fn a_policy_can_replace_the_value_at_the_same_end(#[case] end: End, #[case] replaced: u32, #[case] left: [u32; 3]) {
    for offset in 0..3 {
        let mut array = fill(with_policy(3, Latest), offset, &[1, 2]);
        assert_eq!(array.push_back(3), None, "what 3 replaces with room for one");
        assert_eq!(push(&mut array, end, 4), Some(replaced), "what 4 replaces at the {end} of 1, 2, 3");
        assert_eq!(values(&array), left, "the values after that");
    }
}

#[test]
fn a_replacement_moves_no_value() {
    let mut array = fill(with_policy(2, Latest), 1, &[1, 2]);
    let before = [0, 1].map(|index| address(&array[index]));
    assert_eq!(
        (array.push_back(3), array.push_front(4)),
        (Some(2), Some(1)),
        "what 3 at the back and 4 at the front replace"
    );
    assert_eq!(values(&array), [4, 3], "the values after that");
    assert_eq!([0, 1].map(|index| address(&array[index])), before, "the addresses of both ends after that");
}

#[test]
fn a_policy_has_a_memory_and_its_own_answer() {
    let mut array = with_policy(2, Tally { stored: 0, lost: 0 });
    let answers = [1, 2, 3, 4].map(|value| array.push_back(value));
    assert_eq!(answers, [0, 0, 1, 2], "what four pushes into an array of two return: how many values were lost so far");
    assert_eq!(values(&array), [3, 4], "the values after that");
    assert_eq!(array.policy(), &Tally { stored: 2, lost: 2 }, "what the policy remembers");
}

#[test]
fn a_policy_is_asked_once_a_push_and_about_nothing_else() {
    let mut array = fill(with_policy(2, Tally { stored: 0, lost: 0 }), 1, &[1, 2]);
    assert_eq!(try_push(&mut array, Front, 3), Err(Full(3)), "a try_push into a full array");
    array.rotate(1);
    array.set_capacity(3).expect("a small capacity is valid");
    assert_eq!(array.policy(), &Tally { stored: 0, lost: 0 }, "what the policy heard of before any push that asks it");
    assert_eq!(array.push_front(4), 0, "how many values were lost by a push with room");
    assert_eq!(array.policy(), &Tally { stored: 1, lost: 0 }, "what the policy heard of after a push with room");
    assert_eq!(array.push_front(5), 1, "how many values were lost by a push without");
    assert_eq!(array.policy(), &Tally { stored: 1, lost: 1 }, "what the policy heard of after a push without");
}

#[rstest]
#[case::at_the_front(Front)]
#[case::at_the_back(Back)]
fn an_undecided_push_is_dropped_and_changes_nothing(#[case] end: End) {
    let drops = Drops::new();
    let mut array = with_policy(2, Undecided);
    let stored = [1, 2].map(|value| array.push_back(drops.track(value)));
    assert_eq!(stored, [true, true], "two pushes with room");
    assert!(!push(&mut array, end, drops.track(3)), "a push without room was stored");
    assert_eq!((drops.made(), drops.dropped()), (3, 1), "values made and dropped after that");
    let left: Vec<u32> = array.iter().map(|value| *value.value()).collect();
    assert_eq!(left, [1, 2], "the values after that");
}

#[test]
fn a_policy_may_decide_differently_each_time() {
    let mut array = with_policy(2, InTurn { refuse: false });
    let answers = [1, 2, 3, 4, 5, 6].map(|value| array.push_back(value));
    let expected = [Ok(None), Ok(None), Err(Full(3)), Ok(Some(1)), Err(Full(5)), Ok(Some(2))];
    assert_eq!(answers, expected, "what six pushes return, those without room being refused and displacing in turn");
    assert_eq!(values(&array), [4, 6], "the values after that");
}

#[test]
fn operations_agree_with_the_model_at_changing_capacities() {
    assert_agrees_with_the_model(5, || Refuse, Model::refuse);
    assert_agrees_with_the_model(5, || Displace, Model::displace);
}

#[test]
fn operations_agree_with_the_model_under_a_replacing_policy() {
    let replace = |model: &mut Model, end, value| {
        let replaced = if model.is_full() { model.pop(end) } else { None };
        model.push(end, value);
        replaced
    };
    assert_agrees_with_the_model(5, || Latest, replace);
}

#[test]
fn operations_agree_with_the_model_under_a_counting_policy() {
    let count = |model: &mut Model, end, value| {
        model.displace(end, value);
        model.overflows
    };
    assert_agrees_with_the_model(5, || Tally { stored: 0, lost: 0 }, count);
}
