//! How the scores hold up: the model in use, how good it was, who belongs where, and what has moved since.

mod charts;

use std::cell::Cell;

use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::{Line, Span};

use super::score_fields;
use crate::desk::api::{Answer, DeskError, DriftReport, FailureKind, Notice, Request};
use crate::tui::cx::{Cx, Go};
use crate::tui::keymap::{Action, Layer};
use crate::tui::model::Model;
use crate::tui::overlay::{Overlay, Question};
use crate::tui::view::spinner;
use crate::tui::widgets::panel::{more_below, panel};
use crate::tui::widgets::text::paragraph;
use crate::tui::widgets::{Canvas, Hit};
use charts::Draw;

/// From here on the pictures stand in two columns.
const TWO_COLUMNS: u16 = 110;

/// The screen.
#[derive(Default)]
pub struct Scores {
    report: Option<Box<DriftReport>>,
    problem: Option<DeskError>,
    reading: Option<u64>,
    /// A model is being fitted or another one chosen.
    changing: Option<u64>,
    progress: Option<String>,
    offset: Cell<usize>,
    /// Lines below what is seen.
    below: Cell<usize>,
}

impl Scores {
    pub(super) fn entered(&mut self, cx: &mut Cx<'_>) {
        cx.cancel(self.reading.take());
        self.reading = Some(cx.ask("holding the model against what came", Request::Drift));
    }

    pub(super) fn left(&mut self) {
        (self.reading, self.changing, self.progress) = (None, None, None);
    }

    pub(super) fn title(&self) -> String {
        "scores".to_owned()
    }

    pub(super) fn layers(&self) -> Vec<Layer> {
        vec![Layer::Scores, Layer::List, Layer::Anywhere]
    }

    pub(super) fn act(&mut self, action: Action, cx: &mut Cx<'_>) -> bool {
        let page = self.below.get().min(10);
        match action {
            Action::Refresh => self.entered(cx),
            Action::FitScores if self.changing.is_none() => {
                let words = "Fit a model and score everybody here by it?";
                ask_first(words, "fitting a model", Request::FitScores, cx);
            }
            Action::EarlierModel if self.changing.is_none() => {
                let words = "Score everybody here by the model before?";
                ask_first(words, "using the model before", Request::UseModel { number: None }, cx);
            }
            Action::FitScores | Action::EarlierModel => cx.refuse("a model is being fitted"),
            Action::Down => self.scroll(1),
            Action::Up => self.scroll(-1),
            Action::PageDown => self.scroll(page.max(1).cast_signed()),
            Action::PageUp => self.scroll(-10),
            Action::First => self.offset.set(0),
            Action::Last => self.scroll(self.below.get().cast_signed()),
            _ => return false,
        }
        true
    }

    fn scroll(&self, by: isize) {
        let by = by.min(self.below.get().cast_signed());
        self.offset.set(self.offset.get().saturating_add_signed(by));
    }

    pub(super) fn answered(&mut self, request: u64, result: Result<Answer, DeskError>, cx: &mut Cx<'_>) {
        match result {
            Ok(Answer::Drift(report)) => {
                (self.report, self.problem, self.reading) = (Some(report), None, None);
            }
            Ok(Answer::Models(models)) => {
                (self.changing, self.progress) = (None, None);
                let words = match models.as_slice() {
                    [] => "simple arithmetic scores again; F fits a model".to_owned(),
                    [first, ..] => format!("{} is in use; O goes back to the one before", first.name),
                };
                cx.good(words);
                self.entered(cx);
            }
            Ok(_) => {}
            Err(error) => {
                if self.changing == Some(request) {
                    (self.changing, self.progress) = (None, None);
                }
                if self.reading == Some(request) {
                    self.reading = None;
                    self.report = None;
                    self.problem = Some(error);
                } else {
                    cx.failed(&error);
                }
            }
        }
    }

    /// A yes has asked for another model.
    pub fn changes(&mut self, request: u64) {
        self.changing = Some(request);
    }

