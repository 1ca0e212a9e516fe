//! What waits for a yes: who asked, why it needs one, what it rests on and whether that is still so, what exactly
//! would be written.

mod batch;
mod detail;
mod looked_at;

use std::cell::Cell;
use std::collections::{BTreeSet, HashMap};

use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::{Line, Span};

use super::outbox::{approve, reject};
use crate::desk::api::{Answer, DeskError, FailureKind, Notice, Reading, Request, Review, Standing, Who};
use crate::domain::CustomerId;
use crate::domain::ids::EntryId;
use crate::domain::outbox::{Entry, EntryState};
use crate::phrasing::{Locale, Moment, counted, effect_told, policy_in_words};
use crate::tui::cx::{Cx, Go};
use crate::tui::keymap::{Action, Layer};
use crate::tui::model::Model;
use crate::tui::overlay::{Compose, Overlay, Question};
use crate::tui::theme::Theme;
use crate::tui::widgets::list::{ListState, Rows, list};
use crate::tui::widgets::panel::panel;
use crate::tui::widgets::text::{paragraph, spread};
use crate::tui::widgets::{Canvas, Hit};
use looked_at::LookedAt;

const ENTRIES: u8 = 0;
const DETAIL: u8 = 1;
/// From here on what is chosen stands beside the list.
const TWO_COLUMNS: u16 = 110;
/// Lines that an entry takes in the list.
const LINES_OF_AN_ENTRY: usize = 2;
/// Lines that the question before a yes may take.
const LINES_OF_A_QUESTION: usize = 2;

/// The screen.
#[derive(Debug, Default)]
pub struct Approvals {
    entries: Option<Vec<Entry>>,
    asked: Option<u64>,
    rows: ListState,
    marked: BTreeSet<EntryId>,
    reviews: HashMap<EntryId, Review>,
    /// The check that is under way.
    checking: Option<(u64, EntryId)>,
    /// A yes was said before the check had answered.
    yes_when_checked: Option<EntryId>,
    looked_at: LookedAt,
    /// The chosen one is read to its end: the keys move within it.
    is_close: bool,
    offset: Cell<usize>,
    /// Lines of the chosen one that had no room.
    below: Cell<usize>,
}

impl Approvals {
    pub(super) fn entered(&mut self, cx: &mut Cx<'_>) {
        cx.cancel(self.asked.take());
        self.asked = Some(cx.ask("reading what waits for a yes", Request::Approvals));
    }

    pub(super) fn left(&mut self) {
        self.asked = None;
        self.checking = None;
        self.yes_when_checked = None;
    }

    pub(super) fn title(&self) -> String {
        match self.entries.as_ref().map(Vec::len) {
            Some(count) if count > 0 => format!("approvals · {count}"),
            _ => "approvals".to_owned(),
        }
    }

    pub(super) fn layers(&self) -> Vec<Layer> {
        vec![Layer::Approvals, Layer::List, Layer::Anywhere]
    }

    /// The one that the keys are about.
    pub fn chosen(&self) -> Option<&Entry> {
        self.entries.as_ref()?.get(self.rows.selected())
    }

    /// Whether there is anything that an action can be done to.
    pub(super) fn offers(&self, action: Action) -> bool {
        match action {
            Action::Mark => self.chosen().is_some_and(|entry| self.can_be_marked(entry)),
            _ => true,
        }
    }

    /// Something said yes to or turned down waits again, because that was taken back: it is turned to.
    pub fn came_back(&mut self, entry: &Entry, cx: &mut Cx<'_>) {
        self.take(entry, cx);
        self.stay_at(Some(entry.id));
        self.check(false, cx);
    }

    fn len(&self) -> usize {
        self.entries.as_ref().map_or(0, Vec::len)
    }

