//! # Standard traits
//!
//! Arrays are often fields of other types, which derive `Debug`, `Clone`, `PartialEq`, `Hash` and serde's traits. This
//! only works if the array implements them as well. Derived implementations would compare, hash and print the slots, so
//! write your own, which use the values in order. An iterator's `Debug` shows its remaining values. You should also be
//! able to clone an `Iter` without `T: Clone`, so check what deriving would require.
//!
//! `extend` pushes one value after the other, and leaves it to the policy to handle a full array.
//!
//! When serde writes an array, it writes the snapshot. Since anyone could change this text before it is read back,
//! reading goes through `TryFrom`, which checks the snapshot.
//!
//! Finally, every value must be dropped exactly once. Safe Rust guarantees most of this, but a slot can still keep a
//! value for too long.
//!
//! Look up: `Formatter::debug_list`, `Iterator::eq`, `TryFrom`, `serde::de::Error::custom`.
//!
//! Time box: 25 minutes.

use std::fmt;
use std::hash::{DefaultHasher, Hash, Hasher};

use circular_array::{CapacityError, CircularArray, Displace, Overflow, PendingPush, Snapshot};
use rstest::rstest;
use testkit::{CallLog, Counts, Drops, Tracked};

use super::support::{array, assert_first_calls_take_constant_time, at_every_offset, fill, values, with_policy};

fn displacing(capacity: usize, values: &[u32]) -> CircularArray<u32, Displace> {
    fill(with_policy(capacity, Displace), 0, values)
}

/// Rules: 6.1
#[rstest]
#[case::empty(&[])]
#[case::one_value(&[1])]
#[case::some_values(&[1, 2, 3])]
#[case::full(&[1, 2, 3, 4])]
fn arrays_with_equal_values_are_equal_at_any_offset(#[case] numbers: &[u32]) {
    let plain = array(4, numbers);
    for other in at_every_offset(4, numbers) {
        assert!(plain == other, "two arrays of {numbers:?} at different offsets are not equal");
        assert!(other == plain, "equality of two arrays depends on which one is on the left");
    }
}

/// Rules: 6.1
#[test]
fn equality_ignores_capacity_and_policy() {
    let plain = array(3, &[1, 2, 3]);
    assert!(plain == array(9, &[1, 2, 3]), "two arrays of [1, 2, 3] with capacities 3 and 9 are not equal");
    assert!(plain == displacing(3, &[1, 2, 3]), "two arrays of [1, 2, 3] with Refuse and Displace are not equal");
}

/// Rules: 6.1
#[rstest]
#[case::empty(&[])]
#[case::different_order(&[2, 3, 1])]
#[case::missing_value(&[1, 2])]
#[case::additional_value(&[1, 2, 3, 4])]
#[case::different_value(&[1, 2, 4])]
fn arrays_with_different_values_are_not_equal(#[case] numbers: &[u32]) {
    let plain = array(4, &[1, 2, 3]);
    for other in at_every_offset(4, numbers) {
        assert!(plain != other, "an array of [1, 2, 3] equals an array of {numbers:?}");
        assert!(other != plain, "an array of {numbers:?} equals an array of [1, 2, 3]");
    }
}

/// Rules: 6.1
#[test]
fn one_different_value_makes_arrays_unequal() {
    let plain = array(5, &[1, 2, 3, 4, 5]);
    for index in 0..5 {
        let mut other = array(5, &[1, 2, 3, 4, 5]);
        other[index] = 9;
        assert!(plain != other, "an array of [1, 2, 3, 4, 5] equals {other:?}");
    }
}

/// Rules: 6.1
#[test]
fn an_array_of_nan_does_not_equal_itself() {
    let mut array = CircularArray::<f64>::new(1).expect("1 is a valid capacity");
    array.try_push_back(f64::NAN).expect("an empty array has room for a value");
    let same = &array;
    assert!(array != *same, "an array of NaN equals itself, although NaN does not equal NaN");
}

