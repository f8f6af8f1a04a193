//! The workspace, its katas and their stages, read from files.

use std::fs;
use std::path::{Path, PathBuf};

use clap::ValueEnum;
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::paths::shown;
use crate::rules;

/// The similarity from which a kata is suggested for a mistyped name.
const SIMILAR_NAME: f64 = 0.7;

/// A workspace of katas.
#[derive(Clone, Debug)]
pub struct Workspace {
    root: PathBuf,
    katas: Vec<Kata>,
}

#[derive(Deserialize)]
struct RootManifest {
    workspace: Members,
}

#[derive(Deserialize)]
struct Members {
    members: Vec<String>,
}

impl Workspace {
    /// Opens the workspace at `root`.
    ///
    /// # Errors
    ///
    /// Fails if the root manifest cannot be read.
    pub fn at(root: impl Into<PathBuf>) -> Result<Self> {
        let root = root.into();
        let manifest = root.join("Cargo.toml");
        let bad = |reason: String| Error::BadFile { path: manifest.clone(), reason };
        let text = fs::read_to_string(&manifest).map_err(|error| bad(error.to_string()))?;
        let manifest: RootManifest = toml::from_str(&text).map_err(|error| bad(error.message().to_owned()))?;
        let names = manifest.workspace.members.iter().filter_map(|member| member.strip_prefix("katas/"));
        let mut katas: Vec<Kata> = names.map(|name| Kata { name: name.to_owned(), root: root.clone() }).collect();
        katas.sort_by_cached_key(Kata::track);
        Ok(Self { root, katas })
    }

    /// Finds the workspace that contains the current folder.
    ///
    /// # Errors
    ///
    /// Fails if there is no workspace, or its root manifest cannot be read.
    pub fn find() -> Result<Self> {
        // Cargo sets this variable to the runner's folder. If Cargo isn't involved, start at the current folder.
        let from_cargo = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
        let from_here = std::env::current_dir().ok();
        let start = from_cargo.filter(|folder| folder.ends_with("xtask")).or(from_here).ok_or(Error::NoWorkspace)?;
        let root =
            start.ancestors().find(|folder| folder.join("katas").is_dir() && folder.join("Cargo.toml").is_file());
        Self::at(root.ok_or(Error::NoWorkspace)?)
    }

    /// Returns the root folder.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Returns all katas in the order in which they are meant to be solved: by track, then as in the root manifest.
    pub fn katas(&self) -> &[Kata] {
        &self.katas
    }

    /// Returns the kata with this name, or with the only name that starts with it.
    ///
    /// # Errors
    ///
    /// Fails if no kata matches, or more than one.
    pub fn kata(&self, name: &str) -> Result<&Kata> {
        if let Some(kata) = self.katas.iter().find(|kata| kata.name == name) {
            return Ok(kata);
        }
        let wanted = name.to_lowercase().replace(['_', ' '], "-");
        let candidates: Vec<&Kata> = self.katas.iter().filter(|kata| kata.name.starts_with(&wanted)).collect();
        match candidates[..] {
            [kata] => Ok(kata),
            [] => Err(Error::UnknownKata { name: name.to_owned(), hint: self.did_you_mean(&wanted) }),
            _ => {
                let names: Vec<&str> = candidates.iter().map(|kata| kata.name()).collect();
                Err(Error::AmbiguousKata { name: name.to_owned(), candidates: names.join(" or ") })
            }
        }
    }

    fn did_you_mean(&self, wanted: &str) -> String {
        let similarity = |kata: &Kata| strsim::jaro_winkler(&kata.name, wanted);
        let similar = self.katas.iter().filter(|kata| similarity(kata) >= SIMILAR_NAME);
        let nearest = similar.max_by(|a, b| similarity(a).total_cmp(&similarity(b)));
        nearest.map(|kata| format!(" (did you mean `{}`?)", kata.name)).unwrap_or_default()
    }

    /// Returns the kata whose folder, solution or suite contains `folder`.
    pub fn kata_of_folder(&self, folder: &Path) -> Option<&Kata> {
        let folder = folder.canonicalize().ok()?;
        self.katas.iter().find(|kata| {
            let homes = [kata.folder(), kata.solution(), kata.suite()];
            homes.iter().filter_map(|home| home.canonicalize().ok()).any(|home| folder.starts_with(home))
        })
    }

    /// Returns `path` relative to the root, with `/` as separator.
    ///
    /// A path outside the workspace stays absolute.
    pub fn relative(&self, path: &Path) -> String {
        // Compares text, since Windows has two notations for the beginning of a path.
        let (path, root) = (shown(&normalize(path)), shown(&self.root));
        path.strip_prefix(&root).and_then(|path| path.strip_prefix('/')).unwrap_or(&path).to_owned()
    }
}

