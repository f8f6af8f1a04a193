//! Ranks.

use std::fmt::Debug;

use enum_iterator::Sequence;

/// The ranks of a typical call center, from the lowest to the highest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Sequence)]
pub enum Rank {
    /// The lowest rank, which answers first.
    Operator,
    /// The rank above operators, which helps out and takes escalated calls.
    Supervisor,
    /// The highest rank, which can take every call.
    Director,
}

/// A type whose values are the ranks of an organization, from the lowest to the highest.
///
/// Every type with these supertraits implements this trait. The type must have at least one value, and its [`Ord`] must
/// agree with its [`Sequence`], which is always the case if both are derived.
///
/// # Examples
///
/// ```
/// use call_center_solution::CallCenter;
/// use enum_iterator::Sequence;
///
/// #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Sequence)]
/// enum Crew {
///     Sailor,
///     Mate,
///     Captain,
/// }
///
/// let mut bridge = CallCenter::new();
/// bridge.hire(Crew::Sailor);
/// let ahab = bridge.hire(Crew::Captain);
/// let call = bridge.receive(Crew::Mate)?;
/// assert_eq!(bridge.call_of(ahab)?, Some(call));
/// # Ok::<(), call_center_solution::Error>(())
/// ```
pub trait Ladder: Copy + Ord + Debug + Sequence {}

impl<R: Copy + Ord + Debug + Sequence> Ladder for R {}
