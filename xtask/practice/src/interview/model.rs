//! The state of the candidate's view, and its reactions to events. This is plain data; the effects are carried out elsewhere.

use std::collections::BTreeSet;

use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use xtask::report::Report;
use xtask::source_excerpt::SourceLocation;

use super::material::Material;
use super::phase::Phase;
use super::question_search::find;
use super::session::{AskedQuestion, Criterion, MAX_RATING, Session, Text};

/// Something that the view reacts to.
#[derive(Debug)]
pub enum Event {
    /// A key was pressed.
    Key(KeyEvent),
    /// Some seconds have passed.
    Passed(u64),
    /// A source file was saved with other content.
    Saved,
    /// A run began.
    Running,
    /// A run ended. Contains the phase in which it began.
    Ran(Phase, Box<Result<Report, String>>),
    /// The texts that the candidate has written.
    Texts(Texts),
    /// A message for the candidate.
    Notice(String),
}

/// An effect to carry out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Write the session to its file.
    Save,
    /// Run the tests.
    Run,
    /// Open the candidate's code in the editor, at a location if there is an error.
    EditCode(Option<SourceLocation>),
    /// Open a text in the editor.
    EditText(Text),
    /// Copy the code as it is before the change.
    KeepCode,
    /// Leave the view.
    Quit,
}

/// The texts that the candidate has written, without the parts of the forms.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Texts {
    /// The sketch.
    pub sketch: String,
    /// The parts that would have to change.
    pub change: String,
    /// The answers about scale.
    pub scale: String,
}

/// The state of the view.
#[derive(Debug)]
pub struct Model {
    /// The interview.
    pub session: Session,
    /// The kata's texts.
    pub material: Material,
    /// True when the candidate has completed the review.
    pub is_complete: bool,
    /// True while the candidate asks a question in a phase after Clarify.
    pub is_asking: bool,
    /// The question that the candidate types.
    pub typed: String,
    /// The question that was asked last, whose answer comes first.
    pub shown_answer: Option<String>,
    /// The index of the selected line: a found question, or a criterion of the rubric.
    pub selected: usize,
    /// The number of lines that the body is scrolled down.
    pub scroll: usize,
    /// The texts that the candidate has written.
    pub texts: Texts,
    /// A message for the candidate.
    pub notice: Option<String>,
    /// True while the tests run.
    pub is_running: bool,
    /// The last run, with only the stages that the candidate may see.
    pub report: Option<Result<Report, String>>,
    /// The questions about the rules of the test that fails.
    pub unasked: BTreeSet<String>,
    seconds_since_save: u64,
}

/// The number of seconds after which the clock is saved.
const SAVE_INTERVAL: u64 = 5;

impl Model {
    /// Returns the view of an interview.
    pub fn new(session: Session, material: Material) -> Self {
        Self {
            session,
            material,
            is_complete: false,
            is_asking: false,
            shown_answer: None,
            typed: String::new(),
            selected: 0,
            scroll: 0,
            texts: Texts::default(),
            notice: None,
            is_running: false,
            report: None,
            unasked: BTreeSet::new(),
            seconds_since_save: 0,
        }
    }

    /// Returns the last stage whose tests the candidate sees.
    pub fn last_stage(&self) -> u32 {
        self.last_stage_in(self.session.phase)
    }

    fn last_stage_in(&self, phase: Phase) -> u32 {
        let change = self.material.file.change.stage;
        if phase >= Phase::Change { change } else { change - 1 }
    }

    /// Returns the questions that are similar to the typed one.
    pub fn found(&self) -> Vec<usize> {
        find(&self.material.file.clarify, &self.typed)
    }

