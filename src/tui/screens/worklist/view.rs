//! How such a list looks.

use jiff::{SignedDuration, Timestamp};
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use unicode_width::UnicodeWidthStr;

use super::columns::Columns;
use super::{Kind, Look, Looks, View, Worklist};
use crate::desk::api::{DeskError, FailureKind};
use crate::domain::Word;
use crate::domain::sla::{Due, DueState};
use crate::domain::span::{SHOWS_MINUTES, Unit};
use crate::domain::worklist::{Filter, ListRow};
use crate::phrasing::{Moment, counted};
use crate::tui::keymap::Action;
use crate::tui::model::{Model, Stage};
use crate::tui::widgets::field::{known_terms, one_line};
use crate::tui::widgets::list::{Rows, list};
use crate::tui::widgets::panel::panel;
use crate::tui::widgets::text::{fit, paragraph};
use crate::tui::widgets::{Canvas, Hit};

/// The one list of the screen.
const LIST: u8 = 0;
/// Below so many columns the tabs have short names.
const NARROW: u16 = 100;

/// What the rows of a kind are narrowed by.
type Terms<K> = <<K as Looks>::Row as ListRow>::Term;

struct Shown<'a, K: Kind> {
    worklist: &'a Worklist<K>,
    columns: Columns,
    look: Look<'a>,
}

impl<K: Kind> Rows for Shown<'_, K> {
    fn count(&self) -> usize {
        self.worklist.shown.len()
    }

    fn key(&self, row: usize) -> String {
        self.row(row).record().to_string()
    }

    fn lines(&self, row: usize, unfolded: bool, width: usize) -> Vec<Line<'static>> {
        let row = self.row(row);
        let is_marked = self.worklist.marked.contains(row.record());
        let mut lines = vec![self.columns.line(K::cells(row, is_marked, self.look), width)];
        if unfolded {
            lines.extend(K::unfolded(row, self.look, width));
        }
        lines
    }

    fn height(&self, row: usize, unfolded: bool, width: usize) -> usize {
        if unfolded { self.lines(row, unfolded, width).len() } else { 1 }
    }
}

impl<K: Kind> Shown<'_, K> {
    fn row(&self, row: usize) -> &K::Row {
        &self.worklist.all()[self.worklist.shown[row]]
    }
}

impl<K: Kind> Worklist<K> {
    pub fn view(&self, canvas: &mut Canvas<'_, '_>, area: Rect, model: &Model) {
        let theme = canvas.theme;
        let title = self.tabs(canvas, area);
        let mut inner = panel(canvas, area, title, model.overlay.is_none());
        if self.typing || !self.arrangement.filter.is_empty() || self.bad_filter.is_some() {
            let [field, rest] = Layout::vertical([Constraint::Length(1), Constraint::Fill(1)]).areas(inner);
            one_line(canvas, field, "filter ❯ ", &self.field, self.typing);
            inner = rest;
        }
        let wrong = self.bad_filter.as_ref().map(|words| (format!("not applied: {words}"), theme.warning));
        let means = || self.arrangement.filter.means().map(|words| (words, theme.faint));
        let terms = || (known_terms(Filter::<Terms<K>>::keys(), usize::from(area.width) - 4), theme.faint);
        let hint = || self.typing.then(|| means().unwrap_or_else(terms));
        if let Some((words, style)) = wrong.or_else(hint) {
            let lines = paragraph(Span::raw(""), &words, style, usize::from(inner.width));
            let height = u16::try_from(lines.len()).unwrap_or(1);
            let [line, rest] =
                Layout::vertical([Constraint::Length(height), Constraint::Fill(1)]).areas(inner);
            canvas.lines(line, lines);
            inner = rest;
        }
        if self.shown.is_empty() {
            return self.view_empty(canvas, inner, model);
        }
        let [heads, body, foot] =
            Layout::vertical([Constraint::Length(1), Constraint::Fill(1), Constraint::Length(1)])
                .areas(inner);
        let width = usize::from(heads.width);
        let look = Look { theme, moment: canvas.moment, outbox: &model.outbox, jotted: &model.jotted };
        let columns = Columns::of(K::columns(width, canvas.moment), width);
        canvas.lines(heads, [columns.heads(theme.faint, width)]);
        let rows = Shown { worklist: self, columns, look };
        list(canvas, body, &rows, &self.rows, model.overlay.is_none(), LIST);
        canvas
            .lines(foot, [self.foot(look, &model.keymap.shown(Action::GoSources), usize::from(foot.width))]);
    }

