//! Until when cases are to sleep: a line, read back in words and in the store's zone while it is typed.

use crossterm::event::{Event, KeyEvent};
use jiff::tz::TimeZone;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::{Line, Span};
use tui_input::Input;
use tui_input::backend::crossterm::EventHandler;

use super::Take;
use crate::domain::casework::CaseDeed;
use crate::phrasing::{Moment, wake_examples, wake_rule, wakes_in_words};
use crate::tui::widgets::Canvas;
use crate::tui::widgets::field::{one_line, paste_into};
use crate::tui::widgets::panel::popup;
use crate::tui::widgets::text::paragraph;

/// What speaks against it, in words.
#[derive(Clone, Debug, Default)]
pub struct Mind {
    /// Against any sleep.
    pub sleep: Option<String>,
    /// Against waiting for the parcel.
    pub scan: Option<String>,
}

/// The line.
#[derive(Clone)]
pub struct Snooze {
    /// Which cases, in words.
    title: String,
    mind: Mind,
    field: Input,
    /// In which times are meant.
    zone: TimeZone,
}

impl Snooze {
    /// Nothing is typed yet.
    pub fn new(title: String, mind: Mind, zone: TimeZone) -> Self {
        Self { title, mind, field: Input::default(), zone }
    }

    pub(super) fn typed(&mut self, key: KeyEvent) -> bool {
        self.field.handle_event(&Event::Key(key)).is_some()
    }

    pub(super) fn pasted(&mut self, text: &str) -> bool {
        paste_into(&mut self.field, text);
        true
    }

    /// What the line means now; nothing while it means nothing.
    pub fn taken(&self, moment: &Moment) -> Option<Take> {
        let rule = wake_rule(self.field.value(), moment, &self.zone).ok()?;
        Some(Take::Deed(CaseDeed::Snooze(rule)))
    }

    pub(super) fn view(&self, canvas: &mut Canvas<'_, '_>, area: Rect) {
        let theme = canvas.theme;
        let width = usize::from(area.width.min(78)).saturating_sub(4);
        let read = wake_rule(self.field.value(), canvas.moment, &self.zone);
        let mut below = match &read {
            Ok(rule) => {
                let words = format!("wakes {}", wakes_in_words(rule, canvas.moment));
                paragraph(Span::styled("→ ", theme.accent), &words, theme.text, width)
            }
            Err(_) if self.field.value().trim().is_empty() => {
                paragraph(Span::raw("  "), &wake_examples(&canvas.moment.locale), theme.faint, width)
            }
            Err(why) => paragraph(Span::styled("! ", theme.warning), &why.to_string(), theme.warning, width),
        };
        let scan = self.mind.scan.as_ref().filter(|_| read.as_ref().is_ok_and(|rule| rule.scan));
        for mind in scan.into_iter().chain(&self.mind.sleep) {
            below.extend(paragraph(Span::styled("! ", theme.warning), mind, theme.warning, width));
        }
        below.push(Line::styled(
            "enter: status → waiting for the contact; out of the views until then",
            theme.faint,
        ));
        let height = u16::try_from(below.len() + 4).unwrap_or(u16::MAX);
        let title = Line::styled(format!(" {} ", self.title), theme.heading);
        let inner = popup(canvas, area, 78, height, title);
        let [field, rest] = Layout::vertical([Constraint::Length(2), Constraint::Fill(1)]).areas(inner);
        one_line(canvas, Rect { height: 1, ..field }, "until ❯ ", &self.field, true);
        canvas.lines(rest, below);
    }
}
