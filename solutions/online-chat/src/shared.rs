//! A service that threads share.

use std::sync::{Arc, PoisonError, RwLock};

use crate::clock::SystemClock;
use crate::service::ChatService;

/// A handle to a [`ChatService`] that threads share. Clones are handles to the same service.
///
/// Other threads see either all changes of a closure or none. A closure must not use a handle to the same service,
/// since that can deadlock. If a closure panics, the changes it has already made remain, and all handles stay usable.
///
/// # Examples
///
/// ```
/// use std::thread;
///
/// use online_chat_solution::{ChatService, PasswordHash, SharedChat};
///
/// let shared = SharedChat::new(ChatService::new());
/// let ada = shared.write(|service| service.add_user("Ada", PasswordHash::new("7d5c")))?;
/// let group = shared.write(|service| service.create_group(ada))?;
/// thread::scope(|scope| {
///     for _ in 0..2 {
///         scope.spawn(|| shared.write(|service| service.post(ada, group, "hello")));
///     }
/// });
/// assert_eq!(shared.read(|service| service.messages(ada, group).map(Iterator::count))?, 2);
///
/// # Ok::<_, online_chat_solution::ChatError>(())
///
/// ```
#[derive(Debug)]
pub struct SharedChat<C = SystemClock>(Arc<RwLock<ChatService<C>>>);

impl<C> Clone for SharedChat<C> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<C> SharedChat<C> {
    /// Creates a handle to `service`.
    #[must_use]
    pub fn new(service: ChatService<C>) -> Self {
        Self(Arc::new(RwLock::new(service)))
    }

    /// Calls `look` with the service and returns its result.
    ///
    /// # Panics
    ///
    /// Panics if `look` does. All handles stay usable (rule 7.3).
    ///
    /// # Cost
    ///
    /// Waits while another thread writes. Readers do not wait for each other.
    pub fn read<R>(&self, look: impl FnOnce(&ChatService<C>) -> R) -> R {
        // A closure panics between two operations, not within one, so the service is consistent despite the poison.
        look(&self.0.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Calls `change` with the service and returns its result.
    ///
    /// # Panics
    ///
    /// Panics if `change` does. All handles stay usable (rule 7.3).
    ///
    /// # Cost
    ///
    /// Waits while another thread reads or writes.
    pub fn write<R>(&self, change: impl FnOnce(&mut ChatService<C>) -> R) -> R {
        change(&mut self.0.write().unwrap_or_else(PoisonError::into_inner))
    }
}
