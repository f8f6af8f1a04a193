//! What the live view knows, and what each thing that happens changes about it. Nothing here reads, writes or runs anything:
//! what is to be done comes out of [`Model::update`] as [`Effect`]s.

use std::collections::BTreeSet;

use dojo_protocol::team_folder::{Driver, Following};
use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::layout::Size;

use super::dojo_panel::{self, Dojo};
use super::panels;
use crate::hints::Hints;
use crate::kata_summary::KataSummary;
use crate::render::report::{Context, StageRow};
use crate::report::{Diagnostic, Report, StageReport, Status, Verdict};
use crate::run::Progress;
use crate::source_excerpt::{Excerpt, Place};
use crate::store::KataState;
use crate::workspace::Stage;

/// What can happen.
#[derive(Debug)]
pub(super) enum Message {
    /// A key was pressed.
    Key(KeyEvent),
    /// A line was typed, where there are no keys.
    Line(String),
    /// The terminal has this size now.
    Resized(Size),
    /// So many seconds of Unix time.
    Tick(u64),
    /// A file was saved.
    Saved,
    /// Something that the user should know.
    Notice(String),
    /// A kata is there to be worked on.
    Opened(Box<Opened>),
    /// The run goes on.
    Progress(Progress),
    /// The run has ended; without a result if it was stopped.
    Ended(Option<Box<Result<FinishedRun, String>>>),
    /// Clippy and rustfmt have had their say.
    Polished(Box<Polish>),
    /// More hints than before.
    Hinted(Box<Hints>),
    /// The katas.
    Listed(Vec<Result<KataSummary, (String, String)>>),
    /// The learner's design beside the reference's.
    Compared(String),
    /// The stub, or the code before it, is back.
    PutBack(String),
    /// The kata is marked as done; this is the next one.
    Done(Option<String>),
    /// How the dojo's session stands, if there is one.
    Dojo(Option<Box<Following>>),
}

/// What is to be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Effect {
    /// Something new to show: the page, or a line. A screen that is drawn from the model shows it anyway.
    Show,
    Tell(String),
    /// The remarks of Clippy and rustfmt.
    ShowPolish,
    Run,
    StopRun,
    Polish,
    Open(String),
    Hint,
    List,
    /// In lines of so many columns.
    Compare(usize),
    Edit(Place),
    PutBack {
        undo: bool,
    },
    MarkDone,
    /// Somebody is at the keyboard now.
    TakeOver(Driver),
    /// The answers in the retrospective.
    Answer([String; 3]),
    Bell,
    Redraw,
    Suspend,
    Quit,
}

/// A kata, with what of its files the view shows.
#[derive(Clone, Debug, Default)]
pub(super) struct Opened {
    pub name: String,
    pub teaches: String,
    pub brief: String,
    pub stages: Vec<Stage>,
    /// Where each stage's tests are, from the workspace's root, in the order of the stages.
    pub suites: Vec<String>,
    /// The names of all katas in their order.
    pub order: Vec<String>,
    pub progress: KataState,
}

impl Opened {
    fn position(&self) -> usize {
        self.order.iter().position(|name| *name == self.name).unwrap_or(0)
    }

    /// The kata that comes before this one.
    pub fn before(&self) -> Option<&String> {
        self.order.get(self.position().checked_sub(1)?)
    }

    /// The kata that comes after this one.
    pub fn after(&self) -> Option<&String> {
        self.order.get(self.position() + 1)
    }
}

/// What a run came to, with what a view needs to show it.
#[derive(Clone, Debug)]
pub(super) struct FinishedRun {
    pub report: Report,
    /// What kept the run from being remembered.
    pub warning: Option<String>,
    pub excerpts: Vec<Excerpt>,
    pub progress: KataState,
}

/// What there is to improve in code that is green.
#[derive(Clone, Debug)]
pub(super) struct Polish {
    /// Clippy's remarks, or why there are none to be had.
    pub clippy: Result<Vec<Diagnostic>, String>,
    /// The files that rustfmt would change, or why it cannot tell.
    pub unformatted: Result<Vec<String>, String>,
}

