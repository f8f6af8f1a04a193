//! The entry API: one search, then reads and changes without another search.

use std::marker::PhantomData;

use crate::collisions::{Chaining, Collisions};

/// The entry of a key, occupied or vacant, created by [`HashMap::entry`](crate::HashMap::entry).
#[derive(Debug)]
pub enum Entry<'a, K, V, C = Chaining> {
    /// The key is in the map.
    Occupied(OccupiedEntry<'a, K, V, C>),
    /// The key is not in the map.
    Vacant(VacantEntry<'a, K, V, C>),
}

impl<'a, K, V, C: Collisions> Entry<'a, K, V, C> {
    /// Inserts `default` if the entry is vacant, and returns the value.
    ///
    /// # Panics
    ///
    /// Same as [`HashMap::insert`](crate::HashMap::insert) (rule 4.10).
    pub fn or_insert(self, default: V) -> &'a mut V {
        todo!("stage 5")
    }

    /// Inserts the result of `default` if the entry is vacant, and returns the value.
    ///
    /// Calls `default` only if the entry is vacant.
    ///
    /// # Panics
    ///
    /// Same as [`or_insert`](Entry::or_insert) (rule 4.10).
    pub fn or_insert_with(self, default: impl FnOnce() -> V) -> &'a mut V {
        todo!("stage 5")
    }

    /// Inserts the result of `default` for the key if the entry is vacant, and returns the value.
    ///
    /// Calls `default` only if the entry is vacant.
    ///
    /// # Panics
    ///
    /// Same as [`or_insert`](Entry::or_insert) (rule 4.10).
    pub fn or_insert_with_key(self, default: impl FnOnce(&K) -> V) -> &'a mut V {
        todo!("stage 5")
    }

    /// Inserts `V::default()` if the entry is vacant, and returns the value.
    ///
    /// # Panics
    ///
    /// Same as [`or_insert`](Entry::or_insert) (rule 4.10).
    pub fn or_default(self) -> &'a mut V
    where
        V: Default,
    {
        todo!("stage 5")
    }

    /// Calls `change` with the value if the entry is occupied, and returns the entry.
    #[must_use = "a vacant entry inserts nothing until it is filled"]
    pub fn and_modify(self, change: impl FnOnce(&mut V)) -> Self {
        todo!("stage 5")
    }

    /// Returns the key stored in the map, or the key passed to `entry` if the entry is vacant.
    pub fn key(&self) -> &K {
        todo!("stage 5")
    }
}

/// The entry of a key that is in the map.
#[derive(Debug)]
pub struct OccupiedEntry<'a, K, V, C = Chaining> {
    // Placeholder: replace it with your fields.
    _yours: PhantomData<(&'a mut (K, V), C)>,
}

impl<'a, K, V, C: Collisions> OccupiedEntry<'a, K, V, C> {
    /// Returns the key stored in the map, not the one passed to `entry`.
    pub fn key(&self) -> &K {
        todo!("stage 5")
    }

    /// Returns the value.
    pub fn get(&self) -> &V {
        todo!("stage 5")
    }

    /// Returns a mutable reference to the value that lives as long as the borrow of the entry.
    pub fn get_mut(&mut self) -> &mut V {
        todo!("stage 5")
    }

    /// Converts the entry into a mutable reference to the value that lives as long as the map's borrow.
    pub fn into_mut(self) -> &'a mut V {
        todo!("stage 5")
    }

    /// Replaces the value and returns the old one. The key stays.
    pub fn insert(&mut self, value: V) -> V {
        todo!("stage 5")
    }

    /// Removes the entry from the map and returns its value.
    pub fn remove(self) -> V {
        todo!("stage 5")
    }

    /// Removes the entry from the map and returns its key and value.
    pub fn remove_entry(self) -> (K, V) {
        todo!("stage 5")
    }
}

/// The entry of a key that is not in the map.
#[derive(Debug)]
pub struct VacantEntry<'a, K, V, C = Chaining> {
    // Placeholder: replace it with your fields.
    _yours: PhantomData<(&'a mut (K, V), C)>,
}

impl<'a, K, V, C: Collisions> VacantEntry<'a, K, V, C> {
    /// Returns the key passed to `entry`.
    pub fn key(&self) -> &K {
        todo!("stage 5")
    }

    /// Returns the key passed to `entry`. The map does not change.
    pub fn into_key(self) -> K {
        todo!("stage 5")
    }

    /// Inserts the key with `value` and returns a mutable reference to the value in the map.
    ///
    /// # Panics
    ///
    /// Same as [`HashMap::insert`](crate::HashMap::insert) (rule 4.10).
    pub fn insert(self, value: V) -> &'a mut V {
        todo!("stage 5")
    }
}