    /// Names of the views with how many rows are in each; each can be clicked.
    fn tabs(&self, canvas: &mut Canvas<'_, '_>, area: Rect) -> Line<'static> {
        let theme = canvas.theme;
        let mut spans = Vec::new();
        let mut x = area.x + 1;
        for (at, view) in View::<K>::ALL.iter().enumerate() {
            let count = self.counts.get(at).copied().unwrap_or(0);
            if count == 0 && *view != self.arrangement.view && K::is_hidden_while_empty(*view) {
                continue;
            }
            let name = K::tab(*view, area.width < NARROW);
            let text = if self.list.is_some() { format!("{name} {count}") } else { name.to_owned() };
            let width = u16::try_from(text.chars().count() + 2).unwrap_or(0);
            let number = u8::try_from(at).unwrap_or(0);
            canvas.hits.note(Rect { x, y: area.y, width, height: 1 }, Hit::Tab(number));
            x += width + 1;
            if at > 0 {
                spans.push(Span::styled("│", theme.border));
            }
            let style = match (*view == self.arrangement.view, count) {
                (true, _) => theme.heading.underlined(),
                (false, 1..) => K::tab_style(*view, theme),
                _ => theme.faint,
            };
            spans.extend([Span::raw(" "), Span::styled(text, style), Span::raw(" ")]);
        }
        Line::from(spans)
    }

    /// One line about what is marked, what is new and the chosen row; `sources` is the key that leads to those.
    fn foot(&self, look: Look<'_>, sources: &str, width: usize) -> Line<'static> {
        let theme = look.theme;
        let mut spans = Vec::new();
        if !self.marked.is_empty() {
            let words = marked(self.to_work_on().len(), K::WORDS.marked, width.saturating_sub(3));
            spans.push(Span::styled(words, theme.accent));
        }
        if !self.came.is_empty() {
            let words = format!("{} · r sorts in  ", counted(self.came.len() as u64, K::WORDS.new));
            spans.push(Span::styled(words, theme.accent));
        }
        let news = K::news(&mut self.shown());
        spans.extend(news.map(|words| Span::styled(format!("{words}  "), theme.accent)));
        if let Some(problem) = self.list.as_ref().and_then(|list| list.problem.as_deref()) {
            spans.push(Span::styled(format!("! not read again: {problem}  "), theme.warning));
        }
        if let Some(lacks) = self.list.as_ref().and_then(|list| list.lacks.as_deref()) {
            spans.push(Span::styled(format!("! {lacks}  "), theme.warning));
        }
        let unreadable = self.list.as_ref().map_or(0, |list| list.unreadable);
        if unreadable > 0 {
            let records = counted(unreadable, "record");
            spans.push(Span::styled(
                format!("! {records} could not be read · {sources} says which  "),
                theme.warning,
            ));
        }
        if let Some(unread) = &self.unread {
            spans.push(Span::styled(format!("! {}  ", unread.in_words()), theme.warning));
        }
        if let Some(left) = self.unfilled {
            let words = format!(
                "! {} not read, to spare the day's requests · r reads more  ",
                counted(left, "customer")
            );
            spans.push(Span::styled(words, theme.warning));
        }
        spans.extend(self.chosen().into_iter().flat_map(|row| K::about(row, look)));
        Line::from(fit(spans, width))
    }

    fn view_empty(&self, canvas: &mut Canvas<'_, '_>, area: Rect, model: &Model) {
        let words = K::WORDS;
        let reading = format!("{} …", words.reading);
        let is_mine = K::is_mine(self.arrangement.view);
        match (&model.stage, &self.problem, &self.list) {
            (Stage::Opening, ..) => say(canvas, area, "opening the storage …", ""),
            (_, Some(error), _) => {
                let hint = K::remedy(error, model).or_else(|| error.hint.clone());
                say_problem(canvas, area, &DeskError { hint, ..error.clone() });
            }
            (_, _, None) => say(canvas, area, &reading, ""),
            (_, _, Some(list)) if list.rows.is_empty() && self.reading.is_some() => {
                say(canvas, area, &reading, "");
            }
            (_, _, Some(list)) if list.rows.is_empty() && list.problem.is_some() => {
                let what = list.problem.as_deref().unwrap_or_default();
                let hint = list.hint.as_ref().map(|hint| format!("{hint}; r tries again"));
                let said = not_read(what);
                say_problem(canvas, area, &DeskError { hint: hint.or_else(|| said.hint.clone()), ..said });
            }
            (_, _, Some(list)) if list.rows.is_empty() && list.unreadable > 0 => {
                let what = format!("{} could not be read.", counted(list.unreadable, "record of the CRM"));
                let sources = model.keymap.shown(Action::GoSources);
                say(canvas, area, &what, &format!("{sources} says which, and why."));
            }
            (_, _, Some(list)) if is_mine && list.me_is_unknown => {
                let what = "Which of them are yours is not known: the CRM's users were not read.";
                say(canvas, area, what, "tab turns to another view.");
            }
            (_, _, Some(list)) if is_mine && list.me.is_none() => {
                let then = format!(
                    "Your e-mail in [me] is not among its users, so {}. tab turns to another view.",
                    words.not_mine
                );
                say(canvas, area, "You are no owner at the CRM.", &then);
            }
            (_, _, Some(list)) if list.rows.is_empty() => say(canvas, area, words.none.0, words.none.1),
            _ if self.arrangement.filter.is_empty() && K::none_left(self.arrangement.view).is_some() => {
                let none_left = K::none_left(self.arrangement.view).unwrap_or_default();
                say(canvas, area, none_left, "tab turns to another view.");
            }
            _ if self.arrangement.filter.is_empty() => {
                let view = self.arrangement.view.in_words();
                let then = format!("“{view}” has none now; tab turns to another view.");
                say(canvas, area, words.none_fits, &then);
            }
            _ => say(canvas, area, words.none_fits, "esc takes the filter away, tab turns to another view."),
        }
    }
}

