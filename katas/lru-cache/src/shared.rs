//! A query cache that many threads share.

use std::marker::PhantomData;

use crate::clock::{Clock, SystemClock};
use crate::policy::{EvictionPolicy, LeastRecent};
use crate::query::{QueryCache, Stats};

/// A handle to a [`QueryCache`] that many threads share. Clones are handles to the same cache.
///
/// Threads that miss the same query at the same time compute it once: the first computes, the others wait for its
/// result. A running computation blocks no operation on other queries, not even from inside the computation, and no
/// [`get`](Self::get) or [`put`](Self::put) of the same query.
///
/// Results are cloned out of the cache: keep large ones in an [`Arc`](std::sync::Arc).
#[derive(Debug)]
pub struct SharedQueryCache<V, C = SystemClock, P = LeastRecent> {
    /// A placeholder that names the type parameters: the fields are yours.
    yours: PhantomData<(V, C, P)>,
}

impl<V, C, P> Clone for SharedQueryCache<V, C, P> {
    fn clone(&self) -> Self {
        todo!()
    }
}

impl<V, C, P> SharedQueryCache<V, C, P> {
    /// Creates a handle to `cache`.
    #[must_use]
    pub fn new(cache: QueryCache<V, C, P>) -> Self {
        todo!()
    }
}

impl<V: Clone, C: Clock, P: EvictionPolicy> SharedQueryCache<V, C, P> {
    /// Returns the result of `query`, or `None` if it is unknown or has expired. Counts as a hit or a miss.
    ///
    /// Does not wait: a query that is being computed is a miss.
    pub fn get(&self, query: &str) -> Option<V> {
        todo!()
    }

    /// Stores the result of `query` with the age zero.
    ///
    /// A running computation of the query continues, and its result replaces this one.
    pub fn put(&self, query: &str, value: V) {
        todo!()
    }

    /// Returns the result of `query`. If it is unknown or has expired, calls `compute` with the normalized query and
    /// stores what that returns.
    ///
    /// If another thread is computing the same query, waits for its result, which counts as a hit. A thread looks for a
    /// result and joins the computation in one step: no computation can end in between. If the computation fails or
    /// panics, one of the waiting threads computes, which counts as its miss, and the others keep waiting.
    ///
    /// A computation that waits for its own query, directly or through another thread, never ends.
    ///
    /// # Errors
    ///
    /// Returns the error of `compute`. Nothing is stored then.
    ///
    /// # Panics
    ///
    /// Panics if `compute` does. Nothing is stored then, and all handles stay usable.
    pub fn get_or_compute<E>(&self, query: &str, compute: impl FnOnce(&str) -> Result<V, E>) -> Result<V, E> {
        todo!()
    }

    /// Returns the counts since the cache was created.
    ///
    /// # Cost
    ///
    /// Constant.
    #[must_use]
    pub fn stats(&self) -> Stats {
        todo!()
    }
}
