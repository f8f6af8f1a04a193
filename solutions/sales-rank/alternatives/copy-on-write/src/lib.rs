//! The best sellers of a shop: products ranked by the sales of a week.
//!
//! [`best_sellers`] ranks a list of [`Sale`]s. A [`SalesWindow`] does the same while sales arrive and time passes, and windows of
//! several machines can be merged. A [`Job`] computes on many threads. A [`Measure`] decides what a sale is worth.
//!
//! # The design
//!
//! A window and its views share the totals of each category. Publishing a view copies a pointer for each category. The first
//! sale after that copies the totals of its own category, and only of this one. So `advance` stays short, and a category in
//! which nothing is sold is never copied. Products are in a sorted list, since a list is quicker to copy than a tree; a sale
//! then moves all products behind it.
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
