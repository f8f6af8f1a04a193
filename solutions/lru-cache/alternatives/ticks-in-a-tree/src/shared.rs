//! A query cache shared by many threads.

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, OnceLock, PoisonError};

use crate::clock::{Clock, SystemClock};
use crate::policy::{EvictionPolicy, LeastRecent};
use crate::query::{QueryCache, Stats};

/// A handle to a [`QueryCache`] shared by many threads. Clones are handles to the same cache.
///
/// If several threads miss the same query at the same time, the first of them computes the result while the others wait
/// for it.
#[derive(Debug)]
pub struct SharedQueryCache<V, C = SystemClock, P = LeastRecent> {
    shared: Arc<Shared<V, C, P>>,
}

#[derive(Debug)]
struct Shared<V, C, P> {
    state: Mutex<State<V, C, P>>,
    /// Signals that any computation has ended.
    ended: Condvar,
}

#[derive(Debug)]
struct State<V, C, P> {
    cache: QueryCache<V, C, P>,
    /// The outcome of each query that is being computed.
    running: HashMap<String, Arc<Outcome<V>>>,
}

/// The outcome of a computation: empty while it runs, `None` if it failed.
type Outcome<V> = OnceLock<Option<V>>;

impl<V, C, P> Clone for SharedQueryCache<V, C, P> {
    fn clone(&self) -> Self {
        Self { shared: Arc::clone(&self.shared) }
    }
}

impl<V, C, P> SharedQueryCache<V, C, P> {
    /// Creates a handle to `cache`.
    #[must_use]
    pub fn new(cache: QueryCache<V, C, P>) -> Self {
        let state = Mutex::new(State { cache, running: HashMap::new() });
        Self { shared: Arc::new(Shared { state, ended: Condvar::new() }) }
    }

    /// Locks the mutex even if it is poisoned, since no closure runs under the lock.
    fn lock(&self) -> MutexGuard<'_, State<V, C, P>> {
        self.shared.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<V: Clone, C: Clock, P: EvictionPolicy> SharedQueryCache<V, C, P> {
    /// Returns the result of `query`, or `None` if it is unknown or has expired. Counts as a hit or a miss.
    pub fn get(&self, query: &str) -> Option<V> {
        self.lock().cache.get(query).cloned()
    }

    /// Stores the result of `query` with age zero.
    pub fn put(&self, query: &str, value: V) {
        self.lock().cache.put(query, value);
    }

    /// Returns the result of `query`. If it is unknown or has expired, calls `compute` with the normalized query and
    /// stores the result. If another thread is computing it, waits for that result.
    ///
    /// # Errors
    ///
    /// If `compute` fails, returns its error and stores nothing.
    ///
    /// # Panics
    ///
    /// Panics if `compute` does. Nothing is stored in this case, and all handles stay usable.
    pub fn get_or_compute<E>(&self, query: &str, compute: impl FnOnce(&str) -> Result<V, E>) -> Result<V, E> {
        let mut state = self.lock();
        let key = state.cache.key(query);
        loop {
            if state.cache.has(&key) {
                return Ok(state.cache.hit(&key).clone());
            }
            let Some(outcome) = state.running.get(&key).map(Arc::clone) else { break };
            let running = |_: &mut State<V, C, P>| outcome.get().is_none();
            state = self.shared.ended.wait_while(state, running).unwrap_or_else(PoisonError::into_inner);
            if let Some(Some(value)) = outcome.get() {
                state.cache.stats.hits += 1;
                return Ok(value.clone());
            }
        }
        state.cache.stats.misses += 1;
        let outcome = Arc::new(Outcome::new());
        state.running.insert(key.clone(), Arc::clone(&outcome));
        drop(state);

        // Clone inside `catch_unwind`, so that a clone that panics counts as a failed computation.
        let computed = catch_unwind(AssertUnwindSafe(|| {
            let value = compute(&key)?;
            Ok((value.clone(), value.clone(), value))
        }));
        let mut state = self.lock();
        state.running.remove(&key);
        // Store inside `catch_unwind` as well, because the policy can panic.
        let stored = computed.and_then(|result| {
            catch_unwind(AssertUnwindSafe(|| {
                result.map(|(given, stored, value)| {
                    state.cache.store(key, stored);
                    (given, value)
                })
            }))
        });
        let (given, result) = match stored {
            Ok(Ok((given, value))) => (Some(given), Ok(Ok(value))),
            Ok(Err(error)) => (None, Ok(Err(error))),
            Err(panic) => (None, Err(panic)),
        };
        outcome.set(given).ok().expect("a computation ends once");
        drop(state);
        self.shared.ended.notify_all();
        result.unwrap_or_else(|panic| resume_unwind(panic))
    }

    /// Returns the statistics since the cache was created.
    #[must_use]
    pub fn stats(&self) -> Stats {
        self.lock().cache.stats()
    }
}
