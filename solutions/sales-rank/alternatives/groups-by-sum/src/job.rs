//! Computations on many threads.

use std::collections::BTreeMap;
use std::marker::PhantomData;
use std::num::NonZero;
use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::{self, ScopedJoinHandle};

use crate::measure::Measure;
use crate::ranking::{Ranked, is_in_week};
use crate::sale::{CategoryId, Sale, Timestamp};
use crate::totals::Totals;

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
        let next = AtomicUsize::new(0);
        let work = || {
            let mut combined = BTreeMap::new();
            while let Some(part) = parts.get(next.fetch_add(1, Ordering::Relaxed)) {
                for record in part {
                    self.map.map(record, &mut |key, value| self.add(&mut combined, key, value));
                }
            }
            combined
        };
        let threads = threads.get().min(parts.len());
        let results = thread::scope(|scope| {
            let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
            workers.into_iter().map(ScopedJoinHandle::join).collect::<Vec<_>>()
        });
        let mut combined = BTreeMap::new();
        for result in results {
            for (key, value) in result.unwrap_or_else(|panic| resume_unwind(panic)) {
                self.add(&mut combined, key, value);
            }
        }
        combined.into_iter().map(|(key, value)| self.reduce.reduce(key, value)).collect()
    }

    fn add(&self, combined: &mut BTreeMap<M::Key, M::Value>, key: M::Key, value: M::Value) {
        let value = match combined.remove(&key) {
            Some(other) => self.combine.combine(other, value),
            None => value,
        };
        combined.insert(key, value);
    }
}

/// Ranks the products of all categories with sales in the week of a time, with two jobs, one after the other (rule 6.5).
pub fn rank_by_jobs<K: Ord + Clone + Send + Sync>(
    parts: &[Vec<Sale<K>>],
    now: Timestamp,
    measure: &(dyn Measure<K> + Sync),
    threads: NonZero<usize>,
) -> BTreeMap<CategoryId, Vec<Ranked<K>>> {
    let sum = Job { map: Weigh { now, measure }, combine: Add, reduce: Pair };
    let sums = sum.run(parts, threads);
    let rank = Job { map: ByCategory(PhantomData), combine: Concatenate, reduce: Rank };
    rank.run(&[sums], threads).into_iter().collect()
}

/// The product of a category.
type Place<K> = (CategoryId, K);

/// Maps a sale in the week to its weight.
struct Weigh<'a, K> {
    now: Timestamp,
    measure: &'a (dyn Measure<K> + Sync),
}

impl<K: Ord + Clone + Send + Sync> Map for Weigh<'_, K> {
    type Record = Sale<K>;
    type Key = Place<K>;
    type Value = u128;

    fn map(&self, sale: &Sale<K>, emit: &mut dyn FnMut(Place<K>, u128)) {
        if is_in_week(sale.at, self.now) {
            emit((sale.category, sale.product.clone()), self.measure.weight(sale).into());
        }
    }
}

/// Adds two sums.
struct Add;

impl Combine<u128> for Add {
    fn combine(&self, a: u128, b: u128) -> u128 {
        a + b
    }
}

/// Returns key and value.
struct Pair;

impl<K, V> Reduce<K, V> for Pair {
    type Output = (K, V);

    fn reduce(&self, key: K, value: V) -> (K, V) {
        (key, value)
    }
}

/// Maps the sum of a product to its category.
struct ByCategory<K>(PhantomData<fn() -> K>);

impl<K: Ord + Clone + Send + Sync> Map for ByCategory<K> {
    type Record = (Place<K>, u128);
    type Key = CategoryId;
    type Value = Vec<(K, u128)>;

    fn map(&self, ((category, product), sum): &Self::Record, emit: &mut dyn FnMut(CategoryId, Vec<(K, u128)>)) {
        emit(*category, vec![(product.clone(), *sum)]);
    }
}

/// Joins two lists.
struct Concatenate;

impl<T> Combine<Vec<T>> for Concatenate {
    fn combine(&self, mut a: Vec<T>, b: Vec<T>) -> Vec<T> {
        a.extend(b);
        a
    }
}

/// Ranks the products of a category.
struct Rank;

impl<K: Ord + Clone> Reduce<CategoryId, Vec<(K, u128)>> for Rank {
    type Output = (CategoryId, Vec<Ranked<K>>);

    fn reduce(&self, category: CategoryId, sums: Vec<(K, u128)>) -> Self::Output {
        (category, Totals::from_iter(sums).ranked().collect())
    }
}
