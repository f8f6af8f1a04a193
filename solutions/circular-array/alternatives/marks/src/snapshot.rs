//! Snapshots of an array, and its serialization.

use serde::de::{Deserialize, Deserializer, Error};
use serde::ser::{Serialize, SerializeStruct, Serializer};

use crate::array::{CircularArray, vacant_slots};
use crate::error::CapacityError;
use crate::marks::Marks;

/// The capacity and the values of an array, as plain data.
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
        Snapshot { capacity: self.capacity(), items: self.iter().cloned().collect() }
    }
}

/// Creates an array with the capacity and the values of a snapshot, and the default policy.
impl<T, P: Default> TryFrom<Snapshot<T>> for CircularArray<T, P> {
    type Error = CapacityError;

    fn try_from(snapshot: Snapshot<T>) -> Result<Self, CapacityError> {
        let (capacity, len) = (snapshot.capacity, snapshot.items.len());
        let mut slots = vacant_slots(capacity, len)?;
        slots.iter_mut().zip(snapshot.items).for_each(|(slot, item)| slot.value = Some(item));
        Ok(Self { slots, marks: Marks::from_slot_0(capacity, len), policy: P::default() })
    }
}

/// Serializes the array's [`Snapshot`].
impl<T: Serialize, P> Serialize for CircularArray<T, P> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        struct Items<'a, T, P>(&'a CircularArray<T, P>);

        impl<T: Serialize, P> Serialize for Items<'_, T, P> {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_seq(self.0)
            }
        }

        let mut snapshot = serializer.serialize_struct("Snapshot", 2)?;
        snapshot.serialize_field("capacity", &self.capacity())?;
        snapshot.serialize_field("items", &Items(self))?;
        snapshot.end()
    }
}

/// Deserializes a [`Snapshot`] and creates the array from it.
impl<'de, T: Deserialize<'de>, P: Default> Deserialize<'de> for CircularArray<T, P> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Snapshot::deserialize(deserializer)?.try_into().map_err(D::Error::custom)
    }
}
