//! Tests that the parts of this repository's workspace agree.
//!
//! They don't read any learner's code, so unfinished katas don't affect them.

use std::fs;
use std::path::{Path, PathBuf};

use xtask::workspace::{Kata, Stage, Track, Workspace};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace's root").to_owned()
}

fn katas() -> Vec<Kata> {
    let workspace = Workspace::at(root()).expect("read the root manifest");
    assert!(!workspace.katas().is_empty(), "the workspace has no katas");
    workspace.katas().to_vec()
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

#[test]
fn every_kata_folder_is_listed() {
    let listed: Vec<String> = katas().iter().map(|kata| kata.name().to_owned()).collect();
    for home in ["solutions", "xtask/stubs"] {
        let folders = fs::read_dir(root().join(home)).expect("read the folder");
        let mut names: Vec<String> =
            folders.map(|folder| folder.expect("read the entry").file_name().into_string().expect("UTF-8")).collect();
        names.sort();
        let mut wanted = listed.clone();
        wanted.sort();
        assert_eq!(names, wanted, "folders in {home}");
    }
}

#[test]
fn plain_cargo_test_skips_the_katas() {
    let manifest: toml::Table = read("Cargo.toml").parse().expect("parse the root manifest");
    let defaults = manifest["workspace"]["default-members"].as_array().expect("a list of packages");
    for member in defaults {
        let member = member.as_str().expect("a string");
        assert!(
            !member.starts_with("katas/"),
            "{member} is a default member, so an unfinished kata would fail `cargo test`"
        );
    }
    for kata in katas() {
        let solution = format!("solutions/{}", kata.name());
        let listed = defaults.iter().any(|member| member.as_str() == Some(&solution));
        assert!(listed, "{solution} is not a default member, so `cargo test` skips it");
    }
}

#[test]
fn every_suite_is_compiled_against_kata_and_reference() {
    let suites = read("tests/Cargo.toml");
    for kata in katas() {
        let (name, identifier) = (kata.name(), kata.identifier());
        let target = format!("[[test]]\nname = \"{name}\"\npath = \"{identifier}/solution.rs\"\n");
        assert!(suites.contains(&target), "tests/Cargo.toml has no target for {name}");
        let solution = read(&format!("tests/{identifier}/solution.rs"));
        assert!(solution.contains("#[path = \"main.rs\"]"), "{identifier}/solution.rs does not include main.rs");
        assert!(
            solution.contains("#[cfg(not(rust_analyzer))]"),
            "{identifier}/solution.rs does not hide from rust-analyzer"
        );
        let stub = read(&format!("xtask/stubs/{name}/Cargo.toml"));
        // rust-analyzer cannot find the package of a target whose path is outside the package.
        assert!(stub.contains("[[test]]\nname = \"suite\"\npath = \"suite.rs\"\n"), "{name} has no suite");
        let for_editors =
            format!("path = \"../../tests/{identifier}/solution.rs\"\nrequired-features = [\"editor\"]\n");
        assert!(stub.contains(&for_editors), "{name} has no target for rust-analyzer");
        let suite = read(&format!("xtask/stubs/{name}/suite.rs"));
        let path = format!("#[path = \"../../tests/{identifier}/main.rs\"]\nmod suite;");
        assert!(suite.contains(&path), "the suite of {name} differs from the reference's");
        assert_eq!(suite, read(&format!("katas/{name}/suite.rs")));
    }
}

#[test]
fn every_stage_has_a_text_a_time_box_and_hints() {
    for kata in katas() {
        let stages = kata.stages().unwrap_or_else(|error| panic!("{error}"));
        let numbers: Vec<u32> = stages.iter().map(|stage| stage.number).collect();
        assert_eq!(numbers, (1..).take(stages.len()).collect::<Vec<u32>>(), "stage numbers of {}", kata.name());
        for stage in &stages {
            let lines = stage.text.lines().count();
            assert!((5..=60).contains(&lines), "the text of {} has {lines} lines; the limit is 5 to 60", stage.module);
            let hints = kata.hints(stage.number).unwrap_or_else(|error| panic!("{error}"));
            assert!(hints.len() >= 3, "{} of {} has {} hints", stage.module, kata.name(), hints.len());
        }
    }
}

#[test]
fn the_readme_lists_every_kata() {
    let readme = read("README.md");
    let katas = katas();
    let headings = Track::headings(&katas.iter().map(Kata::track).collect::<Vec<_>>());
    let mut listed = 0;
    for (kata, heading) in katas.iter().zip(headings) {
        if let Some(heading) = heading {
            let heading = format!("\n### {heading}\n");
            listed += readme[listed..].find(&heading).unwrap_or_else(|| panic!("README.md lacks {heading} in order"));
        }
        let about = kata.about().unwrap_or_else(|error| panic!("{error}"));
        let stages = kata.stages().expect("the stages are valid");
        let core: Vec<&Stage> = stages.iter().filter(|stage| stage.is_core).collect();
        let row = format!(
            "| [`{0}`](katas/{0}/README.md) | {1} | {2} | {3} |",
            kata.name(),
            about.teaches,
            effort(&core),
            effort(&stages.iter().collect::<Vec<_>>()),
        );
        listed += readme[listed..].find(&row).unwrap_or_else(|| panic!("README.md lacks the row, in order: {row}"));
    }
}

/// Returns the number of stages and their time, as in the README's table.
fn effort(stages: &[&Stage]) -> String {
    let minutes: u32 = stages.iter().map(|stage| stage.minutes).sum();
    let time =
        if minutes < 60 { format!("{minutes} min") } else { format!("{} h {:02} min", minutes / 60, minutes % 60) };
    format!("{} stages, {time}", stages.len())
}