/// How many are marked, and the keys for them: as many as there is room for, each whole.
fn marked(count: usize, keys: &str, width: usize) -> String {
    let mut words = format!("{count} marked ·");
    for key in keys.split("  ") {
        let gap = if words.ends_with('·') { " " } else { "  " };
        if words.width() + gap.len() + key.width() > width {
            break;
        }
        words.push_str(gap);
        words.push_str(key);
    }
    words.push_str("  ");
    words
}

fn say(canvas: &mut Canvas<'_, '_>, area: Rect, what: &str, then: &str) {
    let theme = canvas.theme;
    let mut lines = vec![Line::default(), Line::styled(what.to_owned(), theme.text)];
    lines.extend(paragraph(Span::raw(""), then, theme.faint, usize::from(area.width)));
    canvas.lines(area, lines);
}

/// That nothing is shown because nothing could be read: no list is empty for that.
fn not_read(what: &str) -> DeskError {
    DeskError::new(FailureKind::Failed, format!("The CRM was not read: {what}"))
        .hint("nothing is kept here from before; r tries again")
}

fn say_problem(canvas: &mut Canvas<'_, '_>, area: Rect, error: &DeskError) {
    let (theme, width) = (canvas.theme, usize::from(area.width));
    let mut lines = vec![Line::default()];
    lines.extend(paragraph(Span::styled("! ", theme.warning), &error.what, theme.warning, width));
    let hint = error.hint.as_deref().unwrap_or_default();
    lines.extend(paragraph(Span::raw("  "), hint, theme.faint, width));
    canvas.lines(area, lines);
}

/// The columns that ages and clocks take: `age` where they are said as spans, else room for any day and its time.
pub fn clock(age: usize, moment: &Moment) -> usize {
    if moment.exact { moment.locale.widest_day() + "- 17:00".len() } else { age }
}

/// How long ago, or on demand the day and the time: in the unit and the figure that it has wherever it is said.
pub fn age(at: Timestamp, moment: &Moment) -> String {
    if moment.exact {
        return moment.minute(at);
    }
    let (count, unit) = Unit::of_age(moment.now.duration_since(at).unsigned_abs().as_secs());
    format!("{count} {}", abbreviated(unit))
}

fn abbreviated(unit: Unit) -> &'static str {
    match unit {
        Unit::Minute => "min",
        Unit::Hour => "h",
        Unit::Day => "d",
        Unit::Month => "mo",
        Unit::Year => "y",
    }
}

/// How long until then, or on demand the day and the time.
pub fn until(at: Timestamp, moment: &Moment) -> String {
    if moment.exact { moment.minute(at) } else { short(moment.now.duration_since(at)) }
}

/// What is left of the time, with a sign beside the colour.
pub fn due_in(due: &Due, look: Look<'_>) -> (String, Style) {
    let Look { theme, moment, .. } = look;
    let left = if moment.exact { moment.minute(due.at) } else { short(due.left(moment.now)) };
    match due.state(moment.now) {
        DueState::Breached => (format!("-{left}"), theme.bad),
        DueState::Soon => (format!("!{left}"), theme.warning),
        DueState::InTime => (left, theme.good),
    }
}

/// For so long a person who was not answered may still be won back by an answer.
const ALARMING: SignedDuration = SignedDuration::from_hours(7 * 24);

/// The same in a column of its own, which says by a word that it is late: `25 d late`.
pub fn answer_due(due: &Due, look: Look<'_>) -> (String, Style) {
    match due.state(look.moment.now) {
        DueState::Breached if !look.moment.exact => {
            let left = due.left(look.moment.now);
            // A column that is red from top to bottom warns of nothing.
            let style = if left.abs() > ALARMING { look.theme.faint } else { look.theme.bad };
            (format!("{} late", short(left)), style)
        }
        DueState::Breached => (format!("!{}", look.moment.minute(due.at)), look.theme.bad),
        DueState::Soon | DueState::InTime => due_in(due, look),
    }
}

/// A span in one unit or two, in at most seven columns: `5 min`, `2h 05`, `3 d`.
fn short(span: SignedDuration) -> String {
    let seconds = span.unsigned_abs().as_secs();
    match Unit::of_span(seconds) {
        (hours, Unit::Hour) if hours < SHOWS_MINUTES => format!("{hours}h {:02}", seconds / 60 % 60),
        (count, unit) => format!("{count} {}", abbreviated(unit)),
    }
}
