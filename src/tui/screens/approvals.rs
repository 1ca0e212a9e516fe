//! What waits for a yes: who asked, why it needs one, what exactly would be written.

use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::entries::EntryRows;
use super::outbox::{approve, reject};
use crate::desk::api::{Answer, DeskError, Notice, Request, Who};
use crate::domain::ids::EntryId;
use crate::domain::outbox::{Entry, EntryState};
use crate::tui::cx::{Cx, Go};
use crate::tui::keymap::{Action, Layer};
use crate::tui::model::Model;
use crate::tui::widgets::list::{ListState, list};
use crate::tui::widgets::panel::panel;
use crate::tui::widgets::text::paragraph;
use crate::tui::widgets::{Canvas, Hit};

const ENTRIES: u8 = 0;

/// The screen.
#[derive(Debug, Default)]
pub struct Approvals {
    entries: Option<Vec<Entry>>,
    asked: Option<u64>,
    rows: ListState,
}

impl Approvals {
    pub(super) fn entered(&mut self, cx: &mut Cx<'_>) {
        cx.cancel(self.asked.take());
        self.asked = Some(cx.ask("reading what waits for a yes", Request::Approvals));
    }

    pub(super) fn left(&mut self) {
        self.asked = None;
    }

    pub(super) fn title(&self) -> String {
        "approvals".to_owned()
    }

    pub(super) fn layers(&self) -> Vec<Layer> {
        vec![Layer::Approvals, Layer::List, Layer::Anywhere]
    }

    fn chosen(&self) -> Option<&Entry> {
        self.entries.as_ref()?.get(self.rows.selected())
    }

    fn len(&self) -> usize {
        self.entries.as_ref().map_or(0, Vec::len)
    }

    pub(super) fn act(&mut self, action: Action, cx: &mut Cx<'_>) -> bool {
        let len = self.len();
        match (action, self.chosen().cloned()) {
            (Action::Refresh, _) => self.entered(cx),
            (Action::Approve, Some(entry)) => approve(&entry, cx),
            (Action::Reject, Some(entry)) => reject(&entry, cx),
            (Action::Open, Some(entry)) => self.rows.toggle(entry.id.to_string()),
            (Action::OpenCustomer, Some(entry)) => cx.go(Go::Customer(Who::Customer(entry.customer_id))),
            (Action::Copy, Some(entry)) => cx.copy("what is written", entry.effect.clone()),
            (moving, _) => return self.rows.act(moving, len),
        }
        true
    }

    pub(super) fn answered(&mut self, request: u64, result: Result<Answer, DeskError>, cx: &mut Cx<'_>) {
        match result {
            Ok(Answer::Entries(entries)) if self.asked == Some(request) => {
                self.asked = None;
                // What is decided here is read before it is decided.
                for entry in &entries {
                    self.rows.unfold(entry.id.to_string());
                }
                let chosen = self.chosen().map(|entry| entry.id);
                self.entries = Some(entries);
                self.stay_at(chosen);
            }
            Ok(Answer::Entry(entry)) => self.take(&entry),
            Ok(_) => {}
            Err(error) => cx.failed(&error),
        }
    }

    fn take(&mut self, entry: &Entry) {
        let chosen = self.chosen().map(|entry| entry.id);
        let Some(entries) = &mut self.entries else { return };
        entries.retain(|known| known.id != entry.id);
        if matches!(entry.state, EntryState::AwaitingApproval { .. }) {
            entries.insert(0, entry.clone());
            self.rows.unfold(entry.id.to_string());
        }
        self.stay_at(chosen);
    }

    /// The choice stays on its entry, wherever that is now: what is approved is what was read.
    fn stay_at(&mut self, chosen: Option<EntryId>) {
        let entries = self.entries.as_deref().unwrap_or_default();
        let found = chosen.and_then(|id| entries.iter().position(|entry| entry.id == id));
        let last = entries.len().saturating_sub(1);
        self.rows.select(found.unwrap_or(self.rows.selected()).min(last));
    }

    pub(super) fn noticed(&mut self, notice: &Notice, cx: &mut Cx<'_>) {
        match notice {
            Notice::Entry { entry } => self.take(entry),
            Notice::Skipped => self.entered(cx),
            _ => {}
        }
    }

    pub(super) fn clicked(&mut self, hit: Hit, _cx: &mut Cx<'_>) {
        if let Hit::Row { row, .. } = hit {
            if self.rows.selected() == row
                && let Some(entry) = self.chosen()
            {
                self.rows.toggle(entry.id.to_string());
            }
            self.rows.select(row);
        }
    }

    pub(super) fn scrolled(&mut self, _list: u8, by: isize) {
        let len = self.len();
        self.rows.step(by, len);
    }

    pub(super) fn view(&self, canvas: &mut Canvas<'_, '_>, area: Rect, model: &Model) {
        let theme = canvas.theme;
        // One machine, one person: a second confirmation, and called so.
        let title = vec![
            Span::styled(" Waits for a yes ", theme.heading),
            Span::styled("· on this machine a second confirmation, not a second person ", theme.faint),
        ];
        let inner = panel(canvas, area, Line::from(title), true);
        match &self.entries {
            None => canvas.lines(inner, [Line::styled("reading …", theme.faint)]),
            Some(entries) if entries.is_empty() => {
                let why = "What needs one stands in the policy: [[policy.approvals]] in the configuration.";
                let mut lines = vec![Line::styled("Nothing waits for a yes.", theme.text)];
                lines.extend(paragraph(Span::raw(""), why, theme.faint, usize::from(inner.width)));
                canvas.lines(inner, lines);
            }
            Some(entries) => {
                let rows = EntryRows { entries, theme, moment: canvas.moment, names: &model.names };
                list(canvas, inner, &rows, &self.rows, true, ENTRIES);
            }
        }
    }
}