    pub(super) fn act(&mut self, action: Action, cx: &mut Cx<'_>) -> bool {
        let len = self.len();
        let said_once = self.looked_at.take_said_once();
        match (action, self.chosen().cloned()) {
            (Action::Back, _) if said_once.is_some() => {}
            (Action::Refresh, _) => {
                self.reviews.clear();
                self.entered(cx);
            }
            (Action::Approve, Some(_)) if !self.marked.is_empty() => self.approve_marked(cx),
            (Action::Approve, Some(entry)) => self.approve(&entry, said_once == Some(entry.id), cx),
            (Action::Reject, Some(entry)) => reject(&entry, cx),
            (Action::Edit, Some(entry)) => edit(&entry, cx),
            (Action::Mark, Some(entry)) => {
                if !self.marked.remove(&entry.id) {
                    if let Some(why) = self.why_not_marked(&entry) {
                        cx.refuse(why);
                        return true;
                    }
                    self.marked.insert(entry.id);
                }
                self.rows.step(1, len);
                self.check(false, cx);
            }
            (Action::MarkAlike, Some(entry)) => match self.why_by_itself(&entry) {
                Some(why) => cx.refuse(why),
                None => self.mark_alike(&entry),
            },
            (Action::Open, Some(_)) => {
                self.read_closely(!self.is_close);
                if self.is_close {
                    self.check(true, cx);
                }
            }
            // The first of them is opened as soon as they are there.
            (Action::Open, None) if self.entries.is_none() => self.is_close = true,
            (Action::Back, _) if self.is_close => self.is_close = false,
            (Action::OpenCustomer, Some(entry)) => cx.go(Go::Customer(Who::Customer(entry.customer_id))),
            (Action::Copy, Some(entry)) => cx.copy("what is written", effect_told(&entry, cx.me())),
            (Action::Approve | Action::Reject | Action::Edit, None) if self.entries.is_some() => {
                cx.tell("nothing waits for a yes or a no");
            }
            (moving, Some(_)) if self.is_close && self.scroll(moving) => {}
            (moving, _) => {
                let was = self.rows.selected();
                if !self.rows.act(moving, len) {
                    return false;
                }
                if self.rows.selected() != was {
                    self.offset.set(0);
                    self.check(false, cx);
                }
            }
        }
        true
    }

    /// Whether the chosen one is read to its end.
    fn read_closely(&mut self, is_close: bool) {
        self.is_close = is_close;
        self.offset.set(0);
        if let Some(id) = self.chosen().map(|entry| entry.id).filter(|_| is_close) {
            self.looked_at.open(id);
        }
    }

    /// Moves within what is read closely.
    fn scroll(&mut self, moving: Action) -> bool {
        let (offset, below) = (self.offset.get(), self.below.get());
        let to = match moving {
            Action::Down => offset + below.min(1),
            Action::Up => offset.saturating_sub(1),
            Action::PageDown => offset + below.min(10),
            Action::PageUp => offset.saturating_sub(10),
            Action::First => 0,
            Action::Last => offset + below,
            _ => return false,
        };
        self.offset.set(to);
        true
    }

    /// Has the chosen one held against how things are now; where that was done, only `again`.
    fn check(&mut self, again: bool, cx: &mut Cx<'_>) {
        let Some(id) = self.chosen().map(|entry| entry.id) else { return };
        let is_checking = self.checking.is_some_and(|(_, checking)| checking == id);
        if is_checking || (self.reviews.contains_key(&id) && !again) {
            return;
        }
        cx.cancel(self.checking.take().map(|(request, _)| request));
        let request = Request::Review { entry: id, reading: Reading::Fresh };
        self.checking = Some((cx.ask("checking whether it still holds", request), id));
    }

