//! Empty: Cargo needs a library target for the package, and the benchmarks share no code.
