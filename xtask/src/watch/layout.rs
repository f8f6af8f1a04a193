//! The layout of the live view on the full screen.

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::{Color, Style};
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, Borders, Paragraph, Widget};

use super::dojo_panel;
use super::model::{Activity, BodySize, MIN_SIZE, Model, Panel, TWO_COLUMN_WIDTH};
use super::{keys, panels};
use crate::plan::due_line;
use crate::render::styles::{self, bold, dim};
use crate::render::{duration, report, text};
use crate::report::Verdict;

/// The minimum height for one line per stage.
const STAGE_LINES_HEIGHT: u16 = 20;

/// The areas of the screen.
#[derive(Clone, Copy, Debug)]
struct Areas {
    header: Rect,
    dojo: Rect,
    stage_rows: Rect,
    /// The text of the current stage, on wide screens.
    stage_text: Option<Rect>,
    /// The line with the panel's title.
    title: Rect,
    /// The panel.
    body: Rect,
    activity: Rect,
    notice: Rect,
    keys: Rect,
}

impl Areas {
    /// Divides the screen.
    fn of(area: Rect, model: &Model) -> Self {
        let width = usize::from(area.width);
        let keys = lines_in(&keys_lines(model, area), 2);
        let notice = model.notice.as_ref().map_or(0, |text| lines_in(&text::prose(text, width, Style::new()), 3));
        let dojo = dojo_panel::status_lines(model, width, dojo_panel::max_status_lines(area.height));
        let rows = [
            Constraint::Length(1),
            Constraint::Length(lines_in(&dojo, u16::MAX)),
            Constraint::Min(3),
            Constraint::Length(1),
            Constraint::Length(notice),
            Constraint::Length(keys),
        ];
        let [header, dojo, middle, activity, notice, keys] = Layout::vertical(rows).areas(area);
        let stages = u16::try_from(model.kata.stages.len()).unwrap_or(u16::MAX);
        let (stage_rows, stage_text, right) = if area.width >= TWO_COLUMN_WIDTH {
            let columns = [Constraint::Percentage(42), Constraint::Length(2), Constraint::Fill(1)];
            let [left, _, right] = Layout::horizontal(columns).areas(middle);
            let [stage_rows, _, stage_text] =
                Layout::vertical([Constraint::Length(stages), Constraint::Length(1), Constraint::Fill(1)]).areas(left);
            (stage_rows, Some(stage_text), right)
        } else {
            let height = if area.height >= STAGE_LINES_HEIGHT { stages.min(area.height / 2) } else { 1 };
            let [stage_rows, below] = Layout::vertical([Constraint::Length(height), Constraint::Fill(1)]).areas(middle);
            (stage_rows, None, below)
        };
        let [title, body] = Layout::vertical([Constraint::Length(1), Constraint::Fill(1)]).areas(right);
        Self { header, dojo, stage_rows, stage_text, title, body, activity, notice, keys }
    }
}