    /// Says yes, once it is known whether it still holds; where it does not, only after a question. Whoever has not looked
    /// at it is shown first what is given away, unless they are `sure`.
    fn approve(&mut self, entry: &Entry, sure: bool, cx: &mut Cx<'_>) {
        let is_known = sure || self.looked_at.is_known(entry.id, cx.moment.now);
        let is_checking = self.checking.is_some_and(|(_, checking)| checking == entry.id);
        match self.reviews.get(&entry.id).map(|review| &review.standing) {
            _ if is_checking && is_known => {
                self.yes_when_checked = Some(entry.id);
                cx.tell("checking first whether it still holds");
            }
            Some(Standing::No(why)) if !is_checking => {
                let given = self.given(entry, &cx.moment.locale);
                let why = why.join("; ");
                let words = format!("{given}\nThis does not hold now: {why}.\nSay yes all the same?");
                ask(entry, words, cx);
            }
            Some(Standing::Unknown(why)) if !is_checking => {
                let given = self.given(entry, &cx.moment.locale);
                let words = format!(
                    "{given}\nNobody could check whether this still holds: {why}.\nSay yes all the same?"
                );
                ask(entry, words, cx);
            }
            _ if is_known => approve(entry, cx),
            _ => {
                cx.clear_old();
                self.looked_at.say_once(entry.id);
            }
        }
    }

    /// What a yes gives away, and which policy asks for it.
    fn given(&self, entry: &Entry, locale: &Locale) -> String {
        let offer = self.reviews.get(&entry.id).and_then(|review| review.offer.as_deref());
        let what = offer.unwrap_or(&entry.title).trim_end_matches('.');
        match &entry.state {
            EntryState::AwaitingApproval { need, .. } => {
                format!("{what} · {}", policy_in_words(&need.why, locale))
            }
            _ => what.to_owned(),
        }
    }