/// The last run's result and what it changed.
#[derive(Clone, Debug)]
pub(super) struct Last {
    pub report: Report,
    pub excerpts: Vec<Excerpt>,
    /// The stages that have turned green.
    pub newly_green: Vec<u32>,
    /// The tests that were green and are not any more, `stage number: name`.
    pub regressions: Vec<String>,
    /// Whether this is the run in which the kata turned green.
    pub turned: bool,
    /// Whether nothing of this kata was run before.
    pub first_run: bool,
    pub polish: Option<Polish>,
}

impl Last {
    /// What the view knows beside the report.
    pub fn context(&self) -> Context<'_> {
        Context {
            excerpts: &self.excerpts,
            newly_green: &self.newly_green,
            regressions: &self.regressions,
            first_run: self.first_run,
            every_failure: false,
        }
    }
}

/// What is going on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Activity {
    Waiting,
    /// So many crates are built, this one last.
    Building(usize, String),
    /// So many of so many tests have ended.
    Running(usize, usize),
    /// What runs is about old code and is being ended.
    Stopping,
}

/// What is shown beside the stage_rows.
#[derive(Clone, Debug)]
pub(super) enum Panel {
    /// What the last run came to.
    Result,
    /// What a stage asks for.
    Stage(u32),
    Brief,
    Hints(Box<Hints>),
    List(List),
    /// The learner's design beside the reference's.
    Comparison(String),
    Dojo,
    Help,
}

/// The list of katas, of which those are shown that fit what was typed.
#[derive(Clone, Debug, Default)]
pub(super) struct List {
    pub katas: Vec<Result<KataSummary, (String, String)>>,
    pub typed: String,
    pub selected: usize,
}

impl List {
    /// Those that fit.
    pub fn fitting(&self) -> Vec<&Result<KataSummary, (String, String)>> {
        let typed = self.typed.to_lowercase();
        let fits = |kata: &&Result<KataSummary, (String, String)>| match kata {
            Ok(kata) => {
                [&kata.name, &kata.title, &kata.teaches].iter().any(|text| text.to_lowercase().contains(&typed))
            }
            Err((name, _)) => name.contains(&typed),
        };
        self.katas.iter().filter(fits).collect()
    }
}

/// Something that is done only when its key is pressed again, or another one that says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Asked {
    GoOn,
    Compare,
    Reset,
}

/// What the live view knows.
#[derive(Debug)]
pub(super) struct Model {
    pub kata: Opened,
    pub last: Option<Last>,
    /// Why the last run came to no result.
    pub failure: Option<String>,
    pub activity: Activity,
    pub page: Panel,
    pub scroll: usize,
    /// A line for the user, until the next key.
    pub notice: Option<String>,
    pub size: Size,
    pub now: u64,
    pub colors: bool,
    pub dojo: Option<Dojo>,
    asked: Option<Asked>,
    bell: bool,
    /// Another run is wanted as soon as this one has ended.
    again: bool,
    /// The run was asked for, by a save or a key, so its result is what the user wants to see.
    asked_for: bool,
    /// The tests that passed the last time that they ran or before it, `stage/test`.
    green_tests: BTreeSet<String>,
    /// The stages that were green the last time that they compiled.
    green_stages: BTreeSet<u32>,
}

/// How the view is to be.
#[derive(Clone, Copy, Debug)]
pub(super) struct ViewSettings {
    pub size: Size,
    pub colors: bool,
    pub bell: bool,
}

impl Model {
    /// The view of a kata of which nothing was run yet.
    pub fn new(kata: Opened, now: u64, settings: ViewSettings) -> Self {
        let mut model = Self {
            kata: Opened::default(),
            last: None,
            failure: None,
            activity: Activity::Waiting,
            page: Panel::Result,
            scroll: 0,
            notice: None,
            size: settings.size,
            now,
            colors: settings.colors,
            dojo: None,
            asked: None,
            bell: settings.bell,
            again: false,
            asked_for: false,
            green_tests: BTreeSet::new(),
            green_stages: BTreeSet::new(),
        };
        model.open(kata);
        model
    }

    /// The first run.
    pub fn begin(&mut self) -> Vec<Effect> {
        self.start(false)
    }

