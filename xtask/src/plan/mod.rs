//! The file of the study plan, and the items that are due today.
//!
//! `cargo xtask plan` is a helper program, because it needs a library for dates. It writes the days of the plan with the
//! Unix times at which they begin, so the runner can find today's items without one. Items that are done by now are left
//! out, and those of earlier days come first.

mod practiced;

use std::fs;
use std::io::ErrorKind;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::command_context::CommandContext;
use crate::error::{Error, Result};
use crate::store::{Store, write_atomically};
pub use practiced::{PastInterview, Practiced};

/// The version of the file format.
const VERSION: u32 = 1;
/// The shortest time that is worth beginning something in, unless it takes less.
pub const MIN_MINUTES: u32 = 15;

/// A study plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    version: u32,
    /// The first day, as `YYYY-MM-DD`.
    pub began: String,
    /// The last day, as `YYYY-MM-DD`.
    pub until: String,
    /// The hours a week.
    pub hours_a_week: u32,
    /// The Unix time at which the last day ends.
    pub ends: u64,
    /// The days from the day on which the plan was written to the last day.
    pub days: Vec<PlanDay>,
}

/// A day of the plan. It can be free.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanDay {
    /// The date, as `YYYY-MM-DD`.
    pub date: String,
    /// The Unix time at which the day begins where the learner is.
    pub begins: u64,
    /// The work of this day, in order.
    pub items: Vec<Item>,
}

/// A piece of work that fits into a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// The planned time in minutes.
    pub minutes: u32,
    /// The command to run.
    pub command: String,
    /// More about the work, such as the stages, or nothing.
    pub detail: String,
    /// The condition under which the item is done.
    pub goal: Goal,
}

/// The condition under which an item is done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Goal {
    /// These stages of a kata are green.
    Stages {
        /// The kata's name.
        kata: String,
        /// The number of times that `again` was run before, or `None` if any attempt counts.
        again: Option<u32>,
        /// The names of the stages.
        stages: Vec<String>,
    },
    /// A kata had this many interviews.
    Interview {
        /// The kata's name.
        kata: String,
        /// The number of finished interviews.
        count: usize,
    },
    /// Cards were reviewed on the item's day.
    Cards,
}

impl Plan {
    /// Creates a plan.
    pub fn new(began: String, until: String, hours_a_week: u32, ends: u64, days: Vec<PlanDay>) -> Self {
        Self { version: VERSION, began, until, hours_a_week, ends, days }
    }

    /// Loads the plan, or returns `None` if there is none.
    ///
    /// # Errors
    ///
    /// Fails if the file cannot be read, is damaged, or was written by a newer runner.
    pub fn load(store: &Store) -> Result<Option<Self>> {
        let path = path(store);
        let bad = |reason: String| Error::BadFile {
            path: path.clone(),
            reason: format!("{reason}. To begin a new plan, remove this file and run `cargo xtask plan`"),
        };
        let bytes = match fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => return Ok(None),
            Err(error) => return Err(Error::io("cannot read", &path)(error)),
        };
        #[derive(Deserialize)]
        struct Versioned {
            version: u32,
        }
        match serde_json::from_slice(&bytes) {
            Ok(Versioned { version }) if version > VERSION => {
                Err(bad(format!("a newer version of this runner wrote it (format {version})")))
            }
            _ => serde_json::from_slice(&bytes).map(Some).map_err(|error| bad(error.to_string())),
        }
    }

    /// Saves the plan. A crash leaves either the old or the new one.
    ///
    /// # Errors
    ///
    /// Fails if the state folder cannot be written to.
    pub fn save(&self, store: &Store) -> Result<()> {
        let path = path(store);
        let _lock = store.lock()?;
        write_atomically(&path, crate::render::json(self).as_bytes()).map_err(Error::io("cannot write", &path))
    }

    /// Returns the items that are due at the Unix time `now`, or `None` if the plan does not cover this day.
    ///
    /// Kata work of earlier days that is not done yet comes first. The items take about as long as planned for today.
    pub fn due(&self, practiced: &Practiced, now: u64) -> Option<Vec<&Item>> {
        let today = self.days.iter().rposition(|day| day.begins <= now).filter(|_| now < self.ends)?;
        let day = &self.days[today];
        let done_at = |item: &Item, day: &PlanDay| practiced.done_at(&item.goal, &day.date);
        let all = self.days.iter().flat_map(|day| day.items.iter().map(move |item| (item, day)));
        let done = all.filter(|(item, of)| done_at(item, of).is_some_and(|at| at >= day.begins || *of == day));
        let done: u32 = done.map(|(item, _)| item.minutes).sum();
        let planned: u32 = day.items.iter().map(|item| item.minutes).sum();
        let mut left = planned.saturating_sub(done);
        let is_work = |item: &&Item| matches!(item.goal, Goal::Stages { .. });
        let (work, other): (Vec<_>, Vec<_>) = day.items.iter().partition(is_work);
        let late = self.days[..today].iter().flat_map(|day| day.items.iter().filter(is_work));
        let mut due = Vec::new();
        for item in other.into_iter().chain(late).chain(work) {
            if left >= item.minutes.clamp(1, MIN_MINUTES) && done_at(item, day).is_none() {
                due.push(item);
                left = left.saturating_sub(item.minutes);
            }
        }
        Some(due)
    }
}

