//! The audit log: who did what and when, newest first; the chain can be checked and briefs rebuilt.

mod fold;
mod records;

use std::collections::HashMap;

use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::desk::api::{Answer, DeskError, LineOrSuggestion, ReplayReport, Request, Who};
use crate::domain::CustomerId;
use crate::domain::audit::{AuditEvent, AuditKind};
use crate::domain::brief::{SuggestionStatus, Verification};
use crate::phrasing::{Moment, details, hands_in_words, harmless, is_of_tier, what_was_done};
use crate::ports::repository::{AuditRecord, AuditReport};
use crate::tui::cx::{Cx, Go};
use crate::tui::keymap::{Action, Layer};
use crate::tui::model::Model;
use crate::tui::theme::Theme;
use crate::tui::widgets::list::Rows;
use crate::tui::widgets::panel::panel;
use crate::tui::widgets::text::{column, fit, paragraph, spread};
use crate::tui::widgets::{Canvas, Hit};
pub(super) use records::Records;

/// Lines that are read.
const MOST_LINES: usize = 1_000;
const LINES_OF_DETAIL: usize = 80;
/// Columns of the name of a detail.
const DETAIL: usize = 26;
/// Columns of what a line is about by its id.
const SUBJECT: usize = 34;
const RECORDS: u8 = 0;

/// The screen.
#[derive(Debug, Default)]
pub struct Audit {
    records: Option<Box<Records>>,
    report: Option<AuditReport>,
    replayed: Option<Box<ReplayReport>>,
    reading: Option<u64>,
    verifying: Option<u64>,
    /// The line that led here, until it is shown.
    wanted: Option<u64>,
    /// The lines around it are being read, not the newest.
    reading_back: Option<u64>,
}

impl Audit {
    /// At a line, by its number.
    pub fn at(line: u64) -> Self {
        Self { wanted: Some(line), ..Self::default() }
    }

    pub(super) fn entered(&mut self, cx: &mut Cx<'_>) {
        cx.cancel(self.reading.take());
        self.reading = Some(cx.ask("reading the audit log", Request::AuditTail { limit: MOST_LINES }));
    }

    pub(super) fn left(&mut self) {
        self.reading = None;
        self.reading_back = None;
        self.verifying = None;
    }

    pub(super) fn title(&self) -> String {
        "audit log".to_owned()
    }

    pub(super) fn layers(&self) -> Vec<Layer> {
        match self.is_typing() {
            true => vec![Layer::Line],
            false => vec![Layer::Audit, Layer::List, Layer::Anywhere],
        }
    }

    pub(super) fn chosen(&self) -> Option<&AuditRecord> {
        self.records.as_deref()?.chosen()
    }

    fn is_at_fold(&self) -> bool {
        self.records.as_deref().is_some_and(Records::is_at_fold)
    }

    /// The lines, as far as they were read.
    pub(super) fn records(&mut self) -> &mut Records {
        self.records.get_or_insert_default()
    }

    pub(super) fn is_typing(&self) -> bool {
        self.records.as_deref().is_some_and(Records::is_typing)
    }

    pub(super) fn act(&mut self, action: Action, cx: &mut Cx<'_>) -> bool {
        match (action, self.chosen().cloned()) {
            (Action::Refresh, _) => self.entered(cx),
            (Action::VerifyChain, _) => {
                self.report = None;
                self.verifying = Some(cx.ask("checking the chain", Request::AuditVerify));
            }
            (Action::Replay, Some(record)) => {
                // What is rebuilt from a log is worth what the log is worth.
                self.verifying = Some(cx.ask("checking the chain", Request::AuditVerify));
                let is_kept = |kind| matches!(kind, AuditKind::Briefed | AuditKind::Prepared);
                if record.event.as_ref().is_some_and(|event| is_kept(event.kind)) {
                    self.replayed = None;
                    cx.ask(
                        "rebuilding it",
                        Request::Replay { what: LineOrSuggestion::Line(record.sequence) },
                    );
                } else {
                    cx.refuse("only briefs and pages for calls can be rebuilt; choose a line that says briefed or prepared");
                }
            }
            (Action::OpenCustomer | Action::Copy | Action::Replay, None) if self.is_at_fold() => {
                cx.refuse("several lines stand in this one: enter shows each");
            }
            (Action::OpenCustomer, Some(record)) => match record.customer {
                Some(customer) => cx.go(Go::Customer(Who::Customer(customer))),
                None => cx.refuse("this line is about no customer"),
            },
            (Action::Copy, Some(record)) => cx.copy("the line's hash", record.hash.to_string()),
            (other, _) => return self.records.as_deref_mut().is_some_and(|records| records.act(other, cx)),
        }
        true
    }

