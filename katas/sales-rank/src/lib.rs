//! The best sellers of a shop: products ranked by the sales of a week.
//!
//! [`best_sellers`] ranks a list of [`Sale`]s. A [`SalesWindow`] does the same while sales arrive and time passes, and windows of
//! several machines can be merged. A [`Job`] computes on many threads. A [`Measure`] decides what a sale is worth.
#![forbid(unsafe_code)]
#![warn(missing_docs)]
// Remove this line with the last `todo!()`.
#![allow(unused_variables, clippy::needless_pass_by_value)]

mod job;
mod measure;
mod ranking;
mod sale;
mod snapshot;
mod window;

pub use job::{Combine, Job, Map, Reduce, rank_by_jobs};
pub use measure::{Measure, Revenue, Units};
pub use ranking::{Ranked, WEEK, best_sellers};
pub use sale::{
    BuyerId, CategoryId, Cents, Field, LineError, ParseSaleError, ProductId, Sale, SellerId, Timestamp, read_log,
};
pub use snapshot::{Snapshot, SnapshotError};
pub use window::{FutureSale, Recorded, SalesWindow, SameShard, ShardId, View};
