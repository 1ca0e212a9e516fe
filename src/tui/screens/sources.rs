//! How the vendors stand, what is stuck and why, what is missing and what that switches off; with model and storage.

mod rows;

use std::cell::Cell;

use jiff::SignedDuration;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::desk::api::{Answer, DeskError, Notice, Parked, ParkedId, Request, SourcesReport, WhoAmI};
use crate::domain::outbox::EntryState;
use crate::ports::Finding;
use crate::tui::cx::{Cx, Go};
use crate::tui::keymap::{Action, Layer};
use crate::tui::model::Model;
use crate::tui::overlay::{Overlay, Reasons, What};
use crate::tui::view::spinner;
use crate::tui::widgets::list::{ListState, list};
use crate::tui::widgets::panel::panel;
use crate::tui::widgets::{Canvas, Hit};
use rows::{Row, SourceRows};

/// What was tested so long ago is tested again when the screen is opened.
const TESTED_FOR: SignedDuration = SignedDuration::from_hours(1);
const ROWS: u8 = 0;

/// The screen.
#[derive(Debug, Default)]
pub struct Sources {
    report: Option<SourcesReport>,
    findings: Vec<Finding>,
    reading: Option<u64>,
    testing: Option<u64>,
    syncing: Option<u64>,
    progress: Option<String>,
    rows: ListState,
    /// Rows that were drawn last.
    count: Cell<usize>,
}

impl Sources {
    pub(super) fn entered(&mut self, cx: &mut Cx<'_>) {
        cx.ask("reading who acts", Request::WhoAmI);
        self.read(cx);
    }

    fn read(&mut self, cx: &mut Cx<'_>) {
        cx.cancel(self.reading.take());
        self.reading = Some(cx.ask("reading how the sources stand", Request::Sources));
    }

    fn test(&mut self, cx: &mut Cx<'_>) {
        cx.cancel(self.testing.take());
        self.testing = Some(cx.ask("testing everything", Request::Doctor));
    }

    pub(super) fn left(&mut self) {
        (self.reading, self.testing, self.syncing, self.progress) = (None, None, None, None);
    }

    pub(super) fn title(&self) -> String {
        "sources".to_owned()
    }

    pub(super) fn layers(&self) -> Vec<Layer> {
        vec![Layer::Sources, Layer::List, Layer::Anywhere]
    }