    /// What each thing that happens changes, and what is to be done about it.
    pub fn update(&mut self, message: Message) -> Vec<Effect> {
        match message {
            Message::Key(key) => self.key(key),
            Message::Line(line) => self.line(&line),
            Message::Resized(size) => {
                self.size = size;
                self.scroll_to(self.scroll);
                Vec::new()
            }
            Message::Tick(now) => {
                self.now = now;
                dojo_panel::tell(self)
            }
            Message::Saved => self.start(true),
            Message::Notice(text) => self.tell(text),
            Message::Opened(kata) => {
                self.open(*kata);
                self.start(false)
            }
            Message::Progress(progress) => {
                self.progress(progress);
                Vec::new()
            }
            Message::Ended(result) => self.ended(result),
            Message::Polished(polish) => {
                if let Some(last) = &mut self.last {
                    last.polish = Some(*polish);
                    return vec![Effect::ShowPolish];
                }
                Vec::new()
            }
            Message::Hinted(hints) => self.turn_to(Panel::Hints(hints)),
            Message::Listed(katas) => {
                let selected =
                    katas.iter().position(|kata| kata.as_ref().is_ok_and(|kata| kata.name == self.kata.name));
                self.turn_to(Panel::List(List { katas, typed: String::new(), selected: selected.unwrap_or(0) }))
            }
            Message::Compared(text) => {
                self.notice = None;
                self.turn_to(Panel::Comparison(text))
            }
            Message::PutBack(said) => {
                self.green_tests.clear();
                self.green_stages.clear();
                self.tell(said.trim_end().replace('\n', " "))
            }
            Message::Done(Some(next)) => {
                let mut effects = self.tell(format!("{} is done. Next: {next}.", self.kata.name));
                effects.push(Effect::Open(next));
                effects
            }
            Message::Done(None) => self.tell("All katas are done.".to_owned()),
            Message::Dojo(session) => dojo_panel::follow(self, session.map(|session| *session)),
        }
    }

    /// Whether a run is under way.
    pub fn is_busy(&self) -> bool {
        self.activity != Activity::Waiting
    }

    /// Whether the last run was green.
    pub fn is_green(&self) -> bool {
        self.last.as_ref().is_some_and(|last| last.report.verdict == Verdict::Green)
    }

    /// The number of the stage to work on: the first one that is not green; the last one if all are.
    pub fn current_stage(&self) -> u32 {
        let unfinished = match &self.last {
            Some(last) => last.report.current_stage().map(|stage| stage.number),
            None => self.kata.progress.first_unfinished(),
        };
        unfinished.or(self.kata.stages.last().map(|stage| stage.number)).unwrap_or(1)
    }

    /// The stages as last known: number, title, verdict, passed, total.
    pub fn stage_rows(&self) -> Vec<StageRow> {
        let rows = self.kata.stages.iter().map(|stage| {
            let reported = self.last.as_ref().and_then(|last| find_stage(&last.report, stage.number));
            let known = self.kata.progress.stages.get(&stage.number);
            let (verdict, passed, total) = match (reported, known) {
                (Some(stage), _) => (Some(stage.verdict), stage.passed, stage.total),
                (None, Some(stage)) => (Some(stage.verdict), stage.passed, stage.total),
                (None, None) => (None, 0, None),
            };
            StageRow { number: stage.number, title: stage.title.clone(), verdict, passed, total }
        });
        rows.collect()
    }

    fn open(&mut self, kata: Opened) {
        self.green_tests.clone_from(&kata.progress.passed);
        let stages = kata.progress.stages.iter().filter(|(_, stage)| stage.verdict == Verdict::Green);
        self.green_stages = stages.map(|(number, _)| *number).collect();
        self.kata = kata;
        self.last = None;
        self.failure = None;
        self.page = Panel::Result;
        self.scroll = 0;
    }

    pub fn tell(&mut self, text: String) -> Vec<Effect> {
        self.notice = Some(text.clone());
        vec![Effect::Tell(text)]
    }

    pub fn turn_to(&mut self, page: Panel) -> Vec<Effect> {
        self.page = page;
        self.scroll = 0;
        vec![Effect::Show]
    }

