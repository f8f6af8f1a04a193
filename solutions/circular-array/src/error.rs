//! What can go wrong.

/// Why an array cannot have a capacity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CapacityError {
    /// There would be no room for any value.
    #[error("an array needs room for at least one value")]
    Zero,
    /// There would be less room than there are values.
    #[error("a capacity of {requested} is too small for {len} values")]
    TooSmall {
        /// The capacity that was asked for.
        requested: usize,
        /// The number of values that need room.
        len: usize,
    },
    /// So much room cannot be represented or allocated.
    #[error("a capacity of {requested} is too large")]
    TooLarge {
        /// The capacity that was asked for.
        requested: usize,
    },
}

/// The array is full: the value that was offered, for the caller to use again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the array is full")]
pub struct Full<T>(
    /// The value that was offered.
    pub T,
);
