//! A second design of the hash map: entries stay in place, and chains are the textbook's lists of nodes.
//!
//! Every entry has its own box, which stays in its slot until the entry is removed, so an id is valid as long as its
//! entry is in the map. A removal frees a slot, which the next entry takes; nothing else moves. The index chains boxed
//! nodes, each of which owns the next.
//!
//! The price is an allocation for the entry and one for its node, iterators that skip free slots, and chains with
//! handwritten `Clone` and `Drop`, since derived ones would recurse.
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
