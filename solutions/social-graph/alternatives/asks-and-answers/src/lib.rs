//! A social network that finds the shortest chain of friends between two people.
//!
//! A [`SocialGraph`] keeps all people in memory. A [`PathFinder`] searches people on many servers, which it reaches through
//! a [`Lookup`] and [`PersonServers`]. A [`Placement`] decides which server a person belongs to.
//!
//! # The design
//!
//! The search calls nobody. It is a value with a state: `next` says whom it wants to know, and `supply` takes the people
//! that the caller has fetched in the meantime. Memory and servers each drive it with a loop of their own. So the search
//! could run over an asynchronous network without a change, but each caller has to repeat the loop.
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
