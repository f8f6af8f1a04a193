//! The editor that a file is opened in.

use std::path::Path;
use std::process::Command;

/// An editor, and whether it needs the terminal that the view has.
#[derive(Debug)]
pub(super) struct Editor {
    pub command: Command,
    pub in_terminal: bool,
}

/// What the environment says about editors.
#[derive(Clone, Debug, Default)]
pub(super) struct EditorSettings {
    /// The command line's `--edit-cmd`.
    pub command: Option<String>,
    /// Whether this is VS Code's own terminal.
    pub inside_vscode: bool,
    /// `$VISUAL`, else `$EDITOR`.
    pub usual: Option<String>,
}

impl EditorSettings {
    /// Those of this process.
    pub fn new(command: Option<&str>) -> Self {
        let variable = |name| std::env::var(name).ok().filter(|value| !value.trim().is_empty());
        Self {
            command: command.map(str::to_owned),
            inside_vscode: variable("TERM_PROGRAM").is_some_and(|program| program == "vscode"),
            usual: variable("VISUAL").or_else(|| variable("EDITOR")),
        }
    }

    /// The editor for a line of a file, if there is one.
    pub fn editor(&self, file: &Path, line: usize) -> Option<Editor> {
        if self.command.is_none() && self.inside_vscode {
            let mut command = Command::new(if cfg!(windows) { "code.cmd" } else { "code" });
            command.arg("--goto").arg(at(file, line));
            return Some(Editor { command, in_terminal: false });
        }
        let words = self.command.as_ref().or(self.usual.as_ref())?;
        // A path with blanks in it is one word if it is there.
        let mut words: Vec<&str> =
            if Path::new(words).is_file() { vec![words] } else { words.split_whitespace().collect() };
        let program = words.remove(0);
        let mut command = Command::new(program);
        if words.iter().any(|word| word.contains("{file}")) {
            let (file, line) = (file.to_string_lossy(), line.to_string());
            command.args(words.iter().map(|word| word.replace("{file}", &file).replace("{line}", &line)));
        } else {
            command.args(words);
            add_place(&mut command, program, file, line);
        }
        Some(Editor { command, in_terminal: true })
    }
}

/// Adds file and line as this editor wants them; the file alone for one that is not known.
fn add_place(command: &mut Command, program: &str, file: &Path, line: usize) {
    let name = Path::new(program).file_stem().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    match name.as_str() {
        "vi" | "vim" | "nvim" | "gvim" | "view" | "nano" | "emacs" | "emacsclient" | "kak" | "micro" | "joe" | "ne"
        | "jed" | "mg" | "gedit" | "kate" => {
            command.arg(format!("+{line}")).arg(file);
        }
        "code" | "codium" | "code-insiders" | "cursor" => {
            command.arg("--goto").arg(at(file, line));
        }
        "hx" | "helix" | "subl" | "zed" => {
            command.arg(at(file, line));
        }
        _ => {
            command.arg(file);
        }
    }
}

fn at(file: &Path, line: usize) -> String {
    format!("{}:{line}", file.display())
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn words(editor_settings: &EditorSettings) -> Option<Vec<String>> {
        let editor = editor_settings.editor(Path::new("/w/a b.rs"), 7)?;
        let program = std::iter::once(editor.command.get_program());
        Some(program.chain(editor.command.get_args()).map(|word| word.to_string_lossy().into_owned()).collect())
    }

    #[rstest]
    #[case::vim("vim -u NONE", &["vim", "-u", "NONE", "+7", "/w/a b.rs"])]
    #[case::a_path("/usr/bin/nvim", &["/usr/bin/nvim", "+7", "/w/a b.rs"])]
    #[case::code("code -w", &["code", "-w", "--goto", "/w/a b.rs:7"])]
    #[case::helix("hx", &["hx", "/w/a b.rs:7"])]
    #[case::unknown("my-editor", &["my-editor", "/w/a b.rs"])]
    #[case::a_pattern("ed -l {line} {file}", &["ed", "-l", "7", "/w/a b.rs"])]
    fn the_line_is_given_as_the_editor_wants_it(#[case] usual: &str, #[case] wanted: &[&str]) {
        let editor_settings = EditorSettings { usual: Some(usual.to_owned()), ..EditorSettings::default() };
        assert_eq!(words(&editor_settings).unwrap(), wanted);
    }

    #[test]
    fn the_command_line_counts_most_then_vscode_then_the_environment() {
        let usual = Some("vi".to_owned());
        let inside = EditorSettings { inside_vscode: true, usual, ..EditorSettings::default() };
        assert_eq!(words(&inside).unwrap()[1..], ["--goto", "/w/a b.rs:7"]);
        assert!(!inside.editor(Path::new("x"), 1).unwrap().in_terminal);
        let told = EditorSettings { command: Some("hx".to_owned()), ..inside };
        assert_eq!(words(&told).unwrap()[0], "hx");
        assert_eq!(words(&EditorSettings::default()), None);
    }
}
