//! A service shared by threads.

use std::marker::PhantomData;

use crate::clock::SystemClock;
use crate::service::ChatService;

/// A handle to a [`ChatService`] that many threads use. Its clones are handles to the same service.
///
/// No other thread sees what a closure does half done. A closure must not use a handle to the same service: that may
/// deadlock. If a closure panics, what it did before remains, and all handles stay usable.
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
    /// Creates a handle to `service`.
    #[must_use]
    pub fn new(service: ChatService<C>) -> Self {
        todo!()
    }

    /// Calls `look` with the service and returns its result.
    ///
    /// # Panics
    ///
    /// Panics if `look` does. All handles stay usable.
    ///
    /// # Cost
    ///
    /// May wait for other threads that read or write.
    pub fn read<R>(&self, look: impl FnOnce(&ChatService<C>) -> R) -> R {
        todo!()
    }

    /// Calls `change` with the service and returns its result.
    ///
    /// # Panics
    ///
    /// Panics if `change` does. All handles stay usable.
    ///
    /// # Cost
    ///
    /// May wait for other threads that read or write.
    pub fn write<R>(&self, change: impl FnOnce(&mut ChatService<C>) -> R) -> R {
        todo!()
    }
}
