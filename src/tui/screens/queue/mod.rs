//! The queue: open cases in views, ordered and filtered; one key opens the chosen one.

mod rows;

use crossterm::event::{Event, KeyEvent};
use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::{Line, Span};
use tui_input::Input;
use tui_input::backend::crossterm::EventHandler;

use super::Trail;
use super::casework::{Casework, touched};
use crate::desk::api::{Answer, DeskError, Notice, Queue as Cases, Reading, Request, Who};
use crate::domain::casework::CaseAt;
use crate::domain::evidence::EvidenceId;
use crate::domain::ids::CustomerId;
use crate::domain::queue::{Filter, Order, QueueRow, View};
use crate::domain::record::RecordRef;
use crate::phrasing::counted;
use crate::tui::cx::{Cx, Go};
use crate::tui::keymap::{Action, Layer};
use crate::tui::model::{Model, Stage};
use crate::tui::overlay::Take;
use crate::tui::widgets::field::{one_line, paste_into};
use crate::tui::widgets::list::{ListState, list};
use crate::tui::widgets::panel::panel;
use crate::tui::widgets::text::{fit, paragraph};
use crate::tui::widgets::{Canvas, Hit};
use rows::CaseRows;
pub(super) use rows::{Cells, short};

/// How often the CRM is asked for what has changed while somebody looks.
const LOOK_AGAIN: SignedDuration = SignedDuration::from_secs(60);
const CASES: u8 = 0;

/// The screen.
#[derive(Default)]
pub struct Queue {
    cases: Option<Box<Cases>>,
    /// Rows of the view, in the order in which they are shown: places in `cases.rows`.
    shown: Vec<usize>,
    /// What is kept, asked for.
    kept: Option<u64>,
    /// The CRM, asked.
    reading: Option<u64>,
    /// The customers' profiles, asked for.
    filling: Option<u64>,
    problem: Option<DeskError>,
    view: View,
    order: Order,
    field: Input,
    typing: bool,
    /// What is wrong with what was typed.
    bad_filter: Option<String>,
    filter: Filter,
    rows: ListState,
    /// Cases that came while somebody looked; they take their places when the queue is asked for again.
    came: Vec<RecordRef>,
    /// What is kept has changed since it was asked for.
    ask_again: bool,
    /// Rows whose customers were asked for.
    unreadable: usize,
    /// When the CRM is asked again.
    look_again: Option<Timestamp>,
    /// Cases that the next deed is done to.
    marked: BTreeSet<RecordRef>,
    work: Casework,
}

impl Queue {
    /// What is being done to cases.
    pub fn casework(&mut self) -> &mut Casework {
        &mut self.work
    }

    pub(super) fn entered(&mut self, cx: &mut Cx<'_>) {
        // What is kept is there at once; what has changed follows.
        cx.cancel(self.kept.take());
        self.kept = Some(cx.ask("opening the queue", Request::Queue { reading: Reading::AsIs }));
        self.unreadable = 0;
        self.read(Reading::Cached, cx);
        self.came.clear();
        self.arrange(cx.moment.now);
    }

    pub(super) fn left(&mut self) {
        (self.kept, self.reading, self.filling, self.look_again) = (None, None, None, None);
    }

    pub(super) fn title(&self) -> String {
        "cases".to_owned()
    }

    pub(super) fn layers(&self) -> Vec<Layer> {
        if self.typing { vec![Layer::Line] } else { vec![Layer::Queue, Layer::List, Layer::Anywhere] }
    }

    /// Whether letters go to the filter.
    pub(super) fn is_typing(&self) -> bool {
        self.typing
    }

    /// When this screen wants to be woken while it is shown.
    pub fn next_wake(&self) -> Option<Timestamp> {
        self.look_again
    }

    /// The time may have come to ask again.
    pub(super) fn woken(&mut self, cx: &mut Cx<'_>) {
        if self.look_again.is_some_and(|at| at <= cx.moment.now) && self.reading.is_none() {
            self.read(Reading::Cached, cx);
        }
    }

    fn read(&mut self, reading: Reading, cx: &mut Cx<'_>) {
        cx.cancel(self.reading.take());
        self.look_again = None;
        self.reading = Some(cx.ask("reading cases", Request::Queue { reading }));
    }

    fn all(&self) -> &[QueueRow] {
        self.cases.as_ref().map_or(&[], |cases| &cases.rows)
    }

