//! Display of paths, the same on every system.

use std::path::Path;

/// Formats `path` with `/` as separator, also on Windows.
pub fn shown(path: &Path) -> String {
    let text = path.to_string_lossy();
    if cfg!(windows) { with_slashes(&text) } else { text.into_owned() }
}

/// Replaces `\` by `/` in the paths in output of Cargo or the compiler on Windows.
pub fn shown_in_output(text: &str) -> String {
    if cfg!(windows) { slashes_in_output(text) } else { text.to_owned() }
}

fn with_slashes(path: &str) -> String {
    // Canonical paths on Windows begin with `\\?\`.
    let plain = match path.strip_prefix(r"\\?\UNC\") {
        Some(share) => format!(r"\\{share}"),
        None => path.strip_prefix(r"\\?\").unwrap_or(path).to_owned(),
    };
    plain.replace('\\', "/")
}

/// Replaces `\` in lines such as ` --> src\lib.rs:1:1` and in quoted absolute paths.
///
/// Code and messages keep their backslashes.
fn slashes_in_output(text: &str) -> String {
    text.split_inclusive('\n')
        .map(|line| if is_location(line) { line.replace('\\', "/") } else { slashes_in_quotes(line) })
        .collect()
}

fn is_location(line: &str) -> bool {
    let plain = anstream::adapter::strip_str(line).to_string();
    ["--> ", "::: "].iter().any(|arrow| plain.trim_start().starts_with(arrow))
}

/// Replaces `\` in quoted absolute paths: in `` `C:\a\b` ``, but not in `` `\n` ``.
fn slashes_in_quotes(line: &str) -> String {
    let is_absolute = |part: &str| part.starts_with(r"\\?\") || part.get(1..3) == Some(r":\");
    let parts = line.split('`').map(|part| if is_absolute(part) { with_slashes(part) } else { part.to_owned() });
    parts.collect::<Vec<_>>().join("`")
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case::mixed(r"tests\tiny/a.rs", "tests/tiny/a.rs")]
    #[case::absolute(r"C:\my code\a.rs", "C:/my code/a.rs")]
    #[case::canonical(r"\\?\C:\a.rs", "C:/a.rs")]
    #[case::canonical_network_share(r"\\?\UNC\server\share\a.rs", "//server/share/a.rs")]
    fn with_slashes_converts_windows_paths(#[case] path: &str, #[case] shown: &str) {
        assert_eq!(with_slashes(path), shown);
    }

    #[rstest]
    #[case::location(" \x1b[94m--> \x1b[0mkatas\\a.rs:1:2\r\n", " \x1b[94m--> \x1b[0mkatas/a.rs:1:2\r\n")]
    #[case::secondary_location("error: no\n  ::: b\\c.rs:1:1", "error: no\n  ::: b/c.rs:1:1")]
    #[case::quoted_path("no `C:\\a b\\Cargo.toml` in `C:\\`", "no `C:/a b/Cargo.toml` in `C:/`")]
    #[case::quoted_canonical_path("no `\\\\?\\C:\\a`", "no `C:/a`")]
    #[case::message("unknown character escape: `\\d`", "unknown character escape: `\\d`")]
    #[case::code("1 | \"\\n --> \\\" // `é\\", "1 | \"\\n --> \\\" // `é\\")]
    fn slashes_in_output_converts_only_paths(#[case] text: &str, #[case] shown: &str) {
        assert_eq!(slashes_in_output(text), shown);
    }
}
