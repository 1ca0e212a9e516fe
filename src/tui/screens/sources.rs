//! Vendors, model and storage: how each stands, what is missing, and what to do about it.

use std::cell::Cell;

use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::desk::api::{Answer, DeskError, Notice, Request};
use crate::ports::{Finding, Verdict};
use crate::tui::cx::Cx;
use crate::tui::keymap::{Action, Layer};
use crate::tui::model::Model;
use crate::tui::view::{source_words, spinner};
use crate::tui::widgets::panel::panel;
use crate::tui::widgets::text::paragraph;
use crate::tui::widgets::{Canvas, Hit};

/// The screen.
#[derive(Debug, Default)]
pub struct Sources {
    findings: Option<Vec<Finding>>,
    testing: Option<u64>,
    syncing: Option<u64>,
    progress: Option<String>,
    offset: Cell<usize>,
}

impl Sources {
    pub(super) fn entered(&mut self, cx: &mut Cx<'_>) {
        cx.ask("reading how the sources stand", Request::WhoAmI);
    }

    pub(super) fn left(&mut self) {
        self.testing = None;
        self.syncing = None;
        self.progress = None;
    }

    pub(super) fn title(&self) -> String {
        "sources".to_owned()
    }

    pub(super) fn layers(&self) -> Vec<Layer> {
        vec![Layer::Sources, Layer::Anywhere]
    }

    pub(super) fn act(&mut self, action: Action, cx: &mut Cx<'_>) -> bool {
        match action {
            Action::TestSources => {
                cx.cancel(self.testing.take());
                self.testing = Some(cx.ask("testing everything", Request::Doctor));
            }
            Action::Sync => {
                if self.syncing.is_none() {
                    let sync = Request::Sync { since: None, full: false };
                    self.syncing = Some(cx.ask("reading customers", sync));
                }
            }
            Action::Down => self.offset.set(self.offset.get() + 1),
            Action::Up => self.offset.set(self.offset.get().saturating_sub(1)),
            _ => return false,
        }
        true
    }

    pub(super) fn answered(&mut self, request: u64, result: Result<Answer, DeskError>, cx: &mut Cx<'_>) {
        match result {
            Ok(Answer::Findings(findings)) => {
                self.testing = None;
                self.findings = Some(findings);
            }
            Ok(Answer::Sync(report)) => {
                self.syncing = None;
                self.progress = None;
                let read: u64 = report.read.values().sum();
                cx.good(format!("{read} records read; {} customers are known", report.customers));
                for problem in report.problems {
                    cx.refuse(problem);
                }
                cx.ask("reading how the sources stand", Request::WhoAmI);
            }
            Ok(_) => {}
            Err(error) => {
                if self.testing == Some(request) {
                    self.testing = None;
                }
                if self.syncing == Some(request) {
                    self.syncing = None;
                    self.progress = None;
                }
                cx.failed(&error);
            }
        }
    }

    pub(super) fn noticed(&mut self, notice: &Notice, _cx: &mut Cx<'_>) {
        if let Notice::Progress { request, what, done, .. } = notice
            && self.syncing == Some(*request)
        {
            self.progress = Some(format!("{what} · {done}"));
        }
    }

    pub(super) fn clicked(&mut self, _hit: Hit, _cx: &mut Cx<'_>) {}

    pub(super) fn scrolled(&mut self, _list: u8, by: isize) {
        self.offset.set(self.offset.get().saturating_add_signed(by));
    }

    pub(super) fn view(&self, canvas: &mut Canvas<'_, '_>, area: Rect, model: &Model) {
        let (theme, moment) = (canvas.theme, canvas.moment);
        let inner = panel(canvas, area, Line::styled(" Sources ", theme.heading), true);
        let width = usize::from(inner.width);
        let mut lines = Vec::new();
        if let Some(who) = &model.who {
            for source in &who.sources {
                lines.push(Line::from(source_words(source, moment, theme)));
                if let Some(error) = &source.error {
                    lines.extend(paragraph(Span::raw("    "), error, theme.text, width));
                }
            }
            let model_words = match (&who.model, who.model_is_sandbox) {
                (None, _) => "no model is configured: the playbook writes".to_owned(),
                (Some(name), true) => {
                    format!("{name}: the sandbox's own, written from the prompt's evidence, no real model")
                }
                (Some(name), false) => format!("model {name}, reached through the masking gateway alone"),
            };
            lines.extend(paragraph(Span::raw(""), &model_words, theme.text, width));
            lines.push(Line::styled(format!("{} customers are known here", who.customers), theme.text));
            lines.extend(
                who.recovered.iter().flat_map(|words| {
                    paragraph(Span::styled("! ", theme.warning), words, theme.warning, width)
                }),
            );
        }
        lines.push(Line::default());
        if let Some(progress) = &self.progress {
            lines.push(Line::styled(format!("{} {progress}", spinner(moment)), theme.accent));
        }
        match (&self.findings, self.testing) {
            (_, Some(_)) => {
                lines.push(Line::styled(format!("{} testing each", spinner(moment)), theme.accent))
            }
            (None, None) => {
                for (key, words) in [
                    ("d", " tests each vendor, the model and the storage"),
                    ("S", " reads all customers into the directory"),
                ] {
                    lines.push(Line::from(vec![
                        Span::styled(key, theme.key),
                        Span::styled(words, theme.faint),
                    ]));
                }
            }
            (Some(findings), None) => {
                for finding in findings {
                    let (sign, style) = match finding.verdict {
                        Verdict::Good => ("✓", theme.good),
                        Verdict::Warning => ("!", theme.warning),
                        Verdict::Bad => ("✗", theme.bad),
                    };
                    let first = Span::styled(format!("{sign} {:<18} ", finding.about), style);
                    lines.extend(paragraph(first, &finding.what, theme.text, width));
                    if let Some(hint) = &finding.hint {
                        let indent = Span::styled(format!("{:21}→ ", ""), theme.accent);
                        lines.extend(paragraph(indent, hint, theme.faint, width));
                    }
                }
            }
        }
        let most = lines.len().saturating_sub(usize::from(inner.height));
        self.offset.set(self.offset.get().min(most));
        canvas.lines(inner, lines.into_iter().skip(self.offset.get()));
    }
}
