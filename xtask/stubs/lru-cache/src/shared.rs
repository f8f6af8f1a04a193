//! A query cache shared by many threads.

use std::marker::PhantomData;

use crate::clock::{Clock, SystemClock};
use crate::policy::{EvictionPolicy, LeastRecent};
use crate::query::{QueryCache, Stats};

/// A handle to a [`QueryCache`] shared by many threads. Clones are handles to the same cache.
///
/// If several threads miss the same query at the same time, the first one computes it and the others wait for its
/// result. A running computation does not block operations on other queries, not even inside the computation. It does
/// not block [`get`](Self::get) or [`put`](Self::put) of the same query either.
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
    /// Never waits for a computation: a query that is only being computed is a miss.
    pub fn get(&self, query: &str) -> Option<V> {
        todo!("stage 7")
    }

    /// Stores the result of `query` with age zero.
    ///
    /// A running computation of the query continues, and its result will replace this one.
    pub fn put(&self, query: &str, value: V) {
        todo!("stage 7")
    }

    /// Returns the result of `query`. If it is unknown or has expired, calls `compute` with the normalized query and
    /// stores the result.
    ///
    /// If another thread is computing the same query, waits for its result, which counts as a hit. Looking for a result
    /// and joining a computation is one step, so no computation can end in between. If the computation fails or panics,
    /// one of the waiting threads computes, which counts as its miss. The others wait again.
    ///
    /// A computation that requests its own query, directly or through another thread, waits forever.
    ///
    /// # Errors
    ///
    /// Returns the error of `compute`. Nothing is then stored.
    ///
    /// # Panics
    ///
    /// Panics if `compute` does. Nothing is then stored, and all handles stay usable.
    pub fn get_or_compute<E>(&self, query: &str, compute: impl FnOnce(&str) -> Result<V, E>) -> Result<V, E> {
        todo!("stage 7")
    }

    /// Returns the statistics since the cache was created.
    ///
    /// # Cost
    ///
    /// Constant.
    #[must_use]
    pub fn stats(&self) -> Stats {
        todo!("stage 7")
    }
}