    pub(super) fn chosen(&self) -> Option<&QueueRow> {
        self.all().get(*self.shown.get(self.rows.selected())?)
    }

    // What has arrived.

    pub(super) fn answered(&mut self, request: u64, result: Result<Answer, DeskError>, cx: &mut Cx<'_>) {
        if self.work.answered(request, &result, cx) {
            let is_under_way = matches!(&result, Ok(Answer::Casework(done)) if !done.entries.is_empty());
            if is_under_way {
                self.marked.clear();
            }
            return;
        }
        if self.kept == Some(request) {
            self.kept = None;
            if std::mem::take(&mut self.ask_again) {
                self.ask_kept(cx);
            }
        } else if self.reading == Some(request) {
            self.reading = None;
            self.look_again = Some(cx.moment.now + LOOK_AGAIN);
        } else if self.filling == Some(request) {
            self.filling = None;
            return self.ask_kept(cx);
        } else {
            return;
        }
        match result {
            Ok(Answer::Queue(cases)) => {
                self.problem = None;
                self.take(cases, cx.moment.now);
                self.fill(cx);
            }
            Ok(_) => {}
            Err(error) if self.cases.is_none() => self.problem = Some(error),
            Err(error) => cx.failed(&error),
        }
    }

    /// Who the customers are is read once, behind what is shown.
    fn fill(&mut self, cx: &mut Cx<'_>) {
        let is_lacking = |row: &&QueueRow| row.case.standing.is_none() && row.case.customer_id.is_some();
        let lacking = self.all().iter().filter(is_lacking).count();
        // Who could not be read is not asked for again and again.
        if lacking > self.unreadable && self.filling.is_none() && self.reading.is_none() {
            self.unreadable = lacking;
            self.filling = Some(cx.ask("reading customers", Request::FillQueue));
        }
    }

    /// New rows in place of the old ones. Nothing moves under who looks: rows keep their order, those that came wait
    /// at the end of a count, those that went go.
    fn take(&mut self, cases: Box<Cases>, now: Timestamp) {
        let chosen = self.chosen().map(|row| row.case.record.clone());
        let before: Vec<RecordRef> =
            self.shown.iter().filter_map(|at| Some(self.all().get(*at)?.case.record.clone())).collect();
        let is_looked_at = self.rows.selected() > 0;
        self.cases = Some(cases);
        self.arrange(now);
        if is_looked_at {
            self.keep_order(&before);
        }
        self.follow(chosen.as_ref());
    }

    fn keep_order(&mut self, before: &[RecordRef]) {
        let place = |record: &RecordRef| before.iter().position(|known| known == record);
        let rows = self.cases.as_ref().map_or(&[][..], |cases| &cases.rows);
        let (mut known, mut new): (Vec<_>, Vec<_>) = self
            .shown
            .iter()
            .map(|at| (place(&rows[*at].case.record), *at))
            .partition(|(place, _)| place.is_some());
        known.sort_by_key(|(place, _)| *place);
        let records = |places: &[(Option<usize>, usize)]| -> Vec<RecordRef> {
            places.iter().map(|(_, at)| rows[*at].case.record.clone()).collect()
        };
        let (here, came) = (records(&known), records(&new));
        self.came.retain(|record| here.contains(record));
        self.came.extend(came);
        known.append(&mut new);
        self.shown = known.into_iter().map(|(_, at)| at).collect();
    }

    fn follow(&mut self, chosen: Option<&RecordRef>) {
        let keys: Vec<String> = self.shown.iter().map(|at| self.all()[*at].case.record.to_string()).collect();
        self.rows.follow(chosen.map(ToString::to_string).as_deref(), keys.into_iter());
    }

    /// Filters and orders what there is.
    fn arrange(&mut self, now: Timestamp) {
        let me = self.cases.as_ref().and_then(|cases| cases.me.clone());
        let fits = |row: &QueueRow| self.view.has(row, me.as_deref(), now) && self.filter.fits(row, now);
        let rows = self.all();
        let mut shown: Vec<usize> = (0..rows.len()).filter(|at| fits(&rows[*at])).collect();
        shown.sort_by(|a, b| self.order.compare(&rows[*a], &rows[*b]));
        self.shown = shown;
    }

    fn rearrange(&mut self, now: Timestamp) {
        self.came.clear();
        self.arrange(now);
        self.rows.select(0);
    }

