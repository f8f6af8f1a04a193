//! A ring buffer of fixed capacity that separates positions from values.
//!
//! `Marks` is a small `Copy` type with the positions of the two ends of a ring. It contains no values, so its arithmetic
//! can be tested alone. Its push and pop methods return slot numbers. An array combines it with slots, an iterator pops
//! from a copy of it, and a pending push stores the indices that each decision would change.
//!
//! Positions count two rounds around the ring before they restart at 0, so no length is stored. If both positions are
//! equal, the ring is empty. If they mean the same slot in different rounds, it is full.
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
