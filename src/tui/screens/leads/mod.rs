//! The leads: who may buy, from the best down, in views, ordered and filtered; one key decides about the chosen one.

mod rows;

use crossterm::event::{Event, KeyEvent};
use jiff::{SignedDuration, Timestamp};
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::{Line, Span};
use tui_input::Input;
use tui_input::backend::crossterm::EventHandler;

use crate::desk::api::{Answer, DeskError, Leads as Listed, Notice, Reading, Request, Who};
use crate::domain::action::Write;
use crate::domain::crm::Owner;
use crate::domain::lead::{Decision, Filter, LeadRow, Order, View};
use crate::domain::outbox::EntryState;
use crate::domain::record::RecordRef;
use crate::phrasing::counted;
use crate::tui::cx::{Cx, Go};
use crate::tui::keymap::{Action, Layer};
use crate::tui::model::{Model, Stage};
use crate::tui::overlay::{Handover, Overlay, Reasons, What};
use crate::tui::widgets::field::{one_line, paste_into};
use crate::tui::widgets::list::{ListState, list};
use crate::tui::widgets::panel::panel;
use crate::tui::widgets::text::{fit, paragraph};
use crate::tui::widgets::{Canvas, Hit};
use rows::LeadRows;

/// How often the CRM is asked for what has changed while somebody looks.
const LOOK_AGAIN: SignedDuration = SignedDuration::from_secs(60);
const LEADS: u8 = 0;

/// The screen.
#[derive(Default)]
pub struct Leads {
    leads: Option<Box<Listed>>,
    /// Rows of the view, in the order in which they are shown: places in `leads.rows`.
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
    /// Leads that came while somebody looked; they take their places when the list is asked for again.
    came: Vec<RecordRef>,
    /// When the CRM is asked again.
    look_again: Option<Timestamp>,
    /// To whom a lead can be handed.
    colleagues: Vec<Owner>,
}

impl Leads {
    pub(super) fn entered(&mut self, cx: &mut Cx<'_>) {
        // What is kept is there at once; what has changed follows.
        cx.cancel(self.kept.take());
        self.kept = Some(cx.ask("opening the leads", Request::Leads { reading: Reading::AsIs }));
        self.read(Reading::Cached, cx);
        if self.colleagues.is_empty() {
            cx.ask("reading colleagues", Request::Owners);
        }
        self.came.clear();
        self.arrange(cx.moment.now);
    }

    pub(super) fn left(&mut self) {
        (self.kept, self.reading, self.filling, self.look_again) = (None, None, None, None);
    }

    pub(super) fn title(&self) -> String {
        "leads".to_owned()
    }

    pub(super) fn layers(&self) -> Vec<Layer> {
        if self.typing { vec![Layer::Line] } else { vec![Layer::Leads, Layer::List, Layer::Anywhere] }
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
        self.reading = Some(cx.ask("reading leads", Request::Leads { reading }));
    }

    fn all(&self) -> &[LeadRow] {
        self.leads.as_ref().map_or(&[], |leads| &leads.rows)
    }

    pub(super) fn chosen(&self) -> Option<&LeadRow> {
        self.all().get(*self.shown.get(self.rows.selected())?)
    }

    // What has arrived.

    pub(super) fn answered(&mut self, request: u64, result: Result<Answer, DeskError>, cx: &mut Cx<'_>) {
        if let Ok(Answer::Owners(colleagues)) = result {
            self.colleagues = colleagues;
            return;
        }
        if self.kept == Some(request) {
            self.kept = None;
        } else if self.reading == Some(request) {
            self.reading = None;
            self.look_again = Some(cx.moment.now + LOOK_AGAIN);
        } else if self.filling == Some(request) {
            self.filling = None;
            return;
        } else {
            if let Err(error) = &result {
                cx.failed(error);
            }
            return;
        }
        match result {
            Ok(Answer::Leads(leads)) => {
                self.problem = None;
                self.take(leads, cx.moment.now);
                self.fill(cx);
            }
            Ok(_) => {}
            Err(error) if self.leads.is_none() => self.problem = Some(error),
            Err(error) => cx.failed(&error),
        }
    }

    /// Who the customers are is read once, behind what is shown.
    fn fill(&mut self, cx: &mut Cx<'_>) {
        let is_lacking =
            self.all().iter().any(|row| row.lead.orders.is_none() && row.lead.customer_id.is_some());
        if is_lacking && self.filling.is_none() && self.reading.is_none() {
            self.filling = Some(cx.ask("reading customers", Request::FillLeads));
        }
    }

