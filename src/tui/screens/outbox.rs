//! The outbox: what is on its way, what waits, what needs a person, what is done.

use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::entries::{EntryRows, take_back};
use crate::desk::api::{Answer, DeskError, EntryOrSuggestion, Notice, Request, Who};
use crate::domain::ids::EntryId;
use crate::domain::outbox::{Entry, EntryState};
use crate::phrasing::effect_told;
use crate::tui::cx::{Cx, Go};
use crate::tui::keymap::{Action, Layer};
use crate::tui::model::Model;
use crate::tui::overlay::Overlay;
use crate::tui::widgets::list::{ListState, list};
use crate::tui::widgets::panel::panel;
use crate::tui::widgets::text::paragraph;
use crate::tui::widgets::{Canvas, Hit};

/// Entries that are read.
const MOST_ENTRIES: usize = 500;
const ENTRIES: u8 = 0;

/// The screen.
#[derive(Debug, Default)]
pub struct Outbox {
    /// Everybody's.
    all: Option<Vec<Entry>>,
    /// Those that are shown.
    entries: Option<Vec<Entry>>,
    /// Whose alone are shown.
    of: Option<String>,
    asked: Option<u64>,
    rows: ListState,
}

impl Outbox {
    pub(super) fn entered(&mut self, cx: &mut Cx<'_>) {
        cx.cancel(self.asked.take());
        self.asked = Some(cx.ask("reading the outbox", Request::Outbox { limit: MOST_ENTRIES }));
    }

    pub(super) fn left(&mut self) {
        self.asked = None;
    }

    pub(super) fn title(&self) -> String {
        "outbox".to_owned()
    }

    pub(super) fn layers(&self) -> Vec<Layer> {
        vec![Layer::Outbox, Layer::List, Layer::Anywhere]
    }

    pub(super) fn chosen(&self) -> Option<&Entry> {
        self.entries.as_ref()?.get(self.rows.selected())
    }

    pub(super) fn act(&mut self, action: Action, cx: &mut Cx<'_>) -> bool {
        match action {
            Action::Refresh => self.entered(cx),
            Action::NextView => self.turn_view(cx),
            _ => return self.act_on_entry(action, cx),
        }
        true
    }

    /// Everybody's, or one's own alone.
    fn turn_view(&mut self, cx: &mut Cx<'_>) {
        self.of = match self.of.take() {
            Some(_) => None,
            None => cx.who.map(|who| who.email.clone()),
        };
        self.arrange();
    }

    fn act_on_entry(&mut self, action: Action, cx: &mut Cx<'_>) -> bool {
        let Some(entry) = self.chosen().cloned() else {
            return self.rows.act(action, 0);
        };
        match action {
            Action::Open => self.rows.toggle(entry.id.to_string()),
            Action::OpenCustomer => cx.go(Go::Customer(Who::Customer(entry.customer_id))),
            Action::Undo => {
                let left = matches!(entry.state, EntryState::Done { .. }).then_some(&entry);
                take_back(EntryOrSuggestion::Entry(entry.id), &entry.title, left, cx);
            }
            Action::Retry => match entry.state {
                EntryState::Parked { .. } | EntryState::Waiting { .. } | EntryState::Queued { .. } => {
                    cx.ask("trying again", Request::Retry { entry: entry.id });
                }
                _ => cx.refuse("only what is parked or waits can be tried again"),
            },
            Action::Drop if entry.state.is_final() => cx.refuse("this is finished already"),
            Action::Drop => {
                cx.ask("giving up", Request::Drop { entry: entry.id, reason: None });
            }
            // Nobody says yes to what they have not read.
            Action::Approve if !self.rows.shows_all_of(&entry.id.to_string()) => {
                self.rows.unfold(entry.id.to_string());
                cx.tell("read it first; the same key says yes then");
            }
            Action::Approve => approve(&entry, cx),
            Action::Reject => reject(&entry, cx),
            Action::Browse => match &entry.state {
                EntryState::Done { written, .. } => cx.browse(written.url.as_deref()),
                _ => cx.refuse("it has no page at the vendor before it is done"),
            },
            Action::Copy => cx.copy("what is written", effect_told(&entry, cx.me())),
            moving => {
                let len = self.entries.as_ref().map_or(0, Vec::len);
                return self.rows.act(moving, len);
            }
        }
        true
    }

    pub(super) fn answered(&mut self, request: u64, result: Result<Answer, DeskError>, cx: &mut Cx<'_>) {
        match result {
            Ok(Answer::Entries(entries)) if self.asked == Some(request) => {
                self.asked = None;
                self.show(entries);
            }
            Ok(Answer::Entry(entry)) => self.take(&entry),
            Ok(_) => {}
            Err(error) => cx.failed(&error),
        }
    }

    fn take(&mut self, entry: &Entry) {
        let Some(all) = &mut self.all else { return };
        match all.iter_mut().find(|known| known.id == entry.id) {
            Some(known) if entry.is_older_than(known) => {}
            Some(known) => *known = entry.clone(),
            None => {
                let at = all.partition_point(|known| known.accepted_at > entry.accepted_at);
                all.insert(at, entry.clone());
            }
        }
        self.arrange();
    }

