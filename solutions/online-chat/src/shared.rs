//! One service for many threads.

use std::sync::{Arc, PoisonError, RwLock};

use crate::clock::SystemClock;
use crate::service::ChatService;

/// A handle of a [`ChatService`] that many threads use; all its clones are handles of the same service.
///
/// What a closure does, no other thread sees half done. A closure must not use a handle of the same service: that may
/// wait forever. If a closure panics, what it did before stays done, and all handles can be used on.
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
/// # Ok::<_, online_chat_solution::ChatError>(())
/// ```
#[derive(Debug)]
pub struct SharedChat<C = SystemClock>(Arc<RwLock<ChatService<C>>>);

impl<C> Clone for SharedChat<C> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<C> SharedChat<C> {
    /// A first handle of `service`.
    #[must_use]
    pub fn new(service: ChatService<C>) -> Self {
        Self(Arc::new(RwLock::new(service)))
    }

    /// What `look` sees in the service.
    ///
    /// # Panics
    ///
    /// If `look` does. All handles can be used on.
    ///
    /// # Cost
    ///
    /// It waits while another thread writes, and not for those that read.
    pub fn read<R>(&self, look: impl FnOnce(&ChatService<C>) -> R) -> R {
        // Every operation of the service is whole by itself, so a panic between two leaves nothing half done.
        look(&self.0.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// What comes of letting `change` work on the service.
    ///
    /// # Panics
    ///
    /// If `change` does. All handles can be used on.
    ///
    /// # Cost
    ///
    /// It waits while another thread reads or writes.
    pub fn write<R>(&self, change: impl FnOnce(&mut ChatService<C>) -> R) -> R {
        change(&mut self.0.write().unwrap_or_else(PoisonError::into_inner))
    }
}