    /// What is shown of a request before the yes that counts; nothing where none was said yes to without looking.
    fn question(&self, model: &Model, width: usize) -> Vec<Line<'static>> {
        let Some(entry) = self.chosen().filter(|entry| self.looked_at.said_once() == Some(entry.id)) else {
            return Vec::new();
        };
        let theme = &model.theme;
        let yes = model.keymap.shown(Action::Approve);
        let name = model.names.get(&entry.customer_id).map_or("a customer", String::as_str);
        let words = format!("{yes} once more for {name}: {}", self.given(entry, &model.moment.locale));
        let mut lines = paragraph(Span::styled(" ! ", theme.warning), &words, theme.warning, width);
        lines.truncate(LINES_OF_A_QUESTION);
        lines.push(Line::styled(format!("   asked {}", self.looked_at.why_asked()), theme.faint));
        lines
    }

    pub(super) fn answered(&mut self, request: u64, result: Result<Answer, DeskError>, cx: &mut Cx<'_>) {
        match result {
            Ok(Answer::Entries(entries)) if self.asked == Some(request) => {
                self.asked = None;
                let chosen = self.chosen().map(|entry| entry.id);
                let waits = |id: &EntryId| entries.iter().any(|entry| entry.id == *id);
                self.marked.retain(waits);
                // Whoever reads one of them closely does not read the next one instead.
                self.is_close &= chosen.as_ref().is_none_or(waits);
                self.entries = Some(entries);
                self.stay_at(chosen);
                if self.is_close && chosen.is_none() {
                    self.read_closely(self.len() > 0);
                }
                self.check(false, cx);
            }
            Ok(Answer::Review(review)) => {
                self.checking = self.checking.take().filter(|(checking, _)| *checking != request);
                let id = review.entry;
                self.reviews.insert(id, *review);
                if self.yes_when_checked.take_if(|waiting| *waiting == id).is_some()
                    && let Some(entry) = self.chosen().filter(|entry| entry.id == id).cloned()
                {
                    self.approve(&entry, true, cx);
                }
            }
            Ok(Answer::Entry(entry)) => self.take(&entry, cx),
            Ok(_) => {}
            Err(error) => {
                if self.checking.is_some_and(|(checking, _)| checking == request) {
                    self.checking = None;
                    self.yes_when_checked = None;
                } else if error.kind == FailureKind::NotPermitted {
                    // Something has changed: the next yes asks first.
                    self.check(true, cx);
                }
                cx.failed(&error);
            }
        }
    }

    fn take(&mut self, entry: &Entry, cx: &mut Cx<'_>) {
        let chosen = self.chosen().map(|entry| entry.id);
        let Some(entries) = &mut self.entries else { return };
        let known = entries.iter().position(|known| known.id == entry.id);
        match (matches!(entry.state, EntryState::AwaitingApproval { .. }), known) {
            (true, Some(at)) if entries[at] == *entry => return,
            (true, Some(at)) => {
                entries[at] = entry.clone();
                self.reviews.remove(&entry.id);
                self.looked_at.has_changed(entry.id);
            }
            (true, None) => {
                let key = |entry: &Entry| (entry.accepted_at, entry.id);
                let at = entries.partition_point(|known| key(known) <= key(entry));
                entries.insert(at, entry.clone());
            }
            (false, Some(at)) => {
                entries.remove(at);
                self.looked_at.has_changed(entry.id);
                self.marked.remove(&entry.id);
                self.is_close = false;
            }
            (false, None) => return,
        }
        self.stay_at(chosen);
        self.check(false, cx);
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
            Notice::Entry { entry } => self.take(entry, cx),
            Notice::Skipped | Notice::Erased { .. } => self.entered(cx),
            _ => {}
        }
    }

    pub(super) fn clicked(&mut self, hit: Hit, cx: &mut Cx<'_>) {
        match hit {
            Hit::Row { list: ENTRIES, row } if self.rows.selected() == row => {
                self.read_closely(!self.is_close);
            }
            Hit::Row { list: ENTRIES, row } => {
                self.rows.select(row);
                self.offset.set(0);
            }
            Hit::List(DETAIL) => self.read_closely(true),
            _ => return,
        }
        self.looked_at.take_said_once();
        self.check(false, cx);
    }

    pub(super) fn scrolled(&mut self, list: u8, by: isize) {
        if list == DETAIL {
            let room = isize::try_from(self.below.get()).unwrap_or(0);
            self.offset.set(self.offset.get().saturating_add_signed(by.min(room)));
        } else {
            let len = self.len();
            self.rows.step(by, len);
        }
    }

    pub(super) fn view(&self, canvas: &mut Canvas<'_, '_>, area: Rect, model: &Model) {
        let theme = canvas.theme;
        let entries = match self.entries.as_deref() {
            None => return self.view_alone(canvas, area, vec![Line::styled("reading …", theme.faint)]),
            Some([]) => {
                let why = "What needs one stands in the policy: [[policy.approvals]] in the configuration.";
                let mut lines = vec![Line::styled("Nothing waits for a yes.", theme.text)];
                lines.extend(paragraph(Span::raw(""), why, theme.faint, usize::from(area.width) - 4));
                return self.view_alone(canvas, area, lines);
            }
            Some(entries) => entries,
        };
        let question = self.question(model, usize::from(area.width));
        let asking = u16::try_from(question.len()).unwrap_or(0);
        let [area, below] = Layout::vertical([Constraint::Fill(1), Constraint::Length(asking)]).areas(area);
        canvas.lines(below, question);
        let (above, below) = match (area.width, self.is_close) {
            (TWO_COLUMNS.., _) => {
                let [left, right] =
                    Layout::horizontal([Constraint::Percentage(42), Constraint::Fill(1)]).areas(area);
                (Some(left), right)
            }
            (_, true) => (None, area),
            (_, false) => {
                let wanted = entries.len().saturating_mul(LINES_OF_AN_ENTRY) + 2;
                let height = u16::try_from(wanted).unwrap_or(u16::MAX).min((area.height * 2 / 5).max(4));
                let [top, rest] =
                    Layout::vertical([Constraint::Length(height), Constraint::Fill(1)]).areas(area);
                (Some(top), rest)
            }
        };
        if let Some(above) = above {
            let inner = panel(canvas, above, self.head(theme), !self.is_close);
            let rows =
                WaitingRows { screen: self, entries, theme, moment: canvas.moment, names: &model.names };
            list(canvas, inner, &rows, &self.rows, !self.is_close, ENTRIES);
        }
        if let Some(entry) = self.chosen() {
            self.view_detail(canvas, below, entry, model);
        }
    }

    fn head(&self, theme: &Theme) -> Line<'static> {
        let mut title = vec![Span::styled(" Waits for a yes ", theme.heading)];
        if self.marked.is_empty() {
            let words = if self.has_markable() { "space marks several " } else { "" };
            title.push(Span::styled(words, theme.faint));
        } else {
            title
                .push(Span::styled(format!("· {} marked: y approves all ", self.marked.len()), theme.accent));
        }
        Line::from(title)
    }

    fn view_alone(&self, canvas: &mut Canvas<'_, '_>, area: Rect, lines: Vec<Line<'static>>) {
        let title = vec![
            Span::styled(" Waits for a yes ", canvas.theme.heading),
            Span::styled("· on this machine a second confirmation, not a second person ", canvas.theme.faint),
        ];
        let inner = panel(canvas, area, Line::from(title), true);
        canvas.lines(inner, lines);
    }
}

