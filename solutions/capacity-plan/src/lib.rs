//! A capacity plan: a tree of parts, whose figures are known, and the steps that scale it.
//!
//! A [`Workload`] gives the [`Load`]. A [`Part`] has [`Figures`], and parts nest. A [`Plan`] finds the [`Bottleneck`],
//! applies and undoes a [`Step`], and reaches [`Goals`] with the help of a [`Policy`].
//!
//! # Examples
//!
//! ```
//! use capacity_plan_solution::{Figures, Latency, Load, Money, Part, Plan, Rate, Ratio};
//!
//! let server = Figures {
//!     capacity: Rate(1_000),
//!     latency: Latency(2_000),
//!     cost: Money(50_00),
//!     availability: Ratio::try_from(999_000_000)?,
//! };
//! let pair = Part::balancer(vec![Part::server(server)?, Part::server(server)?])?;
//! assert_eq!(pair.figures()?.availability.parts_per_billion(), 999_999_000);
//!
//! let plan = Plan::new(pair);
//! let bottleneck = plan.bottleneck(Load { reads: Rate(1_000), writes: Rate(0) })?.expect("there is a load");
//! assert_eq!(bottleneck.growth_factor(), 200);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
#![forbid(unsafe_code)]
#![warn(missing_docs)]

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