    /// Reacts to an event.
    pub fn update(&mut self, event: Event) -> Vec<Effect> {
        match event {
            Event::Key(key) => {
                self.notice = None;
                self.key(key)
            }
            Event::Passed(seconds) => {
                *self.session.seconds.entry(self.session.phase).or_default() += seconds;
                self.seconds_since_save += seconds;
                if self.seconds_since_save < SAVE_INTERVAL {
                    return Vec::new();
                }
                self.seconds_since_save = 0;
                vec![Effect::Save]
            }
            Event::Saved if matches!(self.session.phase, Phase::Code | Phase::Change) => vec![Effect::Run],
            Event::Saved => Vec::new(),
            Event::Running => {
                self.is_running = true;
                Vec::new()
            }
            Event::Ran(phase, result) => self.ran(phase, *result),
            Event::Texts(texts) => {
                self.texts = texts;
                Vec::new()
            }
            Event::Notice(text) => {
                self.notice = Some(text);
                Vec::new()
            }
        }
    }

    fn ran(&mut self, phase: Phase, result: Result<Report, String>) -> Vec<Effect> {
        self.is_running = false;
        // The first run only builds the suite, while the candidate still asks questions.
        if !matches!(phase, Phase::Code | Phase::Change) {
            return Vec::new();
        }
        let last = self.last_stage_in(phase);
        let result = result.map(|mut report| {
            report.stages.retain(|stage| stage.number <= last);
            self.session.record(phase, &report);
            report
        });
        if phase != self.session.phase {
            return vec![Effect::Save];
        }
        let result = result.map(|mut report| {
            if phase == Phase::Change {
                // The change is possible even if an earlier stage is not green.
                report.stages.retain(|stage| stage.number == last);
            }
            self.unasked = self.material.take_unasked(&mut report, &self.session);
            self.session.found_by_tests.extend(self.unasked.iter().cloned());
            report
        });
        self.report = Some(result);
        vec![Effect::Save]
    }

    fn key(&mut self, key: KeyEvent) -> Vec<Effect> {
        if self.is_asking && matches!(key.code, KeyCode::Tab | KeyCode::BackTab | KeyCode::Esc) {
            (self.is_asking, self.scroll) = (false, 0);
            return Vec::new();
        }
        if key.code == KeyCode::Esc || key.code == KeyCode::Char('c') && key.modifiers == KeyModifiers::CONTROL {
            return vec![Effect::Save, Effect::Quit];
        }
        match key.code {
            KeyCode::Tab => return self.go_on(),
            KeyCode::BackTab => return self.go_back(),
            KeyCode::PageDown => self.scroll += 10,
            KeyCode::PageUp => self.scroll = self.scroll.saturating_sub(10),
            _ => {}
        }
        match (self.session.phase, key.code) {
            (Phase::Question, KeyCode::Enter) => self.go_on(),
            (Phase::Clarify, _) => self.asking_key(key),
            (_, _) if self.is_asking => self.asking_key(key),
            (Phase::Sketch | Phase::Code | Phase::Change, KeyCode::Char('q')) => {
                (self.is_asking, self.scroll) = (true, 0);
                Vec::new()
            }
            (Phase::Sketch, KeyCode::Char('w')) => vec![Effect::EditText(Text::Sketch)],
            (Phase::Code, KeyCode::Char('e')) => vec![Effect::EditCode(self.error_location())],
            (Phase::Code, KeyCode::Char('r')) => vec![Effect::Run],
            (Phase::Change, KeyCode::Char('w')) => vec![Effect::EditText(Text::Change)],
            (Phase::Change, KeyCode::Char('e' | 'r')) if self.texts.change.is_empty() => {
                self.notice = Some("First write down what would have to change: press w.".to_owned());
                Vec::new()
            }
            (Phase::Change, KeyCode::Char('e')) => vec![Effect::EditCode(self.error_location())],
            (Phase::Change, KeyCode::Char('r')) => vec![Effect::Run],
            (Phase::Scale, KeyCode::Char('w')) => vec![Effect::EditText(Text::Scale)],
            (Phase::Review, code) => self.review_key(code),
            _ => Vec::new(),
        }
    }

    /// Returns the place in the candidate's code where the first failing test panicked or the compiler found an error.
    fn error_location(&self) -> Option<SourceLocation> {
        let report = self.report.as_ref()?.as_ref().ok()?;
        let failed = report.first_failure().and_then(|(_, test)| test.location.as_deref());
        let location = failed.or_else(|| report.diagnostics.first()?.location.as_deref());
        location.and_then(SourceLocation::parse).filter(|location| location.file.starts_with("katas/"))
    }

