//! What a thread comes to, on one page: for whoever takes it over.

use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::desk::api::{DeskError, Private, Reading, Request, Who};
use crate::domain::CustomerId;
use crate::domain::evidence::EvidenceId;
use crate::domain::summary::{Point, SummaryLine, ThreadSummary};
use crate::phrasing::{Moment, summary_text};
use crate::tui::keymap::Action;
use crate::tui::theme::Theme;
use crate::tui::widgets::Canvas;
use crate::tui::widgets::panel::popup;
use crate::tui::widgets::text::paragraph;

/// Columns of the points' names.
const NAMES: usize = 10;

/// The page.
#[derive(Clone)]
pub struct Summary {
    /// Whose case.
    pub customer: CustomerId,
    /// Which.
    pub case: EvidenceId,
    /// The request for it.
    pub asked: Option<u64>,
    /// What came.
    pub summary: Option<Box<ThreadSummary>>,
    /// Why it did not.
    pub problem: Option<DeskError>,
    scroll: usize,
}

impl Summary {
    /// Not asked for yet.
    pub fn new(customer: CustomerId, case: EvidenceId) -> Self {
        Self { customer, case, asked: None, summary: None, problem: None, scroll: 0 }
    }

    /// What is asked of the desk: of what is shown, so that it needs nobody.
    pub fn request(&self) -> Request {
        Request::Summarise {
            who: Who::Customer(self.customer),
            case: self.case.clone(),
            reading: Reading::AsIs,
        }
    }

    /// The note that it becomes on the case.
    pub fn note(&self, moment: &Moment) -> Option<Request> {
        let text = summary_text(self.summary.as_deref()?, moment);
        let (who, case) = (Who::Customer(self.customer), Some(self.case.to_string()));
        Some(Request::Note { who, text: Private(text), case, now: false })
    }

    pub(super) fn moved(&mut self, action: Action) -> bool {
        match action {
            Action::Down => self.scroll += 1,
            Action::Up => self.scroll = self.scroll.saturating_sub(1),
            _ => return false,
        }
        true
    }

    pub(super) fn view(&self, canvas: &mut Canvas<'_, '_>, area: Rect) {
        let (theme, moment) = (canvas.theme, canvas.moment);
        let width = usize::from(area.width.min(110)).saturating_sub(4);
        let lines = match (&self.summary, &self.problem) {
            (Some(summary), _) => page(summary, theme, moment, width),
            (None, Some(error)) => paragraph(Span::styled("✗ ", theme.bad), &error.what, theme.text, width),
            (None, None) => vec![Line::styled("reading …", theme.faint)],
        };
        let height = u16::try_from(lines.len() + 2).unwrap_or(u16::MAX).min(area.height);
        let title =
            self.summary.as_ref().map_or_else(String::new, |summary| format!(": {}", summary.subject));
        let title = Line::styled(format!(" In short{title} "), theme.heading);
        let inner = popup(canvas, area, 110, height, title);
        let most = lines.len().saturating_sub(usize::from(inner.height));
        canvas.lines(inner, lines.into_iter().skip(self.scroll.min(most)));
    }
}

fn page(summary: &ThreadSummary, theme: &Theme, moment: &Moment, width: usize) -> Vec<Line<'static>> {
    let mut lines = paragraph(Span::raw(""), &news(summary, moment), theme.accent, width);
    lines.push(Line::default());
    let mut before = None;
    for line in &summary.lines {
        let name = if before == Some(line.point) { "" } else { line.point.in_words() };
        before = Some(line.point);
        lines.extend(told(name, line, theme, moment, width));
    }
    if summary.lines.is_empty() {
        lines.push(Line::styled("Nothing in the thread can be quoted.", theme.faint));
    }
    lines.push(Line::default());
    let check = &summary.verification;
    let words = format!(
        "by the {}, in the thread's own words · {} of {} lines borne out, {} struck",
        summary.engine,
        check.kept,
        check.sentences,
        check.dropped.len(),
    );
    lines.extend(paragraph(Span::raw(""), &words, theme.faint, width));
    lines
}

fn told(name: &str, line: &SummaryLine, theme: &Theme, moment: &Moment, width: usize) -> Vec<Line<'static>> {
    let style = match line.point {
        Point::Problem | Point::Open => theme.warning,
        Point::Done => theme.good,
        Point::Promise => theme.accent,
    };
    let sign = if line.new { "+ " } else { "" };
    let mut words = format!("{sign}“{}”", line.text);
    words.extend(line.due.map(|day| format!(" → {}", moment.locale.day(day))));
    if line.point == Point::Promise && !line.followed {
        words.push_str(" · nothing of ours since");
    }
    let ids: Vec<String> = line.messages.iter().map(ToString::to_string).collect();
    let when = line.at.map_or_else(String::new, |at| format!(" · {}", moment.ago(at)));
    words = format!("{words} · {}{when}", ids.join(" "));
    paragraph(Span::styled(format!("{name:<NAMES$}"), style), &words, theme.text, width)
}

/// What has changed since it was looked at last.
fn news(summary: &ThreadSummary, moment: &Moment) -> String {
    let all = crate::phrasing::counted(summary.messages as u64, "message");
    match (summary.before_at, summary.new_messages) {
        (Some(at), Some(new)) if new > 0 => {
            let new = crate::phrasing::counted(new as u64, "message");
            format!("{all} · since the last summary {}: {new}, marked +", moment.ago(at))
        }
        (Some(at), _) => format!("{all} · nothing new since the last summary {}", moment.ago(at)),
        (None, _) => format!("{all} · the first summary of this thread"),
    }
}
