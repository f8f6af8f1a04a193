//! The review of an interview: facts about it, next to each other. It contains no score.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use compare::compared_items::ComparedItem;
use compare::comparison::{Comparison, NamedDesign};
use compare::design::ItemKind;
use compare::{design_locations, kata_designs};
use serde::Serialize;
use similar::{ChangeTag, TextDiff};
use xtask::report::Verdict;
use xtask::workspace::{Kata, Workspace};

use super::code_workspace::sources;
use super::forms;
use super::material::Material;
use super::phase::Phase;
use super::session::{Criterion, Folder, Session, StageResult};

/// The version of the JSON format. It changes when an existing field gets a new meaning, but not when a field is added.
const SCHEMA: u32 = 1;

/// The review of an interview. The serialized field names are a public format.
#[derive(Clone, Debug, Serialize)]
pub struct Review {
    /// The version of the format.
    pub schema: u32,
    /// The number of the interview.
    pub number: u32,
    /// The kata's name.
    pub kata: String,
    /// The kata's title.
    pub title: String,
    /// The interviewer's question.
    pub question: String,
    /// The planned time in minutes.
    pub minutes: u32,
    /// The time spent in the phases, in seconds.
    pub spent: u64,
    /// The phases with their times.
    pub phases: Vec<PhaseTime>,
    /// The questions that the candidate asked.
    pub asked: Vec<ReviewedQuestion>,
    /// The questions that matter, and that the candidate did not ask.
    pub missed: Vec<ReviewedQuestion>,
    /// The stages at the end of the phases Code and Change.
    pub stages: Vec<ReviewedStage>,
    /// The number of runs.
    pub runs: u32,
    /// The changed requirement.
    pub change: ReviewedChange,
    /// The candidate's sketch.
    pub sketch: String,
    /// The types of the candidate's code that own others, as a tree.
    pub types: Vec<String>,
    /// The types that the sketch and the code name, or only one of them does.
    pub sketched: SketchedTypes,
    /// The headline of the comparison with the known designs. Empty unless the stages before the change are green.
    pub headline: Vec<String>,
    /// The comparison itself.
    #[serde(skip)]
    pub comparison: Option<Comparison>,
    /// The questions about scale.
    pub scale: Vec<ReviewedAnswer>,
    /// The candidate's ratings.
    pub ratings: Vec<Rating>,
}

/// The time of a phase in seconds.
#[derive(Clone, Debug, Serialize)]
pub struct PhaseTime {
    /// The title of the phase.
    pub phase: &'static str,
    /// The planned time.
    pub planned: u64,
    /// The time spent.
    pub spent: u64,
}

/// A question with its answer.
#[derive(Clone, Debug, Serialize)]
pub struct ReviewedQuestion {
    /// The question.
    pub question: String,
    /// The answer. Empty for a question that is not among the kata's.
    pub answer: Vec<String>,
    /// True if the answer is about the design.
    pub matters: bool,
    /// True if a failing test was about it before the candidate had asked.
    pub found_by_test: bool,
}

/// A stage.
#[derive(Clone, Debug, Serialize)]
pub struct ReviewedStage {
    /// The stage's number.
    pub number: u32,
    /// The stage's title.
    pub title: String,
    /// The result of the last run in the phase Code, or `None` if the stage did not run.
    pub after_code: Option<String>,
    /// The result of the last run in the phase Change, or `None` if the stage did not run.
    pub after_change: Option<String>,
}

/// The changed requirement.
#[derive(Clone, Debug, Serialize)]
pub struct ReviewedChange {
    /// The interviewer's words.
    pub ask: String,
    /// The parts that the candidate wanted to change.
    pub said: String,
    /// The parts of a good design that change.
    pub expect: String,
    /// The files that changed.
    pub files: Vec<String>,
    /// The number of added lines.
    pub added: usize,
    /// The number of removed lines.
    pub removed: usize,
}

/// The types of a sketch and of the code.
#[derive(Clone, Debug, Default, Serialize)]
pub struct SketchedTypes {
    /// Types in both.
    pub both: Vec<String>,
    /// Types in the sketch only.
    pub only_sketch: Vec<String>,
    /// Types in the code only, without those of the stub.
    pub only_code: Vec<String>,
}

