//! What the rep has done, or for a manager everybody: the outbox, today's lines of the audit log, what was accepted and turned down and why.

use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::{Line, Span};

use super::Outbox;
use super::audit::Records;
use super::copying::{self, Fields};
use crate::desk::api::{self, Answer, Decisions, DeskError, Notice, Request, Who};
use crate::domain::action::Role;
use crate::phrasing::Day;
use crate::tui::cx::{Cx, Go};
use crate::tui::keymap::{Action, Layer};
use crate::tui::model::Model;
use crate::tui::theme::Theme;
use crate::tui::widgets::list::{ListState, Rows, list};
use crate::tui::widgets::panel::panel;
use crate::tui::widgets::text::{fit, paragraph};
use crate::tui::widgets::{Canvas, Hit};

/// From here on the outbox has a column of its own, and from there on each part has.
const TWO_COLUMNS: u16 = 110;
const THREE_COLUMNS: u16 = 170;
/// Cells of the longest bar.
const BAR: u64 = 12;

/// A part of the screen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Part {
    #[default]
    Outbox,
    Trail,
    Decisions,
}

const PARTS: [Part; 3] = [Part::Outbox, Part::Trail, Part::Decisions];

impl Part {
    /// The number of its list; the outbox's own is nought.
    fn number(self) -> u8 {
        self as u8
    }
}

/// The screen.
#[derive(Debug, Default)]
pub struct Activity {
    activity: Option<Box<api::Activity>>,
    asked: Option<u64>,
    /// What all have done is asked for.
    everybodys: bool,
    outbox: Outbox,
    trail: Records,
    decisions: ListState,
    focus: Part,
}

impl Activity {
    pub(super) fn entered(&mut self, cx: &mut Cx<'_>) {
        cx.cancel(self.asked.take());
        let since = Day::In(0).begins_at(cx.moment);
        let what = if self.everybodys { "reading what everybody did" } else { "reading what you did" };
        self.asked = Some(cx.ask(what, Request::Activity { since, everybodys: self.everybodys }));
    }

    /// One's own, or everybody's.
    fn turn_view(&mut self, cx: &mut Cx<'_>) {
        if !self.everybodys && cx.who.is_some_and(|who| who.role < Role::Manager) {
            return cx.refuse("what everybody has done is a manager's to look at");
        }
        self.everybodys = !self.everybodys;
        self.entered(cx);
    }