    pub(super) fn answered(&mut self, request: u64, result: Result<Answer, DeskError>, cx: &mut Cx<'_>) {
        if self.records.as_deref_mut().is_some_and(|records| records.named(request, &result)) {
            return;
        }
        match result {
            Ok(Answer::Audit(records)) if self.reading == Some(request) => {
                self.reading = None;
                self.records().put(records, cx);
                self.show_wanted(cx);
            }
            Ok(Answer::Audit(mut records)) if self.reading_back == Some(request) => {
                self.reading_back = None;
                records.reverse();
                self.records().put(records, cx);
                self.show_wanted(cx);
            }
            Ok(Answer::AuditReport(report)) => {
                self.verifying = None;
                self.report = Some(report);
            }
            Ok(Answer::Replay(report)) => self.replayed = Some(report),
            Ok(_) => {}
            Err(error) => {
                self.verifying = None;
                cx.failed(&error);
            }
        }
    }

    /// Turns to the line that led here; where it is older than what was read, to the lines around it.
    fn show_wanted(&mut self, cx: &mut Cx<'_>) {
        let Some(wanted) = self.wanted else { return };
        let records = self.records();
        records.widen();
        if records.turn_to(wanted) {
            self.wanted = None;
            return;
        }
        let is_older = wanted > 0 && records.all().last().is_some_and(|oldest| wanted < oldest.sequence);
        if is_older {
            let after = wanted.saturating_sub(u64::try_from(MOST_LINES / 2).unwrap_or(0));
            let request = Request::AuditAfter { after, limit: MOST_LINES };
            self.reading_back = Some(cx.ask("reading the audit log", request));
        } else {
            self.wanted = None;
            cx.refuse(format!("the audit log has no line {wanted}"));
        }
    }

    pub(super) fn clicked(&mut self, hit: Hit, cx: &mut Cx<'_>) {
        if let (Hit::Row { row, .. }, Some(records)) = (hit, &mut self.records) {
            if records.rows.selected() == row {
                records.act(Action::Open, cx);
            }
            records.rows.select(row);
        }
    }

    pub(super) fn scrolled(&mut self, _list: u8, by: isize) {
        if let Some(records) = &mut self.records {
            let len = records.len();
            records.rows.step(by, len);
        }
    }

    pub(super) fn view(&self, canvas: &mut Canvas<'_, '_>, area: Rect, model: &Model) {
        let theme = canvas.theme;
        let title = vec![
            Span::styled(" Audit log ", theme.heading),
            Span::styled("append-only, each line chained to the one before ", theme.faint),
        ];
        let inner = panel(canvas, area, Line::from(title), true);
        let head = self.head(theme, canvas.moment, usize::from(inner.width));
        let height = u16::try_from(head.len()).unwrap_or(0);
        let [above, rest] = Layout::vertical([Constraint::Length(height), Constraint::Fill(1)]).areas(inner);
        canvas.lines(above, head);
        match &self.records {
            None => canvas.lines(rest, [Line::styled("reading the audit log …", theme.faint)]),
            Some(records) if records.all().is_empty() => {
                canvas.lines(rest, [Line::styled("Nothing has been recorded yet.", theme.faint)]);
            }
            Some(records) => records.view(canvas, rest, &model.names, true, (RECORDS, true)),
        }
    }

    /// What the last check and the last replay found.
    fn head(&self, theme: &Theme, moment: &Moment, width: usize) -> Vec<Line<'static>> {
        let mut lines = Vec::new();
        if let Some(report) = &self.report {
            let erased = if report.erased > 0 {
                format!(", {} of customers erased since", report.erased)
            } else {
                String::new()
            };
            match &report.fault {
                None => {
                    let words = format!("✓ the chain holds: {} lines{erased}", report.lines);
                    lines.push(Line::styled(words, theme.good));
                    let hash = report.head.map(|head| format!("  head {head}"));
                    lines.extend(hash.map(|hash| Line::styled(hash, theme.faint)));
                }
                Some(fault) => {
                    lines.extend(paragraph(
                        Span::styled("✗ ", theme.bad),
                        &format!("the chain is broken: {fault}"),
                        theme.bad,
                        width,
                    ));
                }
            }
        } else if self.verifying.is_some() {
            lines.push(Line::styled(
                format!("{} checking every line", crate::tui::view::spinner(moment)),
                theme.accent,
            ));
        }
        if let Some(report) = &self.replayed {
            let (style, words) = if report.identical {
                (theme.good, format!("✓ line {}: rebuilt from the log, identical", report.sequence))
            } else {
                let differences = report.differences.join("; ");
                (theme.warning, format!("≠ line {}: {differences}", report.sequence))
            };
            lines.extend(paragraph(Span::raw(""), &words, style, width));
            for words in told(report) {
                lines.extend(paragraph(Span::raw("  "), &words, theme.faint, width));
            }
        }
        if !lines.is_empty() {
            lines.push(Line::default());
        }
        lines
    }
}

