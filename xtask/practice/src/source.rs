//! The places in a kata's files from which cards and interview questions are taken.

use std::path::Path;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use xtask::error::{Error, Result};
use xtask::questions::{Question, questions_under};
use xtask::rules;
use xtask::workspace::Kata;

/// A place in a kata's files, written in TOML as `{ rule = "2.4" }` or `{ talk = 3 }`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Source {
    /// A rule of the brief, by its number.
    Rule(String),
    /// A pitfall, by the name of its file without `.patch`.
    Pitfall(String),
    /// A paragraph of `DESIGN.md`, by the words in bold with which it begins.
    Decision(String),
    /// A question under `## Talk about it` in the brief, by its number.
    Talk(usize),
    /// A question under `## At scale` in the brief, by its number.
    AtScale(usize),
}

impl Source {
    /// Returns why the kata has no such place, or `None` if it has.
    pub fn problem(&self, files: &KataFiles) -> Option<String> {
        match self {
            Self::Rule(number) if files.rule(number).is_none() => Some(format!("the brief has no rule {number}")),
            Self::Pitfall(name) if !files.pitfalls.contains(name) => Some(format!("no pitfall is named {name}")),
            Self::Decision(title) if !files.notes.lines().any(|line| line.starts_with(&format!("**{title}"))) => {
                Some(format!("no paragraph of DESIGN.md begins with **{title}"))
            }
            Self::Talk(_) | Self::AtScale(_) if files.asked(self).is_none() => {
                Some("the brief and DESIGN.md do not both have this question".to_owned())
            }
            _ => None,
        }
    }
}

/// Reads a TOML file next to a kata's reference.
pub(crate) fn read_toml<T: DeserializeOwned>(kata: &Kata, file: &str) -> Result<T> {
    let path = Path::new("solutions").join(kata.name()).join(file);
    let bad = |reason: String| Error::BadFile { path: path.clone(), reason };
    let text = std::fs::read_to_string(kata.solution().join(file)).map_err(|error| bad(error.to_string()))?;
    toml::from_str(&text).map_err(|error| bad(error.message().to_owned()))
}

/// A question of the brief with the answer in `DESIGN.md`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnsweredQuestion {
    /// The question.
    pub question: String,
    /// The answer.
    pub answer: String,
}

/// The texts of a kata that sources refer to.
#[derive(Clone, Debug)]
pub struct KataFiles {
    /// The rules of the brief.
    pub rules: Vec<rules::Rule>,
    brief: String,
    notes: String,
    pitfalls: Vec<String>,
}

impl KataFiles {
    /// Reads the texts of a kata. Without pitfalls or design notes, these are empty.
    ///
    /// # Errors
    ///
    /// Fails if the brief cannot be read.
    pub fn of(kata: &Kata) -> Result<Self> {
        let brief = kata.brief()?;
        let entries = std::fs::read_dir(kata.solution().join("pitfalls")).into_iter().flatten().flatten();
        let name = |file: std::fs::DirEntry| file.file_name().to_str()?.strip_suffix(".patch").map(str::to_owned);
        Ok(Self {
            rules: rules::of_brief(&brief),
            notes: std::fs::read_to_string(kata.solution().join("DESIGN.md")).unwrap_or_default(),
            pitfalls: entries.filter_map(name).collect(),
            brief,
        })
    }

    /// Returns the rule with this number.
    pub fn rule(&self, number: &str) -> Option<&rules::Rule> {
        self.rules.iter().find(|rule| rule.number == number)
    }

    /// Returns the question and the answer that `source` names. `None` unless it names a question that both files have.
    pub fn asked(&self, source: &Source) -> Option<AnsweredQuestion> {
        let (heading, number) = match source {
            Source::Talk(number) => ("## Talk about it", *number),
            Source::AtScale(number) => ("## At scale", *number),
            _ => return None,
        };
        let of = |text: &str, heading: &str| -> Option<Question> {
            questions_under(text, heading).into_iter().nth(number.checked_sub(1)?)
        };
        let question = of(&self.brief, heading)?.text;
        let answer = of(&self.notes, &format!("{heading}: our answers"))?.text;
        Some(AnsweredQuestion { question, answer: without_title(&answer).to_owned() })
    }
}

/// Removes the question in a few words with which an answer begins: `*Why check?*`.
fn without_title(answer: &str) -> &str {
    let rest = answer.strip_prefix('*').and_then(|rest| rest.split_once('*')).map(|(_, rest)| rest.trim_start());
    rest.unwrap_or(answer)
}
