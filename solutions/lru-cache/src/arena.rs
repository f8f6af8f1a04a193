//! The storage for the entries of a cache.

use std::ops::{Index, IndexMut, Range};

/// A vector of entries at stable slots. When an entry is removed, a later one reuses its slot.
///
/// Indexing panics if the slot is free.
#[derive(Clone, Debug)]
pub(crate) struct Arena<K, V> {
    slots: Vec<Option<Entry<K, V>>>,
    free: Vec<usize>,
}

/// A key with its value and its hash. Because the hash is stored, neither an eviction nor a growing table has to hash a
/// key.
#[derive(Clone, Debug)]
pub(crate) struct Entry<K, V> {
    pub(crate) hash: u64,
    pub(crate) key: K,
    pub(crate) value: V,
}

/// The largest number of slots. The table and the list store slots as 32-bit numbers, and the list needs one of these
/// numbers for its sentinel.
const MAX_SLOTS: usize = u32::MAX as usize;

const TAKEN: &str = "the table, the policy and the order contain only occupied slots";

impl<K, V> Arena<K, V> {
    pub(crate) const fn new() -> Self {
        Self { slots: Vec::new(), free: Vec::new() }
    }

    /// Stores an entry and returns its slot.
    ///
    /// # Panics
    ///
    /// Panics if there are 2<sup>32</sup> - 1 entries already. The arena is then unchanged.
    pub(crate) fn insert(&mut self, entry: Entry<K, V>) -> usize {
        if let Some(slot) = self.free.pop() {
            self.slots[slot] = Some(entry);
            return slot;
        }
        let slot @ ..MAX_SLOTS = self.slots.len() else { panic!("a cache holds at most {MAX_SLOTS} entries") };
        self.slots.push(Some(entry));
        slot
    }

    /// Removes and returns the entry at `slot`.
    ///
    /// # Panics
    ///
    /// Panics if the slot is free.
    pub(crate) fn remove(&mut self, slot: usize) -> Entry<K, V> {
        let entry = self.slots[slot].take().expect(TAKEN);
        self.free.push(slot);
        entry
    }

    /// Returns the entry at `slot`, or `None` if the slot is free or does not exist.
    #[inline]
    pub(crate) fn get(&self, slot: usize) -> Option<&Entry<K, V>> {
        self.slots.get(slot)?.as_ref()
    }

    /// Returns the entry at `slot`, mutably, or `None` if the slot is free or does not exist.
    pub(crate) fn get_mut(&mut self, slot: usize) -> Option<&mut Entry<K, V>> {
        self.slots.get_mut(slot)?.as_mut()
    }

    /// Returns all slots, including free ones.
    pub(crate) fn slots(&self) -> Range<usize> {
        0..self.slots.len()
    }
}

impl<K, V> Index<usize> for Arena<K, V> {
    type Output = Entry<K, V>;

    #[inline]
    fn index(&self, slot: usize) -> &Entry<K, V> {
        self.slots[slot].as_ref().expect(TAKEN)
    }
}

impl<K, V> IndexMut<usize> for Arena<K, V> {
    #[inline]
    fn index_mut(&mut self, slot: usize) -> &mut Entry<K, V> {
        self.slots[slot].as_mut().expect(TAKEN)
    }
}
