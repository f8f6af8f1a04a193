//! The dojo's board: a server that teams send their runs to, and a page that shows them.
//!
//! Data flows one way. An [HTTP](http) request is [validated](validation); an [operation](operations) runs in a transaction of the
//! [`database`], in the [writer](database_writer) thread; after the commit, the [`publisher`] applies the changes to the
//! [state in memory](board_state) and sends them to everyone who watches. Pages and teams read that state; only the review reads
//! the database. The board never runs a team's code; another program [compares](comparison_worker) it. `xtask/dojo/DESIGN.md` says
//! more.
#![forbid(unsafe_code)]
#![warn(missing_docs)]

pub mod board_folder;
pub mod board_state;
pub mod certificate;
pub mod commands;
pub mod comparison_worker;
pub mod concurrency_limit;
pub mod connection_acceptor;
pub mod connections;
pub mod database;
pub mod database_copier;
pub mod database_writer;
pub mod error;
pub mod export;
pub mod file_changes;
pub mod http;
pub mod kata_choices;
pub mod listen_address;
pub mod operations;
pub mod public_address;
pub mod publisher;
pub mod rate_limit;
pub mod run_review;
pub mod secrets;
pub mod server;
pub mod server_sent_event;
pub mod storage_limits;
pub mod validation;
mod web_assets;
