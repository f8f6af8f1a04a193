//! Places for values that keep their number for as long as they stay.

/// Values at numbered slots; the slot of a value that left is given to a later one.
#[derive(Clone, Debug)]
pub(crate) struct Arena<T> {
    slots: Vec<Option<T>>,
    free: Vec<u32>,
}

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
        let slot = u32::try_from(self.slots.len()).ok().filter(|&slot| slot < u32::MAX);
        let slot = slot.expect("a cache holds fewer than 2^32 - 1 entries");
        self.slots.push(Some(value));
        slot
    }

    /// The value that was at `slot`, if there was one.
    pub(crate) fn remove(&mut self, slot: u32) -> Option<T> {
        let value = self.slots.get_mut(slot as usize)?.take()?;
        self.free.push(slot);
        Some(value)
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
