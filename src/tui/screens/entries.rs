//! Entries of the outbox as rows.

use std::collections::HashMap;

use ratatui::text::{Line, Span};

use crate::desk::api::{EntryOrSuggestion, Request};
use crate::domain::CustomerId;
use crate::domain::action::Write;
use crate::domain::ids::EntryId;
use crate::domain::outbox::{Entry, EntryState};
use crate::phrasing::{Moment, effect_told, hands_in_words, has_left_words};
use crate::tui::cx::{Cx, Go};
use crate::tui::overlay::{Overlay, Question};
use crate::tui::theme::Theme;
use crate::tui::view::state_words;
use crate::tui::widgets::list::Rows;
use crate::tui::widgets::text::{column, paragraph, quotation, spread};

use super::audit::local_part;

const LINES_OF_A_BODY: usize = 40;
/// Columns of who accepted an entry.
const WHO: usize = 12;
/// Before an answer that a person has still to send.
pub const UNSENT: &str = "✎";

/// Entries, newest first.
pub struct EntryRows<'a> {
    /// Which.
    pub entries: &'a [Entry],
    /// Colours.
    pub theme: &'a Theme,
    /// Now and here.
    pub moment: &'a Moment,
    /// What the customers are called.
    pub names: &'a HashMap<CustomerId, String>,
    /// Who reads them.
    pub me: Option<&'a str>,
    /// Whether who accepted each is told: where they are of several people.
    pub shows_who: bool,
}

impl Rows for EntryRows<'_> {
    fn count(&self) -> usize {
        self.entries.len()
    }

    fn key(&self, row: usize) -> String {
        self.entries[row].id.to_string()
    }

    fn lines(&self, row: usize, unfolded: bool, width: usize) -> Vec<Line<'static>> {
        let (entry, theme) = (&self.entries[row], self.theme);
        let (words, style) = state_words(entry, self.moment, theme);
        let words = format!("{words}{}", hands_in_words(entry, None));
        let who = if self.shows_who {
            format!("{} ", column(local_part(&entry.accepted_by), WHO))
        } else {
            String::new()
        };
        let head = vec![
            Span::styled(format!("{} ", sign(&entry.state)), style),
            Span::styled(who, theme.faint),
            Span::styled(format!("{:<12} ", entry.action.as_str().replace('_', " ")), theme.faint),
            Span::styled(self.names.get(&entry.customer_id).cloned().unwrap_or_default(), theme.heading),
            Span::styled(if self.names.contains_key(&entry.customer_id) { " · " } else { "" }, theme.faint),
            Span::styled(entry.title.clone(), theme.text),
        ];
        let right = vec![Span::styled(self.moment.ago(entry.accepted_at), theme.faint)];
        let mut lines = vec![spread(head, right, width)];
        lines.extend(paragraph(Span::raw("  "), &words, style, width));
        if unfolded {
            lines.extend(self.details(entry, width));
        }
        lines
    }
}

impl EntryRows<'_> {
    fn details(&self, entry: &Entry, width: usize) -> Vec<Line<'static>> {
        let theme = self.theme;
        let effect = effect_told(entry, self.me);
        let mut lines = paragraph(Span::styled("  → ", theme.accent), &effect, theme.text, width);
        match &entry.write {
            Write::Note(note) => {
                lines.extend(quotation(2, &note.body, theme.border, theme.text, width, LINES_OF_A_BODY));
            }
            Write::Reply(reply) => {
                let body = &reply.note.body;
                lines.extend(quotation(2, body, theme.border, theme.text, width, LINES_OF_A_BODY));
            }
            Write::Task(task) => {
                let due = format!("due {}", self.moment.exactly(task.due_at));
                lines.extend(paragraph(Span::raw("    "), &due, theme.text, width));
                lines.extend(quotation(2, &task.body, theme.border, theme.text, width, LINES_OF_A_BODY));
            }
            Write::CaseUpdate(_) | Write::Fields(_) | Write::Retraction(_) => {}
        }
        let mut about =
            vec![format!("accepted by {} {}", entry.accepted_by, self.moment.exactly(entry.accepted_at))];
        about.extend(entry.approved_by.as_ref().map(|by| format!("approved by {by}")));
        about.push(match entry.attempts {
            0 => "not sent yet".to_owned(),
            1 => "sent once".to_owned(),
            n => format!("{n} attempts"),
        });
        about.push(format!("key {}", entry.key.as_str()));
        about.push(entry.id.to_string());
        if let EntryState::Done { written, .. } = &entry.state {
            about.extend(written.url.clone());
        }
        lines.extend(paragraph(Span::raw("  "), &about.join(" · "), theme.faint, width));
        lines
    }
}

/// Takes an entry back: by not sending it, else, where it has `left`, by a compensating write, which is asked about
/// first.
pub fn take_back(what: EntryOrSuggestion, title: &str, left: Option<&Entry>, cx: &mut Cx<'_>) {
    let request = Request::Undo { what };
    let Some(entry) = left else {
        cx.ask("taking back", request);
        return;
    };
    if !entry.can_be_put_back() {
        return cx
            .refuse(format!("“{title}” has left, and how it was before is not known: change it at the CRM"));
    }
    ask_first(has_left_words(title, &entry.write), vec![request], &[entry.id], cx);
}

/// Asks before what has `left` is taken back. Whether somebody has said of it that it was sent is told once it is known.
pub fn ask_first(words: String, requests: Vec<Request>, left: &[EntryId], cx: &mut Cx<'_>) {
    let asked = Some(cx.ask("reading", Request::SaidSent { entries: left.to_vec() }));
    let question = Question { asked, ..Question::new(words, "taking back", requests) };
    cx.go(Go::Over(Box::new(Overlay::Question(question))));
}

/// A sign of how an entry stands.
pub fn sign(state: &EntryState) -> &'static str {
    match state {
        EntryState::AwaitingApproval { .. } => "?",
        EntryState::Queued { .. } => "◷",
        EntryState::Sending { .. } => "▸",
        EntryState::InDoubt { .. } => "…",
        EntryState::Waiting { .. } => "↻",
        EntryState::Done { .. } => "✓",
        EntryState::Parked { .. } => "!",
        EntryState::Undone { .. } => "↶",
        EntryState::Rejected { .. } => "✗",
        EntryState::Dropped { .. } => "–",
    }
}
