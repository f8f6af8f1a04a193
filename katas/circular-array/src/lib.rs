//! A ring buffer of fixed capacity, with an overflow policy as a part of its type.
//!
//! The public API and its documentation are already here. You write the fields, the private types and the bodies.
// The unfinished bodies need this line. Remove it together with the last `todo!()`.
#![allow(unused_variables, clippy::needless_pass_by_value)]
#![forbid(unsafe_code)]
#![warn(missing_docs)]

mod array;
mod error;
mod iter;
mod overflow;
mod slot;
mod snapshot;
mod traits;

pub use array::CircularArray;
pub use error::{CapacityError, Full};
pub use iter::{IntoIter, Iter, IterMut};
pub use overflow::{Displace, Overflow, PendingPush, Refuse};
pub use slot::Slot;
pub use snapshot::Snapshot;
