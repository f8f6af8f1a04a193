//! The errors of the crate.

/// The reason why an array cannot have a capacity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CapacityError {
    /// The capacity is zero.
    #[error("the capacity must be at least 1")]
    Zero,
    /// The capacity is smaller than the number of values.
    #[error("a capacity of {requested} is too small for {len} values")]
    TooSmall {
        /// The requested capacity.
        requested: usize,
        /// The number of values.
        len: usize,
    },
    /// The capacity cannot be represented or allocated (rule 5.4).
    #[error("a capacity of {requested} is too large")]
    TooLarge {
        /// The requested capacity.
        requested: usize,
    },
}

/// The error of a push into a full array, with the rejected value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the array is full")]
pub struct Full<T>(
    /// The rejected value.
    pub T,
);
