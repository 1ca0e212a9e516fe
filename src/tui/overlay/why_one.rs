//! Why one person: the records with the rules that tie them, and the sums without each; one can be taken away.

use crossterm::event::{Event, KeyEvent};
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::{Line, Span};
use tui_input::Input;
use tui_input::backend::crossterm::EventHandler;

use crate::desk::api::{DeskError, Link, LinkGraph, Request, Who};
use crate::domain::CustomerId;
use crate::phrasing::{Moment, sums};
use crate::tui::keymap::{Action, Layer};
use crate::tui::theme::Theme;
use crate::tui::widgets::field::{one_line, paste_into};
use crate::tui::widgets::panel::popup;
use crate::tui::widgets::text::{fit, paragraph};
use crate::tui::widgets::{Canvas, Hit};

/// Columns of it.
const WIDTH: u16 = 96;

/// The records.
#[derive(Clone)]
pub struct WhyOne {
    /// Whose.
    pub customer: CustomerId,
    /// The request for them.
    pub asked: Option<u64>,
    /// What came.
    pub graph: Option<Box<LinkGraph>>,
    /// Why it did not.
    pub problem: Option<DeskError>,
    selected: usize,
    /// Why the chosen one is taken away, while that is typed.
    reason: Option<Input>,
}

impl WhyOne {
    /// Not asked for yet.
    pub fn new(customer: CustomerId) -> Self {
        Self { customer, asked: None, graph: None, problem: None, selected: 0, reason: None }
    }

    /// Asks for them.
    pub fn request(&self) -> Request {
        Request::LinkGraph { who: Who::Customer(self.customer) }
    }

    fn chosen(&self) -> Option<&Link> {
        self.graph.as_ref()?.links.get(self.selected)
    }

    /// The request that takes the chosen one away, once a reason is typed.
    pub fn taken_away(&self) -> Option<Request> {
        let reason = self.reason.as_ref()?.value().trim().to_owned();
        let record = self.chosen()?.record.clone();
        let who = Who::Customer(self.customer);
        (!reason.is_empty()).then_some(Request::Unlink { who, record, reason: Some(reason) })
    }

    pub(super) fn layer(&self) -> Layer {
        if self.reason.is_some() { Layer::Line } else { Layer::WhyOne }
    }

    pub(super) fn is_typing(&self) -> bool {
        self.reason.is_some()
    }

    pub(super) fn typed(&mut self, key: KeyEvent) -> bool {
        self.reason.as_mut().is_some_and(|reason| reason.handle_event(&Event::Key(key)).is_some())
    }

    pub(super) fn pasted(&mut self, text: &str) -> bool {
        let Some(reason) = &mut self.reason else { return false };
        paste_into(reason, text);
        true
    }

    pub(super) fn moved(&mut self, action: Action) -> bool {
        let last = self.graph.as_ref().map_or(0, |graph| graph.links.len().saturating_sub(1));
        match action {
            Action::Down => self.selected = (self.selected + 1).min(last),
            Action::Up => self.selected = self.selected.saturating_sub(1),
            Action::Pick(row) => self.selected = usize::from(row).min(last),
            Action::Dismiss if self.chosen().is_some() => self.reason = Some(Input::default()),
            _ => return false,
        }
        true
    }

    pub(super) fn view(&self, canvas: &mut Canvas<'_, '_>, area: Rect) {
        let (theme, moment) = (canvas.theme, canvas.moment);
        let width = usize::from(area.width.min(WIDTH)).saturating_sub(4);
        let (lines, rows) = match (&self.graph, &self.problem) {
            (Some(graph), _) => self.drawn(graph, theme, moment, width),
            (None, Some(error)) => {
                (paragraph(Span::styled("✗ ", theme.bad), &error.what, theme.text, width), Vec::new())
            }
            (None, None) => (vec![Line::styled("reading the links …", theme.faint)], Vec::new()),
        };
        let height = u16::try_from(lines.len() + 4).unwrap_or(u16::MAX);
        let title = match &self.graph {
            Some(graph) => format!(" Why one person · {} ", sums(&graph.totals, &moment.locale)),
            None => " Why one person ".to_owned(),
        };
        let inner = popup(canvas, area, WIDTH, height, Line::styled(title, theme.heading));
        let [body, field, foot] =
            Layout::vertical([Constraint::Fill(1), Constraint::Length(1), Constraint::Length(1)])
                .areas(inner);
        canvas.lines(body, lines);
        for (row, line) in rows.into_iter().enumerate() {
            if let Some(place) = body.rows().nth(line) {
                canvas.hits.note(place, Hit::Row { list: u8::MAX, row });
            }
        }
        match &self.reason {
            Some(reason) => {
                one_line(canvas, field, "not them, because ", reason, true);
                canvas
                    .lines(foot, [super::quitting::choices(theme, &[("enter", "unlink"), ("esc", "leave")])]);
            }
            None => {
                let choices = [("x", "not this customer, with a reason"), ("esc", "leave")];
                canvas.lines(foot, [super::quitting::choices(theme, &choices)]);
            }
        }
    }

    /// The records as a tree, each with its rule; and the lines on which each begins.
    fn drawn(
        &self,
        graph: &LinkGraph,
        theme: &Theme,
        moment: &Moment,
        width: usize,
    ) -> (Vec<Line<'static>>, Vec<usize>) {
        let (mut lines, mut rows) = (Vec::new(), Vec::new());
        let last = graph.links.len().saturating_sub(1);
        for (at, link) in graph.links.iter().enumerate() {
            let branch = match at {
                0 => "● ",
                at if at == last => "└─ ",
                _ => "├─ ",
            };
            let style = if at == self.selected { theme.selected } else { theme.text };
            let head = vec![
                Span::styled(if at == self.selected { "▎" } else { " " }, theme.accent),
                Span::styled(branch, theme.border),
                Span::styled(link.record.to_string(), theme.reference.patch(style)),
                Span::styled(format!("  {}", link.name.clone().unwrap_or_default()), theme.text.patch(style)),
            ];
            rows.push(lines.len());
            lines.push(Line::from(fit(head, width)));
            let bar = if at == 0 || at < last { " │   " } else { "     " };
            let said = |words: &str, style| paragraph(Span::styled(bar, theme.border), words, style, width);
            lines.extend(said(&rule(link, moment), theme.faint));
            if at == self.selected {
                let words = match &link.without {
                    Some(totals) => format!(
                        "without it: {} → {}",
                        sums(&graph.totals, &moment.locale),
                        sums(totals, &moment.locale)
                    ),
                    None => "without it nothing is left of this customer".to_owned(),
                };
                lines.extend(said(&words, theme.heading));
            }
        }
        (lines, rows)
    }
}

fn rule(link: &Link, moment: &Moment) -> String {
    let shared = link.shared.as_ref().map_or_else(String::new, |shared| format!(": {shared}"));
    let word = link.word.as_ref().map_or_else(String::new, |word| {
        let reason = word.reason.as_ref().map_or_else(String::new, |reason| format!(", because {reason}"));
        format!(" · {}, {}{reason}", word.by, moment.ago(word.at))
    });
    format!("{}{shared}{word}", link.matched_by.in_words())
}
