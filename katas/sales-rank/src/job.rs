//! Computations on many threads.

use std::collections::BTreeMap;
use std::num::NonZero;

use crate::measure::Measure;
use crate::ranking::Ranked;
use crate::sale::{CategoryId, Sale, Timestamp};

/// The first step of a job.
pub trait Map: Sync {
    /// A record.
    type Record: Sync;
    /// A key.
    type Key: Ord + Send;
    /// A value.
    type Value: Send;

    /// Passes the pairs of a record to `emit`.
    fn map(&self, record: &Self::Record, emit: &mut dyn FnMut(Self::Key, Self::Value));
}

/// The second step of a job.
pub trait Combine<V>: Sync {
    /// Combines two values of a key. The result does not depend on the grouping and order of the calls.
    fn combine(&self, a: V, b: V) -> V;
}

/// The last step of a job.
pub trait Reduce<K, V>: Sync {
    /// An output.
    type Output;

    /// Turns a key and its last value into an output.
    fn reduce(&self, key: K, value: V) -> Self::Output;
}

/// A job with its three steps.
#[derive(Clone, Copy, Debug)]
pub struct Job<M, C, R> {
    /// The first step.
    pub map: M,
    /// The second step.
    pub combine: C,
    /// The last step.
    pub reduce: R,
}

impl<M, C, R> Job<M, C, R>
where
    M: Map,
    C: Combine<M::Value>,
    R: Reduce<M::Key, M::Value>,
{
    /// Runs the job on up to `threads` threads, and returns the outputs in ascending order of keys.
    ///
    /// # Panics
    ///
    /// Panics if a step of the job panics (rule 6.4).
    pub fn run(&self, parts: &[Vec<M::Record>], threads: NonZero<usize>) -> Vec<R::Output> {
        todo!("stage 6")
    }
}

/// Ranks the products of all categories with sales in the week of a time, with two jobs, one after the other (rule 6.5).
pub fn rank_by_jobs<K: Ord + Clone + Send + Sync>(
    parts: &[Vec<Sale<K>>],
    now: Timestamp,
    measure: &(dyn Measure<K> + Sync),
    threads: NonZero<usize>,
) -> BTreeMap<CategoryId, Vec<Ranked<K>>> {
    todo!("stage 6")
}
