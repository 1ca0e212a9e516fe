//! What comes of a call, before it is queued: the note, and the follow-up with its day read back.

use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::desk::api::{DeskError, Private, Request, Who};
use crate::domain::CustomerId;
use crate::domain::call::FollowUp;
use crate::phrasing::{Day, Moment, follow_up};
use crate::tui::widgets::Canvas;
use crate::tui::widgets::panel::popup;
use crate::tui::widgets::text::{paragraph, quotation};

/// Lines of the note that are shown.
const LINES_OF_THE_NOTE: usize = 10;

/// Note and task.
#[derive(Clone)]
pub struct AfterCall {
    /// With whom the call was.
    pub customer: CustomerId,
    /// The request for what would be written.
    pub asked: Option<u64>,
    /// What would be written: of the note, and of the task where there is one.
    pub effects: Vec<String>,
    /// Why it would be refused.
    pub problem: Option<DeskError>,
    text: String,
    follow_up: Option<FollowUp>,
    /// The day as it was jotted down.
    words: String,
}

impl AfterCall {
    /// Reads what was jotted down.
    pub fn of(customer: CustomerId, text: String, moment: &Moment) -> Self {
        let today = moment.now.to_zoned_datetime(moment.zone.clone()).date();
        let jotted = follow_up(&text, today);
        let words = jotted.as_ref().map(|jotted| jotted.words.clone()).unwrap_or_default();
        let follow_up =
            jotted.map(|jotted| FollowUp { title: jotted.what, due_at: Day::On(jotted.on).due_at(moment) });
        Self { customer, asked: None, effects: Vec::new(), problem: None, text, follow_up, words }
    }

    /// The request that queues both, or only says what would be written.
    pub fn request(&self, try_only: bool) -> Request {
        Request::LogCall {
            who: Who::Customer(self.customer),
            text: Private(self.text.clone()),
            follow_up: self.follow_up.clone(),
            try_only,
            now: false,
        }
    }

    pub(super) fn view(&self, canvas: &mut Canvas<'_, '_>, area: Rect) {
        let (theme, moment) = (canvas.theme, canvas.moment);
        let columns = 84.min(area.width);
        let width = usize::from(columns).saturating_sub(4);
        let effect = |at: usize| {
            let words = self.effects.get(at).map_or("checking with the CRM …", String::as_str);
            paragraph(Span::styled("  → ", theme.faint), words, theme.faint, width)
        };
        let mut lines =
            vec![Line::from(vec![Span::styled("1 ", theme.key), Span::styled("note", theme.accent)])];
        lines.extend(quotation(2, &self.text, theme.border, theme.text, width, LINES_OF_THE_NOTE));
        lines.extend(effect(0));
        lines.push(Line::default());
        match &self.follow_up {
            Some(follow_up) => {
                lines.push(Line::from(vec![
                    Span::styled("2 ", theme.key),
                    Span::styled("task ", theme.accent),
                    Span::styled(follow_up.title.clone(), theme.heading),
                ]));
                let due = format!("“{}” is {}; it is yours", self.words, moment.day(follow_up.due_at));
                lines.extend(paragraph(Span::raw("  "), &due, theme.text, width));
                lines.extend(effect(1));
            }
            None => {
                let words = "No day is named, so there is no follow-up task: e goes back, “call again on Thursday” makes one.";
                lines.extend(paragraph(Span::raw(""), words, theme.faint, width));
            }
        }
        if let Some(error) = &self.problem {
            lines.extend(paragraph(Span::styled("✗ ", theme.bad), &error.what, theme.text, width));
            lines.extend(
                error.hint.iter().flat_map(|hint| paragraph(Span::raw("→ "), hint, theme.faint, width)),
            );
        }
        let height = u16::try_from(lines.len()).unwrap_or(u16::MAX).saturating_add(2);
        let inner = popup(canvas, area, columns, height, Line::styled(" After the call ", theme.heading));
        canvas.lines(inner, lines);
    }
}
