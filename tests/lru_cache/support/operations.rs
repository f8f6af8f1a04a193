//! The operations of the laws: generation, formatting and execution.

use std::fmt;
use std::hash::BuildHasher;

use lru_cache::{Cache, EvictionPolicy};
use proptest::prelude::*;

use super::{KEYS, Key, Model, capacity};

/// An operation on a cache. `Debug` formats it as a call.
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

/// The input of a law: the capacity of an empty cache and the operations on it.
#[derive(Clone)]
pub struct Script {
    pub room: usize,
    pub ops: Vec<Op>,
}

impl fmt::Debug for Script {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { room, ops } = self;
        write!(f, "capacity {room}: {ops:?}")
    }
}

fn key() -> impl Strategy<Value = Key> {
    proptest::sample::select(&KEYS)
}

fn key_and_value() -> impl Strategy<Value = (Key, u32)> {
    (key(), 0..100u32)
}

/// Generates the operations of stage 1.
pub fn ops_of_stage_1() -> BoxedStrategy<Op> {
    prop_oneof![3 => key_and_value().prop_map(|(key, value)| Op::Put(key, value)), 2 => key().prop_map(Op::Get)].boxed()
}

/// Generates the operations of stages 1 and 2.
pub fn ops_to_stage_2() -> BoxedStrategy<Op> {
    prop_oneof![5 => ops_of_stage_1(), 1 => key().prop_map(Op::Peek), 1 => key().prop_map(Op::Contains)].boxed()
}

/// Generates the operations of stages 1 to 3.
pub fn ops_to_stage_3() -> BoxedStrategy<Op> {
    prop_oneof![6 => ops_to_stage_2(), 1 => key().prop_map(Op::Remove)].boxed()
}

/// Generates the operations of stages 1 to 4.
pub fn ops_to_stage_4() -> BoxedStrategy<Op> {
    prop_oneof![
        8 => ops_to_stage_3(),
        1 => key_and_value().prop_map(|(key, value)| Op::GetMut(key, value)),
        1 => key_and_value().prop_map(|(key, value)| Op::PeekMut(key, value)),
        1 => Just(Op::Evict),
    ]
    .boxed()
}

/// Generates the operations of stages 1 to 5.
pub fn ops_to_stage_5() -> BoxedStrategy<Op> {
    prop_oneof![
        16 => ops_to_stage_4(),
        1 => (1..6usize).prop_map(Op::Resize),
        1 => (0..100u32).prop_map(Op::RetainFrom),
        1 => Just(Op::Clear),
    ]
    .boxed()
}

/// Generates a capacity and a list of operations.
pub fn script(op: BoxedStrategy<Op>) -> impl Strategy<Value = Script> + 'static {
    (1..6usize, proptest::collection::vec(op, 0..40)).prop_map(|(room, ops)| Script { room, ops })
}

/// Applies `op` to the cache and to the model, and compares the results.
pub fn step<P: EvictionPolicy, S: BuildHasher>(cache: &mut Cache<Key, u32, P, S>, model: &mut Model, op: &Op) {
    let write = |place: Option<&mut u32>, value| place.map(|place| std::mem::replace(place, value));
    match *op {
        Op::Put(key, value) => assert_eq!(cache.put(key, value), model.put(key, value), "result of {op:?}"),
        Op::Get(key) => assert_eq!(cache.get(key), model.get(key).map(|value| &*value), "result of {op:?}"),
        Op::GetMut(key, value) => {
            assert_eq!(write(cache.get_mut(key), value), write(model.get(key), value), "value replaced by {op:?}");
        }
        Op::Peek(key) => assert_eq!(cache.peek(key).copied(), model.peek(key), "result of {op:?}"),
        Op::PeekMut(key, value) => {
            assert_eq!(
                write(cache.peek_mut(key), value),
                write(model.peek_mut(key), value),
                "value replaced by {op:?}"
            );
        }
        Op::Contains(key) => assert_eq!(cache.contains(key), model.peek(key).is_some(), "result of {op:?}"),
        Op::Remove(key) => assert_eq!(cache.remove(key), model.remove(key), "value removed by {op:?}"),
        Op::Evict => assert_eq!(cache.evict(), model.entries.pop(), "entry removed by {op:?}"),
        Op::Resize(room) => {
            assert_eq!(cache.resize(capacity(room)), model.resize(room), "entries evicted by {op:?}, in order");
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
