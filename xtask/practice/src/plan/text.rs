//! The text of a plan.

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate};
use xtask::plan::{Item, command_width};
use xtask::render::{duration, plural};

use super::content::{Content, PlannedKata};
use super::schedule::{Schedule, ScheduledDay};
use super::timeframe::Timeframe;

/// The number of days that are listed one by one.
const SINGLE_DAYS: usize = 14;

/// Renders the totals, today's work, the other days, and what is done.
pub fn render(today: NaiveDate, timeframe: &Timeframe, content: &Content, schedule: &Schedule) -> String {
    let mut text = totals(timeframe, schedule, content);
    text += &notes(content, schedule);
    text += "\n";
    let width = command_width(schedule.days.iter().flat_map(|day| &day.items));
    let mut days = schedule.days.iter();
    if let Some(day) = days.next() {
        text += &today_text(day, content.done_today, width);
    }
    let days: Vec<&ScheduledDay> = days.collect();
    let (single, weeks) = days.split_at(days.len().min(SINGLE_DAYS - 1));
    text += "\n";
    single.iter().for_each(|day| text += &day_lines(day, width));
    for week in weeks.chunks(7) {
        match week {
            [day] => text += &day_lines(day, width),
            week => text += &week_line(week),
        }
    }
    let free = schedule.days.iter().filter(|day| day.items.is_empty() && day.date > today).count();
    if free > 0 && !single.is_empty() {
        text += &format!("{free} {} free.\n", plural(free, "day is", "days are"));
    }
    text + &done(content)
}

fn totals(timeframe: &Timeframe, schedule: &Schedule, content: &Content) -> String {
    let days = schedule.days.len();
    let done = match content.done_today {
        0 => String::new(),
        minutes => format!(" You did {} today.", duration(u64::from(minutes) * 60)),
    };
    format!(
        "Plan until {}: {days} {}, {} ({} h a week).{done}\n",
        long_date(timeframe.until),
        plural(days, "day", "days"),
        duration(u64::from(schedule.minutes()) * 60),
        timeframe.hours_a_week,
    )
}

/// Renders what a learner should know about the amount of time.
fn notes(content: &Content, schedule: &Schedule) -> String {
    let mut text = String::new();
    let is_first = !content.katas.iter().any(PlannedKata::has_green_core);
    if let Some(kata) = content.katas.first().filter(|_| is_first) {
        let (has, needs) = (schedule.minutes(), kata.missing(true).map(|stage| stage.minutes).sum::<u32>());
        if has < needs {
            text += &format!(
                "{has} min are less than the core of {} takes ({needs} min). Choose more hours or a later day.\n",
                kata.name
            );
        }
    }
    if let Some(date) = schedule.repeats_from {
        text += &format!(
            "Everything is solved once by {}. After that, you solve katas again with another design.\n",
            short_date(date)
        );
    }
    text
}

fn today_text(day: &ScheduledDay, done_today: u32, width: usize) -> String {
    let date = short_date(day.date);
    let rest = match (day.items.is_empty(), done_today) {
        (false, 0) => format!("{date}, today:"),
        (false, _) => format!("{date}, today, is not complete yet:"),
        (true, 0) => format!("{date}, today, is free."),
        (true, _) => format!("{date}, today: done."),
    };
    let items: String = day.items.iter().map(|item| format!("  {}\n", item.line(width))).collect();
    format!("{rest}\n{items}")
}

/// Renders a line for each item, the first one with the date.
fn day_lines(day: &ScheduledDay, width: usize) -> String {
    let dates = std::iter::once(short_date(day.date)).chain(std::iter::repeat(String::new()));
    day.items.iter().zip(dates).map(|(item, date)| format!("{date:<10}  {}\n", item.line(width))).collect()
}

fn week_line(week: &[&ScheduledDay]) -> String {
    let (Some(first), Some(last)) = (week.first(), week.last()) else { return String::new() };
    let minutes: u32 = week.iter().map(|day| day.minutes()).sum();
    let mut seen = BTreeSet::new();
    let titles = week.iter().flat_map(|day| &day.items).map(Item::title);
    let titles: Vec<String> = titles.filter(|title| seen.insert(title.clone())).collect();
    format!(
        "{} to {}  {:>11}  {}\n",
        short_date(first.date),
        short_date(last.date),
        duration(u64::from(minutes) * 60),
        titles.join(", ")
    )
}

/// Renders what is done already.
fn done(content: &Content) -> String {
    let names = |is_meant: &dyn Fn(&PlannedKata) -> bool| -> Vec<&str> {
        content.katas.iter().filter(|kata| is_meant(kata)).map(|kata| kata.name.as_str()).collect()
    };
    let whole = names(&|kata| kata.stages.iter().all(|stage| stage.was_green));
    let core = names(&|kata| kata.has_green_core() && !whole.contains(&kata.name.as_str()));
    let interviews = names(&|kata| kata.finished_interviews > 0);
    let lists = [("all stages of", whole), ("the core of", core), ("interviews on", interviews)];
    let lists = lists.into_iter().filter(|(_, names)| !names.is_empty());
    let lists: Vec<String> = lists.map(|(what, names)| format!("{what} {}", names.join(", "))).collect();
    if lists.is_empty() { String::new() } else { format!("\nDone so far: {}.\n", lists.join("; ")) }
}

fn short_date(date: NaiveDate) -> String {
    date.format("%a %e %b").to_string()
}

fn long_date(date: NaiveDate) -> String {
    format!("{} {}", short_date(date), date.year())
}
