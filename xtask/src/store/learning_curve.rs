//! Learning curves: the stages reached over the working time, computed from the history of runs.

use serde::Serialize;

use crate::error::Result;
use crate::report::Verdict;
use crate::store::{PastRun, Store, WorkTime};
use crate::workspace::{Kata, Track, Workspace};

/// The learning curve of the newest attempt at one kata.
#[derive(Clone, Debug, Serialize)]
pub struct LearningCurve {
    /// The kata's name.
    pub kata: String,
    /// The kata's title.
    pub title: String,
    /// The kata's track.
    pub track: Track,
    /// The number of the kata's stages.
    pub stages: usize,
    /// The runs of the whole suite, oldest first.
    pub runs: Vec<CurvePoint>,
    /// The working time in seconds until the first run with a green core.
    pub seconds_to_core: Option<u64>,
    /// The working time in seconds until the first green run.
    pub seconds_to_green: Option<u64>,
}

/// A run, as a point of the curve.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct CurvePoint {
    /// The end of the run, as a Unix timestamp.
    pub at: u64,
    /// The working time in seconds since the first run, without long pauses.
    pub seconds: u64,
    /// The number of green stages before the first one that was not green.
    pub stages: usize,
    /// The number of tests that passed.
    pub passed: usize,
    /// The number of tests, as far as known.
    pub total: usize,
    /// The verdict of the run.
    pub verdict: Verdict,
}

impl LearningCurve {
    /// Returns the curve of the newest attempt.
    fn of(kata: &Kata, store: &Store) -> Result<Self> {
        let stages = kata.stages()?;
        let history: Vec<PastRun> = store.history().filter(|run| run.kata == kata.name()).collect();
        let newest = history.last().map(|run| run.again);
        let mut clock = WorkTime::default();
        let (mut runs, mut seconds_to_core, mut seconds_to_green) = (Vec::new(), None, None);
        for run in history.into_iter().filter(|run| Some(run.again) == newest) {
            run.count(&mut clock);
            let seconds = clock.seconds;
            if run.is_core_green(&stages) {
                seconds_to_core.get_or_insert(seconds);
            }
            if run.verdict == Verdict::Green {
                seconds_to_green.get_or_insert(seconds);
            }
            let reached = run.stage.map_or(stages.len(), |stage| stage.saturating_sub(1) as usize);
            let PastRun { at, passed, total, verdict, .. } = run;
            runs.push(CurvePoint { at, seconds, stages: reached, passed, total, verdict });
        }
        let (about, stages) = (kata.about()?, stages.len());
        let (kata, title, track) = (kata.name().to_owned(), about.title, about.track);
        Ok(Self { kata, title, track, stages, runs, seconds_to_core, seconds_to_green })
    }

    /// Returns the corners of a step line of stages over minutes of working time.
    ///
    /// The value changes at each run.
    pub fn corners(&self) -> Vec<(f64, f64)> {
        let mut corners = vec![(0.0, 0.0)];
        for run in &self.runs {
            let before = corners.last().map_or(0.0, |(_, stages)| *stages);
            let minutes = run.seconds as f64 / 60.0;
            corners.extend([(minutes, before), (minutes, run.stages as f64)]);
        }
        corners
    }

    /// Returns the total working time in minutes, at least 1 so that a plot has some width.
    pub fn minutes(&self) -> f64 {
        (self.seconds() as f64 / 60.0).max(1.0)
    }

    /// Returns the total working time in seconds.
    pub fn seconds(&self) -> u64 {
        self.runs.last().map_or(0, |run| run.seconds)
    }
}

/// Returns the curves of all katas that were run, in the workspace's order.
///
/// # Errors
///
/// Fails if a kata's files cannot be read.
pub fn learning_curves(workspace: &Workspace, store: &Store) -> Result<Vec<LearningCurve>> {
    let learning_curves = workspace.katas().iter().map(|kata| LearningCurve::of(kata, store));
    let learning_curves: Result<Vec<LearningCurve>> = learning_curves.collect();
    Ok(learning_curves?.into_iter().filter(|curve| !curve.runs.is_empty()).collect())
}
