//! The work that is done, as far as a plan counts it: green stages, interviews, and days with cards.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use serde::Deserialize;

use super::Goal;
use crate::command_context::CommandContext;
use crate::error::Result;
use crate::report::Verdict;
use crate::workspace::Stage;

/// The work that is done.
#[derive(Clone, Debug, Default)]
pub struct Practiced {
    /// The Unix time at which a stage first turned green, by kata, attempt and stage. It is 0 if unknown.
    greens: BTreeMap<(String, u32, String), u64>,
    /// The interviews, oldest first.
    pub interviews: Vec<PastInterview>,
    /// The days on which cards were reviewed, as `YYYY-MM-DD`.
    pub card_days: BTreeSet<String>,
}

/// An interview, finished or not.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct PastInterview {
    /// The kata's name.
    pub kata: String,
    /// The Unix time at which it began.
    pub began: u64,
    /// The Unix time at which the review was completed.
    #[serde(default)]
    pub finished: Option<u64>,
}

impl Practiced {
    /// Collects the work that is done from the state, the history, the interviews and the reviews of cards.
    ///
    /// # Errors
    ///
    /// Fails if a newer runner wrote the state.
    pub fn load(context: &CommandContext) -> Result<Self> {
        let mut practiced = Self::default();
        let stages = |name: &str| -> Vec<Stage> {
            let kata = context.workspace.katas().iter().find(|kata| kata.name() == name);
            kata.and_then(|kata| kata.stages().ok()).unwrap_or_default()
        };
        for run in context.store.history() {
            if run.verdict == Verdict::Green && run.green.is_empty() {
                // Old entries lack the names.
                stages(&run.kata)
                    .into_iter()
                    .for_each(|stage| practiced.green(&run.kata, run.again, stage.name, run.at));
            }
            run.green.into_iter().for_each(|stage| practiced.green(&run.kata, run.again, stage, run.at));
        }
        for (name, kata) in context.state()?.katas {
            let green = kata.stages.into_iter().filter(|(_, stage)| stage.verdict == Verdict::Green);
            green.for_each(|(stage, _)| practiced.green(&name, kata.again, stage, 0));
            if kata.done {
                let core = stages(&name).into_iter().filter(|stage| stage.is_core);
                core.for_each(|stage| practiced.green(&name, kata.again, stage.name, 0));
            }
        }
        practiced.interviews = interviews(&context.workspace.root().join("interviews"));
        practiced.card_days = card_days(&context.store.folder().join("cards.json"));
        Ok(practiced)
    }

    /// Records that a stage turned green, unless it was green before in the same attempt.
    pub fn green(&mut self, kata: &str, again: u32, stage: String, at: u64) {
        self.greens.entry((kata.to_owned(), again, stage)).or_insert(at);
    }

    /// Returns the Unix time at which a stage first turned green in an attempt, or with `None`, in any attempt.
    pub fn green_at(&self, kata: &str, again: Option<u32>, stage: &str) -> Option<u64> {
        let is_meant =
            |key: &(String, u32, String)| key.0 == kata && key.2 == stage && again.is_none_or(|n| n == key.1);
        self.greens.iter().filter(|(key, _)| is_meant(key)).map(|(_, at)| *at).min()
    }

    /// Returns the Unix time at which a goal was reached, or `None` if it was not. `date` is the day of its item.
    pub fn done_at(&self, goal: &Goal, date: &str) -> Option<u64> {
        match goal {
            Goal::Stages { kata, again, stages } => {
                let times: Option<Vec<u64>> = stages.iter().map(|stage| self.green_at(kata, *again, stage)).collect();
                Some(times?.into_iter().max().unwrap_or(0))
            }
            Goal::Interview { kata, count } => {
                let of_kata = self.interviews.iter().filter(|past| past.kata == *kata);
                of_kata.filter_map(|past| past.finished).nth(count.saturating_sub(1))
            }
            Goal::Cards => self.card_days.contains(date).then_some(0),
        }
    }
}

/// Returns the interviews in a folder, oldest first. `cargo xtask interview --history` reports damaged ones.
fn interviews(folder: &Path) -> Vec<PastInterview> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let read = |entry: fs::DirEntry| -> Option<PastInterview> {
        serde_json::from_slice(&fs::read(entry.path().join("session.json")).ok()?).ok()
    };
    let mut interviews: Vec<PastInterview> = entries.filter_map(read).collect();
    interviews.sort_by_key(|past| past.began);
    interviews
}

/// Returns the days on which cards were reviewed. `cargo xtask cards` reports a damaged file.
fn card_days(file: &Path) -> BTreeSet<String> {
    #[derive(Default, Deserialize)]
    struct Reviews {
        cards: BTreeMap<String, Vec<Review>>,
    }
    #[derive(Deserialize)]
    struct Review {
        day: String,
    }
    let text = fs::read(file).unwrap_or_default();
    let reviews: Reviews = serde_json::from_slice(&text).unwrap_or_default();
    reviews.cards.into_values().flatten().map(|review| review.day).collect()
}
