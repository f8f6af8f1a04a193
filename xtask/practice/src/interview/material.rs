//! Everything about a kata that an interview shows.

use std::collections::BTreeSet;

use xtask::error::{Error, Result};
use xtask::report::Report;
use xtask::rules::{Rule, stage_of};
use xtask::workspace::{Kata, Stage};

use super::session::Session;
use crate::interview_file::{ClarifyingQuestion, InterviewFile};
use crate::source::{AnsweredQuestion, KataFiles};

/// Everything about a kata that an interview shows.
#[derive(Clone, Debug)]
pub struct Material {
    /// The interviewer's texts.
    pub file: InterviewFile,
    /// The rules of the brief.
    pub rules: Vec<Rule>,
    /// The stages up to the change.
    pub stages: Vec<Stage>,
    /// The questions about scale, with the answers of `DESIGN.md`.
    pub scale: Vec<AnsweredQuestion>,
}

impl Material {
    /// Reads a kata's files.
    ///
    /// # Errors
    ///
    /// Fails if a file cannot be read, or the kata has no questions for an interview.
    pub fn of(kata: &Kata) -> Result<Self> {
        if !kata.solution().join("interview.toml").is_file() {
            return Err(Error::Other(format!(
                "{} has no interview.toml, so there is no interview for it.",
                kata.name()
            )));
        }
        let file = InterviewFile::of(kata)?;
        let files = KataFiles::of(kata)?;
        let scale = file.scale.iter().filter_map(|source| files.asked(source)).collect();
        let mut stages = kata.stages()?;
        stages.retain(|stage| stage.number <= file.change.stage);
        Ok(Self { rules: files.rules, file, stages, scale })
    }

    /// Returns the answer to a question: its rules, or the sentence for a question that does not matter.
    pub fn answer(&self, question: &ClarifyingQuestion) -> Vec<String> {
        match &question.answer {
            Some(answer) => vec![answer.clone()],
            None => {
                question.rules.iter().filter_map(|number| self.rule(number)).map(|rule| rule.text.clone()).collect()
            }
        }
    }

    /// Returns the rule with this number.
    fn rule(&self, number: &str) -> Option<&Rule> {
        self.rules.iter().find(|rule| rule.number == number)
    }

    /// Returns the question with this text.
    pub fn question(&self, ask: &str) -> Option<&ClarifyingQuestion> {
        self.file.clarify.iter().find(|question| question.ask == ask)
    }

    /// Returns the question that has this rule as its answer.
    pub fn question_about(&self, rule: &str) -> Option<&ClarifyingQuestion> {
        self.file.clarify.iter().find(|question| question.rules.iter().any(|number| number == rule))
    }

    /// Returns the rules of a stage that the candidate knows: those that no question is about, and those that the
    /// candidate has asked about or met in a failing test. In stage 1, the rules for all stages come first.
    pub fn known_rules(&self, stage: u32, session: &Session) -> Vec<&Rule> {
        let of_stage = |rule: &&Rule| match stage_of(&rule.number) {
            Some(0) => stage == 1,
            number => number == Some(stage),
        };
        let is_known = |rule: &&Rule| {
            self.file
                .clarify
                .iter()
                .filter(|question| question.rules.contains(&rule.number))
                .all(|question| session.has_asked(&question.ask) || session.found_by_tests.contains(&question.ask))
        };
        self.rules.iter().filter(of_stage).filter(is_known).collect()
    }

    /// Leaves out the stages after `last`, and marks the rules of the first failing test that the candidate has not
    /// asked about. Returns the questions about these rules.
    pub fn hide_unasked(&self, report: &mut Report, last: u32, session: &Session) -> BTreeSet<String> {
        report.stages.retain(|stage| stage.number <= last);
        report.diagnostics.retain(|found| found.stage.is_none_or(|stage| stage <= last));
        report.compute_verdict();
        let mut unasked = BTreeSet::new();
        let Some(name) = report.first_failure().map(|(stage, test)| (stage.number, test.name.clone())) else {
            return unasked;
        };
        let stages = report.stages.iter_mut().filter(|stage| stage.number == name.0);
        let Some(test) = stages.flat_map(|stage| &mut stage.tests).find(|test| test.name == name.1) else {
            return unasked;
        };
        // A test that reaches a `todo!()` says nothing about the requirements.
        if test.message.as_deref().is_some_and(|message| message.contains("not yet implemented")) {
            test.rules.clear();
        }
        for rule in &mut test.rules {
            if let Some(question) = self.question_about(&rule.number).filter(|one| !session.has_asked(&one.ask)) {
                rule.text = format!("{} You did not ask: {}", rule.text, question.ask);
                unasked.insert(question.ask.clone());
            }
        }
        unasked
    }
}
