//! The page of a dojo's board that compares a team's code with the reference or with another team's code, and the design
//! of that team in short, for the overview of all teams.
//!
//! The code may be hostile, so it is only parsed, never built or run. It arrives in a single file, and no other file is
//! opened, even if the code names one. Should the comparison still take too much time or memory, the board kills this
//! program.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use compare::comparison::{Comparison, NamedDesign};
use compare::crate_source::CrateSource;
use compare::design::Contract;
use compare::diagram::Diagram;
use compare::discussion::DiscussionFile;
use compare::output::class_diagram::left_drawing;
use compare::{design_locations, kata_designs};
use serde::{Deserialize, Serialize};
use xtask::error::{Error, Result};
use xtask::workspace::{Kata, Workspace};

/// The largest number of characters in a line of the design, so that a team with long lines does not fill the overview.
const MOST_CHARACTERS: usize = 120;
/// The largest size of a class diagram in bytes. A common one has less than 10 KB.
const MOST_DIAGRAM_BYTES: usize = 65_536;
/// The largest number of problems that the design lists.
const MOST_PROBLEMS: usize = 3;

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

/// The output, in JSON.
#[derive(Serialize)]
struct ReviewOutput {
    design: DesignSummary,
    /// The page in HTML.
    page: String,
}

/// The design of the left code in short.
#[derive(Serialize)]
struct DesignSummary {
    /// The known design that is most alike, or `None` if none is.
    closest: Option<KnownIdea>,
    /// The tree of owners, as lines.
    tree: Vec<String>,
    /// The class diagram as an `svg` element, or `None` if no types are related or it is too large.
    diagram: Option<String>,
    /// True if all files can be read and the tree is that of the stub.
    is_stub: bool,
    /// The files that were left out, with the reasons.
    problems: Vec<String>,
}

/// A known design and its idea.
#[derive(Serialize)]
struct KnownIdea {
    name: String,
    /// The idea in a few words, from `talk.toml`.
    idea: String,
}

impl DesignSummary {
    fn of(kata: &Kata, comparison: &Comparison) -> Self {
        let file = DiscussionFile::of(kata);
        let closest = comparison.headline.closest.as_ref();
        let tree = comparison.diagrams.left.tree();
        let stub = Diagram::of(&CrateSource::read(&kata.stub().join("src/lib.rs")));
        Self {
            closest: closest.map(|of| KnownIdea { name: of.name.clone(), idea: file.idea(&of.name).to_owned() }),
            is_stub: comparison.left.problems.is_empty() && tree == stub.tree(),
            tree: tree.iter().map(|line| shortened(line)).collect(),
            diagram: left_drawing(comparison).filter(|svg| svg.len() <= MOST_DIAGRAM_BYTES),
            problems: comparison
                .left
                .problems
                .iter()
                .take(MOST_PROBLEMS)
                .map(|of| shortened(&of.to_string()))
                .collect(),
        }
    }
}

/// Returns the text, cut to the largest number of characters.
fn shortened(text: &str) -> String {
    match text.char_indices().nth(MOST_CHARACTERS) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// Prints the page and the design to standard output.
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
    let output = ReviewOutput { design: DesignSummary::of(kata, &comparison), page };
    Ok(std::io::stdout().write_all(xtask::render::json(&output).as_bytes())?)
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
