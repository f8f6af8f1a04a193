//! One service for many threads.

use std::marker::PhantomData;

use crate::clock::SystemClock;
use crate::service::ChatService;

/// A handle of a [`ChatService`] that many threads use; all its clones are handles of the same service.
///
/// What a closure does, no other thread sees half done. A closure must not use a handle of the same service: that may
/// wait forever. If a closure panics, what it did before stays done, and all handles can be used on.
#[derive(Debug)]
pub struct SharedChat<C = SystemClock> {
    /// The fields are yours; this one only mentions the parameter.
    yours: PhantomData<C>,
}

impl<C> Clone for SharedChat<C> {
    fn clone(&self) -> Self {
        todo!()
    }
}

impl<C> SharedChat<C> {
    /// A first handle of `service`.
    #[must_use]
    pub fn new(service: ChatService<C>) -> Self {
        todo!()
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
        todo!()
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
        todo!()
    }
}