impl Item {
    /// Returns the work in a few words, without its command.
    pub fn title(&self) -> String {
        match &self.goal {
            Goal::Stages { kata, .. } => kata.clone(),
            Goal::Interview { kata, .. } => format!("interview on {kata}"),
            Goal::Cards => "cards".to_owned(),
        }
    }

    /// Renders the time, the command and the details in one line. The command takes at least `width` columns.
    pub fn line(&self, width: usize) -> String {
        format!("{:>3} min  {:<width$}  {}", self.minutes, self.command, self.detail).trim_end().to_owned()
    }
}

/// Returns the width of the longest command.
pub fn command_width<'a>(items: impl IntoIterator<Item = &'a Item>) -> usize {
    items.into_iter().map(|item| item.command.len()).max().unwrap_or(0)
}

/// Describes the items that are due today in one line of at most `width` columns, or returns `None` if none fits.
pub fn due_line(due: &[Item], width: usize) -> Option<String> {
    let titles: Vec<String> = due.iter().map(Item::title).collect();
    let minutes: u32 = due.iter().map(|item| item.minutes).sum();
    let lines = match &titles[..] {
        [] => vec!["Today's plan: done".to_owned()],
        titles => {
            vec![format!("Today's plan: {} ({minutes} min)", titles.join(", ")), format!("Today's plan: {minutes} min")]
        }
    };
    lines.into_iter().find(|line| line.chars().count() <= width)
}

/// Returns the items that are due today, or `None` without a plan for today.
///
/// # Errors
///
/// Fails if the plan or the saved state cannot be read.
pub fn due_today(context: &CommandContext) -> Result<Option<Vec<Item>>> {
    let Some(plan) = Plan::load(&context.store)? else { return Ok(None) };
    let practiced = Practiced::load(context)?;
    let due = plan.due(&practiced, crate::store::now());
    Ok(due.map(|items| items.into_iter().cloned().collect()))
}

