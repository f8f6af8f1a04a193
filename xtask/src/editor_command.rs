//! The command that opens a file in the user's editor.

use std::path::Path;
use std::process::Command;

/// A command that opens an editor.
#[derive(Debug)]
pub struct Editor {
    /// The command.
    pub command: Command,
    /// True if the editor runs in the view's terminal.
    pub in_terminal: bool,
}

/// The editor settings of the command line and the environment.
#[derive(Clone, Debug, Default)]
pub struct EditorSettings {
    /// The value of `--edit-cmd`.
    pub command: Option<String>,
    /// True inside VS Code's terminal.
    pub inside_vscode: bool,
    /// The value of `$VISUAL`, or else of `$EDITOR`.
    pub default_editor: Option<String>,
}

impl EditorSettings {
    /// Reads the settings of this process.
    pub fn new(command: Option<&str>) -> Self {
        let variable = |name| std::env::var(name).ok().filter(|value| !value.trim().is_empty());
        Self {
            command: command.map(str::to_owned),
            inside_vscode: variable("TERM_PROGRAM").is_some_and(|program| program == "vscode"),
            default_editor: variable("VISUAL").or_else(|| variable("EDITOR")),
        }
    }

    /// Returns the command that opens a file at a line, or `None` if no editor is configured.
    pub fn editor(&self, file: &Path, line: usize) -> Option<Editor> {
        if self.command.is_none() && self.inside_vscode {
            let mut command = Command::new(if cfg!(windows) { "code.cmd" } else { "code" });
            command.arg("--goto").arg(at(file, line));
            return Some(Editor { command, in_terminal: false });
        }
        let words = self.command.as_ref().or(self.default_editor.as_ref())?;
        // An existing path that contains spaces is not split into words.
        let mut words: Vec<&str> =
            if Path::new(words).is_file() { vec![words] } else { words.split_whitespace().collect() };
        let program = words.remove(0);
        let mut command = Command::new(program);
        if words.iter().any(|word| word.contains("{file}")) {
            let (file, line) = (file.to_string_lossy(), line.to_string());
            command.args(words.iter().map(|word| word.replace("{file}", &file).replace("{line}", &line)));
        } else {
            command.args(words);
            add_location(&mut command, program, file, line);
        }
        Some(Editor { command, in_terminal: true })
    }
}

/// Adds file and line in the editor's syntax. If the editor is unknown, adds only the file.
fn add_location(command: &mut Command, program: &str, file: &Path, line: usize) {
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
    #[case::path("/usr/bin/nvim", &["/usr/bin/nvim", "+7", "/w/a b.rs"])]
    #[case::code("code -w", &["code", "-w", "--goto", "/w/a b.rs:7"])]
    #[case::helix("hx", &["hx", "/w/a b.rs:7"])]
    #[case::unknown_editor("my-editor", &["my-editor", "/w/a b.rs"])]
    #[case::placeholders("ed -l {line} {file}", &["ed", "-l", "7", "/w/a b.rs"])]
    fn the_command_follows_the_editors_syntax(#[case] editor: &str, #[case] expected: &[&str]) {
        let editor_settings = EditorSettings { default_editor: Some(editor.to_owned()), ..EditorSettings::default() };
        assert_eq!(words(&editor_settings).unwrap(), expected);
    }

    #[test]
    fn the_command_line_overrides_vscode_and_the_environment() {
        let default_editor = Some("vi".to_owned());
        let inside = EditorSettings { inside_vscode: true, default_editor, ..EditorSettings::default() };
        assert_eq!(words(&inside).unwrap()[1..], ["--goto", "/w/a b.rs:7"]);
        assert!(!inside.editor(Path::new("x"), 1).unwrap().in_terminal);
        let overridden = EditorSettings { command: Some("hx".to_owned()), ..inside };
        assert_eq!(words(&overridden).unwrap()[0], "hx");
        assert_eq!(words(&EditorSettings::default()), None);
    }
}
