//! A hash map with separate chaining and pluggable collision strategies.
//!
//! [`HashMap`] stores its entries in one vector. A separate index, which implements [`Collisions`], maps hashes to
//! positions in that vector. The default index is [`Chaining`].
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
