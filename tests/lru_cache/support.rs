//! What the stages of this suite share.

// A stage that is left out leaves some of it unused.
#![allow(dead_code)]

use std::fmt;
use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use lru_cache::{Cache, Clock, Displaced, EvictionPolicy, LruCache, Timestamp};
use proptest::prelude::*;

/// A capacity of `n` entries.
pub fn capacity(n: usize) -> NonZeroUsize {
    NonZeroUsize::new(n).expect("a capacity is positive")
}

type Key = &'static str;

/// A cache of names, most of them put in the order a, b, c, ….
pub type Names = LruCache<Key, u32>;

/// A cache of `room` entries that `names` were put into one after another, with 1, 2, 3, … as values.
pub fn names(room: usize, names: &[Key]) -> Names {
    let mut cache = LruCache::new(capacity(room));
    for (name, value) in names.iter().copied().zip(1..) {
        cache.put(name, value);
    }
    cache
}

/// The keys of the laws.
pub const KEYS: [&str; 7] = ["a", "b", "c", "d", "e", "f", "g"];

/// A step of a law, shown as it would be called.
#[derive(Clone)]
pub enum Op {
    Put(Key, u32),
    Get(Key),
    GetMut(Key, u32),
    Peek(Key),
    PeekMut(Key, u32),
    Contains(Key),
    Remove(Key),
    Evict,
    Resize(usize),
    Clear,
    RetainFrom(u32),
}

impl fmt::Debug for Op {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Put(key, value) => write!(f, "put({key:?}, {value})"),
            Self::Get(key) => write!(f, "get({key:?})"),
            Self::GetMut(key, value) => write!(f, "*get_mut({key:?}) = {value}"),
            Self::Peek(key) => write!(f, "peek({key:?})"),
            Self::PeekMut(key, value) => write!(f, "*peek_mut({key:?}) = {value}"),
            Self::Contains(key) => write!(f, "contains({key:?})"),
            Self::Remove(key) => write!(f, "remove({key:?})"),
            Self::Evict => write!(f, "evict()"),
            Self::Resize(room) => write!(f, "resize({room})"),
            Self::Clear => write!(f, "clear()"),
            Self::RetainFrom(least) => write!(f, "retain(|_, value| *value >= {least})"),
        }
    }
}

/// What a law is tried on: an empty cache with room for so many entries, and what is done to it.
#[derive(Clone)]
pub struct Script {
    pub room: usize,
    pub ops: Vec<Op>,
}

impl fmt::Debug for Script {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { room, ops } = self;
        write!(f, "with room for {room}: {ops:?}")
    }
}

fn key() -> impl Strategy<Value = Key> {
    proptest::sample::select(&KEYS)
}

fn key_and_value() -> impl Strategy<Value = (Key, u32)> {
    (key(), 0..100u32)
}

/// The operations that stage 1 asks for.
pub fn ops_of_stage_1() -> BoxedStrategy<Op> {
    prop_oneof![3 => key_and_value().prop_map(|(key, value)| Op::Put(key, value)), 2 => key().prop_map(Op::Get)].boxed()
}

/// The operations of stages 1 and 2.
pub fn ops_to_stage_2() -> BoxedStrategy<Op> {
    prop_oneof![
        5 => ops_of_stage_1(),
        1 => key_and_value().prop_map(|(key, value)| Op::GetMut(key, value)),
        1 => key().prop_map(Op::Peek),
        1 => key_and_value().prop_map(|(key, value)| Op::PeekMut(key, value)),
        1 => key().prop_map(Op::Contains),
    ]
    .boxed()
}

/// The operations of stages 1 to 3.
pub fn ops_to_stage_3() -> BoxedStrategy<Op> {
    prop_oneof![8 => ops_to_stage_2(), 2 => key().prop_map(Op::Remove), 1 => Just(Op::Evict)].boxed()
}

/// The operations of stages 1 to 4.
pub fn ops_to_stage_4() -> BoxedStrategy<Op> {
    prop_oneof![
        16 => ops_to_stage_3(),
        1 => (1..6usize).prop_map(Op::Resize),
        1 => (0..100u32).prop_map(Op::RetainFrom),
        1 => Just(Op::Clear),
    ]
    .boxed()
}

/// A capacity and some steps.
pub fn script(op: BoxedStrategy<Op>) -> impl Strategy<Value = Script> + 'static {
    (1..6usize, proptest::collection::vec(op, 0..40)).prop_map(|(room, ops)| Script { room, ops })
}

/// Where an entry goes in the model, whose last entry is the next to leave.
#[derive(Clone, Copy, Debug)]
pub enum Discipline {
    /// New and used entries come first.
    LeastRecent,
    /// New entries come first, used ones stay where they are.
    FirstIn,
    /// New and used entries come last.
    MostRecent,
}

/// What a cache should do, done naively: a list of entries of which the last leaves first.
#[derive(Debug)]
pub struct Model {
    pub capacity: usize,
    pub entries: Vec<(Key, u32)>,
    discipline: Discipline,
}

