use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::{Arc, Condvar, Mutex, MutexGuard};

use crate::clock::{Clock, SystemClock};
use crate::policy::{EvictionPolicy, LeastRecent};
use crate::query::{QueryCache, Stats};

/// One lock and one condition: waiters wait for a numbered computation to land and leave their result on a counter.
#[derive(Debug)]
pub struct SharedQueryCache<V, C = SystemClock, P = LeastRecent> {
    shared: Arc<Shared<V, C, P>>,
}

#[derive(Debug)]
struct Shared<V, C, P> {
    office: Mutex<Office<V, C, P>>,
    landing: Condvar,
}

#[derive(Debug)]
struct Office<V, C, P> {
    cache: QueryCache<V, C, P>,
    next: u64,
    /// Number and waiting threads of each computation.
    open: HashMap<String, (u64, usize)>,
    /// What ended, and who has not fetched it.
    landed: HashMap<u64, (Option<V>, usize)>,
}

impl<V, C, P> Clone for SharedQueryCache<V, C, P> {
    fn clone(&self) -> Self {
        Self { shared: Arc::clone(&self.shared) }
    }
}

impl<V, C, P> SharedQueryCache<V, C, P> {
    pub fn new(cache: QueryCache<V, C, P>) -> Self {
        let office = Office { cache, next: 0, open: HashMap::new(), landed: HashMap::new() };
        Self { shared: Arc::new(Shared { office: Mutex::new(office), landing: Condvar::new() }) }
    }

    fn lock(&self) -> MutexGuard<'_, Office<V, C, P>> {
        self.shared.office.lock().unwrap()
    }
}

impl<V: Clone, C: Clock, P: EvictionPolicy> SharedQueryCache<V, C, P> {
    pub fn get(&self, query: &str) -> Option<V> {
        self.lock().cache.get(query).cloned()
    }

    pub fn put(&self, query: &str, value: V) {
        self.lock().cache.put(query, value);
    }

    pub fn get_or_compute<E>(&self, query: &str, compute: impl FnOnce(&str) -> Result<V, E>) -> Result<V, E> {
        let mut office = self.lock();
        let key = office.cache.key(query);
        loop {
            if office.cache.fresh(&key) {
                return Ok(office.cache.hit(&key).cloned().unwrap());
            }
            let Some((number, waiting)) = office.open.get_mut(&key) else { break };
            *waiting += 1;
            let number = *number;
            office = self.shared.landing.wait_while(office, |office| !office.landed.contains_key(&number)).unwrap();
            let (value, left) = office.landed.get_mut(&number).unwrap();
            *left -= 1;
            let value = value.clone();
            if *left == 0 {
                office.landed.remove(&number);
            }
            if let Some(value) = value {
                office.cache.stats.hits += 1;
                return Ok(value);
            }
        }
        office.cache.stats.misses += 1;
        let number = office.next;
        office.next += 1;
        office.open.insert(key.clone(), (number, 0));
        drop(office);
        let outcome = catch_unwind(AssertUnwindSafe(|| compute(&key)));
        let mut office = self.lock();
        let (_, waiting) = office.open.remove(&key).unwrap();
        let value = match &outcome {
            Ok(Ok(value)) => Some(value.clone()),
            _ => None,
        };
        if let Some(value) = &value {
            office.cache.insert(key, value.clone());
        }
        if waiting > 0 {
            office.landed.insert(number, (value, waiting));
            self.shared.landing.notify_all();
        }
        drop(office);
        outcome.unwrap_or_else(|panic| resume_unwind(panic))
    }

    pub fn stats(&self) -> Stats {
        self.lock().cache.stats()
    }
}