fn lines_in(lines: &[Line<'_>], max: u16) -> u16 {
    u16::try_from(lines.len()).unwrap_or(max).min(max)
}

/// Draws the model, and returns the size of the panel.
pub(super) fn draw(model: &Model, frame: &mut Frame<'_>) -> BodySize {
    let area = frame.area();
    let buffer = frame.buffer_mut();
    if model.is_too_small() {
        let text = format!(
            "The window is too small: {} columns by {} lines are required, but it has {} by {}. Press q to quit.",
            MIN_SIZE.width, MIN_SIZE.height, area.width, area.height
        );
        Paragraph::new(text::prose(&text, area.width.into(), Style::new())).render(area, buffer);
        return BodySize::default();
    }
    let areas = Areas::of(area, model);
    header(model, areas.header, buffer);
    Paragraph::new(dojo_panel::status_lines(model, areas.dojo.width.into(), areas.dojo.height.into()))
        .render(areas.dojo, buffer);
    stage_rows(model, areas.stage_rows, buffer);
    if let Some(area) = areas.stage_text {
        let lines = panels::stage(model, model.current_stage(), area.width.into());
        let is_truncated = lines.len() > usize::from(area.height);
        Paragraph::new(lines).render(area, buffer);
        if is_truncated && area.height > 0 {
            let last = Rect { y: area.bottom() - 1, height: 1, ..area };
            Paragraph::new(Line::styled(
                format!("{:<1$}", "… press s for the whole text", usize::from(last.width)),
                dim(),
            ))
            .render(last, buffer);
        }
    }
    let lines = body(model, &areas, buffer);
    Paragraph::new(activity(model, areas.activity.width.into())).render(areas.activity, buffer);
    if let Some(notice) = &model.notice {
        Paragraph::new(text::prose(notice, areas.notice.width.into(), bold())).render(areas.notice, buffer);
    }
    Paragraph::new(keys_lines(model, areas.keys)).render(areas.keys, buffer);
    if !model.colors {
        for cell in &mut buffer.content {
            cell.set_fg(Color::Reset).set_bg(Color::Reset);
        }
    }
    BodySize { width: areas.body.width.into(), height: areas.body.height.into(), lines }
}

/// Draws the kata's name, verdict and working time.
fn header(model: &Model, area: Rect, buffer: &mut Buffer) {
    let width = usize::from(area.width);
    let name = || Span::styled(format!("{}  ", model.kata.name), bold());
    let left = match &model.last {
        _ if model.failure.is_some() => {
            Line::from(vec![name(), Span::styled("! run failed", styles::verdict(Verdict::Amber))])
        }
        Some(last) => {
            let mut headline = report::headline(&last.report, width);
            if model.current_test.is_some() {
                headline.push_span(Span::styled("  last run", dim()));
            }
            headline
        }
        None => Line::from(vec![name(), Span::styled("not run yet", dim())]),
    };
    let time = duration(model.seconds_worked());
    let right = if area.width >= 100 { format!("{time} in this kata") } else { time };
    let available = width.saturating_sub(left.width() + 1);
    Paragraph::new(left).render(area, buffer);
    if right.len() <= available {
        Paragraph::new(Line::from(right)).right_aligned().render(area, buffer);
    }
}

fn stage_rows(model: &Model, area: Rect, buffer: &mut Buffer) {
    let rows = model.stage_rows();
    let current = model.current_stage();
    if area.height <= 1 {
        Paragraph::new(report::short_stage_row(&rows)).render(area, buffer);
        return;
    }
    let lines = report::stage_rows(&rows, Some(current));
    // Scrolls to keep the current stage visible.
    let above = rows.iter().position(|row| row.number == current).unwrap_or(0) + 1;
    let skipped = above.saturating_sub(area.height.into());
    Paragraph::new(lines.into_iter().skip(skipped).collect::<Vec<_>>()).render(area, buffer);
}

/// Draws the panel, its title and the scroll position, and returns the panel's number of lines.
fn body(model: &Model, areas: &Areas, buffer: &mut Buffer) -> usize {
    let area = areas.body;
    let lines = panels::body(model, area.width.into());
    let (height, count) = (usize::from(area.height), lines.len());
    // Keeps the selected line visible.
    let scroll_to = |selected: usize| (selected + 2).min(count).saturating_sub(height);
    let scroll = match &model.panel {
        Panel::List(list) => scroll_to(list.selected_line()),
        Panel::Tests(list) => scroll_to(list.selected),
        _ => model.scroll.min(count.saturating_sub(height)),
    };
    let title = format!(" {} ", panels::title(model));
    let mut block = Block::new().borders(Borders::TOP).border_style(dim()).title(Line::styled(title, bold().not_dim()));
    if count > height {
        let last = (scroll + height).min(count);
        let more = if last < count { ", PgDn" } else { ", PgUp" };
        let position = format!(" {}-{last} of {count}{more} ", scroll + 1);
        block = block.title(Line::styled(position, dim()).right_aligned());
    }
    block.render(areas.title, buffer);
    Paragraph::new(lines.into_iter().skip(scroll).take(height).collect::<Vec<_>>()).render(area, buffer);
    count
}

/// Renders the current activity, with a progress bar while tests run.
fn activity(model: &Model, width: usize) -> Line<'static> {
    match &model.activity {
        Activity::Waiting => {
            let waiting = format!("Waiting for a save in katas/{}.", model.kata.name);
            let left = width.saturating_sub(waiting.len());
            let due = model.kata.due.as_ref().and_then(|due| due_line(due, left.saturating_sub(2))).unwrap_or_default();
            Line::styled(format!("{waiting}{due:>left$}"), dim())
        }
        Activity::Stopping => Line::from("Stopping the run of the old code…"),
        Activity::WaitingForBuild => Line::from("Waiting for another build in this clone…"),
        Activity::Building(0, _) => Line::from("Building…"),
        Activity::Building(count, name) => Line::from(format!("Building… {name} ({count} done)")),
        Activity::Running(done, total) => {
            let label = format!("Running: {done} of {total} ");
            let bar = width.saturating_sub(label.len()).min(50);
            let full = bar * done / (*total).max(1);
            Line::from(vec![
                Span::raw(label),
                Span::styled("█".repeat(full), Style::new().fg(Color::Cyan)),
                Span::styled("░".repeat(bar - full), dim()),
            ])
        }
    }
}

/// Renders the available keys in up to two lines. If they need more, shows only the most important keys.
fn keys_lines(model: &Model, area: Rect) -> Vec<Line<'static>> {
    let width = usize::from(area.width);
    let mut lines = vec![Line::default()];
    let keys = match model.panel {
        Panel::List(_) => keys::LIST_KEYS.to_vec(),
        Panel::Tests(_) => keys::TESTS_KEYS.to_vec(),
        Panel::Test(..) => keys::TEST_KEYS.to_vec(),
        _ => keys::available(model),
    };
    for (key, what) in keys {
        let item = Span::raw(key).width() + 1 + what.len();
        let line = lines.last_mut().expect("there is at least one line");
        let gap = if line.width() == 0 { "" } else { "  " };
        if line.width() + gap.len() + item > width {
            lines.push(Line::default());
        }
        let line = lines.last_mut().expect("there is at least one line");
        let gap = if line.width() == 0 { "" } else { "  " };
        line.push_span(Span::raw(gap));
        line.push_span(Span::styled(key, bold()));
        line.push_span(Span::styled(format!(" {what}"), dim()));
    }
    if lines.len() > 2 {
        let few = ["r run", "h hint", "? help", "q quit"];
        return vec![Line::styled(few.join("  "), bold())];
    }
    lines
}
