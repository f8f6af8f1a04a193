//! `cargo xtask diagrams`: draws the class diagram in each reference's `DESIGN.md` from its code.

use std::path::Path;

use compare::crate_source::CrateSource;
use compare::diagram::Diagram;
use xtask::terminal_output::print_line;
use xtask::workspace::Kata;

use crate::error::Result;
use crate::files;

const START: &str = "```mermaid\nclassDiagram\n";
const END: &str = "```\n";

/// Updates the diagrams of the katas, and prints the files that have changed.
pub fn run(katas: &[Kata]) -> Result<bool> {
    for kata in katas {
        let path = kata.solution().join("DESIGN.md");
        let notes = files::read(&path)?;
        match updated(&notes, &kata.solution()) {
            Some(text) if text != notes => {
                files::write(&path, &text)?;
                print_line(format_args!("{}: updated", kata.name()))?;
            }
            Some(_) => print_line(format_args!("{}: up to date", kata.name()))?,
            None => print_line(format_args!("{}: DESIGN.md has no class diagram to update", kata.name()))?,
        }
    }
    Ok(true)
}

/// Returns the design notes of a package with the diagram drawn anew, or `None` if they have none.
pub fn updated(notes: &str, package: &Path) -> Option<String> {
    let start = notes.find(START)?;
    let length = notes[start..].find(&format!("\n{END}"))? + 1;
    let diagram = Diagram::of(&CrateSource::read(&package.join("src/lib.rs"))).mermaid();
    Some(format!("{}```mermaid\n{diagram}{}", &notes[..start], &notes[start + length..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_diagram_changes() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let lib = folder.path().join("src/lib.rs");
        files::write(&lib, "pub struct Lot { car: Car } struct Car { plate: u8 }").expect("the file can be written");
        let notes = |lines: &str| format!("# Lot\n\n```text\na\n```\n\n{START}{lines}{END}\n**A car.** More.\n");
        let expected =
            "    class Lot {\n        car: Car\n    }\n    class Car {\n        plate: u8\n    }\n    Lot *-- Car\n";
        let new = updated(&notes("    class Old\n"), folder.path()).expect("the notes have a diagram");
        assert_eq!(new, notes(expected));
        assert_eq!(updated(&new, folder.path()), Some(new));
        assert_eq!(updated("# Lot\n", folder.path()), None);
    }
}
