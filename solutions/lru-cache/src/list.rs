//! A doubly linked list of slots.

/// A linked list of slots, in which any slot can be moved or removed in constant time.
///
/// Slot `n` is node `n + 1`, because node 0 is a sentinel between the last slot and the first. Thanks to the sentinel,
/// neither end is a special case.
#[derive(Clone, Debug)]
pub(crate) struct List {
    /// The neighbors of each node.
    links: Vec<Links>,
    len: usize,
}

#[derive(Clone, Copy, Debug, Default)]
struct Links {
    before: u32,
    after: u32,
}

const SENTINEL: u32 = 0;

impl Default for List {
    fn default() -> Self {
        Self { links: vec![Links { before: SENTINEL, after: SENTINEL }], len: 0 }
    }
}

impl List {
    /// Adds `slot`, which is not in the list, at the front.
    #[inline]
    pub(crate) fn push_front(&mut self, slot: usize) {
        let node = node(slot);
        if node as usize >= self.links.len() {
            self.links.resize(node as usize + 1, Links::default());
        }
        link_front(&mut self.links, node);
        self.len += 1;
    }

    /// Moves `slot`, which is in the list, to the front.
    #[inline]
    pub(crate) fn move_to_front(&mut self, slot: usize) {
        let links = self.links.as_mut_slice();
        unlink(links, node(slot));
        link_front(links, node(slot));
    }

    /// Removes `slot`, which is in the list.
    #[inline]
    pub(crate) fn remove(&mut self, slot: usize) {
        unlink(&mut self.links, node(slot));
        self.len -= 1;
    }

    /// Returns the last slot.
    #[inline]
    pub(crate) fn back(&self) -> Option<usize> {
        (self.links[SENTINEL as usize].before as usize).checked_sub(1)
    }

    /// Returns the slots from front to back.
    pub(crate) fn iter(&self) -> Slots<'_> {
        let Links { before, after } = self.links[SENTINEL as usize];
        Slots { links: &self.links, first: after, last: before, ahead: self.len }
    }
}

#[inline]
fn node(slot: usize) -> u32 {
    u32::try_from(slot + 1).expect("slots are below 2^32 - 1")
}

/// Inserts `node`, which has no neighbors, after the sentinel.
#[inline]
fn link_front(links: &mut [Links], node: u32) {
    let after = links[SENTINEL as usize].after;
    links[SENTINEL as usize].after = node;
    links[after as usize].before = node;
    links[node as usize] = Links { before: SENTINEL, after };
}

/// Links the neighbors of `node` to each other.
#[inline]
fn unlink(links: &mut [Links], node: u32) {
    let Links { before, after } = links[node as usize];
    links[before as usize].after = after;
    links[after as usize].before = before;
}

/// An iterator over the slots of a list, from front to back.
#[derive(Clone, Debug)]
pub(crate) struct Slots<'a> {
    links: &'a [Links],
    first: u32,
    last: u32,
    ahead: usize,
}

impl Iterator for Slots<'_> {
    type Item = usize;

    fn next(&mut self) -> Option<usize> {
        self.ahead = self.ahead.checked_sub(1)?;
        let node = self.first as usize;
        self.first = self.links[node].after;
        Some(node - 1)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.ahead, Some(self.ahead))
    }
}

impl DoubleEndedIterator for Slots<'_> {
    fn next_back(&mut self) -> Option<usize> {
        self.ahead = self.ahead.checked_sub(1)?;
        let node = self.last as usize;
        self.last = self.links[node].before;
        Some(node - 1)
    }
}