fn hash_of(value: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

/// Rules: 6.2
#[rstest]
#[case::empty(&[])]
#[case::some_values(&[1, 2, 3])]
#[case::full(&[1, 2, 3, 4])]
fn equal_arrays_have_equal_hashes(#[case] numbers: &[u32]) {
    let expected = hash_of(array(9, numbers));
    for array in at_every_offset(4, numbers) {
        assert_eq!(hash_of(&array), expected, "hash of an array of {numbers:?}, and of an equal one with capacity 9");
    }
    assert_eq!(
        hash_of(displacing(4, numbers)),
        expected,
        "hash of an array of {numbers:?} with Displace, and of an equal one with Refuse"
    );
}

/// Rules: 6.2
#[test]
fn hash_includes_the_length_and_each_value_once() {
    let counts = Counts::new();
    let mut array = CircularArray::new(4).expect("a small capacity is valid");
    array.extend([1, 2, 3].map(|value| counts.key(value)));
    hash_of(&array);
    assert_eq!(counts.hashes(), 3, "number of value hashes in the hash of an array of three");

    let two = |one: &[u32], other: &[u32]| hash_of([displacing(3, one), displacing(3, other)]);
    assert!(two(&[1], &[2, 3]) != two(&[1, 2], &[3]), "the pairs [1], [2, 3] and [1, 2], [3] have equal hashes");
    assert!(two(&[], &[1]) != two(&[1], &[]), "the pairs [], [1] and [1], [] have equal hashes");
}

/// A hasher that records everything as a length. Only [`Recorded`] values record themselves.
struct RecordLength(CallLog<String>);

impl Hasher for RecordLength {
    fn write(&mut self, _: &[u8]) {
        self.0.record("length".to_owned());
    }

    fn finish(&self) -> u64 {
        0
    }
}

/// A value that records its number instead of writing it into the hasher.
struct Recorded(u32, CallLog<String>);

impl Hash for Recorded {
    fn hash<H: Hasher>(&self, _: &mut H) {
        self.1.record(format!("value {}", self.0));
    }
}

/// Rules: 6.2
#[test]
fn hash_begins_with_the_length_and_keeps_the_order() {
    let log = CallLog::new();
    for offset in 0..4 {
        let mut array = with_policy(4, Displace);
        (0..offset + 4).for_each(|value| drop(array.push_back(Recorded(value, log.clone()))));
        array.pop_front();
        array.hash(&mut RecordLength(log.clone()));
        let values = (offset + 1..offset + 4).map(|value| format!("value {value}"));
        let expected: Vec<String> = std::iter::once("length".to_owned()).chain(values).collect();
        assert_eq!(log.take(), expected, "order in which an array of three values is hashed");
    }
}

/// Rules: 6.3
#[test]
fn debug_formats_an_array_as_a_list() {
    assert_eq!(format!("{:?}", array(2, &[])), "[]", "Debug output of an empty array");
    for array in at_every_offset(4, &[1, 2, 3]) {
        assert_eq!(format!("{array:?}"), "[1, 2, 3]", "Debug output of an array");
        assert_eq!(format!("{array:#?}"), "[\n    1,\n    2,\n    3,\n]", "alternate Debug output of an array");
    }
}

/// Rules: 6.3
#[test]
fn debug_formats_an_iterator_as_its_remaining_values() {
    for mut array in at_every_offset(5, &[1, 2, 3, 4]) {
        assert_eq!(format!("{:?}", array.iter()), "[1, 2, 3, 4]", "Debug output of iter");
        assert_eq!(
            debug_at_two_steps(array.iter()),
            ["[2, 3]", "[]"],
            "Debug output of iter after one value from each end, and at its end"
        );
        assert_eq!(format!("{:?}", array.iter_mut()), "[1, 2, 3, 4]", "Debug output of iter_mut");
        assert_eq!(
            debug_at_two_steps(array.iter_mut()),
            ["[2, 3]", "[]"],
            "Debug output of iter_mut after one value from each end, and at its end"
        );
        assert_eq!(format!("{:?}", array.clone().into_iter()), "[1, 2, 3, 4]", "Debug output of into_iter");
        let alternate = "[\n    1,\n    2,\n    3,\n    4,\n]";
        assert_eq!(format!("{:#?}", array.iter()), alternate, "alternate Debug output of iter");
        assert_eq!(format!("{:#?}", array.iter_mut()), alternate, "alternate Debug output of iter_mut");
        assert_eq!(format!("{:#?}", array.clone().into_iter()), alternate, "alternate Debug output of into_iter");
        assert_eq!(
            debug_at_two_steps(array.into_iter()),
            ["[2, 3]", "[]"],
            "Debug output of into_iter after one value from each end, and at its end"
        );
    }
}

/// Returns the `Debug` output of an iterator over four values after one value from each end, and at its end.
fn debug_at_two_steps(mut values: impl DoubleEndedIterator + fmt::Debug) -> [String; 2] {
    values.next();
    values.next_back();
    let middle = format!("{values:?}");
    values.by_ref().take(3).for_each(drop);
    [middle, format!("{values:?}")]
}

/// Rules: 6.4
#[test]
fn a_cloned_iterator_continues_from_the_same_position() {
    struct NotClone(u32);
    for offset in 0..5 {
        let mut array = CircularArray::new(5).expect("a small capacity is valid");
        for value in 0..offset + 5 {
            array.try_push_back(NotClone(value)).ok().expect("an array that is not full has room");
            if value < offset {
                array.pop_front();
            }
        }
        let mut values = array.iter();
        let ends = (values.next().map(|value| value.0), values.next_back().map(|value| value.0));
        let clone = values.clone();
        let (remaining, of_clone) =
            [values, clone].map(|values| values.map(|value| value.0).collect::<Vec<_>>()).into();
        assert_eq!(ends, (Some(offset), Some(offset + 4)), "first and last value of iter");
        assert_eq!(remaining, [offset + 1, offset + 2, offset + 3], "remaining values of iter");
        assert_eq!(of_clone, remaining, "remaining values of the clone of iter");
    }
}

/// Rules: 6.5
#[test]
fn a_clone_is_equal_and_independent() {
    for mut array in at_every_offset(4, &[1, 2, 3]) {
        let mut clone = array.clone();
        assert_eq!(clone.snapshot(), array.snapshot(), "snapshot of the clone, and of the original");
        clone[0] = 10;
        assert_eq!(clone.push_back(4), Ok(()), "result of a push into the clone");
        assert_eq!(
            (array.pop_back(), array.pop_back()),
            (Some(3), Some(2)),
            "values popped from the back of the original"
        );
        assert_eq!(
            (values(&array), values(&clone)),
            (vec![1], vec![10, 2, 3, 4]),
            "values of the original and the clone"
        );
    }
}

/// Refuses if the array is full, and counts all pushes.
#[derive(Clone, Debug, Default, PartialEq)]
struct CountPushes {
    stored: u32,
    refused: u32,
}

impl Overflow for CountPushes {
    type Pushed<T> = Option<T>;

    fn stored<T>(&mut self) -> Option<T> {
        self.stored += 1;
        None
    }

    fn full<T>(&mut self, push: PendingPush<'_, T>) -> Option<T> {
        self.refused += 1;
        Some(push.refuse())
    }
}

/// Rules: 6.5
#[test]
fn a_clone_has_a_clone_of_the_policy() {
    let mut array = with_policy(1, CountPushes::default());
    for value in [1, 2] {
        array.push_back(value);
    }
    let mut clone = array.clone();
    assert_eq!(clone.push_back(3), Some(3), "value refused by the clone of a full array");
    assert_eq!(
        (array.policy(), clone.policy()),
        (&CountPushes { stored: 1, refused: 1 }, &CountPushes { stored: 1, refused: 2 }),
        "policies of the original and of the clone, after one push into the clone"
    );
}

/// Rules: 6.5
#[rstest]
#[case::less_room(2, &[7])]
#[case::fewer_values(4, &[7])]
#[case::more_values(4, &[7, 8, 9, 10])]
#[case::more_room(9, &[7, 8, 9, 10, 11])]
fn clone_from_replaces_values_capacity_and_policy(#[case] capacity: usize, #[case] numbers: &[u32]) {
    let mut source = with_policy(4, CountPushes::default());
    source.extend([1, 2, 3]);
    for offset in 0..capacity {
        let mut array = fill(with_policy(capacity, CountPushes::default()), offset, numbers);
        array.clone_from(&source);
        assert_eq!(array.snapshot(), source.snapshot(), "snapshots of {numbers:?} after clone_from, and of the source");
        assert_eq!(array.policy(), source.policy(), "policies of {numbers:?} after clone_from, and of the source");
        assert_eq!([4, 5].map(|value| array.push_back(value)), [None, Some(5)], "values refused after clone_from");
        assert_eq!(values(&source), [1, 2, 3], "values of the source after pushes into the other array");
        assert_eq!(source.policy().stored, 3, "pushes that the policy of the source has counted");
    }
}

/// Rules: 2.8, 6.6
#[test]
fn extend_pushes_each_value_at_the_back() {
    for offset in 0..3 {
        let mut refusing = fill(array(3, &[]), offset, &[1]);
        let mut displacing = fill(with_policy(3, Displace), offset, &[1]);
        refusing.extend([2, 3, 4, 5]);
        displacing.extend([2, 3, 4, 5]);
        assert_eq!(values(&refusing), [1, 2, 3], "values of [1] after extend([2, 3, 4, 5]) with capacity 3 and Refuse");
        assert_eq!(
            values(&displacing),
            [3, 4, 5],
            "values of [1] after extend([2, 3, 4, 5]) with capacity 3 and Displace"
        );
    }
    let mut unknown_length = array(3, &[1]);
    let mut numbers = [2, 3].into_iter();
    unknown_length.extend(std::iter::from_fn(|| numbers.next()));
    assert_eq!(values(&unknown_length), [1, 2, 3], "values of [1] after extend with 2 and 3, whose number is unknown");
    let drops = Drops::new();
    let mut tracked = CircularArray::<_, Displace>::with_policy(2, Displace).expect("a small capacity is valid");
    tracked.extend((0..9).map(|number| {
        assert!(
            drops.alive() <= 2,
            "{} live values in an array of two before extend takes value {number}",
            drops.alive()
        );
        drops.track(number)
    }));
    let mut counting = with_policy(3, CountPushes::default());
    counting.extend(1..=20);
    assert_eq!(
        counting.policy(),
        &CountPushes { stored: 3, refused: 17 },
        "calls of the policy while an empty array of three is extended with 20 values"
    );
}

/// Rules: 6.7
#[test]
fn serde_writes_an_array_as_its_snapshot() {
    for array in at_every_offset(4, &[1, 2, 3]) {
        let text = serde_json::to_string(&array).expect("numbers can be serialized");
        assert_eq!(text, r#"{"capacity":4,"items":[1,2,3]}"#, "JSON of an array");
        let snapshot: Snapshot<u32> = serde_json::from_str(&text).expect("serialized JSON can be read");
        assert_eq!(snapshot, array.snapshot(), "snapshot read from the JSON of an array");
        let back: CircularArray<u32> = serde_json::from_str(&text).expect("serialized JSON can be read");
        assert_eq!(back.snapshot(), array.snapshot(), "snapshot of the array read from the JSON of an array");
        assert_eq!(
            testkit::serialized(&array),
            testkit::serialized(&array.snapshot()),
            "an array of [1, 2, 3] and its snapshot as serde writes them, without the names of fields"
        );
    }
    let items_first = serde_json::from_str::<CircularArray<u32>>(r#"{"items":[1,2,3],"capacity":4}"#);
    let read = items_first.map(|array| array.snapshot()).map_err(|error| error.to_string());
    let expected = Snapshot { capacity: 4, items: vec![1, 2, 3] };
    assert_eq!(read, Ok(expected), "snapshot of an array whose JSON has the items before the capacity");
}

/// Rules: 6.8, 6.9
#[rstest]
#[case::zero_capacity(0, &[], CapacityError::Zero)]
#[case::zero_capacity_with_items(0, &[1], CapacityError::Zero)]
#[case::too_small(2, &[1, 2, 3], CapacityError::TooSmall { requested: 2, len: 3 })]
#[case::far_too_small(2, &[1, 2, 3, 4, 5], CapacityError::TooSmall { requested: 2, len: 5 })]
#[case::not_representable(usize::MAX, &[1], CapacityError::TooLarge { requested: usize::MAX })]
#[case::not_allocatable(usize::MAX / 10_000, &[1], CapacityError::TooLarge { requested: usize::MAX / 10_000 })]
fn an_invalid_snapshot_is_rejected(#[case] capacity: usize, #[case] items: &[u32], #[case] expected: CapacityError) {
    let snapshot = Snapshot { capacity, items: items.to_vec() };
    let error = CircularArray::<u32, Displace>::try_from(snapshot.clone()).err();
    assert_eq!(error, Some(expected), "error of try_from({snapshot:?})");
    let text = serde_json::to_string(&snapshot).expect("numbers can be serialized");
    let result = serde_json::from_str::<CircularArray<u32>>(&text).map(|array| array.snapshot());
    let message = result.expect_err("reading an invalid snapshot succeeded").to_string();
    assert!(
        message.contains(&expected.to_string()),
        "the error for {text} is {message:?}; it should contain {expected}"
    );
}

/// Rules: 6.8, 6.9
#[rstest]
#[case::room_left(5, &[1, 2, 3])]
#[case::full(3, &[1, 2, 3])]
#[case::empty(1, &[])]
fn an_array_created_from_a_snapshot_works(#[case] capacity: usize, #[case] items: &[u32]) {
    let snapshot = Snapshot { capacity, items: items.to_vec() };
    let text = serde_json::to_string(&snapshot).expect("numbers can be serialized");
    let created = CircularArray::<u32, CountPushes>::try_from(snapshot.clone()).expect("the values fit");
    let read: CircularArray<u32, CountPushes> = serde_json::from_str(&text).expect("the values fit");
    for (way, mut array) in [("try_from", created), ("serde", read)] {
        assert_eq!(array.snapshot(), snapshot, "snapshot of an array created by {way}");
        assert_eq!(array.policy(), &CountPushes::default(), "policy of an array created by {way}");
        let refused = (items.len()..=capacity).filter_map(|_| array.push_front(9)).count();
        assert_eq!(refused, 1, "refused pushes after pushing one value more than fits, on an array created by {way}");
    }
}

/// Rules: 1.6, 6.5, 6.8, 6.9
#[test]
fn copies_have_allocated_their_room() {
    let original = array(1_000, &[1, 2, 3]);
    let mut cloned_from = array(5, &[7]);
    cloned_from.clone_from(&original);
    let text = serde_json::to_string(&original).expect("numbers can be serialized");
    for (way, mut copy) in [
        ("clone", original.clone()),
        ("clone_from", cloned_from),
        ("try_from", original.snapshot().try_into().expect("the values fit")),
        ("serde", serde_json::from_str(&text).expect("the values fit")),
    ] {
        let allocated = testkit::count_allocations(|| while copy.push_front(0).is_ok() {});
        assert_eq!(allocated.count_total, 0, "number of allocations of pushes into an array created by {way}");
        assert_eq!(copy.len(), 1_000, "length after these pushes");
    }
}

/// Rules: 1.5, 6.5, 6.8
#[test]
fn the_first_calls_on_copies_take_constant_time() {
    let original = array(20_000, &[1, 2, 3]);
    assert_first_calls_take_constant_time("a clone", || original.clone());
    let snapshot = original.snapshot();
    assert_first_calls_take_constant_time("an array created by try_from", || {
        snapshot.clone().try_into().expect("the values fit")
    });
}

type TrackedArray = CircularArray<Tracked<u32>, Displace>;

// Each case has an operation on an array of four values with capacity 5, and the numbers of values created and dropped
// after it.
/// Rules: 0.3
#[rstest]
#[case::push_with_room(|array: &mut TrackedArray, drops: &Drops| drop(array.push_back(drops.track(9))), 5, 0)]
#[case::push_that_displaces(|array: &mut TrackedArray, drops: &Drops| for _ in 0..3 { array.push_front(drops.track(9)); }, 7, 2)]
#[case::rejected_try_push(|array: &mut TrackedArray, drops: &Drops| for _ in 0..3 { let _ = array.try_push_back(drops.track(9)); }, 7, 2)]
#[case::pop_front(|array: &mut TrackedArray, _: &Drops| drop(array.pop_front()), 4, 1)]
#[case::pop_back(|array: &mut TrackedArray, _: &Drops| drop(array.pop_back()), 4, 1)]
#[case::assignment_by_index(|array: &mut TrackedArray, drops: &Drops| array[-1] = drops.track(9), 5, 1)]
#[case::rotate(|array: &mut TrackedArray, _: &Drops| array.rotate(3), 4, 0)]
#[case::make_contiguous(|array: &mut TrackedArray, _: &Drops| { array.make_contiguous(); }, 4, 0)]
#[case::growth(|array: &mut TrackedArray, _: &Drops| array.set_capacity(9).expect("a small capacity is valid"), 4, 0)]
#[case::shrinking(|array: &mut TrackedArray, _: &Drops| array.set_capacity(4).expect("four values fit"), 4, 0)]
#[case::rejected_capacity(|array: &mut TrackedArray, _: &Drops| { let _ = array.set_capacity(3); }, 4, 0)]
#[case::clear(|array: &mut TrackedArray, _: &Drops| array.clear(), 4, 4)]
#[case::extend(|array: &mut TrackedArray, drops: &Drops| array.extend([9; 3].map(|value| drops.track(value))), 7, 2)]
#[case::dropped_clone(|array: &mut TrackedArray, _: &Drops| drop(array.clone()), 8, 4)]
#[case::dropped_snapshot(|array: &mut TrackedArray, _: &Drops| drop(array.snapshot()), 8, 4)]
fn values_are_dropped_exactly_once(
    #[case] operation: fn(&mut TrackedArray, &Drops),
    #[case] created: usize,
    #[case] dropped: usize,
) {
    for offset in 0..5 {
        let drops = Drops::new();
        {
            let mut array = with_policy(5, Displace);
            for _ in 0..offset {
                array.push_back(Drops::new().track(0));
                array.pop_front();
            }
            (1..=4).for_each(|value| drop(array.push_back(drops.track(value))));
            operation(&mut array, &drops);
            assert_eq!(
                (drops.made(), drops.dropped()),
                (created, dropped),
                "numbers of values created and dropped after the operation"
            );
        }
        assert_eq!(drops.alive(), 0, "number of leaked values after the array was dropped");
    }
}
