//! Places for values that keep their number for as long as they stay.

use std::ops::{Index, IndexMut};

/// Values at numbered slots; the slot of a value that left is given to a later one.
///
/// To index a slot that is free is a panic.
#[derive(Clone, Debug)]
pub(crate) struct Arena<T> {
    slots: Vec<Option<T>>,
    free: Vec<u32>,
}

const TAKEN: &str = "the table, the policy and the order name slots that are taken";

impl<T> Arena<T> {
    pub(crate) const fn new() -> Self {
        Self { slots: Vec::new(), free: Vec::new() }
    }

    /// The slot that `value` is given.
    ///
    /// # Panics
    ///
    /// If every number that fits a slot is taken; nothing has changed then.
    pub(crate) fn insert(&mut self, value: T) -> u32 {
        if let Some(slot) = self.free.pop() {
            self.slots[slot as usize] = Some(value);
            return slot;
        }
        // The greatest number is left to the list, which counts its sentinel too.
        let slot = (0..u32::MAX).nth(self.slots.len()).expect("a cache holds fewer than 2^32 entries");
        self.slots.push(Some(value));
        slot
    }

    /// Takes the value at `slot` out.
    ///
    /// # Panics
    ///
    /// If there is none.
    pub(crate) fn remove(&mut self, slot: u32) -> T {
        let value = self.slots[slot as usize].take().expect(TAKEN);
        self.free.push(slot);
        value
    }

    /// The value at `slot`, if there is one.
    #[inline]
    pub(crate) fn get(&self, slot: u32) -> Option<&T> {
        self.slots.get(slot as usize)?.as_ref()
    }

    /// The value at `slot`, if there is one.
    #[inline]
    pub(crate) fn get_mut(&mut self, slot: u32) -> Option<&mut T> {
        self.slots.get_mut(slot as usize)?.as_mut()
    }

    /// Every slot that there has been, the free ones too.
    pub(crate) fn slots(&self) -> impl Iterator<Item = u32> + use<T> {
        // `insert` sees to it that the number of slots fits.
        0..self.slots.len() as u32
    }

    /// The values, in the order of their slots.
    pub(crate) fn values(&self) -> impl Iterator<Item = &T> {
        self.slots.iter().flatten()
    }
}

impl<T> Index<u32> for Arena<T> {
    type Output = T;

    #[inline]
    fn index(&self, slot: u32) -> &T {
        self.slots[slot as usize].as_ref().expect(TAKEN)
    }
}

impl<T> IndexMut<u32> for Arena<T> {
    #[inline]
    fn index_mut(&mut self, slot: u32) -> &mut T {
        self.slots[slot as usize].as_mut().expect(TAKEN)
    }
}
