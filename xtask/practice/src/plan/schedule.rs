//! The schedule: which work is planned for which day.
//!
//! It is computed from today's date, the plan's options and first day, and what is done. After a missed day, there is
//! thus nothing to repair: what was missed is not done, so it is planned for the days that remain.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use xtask::plan::{Goal, Item, MIN_MINUTES};

use super::content::{CARDS, Content, Piece, PlannedKata, Work};
use super::timeframe::{Budget, INTERVIEW, Timeframe};

/// The work of all days from today to the end of the plan.
#[derive(Clone, Debug, Default)]
pub struct Schedule {
    /// The days, including those without work.
    pub days: Vec<ScheduledDay>,
    /// The first day on which a kata is solved again.
    pub repeats_from: Option<NaiveDate>,
}

/// A day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScheduledDay {
    /// The date.
    pub date: NaiveDate,
    /// The work, in order.
    pub items: Vec<Item>,
}

impl ScheduledDay {
    /// Returns the planned minutes.
    pub fn minutes(&self) -> u32 {
        self.items.iter().map(|item| item.minutes).sum()
    }
}

impl Schedule {
    /// Returns the planned minutes of all days.
    pub fn minutes(&self) -> u32 {
        self.days.iter().map(ScheduledDay::minutes).sum()
    }
}

/// Plans the days from `today` to the end of the plan.
pub fn schedule(today: NaiveDate, timeframe: &Timeframe, content: &Content) -> Schedule {
    let budgets = remaining(today, timeframe, content);
    let mut interviews = content.interviews();
    let mut pieces = content.pieces();
    // The stage to solve next, and its remaining minutes.
    let mut next = pieces.next().map(|piece| (piece, piece.stage.minutes));
    let mut asks_cards = content.katas.iter().any(|kata| kata.has_cards && kata.has_green_core());
    let mut left: u32 = budgets.iter().map(|budget| budget.minutes).sum();
    // A day differs from its budget by a few minutes, which the following days make up for.
    let mut available: i64 = 0;
    let mut days = Vec::new();
    for (index, budget) in budgets.iter().enumerate() {
        let mut day = DraftDay { date: budget.date, interview: None, has_cards: false, work: Vec::new() };
        if budget.total() == 0 {
            days.push(day);
            continue;
        }
        if budget.has_interview {
            day.interview = interviews.next();
        }
        // An interview that no kata has leaves its time to other work.
        let unused = if budget.has_interview && day.interview.is_none() { INTERVIEW } else { 0 };
        left += unused;
        available += i64::from(budget.minutes + unused);
        let is_last = budgets[index + 1..].iter().all(|later| later.minutes == 0);
        let is_reviewed = index == 0 && content.had_cards_today;
        if asks_cards && !is_reviewed && available.min(left.into()) >= i64::from(CARDS) {
            day.has_cards = true;
            available -= i64::from(CARDS);
            left -= CARDS;
        }
        while let Some((piece, minutes)) = next {
            let taken = if is_last { left.min(minutes) } else { portion(minutes, available).min(left) };
            if taken == 0 {
                break;
            }
            day.work.push((piece, taken));
            available -= i64::from(taken);
            left -= taken;
            next = Some((piece, minutes - taken)).filter(|_| taken < minutes);
            if next.is_none() {
                asks_cards |= piece.ends_core && piece.kata.has_cards;
                next = pieces.next().map(|piece| (piece, piece.stage.minutes));
            }
        }
        days.push(day);
    }
    finish(&days)
}

/// Returns the minutes of a stage that fit into a day: all of them, or if the stage is long, a part.
fn portion(minutes: u32, available: i64) -> u32 {
    let excess = i64::from(minutes) - available;
    if excess <= i64::from(MIN_MINUTES.min(minutes / 2)) {
        return minutes;
    }
    u32::try_from(available).ok().filter(|&available| available >= MIN_MINUTES).unwrap_or(0)
}

/// Returns the time of today and of each later day, without the time that was spent today.
fn remaining(today: NaiveDate, timeframe: &Timeframe, content: &Content) -> Vec<Budget> {
    let mut budgets: Vec<Budget> = timeframe.budgets().into_iter().filter(|budget| budget.date >= today).collect();
    if let Some(budget) = budgets.first_mut() {
        if content.had_interview_today {
            *budget = Budget { has_interview: false, minutes: budget.total(), ..*budget };
        }
        budget.minutes = budget.minutes.saturating_sub(content.done_today);
    }
    budgets
}