/// A yes that is asked about first.
fn ask(entry: &Entry, words: String, cx: &mut Cx<'_>) {
    let requests = vec![Request::Approve { entry: entry.id, despite: true }];
    cx.go(Go::Over(Box::new(Overlay::Question(Question::new(words, "approving", requests)))));
}

fn edit(entry: &Entry, cx: &mut Cx<'_>) {
    match Compose::entry(entry, cx.me(), cx.moment) {
        Some(compose) => cx.go(Go::Over(Box::new(Overlay::Compose(Box::new(compose))))),
        None => cx.refuse("this has no words to edit: say yes, or no with a reason"),
    }
}

struct WaitingRows<'a> {
    screen: &'a Approvals,
    entries: &'a [Entry],
    theme: &'a Theme,
    moment: &'a Moment,
    names: &'a HashMap<CustomerId, String>,
}

impl Rows for WaitingRows<'_> {
    fn count(&self) -> usize {
        self.entries.len()
    }

    fn key(&self, row: usize) -> String {
        self.entries[row].id.to_string()
    }

    fn lines(&self, row: usize, _unfolded: bool, width: usize) -> Vec<Line<'static>> {
        let (entry, theme) = (&self.entries[row], self.theme);
        let mark = match self.screen.marked.contains(&entry.id) {
            true => "[x] ",
            false if self.screen.can_be_marked(entry) => "[ ] ",
            false => "    ",
        };
        // What the check says stands in words: a sign of approval would read as somebody's yes.
        let (sign, stands) = match self.screen.reviews.get(&entry.id).map(|review| &review.standing) {
            Some(Standing::Yes) => ("? ", Span::styled("still true", theme.faint)),
            Some(Standing::No(_)) => ("! ", Span::styled("does not hold", theme.bad)),
            Some(Standing::Unknown(_)) => ("? ", Span::styled("not checked", theme.warning)),
            None => ("? ", Span::raw("")),
        };
        let style = if sign == "! " { theme.bad } else { theme.warning };
        let head = vec![
            Span::styled(mark, theme.key),
            Span::styled(sign, style),
            Span::styled(format!("{:<11} ", entry.action.as_str().replace('_', " ")), theme.faint),
            Span::styled(self.names.get(&entry.customer_id).cloned().unwrap_or_default(), theme.heading),
        ];
        let right = vec![Span::styled(self.moment.ago(entry.accepted_at), theme.faint)];
        let title = vec![Span::raw("      "), Span::styled(entry.title.clone(), theme.text)];
        vec![spread(head, right, width), spread(title, vec![stands], width)]
    }
}

/// How many, and of what.
fn how_many(count: usize, what: &str) -> String {
    counted(u64::try_from(count).unwrap_or(u64::MAX), what)
}
