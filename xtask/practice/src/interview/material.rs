//! Everything about a kata that an interview shows.

use std::collections::BTreeSet;

use xtask::error::{Error, Result};
use xtask::report::{Report, Status, Verdict};
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
            return Err(Error::Other(format!("{} has no interview.toml. Choose another kata.", kata.name())));
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

    /// Returns the questions about the rules of the first failing test that the candidate has not asked.
    ///
    /// If this test reaches a `todo!()`, it says nothing about the requirements, so its rules are removed.
    pub fn take_unasked(&self, report: &mut Report, session: &Session) -> BTreeSet<String> {
        let shown: Vec<u32> = report.stages.iter().map(|stage| stage.number).collect();
        report.diagnostics.retain(|found| found.stage.is_none_or(|stage| shown.contains(&stage)));
        report.compute_verdict();
        let stage = report.stages.iter_mut().find(|stage| stage.verdict != Verdict::Green);
        let Some(test) = stage.and_then(|stage| stage.tests.iter_mut().find(|test| test.status != Status::Passed))
        else {
            return BTreeSet::new();
        };
        if test.message.as_deref().is_some_and(|message| message.contains("not yet implemented")) {
            test.rules.clear();
        }
        let questions = test.rules.iter().filter_map(|rule| self.question_about(&rule.number));
        questions.filter(|question| !session.has_asked(&question.ask)).map(|question| question.ask.clone()).collect()
    }
}