    fn asking_key(&mut self, key: KeyEvent) -> Vec<Effect> {
        match key.code {
            KeyCode::Char('u') if key.modifiers == KeyModifiers::CONTROL => {
                self.typed.clear();
                self.selected = 0;
            }
            KeyCode::Char(_) if key.modifiers.intersects(KeyModifiers::CONTROL | KeyModifiers::ALT) => {}
            KeyCode::Char(c) => {
                self.typed.push(c);
                self.selected = 0;
            }
            KeyCode::Backspace => {
                self.typed.pop();
                self.selected = 0;
            }
            // The line after the found questions asks the question as it was typed.
            KeyCode::Down => self.selected = (self.selected + 1) % (self.found().len() + 1),
            KeyCode::Up => self.selected = self.selected.checked_sub(1).unwrap_or(self.found().len()),
            KeyCode::Enter => return self.ask(),
            _ => {}
        }
        Vec::new()
    }

    fn ask(&mut self) -> Vec<Effect> {
        let typed = self.typed.trim().to_owned();
        if typed.is_empty() {
            return Vec::new();
        }
        let chosen = self.found().get(self.selected).map(|&index| self.material.file.clarify[index].ask.clone());
        let is_known = chosen.is_some();
        let question = chosen.unwrap_or(typed);
        self.typed.clear();
        self.selected = 0;
        self.scroll = 0;
        self.shown_answer = Some(question.clone());
        if !self.session.asked.iter().any(|asked| asked.question == question) {
            self.session.asked.push(AskedQuestion { question, is_known, phase: self.session.phase });
        }
        vec![Effect::Save]
    }

    fn review_key(&mut self, code: KeyCode) -> Vec<Effect> {
        let criteria: Vec<Criterion> = enum_iterator::all().collect();
        match code {
            KeyCode::Down => self.selected = (self.selected + 1).min(criteria.len() - 1),
            KeyCode::Up => self.selected = self.selected.saturating_sub(1),
            KeyCode::Char(digit) => {
                let rating = digit.to_digit(10).and_then(|digit| u8::try_from(digit).ok());
                if let Some(rating) = rating.filter(|rating| (1..=MAX_RATING).contains(rating)) {
                    self.session.ratings.insert(criteria[self.selected], rating);
                    self.selected = (self.selected + 1).min(criteria.len() - 1);
                    return vec![Effect::Save];
                }
            }
            KeyCode::Enter => return self.go_on(),
            _ => {}
        }
        Vec::new()
    }

    fn go_on(&mut self) -> Vec<Effect> {
        let Some(next) = enum_iterator::next(&self.session.phase) else {
            let missing =
                enum_iterator::all::<Criterion>().find(|criterion| !self.session.ratings.contains_key(criterion));
            if let Some(criterion) = missing {
                self.notice = Some(format!("Rate {} first: choose it and press 1 to 4.", criterion.title()));
                return Vec::new();
            }
            self.is_complete = true;
            return vec![Effect::Save, Effect::Quit];
        };
        let mut effects = self.go_to(next);
        // If the candidate goes back and forth during the change, the copy from before it stays.
        if next == Phase::Change && self.texts.change.is_empty() {
            effects.insert(0, Effect::KeepCode);
        }
        effects
    }

    fn go_back(&mut self) -> Vec<Effect> {
        match enum_iterator::previous(&self.session.phase) {
            Some(previous) => self.go_to(previous),
            None => Vec::new(),
        }
    }

    fn go_to(&mut self, phase: Phase) -> Vec<Effect> {
        self.session.phase = phase;
        self.is_asking = false;
        (self.selected, self.scroll) = (0, 0);
        self.report = None;
        let runs = phase == Phase::Code || phase == Phase::Change && !self.texts.change.is_empty();
        let run = runs.then_some(Effect::Run);
        std::iter::once(Effect::Save).chain(run).collect()
    }
}