/// A question about scale.
#[derive(Clone, Debug, Serialize)]
pub struct ReviewedAnswer {
    /// The question.
    pub question: String,
    /// The candidate's answer.
    pub yours: String,
    /// The answer of `DESIGN.md`.
    pub notes: String,
}

/// A rating of the candidate.
#[derive(Clone, Debug, Serialize)]
pub struct Rating {
    /// The criterion.
    pub criterion: &'static str,
    /// The rating from 1 to 4, if the candidate has rated.
    pub rating: Option<u8>,
    /// The meaning of the highest rating.
    pub good: &'static str,
}

impl Review {
    /// Collects the review of an interview. `kata` is the kata of the user's workspace.
    pub fn of(workspace: &Workspace, kata: &Kata, material: &Material, folder: &Folder, session: &Session) -> Self {
        let texts = forms::read(folder, material);
        let phases = enum_iterator::all::<Phase>().filter_map(|phase| {
            let planned = phase.planned(session.minutes)?;
            Some(PhaseTime { phase: phase.title(), planned, spent: session.seconds_in(phase) })
        });
        let (asked, missed) = questions(material, session);
        let design = Design::of(workspace, kata, material, folder, session, &texts.sketch);
        let answers = forms::scale_answers(folder, material).into_iter().zip(&material.scale);
        let answer = |(yours, asked): (String, &crate::source::AnsweredQuestion)| ReviewedAnswer {
            question: asked.question.clone(),
            yours,
            notes: asked.answer.clone(),
        };
        let ratings = enum_iterator::all::<Criterion>().map(|criterion| Rating {
            criterion: criterion.title(),
            rating: session.ratings.get(&criterion).copied(),
            good: criterion.good(),
        });
        Self {
            schema: SCHEMA,
            number: session.number,
            kata: session.kata.clone(),
            title: kata.about().map_or_else(|_| session.kata.clone(), |about| about.title),
            question: material.file.question.clone(),
            minutes: session.minutes,
            spent: session.planned_seconds_spent(),
            phases: phases.collect(),
            asked,
            missed,
            stages: stages(material, session),
            runs: session.runs,
            change: change(material, folder, session, texts.change),
            sketch: texts.sketch,
            types: design.types,
            sketched: design.sketched,
            headline: design.comparison.iter().flat_map(|comparison| comparison.headline.lines.clone()).collect(),
            comparison: design.comparison,
            scale: answers.map(answer).collect(),
            ratings: ratings.collect(),
        }
    }
}

/// Returns the questions that were asked, and those that matter and were not.
fn questions(material: &Material, session: &Session) -> (Vec<ReviewedQuestion>, Vec<ReviewedQuestion>) {
    let reviewed = |ask: &str, is_known: bool| {
        let question = material.question(ask).filter(|_| is_known);
        ReviewedQuestion {
            question: ask.to_owned(),
            answer: question.map(|question| material.answer(question)).unwrap_or_default(),
            matters: question.is_some_and(|question| !question.rules.is_empty()),
            found_by_test: session.found_by_tests.contains(ask),
        }
    };
    let asked = session.asked.iter().map(|asked| reviewed(&asked.question, asked.is_known)).collect();
    let missed = material.file.clarify.iter().filter(|one| !one.rules.is_empty() && !session.has_asked(&one.ask));
    (asked, missed.map(|question| reviewed(&question.ask, true)).collect())
}

fn stages(material: &Material, session: &Session) -> Vec<ReviewedStage> {
    let result = |phase: Phase, number: u32| {
        let stage = session.results.get(&phase)?.iter().find(|stage| stage.number == number)?;
        Some(result_of(stage))
    };
    let stage = |stage: &xtask::workspace::Stage| ReviewedStage {
        number: stage.number,
        title: stage.title.clone(),
        after_code: result(Phase::Code, stage.number),
        after_change: result(Phase::Change, stage.number),
    };
    material.stages.iter().map(stage).collect()
}

fn result_of(stage: &StageResult) -> String {
    match (stage.verdict, stage.total) {
        (Verdict::Amber, _) => "does not compile".to_owned(),
        (verdict, Some(total)) => format!("{verdict}, {} of {total} tests", stage.passed),
        (verdict, None) => verdict.to_string(),
    }
}

