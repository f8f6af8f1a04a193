//! All of an array as plain data.

use serde::de::{Deserialize, Deserializer};
use serde::ser::{Serialize, Serializer};

use crate::{CapacityError, CircularArray};

/// What an array holds and how much it can hold, as plain data: to compare, to write and to read.
///
/// The policy is not part of it: that is a matter of the type.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Snapshot<T> {
    /// How many values the array has room for.
    pub capacity: usize,
    /// The values, from front to back.
    pub items: Vec<T>,
}

/// An array with the capacity and the values of a snapshot, and the policy's default.
///
/// # Errors
///
/// [`CapacityError::Zero`] if the capacity is zero, otherwise [`CapacityError::TooSmall`] if it is less than the number of
/// values, [`CapacityError::TooLarge`] if so much room cannot be represented or allocated.
impl<T, P: Default> TryFrom<Snapshot<T>> for CircularArray<T, P> {
    type Error = CapacityError;

    fn try_from(snapshot: Snapshot<T>) -> Result<Self, CapacityError> {
        todo!()
    }
}

/// Written as its [`Snapshot`].
impl<T: Serialize, P> Serialize for CircularArray<T, P> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        todo!()
    }
}

/// Read as a [`Snapshot`].
///
/// All the room that the text names is allocated, also for few values. If the text is not to be trusted, read a snapshot
/// and look at its capacity before making an array of it.
///
/// # Errors
///
/// If no array can be made of the snapshot; the message says why in the words of [`CapacityError`].
impl<'de, T: Deserialize<'de>, P: Default> Deserialize<'de> for CircularArray<T, P> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        todo!()
    }
}