    /// Starts a run, after ending the one that is under way: what that would tell is about code that is no more.
    fn start(&mut self, asked_for: bool) -> Vec<Effect> {
        self.asked_for |= asked_for;
        if self.is_busy() {
            self.again = true;
            self.activity = Activity::Stopping;
            return vec![Effect::StopRun];
        }
        self.activity = Activity::Building(0, String::new());
        vec![Effect::Run]
    }

    fn progress(&mut self, progress: Progress) {
        // A run that was told to stop may still say something.
        self.activity = match (progress, &self.activity) {
            (_, Activity::Waiting | Activity::Stopping) => return,
            (Progress::Built(name), Activity::Building(count, _)) => Activity::Building(count + 1, name),
            (Progress::Built(name), _) => Activity::Building(1, name),
            (Progress::Ran(done, total), _) => Activity::Running(done, total),
        };
    }

    fn ended(&mut self, result: Option<Box<Result<FinishedRun, String>>>) -> Vec<Effect> {
        self.activity = Activity::Waiting;
        if std::mem::take(&mut self.again) {
            return self.start(false);
        }
        let Some(result) = result else { return Vec::new() };
        let mut effects = Vec::new();
        match *result {
            Ok(outcome) => {
                if let Some(warning) = outcome.warning.clone() {
                    effects.extend(self.tell(warning));
                }
                if outcome.report.verdict == Verdict::Green {
                    effects.push(Effect::Polish);
                }
                self.failure = None;
                self.last = Some(self.compared(outcome));
            }
            Err(failure) => self.failure = Some(failure),
        }
        let choosing = matches!(self.page, Panel::List(_)) || dojo_panel::is_writing(self);
        if std::mem::take(&mut self.asked_for) && !choosing {
            self.page = Panel::Result;
        }
        if matches!(self.page, Panel::Result) {
            self.scroll = 0;
            effects.push(Effect::Show);
        }
        if self.bell {
            effects.push(Effect::Bell);
        }
        effects
    }

    /// A run's outcome beside what was known before it.
    fn compared(&mut self, outcome: FinishedRun) -> Last {
        let first_run = self.kata.progress.verdict.is_none();
        let turned = self.kata.progress.verdict != Some(Verdict::Green);
        let report = outcome.report;
        let (mut newly_green, mut regressions) = (Vec::new(), Vec::new());
        for stage in report.stages.iter().filter(|stage| stage.verdict != Verdict::Amber) {
            if stage.verdict != Verdict::Green {
                self.green_stages.remove(&stage.number);
            } else if self.green_stages.insert(stage.number) {
                newly_green.push(stage.number);
            }
            for test in stage.tests.iter().filter(|test| test.status != Status::NotRun) {
                let name = format!("{}/{}", stage.name, test.name);
                if test.status == Status::Passed {
                    self.green_tests.insert(name);
                } else if self.green_tests.contains(&name) {
                    regressions.push(format!("{}: {}", stage.number, test.name));
                }
            }
        }
        self.kata.progress = outcome.progress;
        // Where the run could not be remembered, it counts for this view all the same.
        self.kata.progress.verdict = Some(report.verdict);
        Last { report, excerpts: outcome.excerpts, newly_green, regressions, turned, first_run, polish: None }
    }

    /// Scrolls so that `line` is the first one, as far as the page goes.
    fn scroll_to(&mut self, line: usize) {
        self.scroll = line.min(panels::furthest_scroll(self));
    }

