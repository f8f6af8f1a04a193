//! The rules for source files that a board accepts.

use crate::messages::limits;
use crate::safe_text::is_invisible;

/// Returns whether `path`, which uses `/`, is a Rust source file or manifest that a board accepts.
///
/// Editors and file managers create other files, such as `lib.rs~` or `.DS_Store`, so runs leave those out.
pub fn is_source(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    (name == "Cargo.toml" || name.ends_with(".rs")) && is_portable(path)
}

/// Returns whether a relative path stays within its folder on every operating system.
pub fn is_portable(path: &str) -> bool {
    path.len() <= limits::PATH && path.split('/').all(is_portable_part)
}

fn is_portable_part(part: &str) -> bool {
    !part.is_empty()
        && !part.starts_with('.')
        && !part.ends_with(['.', ' '])
        && !is_device(part)
        && part.chars().all(|c| !c.is_control() && !is_invisible(c) && !"\\:*?\"<>|~".contains(c))
}

/// Returns whether Windows reserves the name for a device, with any extension.
fn is_device(part: &str) -> bool {
    let stem = part.split('.').next().unwrap_or(part).to_ascii_uppercase();
    let port = stem.strip_prefix("COM").or_else(|| stem.strip_prefix("LPT"));
    matches!(stem.as_str(), "CON" | "PRN" | "AUX" | "NUL")
        || port.is_some_and(|number| number.len() == 1 && number.as_bytes()[0].is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_rust_and_manifests_are_source() {
        for source in ["src/lib.rs", "Cargo.toml", "tests/own/ä.rs", "src/a b.rs"] {
            assert!(is_source(source), "{source}");
        }
        for other in
            ["src/lib.rs~", "src/lib.rs.bak", "src/#lib.rs#", "src/.#lib.rs", ".DS_Store", "src", "rs", "con.rs"]
        {
            assert!(!is_source(other), "{other}");
        }
    }

    #[test]
    fn unsafe_paths_are_not_portable() {
        let bad = [
            "",
            "/etc/passwd",
            "../up",
            "a/../../b",
            "a//b",
            "a/./b",
            ".git/hooks/pre-commit",
            "C:/x",
            "a\\..\\b",
            "nul",
            "src/con.rs",
            "com1",
            "a\0b",
            "a\nb",
            "x.",
            "x ",
            "~/x",
            "a/b:stream",
            "GIT~1/config",
            "\u{200d}.git/config",
        ];
        for bad in bad {
            assert!(!is_portable(bad), "{bad:?}");
        }
        assert!(is_portable(&"x".repeat(limits::PATH)) && !is_portable(&"x".repeat(limits::PATH + 1)));
    }
}
