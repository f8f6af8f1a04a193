//! A second design: every entry in a box of its own, and vectors of ids for chains.
#![forbid(unsafe_code)]
#![warn(missing_docs)]

mod collisions;
mod entry;
mod error;
mod iter;
mod map;

pub use collisions::{Chaining, Collisions};
pub use entry::{Entry, OccupiedEntry, VacantEntry};
pub use error::{OccupiedError, TableError};
pub use iter::{Drain, IntoIter, IntoKeys, IntoValues, Iter, IterMut, Keys, Values, ValuesMut};
pub use map::HashMap;
