//! One service for many threads.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::clock::SystemClock;
use crate::service::ChatService;

/// A handle of a [`ChatService`] that many threads use; all its clones are handles of the same service.
///
/// What a closure does, no other thread sees half done. A closure must not use a handle of the same service: that may
/// wait forever. If a closure panics, what it did before stays done, and all handles can be used on.
#[derive(Debug)]
pub struct SharedChat<C = SystemClock> {
    service: Arc<Mutex<ChatService<C>>>,
}

impl<C> Clone for SharedChat<C> {
    fn clone(&self) -> Self {
        Self { service: Arc::clone(&self.service) }
    }
}

impl<C> SharedChat<C> {
    /// A first handle of `service`.
    #[must_use]
    pub fn new(service: ChatService<C>) -> Self {
        Self { service: Arc::new(Mutex::new(service)) }
    }

    /// What `look` sees in the service.
    ///
    /// # Panics
    ///
    /// If `look` does. All handles can be used on.
    ///
    /// # Cost
    ///
    /// It may wait for other threads that read or write.
    pub fn read<R>(&self, look: impl FnOnce(&ChatService<C>) -> R) -> R {
        look(&self.lock())
    }

    /// What comes of letting `change` work on the service.
    ///
    /// # Panics
    ///
    /// If `change` does. All handles can be used on.
    ///
    /// # Cost
    ///
    /// It may wait for other threads that read or write.
    pub fn write<R>(&self, change: impl FnOnce(&mut ChatService<C>) -> R) -> R {
        change(&mut self.lock())
    }

    fn lock(&self) -> MutexGuard<'_, ChatService<C>> {
        self.service.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
