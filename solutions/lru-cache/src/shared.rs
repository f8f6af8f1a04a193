//! A query cache shared by many threads.

use std::collections::HashMap;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use crate::clock::{Clock, SystemClock};
use crate::policy::{EvictionPolicy, LeastRecent};
use crate::query::{QueryCache, Stats, WordOrder};

/// A handle to a [`QueryCache`] shared by many threads. Clones are handles to the same cache.
///
/// If several threads miss the same query at the same time, the first of them computes the result while the others wait
/// for it. In the meantime, operations on other queries are not blocked, not even those inside the computation. Nor
/// does the computation block [`get`](Self::get) or [`put`](Self::put) of the same query.
///
/// Results are returned as clones, so store large ones in an [`Arc`].
///
/// # Examples
///
/// ```
/// use std::num::NonZeroUsize;
/// use std::thread;
/// use std::time::Duration;
///
/// use lru_cache_solution::{QueryCache, QueryCacheConfig, SharedQueryCache, WordOrder};
///
/// let cache = SharedQueryCache::new(QueryCache::new(QueryCacheConfig {
///     capacity: NonZeroUsize::new(100).unwrap(),
///     time_to_live: Duration::from_secs(3600),
///     word_order: WordOrder::Ignored,
/// }));
/// let answers = [cache.clone(), cache.clone()]
///     .map(|cache| thread::spawn(move || cache.get_or_compute("answer", |_| Ok::<_, ()>(42))))
///     .map(|thread| thread.join().unwrap());
/// assert_eq!(answers, [Ok(42), Ok(42)]);
/// assert_eq!((cache.stats().hits, cache.stats().misses), (1, 1));
/// ```
#[derive(Debug)]
pub struct SharedQueryCache<V, C = SystemClock, P = LeastRecent> {
    shared: Arc<Mutex<Shared<V, C, P>>>,
    /// The cache's word order, needed to normalize queries before taking the lock.
    word_order: WordOrder,
}

#[derive(Debug)]
struct Shared<V, C, P> {
    cache: QueryCache<V, C, P>,
    /// The running computations, by normalized query.
    running: HashMap<String, Arc<Computation<V>>>,
}

impl<V, C, P> Clone for SharedQueryCache<V, C, P> {
    fn clone(&self) -> Self {
        Self { shared: Arc::clone(&self.shared), word_order: self.word_order }
    }
}

impl<V, C, P> SharedQueryCache<V, C, P> {
    /// Creates a handle to `cache`.
    #[must_use]
    pub fn new(cache: QueryCache<V, C, P>) -> Self {
        let word_order = cache.word_order();
        Self { shared: Arc::new(Mutex::new(Shared { cache, running: HashMap::new() })), word_order }
    }
}

impl<V: Clone, C: Clock, P: EvictionPolicy> SharedQueryCache<V, C, P> {
    /// Returns the result of `query`, or `None` if it is unknown or has expired. Counts as a hit or a miss.
    ///
    /// Never waits for a computation, so a query whose result is only being computed is a miss.
    pub fn get(&self, query: &str) -> Option<V> {
        let query = self.word_order.normalize(query);
        let cache = &mut lock(&self.shared).cache;
        let slot = cache.look_up(&query)?;
        Some(cache.value(slot).clone())
    }

    /// Stores the result of `query` with age zero.
    ///
    /// If the query is being computed, the computation continues, and its result will be stored later.
    pub fn put(&self, query: &str, value: V) {
        let query = self.word_order.normalize(query);
        lock(&self.shared).cache.store(query, value);
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
    /// If `compute` fails, returns its error and stores nothing.
    ///
    /// # Panics
    ///
    /// Panics if `compute` does, or the policy while the result is stored. All handles stay usable.
    pub fn get_or_compute<E>(&self, query: &str, compute: impl FnOnce(&str) -> Result<V, E>) -> Result<V, E> {
        let query = self.word_order.normalize(query);
        loop {
            let computation = match self.decide(&query) {
                Decision::Known(value) => return Ok(value),
                Decision::Compute(computation) => return self.compute(&query, computation, compute),
                Decision::Wait(computation) => computation,
            };
            if let Some(value) = computation.wait() {
                lock(&self.shared).cache.count_hit();
                return Ok(value);
            }
        }
    }

    /// Returns the statistics since the cache was created.
    #[must_use]
    pub fn stats(&self) -> Stats {
        lock(&self.shared).cache.stats()
    }

    /// Decides in one step how this thread gets the result of a normalized query.
    fn decide(&self, query: &str) -> Decision<V> {
        let Shared { cache, running } = &mut *lock(&self.shared);
        // Look up only once. Between two lookups, the result could expire, and a second computation would start.
        if let Some(slot) = cache.hit(query) {
            return Decision::Known(cache.value(slot).clone());
        }
        if let Some(computation) = running.get(query) {
            return Decision::Wait(Arc::clone(computation));
        }
        cache.count_miss();
        let computation = Arc::default();
        running.insert(query.to_owned(), Arc::clone(&computation));
        Decision::Compute(computation)
    }

    /// Computes a normalized query for this thread and the waiting ones.
    fn compute<E>(
        &self,
        query: &str,
        computation: Arc<Computation<V>>,
        compute: impl FnOnce(&str) -> Result<V, E>,
    ) -> Result<V, E> {
        let mut running = Running { shared: &self.shared, query, computation, value: None };
        let value = compute(query)?;
        let (stored, shared) = (value.clone(), value.clone());
        // Store the result before the guard removes the computation, so that other threads always find one of them.
        lock(&self.shared).cache.store(query.to_owned(), stored);
        running.value = Some(shared);
        Ok(value)
    }
}

/// The way a thread gets the result of a query.
enum Decision<V> {
    Known(V),
    Wait(Arc<Computation<V>>),
    Compute(Arc<Computation<V>>),
}

/// A guard for a running computation. Dropping it ends the computation in every case and wakes the waiting threads.
struct Running<'a, V, C, P> {
    shared: &'a Mutex<Shared<V, C, P>>,
    query: &'a str,
    computation: Arc<Computation<V>>,
    value: Option<V>,
}

impl<V, C, P> Drop for Running<'_, V, C, P> {
    fn drop(&mut self) {
        lock(self.shared).running.remove(self.query);
        self.computation.end(self.value.take());
    }
}

/// A computation that threads can wait for.
#[derive(Debug)]
struct Computation<V> {
    state: Mutex<State<V>>,
    ended: Condvar,
}

#[derive(Debug)]
enum State<V> {
    Running,
    Ended(Option<V>),
}

impl<V> Default for Computation<V> {
    fn default() -> Self {
        Self { state: Mutex::new(State::Running), ended: Condvar::new() }
    }
}

impl<V> Computation<V> {
    /// Waits for the end of the computation. Returns its value, or `None` if it failed.
    fn wait(&self) -> Option<V>
    where
        V: Clone,
    {
        let running = |state: &mut State<V>| matches!(state, State::Running);
        let state = self.ended.wait_while(lock(&self.state), running).unwrap_or_else(PoisonError::into_inner);
        match &*state {
            State::Running => unreachable!("the wait ends only after the computation"),
            State::Ended(value) => value.clone(),
        }
    }

    fn end(&self, value: Option<V>) {
        *lock(&self.state) = State::Ended(value);
        self.ended.notify_all();
    }
}

/// Locks a mutex even if it is poisoned. This is safe, because no closure runs under a lock, and a panic in other code
/// leaves the data consistent.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
