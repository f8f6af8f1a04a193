//! What the stages of this suite share.
// A stage that is left out may be the only one that uses something here.
#![allow(dead_code)]

use std::collections::BTreeMap;
use std::fmt::{self, Debug};
use std::hash::{BuildHasher, DefaultHasher, Hash, Hasher};

use hash_map::{Collisions, Entry, HashMap};
use proptest::prelude::*;
use proptest::strategy::Union;

/// A way to hash that is the same in every run, from one that spreads keys well to one that does not at all.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Hashing {
    /// Spreads keys over all hashes.
    #[default]
    Good,
    /// Has three hashes.
    Few,
    /// Has one hash, the largest.
    Constant,
    /// Differs in the high bits only.
    HighBits,
    /// Differs in the low bits only.
    LowBits,
}

impl BuildHasher for Hashing {
    type Hasher = Blurred;

    fn build_hasher(&self) -> Blurred {
        Blurred { hashing: *self, inner: DefaultHasher::new() }
    }
}

pub struct Blurred {
    hashing: Hashing,
    inner: DefaultHasher,
}

impl Hasher for Blurred {
    fn write(&mut self, bytes: &[u8]) {
        self.inner.write(bytes);
    }

    fn finish(&self) -> u64 {
        let hash = self.inner.finish();
        match self.hashing {
            Hashing::Good => hash,
            Hashing::Few => hash % 3,
            Hashing::Constant => u64::MAX,
            Hashing::HighBits => hash << 48,
            Hashing::LowBits => hash >> 48,
        }
    }
}

/// A key that equals another if its number does; the label tells the two apart.
#[derive(Clone, Copy, Debug)]
pub struct Labeled {
    pub number: u32,
    pub label: &'static str,
}

pub fn labeled(number: u32, label: &'static str) -> Labeled {
    Labeled { number, label }
}

impl PartialEq for Labeled {
    fn eq(&self, other: &Self) -> bool {
        self.number == other.number
    }
}

impl Eq for Labeled {}

impl Hash for Labeled {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.number.hash(state);
    }
}

/// A whole number whose hash is that of every other, whatever the hasher.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Alike(pub u8);

impl Hash for Alike {
    fn hash<H: Hasher>(&self, _: &mut H) {}
}

impl From<u8> for Alike {
    fn from(number: u8) -> Self {
        Self(number)
    }
}

/// A key of the laws.
pub trait Key: Copy + Debug + From<u8> + Hash + Ord {}

impl<K: Copy + Debug + From<u8> + Hash + Ord> Key for K {}

/// All entries of a map, in the order of their keys. Iteration is asked for in stage 4.
pub fn entries<K: Copy + Ord, V: Copy, S, C>(map: &HashMap<K, V, S, C>) -> Vec<(K, V)> {
    let mut entries: Vec<_> = map.iter().map(|(&key, &value)| (key, value)).collect();
    entries.sort_by_key(|&(key, _)| key);
    entries
}

/// The keys of the laws: few, so that operations meet.
const KEYS: u8 = 24;

/// What the laws do to a map; each operation is asked for in the stage under which it stands.
#[derive(Clone)]
pub enum Operation {
    // Stage 1.
    Insert(u8, u16),
    GetMut(u8, u16),
    Remove(u8),
    // Stage 2.
    RemoveEntry(u8),
    // Stage 3.
    Reserve(usize),
    ShrinkToFit,
    // Stage 4.
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
}

/// Shown as one would write it: a law that is broken prints what it did.
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

/// Sequences of the operations asked for in a stage and those before it.
pub fn operations(stage: u8) -> BoxedStrategy<Vec<Operation>> {
    use Operation::*;
    let key = || 0..KEYS;
    let pair = || (0..KEYS, 0..1000u16);
    let mut known = vec![
        (8, pair().prop_map(|(key, value)| Insert(key, value)).boxed()),
        (2, pair().prop_map(|(key, value)| GetMut(key, value)).boxed()),
        (4, key().prop_map(Remove).boxed()),
    ];
    if stage >= 2 {
        known.push((2, key().prop_map(RemoveEntry).boxed()));
    }
    if stage >= 3 {
        known.push((1, (0..20usize).prop_map(Reserve).boxed()));
        known.push((1, Just(ShrinkToFit).boxed()));
    }
    if stage >= 4 {
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
    }
    prop::collection::vec(Union::new_weighted(known), 0..40).boxed()
}

/// What the rules say a map is: its entries, and how many buckets it has.
struct Model<K> {
    entries: BTreeMap<K, u16>,
    buckets: usize,
}

impl<K: Key> Model<K> {
    fn insert(&mut self, key: K, value: u16) -> Option<u16> {
        let old = self.entries.insert(key, value);
        self.make_room_for(0);
        old
    }

