//! What a dojo's board shows of a team's code beside the reference, or beside another team's: the same page as after green.
//!
//! Whoever wrote that code may mean no good. It comes in one file, no other is opened whatever the code names, and nothing of
//! it is built or run. The board ends this program if it takes too long or too much memory.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use compare::model::{Contract, Crate};
use compare::sides;
use compare::source::Source;
use compare::view::html;
use serde::Deserialize;
use xtask::error::{Error, Result};
use xtask::workspace::Workspace;

use crate::{Read, compared, contract, read};

/// What the board wants to be compared.
#[derive(Deserialize)]
struct Review {
    left: Team,
    /// Without one, it is the reference.
    right: Option<Team>,
}

#[derive(Deserialize)]
struct Team {
    name: String,
    /// By their paths in the kata's folder.
    sources: BTreeMap<PathBuf, String>,
}

/// Prints the page to standard output.
pub(crate) fn print(kata: &str, file: &Path) -> Result<()> {
    let workspace = Workspace::find()?;
    let kata = workspace.kata(kata)?;
    let text = fs::read(file).map_err(Error::io("cannot read", file))?;
    let review: Review = serde_json::from_slice(&text)
        .map_err(|error| Error::BadFile { path: file.to_owned(), reason: error.to_string() })?;
    let contract = contract(kata);
    let is_reference = review.right.is_none();
    let others = match review.right {
        Some(team) => vec![of_team(team, &contract)],
        None => sides::of_the_kata(kata).iter().map(|design| read(&workspace, design, &contract)).collect(),
    };
    let designs = std::iter::once(of_team(review.left, &contract)).chain(others).collect();
    let mut comparison = compared(kata, designs, 1, is_reference, None);
    // Clippy's remarks, which nobody was asked for.
    comparison.numbers.retain(|number| number.values.iter().any(|value| value.count.is_some()));
    let title = kata.about().map_or_else(|_| kata.name().to_owned(), |about| about.title);
    let page = html::page(&comparison, &title).map_err(Error::Other)?;
    Ok(std::io::stdout().write_all(page.as_bytes())?)
}

fn of_team(team: Team, contract: &Contract) -> Read {
    let lib = Path::new("src/lib.rs");
    let source = Source::of_files(&team.sources, lib);
    // A name that stands for something else in sentences.
    let name = match team.name.as_str() {
        "yours" | "reference" => format!("team {}", team.name),
        _ => team.name,
    };
    Read { name, folder: PathBuf::from("src"), of: Crate::of(&source, contract) }
}
