//! A ring buffer of fixed capacity. A push or a pop at either end moves no other value.
//!
//! The public items and their documentation are given; the fields, the private types and the bodies are yours.
// Delete this with the last `todo!()`.
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
