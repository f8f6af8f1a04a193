//! The content of a plan: the katas, and what is done.

use std::iter;

use xtask::command_context::CommandContext;
use xtask::error::Result;
use xtask::plan::Practiced;
use xtask::terminal_output::warn;
use xtask::workspace::Kata;

use super::timeframe::INTERVIEW;

/// The minutes of a day's cards.
pub const CARDS: u32 = 5;

/// The katas with what is done in them, and what was done today.
#[derive(Clone, Debug, Default)]
pub struct Content {
    /// The katas in the order in which they are solved.
    pub katas: Vec<PlannedKata>,
    /// The kata of an interview that is not finished.
    pub open_interview: Option<String>,
    /// The planned minutes of everything that was done today.
    pub done_today: u32,
    /// True if an interview was finished today.
    pub had_interview_today: bool,
    /// True if cards were reviewed today.
    pub had_cards_today: bool,
}

/// A kata.
#[derive(Clone, Debug, Default)]
pub struct PlannedKata {
    /// The kata's name.
    pub name: String,
    /// The stages.
    pub stages: Vec<PlannedStage>,
    /// The number of times that `again` was run.
    pub again: u32,
    /// True if there are cards about it.
    pub has_cards: bool,
    /// True if there can be an interview on it.
    pub has_interview: bool,
    /// The number of interviews that were begun.
    pub interviews: usize,
    /// The number of interviews that were finished.
    pub finished_interviews: usize,
}

/// A stage of a kata.
#[derive(Clone, Debug)]
pub struct PlannedStage {
    /// The stage's number.
    pub number: u32,
    /// The stage's name.
    pub name: String,
    /// The suggested time in minutes.
    pub minutes: u32,
    /// True for a stage of the core.
    pub is_core: bool,
    /// True if the stage was green in any attempt.
    pub was_green: bool,
    /// True if the stage was green in the current attempt.
    pub was_green_again: bool,
}

/// The reason for which a stage is solved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Work {
    /// It belongs to the core, which was not green yet.
    Core,
    /// It is an extension.
    Extension,
    /// The kata is solved again. Contains the number of times that `again` was run then.
    Again(u32),
}

/// A stage to solve.
#[derive(Clone, Copy, Debug)]
pub struct Piece<'a> {
    /// The kata.
    pub kata: &'a PlannedKata,
    /// The stage.
    pub stage: &'a PlannedStage,
    /// The reason.
    pub work: Work,
    /// True if the kata's core is complete after it.
    pub ends_core: bool,
}

impl Content {
    /// Collects the content. `midnight` is the Unix time at which today began, and `today` its date.
    ///
    /// A kata that cannot be read is left out with a warning.
    ///
    /// # Errors
    ///
    /// Fails if the saved state cannot be read.
    pub fn load(context: &CommandContext, midnight: u64, today: &str) -> Result<Self> {
        let practiced = Practiced::load(context)?;
        let state = context.state()?;
        let mut content = Self { had_cards_today: practiced.card_days.contains(today), ..Self::default() };
        for kata in context.workspace.katas() {
            let again = state.katas.get(kata.name()).map_or(0, |state| state.again);
            match planned_kata(kata, again, &practiced) {
                Ok(planned) => {
                    content.done_today += minutes_since(&planned, &practiced, midnight);
                    content.katas.push(planned);
                }
                Err(error) => warn(&format!("{} is not part of the plan: {error}", kata.name())),
            }
        }
        let interviews = practiced.interviews.iter();
        let finished_today = interviews.clone().filter(|past| past.finished.is_some_and(|at| at >= midnight)).count();
        content.had_interview_today = finished_today > 0;
        content.done_today += INTERVIEW * u32::try_from(finished_today).unwrap_or(0);
        content.done_today += if content.had_cards_today { CARDS } else { 0 };
        content.open_interview = interviews.rev().find(|past| past.finished.is_none()).map(|past| past.kata.clone());
        Ok(content)
    }

