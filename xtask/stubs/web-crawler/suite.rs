//! Runs the suite in `tests/web_crawler` against your code. Don't edit this file.

#[path = "../../tests/web_crawler/main.rs"]
mod suite;
