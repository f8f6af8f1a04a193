//! The suite of the hash map kata, a stage a module.

mod support;
