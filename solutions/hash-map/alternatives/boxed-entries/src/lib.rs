//! A second design of the hash map: entries stay where they are, and chains are the textbook's lists of nodes.
//!
//! Every entry has a box of its own, and the box stays in its slot until the entry is removed: an id is good for as
//! long as its entry is in the map. A removal leaves a free slot, which the next entry takes; nothing else moves. The
//! index chains boxed nodes, each of which owns the next.
//!
//! The price is an allocation for the entry and one for its node, iterators that skip free slots, and chains that must
//! be cloned and dropped by hand, since what the compiler derives would recurse.
#![forbid(unsafe_code)]
#![warn(missing_docs)]

mod chaining;
mod collisions;
mod entry;
mod error;
mod iter;
mod map;
mod serde;
mod store;
mod traits;

pub use chaining::Chaining;
pub use collisions::Collisions;
pub use entry::{Entry, OccupiedEntry, VacantEntry};
pub use error::{OccupiedError, TableError};
pub use iter::{Drain, IntoIter, IntoKeys, IntoValues, Iter, IterMut, Keys, Values, ValuesMut};
pub use map::HashMap;
