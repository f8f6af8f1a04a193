//! # Growth
//!
//! The more entries share a bucket, the slower a search gets. So from now on, the table has at least one bucket per
//! entry. When it is full, a new key doubles the number of buckets, and every entry moves to its new bucket. Although
//! this makes a single insert slow from time to time, the average cost remains constant.
//!
//! To move an entry, the table needs its hash. But hashing the key again can be expensive, and it runs the caller's
//! code, which can panic. For that reason, a test counts how often keys are hashed.
//!
//! Other tests measure times and memory. They find, for example, a `remove` that shifts all later entries.
//!
//! No new public function is needed. Which of your existing functions decides that the table grows, and at which point?
//!
//! Time box: 15 minutes.

use hash_map::HashMap;
use rstest::rstest;
use testkit::{Counted, Counts, costs_less_than_a_walk, count_allocations};

use super::support::{Hashing, assert_has_all_keys_below, assert_matches_model, filled, for_each_key_below, table};

/// Rules: 3.1
#[rstest]
#[case::from_one(1, &[1, 2, 4, 4, 8, 8, 8, 8, 16])]
#[case::from_three(3, &[3, 3, 3, 6, 6, 6, 12, 12, 12])]
#[case::from_eight(8, &[8, 8, 8, 8, 8, 8, 8, 8, 16])]
fn inserting_into_a_full_table_doubles_the_buckets(#[case] buckets: usize, #[case] expected: &[usize]) {
    let mut map = table(buckets);
    for (key, &expected) in (1..).zip(expected) {
        map.insert(key, ());
        assert_eq!(
            map.bucket_count(),
            expected,
            "number of buckets after inserting {key} keys into a table of {buckets}"
        );
    }
}

/// Rules: 3.2
#[test]
fn overwriting_does_not_grow_a_full_table() {
    let mut map = filled(4, 4);
    assert_eq!(map.insert(2, 99), Some(2), "value returned by overwriting key 2");
    assert_eq!(map.bucket_count(), 4, "number of buckets of a full table after overwriting a key");
}

/// Rules: 3.2
#[rstest]
#[case::nine_keys(9, 16)]
#[case::five_thousand_keys(5000, 8192)]
fn removing_does_not_shrink_the_table(#[case] keys: u32, #[case] buckets: usize) {
    let mut map = filled(1, keys);
    for key in 0..keys {
        map.remove(&key);
        assert_eq!(
            (map.len(), map.bucket_count()),
            ((keys - key - 1) as usize, buckets),
            "length and number of buckets after removing {} of {keys} keys",
            key + 1
        );
    }
}

/// Rules: 3.1, 0.2, 1.5
#[rstest]
#[case::good_hashes(Hashing::Good)]
#[case::one_hash(Hashing::Constant)]
fn growth_keeps_every_entry(#[case] hashing: Hashing) {
    let mut map = HashMap::with_buckets_and_hasher(1, hashing).expect("a table with one bucket is valid");
    for key in 0..100 {
        map.insert(key, key);
        assert_has_all_keys_below(&map, key + 1, &format!("after inserting {} keys", key + 1));
    }
}

/// Rules: 3.1, 0.2, 1.5
#[test]
fn a_map_holds_more_than_65_536_entries() {
    let mut map = table(1);
    for_each_key_below(70_000, |key| {
        map.insert(key, key);
        assert_eq!(
            map.bucket_count(),
            (key as usize + 1).next_power_of_two(),
            "number of buckets of a table that started with one, after {} keys",
            key + 1
        );
        // Numbers that are stored in too few bits overflow near a power of two.
        if map.len().is_power_of_two() || key.is_power_of_two() {
            for recent in key.saturating_sub(3)..=key {
                assert_eq!(map.get(&recent), Some(&recent), "value of key {recent} after inserting {} keys", key + 1);
            }
        }
    });
    assert_eq!(map.len(), 70_000, "length after inserting 70,000 keys");
    for key in (0..70_000).step_by(100) {
        assert_eq!(map.get(&key), Some(&key), "value of key {key} after inserting 70,000 keys");
    }
}

/// Rules: 3.4
#[test]
fn an_insert_does_not_move_all_hashes() {
    const LEN: u32 = 70_000;
    let mut map = filled(LEN as usize, LEN);
    // The limit is that of a smaller map, since moving many hashes at once takes less time than a loop over them.
    costs_less_than_a_walk(8192, "removing one of 70,000 keys and inserting it again", |number| {
        let key = number as u32 * 400;
        assert_eq!((map.remove(&key), map.insert(key, key)), (Some(key), None), "old values of key {key}");
    });
}

/// Rules: 3.4
#[test]
fn removed_keys_do_not_slow_down_a_search() {
    const LEN: u32 = 2048;
    let mut map = filled(LEN as usize, LEN);
    for key in LEN..10 * LEN {
        map.remove(&(key - LEN));
        map.insert(key, key);
    }
    costs_less_than_a_walk(16_384, "a search among 2,048 keys after 18,432 removals", |number| {
        let key = 9 * LEN + number as u32;
        assert_eq!((map.get(&key), map.get(&(key - LEN))), (Some(&key), None), "values of key {key} and a removed key");
    });
}

/// Rules: 3.3
#[test]
fn growth_does_not_hash_keys_again() {
    let counts = Counts::new();
    let mut map = table(1);
    for number in 0..1000 {
        map.insert(counts.key(number), ());
    }
    assert_eq!(counts.hashes(), 1000, "number of key hashes in 1000 inserts into a table that started with one bucket");
}

