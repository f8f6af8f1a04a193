//! One cache of queries for many threads.

use std::marker::PhantomData;

use crate::clock::{Clock, SystemClock};
use crate::policy::{EvictionPolicy, LeastRecent};
use crate::query::{QueryCache, Stats};

/// A handle of a [`QueryCache`] that many threads use; all its clones are handles of the same cache.
///
/// Threads that miss one query at a time compute it once: the first computes, the others wait for what it gets. While a
/// computation runs, every operation on other queries goes on, also from inside the computation, and so do
/// [`get`](Self::get) and [`put`](Self::put) of the same query.
///
/// Results are cloned out of the cache: keep large ones in an [`Arc`](std::sync::Arc).
#[derive(Debug)]
pub struct SharedQueryCache<V, C = SystemClock, P = LeastRecent> {
    /// The fields are yours; this one only mentions the parameters.
    yours: PhantomData<(V, C, P)>,
}

impl<V, C, P> Clone for SharedQueryCache<V, C, P> {
    fn clone(&self) -> Self {
        todo!()
    }
}

impl<V, C, P> SharedQueryCache<V, C, P> {
    /// A first handle of `cache`.
    #[must_use]
    pub fn new(cache: QueryCache<V, C, P>) -> Self {
        todo!()
    }
}

impl<V: Clone, C: Clock, P: EvictionPolicy> SharedQueryCache<V, C, P> {
    /// The result of `query`, unless it is unknown or has expired; counts as a hit or a miss.
    ///
    /// It does not wait: a query that is being computed is a miss.
    pub fn get(&self, query: &str) -> Option<V> {
        todo!()
    }

    /// Stores the result of `query`, whose age starts from zero.
    ///
    /// A computation of the query that runs goes on, and its result replaces this one.
    pub fn put(&self, query: &str, value: V) {
        todo!()
    }

    /// The result of `query`; if it is unknown or has expired, `compute` is given the normalized query, and what it
    /// returns is stored.
    ///
    /// If another thread computes the same query just now, this waits for its result, which counts as a hit. To find no
    /// result and to join the computation is one step: none can end in between. If the computation fails or panics,
    /// one of those that wait computes in its turn, which counts as its miss, and the others go on waiting.
    ///
    /// A computation that waits for its own query, itself or by way of another thread, never ends.
    ///
    /// # Errors
    ///
    /// What `compute` returns. Nothing is stored then.
    ///
    /// # Panics
    ///
    /// If `compute` does. Nothing is stored then, and all handles can be used on.
    pub fn get_or_compute<E>(&self, query: &str, compute: impl FnOnce(&str) -> Result<V, E>) -> Result<V, E> {
        todo!()
    }

    /// What the cache has seen so far.
    ///
    /// # Cost
    ///
    /// Constant.
    #[must_use]
    pub fn stats(&self) -> Stats {
        todo!()
    }
}
