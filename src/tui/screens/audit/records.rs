//! Lines of the audit log as a list that can be narrowed.

use std::collections::{HashMap, HashSet};

use crossterm::event::{Event, KeyEvent};
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::Line;
use tui_input::Input;
use tui_input::backend::crossterm::EventHandler;

use super::fold::{Fold, Shown, folded};
use super::{RecordRow, RecordRows};
use crate::desk::api::{Answer, DeskError, Request};
use crate::domain::CustomerId;
use crate::domain::audit_filter::AuditFilter;
use crate::ports::repository::AuditRecord;
use crate::tui::cx::Cx;
use crate::tui::keymap::Action;
use crate::tui::widgets::Canvas;
use crate::tui::widgets::field::{known_terms, one_line, paste_into};
use crate::tui::widgets::list::{ListState, list};

/// The lines, and which of them are shown.
#[derive(Debug, Default)]
pub(in crate::tui::screens) struct Records {
    all: Vec<AuditRecord>,
    /// Those that fit, by their place among all.
    shown: Vec<Shown>,
    /// What was unfolded of those that were done in one go.
    open: HashSet<Fold>,
    pub rows: ListState,
    filter: AuditFilter,
    field: Input,
    typing: bool,
    /// What was typed is no filter.
    bad: Option<String>,
    /// What the customers are called, asked for once there is a filter.
    names: HashMap<CustomerId, String>,
    naming: Option<u64>,
}

impl Records {
    /// Other lines; the chosen one stays chosen.
    pub fn put(&mut self, all: Vec<AuditRecord>, cx: &mut Cx<'_>) {
        let chosen = self.shown().nth(self.rows.selected()).map(|row| row.key());
        self.all = all;
        if self.is_narrowed() {
            self.ask_names(cx);
        }
        self.arrange();
        let keys = self.shown().map(|row| row.key()).collect::<Vec<_>>();
        self.rows.follow(chosen.as_deref(), keys.into_iter());
    }

    /// All of them, whatever is shown.
    pub fn all(&self) -> &[AuditRecord] {
        &self.all
    }