impl Model {
    pub fn new(capacity: usize, discipline: Discipline) -> Self {
        Self { capacity, entries: Vec::new(), discipline }
    }

    pub fn peek(&self, key: Key) -> Option<u32> {
        self.position(key).map(|at| self.entries[at].1)
    }

    fn position(&self, key: Key) -> Option<usize> {
        self.entries.iter().position(|&(known, _)| known == key)
    }

    fn arrive(&mut self, entry: (Key, u32)) {
        match self.discipline {
            Discipline::LeastRecent | Discipline::FirstIn => self.entries.insert(0, entry),
            Discipline::MostRecent => self.entries.push(entry),
        }
    }

    fn get(&mut self, key: Key) -> Option<&mut u32> {
        let at = self.position(key)?;
        if !matches!(self.discipline, Discipline::FirstIn) {
            let entry = self.entries.remove(at);
            self.arrive(entry);
        }
        self.peek_mut(key)
    }

    fn peek_mut(&mut self, key: Key) -> Option<&mut u32> {
        self.position(key).map(|at| &mut self.entries[at].1)
    }

    fn put(&mut self, key: Key, value: u32) -> Displaced<Key, u32> {
        if let Some(old) = self.get(key) {
            return Displaced::Value(std::mem::replace(old, value));
        }
        let evicted = if self.entries.len() == self.capacity { self.entries.pop() } else { None };
        self.arrive((key, value));
        evicted.map_or(Displaced::Nothing, |(key, value)| Displaced::Entry(key, value))
    }

    fn remove(&mut self, key: Key) -> Option<u32> {
        self.position(key).map(|at| self.entries.remove(at).1)
    }

    fn resize(&mut self, capacity: usize) -> Vec<(Key, u32)> {
        self.capacity = capacity;
        let kept = self.entries.len().min(capacity);
        let mut evicted = self.entries.split_off(kept);
        evicted.reverse();
        evicted
    }
}

/// Does `op` to both; `put` need not tell what it displaced, which only stage 3 asks for.
pub fn step_silently<P: EvictionPolicy>(cache: &mut Cache<Key, u32, P>, model: &mut Model, op: &Op) {
    match *op {
        Op::Put(key, value) => {
            cache.put(key, value);
            model.put(key, value);
        }
        _ => step(cache, model, op),
    }
}

/// Does `op` to both, and compares what they say.
pub fn step<P: EvictionPolicy>(cache: &mut Cache<Key, u32, P>, model: &mut Model, op: &Op) {
    let write = |place: Option<&mut u32>, value| place.map(|place| std::mem::replace(place, value));
    match *op {
        Op::Put(key, value) => assert_eq!(cache.put(key, value), model.put(key, value), "what {op:?} displaced"),
        Op::Get(key) => assert_eq!(cache.get(key), model.get(key).map(|value| &*value), "what {op:?} found"),
        Op::GetMut(key, value) => {
            assert_eq!(write(cache.get_mut(key), value), write(model.get(key), value), "what {op:?} replaced");
        }
        Op::Peek(key) => assert_eq!(cache.peek(key).copied(), model.peek(key), "what {op:?} found"),
        Op::PeekMut(key, value) => {
            assert_eq!(write(cache.peek_mut(key), value), write(model.peek_mut(key), value), "what {op:?} replaced");
        }
        Op::Contains(key) => assert_eq!(cache.contains(key), model.peek(key).is_some(), "what {op:?} says"),
        Op::Remove(key) => assert_eq!(cache.remove(key), model.remove(key), "the value that {op:?} took out"),
        Op::Evict => assert_eq!(cache.evict(), model.entries.pop(), "the entry that {op:?} took out"),
        Op::Resize(room) => {
            assert_eq!(cache.resize(capacity(room)), model.resize(room), "what {op:?} evicted, in this order");
        }
        Op::Clear => {
            cache.clear();
            model.entries.clear();
        }
        Op::RetainFrom(least) => {
            cache.retain(|_, value| *value >= least);
            model.entries.retain(|&(_, value)| value >= least);
        }
    }
}

/// The entries of both are the same, as far as can be seen without using them.
pub fn assert_same_entries<P: EvictionPolicy>(cache: &Cache<Key, u32, P>, model: &Model, after: &Op) {
    let seen = KEYS.map(|key| (key, cache.peek(key).copied()));
    let asked = KEYS.map(|key| (key, model.peek(key)));
    assert_eq!(seen, asked, "what peek finds for each key, after {after:?}");
    assert_eq!(cache.len(), model.entries.len(), "the number of entries, after {after:?}");
    assert!(cache.len() <= cache.capacity().get(), "never more entries than the capacity, after {after:?}");
}

/// A clock that shows what it was set to.
#[derive(Debug, Default)]
pub struct ManualClock(AtomicU64);

impl ManualClock {
    pub fn set(&self, seconds: u64) {
        self.0.store(seconds, Ordering::SeqCst);
    }

    pub fn advance(&self, seconds: u64) {
        self.0.fetch_add(seconds, Ordering::SeqCst);
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Timestamp {
        Timestamp::at(Duration::from_secs(self.0.load(Ordering::SeqCst)))
    }
}
