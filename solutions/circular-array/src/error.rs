//! What can go wrong.

/// Why an array cannot have a capacity.
///
/// # Examples
///
/// ```
/// use circular_array_solution::{CapacityError, CircularArray};
///
/// assert_eq!(CircularArray::<u32>::new(0).err(), Some(CapacityError::Zero));
/// ```
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
///
/// # Examples
///
/// ```
/// use circular_array_solution::{CircularArray, Full};
///
/// let mut array = CircularArray::new(1)?;
/// array.try_push_back("first")?;
/// let Full(value) = array.try_push_back("second").unwrap_err();
/// assert_eq!(value, "second");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the array is full")]
pub struct Full<T>(
    /// The value that was offered.
    pub T,
);
