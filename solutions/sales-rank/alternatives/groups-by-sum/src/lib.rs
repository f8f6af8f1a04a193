//! The best sellers of a shop: products ranked by the sales of a week.
//!
//! [`best_sellers`] ranks a list of [`Sale`]s. A [`SalesWindow`] does the same while sales arrive and time passes, and windows of
//! several machines can be merged. A [`Job`] computes on many threads. A [`Measure`] decides what a sale is worth.
//!
//! # The design
//!
//! Products with the same sum form a group, and the groups are in order. A rank is a property of a group, so `rank` visits
//! groups and not products. Sales wait in a heap until they leave, which is all that a window needs to know about their
//! order.
#![forbid(unsafe_code)]
#![warn(missing_docs)]

mod job;
mod measure;
mod ranking;
mod sale;
mod snapshot;
mod totals;
mod window;

pub use job::{Combine, Job, Map, Reduce, rank_by_jobs};
pub use measure::{Measure, Revenue, Units};
pub use ranking::{Ranked, WEEK, best_sellers};
pub use sale::{
    BuyerId, CategoryId, Cents, Field, LineError, ParseSaleError, ProductId, Sale, SellerId, Timestamp, read_log,
};
pub use snapshot::{Snapshot, SnapshotError};
pub use window::{FutureSale, Recorded, SalesWindow, SameShard, ShardId, View};
