//! A doubly linked list of slot numbers.

/// Slot numbers in an order; any of them can be taken out in constant time.
///
/// The links of slot `n` are at `n + 1`. The links at 0 belong to a sentinel between the last and the first, so that
/// neither end is a special case.
#[derive(Clone, Debug)]
pub(crate) struct List {
    links: Vec<Links>,
}

#[derive(Clone, Copy, Debug)]
struct Links {
    before: u32,
    after: u32,
}

const SENTINEL: usize = 0;

impl Default for List {
    fn default() -> Self {
        Self { links: vec![Links { before: 0, after: 0 }] }
    }
}

impl List {
    /// Puts `slot`, which is not in the list, before all others.
    #[inline]
    pub(crate) fn push_front(&mut self, slot: usize) {
        let node = slot + 1;
        if node >= self.links.len() {
            assert!(u32::try_from(node).is_ok(), "slots are small, and this is {slot}");
            self.links.resize(node + 1, Links { before: 0, after: 0 });
        }
        link_front(&mut self.links, node);
    }

    /// Puts `slot`, which is in the list, before all others.
    #[inline]
    pub(crate) fn move_to_front(&mut self, slot: usize) {
        let node = slot + 1;
        let links = self.links.as_mut_slice();
        unlink(links, node);
        link_front(links, node);
    }

    /// Takes `slot`, which is in the list, out of it.
    #[inline]
    pub(crate) fn remove(&mut self, slot: usize) {
        unlink(&mut self.links, slot + 1);
    }

    /// The last slot of the list.
    #[inline]
    pub(crate) fn back(&self) -> Option<usize> {
        (self.links[SENTINEL].before as usize).checked_sub(1)
    }

    /// Walks the list, which is `len` long.
    pub(crate) fn iter(&self, len: usize) -> ListIter<'_> {
        let Links { before, after } = self.links[SENTINEL];
        ListIter { links: &self.links, first: after, last: before, left: len }
    }
}

/// Puts `node`, which is linked to nothing, between the sentinel and the first.
#[inline]
fn link_front(links: &mut [Links], node: usize) {
    let after = links[SENTINEL].after;
    // A node that is there has a number that fits: `push_front` sees to it.
    let index = node as u32;
    links[SENTINEL].after = index;
    links[after as usize].before = index;
    links[node] = Links { before: 0, after };
}

/// Makes the neighbors of `node` neighbors of each other.
#[inline]
fn unlink(links: &mut [Links], node: usize) {
    let Links { before, after } = links[node];
    links[before as usize].after = after;
    links[after as usize].before = before;
}

/// Slot numbers from the front of a list to its back.
#[derive(Clone, Debug)]
pub(crate) struct ListIter<'a> {
    links: &'a [Links],
    first: u32,
    last: u32,
    left: usize,
}

impl Iterator for ListIter<'_> {
    type Item = u32;

    fn next(&mut self) -> Option<u32> {
        self.left = self.left.checked_sub(1)?;
        let node = self.first;
        self.first = self.links[node as usize].after;
        Some(node - 1)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.left, Some(self.left))
    }
}

impl DoubleEndedIterator for ListIter<'_> {
    fn next_back(&mut self) -> Option<u32> {
        self.left = self.left.checked_sub(1)?;
        let node = self.last;
        self.last = self.links[node as usize].before;
        Some(node - 1)
    }
}
