//! Iterators over entries, keys and values: borrowed, mutable and owned.
//!
//! All iterators know their exact length and are fused. Those over keys or values simply wrap the others, so they are
//! already complete.

use std::iter::FusedIterator;
use std::marker::PhantomData;

/// An iterator over the entries of a map, created by [`HashMap::iter`](crate::HashMap::iter).
#[derive(Debug)]
#[must_use = "iterators are lazy and do nothing unless consumed"]
pub struct Iter<'a, K, V> {
    // Placeholder: replace it with your fields.
    _yours: PhantomData<&'a (K, V)>,
}

impl<'a, K, V> Iterator for Iter<'a, K, V> {
    type Item = (&'a K, &'a V);

    fn next(&mut self) -> Option<Self::Item> {
        todo!("stage 4")
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        todo!("stage 4")
    }
}

/// A clone continues from the current position.
impl<K, V> Clone for Iter<'_, K, V> {
    fn clone(&self) -> Self {
        todo!("stage 4")
    }
}

impl<K, V> ExactSizeIterator for Iter<'_, K, V> {}

impl<K, V> FusedIterator for Iter<'_, K, V> {}

/// An iterator over the entries of a map with mutable values, created by
/// [`HashMap::iter_mut`](crate::HashMap::iter_mut).
#[derive(Debug)]
#[must_use = "iterators are lazy and do nothing unless consumed"]
pub struct IterMut<'a, K, V> {
    // Placeholder: replace it with your fields.
    _yours: PhantomData<&'a mut (K, V)>,
}

impl<'a, K, V> Iterator for IterMut<'a, K, V> {
    type Item = (&'a K, &'a mut V);

    fn next(&mut self) -> Option<Self::Item> {
        todo!("stage 4")
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        todo!("stage 4")
    }
}

impl<K, V> ExactSizeIterator for IterMut<'_, K, V> {}

impl<K, V> FusedIterator for IterMut<'_, K, V> {}

/// An iterator over the owned entries of a map, created by `into_iter`.
#[derive(Debug)]
pub struct IntoIter<K, V> {
    // Placeholder: replace it with your fields.
    _yours: PhantomData<(K, V)>,
}

impl<K, V> Iterator for IntoIter<K, V> {
    type Item = (K, V);

    fn next(&mut self) -> Option<Self::Item> {
        todo!("stage 4")
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        todo!("stage 4")
    }
}

impl<K, V> ExactSizeIterator for IntoIter<K, V> {}

impl<K, V> FusedIterator for IntoIter<K, V> {}

/// An iterator over the entries removed from a map, created by [`HashMap::drain`](crate::HashMap::drain).
#[derive(Debug)]
pub struct Drain<'a, K, V> {
    // Placeholder: replace it with your fields.
    _yours: PhantomData<&'a mut (K, V)>,
}

impl<'a, K, V> Iterator for Drain<'a, K, V> {
    type Item = (K, V);

    fn next(&mut self) -> Option<Self::Item> {
        todo!("stage 4")
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        todo!("stage 4")
    }
}

impl<K, V> ExactSizeIterator for Drain<'_, K, V> {}

impl<K, V> FusedIterator for Drain<'_, K, V> {}

/// An iterator over the keys of a map, created by [`HashMap::keys`](crate::HashMap::keys).
#[derive(Debug)]
#[must_use = "iterators are lazy and do nothing unless consumed"]
pub struct Keys<'a, K, V> {
    inner: Iter<'a, K, V>,
}

impl<'a, K, V> Keys<'a, K, V> {
    pub(crate) fn new(entries: Iter<'a, K, V>) -> Self {
        Self { inner: entries }
    }
}

impl<'a, K, V> Iterator for Keys<'a, K, V> {
    type Item = &'a K;

    fn next(&mut self) -> Option<Self::Item> {
        self.inner.next().map(|(key, _)| key)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.inner.size_hint()
    }
}

/// A clone continues from the current position.
impl<K, V> Clone for Keys<'_, K, V> {
    fn clone(&self) -> Self {
        Self { inner: self.inner.clone() }
    }
}

impl<K, V> ExactSizeIterator for Keys<'_, K, V> {}

impl<K, V> FusedIterator for Keys<'_, K, V> {}

/// An iterator over the values of a map, created by [`HashMap::values`](crate::HashMap::values).
#[derive(Debug)]
#[must_use = "iterators are lazy and do nothing unless consumed"]
pub struct Values<'a, K, V> {
    inner: Iter<'a, K, V>,
}

impl<'a, K, V> Values<'a, K, V> {
    pub(crate) fn new(entries: Iter<'a, K, V>) -> Self {
        Self { inner: entries }
    }
}

impl<'a, K, V> Iterator for Values<'a, K, V> {
    type Item = &'a V;

    fn next(&mut self) -> Option<Self::Item> {
        self.inner.next().map(|(_, value)| value)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.inner.size_hint()
    }
}

/// A clone continues from the current position.
impl<K, V> Clone for Values<'_, K, V> {
    fn clone(&self) -> Self {
        Self { inner: self.inner.clone() }
    }
}

impl<K, V> ExactSizeIterator for Values<'_, K, V> {}

impl<K, V> FusedIterator for Values<'_, K, V> {}

/// An iterator over the mutable values of a map, created by [`HashMap::values_mut`](crate::HashMap::values_mut).
#[derive(Debug)]
#[must_use = "iterators are lazy and do nothing unless consumed"]
pub struct ValuesMut<'a, K, V> {
    inner: IterMut<'a, K, V>,
}

impl<'a, K, V> ValuesMut<'a, K, V> {
    pub(crate) fn new(entries: IterMut<'a, K, V>) -> Self {
        Self { inner: entries }
    }
}

impl<'a, K, V> Iterator for ValuesMut<'a, K, V> {
    type Item = &'a mut V;

    fn next(&mut self) -> Option<Self::Item> {
        self.inner.next().map(|(_, value)| value)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.inner.size_hint()
    }
}

impl<K, V> ExactSizeIterator for ValuesMut<'_, K, V> {}

impl<K, V> FusedIterator for ValuesMut<'_, K, V> {}

/// An iterator over the owned keys of a map, created by [`HashMap::into_keys`](crate::HashMap::into_keys).
#[derive(Debug)]
pub struct IntoKeys<K, V> {
    inner: IntoIter<K, V>,
}

impl<K, V> IntoKeys<K, V> {
    pub(crate) fn new(entries: IntoIter<K, V>) -> Self {
        Self { inner: entries }
    }
}

impl<K, V> Iterator for IntoKeys<K, V> {
    type Item = K;

    fn next(&mut self) -> Option<Self::Item> {
        self.inner.next().map(|(key, _)| key)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.inner.size_hint()
    }
}

impl<K, V> ExactSizeIterator for IntoKeys<K, V> {}

impl<K, V> FusedIterator for IntoKeys<K, V> {}

/// An iterator over the owned values of a map, created by [`HashMap::into_values`](crate::HashMap::into_values).
#[derive(Debug)]
pub struct IntoValues<K, V> {
    inner: IntoIter<K, V>,
}

impl<K, V> IntoValues<K, V> {
    pub(crate) fn new(entries: IntoIter<K, V>) -> Self {
        Self { inner: entries }
    }
}

impl<K, V> Iterator for IntoValues<K, V> {
    type Item = V;

    fn next(&mut self) -> Option<Self::Item> {
        self.inner.next().map(|(_, value)| value)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.inner.size_hint()
    }
}

impl<K, V> ExactSizeIterator for IntoValues<K, V> {}

impl<K, V> FusedIterator for IntoValues<K, V> {}
