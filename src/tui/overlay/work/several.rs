//! What will happen to several cases: all of them as a list, and the words that go out for the chosen one.

use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::{Work, outcome};
use crate::domain::casework::{CaseOutcome, WorkedCase};
use crate::phrasing::{Moment, cut, wrap};
use crate::tui::theme::Theme;
use crate::tui::widgets::Canvas;
use crate::tui::widgets::list::{Rows, list};
use crate::tui::widgets::panel::{more_below, panel, popup};

/// From here on the words stand beside the list.
const SIDE_BY_SIDE: u16 = 110;
/// Columns and lines that it takes at most.
const WIDEST: u16 = 160;
const HIGHEST: u16 = 44;
/// Columns that the name and the number of a case may take over its words.
const LONGEST_NAME: usize = 40;

/// Cases and what becomes of each.
pub(super) struct CaseRows<'a> {
    pub cases: &'a [WorkedCase],
    pub theme: &'a Theme,
    pub moment: &'a Moment,
}

impl Rows for CaseRows<'_> {
    fn count(&self) -> usize {
        self.cases.len()
    }

    fn key(&self, row: usize) -> String {
        self.cases[row].record.to_string()
    }

    fn lines(&self, row: usize, _unfolded: bool, width: usize) -> Vec<Line<'static>> {
        outcome(&self.cases[row], self.theme, self.moment, width)
    }
}

impl Work {
    /// Whether there are words to look at, case by case.
    pub(super) fn has_words_of_several(&self) -> bool {
        let is_worded =
            |case: &WorkedCase| matches!(case.outcome, CaseOutcome::Written { text: Some(_), .. });
        self.casework.cases.len() > 1 && self.casework.cases.iter().any(is_worded)
    }

    pub(super) fn view_several(&self, canvas: &mut Canvas<'_, '_>, area: Rect, title: Line<'static>) {
        let inner = popup(canvas, area, WIDEST, HIGHEST, title);
        let [body, foot] = Layout::vertical([Constraint::Fill(1), Constraint::Length(1)]).areas(inner);
        let [all, words] = if area.width >= SIDE_BY_SIDE {
            Layout::horizontal([Constraint::Fill(1), Constraint::Fill(1)]).spacing(2).areas(body)
        } else {
            Layout::vertical([Constraint::Fill(1), Constraint::Fill(1)]).areas(body)
        };
        let rows = CaseRows { cases: &self.casework.cases, theme: canvas.theme, moment: canvas.moment };
        list(canvas, all, &rows, &self.rows, true, u8::MAX);
        if let Some(case) = self.casework.cases.get(self.rows.selected()) {
            self.view_words(canvas, words, case);
        }
        self.view_choices(canvas, foot);
    }

    /// What the customer of the chosen case is to read, or why nothing is written to them.
    fn view_words(&self, canvas: &mut Canvas<'_, '_>, area: Rect, case: &WorkedCase) {
        let theme = canvas.theme;
        let name = case.name.as_deref().unwrap_or("the customer");
        let name = cut(&format!("{name} · #{}", case.record.id), LONGEST_NAME);
        let (title, text, style): (_, &str, Style) = match &case.outcome {
            CaseOutcome::Written { text: Some(text), .. } => (format!(" To {name} "), text, theme.text),
            CaseOutcome::Written { text: None, .. } => {
                (format!(" {name} "), "Nothing is written to the customer.", theme.faint)
            }
            CaseOutcome::LeftOut { .. } | CaseOutcome::Changed(_) => {
                (format!(" {name} "), "Left out: nothing is written.", theme.faint)
            }
        };
        let inner = panel(canvas, area, Line::styled(title, theme.heading), false);
        let lines = wrap(text, usize::from(inner.width));
        let below = lines.len().saturating_sub(usize::from(inner.height));
        let offset = self.words_offset.get().min(below);
        self.words_offset.set(offset);
        let shown = lines.into_iter().skip(offset).map(|line| Line::from(Span::styled(line, style)));
        canvas.lines(inner, shown);
        more_below(canvas, inner, below - offset);
    }
}