/// Removes `.` and `..` from `path` without accessing the file system.
fn normalize(path: &Path) -> PathBuf {
    use std::path::Component;
    let mut normal = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir if normal.file_name().is_some() => {
                normal.pop();
            }
            other => normal.push(other),
        }
    }
    normal
}

/// A kata of the workspace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kata {
    name: String,
    root: PathBuf,
}

/// A track: katas about one field of design. The tracks are ordered, and so are the katas in each of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize, ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum Track {
    /// Object-oriented design.
    #[default]
    Objects,
    /// System design.
    Systems,
}

impl Track {
    /// Returns the title above the track's katas.
    pub fn title(self) -> &'static str {
        match self {
            Self::Objects => "Object-oriented design",
            Self::Systems => "System design",
        }
    }

    /// Returns the heading above each item of a list that is sorted by track: a track's title above its first item.
    ///
    /// A list of a single track has no headings.
    pub fn headings(tracks: &[Self]) -> Vec<Option<&'static str>> {
        let is_grouped = tracks.first() != tracks.last();
        let is_first = |index: usize| index == 0 || tracks[index - 1] != tracks[index];
        let heading = |(index, track): (usize, &Self)| (is_grouped && is_first(index)).then(|| track.title());
        tracks.iter().enumerate().map(heading).collect()
    }
}

/// The content of a kata's `kata.toml`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct About {
    /// The kata's title.
    pub title: String,
    /// The skills that the kata teaches, in one line.
    pub teaches: String,
    /// The track that the kata belongs to.
    pub track: Track,
    /// Paths of implementations that the benchmark compares with, such as `std::collections`.
    ///
    /// The reference itself does not use them. If a kata lists no peers, it has no benchmark.
    #[serde(default)]
    pub peers: Vec<String>,
    /// The number of the last core stage. The core is a complete program by itself, and the stages after it are
    /// extensions. If this number is missing, all stages are core.
    pub core: Option<u32>,
}

impl Kata {
    /// Returns the katas in the folder `katas` of `root`, sorted by name. They can be incomplete.
    ///
    /// # Errors
    ///
    /// Fails if the folder cannot be read.
    pub fn all_in(root: &Path) -> Result<Vec<Self>> {
        let folder = root.join("katas");
        let mut katas = Vec::new();
        for entry in fs::read_dir(&folder).map_err(Error::io("cannot read", &folder))? {
            let entry = entry.map_err(Error::io("cannot read", &folder))?;
            let name = entry.file_name().to_string_lossy().into_owned();
            if entry.path().is_dir() && !name.starts_with('.') {
                katas.push(Self { name, root: root.to_owned() });
            }
        }
        katas.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(katas)
    }

    /// Returns the name of the kata, its folder and its package, such as `hash-map`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns the name as a Rust identifier, used for the library and the suite, such as `hash_map`.
    pub fn identifier(&self) -> String {
        self.name.replace('-', "_")
    }

    /// Returns the path of the kata's benchmark. A kata with nothing to measure has no such file.
    pub fn benchmark(&self) -> PathBuf {
        self.root.join("xtask/bench/katas").join(&self.name).join("benchmark.rs")
    }

    /// Returns the folder of the learner's code.
    pub fn folder(&self) -> PathBuf {
        self.root.join("katas").join(&self.name)
    }

    /// Returns the folder of the reference solution.
    pub fn solution(&self) -> PathBuf {
        self.root.join("solutions").join(&self.name)
    }

    /// Returns the folder of the suite.
    pub fn suite(&self) -> PathBuf {
        self.root.join("tests").join(self.identifier())
    }

    /// Returns the folder with the stub's pristine copy.
    pub fn stub(&self) -> PathBuf {
        self.root.join("xtask").join("stubs").join(&self.name)
    }

    /// Returns the names of the test targets in the kata's manifest, including the suite.
    ///
    /// If the manifest cannot be read, the list is empty.
    pub fn test_targets(&self) -> Vec<String> {
        #[derive(Default, Deserialize)]
        struct Manifest {
            #[serde(default)]
            test: Vec<Target>,
        }
        #[derive(Deserialize)]
        struct Target {
            name: String,
        }
        let text = fs::read_to_string(self.folder().join("Cargo.toml")).unwrap_or_default();
        let manifest: Manifest = toml::from_str(&text).unwrap_or_default();
        manifest.test.into_iter().map(|target| target.name).collect()
    }