/// A day whose items have no text yet, since the text depends on the other days.
struct DraftDay<'a> {
    date: NaiveDate,
    interview: Option<(&'a PlannedKata, usize)>,
    has_cards: bool,
    work: Vec<(Piece<'a>, u32)>,
}

/// The stages of a kata that are solved on one day for the same reason.
struct Part<'a> {
    kata: &'a PlannedKata,
    work: Work,
    pieces: Vec<Piece<'a>>,
    minutes: u32,
}

impl<'a> Part<'a> {
    fn key(&self) -> (&'a str, u32, bool) {
        match self.work {
            Work::Core => (&self.kata.name, 0, true),
            Work::Extension => (&self.kata.name, 0, false),
            Work::Again(again) => (&self.kata.name, again, false),
        }
    }
}

fn finish(days: &[DraftDay<'_>]) -> Schedule {
    let parts: Vec<Vec<Part<'_>>> = days.iter().map(|day| parts(&day.work)).collect();
    let mut totals = BTreeMap::new();
    parts.iter().flatten().for_each(|part| *totals.entry(part.key()).or_insert(0) += 1);
    let is_repeated = |parts: &Vec<Part<'_>>| parts.iter().any(|part| matches!(part.work, Work::Again(_)));
    let repeats_from = parts.iter().position(is_repeated).map(|index| days[index].date);
    let mut counts: BTreeMap<(&str, u32, bool), usize> = BTreeMap::new();
    let days = days.iter().zip(&parts).map(|(day, parts)| {
        let mut items = Vec::new();
        items.extend(day.has_cards.then(|| Item {
            minutes: CARDS,
            command: "cargo xtask cards".to_owned(),
            detail: String::new(),
            goal: Goal::Cards,
        }));
        for part in parts {
            let count = counts.entry(part.key()).or_default();
            *count += 1;
            items.push(item(part, *count, totals[&part.key()]));
        }
        items.extend(day.interview.map(|(kata, count)| Item {
            minutes: INTERVIEW,
            command: format!("cargo xtask interview {}", kata.name),
            detail: "with its review".to_owned(),
            goal: Goal::Interview { kata: kata.name.clone(), count },
        }));
        ScheduledDay { date: day.date, items }
    });
    Schedule { days: days.collect(), repeats_from }
}

/// Groups the stages of a day by kata and reason.
fn parts<'a>(work: &[(Piece<'a>, u32)]) -> Vec<Part<'a>> {
    let mut parts: Vec<Part<'a>> = Vec::new();
    for &(piece, minutes) in work {
        match parts.last_mut().filter(|part| part.kata.name == piece.kata.name && part.work == piece.work) {
            Some(part) => {
                part.pieces.push(piece);
                part.minutes += minutes;
            }
            None => parts.push(Part { kata: piece.kata, work: piece.work, pieces: vec![piece], minutes }),
        }
    }
    parts
}

fn item(part: &Part<'_>, count: usize, total: usize) -> Item {
    let name = &part.kata.name;
    let (mut detail, again) = match part.work {
        Work::Core => ("core".to_owned(), None),
        Work::Extension => ("extensions".to_owned(), None),
        Work::Again(again) => ("again, with another design".to_owned(), Some(again)),
    };
    if total > 1 {
        detail += &format!(", part {count} of {total}");
    }
    detail += &format!(" ({})", stages(&part.pieces));
    let begins_again = again.is_some_and(|again| again > part.kata.again) && count == 1;
    let command = if begins_again { "again" } else { "watch" };
    let names = part.pieces.iter().map(|piece| piece.stage.name.clone());
    Item {
        minutes: part.minutes,
        command: format!("cargo xtask {command} {name}"),
        detail,
        goal: Goal::Stages { kata: name.clone(), again, stages: names.collect() },
    }
}

/// Formats the numbers of stages: `stage 2`, `stages 1 and 2`, or `stages 1 to 3`.
fn stages(pieces: &[Piece<'_>]) -> String {
    let numbers: Vec<u32> = pieces.iter().map(|piece| piece.stage.number).collect();
    let is_range = numbers.windows(2).all(|pair| pair[1] == pair[0] + 1);
    match numbers[..] {
        [one] => format!("stage {one}"),
        [first, second] => format!("stages {first} and {second}"),
        [first, .., last] if is_range => format!("stages {first} to {last}"),
        _ => {
            let numbers: Vec<String> = numbers.iter().map(ToString::to_string).collect();
            format!("stages {}", numbers.join(", "))
        }
    }
}
