//! Terminal hyperlinks (OSC 8) for source locations such as `katas/…/map.rs:31`.

use std::fmt::Write;
use std::num::NonZeroU16;
use std::ops::Range;
use std::path::Path;

use ratatui::buffer::{Buffer, CellDiffOption};
use supports_hyperlinks::Stream;

use crate::paths::shown;

/// The folders that a linked path can start with. Paths are relative to the workspace's root.
const FOLDERS: [&str; 4] = ["katas/", "solutions/", "tests/", "xtask/"];

/// A factory of links to the files of a workspace.
#[derive(Clone, Debug)]
pub struct Links {
    root: String,
}

impl Links {
    /// Creates links into the workspace at `root`, if standard output is a local terminal that supports hyperlinks.
    ///
    /// Over SSH, a link would open a file on the wrong machine.
    pub fn on_stdout(root: &Path) -> Option<Self> {
        let is_remote = std::env::var_os("SSH_CONNECTION").is_some();
        (!is_remote && supports_hyperlinks::on(Stream::Stdout)).then(|| Self::new(root))
    }

    /// Creates links into the workspace at `root`.
    fn new(root: &Path) -> Self {
        Self { root: url(root) }
    }

    /// Returns the text with a link for each location. The text can contain colors.
    pub fn in_text(&self, text: &str) -> String {
        let mut linked = String::with_capacity(text.len());
        let mut end = 0;
        for location in locations(text) {
            linked += &text[end..location.start];
            linked += &self.link(&text[location.clone()], &text[location.clone()]);
            end = location.end;
        }
        linked + &text[end..]
    }

    /// Adds a link to each location on the screen.
    pub(crate) fn on_screen(&self, buffer: &mut Buffer) {
        let width = usize::from(buffer.area.width).max(1);
        for row in buffer.content.chunks_mut(width) {
            // Locations are ASCII. With one byte per cell, a position in the line is also a column on the screen.
            let line: String =
                row.iter().map(|cell| if cell.symbol().len() == 1 { cell.symbol() } else { "\0" }).collect();
            for location in locations(&line) {
                // Each cell needs its own link, because the terminal can redraw single cells.
                for cell in &mut row[location.clone()] {
                    let symbol = self.link(&line[location.clone()], cell.symbol());
                    cell.set_symbol(&symbol).set_diff_option(CellDiffOption::ForcedWidth(NonZeroU16::MIN));
                }
            }
        }
    }

    /// Returns `shown` as a link to `location`. Terminals treat links with the same id as one link.
    fn link(&self, location: &str, shown: &str) -> String {
        let file = location.split(':').next().unwrap_or(location);
        format!(
            "\x1b]8;id={location};{}/{file}\x1b\\{shown}\x1b]8;;\x1b\\",
            self.root,
            location = location.replace(':', "-")
        )
    }
}

/// Returns the URL of a folder.
fn url(folder: &Path) -> String {
    let path = shown(folder);
    let mut url = if path.starts_with('/') { "file://".to_owned() } else { "file:///".to_owned() };
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b':' | b'-' | b'.' | b'_' | b'~' => url.push(byte.into()),
            _ => write!(url, "%{byte:02X}").expect("writing to a string cannot fail"),
        }
    }
    url
}

/// Returns the positions of all locations in the text: paths of files in the workspace, with or without a line number.
fn locations(text: &str) -> Vec<Range<usize>> {
    let mut locations = Vec::new();
    let mut at = 0;
    let mut inside_word = false;
    while at < text.len() {
        let rest = &text[at..];
        if let Some(code) = rest.strip_prefix("\x1b[") {
            at += 2 + code.find(|c: char| c.is_ascii_alphabetic()).map_or(code.len(), |end| end + 1);
            inside_word = false;
            continue;
        }
        if !inside_word && FOLDERS.iter().any(|folder| rest.starts_with(folder)) {
            let length = rest.find(|c| !is_location_char(c)).unwrap_or(rest.len());
            let location = rest[..length].trim_end_matches(['.', ':']);
            if is_file(location) {
                locations.push(at..at + location.len());
            }
            at += length;
            continue;
        }
        let c = rest.chars().next().expect("the rest is not empty");
        inside_word = is_location_char(c);
        at += c.len_utf8();
    }
    locations
}

fn is_location_char(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '/' | '.' | '_' | '-' | ':')
}

/// Returns true for a file name with an extension, optionally followed by a line and a column.
fn is_file(location: &str) -> bool {
    let mut parts = location.split(':');
    let file = parts.next().unwrap_or_default();
    let name = file.rsplit('/').next().unwrap_or_default();
    name.contains('.') && !file.contains("..") && parts.all(|part| part.parse::<u32>().is_ok())
}

#[cfg(test)]
mod tests {
    use ratatui::layout::Rect;
    use ratatui::style::Style;
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case::line("at tests/ring/stage_1.rs:31", &["tests/ring/stage_1.rs:31"])]
    #[case::line_and_column(" --> katas/ring/src/lib.rs:3:7", &["katas/ring/src/lib.rs:3:7"])]
    #[case::colored("\x1b[0m\x1b[1mkatas/ring/src/lib.rs\x1b[0m", &["katas/ring/src/lib.rs"])]
    #[case::end_of_a_sentence("Read solutions/ring/DESIGN.md.", &["solutions/ring/DESIGN.md"])]
    #[case::two_locations("tests/a.rs:1 katas/b.rs:2", &["tests/a.rs:1", "katas/b.rs:2"])]
    #[case::folder("Waiting for a save in katas/ring.", &[])]
    #[case::absolute_path("/elsewhere/katas/ring/src/lib.rs:3", &[])]
    #[case::path_outside("katas/../../secret.rs", &[])]
    #[case::wide_characters("日本 tests/a.rs:1 日本", &["tests/a.rs:1"])]
    fn locations_are_found(#[case] text: &str, #[case] found: &[&str]) {
        let locations: Vec<&str> = locations(text).into_iter().map(|location| &text[location]).collect();
        assert_eq!(locations, found);
    }

    #[test]
    fn a_location_in_a_text_links_to_its_file() {
        let links = Links::new(Path::new("/home/ann lee/katas"));
        assert_eq!(
            links.in_text("at tests/a.rs:31\n"),
            "at \x1b]8;id=tests/a.rs-31;file:///home/ann%20lee/katas/tests/a.rs\x1b\\tests/a.rs:31\x1b]8;;\x1b\\\n"
        );
    }

    #[test]
    fn each_cell_of_a_location_on_the_screen_is_a_link() {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 20, 2));
        buffer.set_string(0, 1, "日 tests/a.rs:31", Style::new());
        Links::new(Path::new("/katas")).on_screen(&mut buffer);
        let cells: Vec<_> = buffer.content[20..].iter().filter(|cell| cell.symbol().contains("\x1b]8;")).collect();
        assert_eq!(cells.len(), "tests/a.rs:31".len());
        for (cell, c) in cells.iter().zip("tests/a.rs:31".chars()) {
            assert!(cell.symbol().contains(&format!("file:///katas/tests/a.rs\x1b\\{c}\x1b]8;;")), "{}", cell.symbol());
            assert_eq!(cell.diff_option, CellDiffOption::ForcedWidth(NonZeroU16::MIN));
        }
    }
}
