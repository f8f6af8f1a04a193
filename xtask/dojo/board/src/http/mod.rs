//! The board's HTTP interface: [`routes`], authentication and limits.

pub mod app;
mod asset_routes;
mod authentication;
mod board_routes;
mod browser_policy;
mod comparison_routes;
mod event_streams;
mod facilitator_routes;
mod json_body;
mod parameters;
mod rejection;
mod request_limits;
mod review_routes;
pub mod routes;
mod team_routes;
mod unread_body;