    pub(super) fn noticed(&mut self, notice: &Notice, cx: &mut Cx<'_>) {
        if let Notice::Entry { entry } = notice
            && let Some(case) = touched(entry)
        {
            cx.ask("reading the case", Request::RereadCases { cases: vec![case] });
        }
        if matches!(notice, Notice::Queue | Notice::Skipped) {
            self.ask_kept(cx);
        }
    }

    /// Asks for what is kept; where that was asked already, once more after its answer, which may know less.
    fn ask_kept(&mut self, cx: &mut Cx<'_>) {
        self.ask_again = self.kept.is_some();
        if self.kept.is_none() {
            self.kept = Some(cx.ask("opening the queue", Request::Queue { reading: Reading::AsIs }));
        }
    }

    // What the user does.

    pub(super) fn act(&mut self, action: Action, cx: &mut Cx<'_>) -> bool {
        let now = cx.moment.now;
        match action {
            Action::Save if self.typing => self.typing = false,
            Action::Back if self.typing => {
                self.typing = false;
                self.field.reset();
                self.filtered(now);
            }
            Action::Back if !self.marked.is_empty() => self.marked.clear(),
            Action::Back if !self.filter.is_empty() => {
                self.field.reset();
                self.filtered(now);
            }
            Action::Filter => self.typing = true,
            Action::NextView => self.turn(1, now),
            Action::PreviousView => self.turn(View::ALL.len() - 1, now),
            Action::NextOrder => {
                self.order = self.order.next();
                self.rearrange(now);
                cx.tell(format!("ordered by {}", self.order.in_words()));
            }
            Action::Why => self.unfold(),
            Action::Refresh => {
                self.rearrange(now);
                self.read(Reading::Fresh, cx);
            }
            Action::Open => self.open(cx),
            Action::Browse => cx.browse(self.chosen().and_then(|row| row.case.url.as_deref())),
            Action::Copy => match self.chosen() {
                Some(row) => cx.copy("the case", format!("#{} {}", row.case.record.id, row.case.subject)),
                None => cx.refuse("there is nothing to copy here"),
            },
            Action::Mark => self.mark(cx),
            Action::MarkAll => self.mark_all(cx),
            other => {
                let cases = self.cases_to_work_on();
                return self.work.begin(other, cases, cx) || self.rows.act(other, self.shown.len());
            }
        }
        true
    }

    /// Those that are marked, in the order in which they are shown; else the chosen one.
    fn cases_to_work_on(&self) -> Vec<CaseAt> {
        let at = |row: &QueueRow| CaseAt { record: row.case.record.clone(), seen: row.case.updated_at };
        if self.marked.is_empty() {
            return self.chosen().map(at).into_iter().collect();
        }
        let shown: Vec<&QueueRow> = self.shown.iter().filter_map(|at| self.all().get(*at)).collect();
        shown.into_iter().filter(|row| self.marked.contains(&row.case.record)).map(at).collect()
    }

    pub(super) fn take_choice(&mut self, take: Take, cx: &mut Cx<'_>) {
        self.work.take(take, cx);
    }

    /// Who stands behind a case of the queue.
    pub fn customer_of(&self, record: &RecordRef) -> Option<CustomerId> {
        self.all().iter().find(|row| row.case.record == *record)?.case.customer_id
    }

    fn mark(&mut self, cx: &mut Cx<'_>) {
        let Some(record) = self.chosen().map(|row| row.case.record.clone()) else {
            return cx.refuse("there is no case to mark");
        };
        if !self.marked.remove(&record) {
            self.marked.insert(record);
        }
        self.rows.step(1, self.shown.len());
    }

    /// All that are shown, or none where they are marked already.
    fn mark_all(&mut self, cx: &mut Cx<'_>) {
        let shown: BTreeSet<RecordRef> =
            self.shown.iter().filter_map(|at| Some(self.all().get(*at)?.case.record.clone())).collect();
        if shown.is_empty() {
            return cx.refuse("there is no case to mark");
        }
        if self.marked == shown {
            self.marked.clear();
        } else {
            self.marked = shown;
        }
    }

    fn turn(&mut self, by: usize, now: Timestamp) {
        let at = View::ALL.iter().position(|view| *view == self.view).unwrap_or(0);
        self.view = View::ALL[(at + by) % View::ALL.len()];
        self.rearrange(now);
    }

