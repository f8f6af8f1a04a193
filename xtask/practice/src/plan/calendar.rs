//! The plan as a calendar: an event for each day with work.

use chrono::{DateTime, Utc};
use icalendar::{Calendar, Component, Event, EventLike};
use xtask::render::duration;

use super::schedule::{Schedule, ScheduledDay};

/// Returns the text of a calendar file. `now` is the time at which it was made.
pub fn calendar(schedule: &Schedule, now: DateTime<Utc>) -> String {
    let mut calendar = Calendar::new();
    calendar.name("Katas");
    for day in schedule.days.iter().filter(|day| !day.items.is_empty()) {
        calendar.push(event(day, now));
    }
    calendar.to_string()
}

/// Returns the event of a day. Its id depends only on the date, so a newer event of the same day replaces it.
fn event(day: &ScheduledDay, now: DateTime<Utc>) -> Event {
    let titles: Vec<String> = day.items.iter().map(xtask::plan::Item::title).collect();
    let lines: Vec<String> = day
        .items
        .iter()
        .map(|item| {
            let detail = if item.detail.is_empty() { String::new() } else { format!(" - {}", item.detail) };
            format!("{} min: {}{detail}", item.minutes, item.command)
        })
        .collect();
    let mut event = Event::new();
    event
        .uid(&format!("katas-plan-{}", day.date))
        .timestamp(now)
        .starts(day.date)
        // Otherwise calendars show the whole day as busy.
        .add_property("TRANSP", "TRANSPARENT")
        .summary(&format!("Katas, {}: {}", duration(u64::from(day.minutes()) * 60), titles.join(", ")))
        .description(&lines.join("\n"));
    event.done()
}
