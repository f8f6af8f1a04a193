//! Iterators over a map: borrowed, mutable and owned; over entries, keys and values.
//!
//! All know their exact length and stay at their end.

use std::iter::FusedIterator;
use std::{slice, vec};

use crate::store::{Filled, Slot};

/// Declares an iterator: what it goes over, and what it makes of each item of that.
macro_rules! iterator {
    ($(#[$attribute:meta])* $name:ident<$($a:lifetime)?>($inner:ty) gives $item:ty: $make:expr) => {
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

/// An iterator that borrows is cloned without asking anything of keys and values, which a derived `Clone` would.
macro_rules! cloned {
    ($($name:ident)*) => {$(
        /// A clone goes on from where the iterator is.
        impl<K, V> Clone for $name<'_, K, V> {
            fn clone(&self) -> Self {
                Self(self.0.clone())
            }
        }
    )*};
}

cloned!(Iter Keys Values);

iterator! {
    /// The entries of a map, borrowed; made by [`HashMap::iter`](crate::HashMap::iter).
    #[must_use = "an iterator does nothing unless it is used"]
    Iter<'a>(Filled<slice::Iter<'a, Slot<K, V>>>) gives (&'a K, &'a V): |entry| (&entry.key, &entry.value)
}

iterator! {
    /// The entries of a map, with values that can be changed; made by [`HashMap::iter_mut`](crate::HashMap::iter_mut).
    #[must_use = "an iterator does nothing unless it is used"]
    IterMut<'a>(Filled<slice::IterMut<'a, Slot<K, V>>>) gives (&'a K, &'a mut V): |entry| (&entry.key, &mut entry.value)
}

iterator! {
    /// The entries of a map that is no more.
    IntoIter<>(Filled<vec::IntoIter<Slot<K, V>>>) gives (K, V): |entry| (entry.key, entry.value)
}

iterator! {
    /// The entries taken out of a map that stays; made by [`HashMap::drain`](crate::HashMap::drain).
    Drain<'a>(Filled<vec::Drain<'a, Slot<K, V>>>) gives (K, V): |entry| (entry.key, entry.value)
}

iterator! {
    /// The keys of a map; made by [`HashMap::keys`](crate::HashMap::keys).
    #[must_use = "an iterator does nothing unless it is used"]
    Keys<'a>(Iter<'a, K, V>) gives &'a K: |(key, _)| key
}

iterator! {
    /// The values of a map; made by [`HashMap::values`](crate::HashMap::values).
    #[must_use = "an iterator does nothing unless it is used"]
    Values<'a>(Iter<'a, K, V>) gives &'a V: |(_, value)| value
}

iterator! {
    /// The values of a map, to be changed; made by [`HashMap::values_mut`](crate::HashMap::values_mut).
    #[must_use = "an iterator does nothing unless it is used"]
    ValuesMut<'a>(IterMut<'a, K, V>) gives &'a mut V: |(_, value)| value
}

iterator! {
    /// The keys of a map that is no more; made by [`HashMap::into_keys`](crate::HashMap::into_keys).
    IntoKeys<>(IntoIter<K, V>) gives K: |(key, _)| key
}

iterator! {
    /// The values of a map that is no more; made by [`HashMap::into_values`](crate::HashMap::into_values).
    IntoValues<>(IntoIter<K, V>) gives V: |(_, value)| value
}