fn change(material: &Material, folder: &Folder, session: &Session, said: String) -> ReviewedChange {
    let (before, after) = (folder.code_before_change(), folder.code(&session.kata));
    let mut change = ReviewedChange {
        ask: material.file.change.ask.clone(),
        said,
        expect: material.file.change.expect.clone(),
        files: Vec::new(),
        added: 0,
        removed: 0,
    };
    if !before.is_dir() {
        return change;
    }
    let names: BTreeSet<PathBuf> = sources(&before).into_iter().chain(sources(&after)).collect();
    for name in names {
        let text = |folder: &Path| fs::read_to_string(folder.join(&name)).unwrap_or_default();
        let (old, new) = (text(&before), text(&after));
        let diff = TextDiff::from_lines(&old, &new);
        let count = |tag| diff.iter_all_changes().filter(|change| change.tag() == tag).count();
        let (added, removed) = (count(ChangeTag::Insert), count(ChangeTag::Delete));
        if added + removed > 0 {
            change.added += added;
            change.removed += removed;
            change.files.push(xtask::paths::shown(&name));
        }
    }
    change
}

/// The facts about the candidate's code.
struct Design {
    types: Vec<String>,
    sketched: SketchedTypes,
    comparison: Option<Comparison>,
}

impl Design {
    fn of(
        workspace: &Workspace,
        kata: &Kata,
        material: &Material,
        folder: &Folder,
        session: &Session,
        sketch: &str,
    ) -> Self {
        let contract = kata_designs::contract(kata);
        let mut yours = design_locations::learner(kata);
        yours.lib = folder.code(&session.kata).join("lib.rs");
        let locations = design_locations::reference_and_alternatives(kata);
        let read = |location| kata_designs::read(workspace, location, &contract);
        let (yours, known): (NamedDesign, Vec<NamedDesign>) = (read(&yours), locations.iter().map(read).collect());
        let known: Vec<&NamedDesign> = known.iter().collect();
        let designs: Vec<&NamedDesign> = std::iter::once(&yours).chain(known.iter().copied()).collect();
        let comparison = kata_designs::compare(kata, &designs, 1, true, None);
        let types = comparison.diagrams.left.tree().to_vec();
        let is_type = |item: &&ComparedItem| {
            matches!(item.kind, ItemKind::Struct | ItemKind::Enum | ItemKind::Trait | ItemKind::Alias)
        };
        let items = comparison.items.iter().filter(is_type);
        let code: Vec<(&str, bool)> =
            items.filter_map(|item| Some((item.left.as_ref()?.name.as_str(), item.given))).collect();
        let sketched = sketched(sketch, &code);
        let is_done = |stage: &StageResult| stage.verdict == Verdict::Green;
        let before = session.results.get(&Phase::Change).or(session.results.get(&Phase::Code));
        let change = material.file.change.stage;
        let is_green = before.is_some_and(|all| all.iter().filter(|stage| stage.number < change).all(is_done));
        let comparison = is_green.then(|| kata_designs::with_headline(kata, comparison, &yours, known[0], &known));
        Self { types, sketched, comparison }
    }
}

/// Compares the first column of the sketch's table with the types of the code, each with true if the stub has it.
fn sketched(sketch: &str, code: &[(&str, bool)]) -> SketchedTypes {
    let cell = |line: &str| {
        let first = line.strip_prefix('|')?.split('|').next()?;
        let name: String =
            first.trim().trim_matches('`').chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
        (!name.is_empty()).then_some(name)
    };
    let mut sketched: Vec<String> = sketch.lines().filter_map(|line| cell(line.trim())).collect();
    sketched.dedup();
    let is_in_code = |name: &String| code.iter().any(|(other, _)| other == name);
    let (both, only_sketch): (Vec<String>, Vec<String>) = sketched.iter().cloned().partition(is_in_code);
    let own = code.iter().filter(|(_, is_given)| !is_given).map(|(name, _)| (*name).to_owned());
    let only_code = own.filter(|name| !sketched.contains(name)).collect();
    SketchedTypes { both, only_sketch, only_code }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sketch_is_compared_with_the_code() {
        let sketch = "| Lot | parks | `Spot` |\n| `Spot<V>` | one car | |\n|  | | |\nwords";
        let found = sketched(sketch, &[("Lot", true), ("Gap", false), ("Ticket", true)]);
        assert_eq!(found.both, ["Lot"]);
        assert_eq!(found.only_sketch, ["Spot"]);
        assert_eq!(found.only_code, ["Gap"]);
    }
}