    pub(super) fn noticed(&mut self, notice: &Notice, cx: &mut Cx<'_>) {
        match notice {
            Notice::Entry { entry } => self.take(entry),
            Notice::Skipped | Notice::Erased { .. } => self.entered(cx),
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
        let len = self.entries.as_ref().map_or(0, Vec::len);
        self.rows.step(by, len);
    }

    /// Shows entries, the newest first: their ids follow from what was proposed, which may have been long before.
    pub(super) fn show(&mut self, mut entries: Vec<Entry>) {
        entries.sort_by_key(|entry| std::cmp::Reverse(entry.accepted_at));
        self.all = Some(entries);
        self.arrange();
    }

    /// Those that are to be shown; whoever looks at one of them goes on looking at it.
    fn arrange(&mut self) {
        let Some(all) = &self.all else { return };
        let key = self.chosen().map(|entry| entry.id.to_string());
        let is_shown = |entry: &&Entry| self.of.as_ref().is_none_or(|actor| entry.is_of(actor));
        let entries: Vec<Entry> = all.iter().filter(is_shown).cloned().collect();
        self.rows.follow(key.as_deref(), entries.iter().map(|entry| entry.id.to_string()));
        self.entries = Some(entries);
    }

    /// Turns to an entry, where it is among those that are shown.
    pub(super) fn turn_to(&mut self, id: EntryId) {
        let at = self.entries.iter().flatten().position(|entry| entry.id == id);
        at.into_iter().for_each(|at| self.rows.select(at));
    }

    pub(super) fn view(&self, canvas: &mut Canvas<'_, '_>, area: Rect, model: &Model) {
        self.view_in(canvas, area, model, true);
    }

    /// Draws it as a part of a screen.
    pub(super) fn view_in(&self, canvas: &mut Canvas<'_, '_>, area: Rect, model: &Model, focused: bool) {
        let theme = canvas.theme;
        let mut title = vec![Span::styled(" Outbox ", theme.heading)];
        title.extend(self.of.as_ref().map(|_| Span::styled("· yours ", theme.accent)));
        if let Some(entries) = &self.entries {
            let count = |is: fn(&EntryState) -> bool| entries.iter().filter(|entry| is(&entry.state)).count();
            let parked = count(|state| matches!(state, EntryState::Parked { .. }));
            let asking = count(|state| matches!(state, EntryState::AwaitingApproval { .. }));
            let waiting = count(|state| matches!(state, EntryState::Waiting { .. }));
            let doubtful = count(|state| matches!(state, EntryState::InDoubt { .. }));
            let on_the_way = count(|state| !state.is_final()) - parked - asking - waiting - doubtful;
            let parts = [
                (on_the_way, "on the way"),
                (waiting, "tried again later"),
                (doubtful, "in doubt"),
                (asking, "waiting for a yes"),
            ];
            let parts: Vec<String> = parts
                .into_iter()
                .filter(|(count, words)| *count > 0 || *words == "on the way")
                .map(|(count, words)| format!("{count} {words}"))
                .collect();
            title.push(Span::styled(format!("{} ", parts.join(" · ")), theme.faint));
            if parked > 0 {
                title.push(Span::styled(
                    format!("! {parked} {} you ", if parked == 1 { "needs" } else { "need" }),
                    theme.bad,
                ));
            }
        }
        let inner = panel(canvas, area, Line::from(title), focused);
        match &self.entries {
            None => canvas.lines(inner, [Line::styled("reading the outbox …", theme.faint)]),
            Some(entries) if entries.is_empty() && self.all.as_ref().is_some_and(|all| !all.is_empty()) => {
                canvas.lines(
                    inner,
                    [Line::styled("Nothing of yours is here; v shows everybody's.", theme.text)],
                );
            }
            Some(entries) if entries.is_empty() => {
                let how = "On a customer: 1 chooses a suggestion, a accepts it. Here it waits, leaves and is confirmed.";
                let mut lines = vec![Line::styled("Nothing was accepted yet.", theme.text)];
                lines.extend(paragraph(Span::raw(""), how, theme.faint, usize::from(inner.width)));
                canvas.lines(inner, lines);
            }
            Some(entries) => {
                let mut all = self.all.iter().flatten().map(|entry| &entry.accepted_by);
                let first = all.next();
                let shows_who = self.of.is_none() && all.any(|by| Some(by) != first);
                let (moment, names) = (canvas.moment, &model.names);
                let me = model.me();
                let rows = EntryRows { entries, theme, moment, names, me, shows_who };
                list(canvas, inner, &rows, &self.rows, focused, ENTRIES);
            }
        }
    }
}

/// Says yes to what waits for it.
pub fn approve(entry: &Entry, cx: &mut Cx<'_>) {
    match entry.state {
        EntryState::AwaitingApproval { .. } => {
            cx.ask("approving", Request::Approve { entry: entry.id, despite: false });
        }
        _ => cx.refuse("this does not wait for a yes"),
    }
}

/// Says no to what waits for a yes; asks for the reason.
pub fn reject(entry: &Entry, cx: &mut Cx<'_>) {
    match entry.state {
        EntryState::AwaitingApproval { .. } => cx.go(Go::Over(Box::new(Overlay::rejection(entry)))),
        _ => cx.refuse("this does not wait for a yes"),
    }
}
