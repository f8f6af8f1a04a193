//! Snapshots of an array, and its serialization.

use serde::de::{Deserialize, Deserializer};
use serde::ser::{Serialize, Serializer};

use crate::array::CircularArray;
use crate::error::CapacityError;

/// The capacity and the values of an array, as plain data to compare, serialize and deserialize.
///
/// The policy is not included, since it belongs to the type.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Snapshot<T> {
    /// The capacity of the array.
    pub capacity: usize,
    /// The values, from front to back.
    pub items: Vec<T>,
}

impl<T, P> CircularArray<T, P> {
    /// Returns the capacity and clones of the values.
    #[must_use]
    pub fn snapshot(&self) -> Snapshot<T>
    where
        T: Clone,
    {
        todo!("stage 1")
    }
}

/// Creates an array with the capacity and the values of a snapshot, and the default policy.
///
/// # Errors
///
/// Returns [`CapacityError::Zero`] if the capacity is zero, [`CapacityError::TooSmall`] if it is less than the number of
/// values, and [`CapacityError::TooLarge`] if that many slots cannot be represented or allocated (rule 6.8).
impl<T, P: Default> TryFrom<Snapshot<T>> for CircularArray<T, P> {
    type Error = CapacityError;

    fn try_from(snapshot: Snapshot<T>) -> Result<Self, CapacityError> {
        todo!("stage 6")
    }
}

/// Serializes the array's [`Snapshot`].
impl<T: Serialize, P> Serialize for CircularArray<T, P> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        todo!("stage 6")
    }
}

/// Deserializes a [`Snapshot`] and creates an array from it.
///
/// This allocates the whole capacity given in the input (rule 1.6), even if there are only a few values. If you don't trust the
/// input, deserialize a snapshot first, and check its capacity before you create an array from it.
///
/// # Errors
///
/// Fails if the snapshot's capacity is invalid. The message then contains that of the [`CapacityError`] (rule 6.9).
impl<'de, T: Deserialize<'de>, P: Default> Deserialize<'de> for CircularArray<T, P> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        todo!("stage 6")
    }
}
