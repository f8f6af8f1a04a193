//! The random operations of the laws, and their application to a map and its model.

use std::fmt::{self, Debug};
use std::hash::BuildHasher;

use hash_map::{Collisions, Entry, HashMap};
use proptest::prelude::*;
use proptest::strategy::Union;

use super::model::{Key, Model};

/// The number of different keys in the laws. It is small, so that operations often use the same key.
pub const KEYS: u8 = 24;

/// An operation on a map, grouped by the stage that introduces it.
#[derive(Clone)]
pub enum Operation {
    // Stage 1.
    Insert(u8, u16),
    GetMut(u8, u16),
    Remove(u8),
    // Stage 4.
    Reserve(usize),
    ShrinkToFit,
    IterMut(u16),
    RetainBelow(u16),
    Clear,
    Drain,
    Extend(Vec<(u8, u16)>),
    // Stage 5.
    OrInsert(u8, u16),
    AndModify(u8, u16),
    EntryInsert(u8, u16),
    EntryRemove(u8),
    TryInsert(u8, u16),
    RemoveEntry(u8),
}

/// Formats an operation as code, since a failed law prints its operations.
impl Debug for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use Operation::*;
        match self {
            Insert(key, value) => write!(f, "insert({key}, {value})"),
            GetMut(key, value) => write!(f, "*get_mut({key}) = {value}"),
            Remove(key) => write!(f, "remove({key})"),
            RemoveEntry(key) => write!(f, "remove_entry({key})"),
            Reserve(additional) => write!(f, "reserve({additional})"),
            ShrinkToFit => write!(f, "shrink_to_fit()"),
            IterMut(value) => write!(f, "iter_mut() += {value}"),
            RetainBelow(limit) => write!(f, "retain(value < {limit})"),
            Clear => write!(f, "clear()"),
            Drain => write!(f, "drain()"),
            Extend(pairs) => write!(f, "extend({pairs:?})"),
            OrInsert(key, value) => write!(f, "entry({key}).or_insert({value})"),
            AndModify(key, value) => write!(f, "entry({key}).and_modify(= {value})"),
            EntryInsert(key, value) => write!(f, "entry({key}).insert({value})"),
            EntryRemove(key) => write!(f, "entry({key}).remove()"),
            TryInsert(key, value) => write!(f, "try_insert({key}, {value})"),
        }
    }
}

/// Returns a proptest strategy for sequences of operations from stages 1 to `stage`.
pub fn operations(stage: u8) -> BoxedStrategy<Vec<Operation>> {
    use Operation::*;
    let key = || 0..KEYS;
    let pair = || (0..KEYS, 0..1000u16);
    let mut known = vec![
        (8, pair().prop_map(|(key, value)| Insert(key, value)).boxed()),
        (2, pair().prop_map(|(key, value)| GetMut(key, value)).boxed()),
        (4, key().prop_map(Remove).boxed()),
    ];
    if stage >= 4 {
        known.push((1, (0..20usize).prop_map(Reserve).boxed()));
        known.push((1, Just(ShrinkToFit).boxed()));
        known.push((1, (0..1000u16).prop_map(IterMut).boxed()));
        known.push((1, (0..1500u16).prop_map(RetainBelow).boxed()));
        known.push((1, prop_oneof![Just(Clear), Just(Drain)].boxed()));
        known.push((1, prop::collection::vec(pair(), 0..20).prop_map(Extend).boxed()));
    }
    if stage >= 5 {
        known.push((2, pair().prop_map(|(key, value)| OrInsert(key, value)).boxed()));
        known.push((2, pair().prop_map(|(key, value)| AndModify(key, value)).boxed()));
        known.push((2, pair().prop_map(|(key, value)| EntryInsert(key, value)).boxed()));
        known.push((2, key().prop_map(EntryRemove).boxed()));
        known.push((2, pair().prop_map(|(key, value)| TryInsert(key, value)).boxed()));
        known.push((2, key().prop_map(RemoveEntry).boxed()));
    }
    prop::collection::vec(Union::new_weighted(known), 0..40).boxed()
}

