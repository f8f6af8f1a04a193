//! Iterators over a map: borrowed, mutable and owned; over entries, keys and values.
//!
//! All know their exact length and stay at their end.

use std::iter::Flatten;
use std::iter::FusedIterator;
use std::marker::PhantomData;

use crate::HashMap;
use crate::map::Slot;

/// The entries of a map, borrowed; made by [`HashMap::iter`].
pub struct Iter<'a, K, V> {
    pub(crate) left: usize,
    pub(crate) slots: Flatten<std::slice::Iter<'a, Slot<K, V>>>,
}

impl<'a, K, V> Iterator for Iter<'a, K, V> {
    type Item = (&'a K, &'a V);

    fn next(&mut self) -> Option<Self::Item> {
        self.left = self.left.saturating_sub(1);
        self.slots.next().map(|entry| (&entry.1, &entry.2))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.left, Some(self.left))
    }
}

impl<K, V> ExactSizeIterator for Iter<'_, K, V> {}

impl<K, V> FusedIterator for Iter<'_, K, V> {}

/// The entries of a map, with values that can be changed; made by [`HashMap::iter_mut`].
pub struct IterMut<'a, K, V> {
    pub(crate) left: usize,
    pub(crate) slots: Flatten<std::slice::IterMut<'a, Slot<K, V>>>,
}

impl<'a, K, V> Iterator for IterMut<'a, K, V> {
    type Item = (&'a K, &'a mut V);

    fn next(&mut self) -> Option<Self::Item> {
        self.left = self.left.saturating_sub(1);
        self.slots.next().map(|entry| (&entry.1, &mut entry.2))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.left, Some(self.left))
    }
}

impl<K, V> ExactSizeIterator for IterMut<'_, K, V> {}

impl<K, V> FusedIterator for IterMut<'_, K, V> {}

/// The entries of a map that is no more.
pub struct IntoIter<K, V> {
    left: usize,
    slots: Flatten<std::vec::IntoIter<Slot<K, V>>>,
}

impl<K, V> Iterator for IntoIter<K, V> {
    type Item = (K, V);

    fn next(&mut self) -> Option<Self::Item> {
        self.left = self.left.saturating_sub(1);
        self.slots.next().map(|entry| (entry.1, entry.2))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.left, Some(self.left))
    }
}

impl<K, V> ExactSizeIterator for IntoIter<K, V> {}

impl<K, V> FusedIterator for IntoIter<K, V> {}

/// The entries taken out of a map that stays; made by [`HashMap::drain`].
pub struct Drain<'a, K, V> {
    pub(crate) entries: std::vec::IntoIter<Box<(u64, K, V)>>,
    pub(crate) map: PhantomData<&'a mut (K, V)>,
}

impl<'a, K, V> Iterator for Drain<'a, K, V> {
    type Item = (K, V);

    fn next(&mut self) -> Option<Self::Item> {
        self.entries.next().map(|entry| (entry.1, entry.2))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.entries.size_hint()
    }
}

impl<K, V> ExactSizeIterator for Drain<'_, K, V> {}

impl<K, V> FusedIterator for Drain<'_, K, V> {}

/// The keys of a map; made by [`HashMap::keys`].
pub struct Keys<'a, K, V>(pub(crate) Iter<'a, K, V>);

impl<'a, K, V> Iterator for Keys<'a, K, V> {
    type Item = &'a K;

    fn next(&mut self) -> Option<Self::Item> {
        self.0.next().map(|entry| entry.0)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.0.size_hint()
    }
}

impl<K, V> ExactSizeIterator for Keys<'_, K, V> {}

impl<K, V> FusedIterator for Keys<'_, K, V> {}

/// The values of a map; made by [`HashMap::values`].
pub struct Values<'a, K, V>(pub(crate) Iter<'a, K, V>);

impl<'a, K, V> Iterator for Values<'a, K, V> {
    type Item = &'a V;

    fn next(&mut self) -> Option<Self::Item> {
        self.0.next().map(|entry| entry.1)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.0.size_hint()
    }
}

impl<K, V> ExactSizeIterator for Values<'_, K, V> {}

impl<K, V> FusedIterator for Values<'_, K, V> {}

/// The values of a map, to be changed; made by [`HashMap::values_mut`].
pub struct ValuesMut<'a, K, V>(pub(crate) IterMut<'a, K, V>);

impl<'a, K, V> Iterator for ValuesMut<'a, K, V> {
    type Item = &'a mut V;

    fn next(&mut self) -> Option<Self::Item> {
        self.0.next().map(|entry| entry.1)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.0.size_hint()
    }
}

impl<K, V> ExactSizeIterator for ValuesMut<'_, K, V> {}

impl<K, V> FusedIterator for ValuesMut<'_, K, V> {}

/// The keys of a map that is no more; made by [`HashMap::into_keys`].
pub struct IntoKeys<K, V>(pub(crate) IntoIter<K, V>);

impl<K, V> Iterator for IntoKeys<K, V> {
    type Item = K;

    fn next(&mut self) -> Option<Self::Item> {
        self.0.next().map(|entry| entry.0)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.0.size_hint()
    }
}

impl<K, V> ExactSizeIterator for IntoKeys<K, V> {}

impl<K, V> FusedIterator for IntoKeys<K, V> {}

/// The values of a map that is no more; made by [`HashMap::into_values`].
pub struct IntoValues<K, V>(pub(crate) IntoIter<K, V>);

impl<K, V> Iterator for IntoValues<K, V> {
    type Item = V;

    fn next(&mut self) -> Option<Self::Item> {
        self.0.next().map(|entry| entry.1)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.0.size_hint()
    }
}

impl<K, V> ExactSizeIterator for IntoValues<K, V> {}

impl<K, V> FusedIterator for IntoValues<K, V> {}

impl<K, V, S, C> IntoIterator for HashMap<K, V, S, C> {
    type Item = (K, V);
    type IntoIter = IntoIter<K, V>;

    fn into_iter(self) -> IntoIter<K, V> {
        IntoIter { left: self.len(), slots: self.store.slots.into_iter().flatten() }
    }
}

impl<'a, K, V, S, C> IntoIterator for &'a HashMap<K, V, S, C> {
    type Item = (&'a K, &'a V);
    type IntoIter = Iter<'a, K, V>;

    fn into_iter(self) -> Iter<'a, K, V> {
        self.iter()
    }
}

impl<'a, K, V, S, C> IntoIterator for &'a mut HashMap<K, V, S, C> {
    type Item = (&'a K, &'a mut V);
    type IntoIter = IterMut<'a, K, V>;

    fn into_iter(self) -> IterMut<'a, K, V> {
        self.iter_mut()
    }
}
