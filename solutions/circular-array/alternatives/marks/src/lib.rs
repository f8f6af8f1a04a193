//! A ring buffer of fixed capacity, in which positions are one thing and values another.
//!
//! `Marks` knows the two ends of a ring and nothing of values: a small `Copy` value, all of whose arithmetic can be read
//! and tested alone. It hands out slot numbers for pushes and pops. An array pairs it with slots, an iterator is a
//! copy of it that is used up, and a push that waits is told beforehand which slot each decision would change.
//!
//! The ends run around the ring twice before they begin again, so no length is stored: equal ends mean empty, the same
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
