//! A ring buffer of fixed capacity, with an overflow policy as a part of its type.
//!
//! A [`CircularArray`] owns a ring of slots, so that a push or a pop at either end moves no other value. Once the array
//! is full, its [`Overflow`] policy handles each push. For example, [`Refuse`] returns the new value, while
//! [`Displace`] removes the value at the other end.
//!
//! # Examples
//!
//! ```
//! use circular_array_solution::{CircularArray, Displace};
//!
//! let mut last_three = CircularArray::with_policy(3, Displace)?;
//! last_three.extend([1, 2, 3, 4]);
//! assert_eq!(last_three.push_back(5), Some(2));
//! assert_eq!((last_three[0], last_three[-1]), (3, 5));
//! # Ok::<(), circular_array_solution::CapacityError>(())
//! ```
#![forbid(unsafe_code)]
#![warn(missing_docs)]

mod array;
mod error;
mod iter;
mod overflow;
mod ring;
mod slot;
mod snapshot;
mod traits;

pub use array::CircularArray;
pub use error::{CapacityError, Full};
pub use iter::{IntoIter, Iter, IterMut};
pub use overflow::{Displace, Overflow, PendingPush, Refuse};
pub use slot::Slot;
pub use snapshot::Snapshot;
