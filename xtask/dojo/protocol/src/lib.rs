//! The messages, files and text rules that a dojo's board and the teams' machines share.
//!
//! The board is an HTTP server on the facilitator's machine. A team's machine [joins](messages::JoinRequest) a team,
//! posts its [runs](messages::RunBatch), and follows the session's [state](messages::SessionState). The state does not
//! contain a timer; instead, readers compute the countdown and the turns from a [clock](messages::Clock) and the time
//! of day. Within a team's machine, the runner and `dojo-link` exchange data through [one folder](team_folder).
#![forbid(unsafe_code)]
#![warn(missing_docs)]

pub mod followed_session;
mod json_file;
mod link_process;
pub mod messages;
pub mod outbox;
pub mod private_folder;
pub mod replace_file;
pub mod safe_text;
pub mod source_path;
pub mod team_folder;
pub mod time;