    /// Checks that the learner's folder has the files that a build needs.
    ///
    /// # Errors
    ///
    /// [`Error::MissingKata`] if a file is missing.
    pub fn check_present(&self) -> Result<()> {
        let name = &self.name;
        let home = Path::new("katas").join(name);
        // Without this file, Cargo loads no package of the workspace, so it cannot start the runner either.
        if !self.folder().join("Cargo.toml").is_file() {
            let remedy = format!("copy xtask/stubs/{name}/Cargo.toml there, then run `cargo xtask reset {name}`");
            return Err(Error::MissingKata { path: home.join("Cargo.toml"), remedy });
        }
        if !self.folder().join("src/lib.rs").is_file() {
            let remedy =
                format!("run `cargo xtask reset {name}` to restore the stub and keep a copy of your other files");
            return Err(Error::MissingKata { path: home.join("src/lib.rs"), remedy });
        }
        Ok(())
    }

    /// Checks that there is a reference. Private katas can lack one.
    ///
    /// # Errors
    ///
    /// [`Error::MissingKata`] if there is no reference.
    pub fn check_solution(&self) -> Result<()> {
        if self.solution().join("src/lib.rs").is_file() {
            return Ok(());
        }
        let path = Path::new("solutions").join(&self.name).join("src/lib.rs");
        Err(Error::MissingKata { path, remedy: "this kata has no reference solution".to_owned() })
    }

    /// Reads `kata.toml`.
    ///
    /// # Errors
    ///
    /// Fails if the file cannot be read or parsed.
    pub fn about(&self) -> Result<About> {
        let path = self.folder().join("kata.toml");
        let shown = Path::new("katas").join(&self.name).join("kata.toml");
        let text = fs::read_to_string(&path)
            .map_err(|error| Error::BadFile { path: shown.clone(), reason: error.to_string() })?;
        toml::from_str(&text).map_err(|error| Error::BadFile { path: shown, reason: error.message().to_owned() })
    }

    /// Returns the kata's track, or the first track if `kata.toml` cannot be read.
    pub fn track(&self) -> Track {
        self.about().map_or(Track::default(), |about| about.track)
    }

    /// Reads the brief.
    ///
    /// # Errors
    ///
    /// Fails if the file cannot be read.
    pub fn brief(&self) -> Result<String> {
        let path = self.folder().join("README.md");
        fs::read_to_string(&path).map_err(Error::io("cannot read", &path))
    }

    /// Reads the hints of a stage, from a nudge to the key idea.
    ///
    /// # Errors
    ///
    /// Fails if the file cannot be read.
    pub fn hints(&self, stage: u32) -> Result<Vec<String>> {
        let path = self.folder().join("hints").join(format!("stage_{stage}.md"));
        let text = fs::read_to_string(&path).map_err(Error::io("cannot read", &path))?;
        let lines: Vec<&str> = text.lines().collect();
        Ok(lines.split(|line| line.trim_end() == "---").map(|hint| hint.join("\n").trim().to_owned()).collect())
    }

    /// Reads the stages from the suite's files, sorted by number.
    ///
    /// # Errors
    ///
    /// Fails if the suite cannot be read, or the comment at the top of a stage's file is malformed.
    pub fn stages(&self) -> Result<Vec<Stage>> {
        let suite = self.suite();
        // A damaged kata.toml must not keep the tests from running.
        let core = self.about().ok().and_then(|about| about.core);
        let mut stages = Vec::new();
        for file in fs::read_dir(&suite).map_err(Error::io("cannot read", &suite))? {
            let path = file.map_err(Error::io("cannot read", &suite))?.path();
            if let Some(module) = path.file_name().and_then(|name| name.to_str()?.strip_suffix(".rs"))
                && module.starts_with("stage_")
            {
                let stage = Stage::read(module, &path)?;
                stages.push(Stage { is_core: core.is_none_or(|last| stage.number <= last), ..stage });
            }
        }
        stages.sort_by_key(|stage| stage.number);
        Ok(stages)
    }

    /// Reads the stage with this number.
    ///
    /// # Errors
    ///
    /// Fails if there is no such stage, or the suite cannot be read.
    pub fn stage(&self, number: u32) -> Result<Stage> {
        let mut stages = self.stages()?;
        match stages.iter().position(|stage| stage.number == number) {
            Some(index) => Ok(stages.swap_remove(index)),
            None => Err(Error::UnknownStage { kata: self.name.clone(), number, last: stages.len() }),
        }
    }
}

/// A stage of a kata, defined by a module file of its suite.
#[derive(Clone, Debug)]
pub struct Stage {
    /// The stage's number, starting at 1.
    pub number: u32,
    /// The name of the module, such as `stage_1_store_and_find`.
    pub module: String,
    /// The name of the module without its number, such as `store_and_find`.
    pub name: String,
    /// The title, such as `Store and find`.
    pub title: String,
    /// The suggested time in minutes.
    pub minutes: u32,
    /// True for a stage of the core, false for an extension.
    pub is_core: bool,
    /// The stage's description: the comment at the top of its file, including title and time box.
    pub text: String,
    /// The path of the stage's file.
    pub path: PathBuf,
    /// The content of the stage's file.
    pub source: String,
}

