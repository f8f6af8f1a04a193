//! A hash map with separate chaining, whose table is hidden behind an interface.
//!
//! The public items and their meaning are given; the fields, the private types and the bodies are yours.
// For the unfinished bodies. Remove this with the last `todo!()`.
#![allow(unused_variables, clippy::needless_pass_by_value)]
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
