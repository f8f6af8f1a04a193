//! Iterators over entries, keys and values: borrowed, mutable and owned.
//!
//! All iterators know their exact length and are fused.

use std::iter::FusedIterator;
use std::{slice, vec};

use crate::store::{Filled, Slot};

/// Declares an iterator that wraps another one and converts its items.
macro_rules! iterator {
    ($(#[$attribute:meta])* $name:ident<$($a:lifetime)?>($inner:ty) yields $item:ty: $make:expr) => {
        $(#[$attribute])*
        #[derive(Debug)]
        pub struct $name<$($a,)? K, V>(pub(crate) $inner);

        impl<$($a,)? K, V> Iterator for $name<$($a,)? K, V> {
            type Item = $item;

            fn next(&mut self) -> Option<$item> {
                self.0.next().map($make)
            }

            fn size_hint(&self) -> (usize, Option<usize>) {
                self.0.size_hint()
            }
        }

        impl<$($a,)? K, V> ExactSizeIterator for $name<$($a,)? K, V> {}

        impl<$($a,)? K, V> FusedIterator for $name<$($a,)? K, V> {}
    };
}

/// Implements `Clone` without the bounds on keys and values that deriving would add.
macro_rules! cloned {
    ($($name:ident)*) => {$(
        /// A clone continues from the current position.
        impl<K, V> Clone for $name<'_, K, V> {
            fn clone(&self) -> Self {
                Self(self.0.clone())
            }
        }
    )*};
}

cloned!(Iter Keys Values);

iterator! {
    /// An iterator over the entries of a map, created by [`HashMap::iter`](crate::HashMap::iter).
    #[must_use = "iterators are lazy and do nothing unless consumed"]
    Iter<'a>(Filled<slice::Iter<'a, Slot<K, V>>>) yields (&'a K, &'a V): |entry| (&entry.key, &entry.value)
}

iterator! {
    /// An iterator over the entries of a map with mutable values, created by
    /// [`HashMap::iter_mut`](crate::HashMap::iter_mut).
    #[must_use = "iterators are lazy and do nothing unless consumed"]
    IterMut<'a>(Filled<slice::IterMut<'a, Slot<K, V>>>) yields (&'a K, &'a mut V): |entry| (&entry.key, &mut entry.value)
}

iterator! {
    /// An iterator over the owned entries of a map, created by `into_iter`.
    IntoIter<>(Filled<vec::IntoIter<Slot<K, V>>>) yields (K, V): |entry| (entry.key, entry.value)
}

iterator! {
    /// An iterator over the entries removed from a map, created by [`HashMap::drain`](crate::HashMap::drain).
    Drain<'a>(Filled<vec::Drain<'a, Slot<K, V>>>) yields (K, V): |entry| (entry.key, entry.value)
}

iterator! {
    /// An iterator over the keys of a map, created by [`HashMap::keys`](crate::HashMap::keys).
    #[must_use = "iterators are lazy and do nothing unless consumed"]
    Keys<'a>(Iter<'a, K, V>) yields &'a K: |(key, _)| key
}

iterator! {
    /// An iterator over the values of a map, created by [`HashMap::values`](crate::HashMap::values).
    #[must_use = "iterators are lazy and do nothing unless consumed"]
    Values<'a>(Iter<'a, K, V>) yields &'a V: |(_, value)| value
}

iterator! {
    /// An iterator over the mutable values of a map, created by [`HashMap::values_mut`](crate::HashMap::values_mut).
    #[must_use = "iterators are lazy and do nothing unless consumed"]
    ValuesMut<'a>(IterMut<'a, K, V>) yields &'a mut V: |(_, value)| value
}

iterator! {
    /// An iterator over the owned keys of a map, created by [`HashMap::into_keys`](crate::HashMap::into_keys).
    IntoKeys<>(IntoIter<K, V>) yields K: |(key, _)| key
}

iterator! {
    /// An iterator over the owned values of a map, created by [`HashMap::into_values`](crate::HashMap::into_values).
    IntoValues<>(IntoIter<K, V>) yields V: |(_, value)| value
}
