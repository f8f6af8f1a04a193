//! A ring buffer of fixed capacity that separates positions from values.
//!
//! `Marks` is a small `Copy` type with the positions of the two ends of a ring. It knows no values, so its arithmetic
//! can be read and tested alone. It returns slot numbers for pushes and pops. An array pairs it with slots, an iterator
//! pops from a copy of it, and a pending push has the indices that each decision would change.
//!
//! The ends go around the ring twice before they start again, so no length is stored: equal ends mean empty, the same
//! slot on different rounds means full.
#![forbid(unsafe_code)]
#![warn(missing_docs)]

mod array;
mod error;
mod iter;
mod marks;
mod overflow;
mod slot;
mod snapshot;

pub use array::CircularArray;
pub use error::{CapacityError, Full};
pub use iter::{IntoIter, Iter, IterMut};
pub use overflow::{Displace, Overflow, PendingPush, Refuse};
pub use slot::Slot;
pub use snapshot::Snapshot;
