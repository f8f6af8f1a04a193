//! # A good citizen
//!
//! An array is a part of other types, and those want to derive `Debug`, `Clone`, `PartialEq`, `Hash` and serde's traits. So the array has them,
//! with the meaning that its users expect: what it shows, compares, hashes and writes is its values in their order, and never how they
//! happen to lie in the ring. A derived `PartialEq` would compare just that. Iterators are shown too: as what is ahead of them. A clone
//! of one needs no clone of a value; why does a derived `Clone` ask for it?
//!
//! `extend` pushes one value after the other, so it needs no rules of its own: the policy has them.
//!
//! What is written is the snapshot. Somebody may change it before it is read again, so the way back is a `TryFrom`, with an
//! error for each thing that can be wrong with it.
//!
//! Last, values are dropped exactly once, and as soon as they have left. Safe Rust makes sure of most of it; what it does not stop
//! you from is a slot that keeps a value too long.
//!
//! To look up: `Formatter::debug_list`, `Iterator::eq`, `TryFrom`, `serde::de::Error::custom`.
//!
//! Time box: 25 minutes.

use std::fmt;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::thread;

use circular_array::{CapacityError, CircularArray, Displace, Overflow, PendingPush, Snapshot};
use rstest::rstest;
use testkit::{Counts, Drops, Tracked};

use super::support::{array, at_every_offset, fill, filled, values, with_policy};

fn displacing(capacity: usize, values: &[u32]) -> CircularArray<u32, Displace> {
    fill(with_policy(capacity, Displace), 0, values)
}

#[rstest]
#[case::no_values(&[])]
#[case::one_value(&[1])]
#[case::a_few_values(&[1, 2, 3])]
#[case::as_many_as_fit(&[1, 2, 3, 4])]
fn arrays_with_the_same_values_are_equal_wherever_they_lie(#[case] numbers: &[u32]) {
    let plain = array(4, numbers);
    for other in at_every_offset(4, numbers) {
        assert!(plain == other, "two arrays of {numbers:?}, at different offsets, are unequal");
        assert!(other == plain, "they are unequal the other way round");
    }
}

#[test]
fn capacity_and_policy_do_not_make_arrays_unequal() {
    let plain = array(3, &[1, 2, 3]);
    assert!(plain == array(9, &[1, 2, 3]), "two arrays of 1, 2, 3, with room for 3 and for 9, are unequal");
    assert!(plain == displacing(3, &[1, 2, 3]), "two arrays of 1, 2, 3, under Refuse and Displace, are unequal");
}

#[rstest]
#[case::no_values(&[])]
#[case::another_order(&[2, 3, 1])]
#[case::one_less(&[1, 2])]
#[case::one_more(&[1, 2, 3, 4])]
#[case::another_value(&[1, 2, 4])]
fn arrays_with_different_values_are_unequal(#[case] numbers: &[u32]) {
    let plain = array(4, &[1, 2, 3]);
    for other in at_every_offset(4, numbers) {
        assert!(plain != other, "an array of 1, 2, 3 is equal to one of {numbers:?}");
        assert!(other != plain, "an array of {numbers:?} is equal to one of 1, 2, 3");
    }
}

