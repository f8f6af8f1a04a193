//! The dojo's board: a server that receives the teams' runs, and a page that shows them.
//!
//! Data flows in one direction:
//!
//! 1. The server [validates](validation) an [HTTP](http) request.
//! 2. An [operation](operations) runs in a transaction of the [`database`], on the [writer](database_writer) thread.
//! 3. After the commit, the [`publisher`] applies the changes to the [state in memory](board_state) and sends them to
//!    all subscribers.
//!
//! Pages and teams get the state in memory, and only the review reads the database. A team's code is never run; even
//! comparing it happens in a [separate process](comparison_worker). For more, see `xtask/dojo/DESIGN.md`.
#![forbid(unsafe_code)]
// `println!` panics if the output is closed. Use `xtask::terminal_output` instead.
#![warn(clippy::print_stdout)]
#![warn(missing_docs)]

pub mod board_folder;
pub mod board_state;
pub mod certificate;
pub mod commands;
pub mod comparison_worker;
pub mod concurrency_limiter;
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
pub mod rate_limiter;
pub mod run_review;
pub mod secrets;
pub mod server;
pub mod server_sent_event;
pub mod storage_limits;
pub mod team_design;
pub mod validation;
mod web_assets;
