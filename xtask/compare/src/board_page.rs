//! The page of a dojo's board that compares a team's code with the reference or with another team's code.
//!
//! The code may be hostile, so it is only parsed, never built or run. It arrives in a single file, and no other file is
//! opened, even if the code names one. Should the comparison still take too much time or memory, the board kills this
//! program.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use compare::comparison::NamedDesign;
use compare::crate_source::CrateSource;
use compare::design::Contract;
use compare::{design_locations, kata_designs};
use serde::Deserialize;
use xtask::error::{Error, Result};
use xtask::workspace::Workspace;

/// The contents of the file written by the board.
#[derive(Deserialize)]
struct PageRequest {
    left: TeamCode,
    /// The other team's code, or `None` for the reference.
    right: Option<TeamCode>,
}

#[derive(Deserialize)]
struct TeamCode {
    name: String,
    /// The files, by path in the kata's folder.
    sources: BTreeMap<PathBuf, String>,
}

/// Prints the page to standard output.
pub(crate) fn print(kata: &str, file: &Path) -> Result<()> {
    let workspace = Workspace::find()?;
    let kata = workspace.kata(kata)?;
    let text = fs::read(file).map_err(Error::io("cannot read", file))?;
    let request: PageRequest = serde_json::from_slice(&text)
        .map_err(|error| Error::BadFile { path: file.to_owned(), reason: error.to_string() })?;
    let contract = kata_designs::contract(kata);
    let is_reference = request.right.is_none();
    let yours = team_design(request.left, &contract);
    let known: Vec<NamedDesign> = design_locations::reference_and_alternatives(kata)
        .iter()
        .map(|location| kata_designs::read(&workspace, location, &contract))
        .collect();
    let known: Vec<&NamedDesign> = known.iter().collect();
    let other = request.right.map(|team| team_design(team, &contract));
    let others = other.as_ref().map_or_else(|| known.clone(), |other| vec![other]);
    let designs: Vec<&NamedDesign> = std::iter::once(&yours).chain(others).collect();
    let mut comparison = kata_designs::compare(kata, &designs, 1, is_reference, None);
    comparison = kata_designs::with_headline(kata, comparison, &yours, designs[1], &known);
    // Clippy did not run, so its row has no values.
    comparison.figures.retain(|figure| figure.values.iter().any(|value| value.count.is_some()));
    let page = kata_designs::page(kata, &comparison).map_err(|error| Error::Other(error.to_string()))?;
    Ok(std::io::stdout().write_all(page.as_bytes())?)
}

fn team_design(team: TeamCode, contract: &Contract) -> NamedDesign {
    let source = CrateSource::of_files(&team.sources, Path::new("src/lib.rs"));
    // These two names are reserved for the learner's code and the reference.
    let name = match team.name.as_str() {
        "yours" | "reference" => format!("team {}", team.name),
        _ => team.name,
    };
    NamedDesign::of(name, PathBuf::from("src"), source, contract)
}
