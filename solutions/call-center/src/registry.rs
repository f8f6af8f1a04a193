//! A registry that stores entities by id.

use std::collections::BTreeMap;
use std::ops::{Index, IndexMut};

use crate::error::Error;

/// A type of value that a [`Registry`] can store.
pub(crate) trait Entity {
    type Id: Copy + Ord;

    /// Returns the `nth` id, which must be greater than all previous ids.
    fn nth(nth: u64) -> Self::Id;

    /// Returns the error for an id that was never issued.
    fn unknown(id: Self::Id) -> Error;

    /// Returns the error for an id whose entity was removed.
    fn removed(id: Self::Id) -> Error;
}

/// A collection that owns entities and issues their ids.
///
/// A registry forgets removed entities but still recognizes their ids, since an id that was issued and is now absent
/// must have been removed. Lookups are logarithmic in the number of entities.
pub(crate) struct Registry<E: Entity> {
    issued: u64,
    present: BTreeMap<E::Id, E>,
}

impl<E: Entity> Registry<E> {
    pub(crate) fn new() -> Self {
        Self { issued: 0, present: BTreeMap::new() }
    }

    /// Returns the number of ids issued so far.
    pub(crate) fn issued(&self) -> u64 {
        self.issued
    }

    pub(crate) fn len(&self) -> usize {
        self.present.len()
    }

    pub(crate) fn add(&mut self, entity: E) -> E::Id {
        self.issued += 1;
        let id = E::nth(self.issued);
        self.present.insert(id, entity);
        id
    }

    /// Looks up an id that comes from a caller.
    pub(crate) fn get(&self, id: E::Id) -> Result<&E, Error> {
        let is_unknown = || id > E::nth(self.issued);
        self.present.get(&id).ok_or_else(|| if is_unknown() { E::unknown(id) } else { E::removed(id) })
    }

    /// Removes the entity of an id that must be present.
    pub(crate) fn remove(&mut self, id: E::Id) -> E {
        self.present.remove(&id).expect(PRESENT)
    }

    /// Returns all entities in the order of ids.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (E::Id, &E)> {
        self.present.iter().map(|(&id, entity)| (id, entity))
    }
}

/// The reason why lookups by stored ids cannot fail. Whenever the center removes an entity, it also stops storing its
/// id.
const PRESENT: &str = "an id stored by the center has an entity";

/// Lookups by ids that must be present.
impl<E: Entity> Index<E::Id> for Registry<E> {
    type Output = E;

    fn index(&self, id: E::Id) -> &E {
        self.present.get(&id).expect(PRESENT)
    }
}

impl<E: Entity> IndexMut<E::Id> for Registry<E> {
    fn index_mut(&mut self, id: E::Id) -> &mut E {
        self.present.get_mut(&id).expect(PRESENT)
    }
}
