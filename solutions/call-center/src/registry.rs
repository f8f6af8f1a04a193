//! Things that are known by ids.

use std::collections::BTreeMap;
use std::ops::{Index, IndexMut};

use crate::error::Error;

/// Owns things from [`add`](Self::add) to [`remove`](Self::remove), and knows which ids it has issued.
///
/// Nothing is kept of a thing that is gone: an id that was issued and is not there must be one of those. All look-ups
/// are logarithmic in the number of things that are there.
pub(crate) struct Registry<I, T> {
    issued: u64,
    present: BTreeMap<I, T>,
    nth: fn(u64) -> I,
    unknown: fn(I) -> Error,
    gone: fn(I) -> Error,
}

impl<I: Copy + Ord, T> Registry<I, T> {
    /// An empty registry that issues the ids that `nth` makes, of which a later one must be greater. The errors are for
    /// an id that was never issued, and for one whose thing is gone.
    pub(crate) fn new(nth: fn(u64) -> I, unknown: fn(I) -> Error, gone: fn(I) -> Error) -> Self {
        Self { issued: 0, present: BTreeMap::new(), nth, unknown, gone }
    }

    /// How many ids have been issued.
    pub(crate) fn issued(&self) -> u64 {
        self.issued
    }

    /// How many things are there.
    pub(crate) fn len(&self) -> usize {
        self.present.len()
    }

    pub(crate) fn add(&mut self, thing: T) -> I {
        self.issued += 1;
        let id = (self.nth)(self.issued);
        self.present.insert(id, thing);
        id
    }

    pub(crate) fn get(&self, id: I) -> Result<&T, Error> {
        let last = (self.nth)(self.issued);
        self.present.get(&id).ok_or_else(|| if id > last { (self.unknown)(id) } else { (self.gone)(id) })
    }

    /// Takes out what is there under `id`.
    pub(crate) fn remove(&mut self, id: I) -> Option<T> {
        self.present.remove(&id)
    }

    /// Everything that is there, in the order of ids.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (I, &T)> {
        self.present.iter().map(|(&id, thing)| (id, thing))
    }
}

/// For ids that are known to be there.
impl<I: Copy + Ord, T> Index<I> for Registry<I, T> {
    type Output = T;

    fn index(&self, id: I) -> &T {
        &self.present[&id]
    }
}

impl<I: Copy + Ord, T> IndexMut<I> for Registry<I, T> {
    fn index_mut(&mut self, id: I) -> &mut T {
        self.present.get_mut(&id).expect("the id is one of those that are there")
    }
}
