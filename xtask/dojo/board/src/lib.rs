//! The dojo's board: a server that teams send their runs to, and a page that shows them.
//!
//! What is sent flows one way: a request is [checked](check), [decided](session) within a transaction of the
//! [store](records), and, once that is on the disk, shown to all who watch ([`keeper`], [`picture`]). The page and the teams
//! read the picture; only a review reads the store. A team's code is text here, never run; what [`compare`]s it is another program.
#![forbid(unsafe_code)]
#![warn(missing_docs)]

pub mod check;
pub mod compare;
pub mod door;
pub mod export;
pub mod host;
pub mod http;
pub mod keeper;
pub mod limiter;
pub mod picture;
pub mod records;
pub mod review;
pub mod secrets;
pub mod session;
pub mod sqlite;
