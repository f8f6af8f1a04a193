//! A ring buffer of fixed capacity that separates positions from values.
//!
//! `Marks` is a small `Copy` type with the positions of a ring's two ends. Since it contains no values, you can test
//! its arithmetic separately. Its push and pop methods return slot numbers. An array combines `Marks` with slots, and
//! an iterator pops from a copy. A pending push, on the other hand, stores the indices that each decision would change.
//!
//! Positions count two rounds around the ring before they restart at 0, which makes it unnecessary to store a length:
//! if both positions are equal, the ring is empty, and if they refer to the same slot in different rounds, it is full.
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