    fn unfold(&mut self) {
        if let Some(key) = self.chosen().map(|row| row.case.record.to_string()) {
            self.rows.toggle(key);
        }
    }

    fn open(&self, cx: &mut Cx<'_>) {
        let Some(row) = self.chosen() else { return cx.refuse("there is no case to open") };
        let record = &row.case.record;
        let shown = self.shown.iter().filter_map(|at| self.all().get(*at));
        let trail = Trail::of(shown.filter_map(stop), &EvidenceId::new("case", &record.id));
        match trail {
            Some(trail) => cx.go(Go::CaseOf(trail)),
            None => cx
                .refuse("this case hangs on no contact at the CRM: give it one there, then r reads it again"),
        }
    }

    pub(super) fn typed(&mut self, key: KeyEvent, cx: &mut Cx<'_>) {
        if self.typing && self.field.handle_event(&Event::Key(key)).is_some_and(|changed| changed.value) {
            self.filtered(cx.moment.now);
        }
    }

    pub(super) fn pasted(&mut self, text: &str, cx: &mut Cx<'_>) {
        if self.typing {
            paste_into(&mut self.field, text);
            self.filtered(cx.moment.now);
        }
    }

    /// What was typed holds at once; while it is no filter, the one before does.
    fn filtered(&mut self, now: Timestamp) {
        match Filter::parse(self.field.value()) {
            Ok(filter) => {
                self.filter = filter;
                self.bad_filter = None;
                self.rearrange(now);
            }
            Err(bad) => self.bad_filter = Some(bad.to_string()),
        }
    }

    pub(super) fn clicked(&mut self, hit: Hit, cx: &mut Cx<'_>) {
        match hit {
            Hit::Row { row, .. } if self.rows.selected() == row => self.open(cx),
            Hit::Row { row, .. } => self.rows.select(row),
            Hit::Tab(number) => {
                if let Some(view) = View::ALL.get(usize::from(number)) {
                    self.view = *view;
                    self.rearrange(cx.moment.now);
                }
            }
            _ => {}
        }
    }

    pub(super) fn scrolled(&mut self, _list: u8, by: isize) {
        self.rows.step(by, self.shown.len());
    }

    // How it looks.

    pub(super) fn view(&self, canvas: &mut Canvas<'_, '_>, area: Rect, model: &Model) {
        let theme = canvas.theme;
        let title = self.tabs(canvas, area);
        let mut inner = panel(canvas, area, title, model.overlay.is_none());
        if self.typing || !self.filter.is_empty() {
            let [field, rest] = Layout::vertical([Constraint::Length(1), Constraint::Fill(1)]).areas(inner);
            one_line(canvas, field, "filter ❯ ", &self.field, self.typing);
            inner = rest;
        }
        if let Some(words) = &self.bad_filter {
            let [line, rest] = Layout::vertical([Constraint::Length(1), Constraint::Fill(1)]).areas(inner);
            canvas.lines(line, [Line::styled(words.clone(), theme.warning)]);
            inner = rest;
        }
        let [heads, body, foot] =
            Layout::vertical([Constraint::Length(1), Constraint::Fill(1), Constraint::Length(1)])
                .areas(inner);
        if self.shown.is_empty() {
            return self.view_empty(canvas, inner, model);
        }
        canvas.lines(heads, [rows::heads(usize::from(heads.width), theme)]);
        let rows = CaseRows {
            all: self.all(),
            shown: &self.shown,
            marked: &self.marked,
            theme,
            moment: canvas.moment,
        };
        list(canvas, body, &rows, &self.rows, model.overlay.is_none(), CASES);
        canvas.lines(foot, [self.foot(canvas, usize::from(foot.width))]);
    }