/// What a replay shows beside its verdict: what was asked, what the check did, what was decided.
fn told(report: &ReplayReport) -> Vec<String> {
    let rules = report.brief.as_ref().map_or("", |brief| brief.prompt_version.as_str());
    let asked = match &report.asked {
        Some(asked) => {
            let line = asked.line.map_or_else(String::new, |line| format!(" in line {line}"));
            let same = if asked.digest == asked.digest_now { "the same now" } else { "another now" };
            format!("prompt {} sent{line}, SHA-256 {}: {same}", asked.version, asked.digest)
        }
        None if rules.is_empty() => "written by the playbook".to_owned(),
        None => format!("written by the playbook ({rules})"),
    };
    let checks: Vec<&Verification> = report.checks().collect();
    let kept: u32 = checks.iter().map(|check| check.kept).sum();
    let struck: usize = checks.iter().map(|check| check.dropped.len()).sum();
    let mut told = vec![asked, format!("{kept} sentences kept, {struck} struck")];
    told.extend(report.decisions.iter().map(|decision| {
        let by = decision.by.as_ref().map_or_else(String::new, |by| format!(" by {by}"));
        let edited = if decision.edited { "edited, " } else { "" };
        let fate = match (&decision.status, &decision.entry) {
            (SuggestionStatus::Open, _) => "not decided".to_owned(),
            (SuggestionStatus::Dismissed { reason, .. }, _) => format!("dismissed{by} ({reason})"),
            (SuggestionStatus::Accepted { .. }, Some(entry)) => {
                let state = entry.state.word().replace('_', " ");
                format!("accepted{by}{}, {state}", hands_in_words(entry, None))
            }
            (SuggestionStatus::Accepted { .. }, None) => format!("accepted{by}"),
        };
        format!("{}: {edited}{fate}", decision.title)
    }));
    told
}

/// How a line of the log is laid out.
struct Room {
    /// Columns of who did it, and whether the whole address has room there.
    actor: usize,
    has_address: bool,
    /// Columns of whom it is about.
    customer: usize,
    /// Whether there is room for what it is about by its id.
    has_subject: bool,
    /// Whether what was done has room behind who did it; it stands below where it has none.
    is_one_line: bool,
}

/// Columns from which who did it, whom it is about and what was done stand in one line.
const ONE_LINE: usize = 70;

impl Room {
    fn of(width: usize, shows_actor: bool) -> Self {
        let (actor, customer) = match width {
            150.. => (26, 24),
            100.. => (12, 20),
            ONE_LINE.. => (9, 15),
            _ => (10, 15),
        };
        let is_one_line = width >= ONE_LINE || !shows_actor;
        Self { actor, has_address: width >= 150, customer, has_subject: width >= 150, is_one_line }
    }
}

pub(super) fn local_part(address: &str) -> &str {
    address.split('@').next().unwrap_or(address)
}

/// A row of the list.
pub(super) enum RecordRow<'a> {
    /// A line of the log.
    Line(&'a AuditRecord),
    /// Several of them, done in one go.
    Fold { key: String, newest: &'a AuditRecord, count: usize },
}

impl RecordRow<'_> {
    fn key(&self) -> String {
        match self {
            Self::Line(record) => record.sequence.to_string(),
            Self::Fold { key, .. } => key.clone(),
        }
    }
}

/// Lines of the log as rows.
pub(super) struct RecordRows<'a> {
    pub rows: Vec<RecordRow<'a>>,
    /// Whether those of a fold stand below it one by one.
    pub is_open: &'a dyn Fn(&str) -> bool,
    pub theme: &'a Theme,
    pub moment: &'a Moment,
    pub names: &'a HashMap<CustomerId, String>,
    /// Whether who did it is said; where all is one rep's, it is not.
    pub shows_actor: bool,
}

impl Rows for RecordRows<'_> {
    fn count(&self) -> usize {
        self.rows.len()
    }

    fn key(&self, row: usize) -> String {
        self.rows[row].key()
    }

    fn lines(&self, row: usize, unfolded: bool, width: usize) -> Vec<Line<'static>> {
        match &self.rows[row] {
            RecordRow::Line(record) => self.line(record, unfolded, width),
            RecordRow::Fold { key, newest, count } => self.fold(newest, *count, (self.is_open)(key), width),
        }
    }
}