    pub(super) fn noticed(&mut self, notice: &Notice, cx: &mut Cx<'_>) {
        match notice {
            Notice::Progress { request, what, .. } if self.changing == Some(*request) => {
                self.progress = Some(what.clone());
            }
            // What was changed from here is read with its answer.
            Notice::Model | Notice::Skipped if self.changing.is_none() => self.entered(cx),
            _ => {}
        }
    }

    pub(super) fn clicked(&mut self, _hit: Hit, _cx: &mut Cx<'_>) {}

    pub(super) fn scrolled(&mut self, _list: u8, by: isize) {
        self.scroll(by);
    }

    pub(super) fn view(&self, canvas: &mut Canvas<'_, '_>, area: Rect, model: &Model) {
        let (theme, moment) = (canvas.theme, canvas.moment);
        let mut title = vec![Span::styled(" Scores ", theme.heading)];
        if let Some(report) = &self.report {
            let card = &report.model;
            let words = format!("{} · fitted {} ", card.name, moment.ago(card.fitted_at));
            title.push(Span::styled(words, theme.faint));
        }
        if let Some(progress) = &self.progress {
            title.push(Span::styled(format!("{} {progress} ", spinner(moment)), theme.accent));
        }
        let inner = panel(canvas, area, Line::from(title), true);
        if let Some(at_crm) = &model.scores_at_crm {
            let foot = Rect { y: inner.bottom(), height: 1, ..inner };
            let words = format!(" at the CRM (w): {} ", score_fields::short(at_crm, &moment.locale));
            canvas.frame.render_widget(Line::styled(words, theme.faint), foot);
        }
        let Some(report) = &self.report else { return self.view_nothing(canvas, inner) };
        let columns = if area.width >= TWO_COLUMNS { 2 } else { 1 };
        let places = Layout::horizontal(vec![Constraint::Fill(1); columns]).spacing(3).split(inner);
        let width = places.iter().map(|place| place.width).min().unwrap_or(inner.width);
        let draw = Draw { report, theme, moment, width: usize::from(width) };
        let (left, right) = draw.pages();
        let drawn = if columns == 1 { vec![[left, right].concat()] } else { vec![left, right] };
        let longest = drawn.iter().map(Vec::len).max().unwrap_or(0);
        let most = longest.saturating_sub(usize::from(inner.height));
        let offset = self.offset.get().min(most);
        self.offset.set(offset);
        self.below.set(most - offset);
        for (place, lines) in places.iter().zip(drawn) {
            canvas.lines(*place, lines.into_iter().skip(offset));
        }
        more_below(canvas, inner, most - offset);
    }

    /// Nothing is fitted yet, or the answer is on its way.
    fn view_nothing(&self, canvas: &mut Canvas<'_, '_>, area: Rect) {
        let theme = canvas.theme;
        let width = usize::from(area.width);
        let mut lines = Vec::new();
        match &self.problem {
            None => lines.push(Line::styled("holding the model against what came …", theme.faint)),
            Some(error) if error.kind == FailureKind::NotFound => {
                let words = "No fitted model is in use: customers are scored by simple arithmetic.";
                lines.extend(paragraph(Span::raw(""), words, theme.text, width));
                let hint = "F fits one on the store's history. Where that was not read yet, S among the sources (g s) reads it.";
                lines.extend(paragraph(Span::raw(""), hint, theme.faint, width));
            }
            Some(error) => {
                lines.extend(paragraph(Span::styled("✗ ", theme.bad), &error.what, theme.text, width));
                let hints = error.hint.iter();
                lines.extend(hints.flat_map(|hint| paragraph(Span::raw("→ "), hint, theme.faint, width)));
            }
        }
        canvas.lines(area, lines);
    }
}

/// The model is everybody's: it is not changed by one key.
fn ask_first(words: &str, what: &'static str, request: Request, cx: &mut Cx<'_>) {
    let question = Question::new(words.to_owned(), what, vec![request]);
    cx.go(Go::Over(Box::new(Overlay::Question(question))));
}
