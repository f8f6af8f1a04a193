//! The model's reaction to keys and typed lines.

use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::effect::Effect;
use super::model::{Confirmation, List, Model, Panel, TestList};
use super::{dojo_update, keys};
use crate::report::{Report, TestReport, Verdict};
use crate::source_excerpt::SourceLocation;

fn is_scroll_key(code: KeyCode) -> bool {
    matches!(
        code,
        KeyCode::Up
            | KeyCode::Down
            | KeyCode::PageUp
            | KeyCode::PageDown
            | KeyCode::Home
            | KeyCode::End
            | KeyCode::Char('j' | 'k' | ' ' | 'g' | 'G')
    )
}

impl Model {
    pub(super) fn key(&mut self, key: KeyEvent) -> Vec<Effect> {
        let control = key.modifiers.contains(KeyModifiers::CONTROL);
        match key.code {
            KeyCode::Char('c') if control => return vec![Effect::Quit],
            KeyCode::Char('z') if control => {
                // Suspending the view stops a run in progress, so start it again afterwards.
                let mut effects = if self.is_busy() { self.start(false) } else { Vec::new() };
                effects.push(Effect::Suspend);
                return effects;
            }
            KeyCode::Char('l') if control => return vec![Effect::Redraw],
            KeyCode::Char(_) if control || key.modifiers.contains(KeyModifiers::ALT) => return Vec::new(),
            _ => {}
        }
        // While nothing is shown, keys must not trigger actions.
        if self.is_too_small() {
            return if key.code == KeyCode::Char('q') { vec![Effect::Quit] } else { Vec::new() };
        }
        let pending = self.confirmation.take();
        // A notice stays while the user scrolls, but a question needs the next key.
        if pending.is_some() || !is_scroll_key(key.code) {
            self.notice = None;
        }
        if let Panel::List(list) = &mut self.panel {
            return match choose(list, key.code) {
                Choice::Stay => Vec::new(),
                Choice::Leave => self.show_panel(Panel::Result),
                Choice::Open(name) if name == self.kata.name => self.show_panel(Panel::Result),
                Choice::Open(name) => vec![Effect::Open(name)],
            };
        }
        if dojo_update::is_form_open(self) {
            return dojo_update::edit_form(self, key.code);
        }
        if pending == Some(Confirmation::Reset) {
            return match key.code {
                KeyCode::Char('y' | 'Y') => vec![Effect::Reset { undo: false }],
                KeyCode::Char('u' | 'U') => vec![Effect::Reset { undo: true }],
                _ => self.notify("Reset canceled.".to_owned()),
            };
        }
        match (&self.panel, key.code) {
            (&Panel::Tests(list), KeyCode::Enter) => return self.run_selected_test(list),
            (&Panel::Tests(list), code) if is_scroll_key(code) => {
                self.select_test(list, code);
                return Vec::new();
            }
            (&Panel::Test(_, list), KeyCode::Enter | KeyCode::Esc | KeyCode::Char('q')) => {
                return self.show_panel(Panel::Tests(list));
            }
            _ => {}
        }
        match key.code {
            KeyCode::Char(letter) => self.letter(letter, pending),
            KeyCode::Esc => self.show_panel(Panel::Result),
            KeyCode::Left => self.turn_stage(false),
            KeyCode::Right => self.turn_stage(true),
            KeyCode::Enter => self.start(true),
            code => {
                self.scroll_by(code);
                Vec::new()
            }
        }
    }

    fn select_test(&mut self, list: TestList, code: KeyCode) {
        let last = self.tests_of(list.stage).len().saturating_sub(1);
        let page = self.body.height.saturating_sub(1).max(1);
        let selected = match code {
            KeyCode::Up | KeyCode::Char('k') => list.selected.saturating_sub(1),
            KeyCode::Down | KeyCode::Char('j') => list.selected + 1,
            KeyCode::PageUp => list.selected.saturating_sub(page),
            KeyCode::PageDown | KeyCode::Char(' ') => list.selected + page,
            KeyCode::Home | KeyCode::Char('g') => 0,
            _ => last,
        };
        self.panel = Panel::Tests(TestList { selected: selected.min(last), ..list });
    }