    /// Whose it is that stands there.
    fn whose(&self) -> &'static str {
        if self.activity.as_ref().is_some_and(|activity| activity.everybodys) { "everybody" } else { "you" }
    }

    pub(super) fn left(&mut self) {
        self.asked = None;
    }

    pub(super) fn fields(&self, me: Option<&str>) -> Option<Fields> {
        match self.focus {
            Part::Outbox => self.outbox.chosen().map(|entry| copying::of_entry(entry, me)),
            Part::Trail => self.trail.chosen().map(copying::of_line),
            Part::Decisions => None,
        }
    }

    pub(super) fn title(&self) -> String {
        "activity".to_owned()
    }

    /// The lines of the audit log.
    pub(super) fn trail(&mut self) -> &mut Records {
        &mut self.trail
    }

    pub(super) fn is_typing(&self) -> bool {
        self.trail.is_typing()
    }

    pub(super) fn layers(&self) -> Vec<Layer> {
        match self.focus {
            _ if self.is_typing() => vec![Layer::Line],
            Part::Outbox => vec![Layer::Activity, Layer::Outbox, Layer::List, Layer::Anywhere],
            Part::Trail | Part::Decisions => vec![Layer::Activity, Layer::List, Layer::Anywhere],
        }
    }

    pub(super) fn act(&mut self, action: Action, cx: &mut Cx<'_>) -> bool {
        match action {
            Action::NextPane => self.step(1),
            Action::PreviousPane => self.step(PARTS.len() - 1),
            Action::Refresh => self.entered(cx),
            Action::NextView => self.turn_view(cx),
            Action::Filter => {
                self.focus = Part::Trail;
                self.trail.act(action, cx);
            }
            _ => return self.act_on_part(action, cx),
        }
        true
    }

    fn step(&mut self, by: usize) {
        let at = PARTS.iter().position(|part| *part == self.focus).unwrap_or(0);
        self.focus = PARTS[(at + by) % PARTS.len()];
    }

    fn act_on_part(&mut self, action: Action, cx: &mut Cx<'_>) -> bool {
        match (self.focus, action, self.trail.chosen()) {
            (Part::Outbox, ..) => return self.outbox.act(action, cx),
            (Part::Trail, Action::OpenCustomer | Action::Copy, None) if self.trail.is_at_fold() => {
                cx.refuse("several lines stand in this one: enter shows each");
            }
            (Part::Trail, Action::OpenCustomer, Some(record)) => match record.customer {
                Some(customer) => cx.go(Go::Customer(Who::Customer(customer))),
                None => cx.refuse("this line is about no customer"),
            },
            (Part::Trail, Action::Copy, Some(record)) => cx.copy("the line's hash", record.hash.to_string()),
            (Part::Trail, other, _) => return self.trail.act(other, cx),
            (Part::Decisions, moving, _) => {
                let len = self.activity.as_deref().map_or(0, rows_of_decisions);
                return self.decisions.act(moving, len);
            }
        }
        true
    }

    pub(super) fn answered(&mut self, request: u64, result: Result<Answer, DeskError>, cx: &mut Cx<'_>) {
        if self.trail.named(request, &result) {
            return;
        }
        match result {
            Ok(Answer::Activity(mut activity)) if self.asked == Some(request) => {
                self.asked = None;
                self.trail.put(std::mem::take(&mut activity.trail), cx);
                self.outbox.show(activity.outbox.clone());
                // What was said no to, and nobody has looked at, is looked at now, however long ago it was asked for.
                activity.unheard.first().into_iter().for_each(|id| self.outbox.turn_to(*id));
                self.activity = Some(activity);
            }
            Err(error) if self.asked == Some(request) => {
                self.asked = None;
                cx.failed(&error);
            }
            result => self.outbox.answered(request, result, cx),
        }
    }

    pub(super) fn noticed(&mut self, notice: &Notice, cx: &mut Cx<'_>) {
        match notice {
            Notice::Entry { .. } => {
                self.outbox.noticed(notice, cx);
                // What moved stands in the trail as well.
                if self.activity.is_some() && self.asked.is_none() {
                    self.entered(cx);
                }
            }
            Notice::Skipped | Notice::Erased { .. } => self.entered(cx),
            _ => {}
        }
    }

    pub(super) fn clicked(&mut self, hit: Hit, cx: &mut Cx<'_>) {
        let (Hit::Row { list, .. } | Hit::List(list)) = hit else { return };
        let Some(part) = PARTS.into_iter().find(|part| part.number() == list) else { return };
        self.focus = part;
        match (part, hit) {
            (Part::Outbox, hit) => self.outbox.clicked(hit, cx),
            (Part::Trail, Hit::Row { row, .. }) if self.trail.rows.selected() == row => {
                self.act_on_part(Action::Open, cx);
            }
            (Part::Trail, Hit::Row { row, .. }) => self.trail.rows.select(row),
            (Part::Decisions, Hit::Row { row, .. }) => self.decisions.select(row),
            _ => {}
        }
    }

    pub(super) fn scrolled(&mut self, list: u8, by: isize) {
        let Some(activity) = &self.activity else { return };
        match list {
            0 => self.outbox.scrolled(list, by),
            1 => {
                let len = self.trail.len();
                self.trail.rows.step(by, len);
            }
            _ => self.decisions.step(by, rows_of_decisions(activity)),
        }
    }

    pub(super) fn view(&self, canvas: &mut Canvas<'_, '_>, area: Rect, model: &Model) {
        let [outbox, trail, decisions] = self.places(area);
        self.outbox.view_in(canvas, outbox, model, self.focus == Part::Outbox);
        self.view_trail(canvas, trail, model);
        self.view_decisions(canvas, decisions);
    }

    fn places(&self, area: Rect) -> [Rect; 3] {
        match area.width {
            THREE_COLUMNS.. => Layout::horizontal([
                Constraint::Percentage(38),
                Constraint::Fill(1),
                Constraint::Percentage(26),
            ])
            .areas(area),
            TWO_COLUMNS.. => {
                let [left, right] =
                    Layout::horizontal([Constraint::Percentage(50), Constraint::Fill(1)]).areas(area);
                let [above, below] =
                    Layout::vertical([Constraint::Fill(1), Constraint::Fill(1)]).areas(right);
                [left, above, below]
            }
            // The part that is looked at has most of the room.
            _ => Layout::vertical(PARTS.map(|part| Constraint::Fill(if part == self.focus { 2 } else { 1 })))
                .areas(area),
        }
    }

    fn view_trail(&self, canvas: &mut Canvas<'_, '_>, area: Rect, model: &Model) {
        let theme = canvas.theme;
        let records = self.activity.as_ref().map(|_| self.trail.all());
        let mut title = vec![Span::styled(" Audit trail ", theme.heading)];
        title.extend(records.map(|records| {
            Span::styled(format!("{} by {} today ", records.len(), self.whose()), theme.faint)
        }));
        // Who may turn to what all have done is told how.
        if model.who.as_ref().is_some_and(|who| who.role >= Role::Manager) {
            let other = if self.everybodys { "yours " } else { "everybody's " };
            title.extend([Span::styled("· v ", theme.key), Span::styled(other, theme.faint)]);
        }
        let inner = panel(canvas, area, Line::from(title), self.focus == Part::Trail);
        match records {
            None => canvas.lines(inner, [Line::styled("reading …", theme.faint)]),
            Some([]) => canvas.lines(inner, [Line::styled("Nothing today so far.", theme.text)]),
            Some(_) => {
                let place = (Part::Trail.number(), self.focus == Part::Trail);
                let shows_actor = self.activity.as_ref().is_some_and(|activity| activity.everybodys);
                self.trail.view(canvas, inner, &model.names, shows_actor, place);
            }
        }
    }

    fn view_decisions(&self, canvas: &mut Canvas<'_, '_>, area: Rect) {
        let (theme, moment) = (canvas.theme, canvas.moment);
        let mut title = vec![Span::styled(" Decided ", theme.heading)];
        let since = self.activity.as_ref().and_then(|activity| activity.decided_since);
        let by = self.whose();
        title.extend(since.map(|at| Span::styled(format!("by {by} since {} ", moment.day(at)), theme.faint)));
        let focused = self.focus == Part::Decisions;
        let inner = panel(canvas, area, Line::from(title), focused);
        match self.activity.as_deref() {
            None => canvas.lines(inner, [Line::styled("reading …", theme.faint)]),
            Some(activity) if activity.decisions.is_empty() => {
                let words = "Nothing decided yet: on a customer, a accepts and x turns down.";
                canvas.lines(inner, paragraph(Span::raw(""), words, theme.text, usize::from(inner.width)));
            }
            Some(activity) => {
                let rows = DecisionRows { activity, theme };
                list(canvas, inner, &rows, &self.decisions, focused, Part::Decisions.number());
            }
        }
    }
}

