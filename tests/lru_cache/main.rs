//! The suite of the lru cache kata, a stage a module.

mod support;
