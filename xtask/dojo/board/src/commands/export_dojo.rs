//! `cargo xtask dojo export`: writes a dojo to files in the requested formats.

use std::collections::BTreeMap;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use dojo_protocol::time::now;
use xtask::terminal_output::print_line;

use crate::board_folder::BoardFolder;
use crate::board_state::BoardState;
use crate::comparison_worker::{ComparedCode, ComparisonInput, ComparisonResult, ComparisonWorker, DesignResult};
use crate::database::runs::RunSummary;
use crate::error::{BoardError, Result};
use crate::export::data::DojoExport;
use crate::export::{data, git, html};
use crate::kata_choices::KataChoice;
use crate::team_design::TeamDesign;

/// The files to write.
#[derive(Clone, Debug, Default)]
pub struct ExportTargets {
    /// The file of the HTML page.
    pub html: Option<PathBuf>,
    /// The JSON file.
    pub json: Option<PathBuf>,
    /// The new folder of the git repositories.
    pub git: Option<PathBuf>,
}

/// Exports the dojo with this number, or the last dojo.
///
/// # Errors
///
/// If the dojo does not exist, or a file cannot be written.
pub fn run(
    folder: &BoardFolder,
    dojo: Option<u64>,
    targets: &ExportTargets,
    root: &Path,
    katas: &[KataChoice],
) -> Result<()> {
    let database = folder.read_database()?;
    let session = dojo.map_or_else(|| database.last_session(), |number| database.session(number))?;
    let state = BoardState::load(&database, session.ok_or(BoardError::UnknownDojo)?)?;
    let mut export = data::collect(&database, &state, katas, now())?;
    if let Some(path) = &targets.json {
        write(path, &export.json())?;
    }
    if let Some(path) = &targets.git {
        let repositories = git::create_repositories(&export, path)?;
        print_line(format!("Wrote {repositories} repositories to {}.", path.display()))?;
    }
    if let Some(path) = &targets.html {
        let results = ComparisonWorker::new(root).comparisons(comparison_inputs(&export));
        let runs = state.last_code().into_iter();
        export.designs = TeamDesign::all(runs.map(|run| (run, Some(design_result(run, &results)))));
        let page = |(run, result): (u64, ComparisonResult)| {
            Some((run, String::from_utf8_lossy(&result.ok()?.page).into_owned()))
        };
        export.comparisons = results.into_iter().filter_map(page).collect();
        write(path, &html::html(&export))?;
    }
    Ok(())
}

/// Returns the inputs for comparing each team's last code with the reference.
fn comparison_inputs(export: &DojoExport<'_>) -> Vec<(u64, ComparisonInput)> {
    let input = |run: &RunSummary| {
        let team = export.whole.teams.iter().find(|team| team.id == run.team)?;
        let left = ComparedCode { name: team.name.clone(), sources: export.sources(run.id) };
        Some((run.id, ComparisonInput { kata: run.kata.clone(), left, right: None }))
    };
    export.last_runs().into_iter().filter_map(input).collect()
}

fn design_result(run: &RunSummary, results: &BTreeMap<u64, ComparisonResult>) -> DesignResult {
    match results.get(&run.id) {
        Some(result) => result.as_ref().map(|of| of.design.clone()).map_err(Clone::clone),
        None => Err("there was no reference or no compare tool for this kata on the board's machine".to_owned()),
    }
}

fn write(path: &Path, text: &str) -> Result<()> {
    replace_file(path, text.as_bytes()).map_err(BoardError::file("cannot write", path))?;
    print_line(format!("Wrote {}.", path.display()))?;
    Ok(())
}

/// Writes a file atomically, with the permissions of any new file, because exports are meant to be shared.
fn replace_file(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder)?;
    let builder = tempfile::Builder::new();
    #[cfg(unix)]
    let builder = {
        let mut builder = builder;
        // The umask applies as for any new file.
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
        builder
    };
    let mut file = builder.tempfile_in(folder)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    file.persist(path)?;
    Ok(())
}
