//! Ranks.

use std::fmt::Debug;

use enum_iterator::Sequence;
use serde::{Deserialize, Serialize};

/// The ranks of a typical call center, from the lowest to the highest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Sequence, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Rank {
    /// Answers first.
    Operator,
    /// Answers what operators escalate, and helps out.
    Supervisor,
    /// Can handle everything.
    Director,
}

/// The ranks of an organization: a type whose values, from the first to the last, are its ranks from the lowest to the
/// highest.
///
/// Every type that has the traits below is one. Its [`Ord`] must agree with its [`Sequence`], as it does if both are
/// derived, and it must have at least one value.
pub trait Ladder: Copy + Ord + Debug + Sequence {}

impl<R: Copy + Ord + Debug + Sequence> Ladder for R {}