/// The kinds of action, then who decided.
struct DecisionRows<'a> {
    activity: &'a api::Activity,
    theme: &'a Theme,
}

impl Rows for DecisionRows<'_> {
    fn count(&self) -> usize {
        rows_of_decisions(self.activity)
    }

    fn key(&self, row: usize) -> String {
        match self.activity.decisions.get(row) {
            Some(decisions) => decisions.action.as_str().to_owned(),
            None => self.activity.deciders[row - self.activity.decisions.len()].actor.clone(),
        }
    }

    fn lines(&self, row: usize, _unfolded: bool, width: usize) -> Vec<Line<'static>> {
        match self.activity.decisions.get(row) {
            Some(decisions) => self.of_kind(decisions, width),
            None => self.of_person(row - self.activity.decisions.len(), width),
        }
    }
}

impl DecisionRows<'_> {
    fn of_kind(&self, one: &Decisions, width: usize) -> Vec<Line<'static>> {
        let theme = self.theme;
        let counted = self.activity.decisions.iter().flat_map(|one| one.counts.named());
        let most = counted.map(|(_, count)| count).max().unwrap_or(1).max(1);
        let bar = |count: u64| "━".repeat(usize::try_from((count * BAR).div_ceil(most)).unwrap_or(0));
        let mut lines = vec![Line::styled(one.action.as_str().replace('_', " "), theme.heading)];
        for (words, count) in one.counts.named().into_iter().filter(|(_, count)| *count > 0) {
            let style = match words {
                "accepted" | "approved" => theme.good,
                "edited first" => theme.text,
                _ => theme.warning,
            };
            let spans = vec![
                Span::styled(format!("  {words:<13}{count:>4} "), theme.text),
                Span::styled(bar(count), style),
            ];
            lines.push(Line::from(fit(spans, width)));
        }
        for (reason, times) in &one.reasons {
            let first = Span::styled(format!("{times:>8} × "), theme.faint);
            lines.extend(paragraph(first, reason, theme.faint, width));
        }
        lines
    }

    fn of_person(&self, at: usize, width: usize) -> Vec<Line<'static>> {
        let (one, theme) = (&self.activity.deciders[at], self.theme);
        let mut lines = if at == 0 { vec![Line::default()] } else { Vec::new() };
        lines.extend(paragraph(Span::raw(""), &one.name, theme.heading, width));
        lines.extend(paragraph(Span::raw("  "), &one.counts.in_words(), theme.text, width));
        lines
    }
}

fn rows_of_decisions(activity: &api::Activity) -> usize {
    activity.decisions.len() + activity.deciders.len()
}