/// Rules: 3.4
#[test]
fn an_insert_compares_few_keys() {
    let counts = Counts::new();
    let mut map = table(1);
    for number in 0..1000 {
        map.insert(counts.key(number), ());
    }
    let comparisons = counts.comparisons();
    assert!(comparisons <= 4000, "1000 inserts took {comparisons} key comparisons; the limit is 4 per insert");
}

type Map = HashMap<u32, u32, Hashing>;

/// Rules: 3.4
#[test]
fn an_operation_takes_the_same_time_in_a_large_map() {
    const LEN: u32 = 16_384;
    // No power of two, so that a bit mask would leave nearly all buckets empty.
    let mut map = filled(LEN as usize + 1, LEN);
    let mut check = |what: &str, operation: fn(&mut Map, u32)| {
        costs_less_than_a_walk(LEN as usize, what, |number| operation(&mut map, number as u32 * 100));
    };
    check("len", |map, _| assert_eq!(map.len(), LEN as usize, "length"));
    check("get of a present key", |map, key| assert_eq!(map.get(&key), Some(&key), "value of key {key}"));
    check("get of a missing key", |map, key| assert_eq!(map.get(&(LEN + key)), None, "value of a missing key"));
    check("get_mut", |map, key| assert_eq!(map.get_mut(&key), Some(&mut { key }), "value of key {key}"));
    check("contains_key", |map, key| assert!(map.contains_key(&key), "contains_key({key}) returned false"));
    check("overwriting", |map, key| assert_eq!(map.insert(key, key), Some(key), "old value of key {key}"));
    check("removing a key and inserting it again", |map, key| {
        assert_eq!(map.remove(&key), Some(key), "value returned by removing key {key}");
        assert_eq!(map.insert(key, key), None, "value returned by inserting removed key {key}");
    });
}

/// Rules: 3.4
#[test]
fn inserts_and_removals_do_not_move_all_entries() {
    const KEYS: u32 = 4096;
    let mut map = table(1);
    let memory = count_allocations(|| {
        for key in 0..KEYS {
            map.insert(key, key);
        }
    });
    let bytes = memory.bytes_total / u64::from(KEYS);
    assert!(
        bytes <= 1024,
        "{KEYS} inserts allocate {bytes} bytes per insert, because entries move to new memory too often; the limit is \
         1,024"
    );
    let memory = count_allocations(|| {
        for key in 0..1000 {
            map.remove(&key);
            map.insert(key, key);
        }
    });
    let bytes = memory.bytes_total / 1000;
    assert!(
        bytes <= 1024,
        "removing one of {KEYS} keys and inserting it again allocates {bytes} bytes, because entries move to new memory \
         too often; the limit is 1,024"
    );
}

/// Rules: 3.1, 3.5
#[test]
fn removed_entries_take_no_memory() {
    let mut map = table(8);
    let memory = count_allocations(|| {
        for key in 0..20_000u32 {
            if key >= 8 {
                map.remove(&(key - 8));
            }
            map.insert(key, key);
        }
    });
    assert_eq!(map.bucket_count(), 8, "number of buckets of a table of 8 that never had more than 8 keys at a time");
    for key in 19_992..20_000 {
        assert_eq!(map.get(&key), Some(&key), "value of one of the last eight keys, {key}, after 20,000 inserts");
    }
    let bytes = memory.bytes_current;
    assert!(
        bytes <= 16_384,
        "after 20,000 inserts and nearly as many removals, a table of 8 buckets takes {bytes} more bytes than before; \
         the limit is 16,384"
    );
}

type CountedMap = HashMap<Counted<u32>, u32, Hashing>;

/// Rules: 3.3
#[rstest]
#[case::insert(|map: &mut CountedMap, key| { map.insert(key, 0); })]
#[case::get(|map: &mut CountedMap, key| { map.get(&key); })]
#[case::get_mut(|map: &mut CountedMap, key| { map.get_mut(&key); })]
#[case::contains_key(|map: &mut CountedMap, key| { map.contains_key(&key); })]
#[case::remove(|map: &mut CountedMap, key| { map.remove(&key); })]
fn an_operation_hashes_its_key_at_most_once(#[case] operation: fn(&mut CountedMap, Counted<u32>)) {
    let counts = Counts::new();
    for (number, what) in [(3, "a present key"), (100, "a missing key")] {
        let mut map = table(8);
        for number in 0..8 {
            map.insert(counts.key(number), number);
        }
        let key = counts.key(number);
        counts.reset();
        operation(&mut map, key);
        let hashes = counts.hashes();
        assert!(hashes <= 1, "one operation on {what} hashed {hashes} keys; the limit is 1");
    }
}

/// Rules: 0.1, 0.2, 3.1, 3.2
#[rstest]
#[case::good_hashes(Hashing::Good, 1)]
#[case::one_hash(Hashing::Constant, 1)]
#[case::high_bits_only(Hashing::HighBits, 3)]
fn random_operations_match_the_model(#[case] hashing: Hashing, #[case] buckets: usize) {
    let make = |buckets| {
        HashMap::<u8, _, _>::with_buckets_and_hasher(buckets, hashing).expect("a small table can be allocated")
    };
    assert_matches_model(3, buckets, make);
}