    fn scroll_by(&mut self, code: KeyCode) {
        let page = self.body.height.saturating_sub(1).max(1);
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

    fn letter(&mut self, letter: char, pending: Option<Confirmation>) -> Vec<Effect> {
        if let Some(effects) = dojo_update::handle_key(self, letter) {
            return effects;
        }
        let is_confirmed = |action| pending == Some(action);
        match letter {
            'q' if !matches!(self.panel, Panel::Result) => self.show_panel(Panel::Result),
            'q' => vec![Effect::Quit],
            'r' => self.start(true),
            'h' => vec![Effect::Hint],
            'a' => self.show_panel(Panel::Tests(self.test_list(self.current_stage()))),
            'b' => self.show_panel(Panel::Brief),
            's' => self.show_panel(Panel::Stage(self.current_stage())),
            '?' => self.show_panel(Panel::Help),
            'l' => vec![Effect::List],
            'e' => vec![Effect::Edit(self.location_to_edit())],
            'n' | 'c' if self.is_busy() => self.notify("Wait until the saved code has been tested.".to_owned()),
            'n' if self.is_core_green() => vec![Effect::MarkDone],
            'n' => match self.kata.next().cloned() {
                Some(next) if is_confirmed(Confirmation::SkipKata) => vec![Effect::Open(next)],
                Some(next) => {
                    let text = format!(
                        "The core of {} is not green yet. Press n again to go on to {next} anyway.",
                        self.kata.name
                    );
                    self.ask(Confirmation::SkipKata, text)
                }
                None => self.notify("This is the last kata, and its core is not green yet.".to_owned()),
            },
            'p' => match self.kata.previous().cloned() {
                Some(before) => vec![Effect::Open(before)],
                None => self.notify("This is the first kata.".to_owned()),
            },
            'c' if self.is_core_green() || is_confirmed(Confirmation::Compare) => {
                let mut effects = self.notify("Comparing… The first time takes the longest.".to_owned());
                effects.push(Effect::Compare(self.body.width));
                effects
            }
            'c' => {
                let text = "The core is not green yet. The comparison shows the reference solution; press c again to see it anyway.";
                self.ask(Confirmation::Compare, text.to_owned())
            }
            'R' => {
                let text = "Replace your code with the stub? A copy is kept. y: yes, u: undo the last reset, any other key: cancel.";
                self.ask(Confirmation::Reset, text.to_owned())
            }
            'j' => self.scrolled(KeyCode::Down),
            'k' => self.scrolled(KeyCode::Up),
            ' ' => self.scrolled(KeyCode::PageDown),
            'g' => self.scrolled(KeyCode::Home),
            'G' => self.scrolled(KeyCode::End),
            digit => match digit.to_digit(10).filter(|number| self.has_stage(*number)) {
                Some(number) => self.show_panel(Panel::Stage(number)),
                None => self.notify(format!("Unknown key {}. Press ? for help.", keys::name_of_key(digit))),
            },
        }
    }

    fn scrolled(&mut self, code: KeyCode) -> Vec<Effect> {
        self.scroll_by(code);
        Vec::new()
    }

    fn ask(&mut self, action: Confirmation, text: String) -> Vec<Effect> {
        self.confirmation = Some(action);
        self.notify(text)
    }

    /// Shows the text or the tests of the next or previous stage.
    fn turn_stage(&mut self, forward: bool) -> Vec<Effect> {
        let shown = match self.panel {
            Panel::Stage(number) => Some(number),
            Panel::Tests(list) | Panel::Test(_, list) => Some(list.stage),
            _ => None,
        };
        let turned = shown.map(|number| if forward { number + 1 } else { number.saturating_sub(1) });
        let number = turned.unwrap_or(self.current_stage());
        let is_list = matches!(self.panel, Panel::Tests(_) | Panel::Test(..));
        let panel = if is_list { Panel::Tests(self.test_list(number)) } else { Panel::Stage(number) };
        if self.has_stage(number) { self.show_panel(panel) } else { Vec::new() }
    }

    /// Handles a typed line in line mode: a key, or the prefix of a kata's name.
    pub(super) fn line(&mut self, line: &str) -> Vec<Effect> {
        // These panels have keys of their own, which line mode lacks.
        if let Panel::List(_) | Panel::Tests(_) = self.panel {
            self.panel = Panel::Result;
        }
        if dojo_update::is_form_open(self) {
            return dojo_update::edit_form_line(self, line);
        }
        let mut letters = line.chars();
        match (letters.next(), letters.next()) {
            (None, _) => self.key(KeyCode::Enter.into()),
            // In line mode, a page simply scrolls by, so there is nothing to close.
            (Some('q'), None) => vec![Effect::Quit],
            (Some(letter), None)
                if keys::available(self).iter().any(|(key, _)| *key == letter.to_string())
                    || self.confirmation.is_some() =>
            {
                self.key(KeyCode::Char(letter).into())
            }
            (Some(digit @ '1'..='9'), None) => self.key(KeyCode::Char(digit).into()),
            _ => {
                self.confirmation = None;
                let mut named = self.kata.order.iter().filter(|name| name.starts_with(line));
                match (named.next().cloned(), named.next()) {
                    (Some(name), None) => vec![Effect::Open(name)],
                    _ => self.show_panel(Panel::Help),
                }
            }
        }
    }

    /// Returns the location of the chosen test, or else of the first error or failure, or else the kata's `lib.rs`.
    fn location_to_edit(&self) -> SourceLocation {
        let chosen = match &self.panel {
            Panel::Tests(list) => self.tests_of(list.stage).get(list.selected),
            Panel::Test(test, _) => test.report.stages.iter().flat_map(|stage| &stage.tests).next(),
            _ => None,
        };
        let place =
            |test: &TestReport| test.location.as_deref().or(test.defined.as_deref()).and_then(SourceLocation::parse);
        if let Some(location) = chosen.and_then(place) {
            return location;
        }
        let report = self.current_test.as_ref().map(|test| &test.report);
        let report = report.or(self.last.as_ref().map(|last| &last.report));
        let compiler =
            report.filter(|report| report.verdict == Verdict::Amber).and_then(|report| report.diagnostics.first());
        let location = match (compiler, report.and_then(Report::first_failure)) {
            (Some(found), _) => found.location.as_deref(),
            (None, Some((_, test))) => test.location.as_deref(),
            (None, None) => None,
        };
        let library = || SourceLocation { file: format!("katas/{}/src/lib.rs", self.kata.name), line: 1 };
        location.and_then(SourceLocation::parse).unwrap_or_else(library)
    }
}

enum Choice {
    Stay,
    Leave,
    Open(String),
}

fn choose(list: &mut List, key: KeyCode) -> Choice {
    let last = list.matches().len().saturating_sub(1);
    match key {
        KeyCode::Esc => return Choice::Leave,
        KeyCode::Enter => {
            let chosen = list.matches().get(list.selected).map(|kata| match kata {
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