impl RecordRows<'_> {
    fn line(&self, record: &AuditRecord, unfolded: bool, width: usize) -> Vec<Line<'static>> {
        let theme = self.theme;
        let at = jiff::Timestamp::from_millisecond(record.at_ms).unwrap_or_default();
        let number = Span::styled(format!("{:>6}  ", record.sequence), theme.faint);
        let when = Span::styled(format!("  {}", self.moment.ago(at)), theme.faint);
        let Some(event) = &record.event else {
            let left = vec![
                number,
                Span::styled("erased: the customer was forgotten, the line stays in the chain", theme.faint),
            ];
            return vec![spread(left, vec![when], width)];
        };
        let (word, style) = self.look(event.kind);
        let room = Room::of(width, self.shows_actor);
        let mut left = vec![number, Span::styled(format!("{word:<10} "), style)];
        if self.shows_actor {
            let who = if room.has_address { &event.actor } else { local_part(&event.actor) };
            left.push(Span::styled(format!("{} ", column(who, room.actor)), theme.faint));
        }
        let what = Span::styled(what_was_done(event), theme.text);
        let mut below = None;
        if room.is_one_line {
            let about = format!("{} ", column(self.about(record), room.customer));
            left.extend([Span::styled(about, theme.heading), what]);
        } else {
            left.push(Span::styled(self.about(record).to_owned(), theme.heading));
            below = (!what.content.is_empty()).then_some(what);
        }
        let mut right = Vec::new();
        if room.has_subject {
            right.push(Span::styled(format!("  {}", column(&event.subject, SUBJECT)), theme.reference));
        }
        right.push(when);
        let mut lines = vec![spread(left, right, width)];
        lines.extend(below.map(|what| Line::from(fit(vec![Span::raw("        "), what], width))));
        if unfolded {
            let mut about = vec![self.moment.exactly(at), format!("hash {}", record.hash)];
            about.extend(record.customer.map(|customer| customer.to_string()));
            lines.extend(paragraph(Span::raw("        "), &about.join(" · "), theme.faint, width));
            let before = lines.len();
            for (name, value) in details(&event.detail) {
                let first = Span::styled(format!("        ▏ {} ", column(&name, DETAIL)), theme.faint);
                lines.extend(paragraph(first, &harmless(&value), theme.text, width));
            }
            lines.truncate(before + LINES_OF_DETAIL);
        }
        lines
    }

    /// Several lines in one: how many, and what of.
    fn fold(&self, newest: &AuditRecord, count: usize, is_open: bool, width: usize) -> Vec<Line<'static>> {
        let theme = self.theme;
        let Some(event) = &newest.event else { return Vec::new() };
        let (word, style) = self.look(event.kind);
        let mut left = vec![
            Span::styled(format!("{:>6}  ", if is_open { "▾" } else { "▸" }), theme.accent),
            Span::styled(format!("{word:<10} "), style),
        ];
        if self.shows_actor {
            let room = Room::of(width, true);
            let who = if room.has_address { &event.actor } else { local_part(&event.actor) };
            left.push(Span::styled(format!("{} ", column(who, room.actor)), theme.faint));
        }
        left.push(Span::styled(format!("{count} × {}", many_of(event)), theme.heading));
        let hint = if is_open { "" } else { " · enter shows each" };
        left.push(Span::styled(hint, theme.faint));
        let at = jiff::Timestamp::from_millisecond(newest.at_ms).unwrap_or_default();
        vec![spread(left, vec![Span::styled(format!("  {}", self.moment.ago(at)), theme.faint)], width)]
    }

    /// What the customer is called that a line is about.
    fn about<'a>(&'a self, record: &'a AuditRecord) -> &'a str {
        let name = record.customer.and_then(|customer| self.names.get(&customer)).map(String::as_str);
        let then = || record.event.as_ref().and_then(AuditEvent::customer_name);
        name.or_else(then).unwrap_or_default()
    }

    fn look(&self, kind: AuditKind) -> (&'static str, Style) {
        let theme = self.theme;
        let style = match kind {
            AuditKind::Written | AuditKind::Approved => theme.good,
            AuditKind::Parked | AuditKind::InDoubt | AuditKind::Denied => theme.warning,
            AuditKind::Forgotten | AuditKind::Rejected | AuditKind::Dropped => theme.bad,
            AuditKind::Viewed => theme.faint,
            _ => theme.text,
        };
        (kind.as_str(), style)
    }
}

/// What one of several is that were done in one go.
fn many_of(event: &AuditEvent) -> &'static str {
    match (event.kind, event.detail["write"]["write"].as_str()) {
        (AuditKind::ScoresWritten, _) => "scores of a contact",
        (AuditKind::Snoozed, _) if is_of_tier(event) => "change of tier",
        (AuditKind::Snoozed | AuditKind::Woken, _) => "case",
        (_, Some("case_update")) => "change of a case",
        (_, Some("reply")) => "answer to a case",
        (_, Some("note")) => "note",
        (_, Some("task")) => "task",
        (_, Some("fields")) => "change of fields",
        _ => "line",
    }
}
