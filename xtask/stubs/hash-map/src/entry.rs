//! The place of a key in a map, found once and then used.

use std::marker::PhantomData;

use crate::collisions::{Chaining, Collisions};

/// The place of a key in a map; made by [`HashMap::entry`](crate::HashMap::entry).
#[derive(Debug)]
pub enum Entry<'a, K, V, C = Chaining> {
    /// The key is in the map.
    Occupied(OccupiedEntry<'a, K, V, C>),
    /// The key is not in the map.
    Vacant(VacantEntry<'a, K, V, C>),
}

impl<'a, K, V, C: Collisions> Entry<'a, K, V, C> {
    /// The value, after `default` is inserted if there is none.
    ///
    /// # Panics
    ///
    /// As [`HashMap::insert`](crate::HashMap::insert) does.
    ///
    /// # Cost
    ///
    /// Constant, averaged over many; no key is hashed.
    pub fn or_insert(self, default: V) -> &'a mut V {
        todo!()
    }

    /// The value, after what `default` makes is inserted if there is none. `default` is called only then.
    ///
    /// # Panics
    ///
    /// As [`or_insert`](Entry::or_insert) does.
    ///
    /// # Cost
    ///
    /// As for [`or_insert`](Entry::or_insert).
    pub fn or_insert_with(self, default: impl FnOnce() -> V) -> &'a mut V {
        todo!()
    }

    /// The value, after what `default` makes of the key is inserted if there is none. `default` is called only then.
    ///
    /// # Panics
    ///
    /// As [`or_insert`](Entry::or_insert) does.
    ///
    /// # Cost
    ///
    /// As for [`or_insert`](Entry::or_insert).
    pub fn or_insert_with_key(self, default: impl FnOnce(&K) -> V) -> &'a mut V {
        todo!()
    }

    /// The value, after the default of its type is inserted if there is none.
    ///
    /// # Panics
    ///
    /// As [`or_insert`](Entry::or_insert) does.
    ///
    /// # Cost
    ///
    /// As for [`or_insert`](Entry::or_insert).
    pub fn or_default(self) -> &'a mut V
    where
        V: Default,
    {
        todo!()
    }

    /// Changes the value with `change` if there is one, and hands the entry on.
    ///
    /// # Cost
    ///
    /// Constant; no key is hashed.
    #[must_use = "an entry does nothing more by itself"]
    pub fn and_modify(self, change: impl FnOnce(&mut V)) -> Self {
        todo!()
    }

    /// The key: the one in the map if it is there, otherwise the one that was offered.
    ///
    /// # Cost
    ///
    /// Constant.
    pub fn key(&self) -> &K {
        todo!()
    }
}

/// The place of a key that is in the map.
#[derive(Debug)]
pub struct OccupiedEntry<'a, K, V, C = Chaining> {
    // A place holder: the fields are yours.
    _yours: PhantomData<(&'a mut (K, V), C)>,
}

impl<'a, K, V, C: Collisions> OccupiedEntry<'a, K, V, C> {
    /// The key in the map, not the one that was offered.
    ///
    /// # Cost
    ///
    /// Constant.
    pub fn key(&self) -> &K {
        todo!()
    }

    /// The value.
    ///
    /// # Cost
    ///
    /// Constant.
    pub fn get(&self) -> &V {
        todo!()
    }

    /// The value, to be changed while the entry is kept.
    ///
    /// # Cost
    ///
    /// Constant.
    pub fn get_mut(&mut self) -> &mut V {
        todo!()
    }

    /// The value, to be changed for as long as the map is borrowed.
    ///
    /// # Cost
    ///
    /// Constant.
    pub fn into_mut(self) -> &'a mut V {
        todo!()
    }

    /// Puts `value` in the place of the value, and returns the old one. The key stays.
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

    /// Removes the entry from the map, and returns the key that was there and its value.
    ///
    /// # Cost
    ///
    /// Constant; no key is hashed.
    pub fn remove_entry(self) -> (K, V) {
        todo!()
    }
}

/// The place that a key would have, which is not in the map.
#[derive(Debug)]
pub struct VacantEntry<'a, K, V, C = Chaining> {
    // A place holder: the fields are yours.
    _yours: PhantomData<(&'a mut (K, V), C)>,
}

impl<'a, K, V, C: Collisions> VacantEntry<'a, K, V, C> {
    /// The key that was offered.
    ///
    /// # Cost
    ///
    /// Constant.
    pub fn key(&self) -> &K {
        todo!()
    }

    /// The key that was offered, back again; the map stays as it is.
    ///
    /// # Cost
    ///
    /// Constant.
    pub fn into_key(self) -> K {
        todo!()
    }

    /// Inserts the key with `value`.
    ///
    /// # Panics
    ///
    /// As [`HashMap::insert`](crate::HashMap::insert) does.
    ///
    /// # Cost
    ///
    /// Constant, averaged over many; no key is hashed.
    pub fn insert(self, value: V) -> &'a mut V {
        todo!()
    }
}