/// Applies an operation to a map and its model, and compares the returned values.
pub fn apply<K, S, C>(operation: &Operation, map: &mut HashMap<K, u16, S, C>, model: &mut Model<K>)
where
    K: Key,
    S: BuildHasher,
    C: Collisions,
{
    use Operation::*;
    match *operation {
        Insert(key, value) => {
            let key = K::from(key);
            assert_eq!(map.insert(key, value), model.insert(key, value), "value returned by {operation:?}");
        }
        GetMut(key, value) => {
            let key = K::from(key);
            let slot = map.get_mut(&key);
            assert_eq!(slot.as_deref().copied(), model.entries.get(&key).copied(), "old value in {operation:?}");
            slot.into_iter().chain(model.entries.get_mut(&key)).for_each(|slot| *slot = value);
        }
        Remove(key) => {
            let key = K::from(key);
            assert_eq!(map.remove(&key), model.entries.remove(&key), "value returned by {operation:?}");
        }
        RemoveEntry(key) => {
            let key = K::from(key);
            let expected = model.entries.remove_entry(&key);
            assert_eq!(map.remove_entry(&key), expected, "entry returned by {operation:?}");
        }
        Reserve(additional) => {
            map.reserve(additional);
            model.reserve(additional);
        }
        ShrinkToFit => {
            map.shrink_to_fit();
            model.buckets = model.entries.len().max(1);
        }
        IterMut(value) => {
            map.iter_mut().for_each(|(_, slot)| *slot = (*slot + value) % 1000);
            model.entries.values_mut().for_each(|slot| *slot = (*slot + value) % 1000);
        }
        RetainBelow(limit) => {
            map.retain(|_, &mut value| value < limit);
            model.entries.retain(|_, &mut value| value < limit);
        }
        Clear => {
            map.clear();
            model.entries.clear();
        }
        Drain => {
            let mut drained: Vec<_> = map.drain().collect();
            drained.sort_unstable();
            let expected: Vec<_> = std::mem::take(&mut model.entries).into_iter().collect();
            assert_eq!(drained, expected, "sorted entries returned by {operation:?}");
        }
        Extend(ref pairs) => {
            map.extend(pairs.iter().map(|&(key, value)| (K::from(key), value)));
            for &(key, value) in pairs {
                model.insert(K::from(key), value);
            }
        }
        OrInsert(key, value) => {
            let key = K::from(key);
            let expected = model.entries.get(&key).copied().unwrap_or(value);
            model.insert(key, expected);
            assert_eq!(map.entry(key).or_insert(value), &expected, "value returned by {operation:?}");
        }
        AndModify(key, value) => {
            let key = K::from(key);
            let _ = map.entry(key).and_modify(|slot| *slot = value);
            model.entries.entry(key).and_modify(|slot| *slot = value);
        }
        EntryInsert(key, value) => {
            let key = K::from(key);
            let old = match map.entry(key) {
                Entry::Occupied(mut entry) => Some(entry.insert(value)),
                Entry::Vacant(entry) => {
                    entry.insert(value);
                    None
                }
            };
            assert_eq!(old, model.insert(key, value), "old value in {operation:?}");
        }
        EntryRemove(key) => {
            let key = K::from(key);
            let old = match map.entry(key) {
                Entry::Occupied(entry) => Some(entry.remove()),
                Entry::Vacant(_) => None,
            };
            assert_eq!(old, model.entries.remove(&key), "old value in {operation:?}");
        }
        TryInsert(key, value) => {
            let key = K::from(key);
            let rejected = map.try_insert(key, value).is_err();
            assert_eq!(rejected, model.entries.contains_key(&key), "rejection of {operation:?}");
            if !rejected {
                model.insert(key, value);
            }
        }
    }
}
