//! The files that the candidate writes in an editor. Each begins as a form.

use std::fs;
use std::io;

use super::material::Material;
use super::model::Texts;
use super::session::{Folder, Text};

/// Returns the form of a text.
fn form(text: Text, material: &Material) -> String {
    match text {
        Text::Sketch => {
            "# Sketch\n\nA line for each type, with what it is responsible for and which other types it knows.\n\n\
                         | type | responsibility | knows |\n| --- | --- | --- |\n"
                .to_owned()
        }
        Text::Change => format!(
            "# Change\n\n{}\n\nBefore you change the code: which types, functions and files will change, and which stay?\n\n",
            material.file.change.ask
        ),
        Text::Scale => {
            let questions = material.scale.iter().zip(1..).map(|(asked, number)| heading(number, &asked.question));
            format!("# Scale\n\n{}", questions.map(|heading| format!("{heading}\n\n\n")).collect::<String>())
        }
    }
}

fn heading(number: usize, question: &str) -> String {
    format!("## {number}. {question}")
}

/// Creates a text with its form, unless it exists.
///
/// # Errors
///
/// Fails if the file cannot be written.
pub fn create(folder: &Folder, text: Text, material: &Material) -> io::Result<()> {
    let path = folder.text(text);
    if path.exists() { Ok(()) } else { fs::write(path, form(text, material)) }
}

/// Reads what the candidate has written so far. A text that cannot be read counts as empty.
pub fn read(folder: &Folder, material: &Material) -> Texts {
    let written = |text| {
        let form = form(text, material);
        let content = fs::read_to_string(folder.text(text)).unwrap_or_default();
        // Editors may reformat the separator of a table.
        let is_form = |line: &&str| {
            let is_in_form = form.lines().any(|of_form| of_form == line.trim_end());
            is_in_form && !line.trim().is_empty() || line.starts_with("| -")
        };
        content.lines().filter(|line| !is_form(line)).collect::<Vec<_>>().join("\n").trim().to_owned()
    };
    Texts { sketch: written(Text::Sketch), change: written(Text::Change), scale: written(Text::Scale) }
}

/// Reads the answers about scale, one for each question. A missing answer is empty.
pub fn scale_answers(folder: &Folder, material: &Material) -> Vec<String> {
    let content = fs::read_to_string(folder.text(Text::Scale)).unwrap_or_default();
    let answer = |(number, question): (usize, &String)| {
        let heading = heading(number, question);
        let below = content.lines().skip_while(|line| line.trim_end() != heading).skip(1);
        let lines: Vec<&str> = below.take_while(|line| !line.starts_with("## ")).collect();
        lines.join("\n").trim().to_owned()
    };
    (1..).zip(material.scale.iter().map(|asked| &asked.question)).map(answer).collect()
}
