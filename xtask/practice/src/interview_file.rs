//! The file `interview.toml` of a kata: everything that the interviewer says.
//!
//! ```toml
//! question = "Design the software of a vending machine."
//!
//! [[clarify]]
//! ask = "What happens if the machine cannot give the right change?"
//! rules = ["3.6"]                       # the answer is these rules of the brief
//! words = ["refund"]                    # other words by which candidates look for it
//!
//! [[clarify]]
//! ask = "Which database stores the sales?"
//! answer = "None. The machine keeps its state in memory."   # a question that does not matter for the design
//!
//! [change]
//! stage = 4                             # the stage whose tests check the change
//! ask = "The operator wants to choose how the machine gives change."
//! expect = "A good design changes one constructor and one call."
//!
//! [[scale]]
//! talk = 6                              # a question of the brief that DESIGN.md answers
//! ```

use serde::Deserialize;
use xtask::error::Result;
use xtask::rules::stage_of;
use xtask::workspace::Kata;

use crate::source::{KataFiles, Source, read_toml};

/// The smallest number of clarifying questions.
const MIN_QUESTIONS: usize = 12;
/// The smallest number of clarifying questions that do not matter for the design.
const MIN_USELESS: usize = 4;
/// The number of questions about scale.
const SCALE_QUESTIONS: usize = 2;

/// The content of `interview.toml`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InterviewFile {
    /// The sentence with which the interview begins.
    pub question: String,
    /// Questions that a candidate may ask.
    pub clarify: Vec<ClarifyingQuestion>,
    /// The requirement that changes after the code is written.
    pub change: Change,
    /// The questions about scale, each of them a question of the brief.
    pub scale: Vec<Source>,
}

/// A question that a candidate may ask, with either rules or an answer.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClarifyingQuestion {
    /// The question.
    pub ask: String,
    /// The numbers of the rules that are the answer.
    #[serde(default)]
    pub rules: Vec<String>,
    /// The answer to a question that does not matter for the design.
    pub answer: Option<String>,
    /// Other words by which candidates look for the question.
    #[serde(default)]
    pub words: Vec<String>,
}

/// A requirement that changes.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Change {
    /// The number of the stage whose tests check the change. The candidate solves the stages before it first.
    pub stage: u32,
    /// The interviewer's words.
    pub ask: String,
    /// The parts of a good design that change, and why only these.
    pub expect: String,
}

impl InterviewFile {
    /// Reads a kata's file.
    ///
    /// # Errors
    ///
    /// Fails if the file cannot be read or parsed.
    pub fn of(kata: &Kata) -> Result<Self> {
        read_toml(kata, "interview.toml")
    }

    /// Returns one line for everything that the file lacks or that the kata's other files contradict.
    pub fn problems(&self, files: &KataFiles, stages: u32) -> Vec<String> {
        let mut found = Vec::new();
        if self.question.matches(['.', '?']).count() != 1 || !self.question.ends_with(['.', '?']) {
            found.push("`question` is not one sentence".to_owned());
        }
        let useless = self.clarify.iter().filter(|question| question.rules.is_empty()).count();
        if self.clarify.len() < MIN_QUESTIONS {
            found.push(format!("{} clarifying questions. Write at least {MIN_QUESTIONS}", self.clarify.len()));
        }
        if useless < MIN_USELESS {
            found.push(format!("{useless} clarifying questions do not matter. Write at least {MIN_USELESS} such ones"));
        }
        for (index, question) in self.clarify.iter().enumerate() {
            found.extend(question.problems(files, self.change.stage).map(|why| format!("`{}`: {why}", question.ask)));
            if self.clarify[..index].iter().any(|other| other.ask == question.ask) {
                found.push(format!("`{}` stands twice", question.ask));
            }
        }
        if self.change.stage < 2 || self.change.stage > stages {
            found.push(format!("`stage` of the change is {}. Choose one from 2 to {stages}", self.change.stage));
        }
        if self.scale.len() != SCALE_QUESTIONS {
            found.push(format!("{} questions about scale. Choose {SCALE_QUESTIONS}", self.scale.len()));
        }
        let unanswered = self.scale.iter().filter(|source| files.asked(source).is_none());
        found.extend(unanswered.map(|source| format!("no question and answer for {source:?} of `scale`")));
        found
    }
}

impl ClarifyingQuestion {
    fn problems(&self, files: &KataFiles, change: u32) -> impl Iterator<Item = String> {
        let unknown = self.rules.iter().filter(|rule| files.rule(rule).is_none());
        let unknown = unknown.map(|rule| format!("the brief has no rule {rule}"));
        let late = self.rules.iter().filter(move |rule| stage_of(rule).is_some_and(|stage| stage >= change));
        let late = late.map(|rule| format!("rule {rule} belongs to the change or to a later stage"));
        let is_asking = self.ask.ends_with('?');
        let has_one = self.rules.is_empty() == self.answer.is_some();
        let form = (!is_asking).then(|| "it does not end with a question mark".to_owned());
        let answers = (!has_one).then(|| "it needs either `rules` or an `answer`".to_owned());
        unknown.chain(late).chain(form).chain(answers).collect::<Vec<_>>().into_iter()
    }
}
