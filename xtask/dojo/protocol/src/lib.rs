//! The coding dojo: what a board and the machines of its teams share.
//!
//! A board is an HTTP server on the facilitator's machine. A machine [joins](messages::JoinRequest) as a team's, posts its
//! [runs](messages::RunBatch), and follows the [state](messages::SessionState) of the session, which holds no timer:
//! countdown and turns follow from a [clock](messages::Clock) and the time of day. What a machine has of it all lies in
//! [files](team_folder) that the runner and the program that talks to the board share.
#![forbid(unsafe_code)]
#![warn(missing_docs)]

pub mod messages;
pub mod team_folder;
