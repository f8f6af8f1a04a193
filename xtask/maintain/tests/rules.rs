//! Tests of `cargo xtask rules`, which are started like by the runner.

use std::process::Command;

#[test]
fn a_closed_pipe_is_not_an_error() {
    let (reader, writer) = std::io::pipe().expect("a pipe");
    drop(reader);
    let mut rules = Command::new(env!("CARGO_BIN_EXE_maintain"));
    let output = rules.args(["rules", "hash-map"]).stdout(writer).output().expect("the program starts");
    assert_eq!((output.status.code(), String::from_utf8_lossy(&output.stderr).as_ref()), (Some(0), ""));
}
