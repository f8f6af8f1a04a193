//! The working time of a stage, computed from the history of runs.

use std::collections::BTreeSet;

use super::{PastRun, Store, WorkTime};

/// Returns the working time in seconds for the stages that turned green for the first time in the last run of a kata.
///
/// It begins when the previous stage turned green, or when the kata was opened. If no stage turned green for the first
/// time in this attempt, returns `None`.
pub fn seconds_for_last_stages(store: &Store, kata: &str) -> Option<u64> {
    let runs: Vec<PastRun> = store.history().filter(|run| run.kata == kata).collect();
    let attempt = runs.last()?.again;
    seconds_of_attempt(runs.into_iter().filter(|run| run.again == attempt))
}

fn seconds_of_attempt(runs: impl Iterator<Item = PastRun>) -> Option<u64> {
    let (mut time, mut began, mut last) = (WorkTime::default(), 0, None);
    let mut green = BTreeSet::new();
    for run in runs {
        run.count(&mut time);
        let before = green.len();
        green.extend(run.green);
        last = (green.len() > before).then(|| time.seconds - std::mem::replace(&mut began, time.seconds));
    }
    last
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Verdict;

    #[test]
    fn the_time_of_a_stage_begins_when_the_stage_before_turns_green() {
        let run = |minute: u64, opened: Option<u64>, green: &[&str]| PastRun {
            at: minute * 60,
            opened: opened.map(|minute| minute * 60),
            kata: "ring".to_owned(),
            verdict: Verdict::Red,
            stage: None,
            passed: 0,
            total: 0,
            kept: None,
            again: 0,
            green: green.iter().map(|&name| name.to_owned()).collect(),
        };
        let runs = [
            (run(102, Some(100), &[]), None),
            (run(107, None, &["push"]), Some(7)),
            (run(109, None, &[]), None),
            (run(110, None, &["push"]), None),
            // After a night, only the longest time between two runs counts.
            (run(1000, None, &["push", "pop"]), Some(3 + 15)),
        ];
        for (count, (_, minutes)) in runs.iter().enumerate() {
            let runs = runs.iter().take(count + 1).map(|(run, _)| run.clone());
            assert_eq!(seconds_of_attempt(runs), minutes.map(|minutes| minutes * 60), "after run {count}");
        }
    }
}
