//! A hash map with separate chaining, its table hidden behind an interface.
