//! The reaction of the model to keys and typed lines.

use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::effect::Effect;
use super::model::{Asked, List, Model, Panel};
use super::{dojo_update, keys};
use crate::report::{Report, Verdict};
use crate::source_excerpt::Place;

impl Model {
    pub(super) fn key(&mut self, key: KeyEvent) -> Vec<Effect> {
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
        // What cannot be seen cannot be asked for, either.
        if self.is_too_small() {
            return if key.code == KeyCode::Char('q') { vec![Effect::Quit] } else { Vec::new() };
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
        if dojo_update::is_writing(self) {
            return dojo_update::write(self, key.code);
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

    fn letter(&mut self, letter: char, asked: Option<Asked>) -> Vec<Effect> {
        if let Some(effects) = dojo_update::letter(self, letter) {
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
            'n' | 'c' if self.is_busy() => self.tell("Wait: the code that you saved is being tested.".to_owned()),
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
                effects.push(Effect::Compare(self.body.width));
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
                None => self.tell(format!("{} is no key here; ? shows those that are.", keys::name_of_key(digit))),
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
    pub(super) fn line(&mut self, line: &str) -> Vec<Effect> {
        if let Panel::List(_) = self.page {
            self.page = Panel::Result;
        }
        if dojo_update::is_writing(self) {
            return dojo_update::write_line(self, line);
        }
        let mut letters = line.chars();
        match (letters.next(), letters.next()) {
            (None, _) => self.key(KeyCode::Enter.into()),
            (Some(letter), None)
                if keys::available(self).iter().any(|(key, _)| *key == letter.to_string()) || self.asked.is_some() =>
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
