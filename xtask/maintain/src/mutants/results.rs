//! The results of mutation tests: the mutants that a suite catches, misses, or catches by a timeout alone.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use xtask::terminal_output::print_line;

use serde::Deserialize;
use serde_json::Value;

use super::mutant_test_run::TestOutcomes;
use crate::error::{Error, Result};
use crate::files;

/// The content of a kata's `mutants.toml`.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Explanations {
    #[serde(default)]
    endless: Vec<Explanation>,
}

/// A reason why only a timeout catches a mutant.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Explanation {
    /// The end of the mutant's name.
    mutant: String,
    reason: String,
}

/// The results for one kata.
#[derive(Default)]
pub struct MutantResults {
    /// The number of tested mutants.
    pub mutants: usize,
    /// The number of mutants that do not compile.
    pub unviable: usize,
    pub missed: Vec<String>,
    /// The tests that fail, by mutant.
    pub caught: BTreeMap<String, BTreeSet<String>>,
    /// The mutants that only a timeout catches, with the reason from `mutants.toml`.
    pub timeout_only: BTreeMap<String, Option<String>>,
    /// The entries of `mutants.toml` that match no mutant.
    unknown: Vec<String>,
}

impl MutantResults {
    /// Reads the results that cargo-mutants wrote to `folder`.
    pub fn read(folder: &Path) -> Result<Self> {
        let mut read = Self::default();
        let path = folder.join("outcomes.json");
        let results: Value = serde_json::from_str(&files::read(&path)?).map_err(Error::file(&path))?;
        for result in results["outcomes"].as_array().into_iter().flatten() {
            let Some(name) = result["scenario"]["Mutant"]["name"].as_str().map(str::to_owned) else { continue };
            read.mutants += 1;
            if result["summary"] == "Unviable" {
                read.unviable += 1;
                continue;
            }
            let log = folder.join(result["log_path"].as_str().unwrap_or_default());
            match TestOutcomes::find(&files::read(&log)?) {
                Some(outcomes) if !outcomes.failed.is_empty() => {
                    read.caught.insert(name, outcomes.failed.into_iter().chain(outcomes.timed_out).collect());
                }
                Some(outcomes) if outcomes.timed_out.is_empty() => read.missed.push(name),
                // Without any outcomes, the executable must have hung before it listed its tests, because a constructor
                // calls the mutant.
                _ => {
                    read.timeout_only.insert(name, None);
                }
            }
        }
        Ok(read)
    }

    /// Adds the reasons from `mutants.toml`. If all mutants were tested, an entry that matches none of them is a
    /// problem.
    pub fn explain(&mut self, path: &Path, all_were_tested: bool) -> Result<()> {
        let explanations: Explanations = match files::read(path) {
            Ok(text) => toml::from_str(&text).map_err(Error::file(path))?,
            Err(_) => Explanations::default(),
        };
        for Explanation { mutant, reason } in explanations.endless {
            let mut used = false;
            for (_, why) in self.timeout_only.iter_mut().filter(|(name, _)| name.ends_with(&mutant)) {
                *why = Some(reason.clone());
                used = true;
            }
            if !used && all_were_tested {
                self.unknown.push(mutant);
            }
        }
        Ok(())
    }

    /// Prints the mutants that are missed or caught by a timeout alone, and returns whether there were no problems.
    pub fn print_problems(&self, kata: &str) -> Result<bool> {
        for name in &self.missed {
            print_line(format_args!("  missed: {name}"))?;
        }
        for (name, reason) in &self.timeout_only {
            print_line(format_args!("  timeout only: {name}"))?;
            match reason {
                Some(reason) => print_line(format_args!("      {}", reason.trim().replace('\n', "\n      ")))?,
                None => {
                    print_line(format_args!(
                        "      no reason: test it with a count, or give a reason in solutions/{kata}/mutants.toml"
                    ))?;
                }
            }
        }
        for mutant in &self.unknown {
            print_line(format_args!("  unknown mutant in solutions/{kata}/mutants.toml: {mutant}"))?;
        }
        Ok(self.missed.is_empty() && self.unknown.is_empty() && self.timeout_only.values().all(Option::is_some))
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    /// Returns a folder like those that cargo-mutants writes, with these outcomes.
    fn folder(mutants: &[(&str, TestOutcomes)]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let mut outcomes = vec![serde_json::json!({"scenario": {"Mutant": {"name": "broken"}}, "summary": "Unviable"})];
        for (number, (name, of_mutant)) in mutants.iter().enumerate() {
            let log = format!("{number}.log");
            fs::write(folder.path().join(&log), of_mutant.to_line()).expect("the log is written");
            let mutant = serde_json::json!({"Mutant": {"name": name}});
            outcomes.push(serde_json::json!({"scenario": mutant, "summary": "CaughtMutant", "log_path": log}));
        }
        let outcomes = serde_json::json!({"outcomes": outcomes}).to_string();
        fs::write(folder.path().join("outcomes.json"), outcomes).expect("the outcomes are written");
        folder
    }

    fn results() -> MutantResults {
        let of = |failed: &[&str], timed_out: &[&str]| TestOutcomes {
            passed: vec!["stage_1::quiet".to_owned()],
            failed: failed.iter().map(|&name| name.to_owned()).collect(),
            timed_out: timed_out.iter().map(|&name| name.to_owned()).collect(),
            not_run: Vec::new(),
        };
        let folder = folder(&[
            ("a.rs:1:1: replace f", of(&["stage_1::table::case_1"], &[])),
            ("a.rs:2:1: replace g", of(&["stage_1::table::case_2", "stage_1::plain"], &["stage_1::slow"])),
            ("a.rs:3:1: replace h", of(&[], &[])),
            ("a.rs:4:1: replace += with *= in i", of(&[], &["stage_1::slow"])),
        ]);
        MutantResults::read(folder.path()).expect("the results are complete")
    }

    #[test]
    fn read_sorts_mutants_by_result() {
        let results = results();
        assert_eq!((results.mutants, results.unviable), (5, 1));
        assert_eq!(results.missed, ["a.rs:3:1: replace h"]);
        let caught = ["stage_1::table::case_2", "stage_1::plain", "stage_1::slow"].map(str::to_owned);
        assert_eq!(results.caught["a.rs:2:1: replace g"], BTreeSet::from(caught));
        assert_eq!(results.timeout_only.keys().collect::<Vec<_>>(), ["a.rs:4:1: replace += with *= in i"]);
    }

    #[test]
    fn reasons_must_match_timeouts() {
        let mut results = results();
        results.missed.clear();
        assert!(!results.print_problems("a-kata").expect("the output is open"), "without a reason");
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("mutants.toml");
        fs::write(&path, "[[endless]]\nmutant = \"replace += with *= in i\"\nreason = \"it never returns\"\n")
            .expect("the reasons are written");
        results.explain(&path, true).expect("the reasons are read");
        assert!(results.print_problems("a-kata").expect("the output is open"));
        fs::write(&path, "[[endless]]\nmutant = \"replace j\"\nreason = \"stale\"\n").expect("the reasons are written");
        results.explain(&path, false).expect("the reasons are read");
        assert!(results.print_problems("a-kata").expect("the output is open"), "after a test of some mutants");
        results.explain(&path, true).expect("the reasons are read");
        assert!(!results.print_problems("a-kata").expect("the output is open"), "with a stale reason");
    }
}
