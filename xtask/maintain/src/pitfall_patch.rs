//! Pitfalls: small patches that break a reference with a typical mistake of learners.

use std::path::Path;

use diffy::patch_set::{FileOperation, ParseOptions, PatchSet};

use crate::error::{Error, Result};
use crate::files;

/// A patch that breaks the reference.
#[derive(Debug)]
pub struct PitfallPatch {
    /// The name of the patch file.
    pub name: String,
    /// The number of the rule that it breaks, such as `3.2`.
    pub rule: Option<String>,
    /// The test that catches it, such as `stage_3_growth::a_name`. If the test has several cases, any of them will do.
    pub caught_by: Option<String>,
    /// The text of the patch file.
    text: String,
}

impl PitfallPatch {
    /// Reads a patch file, which consists of the lines `Pitfall: …`, `Rule: …` and `Caught by: …`, and unified diffs.
    ///
    /// Only the first line and the diffs are required here.
    pub fn read(path: &Path) -> Result<Self> {
        Self::parse(&files::name(path), &files::read(path)?)
    }

    /// Parses the text of a patch file.
    pub fn parse(name: &str, text: &str) -> Result<Self> {
        let patch = name.to_owned();
        let line = |start| {
            let line = text.lines().find_map(|line| line.strip_prefix(start)).map(str::trim);
            line.filter(|line| !line.is_empty()).map(str::to_owned)
        };
        if line("Pitfall: ").is_none() {
            return Err(Error::PatchWithoutTitle { patch });
        }
        if !text.contains("\n--- ") {
            return Err(Error::PatchWithoutDiff { patch });
        }
        Ok(Self { name: patch, rule: line("Rule: "), caught_by: line("Caught by: "), text: text.to_owned() })
    }

    /// Copies the reference's sources to `folder/src` and applies the patch there.
    pub fn apply(&self, sources: &Path, folder: &Path) -> Result<()> {
        files::mirror(sources, &folder.join("src"))?;
        for change in PatchSet::parse(&self.text, ParseOptions::unidiff()) {
            let change = change.map_err(|error| self.does_not_apply(&error))?;
            let (FileOperation::Modify { original, .. }, Some(patch)) =
                (change.operation().strip_prefix(1), change.patch().as_text())
            else {
                return Err(self.does_not_apply(&"it changes something other than a text file"));
            };
            let path = folder.join(&*original);
            let broken = diffy::apply(&files::read(&path)?, patch).map_err(|error| self.does_not_apply(&error))?;
            files::write(&path, &broken)?;
        }
        Ok(())
    }

    fn does_not_apply(&self, reason: &dyn ToString) -> Error {
        Error::PatchDoesNotApply { patch: self.name.clone(), reason: reason.to_string() }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    const TEXT: &str = "Pitfall: an insert forgets the value.\nRule: 1.1\nCaught by: stage_1_first::found_again\n\n\
                        --- a/src/lib.rs\n+++ b/src/lib.rs\n@@ -1,3 +1,3 @@\n one\n-two\n+three\n four\n";

    fn folder(text: &str) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("src")).unwrap();
        fs::write(folder.path().join("src/lib.rs"), text).unwrap();
        folder
    }

    #[test]
    fn apply_changes_a_copy_of_the_sources() {
        let (from, to) = (folder("one\ntwo\nfour\n"), tempfile::tempdir().unwrap());
        let pitfall = PitfallPatch::parse("p.patch", TEXT).unwrap();
        assert_eq!(pitfall.rule.as_deref(), Some("1.1"));
        assert_eq!(pitfall.caught_by.as_deref(), Some("stage_1_first::found_again"));
        pitfall.apply(&from.path().join("src"), to.path()).unwrap();
        assert_eq!(fs::read_to_string(to.path().join("src/lib.rs")).unwrap(), "one\nthree\nfour\n");
        assert_eq!(fs::read_to_string(from.path().join("src/lib.rs")).unwrap(), "one\ntwo\nfour\n");
    }

    #[test]
    fn apply_rejects_a_patch_that_does_not_fit() {
        let (from, to) = (folder("one\nother\nfour\n"), tempfile::tempdir().unwrap());
        let error =
            PitfallPatch::parse("p.patch", TEXT).unwrap().apply(&from.path().join("src"), to.path()).unwrap_err();
        assert!(matches!(error, Error::PatchDoesNotApply { .. }), "{error}");
    }

    #[test]
    fn parse_rejects_a_patch_without_a_part() {
        for missing in ["Pitfall: ", "--- "] {
            let text: String =
                TEXT.lines().filter(|line| !line.starts_with(missing)).map(|line| format!("{line}\n")).collect();
            let error = PitfallPatch::parse("p.patch", &text).unwrap_err();
            match error {
                Error::PatchWithoutTitle { .. } => assert_eq!("Pitfall: ", missing),
                Error::PatchWithoutDiff { .. } => assert_eq!("--- ", missing),
                error => panic!("without `{missing}`: {error}"),
            }
        }
    }
}
