//! What the learner's own runs tell: how far each kata got, and when.

use serde::Serialize;

use crate::error::Result;
use crate::report::Verdict;
use crate::store::{PastRun, Store, WorkTime};
use crate::workspace::{Kata, Workspace};

/// The way through one kata, in the attempt that is under way or was the last.
#[derive(Clone, Debug, Serialize)]
pub struct LearningCurve {
    /// The kata's name.
    pub kata: String,
    /// The kata's title.
    pub title: String,
    /// How many stages it has.
    pub stages: usize,
    /// Its runs of the whole suite, the oldest first.
    pub runs: Vec<CurvePoint>,
    /// How many seconds of work it took to the first green run.
    pub seconds_to_green: Option<u64>,
}

/// One run on the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct CurvePoint {
    /// When it ended, in seconds of Unix time.
    pub at: u64,
    /// Seconds of work since the first run, long pauses left out.
    pub seconds: u64,
    /// How many stages were green before the first that was not.
    pub stages: usize,
    /// How many tests passed.
    pub passed: usize,
    /// How many tests there were, as far as known.
    pub total: usize,
    /// What it came to.
    pub verdict: Verdict,
}

impl LearningCurve {
    /// The way that the newest attempt took.
    fn of(kata: &Kata, stages: usize, title: String, store: &Store) -> Self {
        let runs: Vec<PastRun> = store.history().filter(|run| run.kata == kata.name()).collect();
        let newest = runs.last().map(|run| run.again);
        let runs: Vec<PastRun> = runs.into_iter().filter(|run| Some(run.again) == newest).collect();
        let mut clock = WorkTime::default();
        let runs = runs.into_iter().map(|run| {
            clock.ran_at(run.at);
            let stages = run.stage.map_or(stages, |stage| stage.saturating_sub(1) as usize);
            let (passed, total) = (run.passed, run.total);
            CurvePoint { at: run.at, seconds: clock.seconds, stages, passed, total, verdict: run.verdict }
        });
        let runs: Vec<CurvePoint> = runs.collect();
        let seconds_to_green = runs.iter().find(|run| run.verdict == Verdict::Green).map(|run| run.seconds);
        Self { kata: kata.name().to_owned(), title, stages, runs, seconds_to_green }
    }

    /// Stages over minutes of work, as the corners of a line: what was reached holds until the next run.
    pub fn corners(&self) -> Vec<(f64, f64)> {
        let mut corners = vec![(0.0, 0.0)];
        for run in &self.runs {
            let before = corners.last().map_or(0.0, |(_, stages)| *stages);
            let minutes = run.seconds as f64 / 60.0;
            corners.extend([(minutes, before), (minutes, run.stages as f64)]);
        }
        corners
    }

    /// Minutes of work in all, and no less than one: a plot has some width.
    pub fn minutes(&self) -> f64 {
        (self.seconds() as f64 / 60.0).max(1.0)
    }

    /// Seconds of work in all.
    pub fn seconds(&self) -> u64 {
        self.runs.last().map_or(0, |run| run.seconds)
    }
}

/// The ways through all katas that were run, in the order in which katas are meant to be solved.
///
/// # Errors
///
/// If a kata's files cannot be read.
pub fn learning_curves(workspace: &Workspace, store: &Store) -> Result<Vec<LearningCurve>> {
    let learning_curves = workspace
        .katas()
        .iter()
        .map(|kata| Ok(LearningCurve::of(kata, kata.stages()?.len(), kata.about()?.title, store)));
    let learning_curves: Result<Vec<LearningCurve>> = learning_curves.collect();
    Ok(learning_curves?.into_iter().filter(|curve| !curve.runs.is_empty()).collect())
}
