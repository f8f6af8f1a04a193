//! One cache of queries for many threads.

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, OnceLock, PoisonError};

use crate::clock::{Clock, SystemClock};
use crate::policy::{EvictionPolicy, LeastRecent};
use crate::query::{QueryCache, Stats};

/// A handle of a [`QueryCache`] that many threads use; all its clones are handles of the same cache.
///
/// Threads that miss one query at a time compute it once: the first computes, the others wait for what it gets.
#[derive(Debug)]
pub struct SharedQueryCache<V, C = SystemClock, P = LeastRecent> {
    shared: Arc<Shared<V, C, P>>,
}

#[derive(Debug)]
struct Shared<V, C, P> {
    state: Mutex<State<V, C, P>>,
    /// Some computation has ended.
    ended: Condvar,
}

#[derive(Debug)]
struct State<V, C, P> {
    cache: QueryCache<V, C, P>,
    /// What will be known of each query that is being computed.
    running: HashMap<String, Arc<Outcome<V>>>,
}

/// Empty until the computation has ended; `None` if it has failed.
type Outcome<V> = OnceLock<Option<V>>;

impl<V, C, P> Clone for SharedQueryCache<V, C, P> {
    fn clone(&self) -> Self {
        Self { shared: Arc::clone(&self.shared) }
    }
}

impl<V, C, P> SharedQueryCache<V, C, P> {
    /// A first handle of `cache`.
    #[must_use]
    pub fn new(cache: QueryCache<V, C, P>) -> Self {
        let state = Mutex::new(State { cache, running: HashMap::new() });
        Self { shared: Arc::new(Shared { state, ended: Condvar::new() }) }
    }

    /// No closure runs under the lock, so that a poisoned one is as good.
    fn lock(&self) -> MutexGuard<'_, State<V, C, P>> {
        self.shared.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<V: Clone, C: Clock, P: EvictionPolicy> SharedQueryCache<V, C, P> {
    /// The result of `query`, unless it is unknown or has expired; counts as a hit or a miss.
    pub fn get(&self, query: &str) -> Option<V> {
        self.lock().cache.get(query).cloned()
    }

    /// Stores the result of `query`, whose age starts from zero.
    pub fn put(&self, query: &str, value: V) {
        self.lock().cache.put(query, value);
    }

    /// The result of `query`; if it is unknown or has expired, `compute` is given the normalized query, and what it
    /// returns is stored. If another thread computes it just now, this waits for its result.
    ///
    /// # Errors
    ///
    /// What `compute` returns. Nothing is stored then.
    ///
    /// # Panics
    ///
    /// If `compute` does. Nothing is stored then, and all handles can be used on.
    pub fn get_or_compute<E>(&self, query: &str, compute: impl FnOnce(&str) -> Result<V, E>) -> Result<V, E> {
        let mut state = self.lock();
        let key = state.cache.key(query);
        loop {
            if state.cache.has(&key) {
                return Ok(state.cache.hit(&key).expect("it is there").clone());
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

        // The clones are made here, too, so that one that panics is a computation that does.
        let computed = catch_unwind(AssertUnwindSafe(|| {
            let value = compute(&key)?;
            Ok((value.clone(), value.clone(), value))
        }));
        let mut state = self.lock();
        state.running.remove(&key);
        let (given, result) = match computed {
            Ok(Ok((given, stored, value))) => {
                state.cache.store(key, stored);
                (Some(given), Ok(Ok(value)))
            }
            Ok(Err(error)) => (None, Ok(Err(error))),
            Err(panic) => (None, Err(panic)),
        };
        outcome.set(given).ok().expect("a computation ends once");
        drop(state);
        self.shared.ended.notify_all();
        result.unwrap_or_else(|panic| resume_unwind(panic))
    }

    /// What the cache has seen so far.
    #[must_use]
    pub fn stats(&self) -> Stats {
        self.lock().cache.stats()
    }
}