    /// New rows in place of the old ones. Nothing moves under who looks: rows keep their order, those that came wait
    /// at the end of a count, those that went go.
    fn take(&mut self, leads: Box<Listed>, now: Timestamp) {
        let chosen = self.chosen().map(|row| row.lead.record.clone());
        let before: Vec<RecordRef> =
            self.shown.iter().filter_map(|at| Some(self.all().get(*at)?.lead.record.clone())).collect();
        let is_looked_at = self.rows.selected() > 0;
        self.leads = Some(leads);
        self.arrange(now);
        if is_looked_at {
            self.keep_order(&before);
        }
        self.follow(chosen.as_ref());
    }

    fn keep_order(&mut self, before: &[RecordRef]) {
        let place = |record: &RecordRef| before.iter().position(|known| known == record);
        let rows = self.leads.as_ref().map_or(&[][..], |leads| &leads.rows);
        let (mut known, mut new): (Vec<_>, Vec<_>) = self
            .shown
            .iter()
            .map(|at| (place(&rows[*at].lead.record), *at))
            .partition(|(place, _)| place.is_some());
        known.sort_by_key(|(place, _)| *place);
        let records = |places: &[(Option<usize>, usize)]| -> Vec<RecordRef> {
            places.iter().map(|(_, at)| rows[*at].lead.record.clone()).collect()
        };
        let (here, came) = (records(&known), records(&new));
        self.came.retain(|record| here.contains(record));
        self.came.extend(came);
        known.append(&mut new);
        self.shown = known.into_iter().map(|(_, at)| at).collect();
    }

    fn follow(&mut self, chosen: Option<&RecordRef>) {
        let keys: Vec<String> = self.shown.iter().map(|at| self.all()[*at].lead.record.to_string()).collect();
        self.rows.follow(chosen.map(ToString::to_string).as_deref(), keys.into_iter());
    }

    /// Filters and orders what there is.
    fn arrange(&mut self, now: Timestamp) {
        let me = self.leads.as_ref().and_then(|leads| leads.me.clone());
        let fits = |row: &LeadRow| self.view.has(row, me.as_deref()) && self.filter.fits(row, now);
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
        match notice {
            Notice::Leads | Notice::Skipped if self.kept.is_none() => {
                self.kept = Some(cx.ask("opening the leads", Request::Leads { reading: Reading::AsIs }));
            }
            // What was decided stands at the CRM now.
            Notice::Entry { entry }
                if matches!((&entry.state, &entry.write), (EntryState::Done { .. }, Write::Fields(_))) =>
            {
                self.read(Reading::Fresh, cx);
            }
            _ => {}
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
            Action::Claim => self.claim(cx),
            Action::Hand => self.hand(cx),
            Action::Nurture => self.turn_down(What::Nurture, cx),
            Action::Disqualify => self.turn_down(What::Disqualify, cx),
            Action::Refresh => {
                self.rearrange(now);
                self.read(Reading::Fresh, cx);
            }
            Action::Open => self.open(cx),
            Action::Copy => match self.chosen().and_then(|row| row.lead.email.clone()) {
                Some(email) => cx.copy("the e-mail", email),
                None => cx.refuse("there is nothing to copy here"),
            },
            moving => return self.rows.act(moving, self.shown.len()),
        }
        true
    }

    fn turn(&mut self, by: usize, now: Timestamp) {
        let at = View::ALL.iter().position(|view| *view == self.view).unwrap_or(0);
        self.view = View::ALL[(at + by) % View::ALL.len()];
        self.rearrange(now);
    }

    fn unfold(&mut self) {
        if let Some(key) = self.chosen().map(|row| row.lead.record.to_string()) {
            self.rows.toggle(key);
        }
    }

    fn open(&self, cx: &mut Cx<'_>) {
        let Some(row) = self.chosen() else { return cx.refuse("there is no lead to open") };
        let lead = &row.lead;
        let who = lead.customer_id.map_or_else(|| Who::Query(lead.record.to_string()), Who::Customer);
        cx.go(Go::Call(who));
    }

