//! A social network that finds the shortest chain of friends between two people.
//!
//! A [`SocialGraph`] keeps all people in memory. A [`PathFinder`] searches people on many servers, which it reaches through
//! a [`Lookup`] and [`PersonServers`]. A [`Placement`] decides which server a person belongs to.
//!
//! # The design
//!
//! A search over servers is one object with one table, which has a row for each person reached: from which end, over whom,
//! and on which server. Friendships in memory are a set of pairs, and the search in memory is a plain queue. Each search
//! is short to read from top to bottom. But there are two of them, and the one over servers does everything at once.
#![forbid(unsafe_code)]
#![warn(missing_docs)]

mod finder;
mod people;
mod placement;
mod servers;

pub use finder::{Answer, NoRetries, PathFinder, RetryPolicy, SearchError};
pub use people::{FriendshipError, Person, PersonId, SocialGraph, UnknownPerson};
pub use placement::{ConsistentHashing, Modulo, Placement, Storage, hash, rebalance};
pub use servers::{Lookup, PersonServers, ServerDown, ServerId};
