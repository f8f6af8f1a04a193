//! Reads a kata's designs, compares them, and renders the result as a page.

use std::path::{Path, PathBuf};

use xtask::workspace::{Kata, Workspace};

use crate::bench_results::REFERENCE;
use crate::comparison::{Comparison, NamedDesign};
use crate::crate_source::CrateSource;
use crate::design::Contract;
use crate::design_locations::DesignLocation;
use crate::discussion::{Discussion, DiscussionFile};
use crate::headline::Headline;
use crate::output::html::{self, PageError};

/// Reads the contract of a kata's stub.
pub fn contract(kata: &Kata) -> Contract {
    Contract::of(&CrateSource::read(&kata.stub().join("src/lib.rs")))
}

/// Reads a design, with paths relative to the root of the workspace.
pub fn read(workspace: &Workspace, location: &DesignLocation, contract: &Contract) -> NamedDesign {
    let mut source = CrateSource::read(&location.lib);
    let relative = |path: &Path| PathBuf::from(workspace.relative(path));
    for path in source.files.iter_mut().map(|file| &mut file.path) {
        *path = relative(path);
    }
    for path in source.problems.iter_mut().map(|problem| &mut problem.file) {
        *path = relative(path);
    }
    // The parent of a bare file name is an empty path.
    let folder = location.lib.parent().map(relative).filter(|folder| *folder != Path::new(""));
    NamedDesign::of(location.name.clone(), folder.unwrap_or_else(|| PathBuf::from(".")), source, contract)
}

/// Compares the first design with the one at index `right`, without a headline and ideas for what to try next. This runs
/// no code, and opens only the kata's own files.
pub fn compare(
    kata: &Kata,
    designs: &[&NamedDesign],
    right: usize,
    is_reference: bool,
    clippy_remarks: Option<usize>,
) -> Comparison {
    let comparison = Comparison::of(kata.name(), designs, right, clippy_remarks, &dependencies(kata));
    let items = is_reference.then_some(&comparison.items[..]);
    Comparison { discussion: Discussion::of(kata, &designs[0].design, items), ..comparison }
}

/// Adds the headline to a comparison of `yours` with `right`, and the ideas for what to try next. `known` are the reference and the alternatives.
pub fn with_headline(
    kata: &Kata,
    comparison: Comparison,
    yours: &NamedDesign,
    right: &NamedDesign,
    known: &[&NamedDesign],
) -> Comparison {
    let file = DiscussionFile::of(kata);
    let headline = Headline::of(&comparison, yours, right, known, &file);
    let closest = headline.closest.as_ref().map(|closest| closest.name.as_str());
    let decisions = (right.name() == REFERENCE).then_some(&comparison.discussion.decisions[..]);
    let next = file.next(&yours.design, closest, decisions);
    let discussion = Discussion { next, ..comparison.discussion };
    Comparison { headline, discussion, ..comparison }
}

/// Renders a comparison as an HTML page.
///
/// # Errors
///
/// Returns an error if the page cannot be rendered.
pub fn page(kata: &Kata, comparison: &Comparison) -> Result<String, PageError> {
    let title = kata.about().map_or_else(|_| kata.name().to_owned(), |about| about.title);
    html::page(comparison, &title)
}

/// Returns the names of the crates that a kata depends on.
fn dependencies(kata: &Kata) -> Vec<String> {
    let text = std::fs::read_to_string(kata.stub().join("Cargo.toml")).unwrap_or_default();
    let manifest: toml::Table = text.parse().unwrap_or_default();
    let table = manifest.get("dependencies").and_then(toml::Value::as_table);
    table.map(|table| table.keys().cloned().collect()).unwrap_or_default()
}