    fn claim(&self, cx: &mut Cx<'_>) {
        let Some(row) = self.chosen() else { return cx.refuse("there is no lead to claim") };
        let me = self.leads.as_ref().and_then(|leads| leads.me.as_deref());
        if me.is_some() && row.lead.owner.as_deref() == me {
            return cx.tell("it is yours already");
        }
        let lead = row.lead.record.clone();
        cx.ask("claiming", Request::Decide { lead, decision: Decision::Claim, now: false });
    }

    fn hand(&self, cx: &mut Cx<'_>) {
        let Some(row) = self.chosen() else { return cx.refuse("there is no lead to hand on") };
        if self.colleagues.is_empty() {
            return cx.refuse("the CRM's owners are not known yet");
        }
        let handover = Handover::new(&row.lead, self.colleagues.clone());
        cx.go(Go::Over(Box::new(Overlay::Handover(handover))));
    }

    fn turn_down(&self, what: impl Fn(RecordRef) -> What, cx: &mut Cx<'_>) {
        let Some(row) = self.chosen() else { return cx.refuse("there is no lead to decide about") };
        let reasons = Reasons::new(what(row.lead.record.clone()));
        cx.go(Go::Over(Box::new(Overlay::Reasons(reasons))));
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
        let rows = LeadRows { all: self.all(), shown: &self.shown, theme, moment: canvas.moment };
        list(canvas, body, &rows, &self.rows, model.overlay.is_none(), LEADS);
        canvas.lines(foot, [self.foot(canvas, usize::from(foot.width))]);
    }

    /// Names of the views with how many cases are in each; each can be clicked.
    fn tabs(&self, canvas: &mut Canvas<'_, '_>, area: Rect) -> Line<'static> {
        let theme = canvas.theme;
        let me = self.leads.as_ref().and_then(|leads| leads.me.as_deref());
        let mut spans = Vec::new();
        let mut x = area.x + 1;
        for (at, view) in View::ALL.iter().enumerate() {
            let count = self.all().iter().filter(|row| view.has(row, me)).count();
            let name = view.in_words();
            let text = if self.leads.is_some() { format!("{name} {count}") } else { name.to_owned() };
            let width = u16::try_from(text.chars().count() + 2).unwrap_or(0);
            let number = u8::try_from(at).unwrap_or(0);
            canvas.hits.note(Rect { x, y: area.y, width, height: 1 }, Hit::Tab(number));
            x += width + 1;
            if at > 0 {
                spans.push(Span::styled("│", theme.border));
            }
            let style = match (*view == self.view, view, count) {
                (true, ..) => theme.heading.underlined(),
                (false, View::Hot, 1..) => theme.accent,
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
        if !self.came.is_empty() {
            let words = format!("{} · r sorts in  ", counted(self.came.len() as u64, "new lead"));
            spans.push(Span::styled(words, theme.accent));
        }
        if let Some(problem) = self.leads.as_ref().and_then(|leads| leads.problem.as_deref()) {
            spans.push(Span::styled(format!("! not read again: {problem}  "), theme.warning));
        }
        if let Some(row) = self.chosen() {
            let name = row.lead.name.as_deref().unwrap_or("(no name)");
            spans.push(Span::styled(format!("{name}  "), theme.heading));
            spans.push(Span::styled(row.lead.why(), theme.faint));
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
        match (&model.stage, &self.problem, &self.leads) {
            (Stage::Opening, ..) => say(canvas, "opening the storage …", ""),
            (_, Some(error), _) => {
                let hint = error.hint.clone().unwrap_or_default();
                let mut lines = vec![Line::default()];
                lines.extend(paragraph(Span::styled("! ", theme.warning), &error.what, theme.warning, width));
                lines.extend(paragraph(Span::raw("  "), &hint, theme.faint, width));
                canvas.lines(area, lines);
            }
            (_, _, None) => say(canvas, "reading leads …", ""),
            (_, _, Some(_)) if self.reading.is_some() && self.all().is_empty() => {
                say(canvas, "reading leads …", "");
            }
            (_, _, Some(leads)) if leads.rows.is_empty() => {
                say(canvas, "There are no leads.", "The CRM has no contact of a lead's stage or status.");
            }
            (_, _, Some(leads)) if self.view == View::Mine && leads.me.is_none() => {
                say(
                    canvas,
                    "You are no owner at the CRM.",
                    "Your e-mail in [me] is not among its users, so no lead can be yours. tab turns to another view.",
                );
            }
            _ => say(canvas, "No lead fits.", "tab turns to another view, esc takes the filter away."),
        }
    }
}
