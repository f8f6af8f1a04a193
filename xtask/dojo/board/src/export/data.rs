//! All data of a dojo, in the form of the JSON export.

use std::collections::{BTreeMap, HashMap};

use dojo_protocol::messages::{Moment, QUESTIONS};
use serde::Serialize;

use crate::board_state::{BoardState, BoardView};
use crate::database::runs::{RunFailures, RunSummary, Sources};
use crate::database::sessions::TimelineEntry;
use crate::database::{self, Database};
use crate::file_changes::FileChange;
use crate::kata_choices::KataChoice;
use crate::run_review;
use crate::team_design::TeamDesign;

/// The version of the format. New fields do not need a new version; changed fields do.
const SCHEMA: u32 = 1;

/// All data of a dojo.
#[derive(Debug, Serialize)]
pub struct DojoExport<'a> {
    /// The version of the format.
    pub schema: u32,
    /// The time of the export.
    pub exported_at: Moment,
    /// The session, teams and runs, as the board shows them.
    pub whole: BoardView<'a>,
    /// The review's data of each run, by the run's number.
    pub runs: BTreeMap<u64, ExportedRun>,
    /// The contents of all files, without duplicates.
    pub contents: Vec<String>,
    /// The questions of the retrospective.
    pub questions: [&'static str; 3],
    /// The answers.
    pub answers: Vec<ExportedAnswers>,
    /// The facilitator's actions, oldest first.
    pub timeline: &'a [TimelineEntry],
    /// The katas of the runs and of the session, by name.
    pub katas: BTreeMap<&'a str, ExportedKata<'a>>,
    /// The comparison pages by the run's number. Only the HTML export has them.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub comparisons: BTreeMap<u64, String>,
    /// The design of each team's last code. Only the HTML export has them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub designs: Vec<TeamDesign>,
}

/// A kata in its state at the time of the export.
#[derive(Debug, Serialize)]
pub struct ExportedKata<'a> {
    /// Its title.
    pub title: &'a str,
    /// The brief in Markdown.
    pub brief: &'a str,
    /// The titles of the stages.
    pub stages: &'a [String],
    /// The number of stages in the core.
    pub core: usize,
    /// The files of the reference by path, as indexes into the contents.
    pub reference: BTreeMap<&'a str, usize>,
}

/// The review's data of a run.
#[derive(Debug, Serialize)]
pub struct ExportedRun {
    /// The failed tests and compiler errors.
    #[serde(flatten)]
    pub failures: RunFailures,
    /// The previous run of the same team and kata.
    pub before: Option<u64>,
    /// The changes since the previous run.
    pub changes: Vec<FileChange>,
    /// The files by path, as indexes into the contents.
    pub sources: BTreeMap<String, usize>,
}

/// The answers of one machine of a team.
#[derive(Debug, Serialize)]
pub struct ExportedAnswers {
    /// The team.
    pub team: u64,
    /// One answer per question.
    pub answers: [String; 3],
}

/// Collects the data of a dojo for all export formats.
///
/// # Errors
///
/// If the database cannot be read.
pub fn collect<'a>(
    database: &Database,
    state: &'a BoardState,
    katas: &'a [KataChoice],
    now: Moment,
) -> database::Result<DojoExport<'a>> {
    let session = state.session().id;
    let whole = state.whole_view(now);
    let mut contents = Contents::default();
    let mut runs = BTreeMap::new();
    for summary in &whole.runs {
        // The run is missing if it was deleted meanwhile.
        let run = run_review::load(database, session, summary.id)?.ok_or(rusqlite::Error::QueryReturnedNoRows)?;
        let sources = run.sources.into_iter().map(|(path, text)| (path, contents.index(text))).collect();
        let (failures, before, changes) = (run.failures, run.before, run.changes);
        runs.insert(summary.id, ExportedRun { failures, before, changes, sources });
    }
    let answers = database.answers(session)?.into_iter().filter(|answers| state.team(answers.id.team).is_some());
    let answers = answers.map(|answers| ExportedAnswers { team: answers.id.team, answers: answers.answers }).collect();
    let is_used = |kata: &&KataChoice| {
        whole.state.kata.as_ref() == Some(&kata.name) || whole.runs.iter().any(|run| run.kata == kata.name)
    };
    let mut exported_kata = |kata: &'a KataChoice| {
        let files = kata.reference.iter().map(|(path, text)| (path.as_str(), contents.index(text.clone())));
        let (title, brief, stages, core) = (&kata.title, &kata.brief, &kata.stages, kata.core);
        (kata.name.as_str(), ExportedKata { title, brief, stages, core, reference: files.collect() })
    };
    let katas = katas.iter().filter(is_used).map(&mut exported_kata).collect();
    let timeline = state.session().timeline.as_slice();
    let (contents, questions) = (contents.texts, QUESTIONS);
    Ok(DojoExport {
        schema: SCHEMA,
        exported_at: now,
        whole,
        runs,
        contents,
        questions,
        answers,
        timeline,
        katas,
        comparisons: BTreeMap::new(),
        designs: Vec::new(),
    })
}

impl DojoExport<'_> {
    /// Returns each team's last run with code, per kata with a reference.
    pub fn last_runs(&self) -> Vec<&RunSummary> {
        let has_reference =
            |run: &&&RunSummary| self.katas.get(run.kata.as_str()).is_some_and(|kata| !kata.reference.is_empty());
        let with_code = self.whole.runs.iter().filter(|run| run.code).filter(has_reference);
        let last: BTreeMap<(u64, &str), &RunSummary> =
            with_code.map(|run| ((run.team, run.kata.as_str()), *run)).collect();
        last.into_values().collect()
    }

    /// Returns the files of a run.
    pub fn sources(&self, run: u64) -> Sources {
        let files = self.runs.get(&run).into_iter().flat_map(|run| &run.sources);
        files.map(|(path, index)| (path.clone(), self.contents[*index].clone())).collect()
    }

    /// Returns the export as JSON.
    pub fn json(&self) -> String {
        serde_json::to_string(self).expect("plain data can always be written as JSON")
    }
}

/// A list of distinct texts.
#[derive(Default)]
struct Contents {
    texts: Vec<String>,
    indexes: HashMap<String, usize>,
}

impl Contents {
    fn index(&mut self, text: String) -> usize {
        let next = self.texts.len();
        *self.indexes.entry(text).or_insert_with_key(|text| {
            self.texts.push(text.clone());
            next
        })
    }
}
