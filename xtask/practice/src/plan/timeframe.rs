//! The time of a plan: its days, and the time of each day.
//!
//! This depends only on the options and the day on which the plan began, so a day keeps its time when the plan is computed
//! again later.

use std::collections::BTreeSet;

use chrono::{Days, NaiveDate};
use xtask::error::{Error, Result};

/// The minutes of an interview, including its review.
pub const INTERVIEW: u32 = 60;
/// The smallest unit of the hours given.
pub const UNIT: u32 = 5;
/// The number of days of a plan for which none was chosen.
const DEFAULT_DAYS: u64 = 14;
/// The largest number of days.
const MAX_DAYS: u32 = 366;
/// The shortest time that a day is planned for. With fewer hours a week, some days are free.
const SESSION: u32 = 30;
/// The largest number of days with which the interview is on the last day, because the day before it may be the first.
const SHORT: u32 = 2;

/// The options of a plan, and the day on which it began.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timeframe {
    /// The first day.
    pub began: NaiveDate,
    /// The last day.
    pub until: NaiveDate,
    /// The hours a week.
    pub hours_a_week: u32,
}

impl Timeframe {
    /// Creates the time of a plan that begins today. Without a last day, the plan has 14 days.
    ///
    /// # Errors
    ///
    /// Fails if `until` is not a date, is in the past, or is more than a year away.
    pub fn starting(today: NaiveDate, until: Option<&str>, hours_a_week: u32) -> Result<Self> {
        let until = match until {
            None => today + Days::new(DEFAULT_DAYS - 1),
            Some(text) => parse(text)?,
        };
        if until < today {
            return Err(Error::Other(format!("{until} is in the past. Choose {today} or a later day.")));
        }
        let timeframe = Self { began: today, until, hours_a_week };
        if timeframe.days() > MAX_DAYS {
            return Err(Error::Other(format!("{until} is more than a year away. Choose an earlier day.")));
        }
        Ok(timeframe)
    }

    /// Returns the minutes of the whole plan, rounded to five minutes.
    pub fn minutes(&self) -> u32 {
        let minutes = self.hours_a_week * 60 * self.days();
        (minutes + 7 * UNIT / 2) / (7 * UNIT) * UNIT
    }

    /// Returns the time of each day. The days are as long as each other, as far as interviews allow.
    pub fn budgets(&self) -> Vec<Budget> {
        let interview_days = self.interview_days();
        let taken = INTERVIEW * u32::try_from(interview_days.len()).unwrap_or(u32::MAX);
        let mut left = self.minutes() - taken;
        let dates = self.began.iter_days().take_while(|day| *day <= self.until);
        let mut budgets: Vec<Budget> =
            dates.map(|date| Budget { date, has_interview: interview_days.contains(&date), minutes: 0 }).collect();
        let other_days: Vec<NaiveDate> =
            budgets.iter().filter(|budget| !budget.has_interview).map(|budget| budget.date).collect();
        // Without enough time for every day, some are free.
        let sessions = ((left / SESSION).max(1) as usize).min(other_days.len());
        let study_days: BTreeSet<NaiveDate> =
            (0..sessions).map(|session| other_days[session * other_days.len() / sessions]).collect();
        while left > 0 {
            let open = budgets.iter_mut().filter(|budget| budget.has_interview || study_days.contains(&budget.date));
            let Some(shortest) = open.min_by_key(|budget| budget.total()) else { break };
            let unit = left.min(UNIT);
            shortest.minutes += unit;
            left -= unit;
        }
        budgets
    }

    /// Returns the days with an interview: the last day but one, and the same day in every earlier week.
    ///
    /// If interviews would take more than half of the time, there are weeks without one between them.
    fn interview_days(&self) -> BTreeSet<NaiveDate> {
        let most = self.minutes() / (2 * INTERVIEW);
        let last = if self.days() > SHORT { self.until - Days::new(1) } else { self.until };
        let every = |weeks: u64| -> BTreeSet<NaiveDate> {
            let back = (0..).map(|count| last - Days::new(7 * weeks * count));
            back.take_while(|&day| day > self.began || day == last).collect()
        };
        let fits = |days: &BTreeSet<NaiveDate>| days.len() <= most as usize;
        if most == 0 { BTreeSet::new() } else { (1..).map(every).find(fits).unwrap_or_default() }
    }

    /// Returns the number of days, including the first and the last.
    fn days(&self) -> u32 {
        u32::try_from((self.until - self.began).num_days() + 1).unwrap_or(0)
    }
}

/// The time of a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Budget {
    /// The date.
    pub date: NaiveDate,
    /// True if there is an interview on this day.
    pub has_interview: bool,
    /// The minutes for everything but the interview.
    pub minutes: u32,
}

impl Budget {
    /// Returns the minutes for everything.
    pub fn total(&self) -> u32 {
        self.minutes + if self.has_interview { INTERVIEW } else { 0 }
    }
}

fn parse(text: &str) -> Result<NaiveDate> {
    let wrong = |_| Error::Other(format!("`{text}` is not a date. Write it like 2026-12-31: year, month, day."));
    NaiveDate::parse_from_str(text, "%Y-%m-%d").map_err(wrong)
}
