//! Things that are known by ids.

use std::collections::BTreeMap;
use std::ops::{Index, IndexMut};

use crate::error::Error;

/// Something that a [`Registry`] can own.
pub(crate) trait Entity {
    /// What it is known by.
    type Id: Copy + Ord;

    /// The id that is issued as the `nth`, which is greater than those before.
    fn nth(nth: u64) -> Self::Id;

    /// The error for an id that was never issued.
    fn unknown(id: Self::Id) -> Error;

    /// The error for an id whose entity is gone.
    fn gone(id: Self::Id) -> Error;
}

/// Owns entities from [`add`](Self::add) to [`remove`](Self::remove), and knows which ids it has issued.
///
/// Nothing is kept of an entity that is gone: an id that was issued and is not there must be that of one. All look-ups
/// are logarithmic in the number of entities that are there.
pub(crate) struct Registry<E: Entity> {
    issued: u64,
    present: BTreeMap<E::Id, E>,
}

impl<E: Entity> Registry<E> {
    pub(crate) fn new() -> Self {
        Self { issued: 0, present: BTreeMap::new() }
    }

    /// How many ids have been issued.
    pub(crate) fn issued(&self) -> u64 {
        self.issued
    }

    /// How many entities are there.
    pub(crate) fn len(&self) -> usize {
        self.present.len()
    }

    pub(crate) fn add(&mut self, entity: E) -> E::Id {
        self.issued += 1;
        let id = E::nth(self.issued);
        self.present.insert(id, entity);
        id
    }

    /// For ids that come from outside.
    pub(crate) fn get(&self, id: E::Id) -> Result<&E, Error> {
        let is_unknown = || id > E::nth(self.issued);
        self.present.get(&id).ok_or_else(|| if is_unknown() { E::unknown(id) } else { E::gone(id) })
    }

    /// Takes out the entity of an id that is known to be there.
    pub(crate) fn remove(&mut self, id: E::Id) -> E {
        self.present.remove(&id).expect(PRESENT)
    }

    /// Everything that is there, in the order of ids.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (E::Id, &E)> {
        self.present.iter().map(|(&id, entity)| (id, entity))
    }
}

/// Why a look-up by an id from within cannot fail: the center lets go of an id when it removes its entity.
const PRESENT: &str = "an id that the center holds is that of an entity that is there";

/// For ids that are known to be there.
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