    /// Returns the stages to solve, in order: the cores, then the extensions, then all katas again without end.
    pub fn pieces(&self) -> impl Iterator<Item = Piece<'_>> {
        let first = [Work::Core, Work::Extension]
            .into_iter()
            .flat_map(move |work| self.katas.iter().flat_map(move |kata| kata.first_time(work)));
        let mut katas: Vec<&PlannedKata> = self.katas.iter().collect();
        katas.sort_by_key(|kata| kata.next_again());
        first.chain((0..).flat_map(move |round| katas.clone().into_iter().flat_map(move |kata| kata.again(round))))
    }

    /// Returns the katas of the next interviews, without end unless no kata has one: first those with the fewest.
    pub fn interviews(&self) -> impl Iterator<Item = (&PlannedKata, usize)> {
        let mut katas: Vec<(&PlannedKata, usize)> =
            self.katas.iter().filter(|kata| kata.has_interview).map(|kata| (kata, kata.interviews)).collect();
        let mut counts: Vec<usize> = katas.iter().map(|(kata, _)| kata.finished_interviews).collect();
        let mut open = katas.iter().position(|(kata, _)| self.open_interview.as_ref() == Some(&kata.name));
        iter::from_fn(move || {
            let fewest = || (0..katas.len()).min_by_key(|&index| katas[index].1);
            let next = open.take().or_else(fewest)?;
            katas[next].1 += 1;
            counts[next] += 1;
            Some((katas[next].0, counts[next]))
        })
    }
}

impl PlannedKata {
    /// Returns true if all stages of the core were green.
    pub fn has_green_core(&self) -> bool {
        self.stages.iter().filter(|stage| stage.is_core).all(|stage| stage.was_green)
    }

    /// Returns the stages of the core, or the extensions, that were never green.
    fn first_time(&self, work: Work) -> impl Iterator<Item = Piece<'_>> {
        let missing: Vec<&PlannedStage> = self.missing(work == Work::Core).collect();
        let last = missing.last().map(|stage| stage.number);
        let ends_core = move |stage: &PlannedStage| work == Work::Core && Some(stage.number) == last;
        missing.into_iter().map(move |stage| Piece { kata: self, stage, work, ends_core: ends_core(stage) })
    }

    /// Returns the stages of the core, or the extensions, that were never green.
    pub fn missing(&self, is_core: bool) -> impl Iterator<Item = &PlannedStage> {
        self.stages.iter().filter(move |stage| stage.is_core == is_core && !stage.was_green)
    }

    /// Returns the number of times that `again` was run when the kata is next solved again.
    fn next_again(&self) -> u32 {
        let is_under_way = self.again > 0 && self.stages.iter().any(|stage| !stage.was_green_again);
        if is_under_way { self.again } else { self.again + 1 }
    }

    fn again(&self, round: u32) -> impl Iterator<Item = Piece<'_>> {
        let again = self.next_again() + round;
        let stages = self.stages.iter().filter(move |stage| again != self.again || !stage.was_green_again);
        stages.map(move |stage| Piece { kata: self, stage, work: Work::Again(again), ends_core: false })
    }
}

fn planned_kata(kata: &Kata, again: u32, practiced: &Practiced) -> Result<PlannedKata> {
    let name = kata.name();
    let stages = kata.stages()?.into_iter().map(|stage| PlannedStage {
        number: stage.number,
        was_green: practiced.green_at(name, None, &stage.name).is_some(),
        was_green_again: practiced.green_at(name, Some(again), &stage.name).is_some(),
        name: stage.name,
        minutes: stage.minutes.max(1),
        is_core: stage.is_core,
    });
    let stages = stages.collect();
    let interviews = || practiced.interviews.iter().filter(|past| past.kata == name);
    Ok(PlannedKata {
        name: name.to_owned(),
        stages,
        again,
        has_cards: kata.solution().join("cards.toml").is_file(),
        has_interview: kata.solution().join("interview.toml").is_file(),
        interviews: interviews().count(),
        finished_interviews: interviews().filter(|past| past.finished.is_some()).count(),
    })
}

/// Returns the planned minutes of the stages that turned green since `begin`, in any attempt.
fn minutes_since(kata: &PlannedKata, practiced: &Practiced, begin: u64) -> u32 {
    let attempts = || 0..=kata.again;
    let is_new = |stage: &PlannedStage, again: u32| {
        practiced.green_at(&kata.name, Some(again), &stage.name).is_some_and(|at| at >= begin)
    };
    kata.stages.iter().flat_map(|stage| attempts().filter(|&again| is_new(stage, again)).map(|_| stage.minutes)).sum()
}
