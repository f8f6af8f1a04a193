//! Errors.

/// The reason why an array cannot have a capacity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CapacityError {
    /// The capacity is zero.
    #[error("an array needs room for at least one value")]
    Zero,
    /// The capacity is smaller than the number of values.
    #[error("a capacity of {requested} is too small for {len} values")]
    TooSmall {
        /// The requested capacity.
        requested: usize,
        /// The number of values.
        len: usize,
    },
    /// That many slots cannot be represented or allocated.
    #[error("a capacity of {requested} is too large")]
    TooLarge {
        /// The requested capacity.
        requested: usize,
    },
}

/// The error of a push into a full array. It gives the value back to the caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the array is full")]
pub struct Full<T>(
    /// The value that was not stored.
    pub T,
);
