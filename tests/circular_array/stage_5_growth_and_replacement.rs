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
use testkit::Drops;

use super::support::End::{self, Back, Front};
use super::support::{
    Model, address, array, assert_first_calls_take_constant_time, assert_matches_model, assert_values_stay,
    at_every_offset, fill, push, values, with_policy,
};

/// Rules: 5.1
#[test]
fn growth_keeps_the_values_in_order() {
    for (capacity, numbers) in [(3, &[1][..]), (4, &[1, 2, 3]), (4, &[1, 2, 3, 4]), (2, &[])] {
        for larger in capacity + 1..=capacity + 6 {
            for mut array in at_every_offset(capacity, numbers) {
                let result = array.set_capacity(larger);
                assert_eq!(result, Ok(()), "result of growing {numbers:?} from capacity {capacity} to {larger}");
                let expected = Snapshot { capacity: larger, items: numbers.to_vec() };
                assert_eq!(array.snapshot(), expected, "snapshot after growing from capacity {capacity} to {larger}");
                assert_eq!(array.capacity(), larger, "capacity after growing");
            }
        }
    }
}

/// Rules: 5.1
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

/// Rules: 5.1
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

/// Rules: 0.1, 5.3
#[rstest]
#[case::zero(0, CapacityError::Zero)]
#[case::two_too_small(1, CapacityError::TooSmall { requested: 1, len: 3 })]
#[case::one_too_small(2, CapacityError::TooSmall { requested: 2, len: 3 })]
fn a_capacity_below_the_length_is_rejected(#[case] capacity: usize, #[case] expected: CapacityError) {
    assert_rejected(capacity, expected);
}

/// Rules: 0.1, 5.4
#[test]
fn a_capacity_that_is_too_large_is_rejected() {
    for capacity in TOO_LARGE {
        assert_rejected(capacity, CapacityError::TooLarge { requested: capacity });
    }
}

/// Checks that `set_capacity` with three values fails and changes nothing.
#[track_caller]
fn assert_rejected(capacity: usize, expected: CapacityError) {
    for mut array in at_every_offset(4, &[1, 2, 3]) {
        let before: Vec<usize> = array.iter().map(address).collect();
        assert_eq!(array.set_capacity(capacity), Err(expected), "result of set_capacity({capacity}) with three values");
        let same = Snapshot { capacity: 4, items: vec![1, 2, 3] };
        assert_eq!(array.snapshot(), same, "snapshot after a rejected capacity");
        let after: Vec<usize> = array.iter().map(address).collect();
        assert_eq!(after, before, "addresses of the values after a rejected capacity");
        let pushes = [array.push_back(4), array.push_back(5)];
        assert_eq!(
            pushes,
            [Ok(()), Err(Full(5))],
            "results of two pushes after a rejected capacity, with room for one"
        );
    }
}

/// The first capacity cannot be represented, and the last one cannot be allocated.
const TOO_LARGE: [usize; 3] = [usize::MAX, usize::MAX / 2, usize::MAX / 10_000];

/// Rules: 5.4
#[test]
fn a_new_array_can_be_too_large() {
    for capacity in TOO_LARGE {
        let error = CapacityError::TooLarge { requested: capacity };
        assert_eq!(CircularArray::<u32>::new(capacity).err(), Some(error), "error of new({capacity})");
        let array = CircularArray::<u32, _>::with_policy(capacity, Displace);
        assert_eq!(array.err(), Some(error), "error of with_policy({capacity}, Displace)");
    }
}

/// Rules: 5.2
#[test]
fn a_grown_array_has_allocated_its_room() {
    for numbers in [&[][..], &[1, 2, 3]] {
        let mut array = array(3, numbers);
        array.set_capacity(1_000).expect("1,000 is a valid capacity");
        let allocated = testkit::count_allocations(|| while array.push_front(0).is_ok() {});
        assert_eq!(allocated.count_total, 0, "number of allocations of pushes after set_capacity(1000) of {numbers:?}");
        assert_eq!(array.len(), 1_000, "length after these pushes");
    }
}

/// Rules: 1.5, 5.1
#[test]
fn the_first_calls_after_set_capacity_take_constant_time() {
    assert_first_calls_take_constant_time("an array after set_capacity(20_000)", || {
        let mut array = array(3, &[1, 2, 3]);
        array.set_capacity(20_000).expect("20,000 is a valid capacity");
        array
    });
}

