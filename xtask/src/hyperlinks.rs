//! Places in files that a terminal can open: `katas/…/map.rs:31` as a hyperlink (OSC 8), where the terminal has them.

use std::fmt::Write;
use std::num::NonZeroU16;
use std::ops::Range;
use std::path::Path;

use ratatui::buffer::{Buffer, CellDiffOption};
use supports_hyperlinks::Stream;

use crate::paths::shown;

/// What the places that are shown begin with: they are paths from the workspace's root.
const FOLDERS: [&str; 4] = ["katas/", "solutions/", "tests/", "xtask/"];

/// Links to files of one workspace.
#[derive(Clone, Debug)]
pub struct Links {
    root: String,
}

impl Links {
    /// Links into the workspace at `root`, if standard output is a terminal that shows them and has these files. At the
    /// other end of SSH, it has others.
    pub fn on_stdout(root: &Path) -> Option<Self> {
        let elsewhere = std::env::var_os("SSH_CONNECTION").is_some();
        (!elsewhere && supports_hyperlinks::on(Stream::Stdout)).then(|| Self::into(root))
    }

    /// Links into the workspace at `root`.
    fn into(root: &Path) -> Self {
        Self { root: url(root) }
    }

    /// The text, each place in it a link. The text may have colors.
    pub fn in_text(&self, text: &str) -> String {
        let mut linked = String::with_capacity(text.len());
        let mut end = 0;
        for place in places(text) {
            linked += &text[end..place.start];
            linked += &self.link(&text[place.clone()], &text[place.clone()]);
            end = place.end;
        }
        linked + &text[end..]
    }

    /// Makes each place on the screen a link.
    pub(crate) fn on_screen(&self, buffer: &mut Buffer) {
        let width = usize::from(buffer.area.width).max(1);
        for row in buffer.content.chunks_mut(width) {
            // A byte a cell, so that a place in the line is one on the screen. What is no ASCII is in no place.
            let line: String =
                row.iter().map(|cell| if cell.symbol().len() == 1 { cell.symbol() } else { "\0" }).collect();
            for place in places(&line) {
                // Each cell is a link of its own, since any of them may be drawn anew without its neighbors.
                for cell in &mut row[place.clone()] {
                    let symbol = self.link(&line[place.clone()], cell.symbol());
                    cell.set_symbol(&symbol).set_diff_option(CellDiffOption::ForcedWidth(NonZeroU16::MIN));
                }
            }
        }
    }

    /// What `shown` looks like as a link to `place`. Terminals take what has the same id for one link.
    fn link(&self, place: &str, shown: &str) -> String {
        let file = place.split(':').next().unwrap_or(place);
        format!("\x1b]8;id={place};{}/{file}\x1b\\{shown}\x1b]8;;\x1b\\", self.root, place = place.replace(':', "-"))
    }
}

/// A folder as a URL.
fn url(folder: &Path) -> String {
    let path = shown(folder);
    let mut url = if path.starts_with('/') { "file://".to_owned() } else { "file:///".to_owned() };
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b':' | b'-' | b'.' | b'_' | b'~' => url.push(byte.into()),
            _ => write!(url, "%{byte:02X}").expect("a string takes all that is written to it"),
        }
    }
    url
}

/// Where the text names a file of the workspace, with or without a line.
fn places(text: &str) -> Vec<Range<usize>> {
    let mut places = Vec::new();
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
            let length = rest.find(|c| !is_of_place(c)).unwrap_or(rest.len());
            let place = rest[..length].trim_end_matches(['.', ':']);
            if is_file(place) {
                places.push(at..at + place.len());
            }
            at += length;
            continue;
        }
        let c = rest.chars().next().expect("there is more");
        inside_word = is_of_place(c);
        at += c.len_utf8();
    }
    places
}

fn is_of_place(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '/' | '.' | '_' | '-' | ':')
}

/// Whether it is a file with its ending, and after it at most a line and a column.
fn is_file(place: &str) -> bool {
    let mut parts = place.split(':');
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
    #[case::with_a_line("at tests/ring/stage_1.rs:31", &["tests/ring/stage_1.rs:31"])]
    #[case::with_line_and_column(" --> katas/ring/src/lib.rs:3:7", &["katas/ring/src/lib.rs:3:7"])]
    #[case::colored("\x1b[0m\x1b[1mkatas/ring/src/lib.rs\x1b[0m", &["katas/ring/src/lib.rs"])]
    #[case::at_the_end_of_a_sentence("Read solutions/ring/DESIGN.md.", &["solutions/ring/DESIGN.md"])]
    #[case::two("tests/a.rs:1 katas/b.rs:2", &["tests/a.rs:1", "katas/b.rs:2"])]
    #[case::a_folder("Waiting for a save in katas/ring.", &[])]
    #[case::another_path("/elsewhere/katas/ring/src/lib.rs:3", &[])]
    #[case::a_way_out("katas/../../secret.rs", &[])]
    #[case::wide_characters("日本 tests/a.rs:1 日本", &["tests/a.rs:1"])]
    fn places_are_found(#[case] text: &str, #[case] found: &[&str]) {
        let places: Vec<&str> = places(text).into_iter().map(|place| &text[place]).collect();
        assert_eq!(places, found);
    }

    #[test]
    fn a_place_in_a_text_is_a_link_to_its_file() {
        let links = Links::into(Path::new("/home/ann lee/katas"));
        assert_eq!(
            links.in_text("at tests/a.rs:31\n"),
            "at \x1b]8;id=tests/a.rs-31;file:///home/ann%20lee/katas/tests/a.rs\x1b\\tests/a.rs:31\x1b]8;;\x1b\\\n"
        );
    }

    #[test]
    fn a_place_on_the_screen_is_linked_cell_by_cell_and_is_as_wide_as_before() {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 20, 2));
        buffer.set_string(0, 1, "日 tests/a.rs:31", Style::new());
        Links::into(Path::new("/katas")).on_screen(&mut buffer);
        let cells: Vec<_> = buffer.content[20..].iter().filter(|cell| cell.symbol().contains("\x1b]8;")).collect();
        assert_eq!(cells.len(), "tests/a.rs:31".len());
        for (cell, c) in cells.iter().zip("tests/a.rs:31".chars()) {
            assert!(cell.symbol().contains(&format!("file:///katas/tests/a.rs\x1b\\{c}\x1b]8;;")), "{}", cell.symbol());
            assert_eq!(cell.diff_option, CellDiffOption::ForcedWidth(NonZeroU16::MIN));
        }
    }
}
