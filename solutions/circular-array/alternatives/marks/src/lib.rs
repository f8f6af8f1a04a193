//! A ring buffer of fixed capacity, in which positions are one thing and values another.
//!
//! `Marks` knows the two ends of a ring and nothing of values. An array pairs it with slots, and an iterator is a
//! copy of it that is used up.
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