impl Stage {
    fn read(module: &str, path: &Path) -> Result<Self> {
        let bad = |reason: &str| Error::BadFile { path: path.to_owned(), reason: reason.to_owned() };
        let source = fs::read_to_string(path).map_err(|error| bad(&error.to_string()))?;
        let (number, name) = module
            .strip_prefix("stage_")
            .and_then(|rest| rest.split_once('_'))
            .and_then(|(number, name)| Some((number.parse().ok()?, name)))
            .ok_or_else(|| bad("its name must look like stage_1_store_and_find.rs"))?;
        let comment: Vec<&str> = source.lines().map_while(|line| line.strip_prefix("//!")).collect();
        let text: Vec<&str> = comment.iter().map(|line| line.strip_prefix(' ').unwrap_or(line)).collect();
        let title = text.first().and_then(|line| line.strip_prefix("# "));
        let minutes = text
            .last()
            .and_then(|line| line.strip_prefix("Time box: ")?.strip_suffix(" minutes."))
            .and_then(|minutes| minutes.parse().ok());
        Ok(Self {
            number,
            module: module.to_owned(),
            name: name.to_owned(),
            title: title.ok_or_else(|| bad("it must begin with `//! # ` and a title"))?.to_owned(),
            minutes: minutes.ok_or_else(|| bad("its comment must end with `Time box: … minutes.`"))?,
            is_core: true,
            text: text.join("\n"),
            path: path.to_owned(),
            source,
        })
    }

    /// Appends the stage's rules from the kata's brief to its text.
    #[must_use]
    pub fn with_rules(mut self, brief: &str) -> Self {
        let rules = rules::markdown_of_stage(brief, self.number);
        if !rules.is_empty() {
            self.text = format!("{}\n\n## Rules\n\n{rules}", self.text.trim_end());
        }
        self
    }

    /// Returns the functions in the stage's file, in order.
    pub fn functions(&self) -> Vec<SuiteFunction<'_>> {
        functions_of(&self.source)
    }
}

/// A function in a stage's file.
#[derive(Clone, Debug)]
pub struct SuiteFunction<'a> {
    /// The function's name.
    pub name: &'a str,
    /// The number of the line with the name, from 1.
    pub line: usize,
    /// True if it is a test, possibly with several cases.
    pub is_test: bool,
    /// The numbers of the rules that it checks, from a doc comment such as `/// Rules: 1.2, 3.1`.
    pub rules: Vec<&'a str>,
}

fn functions_of(source: &str) -> Vec<SuiteFunction<'_>> {
    let mut functions = Vec::new();
    let (mut rules, mut is_test) = (Vec::new(), false);
    for (line, number) in source.lines().map(str::trim).zip(1..) {
        if let Some(numbers) = line.strip_prefix("/// Rules: ") {
            rules = numbers.split(',').map(str::trim).collect();
        } else if matches!(line, "#[test]" | "#[rstest]") {
            is_test = true;
        } else if let Some((name, _)) = line.strip_prefix("fn ").and_then(|rest| rest.split_once(['(', '<'])) {
            let rules = std::mem::take(&mut rules);
            functions.push(SuiteFunction { name, line: number, is_test: std::mem::take(&mut is_test), rules });
        }
    }
    functions
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(windows)]
    #[test]
    fn relative_accepts_canonical_and_plain_paths() {
        let workspace = Workspace { root: PathBuf::from(r"\\?\C:\my code"), katas: Vec::new() };
        for path in [r"C:\my code\katas\a.rs", r"\\?\C:\my code\katas\a.rs"] {
            assert_eq!(workspace.relative(Path::new(path)), "katas/a.rs");
        }
        assert_eq!(workspace.relative(Path::new(r"C:\my code 2\a.rs")), "C:/my code 2/a.rs");
    }

    #[test]
    fn functions_have_lines_and_rules() {
        let source = "fn helper() {}\n\n/// Rules: 1.1, 1.12\n#[rstest]\n#[case(1)]\nfn first<T: Debug>(\n    #[case] a: T,\n) {}\n\n\
                      #[test]\nfn second() {}\n\nfn first() {}\n";
        let functions = functions_of(source);
        let shown: Vec<_> =
            functions.iter().map(|found| (found.name, found.line, found.is_test, found.rules.join(" "))).collect();
        let first = ("first", 6, true, "1.1 1.12".to_owned());
        let others = [("helper", 1), ("second", 11), ("first", 13)]
            .map(|(name, line)| (name, line, name == "second", String::new()));
        let [helper, second, again] = others;
        assert_eq!(shown, [helper, first, second, again]);
    }
}
