//! Source files of a build, read from Cargo's dep-info files.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::cargo_messages::Artifact;

/// Returns the files that a package of the workspace at `root` was built from.
///
/// This includes files read by `include_str!`. For other packages, and if Cargo wrote no dep-info file, the set is
/// empty.
pub(super) fn inputs(root: &Path, artifact: &Artifact) -> BTreeSet<PathBuf> {
    let mut inputs = BTreeSet::new();
    if !artifact.package_id.starts_with("path+file:") {
        return inputs;
    }
    for file in &artifact.filenames {
        let name = file.file_stem().unwrap_or_default().to_string_lossy();
        let named = [name.as_ref(), name.strip_prefix("lib").unwrap_or(&name)];
        for name in named {
            let text = fs::read_to_string(file.with_file_name(format!("{name}.d"))).unwrap_or_default();
            inputs.extend(parse(&text).into_iter().map(|path| root.join(path)));
        }
    }
    inputs
}

/// Returns the source paths in a dep-info file.
///
/// Its lines have the form `target: source source`, with escaped blanks.
fn parse(dep_info: &str) -> Vec<PathBuf> {
    let sources =
        dep_info.lines().filter_map(|line| line.split_once(": ")).filter(|(target, _)| !target.starts_with('#'));
    let words = sources.flat_map(|(_, sources)| {
        let sources = sources.replace("\\ ", "\0");
        sources.split_whitespace().map(|path| PathBuf::from(path.replace('\0', " "))).collect::<Vec<_>>()
    });
    words.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parse_returns_every_source() {
        let text = "/t/suite-1.d: katas/a/suite.rs katas/a/my\\ data.txt\n\n/t/suite-1: katas/a/suite.rs\n\nkatas/a/suite.rs:\n\n# env-dep:X\n";
        let paths: BTreeSet<PathBuf> = parse(text).into_iter().collect();
        assert_eq!(paths, ["katas/a/my data.txt", "katas/a/suite.rs"].map(PathBuf::from).into());
    }
}
