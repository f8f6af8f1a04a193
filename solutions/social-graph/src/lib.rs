//! A social network that finds the shortest chain of friends between two people.
//!
//! A [`SocialGraph`] keeps all people in memory. A [`PathFinder`] searches people on many servers, which it reaches through
//! a [`Lookup`] and [`PersonServers`]. A [`Placement`] decides which server a person belongs to.
#![forbid(unsafe_code)]
#![warn(missing_docs)]

mod finder;
mod people;
mod placement;
mod search;
mod servers;

pub use finder::{Answer, NoRetries, PathFinder, RetryPolicy, SearchError};
pub use people::{FriendshipError, Person, PersonId, SocialGraph, UnknownPerson};
pub use placement::{ConsistentHashing, Modulo, Placement, Storage, hash, rebalance};
pub use servers::{Lookup, PersonServers, ServerDown, ServerId};
