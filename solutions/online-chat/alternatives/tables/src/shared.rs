//! A service that threads share.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::clock::SystemClock;
use crate::service::ChatService;

/// A handle to a [`ChatService`] that threads share. Clones are handles to the same service.
///
/// Other threads see either all changes of a closure or none. A closure must not use a handle to the same service,
/// since that can deadlock. If a closure panics, the changes it has already made remain, and all handles stay usable.
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
    /// Creates a handle to `service`.
    #[must_use]
    pub fn new(service: ChatService<C>) -> Self {
        Self { service: Arc::new(Mutex::new(service)) }
    }

    /// Calls `look` with the service and returns its result.
    ///
    /// # Panics
    ///
    /// Panics if `look` does. All handles stay usable (rule 7.3).
    ///
    /// # Cost
    ///
    /// Can wait for other threads that read or write.
    pub fn read<R>(&self, look: impl FnOnce(&ChatService<C>) -> R) -> R {
        look(&self.lock())
    }

    /// Calls `change` with the service and returns its result.
    ///
    /// # Panics
    ///
    /// Panics if `change` does. All handles stay usable (rule 7.3).
    ///
    /// # Cost
    ///
    /// Can wait for other threads that read or write.
    pub fn write<R>(&self, change: impl FnOnce(&mut ChatService<C>) -> R) -> R {
        change(&mut self.lock())
    }

    fn lock(&self) -> MutexGuard<'_, ChatService<C>> {
        self.service.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
