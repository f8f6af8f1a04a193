//! Iterators over a map: borrowed, mutable and owned; over entries, keys and values.
//!
//! All know their exact length and stay at their end.

use std::iter::FusedIterator;
use std::marker::PhantomData;

/// The entries of a map, borrowed; made by [`HashMap::iter`](crate::HashMap::iter).
#[derive(Debug)]
#[must_use = "an iterator does nothing unless it is used"]
pub struct Iter<'a, K, V> {
    // A place holder: the fields are yours.
    _yours: PhantomData<&'a (K, V)>,
}

impl<'a, K, V> Iterator for Iter<'a, K, V> {
    type Item = (&'a K, &'a V);

    fn next(&mut self) -> Option<Self::Item> {
        todo!()
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        todo!()
    }
}

/// A clone goes on from where the iterator is.
impl<K, V> Clone for Iter<'_, K, V> {
    fn clone(&self) -> Self {
        todo!()
    }
}

impl<K, V> ExactSizeIterator for Iter<'_, K, V> {}

impl<K, V> FusedIterator for Iter<'_, K, V> {}

/// The entries of a map, with values that can be changed; made by [`HashMap::iter_mut`](crate::HashMap::iter_mut).
#[derive(Debug)]
#[must_use = "an iterator does nothing unless it is used"]
pub struct IterMut<'a, K, V> {
    // A place holder: the fields are yours.
    _yours: PhantomData<&'a mut (K, V)>,
}

impl<'a, K, V> Iterator for IterMut<'a, K, V> {
    type Item = (&'a K, &'a mut V);

    fn next(&mut self) -> Option<Self::Item> {
        todo!()
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        todo!()
    }
}

impl<K, V> ExactSizeIterator for IterMut<'_, K, V> {}

impl<K, V> FusedIterator for IterMut<'_, K, V> {}

/// The entries of a map that is no more.
#[derive(Debug)]
pub struct IntoIter<K, V> {
    // A place holder: the fields are yours.
    _yours: PhantomData<(K, V)>,
}

impl<K, V> Iterator for IntoIter<K, V> {
    type Item = (K, V);

    fn next(&mut self) -> Option<Self::Item> {
        todo!()
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        todo!()
    }
}

impl<K, V> ExactSizeIterator for IntoIter<K, V> {}

impl<K, V> FusedIterator for IntoIter<K, V> {}

/// The entries taken out of a map that stays; made by [`HashMap::drain`](crate::HashMap::drain).
#[derive(Debug)]
pub struct Drain<'a, K, V> {
    // A place holder: the fields are yours.
    _yours: PhantomData<&'a mut (K, V)>,
}

impl<'a, K, V> Iterator for Drain<'a, K, V> {
    type Item = (K, V);

    fn next(&mut self) -> Option<Self::Item> {
        todo!()
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        todo!()
    }
}

impl<K, V> ExactSizeIterator for Drain<'_, K, V> {}

impl<K, V> FusedIterator for Drain<'_, K, V> {}

/// The keys of a map; made by [`HashMap::keys`](crate::HashMap::keys).
#[derive(Debug)]
#[must_use = "an iterator does nothing unless it is used"]
pub struct Keys<'a, K, V> {
    // A place holder: the fields are yours.
    _yours: PhantomData<&'a (K, V)>,
}

impl<'a, K, V> Iterator for Keys<'a, K, V> {
    type Item = &'a K;

    fn next(&mut self) -> Option<Self::Item> {
        todo!()
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        todo!()
    }
}

/// A clone goes on from where the iterator is.
impl<K, V> Clone for Keys<'_, K, V> {
    fn clone(&self) -> Self {
        todo!()
    }
}

impl<K, V> ExactSizeIterator for Keys<'_, K, V> {}

impl<K, V> FusedIterator for Keys<'_, K, V> {}

/// The values of a map; made by [`HashMap::values`](crate::HashMap::values).
#[derive(Debug)]
#[must_use = "an iterator does nothing unless it is used"]
pub struct Values<'a, K, V> {
    // A place holder: the fields are yours.
    _yours: PhantomData<&'a (K, V)>,
}

impl<'a, K, V> Iterator for Values<'a, K, V> {
    type Item = &'a V;

    fn next(&mut self) -> Option<Self::Item> {
        todo!()
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        todo!()
    }
}

/// A clone goes on from where the iterator is.
impl<K, V> Clone for Values<'_, K, V> {
    fn clone(&self) -> Self {
        todo!()
    }
}

impl<K, V> ExactSizeIterator for Values<'_, K, V> {}

impl<K, V> FusedIterator for Values<'_, K, V> {}

/// The values of a map, to be changed; made by [`HashMap::values_mut`](crate::HashMap::values_mut).
#[derive(Debug)]
#[must_use = "an iterator does nothing unless it is used"]
pub struct ValuesMut<'a, K, V> {
    // A place holder: the fields are yours.
    _yours: PhantomData<&'a mut (K, V)>,
}

impl<'a, K, V> Iterator for ValuesMut<'a, K, V> {
    type Item = &'a mut V;

    fn next(&mut self) -> Option<Self::Item> {
        todo!()
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        todo!()
    }
}

impl<K, V> ExactSizeIterator for ValuesMut<'_, K, V> {}

impl<K, V> FusedIterator for ValuesMut<'_, K, V> {}

/// The keys of a map that is no more; made by [`HashMap::into_keys`](crate::HashMap::into_keys).
#[derive(Debug)]
pub struct IntoKeys<K, V> {
    // A place holder: the fields are yours.
    _yours: PhantomData<(K, V)>,
}

impl<K, V> Iterator for IntoKeys<K, V> {
    type Item = K;

    fn next(&mut self) -> Option<Self::Item> {
        todo!()
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        todo!()
    }
}

impl<K, V> ExactSizeIterator for IntoKeys<K, V> {}

impl<K, V> FusedIterator for IntoKeys<K, V> {}

/// The values of a map that is no more; made by [`HashMap::into_values`](crate::HashMap::into_values).
#[derive(Debug)]
pub struct IntoValues<K, V> {
    // A place holder: the fields are yours.
    _yours: PhantomData<(K, V)>,
}

impl<K, V> Iterator for IntoValues<K, V> {
    type Item = V;

    fn next(&mut self) -> Option<Self::Item> {
        todo!()
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        todo!()
    }
}

impl<K, V> ExactSizeIterator for IntoValues<K, V> {}

impl<K, V> FusedIterator for IntoValues<K, V> {}
