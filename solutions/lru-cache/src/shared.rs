//! A query cache that many threads share.

use std::collections::HashMap;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use crate::clock::{Clock, SystemClock};
use crate::policy::{EvictionPolicy, LeastRecent};
use crate::query::{QueryCache, Stats, WordOrder};

/// A handle to a [`QueryCache`] that many threads share. Clones are handles to the same cache.
///
/// Threads that miss the same query at the same time compute it once: the first computes, the others wait for its
/// result. A running computation blocks no operation on other queries, not even from inside the computation, and no
/// [`get`](Self::get) or [`put`](Self::put) of the same query.
///
/// Results are cloned out of the cache: keep large ones in an [`Arc`].
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
    /// The cache's setting, for normalizing queries before taking the lock.
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
    /// Does not wait: a query that is being computed is a miss.
    pub fn get(&self, query: &str) -> Option<V> {
        let query = self.word_order.normalize(query);
        let cache = &mut lock(&self.shared).cache;
        let slot = cache.look_up(&query)?;
        Some(cache.value(slot).clone())
    }

    /// Stores the result of `query` with the age zero.
    ///
    /// A running computation of the query continues, and its result replaces this one.
    pub fn put(&self, query: &str, value: V) {
        let query = self.word_order.normalize(query);
        lock(&self.shared).cache.store(query, value);
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
        let query = self.word_order.normalize(query);
        loop {
            let computation = match self.turn(&query) {
                Turn::Known(value) => return Ok(value),
                Turn::Compute(computation) => return self.compute(&query, computation, compute),
                Turn::Wait(computation) => computation,
            };
            if let Some(value) = computation.wait() {
                lock(&self.shared).cache.count_hit();
                return Ok(value);
            }
        }
    }

    /// Returns the counts since the cache was created.
    ///
    /// # Cost
    ///
    /// Constant.
    #[must_use]
    pub fn stats(&self) -> Stats {
        lock(&self.shared).cache.stats()
    }

    /// Decides what this thread does about a normalized query.
    fn turn(&self, query: &str) -> Turn<V> {
        let Shared { cache, running } = &mut *lock(&self.shared);
        if let Some(computation) = running.get(query)
            && !cache.knows(query)
        {
            return Turn::Wait(Arc::clone(computation));
        }
        if let Some(slot) = cache.look_up(query) {
            return Turn::Known(cache.value(slot).clone());
        }
        let computation = Arc::default();
        running.insert(query.to_owned(), Arc::clone(&computation));
        Turn::Compute(computation)
    }

    /// Computes a normalized query for this thread and those that wait for it.
    fn compute<E>(
        &self,
        query: &str,
        computation: Arc<Computation<V>>,
        compute: impl FnOnce(&str) -> Result<V, E>,
    ) -> Result<V, E> {
        let mut running = Running { shared: &self.shared, query, computation, value: None };
        let value = compute(query)?;
        running.value = Some(value.clone());
        let stored = value.clone();
        // The result is stored before the computation is removed: at no moment is the query in neither place.
        lock(&self.shared).cache.store(query.to_owned(), stored);
        Ok(value)
    }
}

/// What a thread does about a query, decided in one step.
enum Turn<V> {
    Known(V),
    Wait(Arc<Computation<V>>),
    Compute(Arc<Computation<V>>),
}

/// A guard for a running computation. However the computation ends, dropping this removes it and wakes those that wait.
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
    /// Waits for the end and returns the value, or `None` if the computation failed.
    fn wait(&self) -> Option<V>
    where
        V: Clone,
    {
        let running = |state: &mut State<V>| matches!(state, State::Running);
        let state = self.ended.wait_while(lock(&self.state), running).unwrap_or_else(PoisonError::into_inner);
        match &*state {
            State::Running => unreachable!("waited for the end"),
            State::Ended(value) => value.clone(),
        }
    }

    fn end(&self, value: Option<V>) {
        *lock(&self.state) = State::Ended(value);
        self.ended.notify_all();
    }
}

/// Locks a mutex even if it is poisoned: no closure runs under a lock, and a panic in what does run breaks no
/// invariant.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
