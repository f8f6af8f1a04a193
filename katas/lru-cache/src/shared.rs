//! A query cache shared by many threads.

use std::marker::PhantomData;

use crate::clock::{Clock, SystemClock};
use crate::policy::{EvictionPolicy, LeastRecent};
use crate::query::{QueryCache, Stats};

/// A handle to a [`QueryCache`] shared by many threads. Clones are handles to the same cache.
///
/// If several threads miss the same query at the same time, the first of them computes the result while the others wait
/// for it. In the meantime, operations on other queries are not blocked, not even those inside the computation. Nor
/// does the computation block [`get`](Self::get) or [`put`](Self::put) of the same query.
///
/// Results are returned as clones, so store large ones in an [`Arc`](std::sync::Arc).
#[derive(Debug)]
pub struct SharedQueryCache<V, C = SystemClock, P = LeastRecent> {
    /// A placeholder that uses the type parameters. Replace it with your fields.
    yours: PhantomData<(V, C, P)>,
}

impl<V, C, P> Clone for SharedQueryCache<V, C, P> {
    fn clone(&self) -> Self {
        todo!("stage 7")
    }
}

impl<V, C, P> SharedQueryCache<V, C, P> {
    /// Creates a handle to `cache`.
    #[must_use]
    pub fn new(cache: QueryCache<V, C, P>) -> Self {
        todo!("stage 7")
    }
}

impl<V: Clone, C: Clock, P: EvictionPolicy> SharedQueryCache<V, C, P> {
    /// Returns the result of `query`, or `None` if it is unknown or has expired. Counts as a hit or a miss.
    ///
    /// Never waits for a computation, so a query whose result is only being computed is a miss.
    pub fn get(&self, query: &str) -> Option<V> {
        todo!("stage 7")
    }

    /// Stores the result of `query` with age zero.
    ///
    /// If the query is being computed, the computation continues, and its result will be stored later.
    pub fn put(&self, query: &str, value: V) {
        todo!("stage 7")
    }

    /// Returns the result of `query`. If it is unknown or has expired, calls `compute` with the normalized query and
    /// stores the result.
    ///
    /// If another thread is already computing the query, waits for its result instead, which counts as a hit. If the
    /// computation fails, and no `put` has stored a result meanwhile, one of the waiting threads computes the result
    /// itself, which counts as its miss, while the others wait again.
    ///
    /// If a computation requests its own query, whether directly or through another thread, it waits forever.
    ///
    /// # Errors
    ///
    /// If `compute` fails, returns its error and stores nothing (rule 7.5).
    ///
    /// # Panics
    ///
    /// Panics if `compute` does, or the policy while the result is stored. All handles stay usable (rule 7.9).
    pub fn get_or_compute<E>(&self, query: &str, compute: impl FnOnce(&str) -> Result<V, E>) -> Result<V, E> {
        todo!("stage 7")
    }

    /// Returns the statistics since the cache was created.
    #[must_use]
    pub fn stats(&self) -> Stats {
        todo!("stage 7")
    }
}
