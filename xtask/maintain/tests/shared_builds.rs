//! Checks that the katas' workspace and the runner's share the builds of expensive crates. A first build takes seconds longer
//! for each further version or set of features of such a crate.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

const CRATES: [&str; 3] = ["serde_core v", "serde_json v", "syn v"];

/// Returns the versions and features of the crates in the builds of a package.
fn builds(manifest: &str, package: &str, edges: &str) -> BTreeSet<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let output = Command::new(env!("CARGO"))
        .current_dir(root)
        .args(["tree", "--locked", "--manifest-path", manifest, "--package", package, "--edges", edges])
        .args(["--prefix", "none", "--no-dedupe", "--format", "{p}: {f}"])
        .output()
        .expect("Cargo is installed");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let tree = String::from_utf8(output.stdout).expect("Cargo prints UTF-8");
    let is_checked = |line: &&str| CRATES.iter().any(|name| line.starts_with(name));
    tree.lines().filter(is_checked).map(str::to_owned).collect()
}

#[test]
fn the_runner_and_the_katas_share_builds() {
    let runner = builds("xtask/Cargo.toml", "xtask", "normal,build");
    assert_eq!(runner.len(), CRATES.len() + 1, "builds of serde_core, serde_json, and two versions of syn: {runner:?}");
    let others = [
        ("Cargo.toml", "vending-machine", "normal,build,dev"),
        ("Cargo.toml", "hash-map", "normal,build,dev"),
        ("xtask/Cargo.toml", "compare", "normal,build"),
    ];
    for (manifest, package, edges) in others {
        let builds = builds(manifest, package, edges);
        assert!(!builds.is_empty() && builds.is_subset(&runner), "{package}: {builds:?}, but the runner: {runner:?}");
    }
}
