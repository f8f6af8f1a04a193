//! One cache of queries for many threads.

use std::collections::HashMap;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use crate::clock::{Clock, SystemClock};
use crate::policy::{EvictionPolicy, LeastRecent};
use crate::query::{QueryCache, Stats, WordOrder};

/// A handle of a [`QueryCache`] that many threads use; all its clones are handles of the same cache.
///
/// Threads that miss one query at a time compute it once: the first computes, the others wait for what it gets. While a
/// computation runs, every operation on other queries goes on, also from inside the computation, and so do
/// [`get`](Self::get) and [`put`](Self::put) of the same query.
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
    /// That of the cache, so that queries are normalized before the lock is taken.
    word_order: WordOrder,
}

#[derive(Debug)]
struct Shared<V, C, P> {
    cache: QueryCache<V, C, P>,
    /// The computations that run now, by normalized query.
    running: HashMap<String, Arc<Computation<V>>>,
}

impl<V, C, P> Clone for SharedQueryCache<V, C, P> {
    fn clone(&self) -> Self {
        Self { shared: Arc::clone(&self.shared), word_order: self.word_order }
    }
}

impl<V, C, P> SharedQueryCache<V, C, P> {
    /// A first handle of `cache`.
    #[must_use]
    pub fn new(cache: QueryCache<V, C, P>) -> Self {
        let word_order = cache.word_order();
        Self { shared: Arc::new(Mutex::new(Shared { cache, running: HashMap::new() })), word_order }
    }
}

impl<V: Clone, C: Clock, P: EvictionPolicy> SharedQueryCache<V, C, P> {
    /// The result of `query`, unless it is unknown or has expired; counts as a hit or a miss.
    ///
    /// It does not wait: a query that is being computed is a miss.
    pub fn get(&self, query: &str) -> Option<V> {
        let query = self.word_order.normalize(query);
        let cache = &mut lock(&self.shared).cache;
        let value = cache.look_up(&query).cloned();
        if value.is_none() {
            cache.count_miss();
        }
        value
    }

    /// Stores the result of `query`, whose age starts from zero.
    ///
    /// A computation of the query that runs goes on, and its result replaces this one.
    pub fn put(&self, query: &str, value: V) {
        let query = self.word_order.normalize(query);
        lock(&self.shared).cache.store(query, value);
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

    /// What the cache has seen so far.
    ///
    /// # Cost
    ///
    /// Constant.
    #[must_use]
    pub fn stats(&self) -> Stats {
        lock(&self.shared).cache.stats()
    }

    /// Whose turn it is with a normalized query.
    fn turn(&self, query: &str) -> Turn<V> {
        let mut shared = lock(&self.shared);
        if let Some(value) = shared.cache.look_up(query) {
            return Turn::Known(value.clone());
        }
        if let Some(computation) = shared.running.get(query) {
            return Turn::Wait(Arc::clone(computation));
        }
        shared.cache.count_miss();
        let computation = Arc::new(Computation::default());
        shared.running.insert(query.to_owned(), Arc::clone(&computation));
        Turn::Compute(computation)
    }

    /// Computes a normalized query for all who wait for it.
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
        // Stored before the computation leaves, so that in between nobody finds the query in neither place.
        lock(&self.shared).cache.store(query.to_owned(), stored);
        Ok(value)
    }
}

/// What a thread does about a query.
enum Turn<V> {
    Known(V),
    Wait(Arc<Computation<V>>),
    Compute(Arc<Computation<V>>),
}

/// A computation that runs. However it ends, it leaves and those that wait are told when this is dropped.
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

/// A computation, as those see it who wait for it.
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
    /// Waits for the end; `None` if there is no value.
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

/// No closure runs under a lock, and what does run leaves things consistent if it panics: a poisoned lock is as good.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
