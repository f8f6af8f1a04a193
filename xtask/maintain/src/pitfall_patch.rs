//! Pitfalls: small patches that break a reference in a way that learners get it wrong.

use std::path::Path;

use diffy::Patch;
use xtask::report::{Report, Status};

use crate::error::{Error, Result};
use crate::files;

/// A patch that breaks the reference, and the test that catches it.
#[derive(Debug)]
pub struct PitfallPatch {
    /// The name of the patch file.
    pub name: String,
    /// The test that catches it, as `stage_3_growth::a_name`; any case of a table counts.
    pub caught_by: String,
    /// A unified diff of each file that changes.
    diffs: Vec<String>,
}

impl PitfallPatch {
    /// Reads a patch file: a line with the pitfall, a line with the test, and unified diffs.
    pub fn read(path: &Path) -> Result<Self> {
        Self::parse(&files::name(path), &files::read(path)?)
    }

    fn parse(name: &str, text: &str) -> Result<Self> {
        let patch = || name.to_owned();
        let line = |start| {
            let line = text.lines().find_map(|line| line.strip_prefix(start)).map(str::trim);
            line.filter(|line| !line.is_empty()).ok_or_else(|| Error::PatchHeader { patch: patch(), line: start })
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
            return Err(Error::PatchWithoutDiff { patch: patch() });
        }
        Ok(Self { name: name.to_owned(), caught_by, diffs })
    }

    /// Copies the reference's sources to `folder/src` and breaks them there.
    pub fn apply(&self, sources: &Path, folder: &Path) -> Result<()> {
        files::mirror(sources, &folder.join("src"))?;
        self.diffs.iter().try_for_each(|diff| {
            let failed =
                |error: &dyn ToString| Error::PatchDoesNotApply { patch: self.name.clone(), reason: error.to_string() };
            let patch = Patch::from_str(diff).map_err(|error| failed(&error))?;
            let changed = patch.original().and_then(|path| path.strip_prefix("a/"));
            let path = folder.join(changed.ok_or_else(|| failed(&"it names no file below a/"))?);
            let before = files::read(&path).map_err(|error| failed(&error))?;
            let after = diffy::apply(&before, &patch).map_err(|error| failed(&error))?;
            files::write(&path, &after)
        })
    }

    /// Returns the name of the test that catches it, without its stage.
    pub fn function(&self) -> &str {
        self.caught_by.rsplit("::").next().unwrap_or(&self.caught_by)
    }

    /// Returns whether the test that it names failed.
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
    use std::fs;

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
    fn a_patch_breaks_a_copy_of_the_reference() {
        let (from, to) = (folder("one\ntwo\nfour\n"), tempfile::tempdir().unwrap());
        let pitfall = PitfallPatch::parse("p.patch", TEXT).unwrap();
        assert_eq!(pitfall.caught_by, "stage_1_first::found_again");
        pitfall.apply(&from.path().join("src"), to.path()).unwrap();
        assert_eq!(fs::read_to_string(to.path().join("src/lib.rs")).unwrap(), "one\nthree\nfour\n");
        assert_eq!(fs::read_to_string(from.path().join("src/lib.rs")).unwrap(), "one\ntwo\nfour\n");
    }

    #[test]
    fn a_patch_that_no_longer_fits_is_an_error() {
        let (from, to) = (folder("one\nother\nfour\n"), tempfile::tempdir().unwrap());
        let error =
            PitfallPatch::parse("p.patch", TEXT).unwrap().apply(&from.path().join("src"), to.path()).unwrap_err();
        assert!(matches!(error, Error::PatchDoesNotApply { .. }), "{error}");
    }

    #[test]
    fn a_patch_without_a_part_is_an_error() {
        for missing in ["Pitfall: ", "Caught by: ", "--- "] {
            let text: String =
                TEXT.lines().filter(|line| !line.starts_with(missing)).map(|line| format!("{line}\n")).collect();
            let error = PitfallPatch::parse("p.patch", &text).unwrap_err();
            match error {
                Error::PatchHeader { line, .. } => assert_eq!(line, missing),
                Error::PatchWithoutDiff { .. } => assert_eq!("--- ", missing),
                error => panic!("without `{missing}`: {error}"),
            }
        }
    }
}