    fn key(&mut self, key: KeyEvent) -> Vec<Effect> {
        let control = key.modifiers.contains(KeyModifiers::CONTROL);
        match key.code {
            KeyCode::Char('c') if control => return vec![Effect::Quit],
            KeyCode::Char('z') if control => {
                // A run goes nowhere while nobody watches over it: it begins again afterwards.
                let mut effects = if self.is_busy() { self.start(false) } else { Vec::new() };
                effects.push(Effect::Suspend);
                return effects;
            }
            KeyCode::Char('l') if control => return vec![Effect::Redraw],
            KeyCode::Char(_) if control || key.modifiers.contains(KeyModifiers::ALT) => return Vec::new(),
            _ => {}
        }
        self.notice = None;
        let asked = self.asked.take();
        if let Panel::List(list) = &mut self.page {
            return match choose(list, key.code) {
                Choice::Stay => Vec::new(),
                Choice::Leave => self.turn_to(Panel::Result),
                Choice::Open(name) if name == self.kata.name => self.turn_to(Panel::Result),
                Choice::Open(name) => vec![Effect::Open(name)],
            };
        }
        if dojo_panel::is_writing(self) {
            return dojo_panel::write(self, key.code);
        }
        if asked == Some(Asked::Reset) {
            return match key.code {
                KeyCode::Char('y' | 'Y') => vec![Effect::PutBack { undo: false }],
                KeyCode::Char('u' | 'U') => vec![Effect::PutBack { undo: true }],
                _ => self.tell("Nothing was reset.".to_owned()),
            };
        }
        match key.code {
            KeyCode::Char(letter) => self.letter(letter, asked),
            KeyCode::Esc => self.turn_to(Panel::Result),
            KeyCode::Left => self.turn_stage(false),
            KeyCode::Right => self.turn_stage(true),
            KeyCode::Enter => self.start(true),
            code => {
                self.scroll_by(code);
                Vec::new()
            }
        }
    }

    fn scroll_by(&mut self, code: KeyCode) {
        let page = panels::visible_lines(self).saturating_sub(1).max(1);
        match code {
            KeyCode::Up => self.scroll_to(self.scroll.saturating_sub(1)),
            KeyCode::Down => self.scroll_to(self.scroll + 1),
            KeyCode::PageUp => self.scroll_to(self.scroll.saturating_sub(page)),
            KeyCode::PageDown => self.scroll_to(self.scroll + page),
            KeyCode::Home => self.scroll_to(0),
            KeyCode::End => self.scroll_to(usize::MAX),
            _ => {}
        }
    }

    fn letter(&mut self, letter: char, asked: Option<Asked>) -> Vec<Effect> {
        if let Some(effects) = dojo_panel::letter(self, letter) {
            return effects;
        }
        let sure = |question| asked == Some(question);
        match letter {
            'q' => vec![Effect::Quit],
            'r' => self.start(true),
            'h' => vec![Effect::Hint],
            'b' => self.turn_to(Panel::Brief),
            's' => self.turn_to(Panel::Stage(self.current_stage())),
            '?' => self.turn_to(Panel::Help),
            'l' => vec![Effect::List],
            'e' => vec![Effect::Edit(self.place_to_edit())],
            'n' if self.is_green() => vec![Effect::MarkDone],
            'n' => match self.kata.after().cloned() {
                Some(next) if sure(Asked::GoOn) => vec![Effect::Open(next)],
                Some(next) => {
                    let text =
                        format!("Not yet: {} is not green. n again goes on to {next} all the same.", self.kata.name);
                    self.ask(Asked::GoOn, text)
                }
                None => self.tell("Not yet: this is the last kata, and it is not green.".to_owned()),
            },
            'p' => match self.kata.before().cloned() {
                Some(before) => vec![Effect::Open(before)],
                None => self.tell("This is the first kata.".to_owned()),
            },
            'c' if self.is_green() || sure(Asked::Compare) => {
                let mut effects = self.tell("Comparing. The first time takes longest.".to_owned());
                effects.push(Effect::Compare(panels::width(self)));
                effects
            }
            'c' => {
                let text = "Not green yet, and the reference gives the kata away. c again shows it all the same.";
                self.ask(Asked::Compare, text.to_owned())
            }
            'R' => {
                let text = "Put the stub back? Your code is kept. y yes, u undo the last reset, any other key no.";
                self.ask(Asked::Reset, text.to_owned())
            }
            'j' => self.scrolled(KeyCode::Down),
            'k' => self.scrolled(KeyCode::Up),
            ' ' => self.scrolled(KeyCode::PageDown),
            'g' => self.scrolled(KeyCode::Home),
            'G' => self.scrolled(KeyCode::End),
            digit => match digit.to_digit(10).filter(|number| self.has_stage(*number)) {
                Some(number) => self.turn_to(Panel::Stage(number)),
                None => self.tell(format!("{} is no key here; ? shows those that are.", panels::name_of_key(digit))),
            },
        }
    }