    fn make_room_for(&mut self, additional: usize) {
        while self.buckets < self.entries.len() + additional {
            self.buckets *= 2;
        }
    }
}

/// The law of a stage: maps that `make` makes with `buckets` buckets do what the standard map does, under every
/// sequence of the operations known by then; from stage 3 on, with the number of buckets that the rules ask for.
#[track_caller]
pub fn agrees_with_the_standard_map<K, S, C>(stage: u8, buckets: usize, make: impl Fn(usize) -> HashMap<K, u16, S, C>)
where
    K: Key,
    S: BuildHasher,
    C: Collisions,
{
    testkit::law(operations(stage), |operations| {
        let mut map = make(buckets);
        let mut model = Model { entries: BTreeMap::new(), buckets };
        for operation in operations {
            apply(&operation, &mut map, &mut model);
            compare(stage, &operation, &map, &model);
        }
    });
}

fn compare<K, S, C>(stage: u8, after: &Operation, map: &HashMap<K, u16, S, C>, model: &Model<K>)
where
    K: Key,
    S: BuildHasher,
    C: Collisions,
{
    for key in (0..KEYS).map(K::from) {
        assert_eq!(map.get(&key), model.entries.get(&key), "the value of key {key:?} after {after:?}");
        let there = model.entries.contains_key(&key);
        assert_eq!(map.contains_key(&key), there, "whether key {key:?} is in the map after {after:?}");
    }
    assert_eq!(map.len(), model.entries.len(), "the number of entries after {after:?}");
    assert_eq!(map.is_empty(), model.entries.is_empty(), "whether the map is empty after {after:?}");
    if stage >= 3 {
        assert_eq!(map.bucket_count(), model.buckets, "the number of buckets after {after:?}");
    }
    if stage >= 4 {
        let expected: Vec<_> = model.entries.iter().map(|(&key, &value)| (key, value)).collect();
        assert_eq!(entries(map), expected, "the entries that iteration gives after {after:?}");
    }
}

fn apply<K, S, C>(operation: &Operation, map: &mut HashMap<K, u16, S, C>, model: &mut Model<K>)
where
    K: Key,
    S: BuildHasher,
    C: Collisions,
{
    use Operation::*;
    match *operation {
        Insert(key, value) => {
            let key = K::from(key);
            assert_eq!(map.insert(key, value), model.insert(key, value), "the old value that {operation:?} returns");
        }
        GetMut(key, value) => {
            let key = K::from(key);
            let place = map.get_mut(&key);
            assert_eq!(
                place.as_deref().copied(),
                model.entries.get(&key).copied(),
                "the value that {operation:?} finds"
            );
            place.into_iter().chain(model.entries.get_mut(&key)).for_each(|place| *place = value);
        }
        Remove(key) => {
            let key = K::from(key);
            assert_eq!(map.remove(&key), model.entries.remove(&key), "the value that {operation:?} returns");
        }
        RemoveEntry(key) => {
            let key = K::from(key);
            let expected = model.entries.remove_entry(&key);
            assert_eq!(map.remove_entry(&key), expected, "the entry that {operation:?} returns");
        }
        Reserve(additional) => {
            map.reserve(additional);
            model.make_room_for(additional);
        }
        ShrinkToFit => {
            map.shrink_to_fit();
            model.buckets = model.entries.len().max(1);
        }
        IterMut(value) => {
            map.iter_mut().for_each(|(_, place)| *place = (*place + value) % 1000);
            model.entries.values_mut().for_each(|place| *place = (*place + value) % 1000);
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
            assert_eq!(drained, expected, "the entries that {operation:?} gives");
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
            assert_eq!(map.entry(key).or_insert(value), &expected, "the value that {operation:?} gives");
        }
        AndModify(key, value) => {
            let key = K::from(key);
            let _ = map.entry(key).and_modify(|place| *place = value);
            model.entries.entry(key).and_modify(|place| *place = value);
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
            assert_eq!(old, model.insert(key, value), "the old value that {operation:?} finds");
        }
        EntryRemove(key) => {
            let key = K::from(key);
            let old = match map.entry(key) {
                Entry::Occupied(entry) => Some(entry.remove()),
                Entry::Vacant(_) => None,
            };
            assert_eq!(old, model.entries.remove(&key), "the value that {operation:?} finds");
        }
        TryInsert(key, value) => {
            let key = K::from(key);
            let refused = map.try_insert(key, value).is_err();
            assert_eq!(refused, model.entries.contains_key(&key), "whether {operation:?} is refused");
            if !refused {
                model.insert(key, value);
            }
        }
    }
}