    /// Names of the views with how many cases are in each; each can be clicked.
    fn tabs(&self, canvas: &mut Canvas<'_, '_>, area: Rect) -> Line<'static> {
        let (theme, now) = (canvas.theme, canvas.moment.now);
        let me = self.cases.as_ref().and_then(|cases| cases.me.as_deref());
        let is_narrow = area.width < 100;
        let mut spans = Vec::new();
        let mut x = area.x + 1;
        for (at, view) in View::ALL.iter().enumerate() {
            let count = self.all().iter().filter(|row| view.has(row, me, now)).count();
            let name = if is_narrow { rows::short_name(*view) } else { view.in_words() };
            let text = if self.cases.is_some() { format!("{name} {count}") } else { name.to_owned() };
            let width = u16::try_from(text.chars().count() + 2).unwrap_or(0);
            let number = u8::try_from(at).unwrap_or(0);
            canvas.hits.note(Rect { x, y: area.y, width, height: 1 }, Hit::Tab(number));
            x += width + 1;
            if at > 0 {
                spans.push(Span::styled("│", theme.border));
            }
            let style = match (*view == self.view, view, count) {
                (true, ..) => theme.heading.underlined(),
                (false, View::Late, 1..) => theme.warning,
                _ => theme.faint,
            };
            spans.extend([Span::raw(" "), Span::styled(text, style), Span::raw(" ")]);
        }
        Line::from(spans)
    }

    /// One line about the chosen case: why it stands there, and what is new.
    fn foot(&self, canvas: &Canvas<'_, '_>, width: usize) -> Line<'static> {
        let theme = canvas.theme;
        let mut spans = Vec::new();
        if !self.marked.is_empty() {
            let marked = self.cases_to_work_on().len();
            let words = format!("{marked} marked · S status  P priority  O owner  m macro  ");
            spans.push(Span::styled(words, theme.accent));
        }
        if !self.came.is_empty() {
            let words = format!("{} · r sorts in  ", counted(self.came.len() as u64, "new case"));
            spans.push(Span::styled(words, theme.accent));
        }
        if let Some(problem) = self.cases.as_ref().and_then(|cases| cases.problem.as_deref()) {
            spans.push(Span::styled(format!("! not read again: {problem}  "), theme.warning));
        }
        if let Some(row) = self.chosen() {
            spans.push(Span::styled(format!("{:.0} ", row.rank.points), theme.heading));
            spans.push(Span::styled(row.rank.reason(), theme.faint));
            let label = format!(" · {} by {}", row.case.labels.category.in_words(), row.case.labelled_by);
            spans.push(Span::styled(label, theme.faint));
        }
        Line::from(fit(spans, width))
    }

    fn view_empty(&self, canvas: &mut Canvas<'_, '_>, area: Rect, model: &Model) {
        let theme = canvas.theme;
        let width = usize::from(area.width);
        let say = |canvas: &mut Canvas<'_, '_>, what: &str, then: &str| {
            let mut lines = vec![Line::default(), Line::styled(what.to_owned(), theme.text)];
            lines.extend(paragraph(Span::raw(""), then, theme.faint, width));
            canvas.lines(area, lines);
        };
        match (&model.stage, &self.problem, &self.cases) {
            (Stage::Opening, ..) => say(canvas, "opening the storage …", ""),
            (_, Some(error), _) => {
                let hint = error.hint.clone().unwrap_or_default();
                let mut lines = vec![Line::default()];
                lines.extend(paragraph(Span::styled("! ", theme.warning), &error.what, theme.warning, width));
                lines.extend(paragraph(Span::raw("  "), &hint, theme.faint, width));
                canvas.lines(area, lines);
            }
            (_, _, None) => say(canvas, "reading cases …", ""),
            (_, _, Some(_)) if self.reading.is_some() && self.all().is_empty() => {
                say(canvas, "reading cases …", "");
            }
            (_, _, Some(cases)) if cases.rows.is_empty() => {
                say(
                    canvas,
                    "No case is open.",
                    "A good moment to go through the leads, or to look after somebody: / finds them.",
                );
            }
            (_, _, Some(cases)) if self.view == View::Mine && cases.me.is_none() => {
                say(
                    canvas,
                    "You are no owner at the CRM.",
                    "Your e-mail in [me] is not among its users, so no case can be yours. tab turns to another view.",
                );
            }
            _ => say(canvas, "No case fits.", "tab turns to another view, esc takes the filter away."),
        }
    }
}

/// Where a row leads; nothing where its case hangs on nobody.
fn stop(row: &QueueRow) -> Option<(Who, EvidenceId)> {
    let who = match (row.case.customer_id, &row.case.contact) {
        (Some(customer), _) => Who::Customer(customer),
        (None, Some(contact)) => Who::Query(contact.to_string()),
        (None, None) => return None,
    };
    Some((who, EvidenceId::new("case", &row.case.record.id)))
}
