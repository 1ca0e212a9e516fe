//! What an order would change: a line, and below it before and after. Hypothetical; nothing of it is kept.

use crossterm::event::{Event, KeyEvent};
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::{Line, Span};
use tui_input::Input;
use tui_input::backend::crossterm::EventHandler;

use crate::desk::api::{DeskError, Reading, Request, ScoresShown, WhatIf as Came, Who};
use crate::domain::CustomerId;
use crate::phrasing::{Moment, counted, supposed};
use crate::tui::theme::Theme;
use crate::tui::widgets::Canvas;
use crate::tui::widgets::field::{one_line, paste_into};
use crate::tui::widgets::panel::popup;
use crate::tui::widgets::text::paragraph;

/// Columns of names and figures.
const NAMES: usize = 13;
const FIGURE: usize = 16;

/// The line, and what came of it.
#[derive(Clone)]
pub struct WhatIf {
    /// Of whom.
    pub customer: CustomerId,
    field: Input,
    /// The request, on its way.
    pub asked: Option<u64>,
    /// What would be.
    pub shown: Option<Box<ScoresShown>>,
    /// Why nothing can be said.
    pub problem: Option<DeskError>,
}

impl WhatIf {
    /// Nothing is typed yet.
    pub fn new(customer: CustomerId) -> Self {
        Self { customer, field: Input::default(), asked: None, shown: None, problem: None }
    }

    pub(super) fn typed(&mut self, key: KeyEvent) -> bool {
        self.field.handle_event(&Event::Key(key)).is_some()
    }

    pub(super) fn pasted(&mut self, text: &str) -> bool {
        paste_into(&mut self.field, text);
        true
    }

    /// What is asked of the desk; nothing while the line means nothing.
    pub fn request(&self) -> Option<Request> {
        let supposed = supposed(self.field.value()).ok()?;
        let who = Who::Customer(self.customer);
        Some(Request::Scores { who, reading: Reading::AsIs, supposed: Some(supposed) })
    }

    pub(super) fn view(&self, canvas: &mut Canvas<'_, '_>, area: Rect) {
        let (theme, moment) = (canvas.theme, canvas.moment);
        let width = usize::from(area.width.min(78)).saturating_sub(4);
        let typed = self.field.value().trim();
        let came = self.shown.as_ref().map(|shown| shown.what_if.as_ref());
        let mut below = match (&self.problem, came, supposed(typed)) {
            (Some(error), ..) => {
                let mut lines = paragraph(Span::styled("✗ ", theme.bad), &error.what, theme.text, width);
                let hints = error.hint.iter();
                lines.extend(hints.flat_map(|hint| paragraph(Span::raw("→ "), hint, theme.faint, width)));
                lines
            }
            (None, Some(Some(came)), _) => changed(came, theme, moment),
            (None, Some(None), _) => {
                let words = "they have not ordered yet, so there is nothing to go on from";
                paragraph(Span::raw("  "), words, theme.faint, width)
            }
            (None, None, Err(why)) if !typed.is_empty() => {
                paragraph(Span::styled("! ", theme.warning), &why.to_string(), theme.warning, width)
            }
            (None, None, _) => {
                let words =
                    "+1 order 120 in 14d · this week · tomorrow 80: without an amount their usual one";
                paragraph(Span::raw("  "), words, theme.faint, width)
            }
        };
        below.push(Line::default());
        below.push(Line::styled("hypothetical: nothing of it is kept or written", theme.faint));
        let height = u16::try_from(below.len() + 4).unwrap_or(u16::MAX);
        let inner = popup(canvas, area, 78, height, Line::styled(" What if they order? ", theme.heading));
        let [field, rest] = Layout::vertical([Constraint::Length(2), Constraint::Fill(1)]).areas(inner);
        one_line(canvas, Rect { height: 1, ..field }, "if ❯ ", &self.field, true);
        canvas.lines(rest, below);
    }
}

fn changed(came: &Came, theme: &Theme, moment: &Moment) -> Vec<Line<'static>> {
    let when = match came.supposed.in_days {
        0 => "today".to_owned(),
        days => format!("in {}", counted(u64::from(days), "day")),
    };
    let amount = came.supposed.amount.map_or_else(String::new, |amount| format!(" of {amount}"));
    let row = |name: &str, [before, after]: [String; 2]| {
        Line::from(vec![
            Span::styled(format!("{name:<NAMES$}"), theme.faint),
            Span::styled(format!("{before:>FIGURE$}"), theme.text),
            Span::styled("  →  ", theme.faint),
            Span::styled(after, theme.heading),
        ])
    };
    vec![
        Line::styled(format!("after an order{amount} {when}, as of that day:"), theme.text),
        row("value", came.value.map(|value| moment.locale.money(value))),
        row("churn risk", came.risk.map(|risk| moment.locale.percent(risk))),
        row("orders", came.orders.map(|orders| moment.locale.decimal(orders, 1))),
        row("tier", came.tier.map(|tier| tier.as_str().to_owned())),
    ]
}