/// Rules: 5.2
#[test]
fn set_capacity_allocates_all_slots_at_once() {
    let allocated = |capacity| {
        let mut array = array(3, &[1, 2, 3]);
        testkit::count_allocations(|| array.set_capacity(capacity).expect("the capacity is valid"))
    };
    assert_eq!(
        allocated(10_000).count_total,
        allocated(100).count_total,
        "number of allocations of set_capacity(10_000); set_capacity(100) makes as many if each allocates all slots at once"
    );
    let bytes = allocated(10_000).bytes_total;
    let new = testkit::count_allocations(|| drop(CircularArray::<u32>::new(10_000))).bytes_total;
    assert!(
        2 * bytes < 3 * new,
        "set_capacity(10_000) allocates {bytes} bytes, more than all slots at once: new(10_000) allocates {new} bytes"
    );
}

/// Rules: 5.2
#[test]
fn set_capacity_frees_the_old_slots() {
    let bytes = |offset, capacities: &[usize]| {
        let mut kept = None;
        let allocated = testkit::count_allocations(|| {
            let mut array = fill(array(capacities[0], &[]), offset, &[1, 2, 3]);
            for &capacity in &capacities[1..] {
                array.set_capacity(capacity).expect("three values fit");
            }
            kept = Some(array);
        });
        allocated.bytes_current
    };
    // Growth may allocate some room in advance. A smaller array may keep 5 % more than a new one of its capacity.
    let ways = [
        ("shrank", &[1_000, 10][..], 105),
        ("shrank", &[1_000, 600], 105),
        ("shrank", &[1_000, 900], 105),
        ("grew", &[1_000, 1_500, 2_000, 2_500], 199),
    ];
    for (way, capacities, percent) in ways {
        let new = bytes(0, &capacities[capacities.len() - 1..]);
        // With the second offset, the values wrap around.
        for offset in [0, capacities[0] - 1] {
            let changed = bytes(offset, capacities);
            assert!(
                100 * changed <= percent * new,
                "an array that {way} over the capacities {capacities:?} has {changed} bytes, but a new one only {new}"
            );
        }
    }
}

/// Rules: 5.5
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

/// Rules: 1.6, 5.5
#[test]
fn a_cleared_array_keeps_its_room() {
    let mut array = array(1_000, &[1, 2, 3]);
    array.clear();
    let allocated = testkit::count_allocations(|| while array.push_back(0).is_ok() {});
    assert_eq!(allocated.count_total, 0, "number of allocations of 1,000 pushes after clear");
}

/// Rules: 0.3, 5.5
#[test]
fn clear_drops_the_values() {
    let drops = Drops::new();
    let mut array = with_policy(4, Displace);
    (0..6).for_each(|value| drop(array.push_back(drops.track(value))));
    array.clear();
    assert_eq!(drops.alive(), 0, "number of live values after clear");
    array.push_back(drops.track(6));
    assert_eq!(drops.alive(), 1, "number of live values after clear and a push");
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

/// Rules: 5.6
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

/// Rules: 1.5, 5.6
#[test]
fn replace_moves_no_other_value() {
    assert_values_stay(|| Replace, |array, end, value| _ = push(array, end, value), Some);
}

/// Rules: 5.6
#[test]
fn replace_takes_constant_time_and_no_memory() {
    const CAPACITY: usize = 20_000;
    let mut array = with_policy(CAPACITY, Replace);
    (0..CAPACITY).for_each(|value| assert_eq!(array.push_back(value), None, "result of a push with room"));
    for end in [Front, Back] {
        let allocated = testkit::count_allocations(|| assert!(push(&mut array, end, 0).is_some(), "nothing replaced"));
        assert_eq!(allocated.count_total, 0, "number of allocations of a push at the {end} that replaces");
        testkit::costs_less_than_a_walk(CAPACITY, &format!("rule 5.6: replacing by a push at the {end}"), |_| {
            assert!(push(&mut array, end, 0).is_some(), "a push into a full array replaced nothing");
        });
    }
}

/// Rules: 0.1, 0.2, 5.1, 5.3, 5.5
#[test]
fn random_operations_match_the_model() {
    assert_matches_model(5, || Refuse, Model::refuse);
    assert_matches_model(5, || Displace, Model::displace);
}

/// Rules: 0.1, 0.2, 5.1, 5.3, 5.5, 5.6
#[test]
fn random_operations_match_the_model_with_replace() {
    let replace = |model: &mut Model, end, value| {
        let replaced = if model.is_full() { model.pop(end) } else { None };
        model.push(end, value);
        replaced
    };
    assert_matches_model(5, || Replace, replace);
}
