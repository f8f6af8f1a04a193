//! A capacity plan: a tree of parts, whose figures are known, and the steps that scale it.
//!
//! A [`Workload`] gives the [`Load`]. A [`Part`] has [`Figures`], and parts nest. A [`Plan`] finds the [`Bottleneck`],
//! applies and undoes a [`Step`], and reaches [`Goals`] with the help of a [`Policy`].
#![forbid(unsafe_code)]
#![warn(missing_docs)]
// Remove this line when no `todo!()` is left.
#![allow(dead_code, unused_variables, clippy::needless_pass_by_value)]

mod figures;
mod flow;
mod outline;
mod part;
mod plan;
mod planner;
mod quantity;
mod step;
mod workload;

pub use figures::{Figures, Ratio, RatioTooLarge};
pub use flow::Bottleneck;
pub use outline::{Kind, NotBuiltIn, Outline, Snapshot, SnapshotError};
pub use part::{Component, Part, PartError, PartId};
pub use plan::Plan;
pub use planner::{Applied, Cheapest, Goal, Goals, Milestone, PlannerError, Policy, Situation};
pub use quantity::{ArithmeticError, Bytes, Latency, Money, Quantity, Rate, Volume};
pub use step::{Catalog, NothingToUndo, Step, StepError, StepKind};
pub use workload::{Load, Workload};