    /// The rows.
    fn shown(&self) -> impl Iterator<Item = RecordRow<'_>> {
        let record = |at: &usize| self.all.get(*at);
        self.shown.iter().filter_map(move |shown| match shown {
            Shown::Line(at) => record(at).map(RecordRow::Line),
            Shown::Fold(fold, members) => {
                let newest = members.first().and_then(record)?;
                Some(RecordRow::Fold { key: fold.key(), newest, count: members.len() })
            }
        })
    }

    pub fn len(&self) -> usize {
        self.shown.len()
    }

    /// The chosen line; nothing where several stand in one.
    pub fn chosen(&self) -> Option<&AuditRecord> {
        match self.shown.get(self.rows.selected())? {
            Shown::Line(at) => self.all.get(*at),
            Shown::Fold(..) => None,
        }
    }

    /// Whether several lines stand in the chosen one.
    pub fn is_at_fold(&self) -> bool {
        matches!(self.shown.get(self.rows.selected()), Some(Shown::Fold(..)))
    }

    /// Turns to a line by its number and unfolds it; false where it is not among them.
    pub fn turn_to(&mut self, sequence: u64) -> bool {
        let Some(at) = self.all.iter().position(|record| record.sequence == sequence) else { return false };
        self.open.extend(Fold::of(&self.all[at]));
        self.arrange();
        let row = self.shown.iter().position(|shown| matches!(shown, Shown::Line(line) if *line == at));
        row.into_iter().for_each(|row| self.rows.select(row));
        self.rows.unfold(sequence.to_string());
        row.is_some()
    }

    /// Whether letters go to the filter.
    pub fn is_typing(&self) -> bool {
        self.typing
    }

    pub fn is_narrowed(&self) -> bool {
        self.typing || !self.filter.is_empty()
    }

    /// Shows all of them.
    pub fn widen(&mut self) {
        self.typing = false;
        self.field.reset();
        self.narrow();
    }

    /// Narrows, unfolds or moves; false where it is nothing for a list.
    pub fn act(&mut self, action: Action, cx: &mut Cx<'_>) -> bool {
        match action {
            Action::Filter => {
                self.typing = true;
                self.ask_names(cx);
            }
            Action::Save if self.typing => self.typing = false,
            Action::Back if self.is_narrowed() => self.widen(),
            Action::Open => match self.shown.get(self.rows.selected()).cloned() {
                Some(Shown::Fold(fold, _)) => {
                    if !self.open.remove(&fold) {
                        self.open.insert(fold);
                    }
                    self.arrange();
                }
                Some(Shown::Line(at)) => self.rows.toggle(self.all[at].sequence.to_string()),
                None => {}
            },
            moving => return self.rows.act(moving, self.shown.len()),
        }
        true
    }

    pub fn typed(&mut self, key: KeyEvent) {
        if self.typing && self.field.handle_event(&Event::Key(key)).is_some_and(|changed| changed.value) {
            self.narrow();
        }
    }

    pub fn pasted(&mut self, text: &str) {
        if self.typing {
            paste_into(&mut self.field, text);
            self.narrow();
        }
    }

    /// The names have come; false where it is something else.
    pub fn named(&mut self, request: u64, result: &Result<Answer, DeskError>) -> bool {
        if self.naming.take_if(|naming| *naming == request).is_none() {
            return false;
        }
        if let Ok(Answer::Names(names)) = result {
            self.names.extend(names.0.iter().cloned());
            self.arrange();
        }
        true
    }

    fn ask_names(&mut self, cx: &mut Cx<'_>) {
        let mut customers: Vec<CustomerId> = self.all.iter().filter_map(|record| record.customer).collect();
        customers.sort();
        customers.dedup();
        customers.retain(|customer| !self.names.contains_key(customer));
        cx.cancel(self.naming.take());
        if !customers.is_empty() {
            self.naming = Some(cx.ask("reading names", Request::Names { customers }));
        }
    }

    /// What was typed holds at once; while it is no filter, the one before does.
    fn narrow(&mut self) {
        match AuditFilter::parse(self.field.value()) {
            Ok(filter) => {
                self.filter = filter;
                self.bad = None;
                self.arrange();
                self.rows.select(0);
            }
            Err(bad) => self.bad = Some(bad.to_string()),
        }
    }

    fn arrange(&mut self) {
        let fits = |record: &AuditRecord| {
            let name = record.customer.and_then(|customer| self.names.get(&customer));
            self.filter.has(record.event.as_ref(), name.map_or("", String::as_str))
        };
        let fitting: Vec<usize> = (0..self.all.len()).filter(|at| fits(&self.all[*at])).collect();
        self.shown = folded(&self.all, fitting, &self.open);
    }

    /// The filter where there is one, then the lines. `names` are those that the app knows.
    pub fn view(
        &self,
        canvas: &mut Canvas<'_, '_>,
        area: Rect,
        names: &HashMap<CustomerId, String>,
        shows_actor: bool,
        place: (u8, bool),
    ) {
        let theme = canvas.theme;
        let mut inner = area;
        if self.is_narrowed() {
            let [field, rest] = Layout::vertical([Constraint::Length(1), Constraint::Fill(1)]).areas(inner);
            one_line(canvas, field, "filter ❯ ", &self.field, self.typing);
            inner = rest;
        }
        let wrong = self.bad.clone().map(|words| (words, theme.warning));
        let terms = || (known_terms(AuditFilter::KEYS, usize::from(inner.width)), theme.faint);
        if let Some((words, style)) = wrong.or_else(|| self.typing.then(terms)) {
            let [line, rest] = Layout::vertical([Constraint::Length(1), Constraint::Fill(1)]).areas(inner);
            canvas.lines(line, [Line::styled(words, style)]);
            inner = rest;
        }
        if self.shown.is_empty() {
            let words = if self.is_narrowed() {
                "No line fits. esc takes the filter away."
            } else {
                "No line yet: what is asked, decided and written stands here."
            };
            return canvas.lines(inner, [Line::styled(words, theme.text)]);
        }
        let rows = self.shown().collect();
        let is_open = |key: &str| self.open.iter().any(|fold| fold.key() == key);
        let rows = RecordRows { rows, is_open: &is_open, theme, moment: canvas.moment, names, shows_actor };
        let (number, focused) = place;
        list(canvas, inner, &rows, &self.rows, focused, number);
    }
}
