//! The entry of a key, found once and then used without another search.

use std::marker::PhantomData;

use crate::collisions::{Chaining, Collisions};

/// The entry of a key in a map, occupied or vacant, created by [`HashMap::entry`](crate::HashMap::entry).
#[derive(Debug)]
pub enum Entry<'a, K, V, C = Chaining> {
    /// The key is in the map.
    Occupied(OccupiedEntry<'a, K, V, C>),
    /// The key is not in the map.
    Vacant(VacantEntry<'a, K, V, C>),
}

impl<'a, K, V, C: Collisions> Entry<'a, K, V, C> {
    /// Returns the value, after inserting `default` if there is none.
    ///
    /// # Panics
    ///
    /// Same as [`HashMap::insert`](crate::HashMap::insert).
    ///
    /// # Cost
    ///
    /// Constant, amortized; no key is hashed.
    pub fn or_insert(self, default: V) -> &'a mut V {
        todo!()
    }

    /// Returns the value, after inserting the result of `default` if there is none. `default` is called only then.
    ///
    /// # Panics
    ///
    /// Same as [`or_insert`](Entry::or_insert).
    ///
    /// # Cost
    ///
    /// Same as for [`or_insert`](Entry::or_insert).
    pub fn or_insert_with(self, default: impl FnOnce() -> V) -> &'a mut V {
        todo!()
    }

    /// Returns the value, after inserting the result of `default` for the key if there is none. `default` is called
    /// only then.
    ///
    /// # Panics
    ///
    /// Same as [`or_insert`](Entry::or_insert).
    ///
    /// # Cost
    ///
    /// Same as for [`or_insert`](Entry::or_insert).
    pub fn or_insert_with_key(self, default: impl FnOnce(&K) -> V) -> &'a mut V {
        todo!()
    }

    /// Returns the value, after inserting the default of its type if there is none.
    ///
    /// # Panics
    ///
    /// Same as [`or_insert`](Entry::or_insert).
    ///
    /// # Cost
    ///
    /// Same as for [`or_insert`](Entry::or_insert).
    pub fn or_default(self) -> &'a mut V
    where
        V: Default,
    {
        todo!()
    }

    /// Changes the value with `change` if there is one, and returns the entry.
    ///
    /// # Cost
    ///
    /// Constant; no key is hashed.
    #[must_use = "an entry does nothing more by itself"]
    pub fn and_modify(self, change: impl FnOnce(&mut V)) -> Self {
        todo!()
    }

    /// Returns the key in the map, or the key passed to `entry` if the entry is vacant.
    ///
    /// # Cost
    ///
    /// Constant.
    pub fn key(&self) -> &K {
        todo!()
    }
}

/// The entry of a key that is in the map.
#[derive(Debug)]
pub struct OccupiedEntry<'a, K, V, C = Chaining> {
    // A placeholder: the fields are yours.
    _yours: PhantomData<(&'a mut (K, V), C)>,
}

impl<'a, K, V, C: Collisions> OccupiedEntry<'a, K, V, C> {
    /// Returns the key in the map, not the one passed to `entry`.
    ///
    /// # Cost
    ///
    /// Constant.
    pub fn key(&self) -> &K {
        todo!()
    }

    /// Returns the value.
    ///
    /// # Cost
    ///
    /// Constant.
    pub fn get(&self) -> &V {
        todo!()
    }

    /// Returns the mutable value, borrowed from the entry.
    ///
    /// # Cost
    ///
    /// Constant.
    pub fn get_mut(&mut self) -> &mut V {
        todo!()
    }

    /// Turns the entry into its mutable value, borrowed from the map.
    ///
    /// # Cost
    ///
    /// Constant.
    pub fn into_mut(self) -> &'a mut V {
        todo!()
    }

    /// Replaces the value, and returns the old one. The key stays.
    ///
    /// # Cost
    ///
    /// Constant.
    pub fn insert(&mut self, value: V) -> V {
        todo!()
    }

    /// Removes the entry from the map, and returns its value.
    ///
    /// # Cost
    ///
    /// Constant; no key is hashed.
    pub fn remove(self) -> V {
        todo!()
    }

    /// Removes the entry from the map, and returns its key and value.
    ///
    /// # Cost
    ///
    /// Constant; no key is hashed.
    pub fn remove_entry(self) -> (K, V) {
        todo!()
    }
}

/// The entry of a key that is not in the map.
#[derive(Debug)]
pub struct VacantEntry<'a, K, V, C = Chaining> {
    // A placeholder: the fields are yours.
    _yours: PhantomData<(&'a mut (K, V), C)>,
}

impl<'a, K, V, C: Collisions> VacantEntry<'a, K, V, C> {
    /// Returns the key passed to `entry`.
    ///
    /// # Cost
    ///
    /// Constant.
    pub fn key(&self) -> &K {
        todo!()
    }

    /// Returns the key passed to `entry`, and leaves the map as it is.
    ///
    /// # Cost
    ///
    /// Constant.
    pub fn into_key(self) -> K {
        todo!()
    }

    /// Inserts the key with `value`, and returns the value in the map.
    ///
    /// # Panics
    ///
    /// Same as [`HashMap::insert`](crate::HashMap::insert).
    ///
    /// # Cost
    ///
    /// Constant, amortized; no key is hashed.
    pub fn insert(self, value: V) -> &'a mut V {
        todo!()
    }
}