    fn all(&self, who: Option<&WhoAmI>) -> Vec<Row<'_>> {
        let mut all = rows::of(self.report.as_ref(), &self.findings);
        all.extend(who.into_iter().flat_map(rows::here));
        all
    }

    fn parked(&self) -> Option<&Parked> {
        self.report.as_ref()?.parked.get(self.rows.selected())
    }

    pub(super) fn act(&mut self, action: Action, cx: &mut Cx<'_>) -> bool {
        match action {
            Action::TestSources => self.test(cx),
            Action::Retry => match self.parked().map(|parked| parked.id.clone()) {
                Some(ParkedId::Entry(entry)) => {
                    cx.ask("trying again", Request::Retry { entry });
                }
                Some(ParkedId::Record(record)) => {
                    cx.ask("asking for the record again", Request::ReadAgain { record });
                }
                None => self.test(cx),
            },
            Action::Drop => match self.parked() {
                Some(parked) => {
                    let reasons = Reasons::new(What::Skip(parked.id.clone()));
                    cx.go(Go::Over(Box::new(Overlay::Reasons(reasons))));
                }
                None => cx.refuse("only what is parked can be skipped"),
            },
            Action::Sync => {
                if self.syncing.is_none() {
                    let sync = Request::Sync { since: None, full: false };
                    self.syncing = Some(cx.ask("reading customers", sync));
                }
            }
            Action::Open => {
                let key = self.all(cx.who).get(self.rows.selected()).map(Row::key);
                key.into_iter().for_each(|key| self.rows.toggle(key));
            }
            Action::Copy => match self.all(cx.who).get(self.rows.selected()) {
                Some(row) => cx.copy("what is said there", row.words(cx.moment)),
                None => cx.refuse("there is nothing to copy"),
            },
            moving => return self.rows.act(moving, self.count.get()),
        }
        true
    }

    pub(super) fn answered(&mut self, request: u64, result: Result<Answer, DeskError>, cx: &mut Cx<'_>) {
        match result {
            Ok(Answer::Sources(report)) => {
                self.reading = None;
                let is_first = self.report.is_none();
                self.show(*report, cx);
                if is_first && self.is_to_be_tested(cx) {
                    self.test(cx);
                }
            }
            Ok(Answer::Findings(findings)) => {
                self.testing = None;
                self.findings = findings;
                self.read(cx);
            }
            Ok(Answer::Sync(report)) => {
                (self.syncing, self.progress) = (None, None);
                let read: u64 = report.holdings.iter().map(|holding| holding.read).sum();
                let count = |number: u64| cx.moment.locale.count(i128::from(number));
                let known = count(report.customers as u64);
                cx.good(format!("{} records read; {known} customers are known", count(read)));
                for gap in report.holdings.iter().filter_map(|holding| holding.gap.as_deref()) {
                    cx.tell(gap);
                }
                for problem in report.problems {
                    cx.refuse(problem);
                }
                self.entered(cx);
            }
            // What was parked goes on, or is given up.
            Ok(Answer::Entry(entry)) => {
                match entry.state {
                    EntryState::Dropped { .. } => cx.good("skipped; the reason stays in the audit log"),
                    _ => cx.good("on its way again"),
                }
                self.read(cx);
            }
            Ok(Answer::Done) => {
                cx.good("parked no more");
                self.read(cx);
            }
            Ok(_) => {}
            Err(error) => {
                if self.testing == Some(request) {
                    self.testing = None;
                }
                if self.syncing == Some(request) {
                    (self.syncing, self.progress) = (None, None);
                }
                cx.failed(&error);
            }
        }
    }

    /// Whether the scopes are not known, or were read long ago.
    fn is_to_be_tested(&self, cx: &Cx<'_>) -> bool {
        let Some(report) = &self.report else { return false };
        report
            .vendors
            .iter()
            .any(|vendor| vendor.tested_at.is_none_or(|at| cx.moment.now.duration_since(at) > TESTED_FOR))
    }

    fn show(&mut self, report: SourcesReport, cx: &Cx<'_>) {
        let key = self.all(cx.who).get(self.rows.selected()).map(Row::key);
        self.report = Some(report);
        let keys: Vec<String> = self.all(cx.who).iter().map(Row::key).collect();
        self.rows.follow(key.as_deref(), keys.into_iter());
    }

    pub(super) fn noticed(&mut self, notice: &Notice, cx: &mut Cx<'_>) {
        match notice {
            Notice::Progress { request, what, done, total } if self.syncing == Some(*request) => {
                let count = |number: u64| cx.moment.locale.count(i128::from(number));
                let of = total.map_or(String::new(), |total| format!(" of {}", count(total)));
                self.progress = Some(format!("{what} · {}{of}", count(*done)));
            }
            Notice::Entry { entry } => {
                let known = self.report.iter().flat_map(|report| &report.parked);
                let was_parked = known.into_iter().any(|parked| parked.id == ParkedId::Entry(entry.id));
                if was_parked != matches!(entry.state, EntryState::Parked { .. }) {
                    self.read(cx);
                }
            }
            Notice::Skipped | Notice::Erased { .. } => self.read(cx),
            _ => {}
        }
    }

    pub(super) fn clicked(&mut self, hit: Hit, cx: &mut Cx<'_>) {
        if let Hit::Row { row, .. } = hit {
            if self.rows.selected() == row {
                self.act(Action::Open, cx);
            }
            self.rows.select(row);
        }
    }

    pub(super) fn scrolled(&mut self, _list: u8, by: isize) {
        self.rows.step(by, self.count.get());
    }

    pub(super) fn view(&self, canvas: &mut Canvas<'_, '_>, area: Rect, model: &Model) {
        let (theme, moment) = (canvas.theme, canvas.moment);
        let mut title = vec![Span::styled(" Sources ", theme.heading)];
        let parked = self.report.as_ref().map_or(0, |report| report.parked.len());
        if parked > 0 {
            let words =
                format!("! {parked} parked, {} you ", if parked == 1 { "it needs" } else { "they need" });
            title.push(Span::styled(words, theme.bad));
        }
        let working = match (&self.progress, self.testing) {
            (Some(progress), _) => Some(progress.as_str()),
            (None, Some(_)) => Some("testing each"),
            (None, None) => None,
        };
        title
            .extend(working.map(|words| Span::styled(format!("{} {words} ", spinner(moment)), theme.accent)));
        let inner = panel(canvas, area, Line::from(title), true);
        let all = self.all(model.who.as_ref());
        self.count.set(all.len());
        let rows = SourceRows { rows: &all, theme, moment };
        if self.report.is_none() {
            return canvas.lines(inner, [Line::styled("reading how the sources stand …", theme.faint)]);
        }
        list(canvas, inner, &rows, &self.rows, true, ROWS);
    }
}