fn hash_of(value: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

#[rstest]
#[case::no_values(&[])]
#[case::a_few_values(&[1, 2, 3])]
#[case::as_many_as_fit(&[1, 2, 3, 4])]
fn equal_arrays_have_equal_hashes(#[case] numbers: &[u32]) {
    let expected = hash_of(array(9, numbers));
    for array in at_every_offset(4, numbers) {
        assert_eq!(hash_of(&array), expected, "the hash of an array of {numbers:?}, against one with more room");
    }
    assert_eq!(hash_of(displacing(4, numbers)), expected, "the hash of one with another policy, against the same");
}

#[test]
fn a_hash_is_of_each_value_once_and_of_their_number() {
    let counts = Counts::new();
    let mut array = CircularArray::new(4).expect("a small capacity is valid");
    array.extend([1, 2, 3].map(|value| counts.key(value)));
    hash_of(&array);
    assert_eq!(counts.hashes(), 3, "how often values are hashed for the hash of an array of three");

    let two = |one: &[u32], other: &[u32]| hash_of([displacing(3, one), displacing(3, other)]);
    assert_ne!(two(&[1], &[2, 3]), two(&[1, 2], &[3]), "the hashes of [1], [2, 3] and of [1, 2], [3]");
}

#[test]
fn an_array_is_shown_as_the_list_of_its_values() {
    assert_eq!(format!("{:?}", array(2, &[])), "[]", "how an empty array is shown");
    for array in at_every_offset(4, &[1, 2, 3]) {
        assert_eq!(format!("{array:?}"), "[1, 2, 3]", "how an array of 1, 2, 3 is shown");
        assert_eq!(format!("{array:#?}"), "[\n    1,\n    2,\n    3,\n]", "how it is shown over several lines");
    }
}

#[test]
fn an_iterator_is_shown_as_the_list_of_the_values_ahead() {
    for mut array in at_every_offset(5, &[1, 2, 3, 4]) {
        assert_eq!(format!("{:?}", array.iter()), "[1, 2, 3, 4]", "how iter over 1, 2, 3, 4 is shown");
        assert_eq!(shown_at_two_steps(array.iter()), ["[2, 3]", "[]"], "how iter is shown later");
        assert_eq!(format!("{:?}", array.iter_mut()), "[1, 2, 3, 4]", "how iter_mut over 1, 2, 3, 4 is shown");
        assert_eq!(shown_at_two_steps(array.iter_mut()), ["[2, 3]", "[]"], "how iter_mut is shown later");
        assert_eq!(format!("{:?}", array.clone().into_iter()), "[1, 2, 3, 4]", "how into_iter is shown");
        assert_eq!(shown_at_two_steps(array.into_iter()), ["[2, 3]", "[]"], "how into_iter is shown later");
    }
}

/// How an iterator over 1, 2, 3, 4 is shown between its ends, and at its end.
fn shown_at_two_steps(mut values: impl DoubleEndedIterator + fmt::Debug) -> [String; 2] {
    values.next();
    values.next_back();
    let between = format!("{values:?}");
    values.by_ref().take(3).for_each(drop);
    [between, format!("{values:?}")]
}

#[test]
fn a_clone_of_an_iterator_goes_on_from_the_same_place() {
    struct NotClone(u32);
    for offset in 0..4 {
        let mut array = CircularArray::new(4).expect("a small capacity is valid");
        for value in 0..offset + 4 {
            array.try_push_back(NotClone(value)).ok().expect("an array that is not full has room");
            if value < offset {
                array.pop_front();
            }
        }
        let mut values = array.iter();
        let first = values.next().map(|value| value.0);
        let clone = values.clone();
        let (ahead, again) = [values, clone].map(|values| values.map(|value| value.0).collect::<Vec<_>>()).into();
        assert_eq!(first, Some(offset), "the first value");
        assert_eq!(ahead, [offset + 1, offset + 2, offset + 3], "the values ahead of an iterator");
        assert_eq!(again, ahead, "the values ahead of its clone");
    }
}

#[test]
fn a_clone_is_equal_and_independent() {
    for mut array in at_every_offset(4, &[1, 2, 3]) {
        let mut clone = array.clone();
        assert_eq!(clone.snapshot(), array.snapshot(), "all of a clone, against the original");
        clone[0] = 10;
        assert_eq!(clone.push_back(4), Ok(()), "a push into a clone");
        assert_eq!((array.pop_back(), array.pop_back()), (Some(3), Some(2)), "what is popped from the original");
        assert_eq!((values(&array), values(&clone)), (vec![1], vec![10, 2, 3, 4]), "the values of original and clone");
    }
}

/// Refuses, and remembers how often.
#[derive(Clone, Debug, Default, PartialEq)]
struct Refusals(u32);

impl Overflow for Refusals {
    type Pushed<T> = Option<T>;

    fn stored<T>(&mut self) -> Option<T> {
        None
    }

    fn full<T>(&mut self, push: PendingPush<'_, T>) -> Option<T> {
        self.0 += 1;
        Some(push.refuse())
    }
}

#[test]
fn a_clone_has_a_clone_of_the_policy() {
    let mut array = with_policy(1, Refusals(0));
    array.extend([1, 2]);
    let mut clone = array.clone();
    assert_eq!(clone.push_back(3), Some(3), "what a push into a full clone gives back");
    assert_eq!(
        (array.policy(), clone.policy()),
        (&Refusals(1), &Refusals(2)),
        "refusals of the original and of the clone"
    );
}

#[test]
fn extend_pushes_each_value_at_the_back() {
    for offset in 0..3 {
        let mut refusing = fill(array(3, &[]), offset, &[1]);
        let mut displacing = fill(with_policy(3, Displace), offset, &[1]);
        refusing.extend([2, 3, 4, 5]);
        displacing.extend([2, 3, 4, 5]);
        assert_eq!(values(&refusing), [1, 2, 3], "1 extended by 2, 3, 4, 5 with room for three, under Refuse");
        assert_eq!(values(&displacing), [3, 4, 5], "1 extended by 2, 3, 4, 5 with room for three, under Displace");
    }
    let mut counting = with_policy(3, Refusals(0));
    counting.extend([1, 2, 3, 4, 5]);
    assert_eq!(counting.policy(), &Refusals(2), "how often a policy was asked when five values met room for three");
}

#[test]
fn a_snapshot_and_an_array_are_written_alike_and_read_back() {
    for array in at_every_offset(4, &[1, 2, 3]) {
        let text = serde_json::to_string(&array).expect("numbers can be written");
        assert_eq!(text, r#"{"capacity":4,"items":[1,2,3]}"#, "an array as JSON");
        let snapshot: Snapshot<u32> = serde_json::from_str(&text).expect("what was written can be read");
        assert_eq!(snapshot, array.snapshot(), "what was written, read as a snapshot");
        let back: CircularArray<u32> = serde_json::from_str(&text).expect("what was written can be read");
        assert_eq!(back.snapshot(), array.snapshot(), "what was written, read as an array");
    }
}

#[rstest]
#[case::no_capacity(0, &[], CapacityError::Zero)]
#[case::no_capacity_for_values(0, &[1], CapacityError::Zero)]
#[case::more_values_than_room(2, &[1, 2, 3], CapacityError::TooSmall { requested: 2, len: 3 })]
#[case::more_room_than_can_be(usize::MAX, &[1], CapacityError::TooLarge { requested: usize::MAX })]
fn a_snapshot_of_no_array_is_refused(#[case] capacity: usize, #[case] items: &[u32], #[case] reason: CapacityError) {
    let snapshot = Snapshot { capacity, items: items.to_vec() };
    let refused = CircularArray::<u32, Displace>::try_from(snapshot.clone()).err();
    assert_eq!(refused, Some(reason), "why there is no array of {snapshot:?}");
    let text = serde_json::to_string(&snapshot).expect("numbers can be written");
    let refused = serde_json::from_str::<CircularArray<u32>>(&text).map(|array| array.snapshot());
    let message = refused.expect_err("a snapshot of no array was read").to_string();
    assert!(message.contains(&reason.to_string()), "{text} is refused with {message:?}, which does not say {reason}");
}

#[rstest]
#[case::room_to_spare(5, &[1, 2, 3])]
#[case::no_room_left(3, &[1, 2, 3])]
#[case::no_values(1, &[])]
fn an_array_made_of_a_snapshot_goes_on_from_there(#[case] capacity: usize, #[case] items: &[u32]) {
    let snapshot = Snapshot { capacity, items: items.to_vec() };
    let mut array = CircularArray::<u32, Refusals>::try_from(snapshot.clone()).expect("the values fit");
    assert_eq!(array.snapshot(), snapshot, "the snapshot of an array made of one");
    assert_eq!(array.policy(), &Refusals(0), "the policy of an array made of a snapshot, which is its default");
    let refused = (items.len()..=capacity).filter_map(|_| array.push_front(9)).count();
    assert_eq!(refused, 1, "how many values found no room, of one more than there was room for");
}

#[test]
fn what_is_written_is_read_back_the_same() {
    testkit::law(filled(), |filled| {
        let array = filled.array();
        let text = serde_json::to_string(&array).expect("numbers can be written");
        let back: CircularArray<u32> = serde_json::from_str(&text).expect("what was written can be read");
        assert_eq!(back.snapshot(), array.snapshot(), "the snapshot of an array read from {text}");
        assert!(back == array, "an array read from {text} is {back:?}, which is not equal");
    });
}

type TrackedArray = CircularArray<Tracked<u32>, Displace>;

/// An operation on an array of four values with room for five, with how many values are made by its end, and how many of
/// them are dropped by then.
#[rstest]
#[case::a_push_with_room(|array: &mut TrackedArray, drops: &Drops| drop(array.push_back(drops.track(9))), 5, 0)]
#[case::a_push_that_displaces(|array: &mut TrackedArray, drops: &Drops| for _ in 0..3 { array.push_front(drops.track(9)); }, 7, 2)]
#[case::a_try_push_without_room(|array: &mut TrackedArray, drops: &Drops| for _ in 0..3 { let _ = array.try_push_back(drops.track(9)); }, 7, 2)]
#[case::a_pop_at_the_front(|array: &mut TrackedArray, _: &Drops| drop(array.pop_front()), 4, 1)]
#[case::a_pop_at_the_back(|array: &mut TrackedArray, _: &Drops| drop(array.pop_back()), 4, 1)]
#[case::an_overwrite_in_place(|array: &mut TrackedArray, drops: &Drops| array[-1] = drops.track(9), 5, 1)]
#[case::a_rotation(|array: &mut TrackedArray, _: &Drops| array.rotate(3), 4, 0)]
#[case::making_contiguous(|array: &mut TrackedArray, _: &Drops| { array.make_contiguous(); }, 4, 0)]
#[case::growth(|array: &mut TrackedArray, _: &Drops| array.set_capacity(9).expect("a small capacity is valid"), 4, 0)]
#[case::shrinking(|array: &mut TrackedArray, _: &Drops| array.set_capacity(4).expect("four values fit"), 4, 0)]
#[case::a_refused_capacity(|array: &mut TrackedArray, _: &Drops| { let _ = array.set_capacity(3); }, 4, 0)]
#[case::clear(|array: &mut TrackedArray, _: &Drops| array.clear(), 4, 4)]
#[case::extend(|array: &mut TrackedArray, drops: &Drops| array.extend([9; 3].map(|value| drops.track(value))), 7, 2)]
#[case::a_clone_that_is_dropped(|array: &mut TrackedArray, _: &Drops| drop(array.clone()), 8, 4)]
#[case::a_snapshot_that_is_dropped(|array: &mut TrackedArray, _: &Drops| drop(array.snapshot()), 8, 4)]
fn values_are_dropped_once_and_in_time(
    #[case] operation: fn(&mut TrackedArray, &Drops),
    #[case] made: usize,
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
                (made, dropped),
                "values made, and dropped, after the operation"
            );
        }
        assert_eq!(drops.alive(), 0, "values alive after the array was dropped");
    }
}

#[test]
fn an_array_is_sent_and_shared_if_its_values_can_be() {
    let array = array(3, &[1, 2, 3]);
    let seen = thread::scope(|scope| {
        let threads = [0, -1].map(|index| {
            let array = &array;
            scope.spawn(move || array.get(index).copied())
        });
        threads.map(|thread| thread.join().expect("a look does not panic"))
    });
    assert_eq!(seen, [Some(1), Some(3)], "what two threads saw in a shared array");
    let sum: u32 = thread::spawn(move || array.into_iter().sum()).join().expect("iteration does not panic");
    assert_eq!(sum, 6, "the sum of 1, 2, 3 in another thread");
}
