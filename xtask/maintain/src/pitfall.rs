//! Pitfalls: small patches to a reference that break it in the ways in which people get it wrong.

use std::fs;
use std::path::Path;

use diffy::Patch;
use xtask::report::{Report, Status};

use crate::scratch;

/// A way to get a kata wrong, and the test that notices it.
#[derive(Debug)]
pub struct Pitfall {
    /// The file's name.
    pub name: String,
    /// `stage_3_growth::a_name`, of which each case of a table may fail.
    pub caught_by: String,
    /// A unified diff of each file that is changed.
    diffs: Vec<String>,
}

impl Pitfall {
    /// Reads a patch file: a line with the pitfall, a line with the test, and a unified diff.
    ///
    /// # Errors
    ///
    /// A line that says what is wrong with the file.
    pub fn read(path: &Path) -> Result<Self, String> {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let text = fs::read_to_string(path).map_err(|error| format!("{name}: {error}"))?;
        Self::parse(&name, &text)
    }

    fn parse(name: &str, text: &str) -> Result<Self, String> {
        let line = |start: &str| {
            let line = text.lines().find_map(|line| line.strip_prefix(start));
            line.map(str::trim).filter(|line| !line.is_empty()).ok_or_else(|| format!("{name} has no line `{start}…`"))
        };
        line("Pitfall: ")?;
        let caught_by = line("Caught by: ")?.to_owned();
        let mut diffs: Vec<String> = Vec::new();
        for line in text.lines() {
            if line.starts_with("--- ") {
                diffs.push(String::new());
            }
            // What stands between two diffs belongs to neither.
            if let Some(diff) = diffs.last_mut()
                && line.starts_with(['-', '+', ' ', '@', '\\'])
            {
                diff.push_str(line);
                diff.push('\n');
            }
        }
        if diffs.is_empty() {
            return Err(format!("{name} has no diff in it"));
        }
        Ok(Self { name: name.to_owned(), caught_by, diffs })
    }

    /// Copies the reference's `src` into `folder` and breaks it there.
    ///
    /// # Errors
    ///
    /// A line that says what keeps the patch from applying.
    pub fn apply(&self, sources: &Path, folder: &Path) -> Result<(), String> {
        scratch::copy(sources, &folder.join("src"))?;
        for diff in &self.diffs {
            let said = |error: &dyn ToString| format!("{} does not apply: {}", self.name, error.to_string());
            let patch = Patch::from_str(diff).map_err(|error| said(&error))?;
            let changed = patch.original().and_then(|path| path.strip_prefix("a/"));
            let path = folder.join(changed.ok_or_else(|| said(&"it names no file below a/"))?);
            let before = fs::read_to_string(&path).map_err(|error| said(&error))?;
            let after = diffy::apply(&before, &patch).map_err(|error| said(&error))?;
            fs::write(&path, after).map_err(|error| said(&error))?;
        }
        Ok(())
    }

    /// The name of the test that should notice it, without its stage.
    pub fn function(&self) -> &str {
        self.caught_by.rsplit("::").next().unwrap_or(&self.caught_by)
    }

    /// Whether the test that should notice it did.
    pub fn is_caught(&self, report: &Report) -> bool {
        report.stages.iter().any(|stage| {
            stage.tests.iter().any(|test| {
                let function = test.name.split("::").next().unwrap_or(&test.name);
                let name = format!("stage_{}_{}::{function}", stage.number, stage.name);
                name == self.caught_by && test.status != Status::Passed
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "Pitfall: an insert forgets the value.\nCaught by: stage_1_first::found_again\n\n\
                        --- a/src/lib.rs\n+++ b/src/lib.rs\n@@ -1,3 +1,3 @@\n one\n-two\n+three\n four\n";

    fn folder(text: &str) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("src")).unwrap();
        fs::write(folder.path().join("src/lib.rs"), text).unwrap();
        folder
    }

    #[test]
    fn a_pitfall_breaks_a_copy_of_the_reference() {
        let (from, to) = (folder("one\ntwo\nfour\n"), tempfile::tempdir().unwrap());
        let pitfall = Pitfall::parse("p.patch", TEXT).unwrap();
        assert_eq!(pitfall.caught_by, "stage_1_first::found_again");
        pitfall.apply(&from.path().join("src"), to.path()).unwrap();
        assert_eq!(fs::read_to_string(to.path().join("src/lib.rs")).unwrap(), "one\nthree\nfour\n");
        assert_eq!(fs::read_to_string(from.path().join("src/lib.rs")).unwrap(), "one\ntwo\nfour\n");
    }

    #[test]
    fn a_patch_that_fits_no_longer_is_an_error() {
        let (from, to) = (folder("one\nother\nfour\n"), tempfile::tempdir().unwrap());
        let error = Pitfall::parse("p.patch", TEXT).unwrap().apply(&from.path().join("src"), to.path()).unwrap_err();
        assert!(error.starts_with("p.patch does not apply"), "{error}");
    }

    #[test]
    fn a_patch_has_to_say_what_and_who_and_how() {
        for missing in ["Pitfall: ", "Caught by: ", "--- "] {
            let text: String =
                TEXT.lines().filter(|line| !line.starts_with(missing)).map(|line| format!("{line}\n")).collect();
            assert!(Pitfall::parse("p.patch", &text).is_err(), "without `{missing}`");
        }
    }
}
