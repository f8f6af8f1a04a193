//! The katas that the facilitator can choose, with their references for the review.

use std::fs;
use std::path::Path;

use serde::Serialize;
use xtask::workspace::{Kata, Track, Workspace};

use crate::database::runs::Sources;

/// A kata that the facilitator can choose.
#[derive(Clone, Debug, Default, Serialize)]
pub struct KataChoice {
    /// Its name.
    pub name: String,
    /// Its title.
    pub title: String,
    /// The title of its track, if it is the first kata of the track and there are several tracks.
    pub heading: Option<&'static str>,
    /// The reference's code; empty without a reference.
    #[serde(skip)]
    pub reference: Sources,
    /// The brief in Markdown.
    #[serde(skip)]
    pub brief: String,
    /// The titles of the stages.
    #[serde(skip)]
    pub stages: Vec<String>,
    /// The number of stages in the core. The stages after them are extensions.
    pub core: usize,
}

/// Loads all katas of the workspace.
///
/// # Errors
///
/// If a kata's description cannot be read.
pub fn load(workspace: &Workspace) -> xtask::error::Result<Vec<KataChoice>> {
    let tracks: Vec<Track> = workspace.katas().iter().map(Kata::track).collect();
    let choice = |(kata, heading): (&Kata, Option<&'static str>)| {
        let reference = read_sources(&kata.solution(), Path::new("src"));
        // The facilitator can also choose a kata without a brief or stages.
        let brief = kata.brief().unwrap_or_default();
        let stages = kata.stages().unwrap_or_default();
        let core = stages.iter().filter(|stage| stage.is_core).count();
        let stages = stages.into_iter().map(|stage| stage.title).collect();
        let (name, title) = (kata.name().to_owned(), kata.about()?.title);
        Ok(KataChoice { name, title, heading, reference, brief, stages, core })
    };
    workspace.katas().iter().zip(Track::headings(&tracks)).map(choice).collect()
}

/// Reads the files in `folder/part` and its subfolders. Skips unreadable files.
fn read_sources(folder: &Path, part: &Path) -> Sources {
    let entries = fs::read_dir(folder.join(part)).into_iter().flatten().flatten();
    let files = entries.flat_map(|entry| {
        let part = part.join(entry.file_name());
        if entry.path().is_dir() {
            return read_sources(folder, &part);
        }
        let name = part.to_string_lossy().replace('\\', "/");
        fs::read_to_string(entry.path()).ok().map(|text| (name, text)).into_iter().collect()
    });
    files.collect()
}
