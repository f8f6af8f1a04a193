//! `cargo xtask plan`: a schedule up to a date, computed anew on each call.
//!
//! [`mod@timeframe`] has the days and hours, [`content`] the katas and what is done. From both, [`mod@schedule`] computes
//! the work of each day, which is printed, saved for the runner ([`xtask::plan`]), and written to a calendar if requested.

pub mod calendar;
pub mod content;
pub mod schedule;
#[cfg(test)]
mod tests;
mod text;
pub mod timeframe;

use std::path::Path;

use chrono::{Days, Local, NaiveDate, TimeZone};
use xtask::command_context::CommandContext;
use xtask::error::{Error, Result};
use xtask::plan::{Plan, PlanDay};
use xtask::render;
use xtask::terminal_output::{print, warn};

use self::content::Content;
use self::schedule::{Schedule, schedule};
use self::timeframe::Timeframe;

/// The hours a week if none were chosen.
const DEFAULT_HOURS: u32 = 5;

/// Shows the plan. With another last day or other hours, begins a new plan today.
///
/// # Errors
///
/// Fails if `until` is not a date or is in the past, if the plan has ended, or if a file cannot be read or written.
pub fn run(context: &CommandContext, until: Option<&str>, hours_a_week: Option<u32>, ics: Option<&Path>) -> Result<()> {
    let now = Local::now();
    let today = now.date_naive();
    let saved = Plan::load(&context.store)?;
    let timeframe = timeframe(saved.as_ref(), today, until, hours_a_week)?;
    let content = Content::load(context, midnight(today), &today.to_string())?;
    if content.katas.is_empty() {
        return Err(Error::Other(
            "none of the katas can be read. Run `cargo xtask doctor` to find out why.".to_owned(),
        ));
    }
    let schedule = schedule(today, &timeframe, &content);
    if let Err(error) = file(&timeframe, &schedule).save(&context.store) {
        warn(&format!("the plan is not remembered: {error}"));
    }
    print(&render::fit(&text::render(today, &timeframe, &content, &schedule)))?;
    if let Some(path) = ics {
        let text = calendar::calendar(&schedule, now.to_utc());
        std::fs::write(path, text).map_err(Error::io("cannot write", path))?;
        print(&render::fit(&format!(
            "\nThe calendar is in {}. Import it into your calendar program; later versions replace the same days.\n",
            xtask::paths::shown(path)
        )))?;
    }
    Ok(())
}

/// Returns the time of the saved plan, or with an option or without a plan, of one that begins today.
fn timeframe(
    saved: Option<&Plan>,
    today: NaiveDate,
    until: Option<&str>,
    hours_a_week: Option<u32>,
) -> Result<Timeframe> {
    let hours = hours_a_week.or(saved.map(|plan| plan.hours_a_week)).unwrap_or(DEFAULT_HOURS);
    let Some(plan) = saved else { return Timeframe::starting(today, until, hours) };
    if until.is_none() && plan.until < today.to_string() {
        return Err(Error::Other(format!(
            "your plan ended on {}. Choose a new last day: cargo xtask plan --until YYYY-MM-DD",
            plan.until
        )));
    }
    let timeframe = Timeframe::starting(today, until.or(Some(&plan.until)), hours)?;
    // With the same options, the plan goes on, so the days with work stay the same.
    let began = plan.began.parse().ok().filter(|&began: &NaiveDate| began <= today);
    let is_same = timeframe.until.to_string() == plan.until && hours == plan.hours_a_week;
    Ok(Timeframe { began: began.filter(|_| is_same).unwrap_or(today), ..timeframe })
}

/// Returns the plan as the runner reads it.
fn file(timeframe: &Timeframe, schedule: &Schedule) -> Plan {
    let days = schedule.days.iter().map(|day| PlanDay {
        date: day.date.to_string(),
        begins: midnight(day.date),
        items: day.items.clone(),
    });
    Plan::new(
        timeframe.began.to_string(),
        timeframe.until.to_string(),
        timeframe.hours_a_week,
        midnight(timeframe.until + Days::new(1)),
        days.collect(),
    )
}

/// Returns the Unix time at which a day begins here. In some places, the first hour is missing once a year.
fn midnight(day: NaiveDate) -> u64 {
    let hours = (0..24).filter_map(|hour| day.and_hms_opt(hour, 0, 0));
    let begin = hours.filter_map(|time| Local.from_local_datetime(&time).earliest()).next();
    begin.and_then(|time| u64::try_from(time.timestamp()).ok()).unwrap_or(0)
}
