//! A second design of the hash map: entries stay in place, and chains are linked lists of nodes, as in textbooks.
//!
//! Each entry is boxed and stays in its slot until it is removed, so its id stays valid as long as it is in the map.
//! Removing an entry frees its slot for the next new entry but moves nothing else. The index consists of linked lists
//! of boxed nodes.
//!
//! On the downside, each entry takes two allocations (the entry and its node), iterators have to skip free slots, and
//! a chain needs handwritten `Clone` and `Drop`, since derived ones would recurse.
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