fn path(store: &Store) -> PathBuf {
    store.folder().join("plan.json")
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    const DAY: u64 = 86_400;

    fn stages(kata: &str, minutes: u32) -> Item {
        let goal = Goal::Stages { kata: kata.to_owned(), again: None, stages: vec!["one".to_owned()] };
        Item { minutes, command: format!("cargo xtask watch {kata}"), detail: String::new(), goal }
    }

    fn cards() -> Item {
        Item { minutes: 5, command: "cargo xtask cards".to_owned(), detail: String::new(), goal: Goal::Cards }
    }

    fn interview() -> Item {
        let goal = Goal::Interview { kata: "a".to_owned(), count: 2 };
        Item { minutes: 60, command: "cargo xtask interview a".to_owned(), detail: String::new(), goal }
    }

    /// Returns a plan of four days, which begins at the Unix time 0.
    fn plan() -> Plan {
        let items = [
            vec![cards(), stages("a", 40)],
            vec![cards(), stages("b", 20), stages("c", 20), interview()],
            vec![cards(), stages("d", 40)],
            vec![],
        ];
        let day = |(items, number): (Vec<Item>, u64)| PlanDay { date: number.to_string(), begins: number * DAY, items };
        let days = items.into_iter().zip(0..).map(day).collect();
        Plan::new("0".to_owned(), "3".to_owned(), 5, 4 * DAY, days)
    }

    fn due(practiced: &Practiced, now: u64) -> Option<String> {
        let plan = plan();
        Some(plan.due(practiced, now)?.into_iter().map(Item::title).collect::<Vec<_>>().join(" "))
    }

    fn green(katas: &[(&str, u64)]) -> Practiced {
        let mut practiced = Practiced::default();
        katas.iter().for_each(|(kata, at)| practiced.green(kata, 0, "one".to_owned(), *at));
        practiced
    }

    #[rstest]
    #[case::first_day(&[], 10, Some("cards a"))]
    #[case::done(&[("a", 20)], 30, Some("cards"))]
    #[case::missed_work_comes_first(&[], DAY + 10, Some("cards interview on a a"))]
    #[case::done_yesterday(&[("a", 20)], DAY + 10, Some("cards interview on a b c"))]
    #[case::partly_done_today(&[("a", 20), ("b", DAY + 5)], DAY + 10, Some("cards interview on a c"))]
    #[case::missed_work_was_enough_for_today(&[("a", DAY + 5)], DAY + 10, Some("cards interview on a"))]
    #[case::missed_interviews_and_cards_are_dropped(&[], 2 * DAY, Some("cards a"))]
    #[case::ahead(&[("a", 1), ("b", 1), ("c", 1), ("d", 1)], 2 * DAY, Some("cards"))]
    #[case::free_day(&[], 3 * DAY, Some(""))]
    #[case::after_the_end(&[], 4 * DAY, None)]
    fn due_items(#[case] done: &[(&str, u64)], #[case] now: u64, #[case] expected: Option<&str>) {
        assert_eq!(due(&green(done), now).as_deref(), expected);
    }

    #[test]
    fn cards_and_interviews_are_done_too() {
        let mut practiced = green(&[("a", 1), ("b", DAY), ("c", DAY)]);
        let past = |began: u64, finished: Option<u64>| PastInterview { kata: "a".to_owned(), began, finished };
        practiced.card_days.insert("0".to_owned());
        practiced.interviews = vec![past(5, Some(6)), past(DAY - 5, None)];
        assert_eq!(due(&practiced, DAY + 10).unwrap(), "cards interview on a");
        practiced.card_days.insert("1".to_owned());
        // It began yesterday, but was finished today.
        practiced.interviews[1].finished = Some(DAY + 6);
        assert_eq!(due(&practiced, DAY + 10).unwrap(), "");
    }

    #[test]
    fn a_stage_counts_in_any_attempt_unless_it_is_solved_again() {
        let mut practiced = green(&[("a", 7)]);
        practiced.green("a", 1, "one".to_owned(), 9);
        let at = |again: Option<u32>| practiced.green_at("a", again, "one");
        assert_eq!([at(None), at(Some(0)), at(Some(1)), at(Some(2))], [Some(7), Some(7), Some(9), None]);
    }

    #[test]
    fn one_line_is_as_long_as_there_is_room() {
        let items = [cards(), stages("a", 40)];
        assert_eq!(due_line(&items, 40).unwrap(), "Today's plan: cards, a (45 min)");
        assert_eq!(due_line(&items, 30).unwrap(), "Today's plan: 45 min");
        assert_eq!(due_line(&items, 10), None);
        assert_eq!(due_line(&[], 40).unwrap(), "Today's plan: done");
    }
}
