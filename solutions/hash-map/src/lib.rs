//! A hash map with separate chaining, whose table is hidden behind an interface.
//!
//! [`HashMap`] keeps its entries side by side in one vector. Where to look for an entry is the business of another
//! object, an index from hashes to positions that implements [`Collisions`]; [`Chaining`] is the one used unless
//! another is named.
#![forbid(unsafe_code)]
#![warn(missing_docs)]

mod chaining;
mod collisions;
mod entry;
mod error;
mod iter;
mod map;
mod serde;
mod table;
mod traits;

pub use chaining::Chaining;
pub use collisions::Collisions;
pub use entry::{Entry, OccupiedEntry, VacantEntry};
pub use error::{OccupiedError, TableError};
pub use iter::{Drain, IntoIter, IntoKeys, IntoValues, Iter, IterMut, Keys, Values, ValuesMut};
pub use map::HashMap;