    fn scrolled(&mut self, code: KeyCode) -> Vec<Effect> {
        self.scroll_by(code);
        Vec::new()
    }

    fn ask(&mut self, question: Asked, text: String) -> Vec<Effect> {
        self.asked = Some(question);
        self.tell(text)
    }

    fn has_stage(&self, number: u32) -> bool {
        self.kata.stages.iter().any(|stage| stage.number == number)
    }

    /// The text of the stage after or before the one that is shown.
    fn turn_stage(&mut self, forward: bool) -> Vec<Effect> {
        let number = match self.page {
            Panel::Stage(number) if forward => number + 1,
            Panel::Stage(number) => number.saturating_sub(1),
            _ => self.current_stage(),
        };
        if self.has_stage(number) { self.turn_to(Panel::Stage(number)) } else { Vec::new() }
    }

    /// What was typed where there are no keys: a letter, or the beginning of a kata's name.
    fn line(&mut self, line: &str) -> Vec<Effect> {
        if let Panel::List(_) = self.page {
            self.page = Panel::Result;
        }
        if dojo_panel::is_writing(self) {
            return dojo_panel::write_line(self, line);
        }
        let mut letters = line.chars();
        match (letters.next(), letters.next()) {
            (None, _) => self.key(KeyCode::Enter.into()),
            (Some(letter), None)
                if panels::keys(self).iter().any(|(key, _)| *key == letter.to_string()) || self.asked.is_some() =>
            {
                self.key(KeyCode::Char(letter).into())
            }
            (Some(digit @ '1'..='9'), None) => self.key(KeyCode::Char(digit).into()),
            _ => {
                self.asked = None;
                let mut named = self.kata.order.iter().filter(|name| name.starts_with(line));
                match (named.next().cloned(), named.next()) {
                    (Some(name), None) => vec![Effect::Open(name)],
                    _ => self.turn_to(Panel::Help),
                }
            }
        }
    }

    /// Where the first thing that is wrong stands; the kata's code if nothing is.
    fn place_to_edit(&self) -> Place {
        let report = self.last.as_ref().map(|last| &last.report);
        let compiler =
            report.filter(|report| report.verdict == Verdict::Amber).and_then(|report| report.diagnostics.first());
        let place = match (compiler, report.and_then(Report::first_failure)) {
            (Some(found), _) => found.location.as_deref(),
            (None, Some((_, test))) => test.location.as_deref(),
            (None, None) => None,
        };
        let library = || Place { file: format!("katas/{}/src/lib.rs", self.kata.name), line: 1 };
        place.and_then(Place::parse).unwrap_or_else(library)
    }
}

fn find_stage(report: &Report, number: u32) -> Option<&StageReport> {
    report.stages.iter().find(|stage| stage.number == number)
}

enum Choice {
    Stay,
    Leave,
    Open(String),
}

fn choose(list: &mut List, key: KeyCode) -> Choice {
    let last = list.fitting().len().saturating_sub(1);
    match key {
        KeyCode::Esc => return Choice::Leave,
        KeyCode::Enter => {
            let chosen = list.fitting().get(list.selected).map(|kata| match kata {
                Ok(kata) => kata.name.clone(),
                Err((name, _)) => name.clone(),
            });
            return chosen.map_or(Choice::Stay, Choice::Open);
        }
        KeyCode::Up => list.selected = list.selected.saturating_sub(1),
        KeyCode::Down => list.selected = (list.selected + 1).min(last),
        KeyCode::Home | KeyCode::PageUp => list.selected = 0,
        KeyCode::End | KeyCode::PageDown => list.selected = last,
        KeyCode::Backspace => {
            list.typed.pop();
            list.selected = 0;
        }
        KeyCode::Char(letter) => {
            list.typed.push(letter);
            list.selected = 0;
        }
        _ => {}
    }
    Choice::Stay
}

#[cfg(test)]
#[path = "model_tests.rs"]
mod tests;
